/* feed/sync_unit.c - one kind of thing in one region: listed page by page, then one by one. */
#include "feed/sync_job.h"

#include "rolehop/base/buf.h"

enum { PAGES_MAX = 20000, TEXT_MAX = 256 << 20 };

/* A list while it is read: of the unit, or of one thing that a unit above has listed. */
struct listing {
	struct unit *unit;
	struct fields fields; /* of that thing */
	struct map tokens;    /* of pages that were seen */
	size_t pages;
	struct vec elements; /* struct str: what is harvested with the thing's name */
};

static struct fields unit_fields(const struct unit *unit)
{
	return (struct fields){.account = unit->job->account,
			       .region = unit->region,
			       .partition = unit->job->partition,
			       .limit = unit->job->sync->options->executions};
}

/* ---- the call of an operation -------------------------------------------------------------------
 */

static bool is_rest(enum protocol protocol)
{
	return protocol == PROTOCOL_REST_JSON || protocol == PROTOCOL_REST_XML;
}

/* The path's own slashes stay, those in its fields do not. */
static struct call operation_call(struct unit *unit, struct arena *arena,
				  const struct operation *operation, const struct fields *fields)
{
	const struct service *service = service_find(str_from(unit->kind->service));
	struct call call = {.service = service,
			    .region = unit->region,
			    .account = unit->job->account,
			    .session = unit->job->session,
			    .operation = str_from(operation->name),
			    .method = str_from(operation->method),
			    .path = fields_fill(arena, operation->path, fields, ENCODING_URL),
			    .query = fields_fill(arena, operation->query, fields, ENCODING_URL)};

	if (operation->body != NULL || !is_rest(service->protocol))
		call.body = arena_printf(
		    arena, "{%.*s}",
		    STR_ARG(fields_fill(arena, operation->body, fields, ENCODING_JSON)));
	return call;
}

static void add_token(struct arena *arena, struct call *call, const struct paging *paging,
		      struct str token)
{
	struct buf text;
	bool query = paging->in_query || call->service->protocol == PROTOCOL_QUERY;

	buf_init(&text, arena, TEXT_MAX);
	if (query) {
		buf_add(&text, call->query);
		buf_printf(&text, "%s%s=", text.n > 0 ? "&" : "", paging->in);
		sign_encode(&text, token, false);
		call->query = buf_str(&text);
		return;
	}
	buf_add(&text, str_slice(call->body, 0, call->body.n - 1));
	buf_printf(&text, "%s\"%s\":", text.n > 1 ? "," : "", paging->in);
	json_write_str(&text, token);
	buf_add_char(&text, '}');
	call->body = buf_str(&text);
}

static void unit_call(struct unit *unit, struct call *call, call_done done, void *self)
{
	call->done = done;
	call->self = self;
	job_counts_call(unit->job);
	client_call(unit->job->sync->client, call);
}

/* ---- one thing ----------------------------------------------------------------------------------
 */

static void on_got(void *self, const struct answer *answer);

static void get_one(struct step *step)
{
	struct unit *unit = step->unit;
	struct arena scratch = {0};
	struct call call = operation_call(unit, &scratch, unit_got_by(unit), &step->fields);

	call.region = step->region;
	call.raw = unit->kind->policy != NULL && unit->kind->policy[0] == '\0';
	if (str_eq(str_from(unit->kind->service), STR("s3")))
		call.host_prefix = step->fields.id;
	if (step->metadata_only)
		call.body = arena_printf(&scratch, "%.*s,\"includedData\":\"METADATA_ONLY\"}",
					 STR_ARG(str_slice(call.body, 0, call.body.n - 1)));
	unit_call(unit, &call, on_got, step);
	arena_release(&scratch);
}

/* Buckets answer only in their own region, definitions may be encrypted with a key that is not
 * ours: the same again, in another way. */
static bool asked_otherwise(struct step *step, const struct answer *answer)
{
	if (answer->bucket_region.n > 0 && !step->redirected &&
	    !str_eq(answer->bucket_region, step->region)) {
		step->redirected = true;
		step->region = arena_str(&step->unit->job->arena, answer->bucket_region);
		get_one(step);
		return true;
	}
	if (str_eq(answer->code, STR("KmsAccessDeniedException")) && !step->metadata_only) {
		step->metadata_only = true;
		get_one(step);
		return true;
	}
	return false;
}

static void on_got(void *self, const struct answer *answer)
{
	struct step *step = self;
	struct unit *unit = step->unit;
	bool none = code_is_among(answer->code, unit->kind->none);

	unit->job->pending--;
	if (answer->outcome == CALL_DONE) {
		harvest_answer(step, answer);
	} else if (answer->outcome == CALL_STOPPED) {
		unit->job->stopped = true;
	} else if (none && unit->kind->nothing != NULL) {
		harvest_nothing(step);
	} else if (none && unit->kind->what == WHAT_POLICIES && unit->kind->policy != NULL) {
		harvest_policy(step, STR(""));
	} else if (!none && !asked_otherwise(step, answer)) {
		harvest_existence(step);
		unit_spoil(unit, unit_got_by(unit)->name, answer);
	}
}

