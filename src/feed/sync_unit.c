/* feed/sync_unit.c - one kind of thing in one region: listed page by page, then one by one. */
#include "feed/sync_job.h"

#include "rolehop/base/buf.h"

enum { PAGES_MAX = 20000, TEXT_MAX = 256 << 20 };

/* A call of a unit while it is under way. */
struct step {
	struct unit *unit;
	struct fields fields;
	struct str region;
	bool redirected;
	bool metadata_only;
};

static struct fields unit_fields(const struct unit *unit)
{
	return (struct fields){.account = unit->job->account,
			       .region = unit->region,
			       .partition = unit->job->partition};
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

static void step_call(struct step *step, struct call *call, call_done done)
{
	call->done = done;
	call->self = step;
	step->unit->job->pending++;
	client_call(step->unit->job->sync->client, call);
}

/* ---- one thing ----------------------------------------------------------------------------------
 */

static void on_got(void *self, const struct answer *answer);

static void get_one(struct step *step)
{
	struct unit *unit = step->unit;
	struct arena scratch = {0};
	struct call call = operation_call(unit, &scratch, &unit->kind->get, &step->fields);

	call.region = step->region;
	call.raw = unit->kind->policy != NULL && unit->kind->policy[0] == '\0';
	if (call.raw)
		call.host_prefix = step->fields.id;
	if (step->metadata_only)
		call.body = arena_printf(&scratch, "%.*s,\"includedData\":\"METADATA_ONLY\"}",
					 STR_ARG(str_slice(call.body, 0, call.body.n - 1)));
	step_call(step, &call, on_got);
	arena_release(&scratch);
}

/* {"ResourceArn": ..., "Policy": ...}: null where there is none. */
static void harvest_policy(const struct step *step, struct str policy)
{
	struct unit *unit = step->unit;
	const char *operation = unit->kind->get.name;
	struct arena scratch = {0};
	struct buf text;

	buf_init(&text, &scratch, TEXT_MAX);
	buf_add_cstr(&text, "{\"ResourceArn\":");
	json_write_str(&text, step->fields.arn);
	buf_add_cstr(&text, ",\"Policy\":");
	buf_add(&text, policy.n > 0 ? policy : STR("null"));
	buf_add_char(&text, '}');
	job_add_harvest(unit->job, unit, operation != NULL ? operation : unit->kind->list.name,
			step->region, buf_str(&text));
	arena_release(&scratch);
}

/* That it is there, and no more. */
static void harvest_existence(const struct step *step)
{
	struct unit *unit = step->unit;
	struct arena scratch = {0};
	struct buf text;
	bool machine = unit->kind->what == WHAT_MACHINES;

	buf_init(&text, &scratch, TEXT_MAX);
	buf_add_cstr(&text, machine ? "{\"stateMachines\":[{\"stateMachineArn\":"
				    : "{\"Keys\":[{\"KeyArn\":");
	json_write_str(&text, step->fields.arn);
	buf_add_cstr(&text, machine ? "}],\"nextToken\":\"more\"}" : "}]}");
	job_add_harvest(unit->job, unit, unit->kind->list.name, step->region, buf_str(&text));
	arena_release(&scratch);
}

static struct str json_text(struct arena *arena, const struct json *json)
{
	struct buf text;

	if (json == NULL || json_is(json, JSON_NULL) ||
	    (json_is(json, JSON_STRING) && json_str(json).n == 0))
		return (struct str){NULL, 0};
	buf_init(&text, arena, TEXT_MAX);
	json_write(&text, json, false);
	return buf_str(&text);
}

static void harvest_answer(const struct step *step, const struct answer *answer)
{
	const struct unit *unit = step->unit;
	struct arena scratch = {0};
	struct str policy;

	if (unit->kind->what == WHAT_MACHINES)
		job_add_harvest(unit->job, step->unit, unit->kind->get.name, step->region,
				json_text(&scratch, answer->json));
	else if (unit->kind->policy[0] == '\0')
		harvest_policy(step, str_trim(answer->body));
	else {
		policy = json_text(&scratch, json_at(answer->json, str_from(unit->kind->policy)));
		harvest_policy(step, policy);
	}
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
	} else if (none && unit->kind->what == WHAT_POLICIES) {
		harvest_policy(step, STR(""));
	} else if (!none && !asked_otherwise(step, answer)) {
		harvest_existence(step);
		unit_spoil(unit, unit->kind->get.name, answer);
	}
}

/* ---- a page of the list -------------------------------------------------------------------------
 */

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
	if (fields->id.n == 0)
		return;
	fields->arn =
	    kind->arn != NULL ? fields_fill(arena, kind->arn, fields, ENCODING_NONE) : fields->id;
	step->region = unit->region;
	if (kind->region != NULL && json_get_str(element, str_from(kind->region)).n > 0)
		step->region = arena_str(arena, json_get_str(element, str_from(kind->region)));
	if (kind->get.name == NULL) {
		struct arena scratch = {0};
		harvest_policy(step, json_text(&scratch, json_at(element, str_from(kind->policy))));
		arena_release(&scratch);
	} else {
		get_one(step);
	}
	fields->element = NULL;
}

/* Answers that are kept as they are: pages of authorization details, aliases. */
static void take_page(struct unit *unit, const struct answer *answer)
{
	const struct json *items = json_at(answer->json, str_from(unit->kind->items));

	if (unit->kind->what == WHAT_DETAILS || unit->kind->what == WHAT_ALIASES) {
		struct arena scratch = {0};
		job_add_harvest(unit->job, unit, unit->kind->list.name, STR(""),
				json_text(&scratch, answer->json));
		arena_release(&scratch);
		return;
	}
	for (const struct json *item = json_first(items); item != NULL; item = json_next(item))
		take_element(unit, item);
}

static void list_page(struct unit *unit, struct str token);

/* Pages end, or they are no list. */
static void next_page(struct unit *unit, const struct answer *answer)
{
	const struct paging *paging = &unit->kind->paging;
	struct str token =
	    paging->out != NULL ? json_get_str(answer->json, str_from(paging->out)) : STR("");
	struct answer endless = {.outcome = CALL_ERROR};

	if (token.n == 0)
		return;
	token = arena_str(&unit->job->arena, token);
	if (map_find(&unit->tokens, token) != NULL)
		endless.message = STR("its pages go round in a circle");
	else if (++unit->pages > PAGES_MAX)
		endless.message = STR("its pages do not end");
	if (endless.message.n > 0) {
		unit_spoil(unit, unit->kind->list.name, &endless);
		return;
	}
	map_put(&unit->tokens, token, unit);
	list_page(unit, token);
}

/* Whether the service is not there, or names are not to be looked up, the other units tell. */
static void unit_has_no_host(struct unit *unit, const struct answer *answer)
{
	unit_spoil(unit, unit->kind->list.name, answer);
	unit->failed = false;
	unit->no_host = true;
}

/* What is no list proves that nothing is absent. */
static bool is_list_answer(const struct unit *unit, const struct answer *answer)
{
	const char *must = unit->kind->must;

	return json_is(answer->json, JSON_OBJECT) &&
	       (must == NULL || json_is(json_get(answer->json, str_from(must)), JSON_ARRAY));
}

static void on_listed(void *self, const struct answer *answer)
{
	struct step *step = self;
	struct unit *unit = step->unit;

	unit->job->pending--;
	if (answer->outcome == CALL_STOPPED)
		unit->job->stopped = true;
	else if (answer->outcome == CALL_REGION_OFF && !unit->kind->global)
		unit->off = true;
	else if (answer->outcome == CALL_NO_HOST && !unit->kind->global)
		unit_has_no_host(unit, answer);
	else if (answer->outcome != CALL_DONE)
		unit_spoil(unit, unit->kind->list.name, answer);
	else if (!is_list_answer(unit, answer)) {
		struct answer odd = {.message = STR("the answer is not a list")};
		unit_spoil(unit, unit->kind->list.name, &odd);
	} else {
		take_page(unit, answer);
		next_page(unit, answer);
	}
}

static void list_page(struct unit *unit, struct str token)
{
	struct fields fields = unit_fields(unit);
	struct step *step = arena_alloc(&unit->job->arena, sizeof(*step));
	struct arena scratch = {0};
	struct call call = operation_call(unit, &scratch, &unit->kind->list, &fields);

	step->unit = unit;
	if (token.n > 0)
		add_token(&scratch, &call, &unit->kind->paging, token);
	step_call(step, &call, on_listed);
	arena_release(&scratch);
}

void unit_begin(struct unit *unit)
{
	map_init(&unit->tokens, &unit->job->arena);
	list_page(unit, STR(""));
}