/* ---- a page of the list -------------------------------------------------------------------------
 */

static void listing_begin(struct unit *unit, const struct fields *fields);

/* "MEMBER=VALUE" of the element says that it has no such thing. */
static bool is_skipped(const struct collected_kind *kind, const struct json *element)
{
	struct str rule = str_from(kind->skip);
	ptrdiff_t equals = str_find_char(rule, '=');

	return equals > 0 && str_eq(json_get_str(element, str_slice(rule, 0, (size_t)equals)),
				    str_skip(rule, (size_t)equals + 1));
}

/* What hangs on one thing: a list, or what describes its encryption. */
static void child_begin(struct unit *child, const struct step *above)
{
	struct step *step;

	if (!unit_is_one_call(child)) {
		listing_begin(child, &above->fields);
		return;
	}
	if (is_skipped(child->kind, above->fields.element))
		return;
	step = arena_alloc(&child->job->arena, sizeof(*step));
	step->unit = child;
	step->fields = above->fields;
	step->fields.element = NULL;
	step->region = above->region;
	get_one(step);
}

/* What is in an import's shape as it is. */
static void harvest_json(struct unit *unit, const struct json *json)
{
	struct arena scratch = {0};
	struct str region = unit->kind->global ? STR("") : unit->region;

	job_add_harvest(unit->job, unit, unit->kind->list.name, region,
			harvest_text(&scratch, json));
	arena_release(&scratch);
}

/* What has no name cannot be asked for, and what was known of it must not end. */
static void note_nameless(struct unit *unit)
{
	const struct collected_kind *kind = unit->kind;
	struct answer odd = {.outcome = CALL_ERROR,
			     .message = STR("a row of the list has no name")};

	if (kind->get.name != NULL || kind->policy != NULL || unit->children != NULL)
		unit_spoil(unit, kind->list.name, &odd);
}

static void take_element(struct unit *unit, const struct json *element)
{
	const struct collected_kind *kind = unit->kind;
	struct arena *arena = &unit->job->arena;
	struct step *step = arena_alloc(arena, sizeof(*step));
	struct fields *fields = &step->fields;

	step->unit = unit;
	*fields = unit_fields(unit);
	fields->element = element;
	fields->id = arena_str(arena, kind->id == NULL ? json_str(element)
						       : json_get_str(element, str_from(kind->id)));
	if (fields->id.n == 0) {
		note_nameless(unit);
		return;
	}
	if (is_skipped(kind, element))
		return;
	fields->arn =
	    kind->arn != NULL ? fields_fill(arena, kind->arn, fields, ENCODING_NONE) : fields->id;
	step->region = unit->region;
	if (kind->region != NULL && json_get_str(element, str_from(kind->region)).n > 0)
		step->region = arena_str(arena, json_get_str(element, str_from(kind->region)));
	if (kind->tells)
		harvest_json(unit, element);
	for (struct unit *child = unit->children; child != NULL; child = child->next)
		child_begin(child, step);
	if (kind->get.name == NULL && kind->policy != NULL) {
		struct arena scratch = {0};
		harvest_policy(step,
			       harvest_text(&scratch, json_at(element, str_from(kind->policy))));
		arena_release(&scratch);
	} else if (kind->get.name != NULL) {
		get_one(step);
	}
	fields->element = NULL;
}

/* Pages that are kept as they are. */
static bool is_kept_whole(enum what what)
{
	return what == WHAT_DETAILS || what == WHAT_ALIASES || what == WHAT_PROVIDERS ||
	       what == WHAT_KEY_ALIASES;
}

static void take_page(struct listing *listing, const struct answer *answer)
{
	struct unit *unit = listing->unit;
	struct arena *arena = &unit->job->arena;
	const struct json *items = json_at(answer->json, str_from(unit->kind->items));

	if (is_kept_whole(unit->kind->what))
		harvest_json(unit, answer->json);
	if (is_kept_whole(unit->kind->what) && unit->children == NULL)
		return;
	for (const struct json *item = json_first(items); item != NULL; item = json_next(item)) {
		if (unit->kind->names != NULL)
			*(struct str *)vec_push(&listing->elements) = harvest_text(arena, item);
		take_element(unit, item);
		if (unit->job->sync->probing)
			break;
	}
}

/* {"KeyId": ..., "Grants": [...]}: the list of one thing, once it is whole. */
static void listing_end(const struct listing *listing)
{
	struct unit *unit = listing->unit;
	const struct collected_kind *kind = unit->kind;
	struct arena scratch = {0};
	struct buf text;

	if (kind->names == NULL)
		return;
	buf_init(&text, &scratch, TEXT_MAX);
	buf_printf(&text, "{\"%s\":", kind->names);
	json_write_str(&text, listing->fields.id);
	buf_printf(&text, ",\"%s\":[", kind->items + 1);
	for (size_t i = 0; i < listing->elements.n; i++) {
		buf_add_cstr(&text, i > 0 ? "," : "");
		buf_add(&text, *(struct str *)vec_at(&listing->elements, i));
	}
	buf_add_cstr(&text, "]}");
	job_add_harvest(unit->job, unit, kind->list.name, unit->region, buf_str(&text));
	arena_release(&scratch);
}

static void list_page(struct listing *listing, struct str token);

/* Pages end, or they are no list. */
static void next_page(struct listing *listing, const struct answer *answer)
{
	struct unit *unit = listing->unit;
	const struct paging *paging = &unit->kind->paging;
	struct str token =
	    paging->out != NULL ? json_get_str(answer->json, str_from(paging->out)) : STR("");
	struct answer endless = {.outcome = CALL_ERROR};

	if (token.n == 0 || unit->job->sync->probing) {
		listing_end(listing);
		return;
	}
	token = arena_str(&unit->job->arena, token);
	if (map_find(&listing->tokens, token) != NULL)
		endless.message = STR("its pages go round in a circle");
	else if (++listing->pages > PAGES_MAX)
		endless.message = STR("its pages do not end");
	if (endless.message.n > 0) {
		unit_spoil(unit, unit->kind->list.name, &endless);
		return;
	}
	map_put(&listing->tokens, token, unit);
	list_page(listing, token);
}

/* Whether the service is not there, or names are not to be looked up, the other units tell. */
static void unit_has_no_host(struct unit *unit, const struct answer *answer)
{
	unit_spoil(unit, unit->kind->list.name, answer);
	unit->failed = false;
	unit->no_host = true;
}

/* So may the whole region be, or this service alone. */
static void unit_is_off(struct unit *unit, const struct answer *answer)
{
	unit_spoil(unit, unit->kind->list.name, answer);
	unit->failed = false;
	unit->off = true;
}

/* <ListThingsResult> or the like: what XML that may leave out its list is known by. */
static bool is_result_of(struct str body, const char *operation)
{
	struct arena scratch = {0};
	bool is = str_contains(body, arena_printf(&scratch, "<%s", operation));

	arena_release(&scratch);
	return is;
}

/* What is no list proves that nothing is absent. */
static bool is_list_answer(const struct unit *unit, const struct answer *answer)
{
	const char *must = unit->kind->must;

	if (!json_is(answer->json, JSON_OBJECT))
		return false;
	if (must != NULL)
		return json_is(json_get(answer->json, str_from(must)), JSON_ARRAY);
	return service_find(str_from(unit->kind->service))->protocol != PROTOCOL_REST_XML ||
	       is_result_of(answer->body, unit->kind->list.name);
}

static void on_listed(void *self, const struct answer *answer)
{
	struct listing *listing = self;
	struct unit *unit = listing->unit;
	bool deep = unit->kind->depth > 0;

	unit->job->pending--;
	if (answer->outcome == CALL_STOPPED)
		unit->job->stopped = true;
	else if (deep && code_is_among(answer->code, unit->kind->none))
		return; /* it is gone, or has no such list */
	else if (answer->outcome == CALL_REGION_OFF && !unit->kind->global)
		unit_is_off(unit, answer);
	else if (answer->outcome == CALL_NO_HOST && !unit->kind->global)
		unit_has_no_host(unit, answer);
	else if (answer->outcome != CALL_DONE)
		unit_spoil(unit, unit->kind->list.name, answer);
	else if (!is_list_answer(unit, answer)) {
		struct answer odd = {.message = STR("the answer is not a list")};
		unit_spoil(unit, unit->kind->list.name, &odd);
	} else {
		take_page(listing, answer);
		next_page(listing, answer);
	}
}

static void list_page(struct listing *listing, struct str token)
{
	struct unit *unit = listing->unit;
	struct arena scratch = {0};
	struct call call = operation_call(unit, &scratch, &unit->kind->list, &listing->fields);

	if (token.n > 0)
		add_token(&scratch, &call, &unit->kind->paging, token);
	unit_call(unit, &call, on_listed, listing);
	arena_release(&scratch);
}

static void listing_begin(struct unit *unit, const struct fields *fields)
{
	struct arena *arena = &unit->job->arena;
	struct listing *listing = arena_alloc(arena, sizeof(*listing));

	listing->unit = unit;
	listing->fields = *fields;
	listing->fields.element = NULL;
	map_init(&listing->tokens, arena);
	vec_init(&listing->elements, arena, sizeof(struct str));
	list_page(listing, STR(""));
}

/* The one call about the account itself. */
static void account_begin(struct unit *unit)
{
	struct arena *arena = &unit->job->arena;
	struct step *step = arena_alloc(arena, sizeof(*step));

	step->unit = unit;
	step->fields = unit_fields(unit);
	step->fields.id = unit->job->account;
	step->fields.arn = fields_fill(arena, unit->kind->arn, &step->fields, ENCODING_NONE);
	step->region = unit->region;
	get_one(step);
}

void unit_begin(struct unit *unit)
{
	struct fields fields = unit_fields(unit);

	if (unit_is_one_call(unit)) {
		account_begin(unit);
		return;
	}
	if (unit->kind->names != NULL)
		fields.id = fields_fill(&unit->job->arena, unit->kind->arn, &fields, ENCODING_NONE);
	listing_begin(unit, &fields);
}
