/* feed/sync_organization.c - the organization: its tree, its accounts, its policies. */
#include "feed/sync_job.h"

#include "rolehop/base/buf.h"

/* Organizational units nest 5 levels: AWS Organizations User Guide, "Quotas". */
enum { TEXT_MAX = 256 << 20, DEPTH_MAX = 10, PAGES_MAX = 10000, BODY_MAX = 1 << 16 };

struct walking {
	struct sync *sync;
	struct session *session;
	struct str region;
	struct arena arena;
	struct vec *accounts; /* struct str: those that are active */
	struct buf ous;
	struct buf listed; /* Accounts */
	struct buf policies;
	unsigned depth;	   /* of the unit that is walked */
	struct str failed; /* what was refused or failed; empty: nothing */
	bool refused;
	bool unanswered; /* AWS did not say whether there is one */
	struct err *err;
};

/* One call; false where there is no answer: w->failed tells, or w->err if it was interrupted. */
static bool call(struct walking *w, const char *operation, struct str body, const struct json **out)
{
	struct answer answer = {.outcome = CALL_FAILED};
	struct call one = {.service = service_find(STR("organizations")),
			   .region = w->region,
			   .account = STR("organization"),
			   .session = w->session,
			   .operation = str_from(operation),
			   .body = body};

	if (!client_call_now(w->sync->client, &w->arena, &one, &answer, w->err))
		return false;
	*out = answer.json;
	if (answer.outcome == CALL_DONE)
		return true;
	w->failed = arena_printf(&w->arena, "organizations:%s: %.*s", operation,
				 STR_ARG(answer_words(&w->arena, &answer)));
	w->refused = answer.outcome == CALL_REFUSED;
	w->unanswered = answer.outcome == CALL_FAILED || answer.outcome == CALL_THROTTLED;
	return false;
}

typedef bool (*take_row)(struct walking *w, const struct json *row, struct str self);

/* Every row of a list, page by page; `member`: its one parameter, "ParentId" and the like. */
static bool each(struct walking *w, const char *operation, const char *member, struct str value,
		 const char *list, take_row take, struct str self)
{
	struct str token = {NULL, 0};
	struct str before;

	for (size_t page = 0; page < PAGES_MAX; page++) {
		const struct json *answer = NULL;
		struct json_out json;
		struct buf body;

		buf_init(&body, &w->arena, BODY_MAX);
		json_out_init(&json, &body, false);
		json_out_open(&json, NULL, '{');
		if (value.n > 0)
			json_out_str(&json, member, value);
		if (token.n > 0)
			json_out_str(&json, "NextToken", token);
		json_out_close(&json, '}');
		if (!call(w, operation, buf_str(&body), &answer))
			return false;
		const struct json *rows = json_get(answer, str_from(list));
		if (!json_is(rows, JSON_ARRAY)) {
			w->failed = arena_printf(
			    &w->arena, "organizations:%s: the answer has no %s", operation, list);
			w->unanswered = true;
			return false;
		}
		for (const struct json *row = json_first(rows); row != NULL; row = json_next(row))
			if (!take(w, row, self))
				return false;
		before = token;
		token = json_get_str(answer, STR("NextToken"));
		if (token.n == 0)
			return true;
		if (str_eq(token, before))
			break;
	}
	w->failed = arena_printf(&w->arena, "organizations:%s: its pages do not end", operation);
	return false;
}

static void add_member(struct buf *buf, const char *name, struct str value)
{
	buf_printf(buf, "%s\"%s\":", buf->n > 0 && buf->p[buf->n - 1] != '{' ? "," : "", name);
	json_write_str(buf, value);
}

static void copy_member(struct buf *buf, const struct json *row, const char *name)
{
	struct str value = json_get_str(row, str_from(name));

	if (value.n > 0)
		add_member(buf, name, value);
}

static void open_row(struct buf *buf)
{
	buf_add_cstr(buf, buf->n > 0 ? ",{" : "{");
}

/* ---- the tree -----------------------------------------------------------------------------------
 */

/* Source: AWS Organizations API Reference, "Account": State takes the place of Status. */
static struct str status_of(const struct json *row)
{
	struct str state = json_get_str(row, STR("State"));

	return state.n > 0 ? state : json_get_str(row, STR("Status"));
}

static bool take_account_row(struct walking *w, const struct json *row, struct str parent)
{
	struct str id = json_get_str(row, STR("Id"));
	struct str status = status_of(row);

	open_row(&w->listed);
	copy_member(&w->listed, row, "Id");
	copy_member(&w->listed, row, "Arn");
	copy_member(&w->listed, row, "Name");
	if (status.n > 0)
		add_member(&w->listed, "Status", status);
	add_member(&w->listed, "ParentId", parent);
	buf_add_char(&w->listed, '}');
	if (status.n == 0 || str_eq(status, STR("ACTIVE")))
		*(struct str *)vec_push(w->accounts) = arena_str(&w->sync->arena, id);
	return true;
}

static bool walk(struct walking *w, struct str parent);

static bool take_ou_row(struct walking *w, const struct json *row, struct str parent)
{
	struct str id = json_get_str(row, STR("Id"));

	open_row(&w->ous);
	copy_member(&w->ous, row, "Id");
	copy_member(&w->ous, row, "Name");
	add_member(&w->ous, "ParentId", parent);
	buf_add_char(&w->ous, '}');
	return walk(w, id);
}

static bool walk(struct walking *w, struct str parent)
{
	bool done = false;

	if (w->depth >= DEPTH_MAX) {
		w->failed = STR("organizations:ListOrganizationalUnitsForParent: units that are "
				"nested without end");
		return false;
	}
	w->depth++;
	done = each(w, "ListAccountsForParent", "ParentId", parent, "Accounts", take_account_row,
		    parent) &&
	       each(w, "ListOrganizationalUnitsForParent", "ParentId", parent,
		    "OrganizationalUnits", take_ou_row, parent);
	w->depth--;
	return done;
}

/* ---- policies -----------------------------------------------------------------------------------
 */

static bool take_target(struct walking *w, const struct json *row, struct str self)
{
	(void)self;
	if (w->policies.p[w->policies.n - 1] != '[')
		buf_add_char(&w->policies, ',');
	json_write_str(&w->policies, json_get_str(row, STR("TargetId")));
	return true;
}

static bool take_policy_row(struct walking *w, const struct json *row, struct str type)
{
	struct str id = json_get_str(row, STR("Id"));
	const struct json *answer = NULL;
	struct buf body;

	buf_init(&body, &w->arena, BODY_MAX);
	buf_add_cstr(&body, "{\"PolicyId\":");
	json_write_str(&body, id);
	buf_add_char(&body, '}');
	if (!call(w, "DescribePolicy", buf_str(&body), &answer))
		return false;
	open_row(&w->policies);
	copy_member(&w->policies, row, "Id");
	copy_member(&w->policies, row, "Name");
	add_member(&w->policies, "Type", type);
	add_member(&w->policies, "Content", json_str(json_at(answer, STR("/Policy/Content"))));
	buf_add_cstr(&w->policies, ",\"Targets\":[");
	if (!each(w, "ListTargetsForPolicy", "PolicyId", id, "Targets", take_target, id))
		return false;
	return buf_add_cstr(&w->policies, "]}");
}

/* A type that is not enabled at the root binds nobody, whatever its policies say. */
static bool is_enabled(const struct json *roots, struct str type)
{
	for (const struct json *root = json_first(roots); root != NULL; root = json_next(root))
		for (const struct json *row = json_first(json_get(root, STR("PolicyTypes")));
		     row != NULL; row = json_next(row))
			if (str_eq(json_get_str(row, STR("Type")), type) &&
			    str_eq(json_get_str(row, STR("Status")), STR("ENABLED")))
				return true;
	return false;
}

static bool take_policies(struct walking *w, const struct json *roots)
{
	static const struct str types[] = {STR_INIT("SERVICE_CONTROL_POLICY"),
					   STR_INIT("RESOURCE_CONTROL_POLICY")};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (is_enabled(roots, types[i]) && !each(w, "ListPolicies", "Filter", types[i],
							 "Policies", take_policy_row, types[i]))
			return false;
	return true;
}

/* ---- all of it ----------------------------------------------------------------------------------
 */

/* The text of organization.json, as the importer reads it. */
static struct str merged(struct walking *w, const struct json *organization,
			 const struct json *roots, bool policies)
{
	struct buf out;

	buf_init(&out, &w->arena, TEXT_MAX);
	buf_add_cstr(&out, "{\"Organization\":");
	json_write(&out, organization, false);
	buf_add_cstr(&out, ",\"Roots\":");
	json_write(&out, roots, false);
	buf_add_cstr(&out, ",\"OrganizationalUnits\":[");
	buf_add(&out, buf_str(&w->ous));
	buf_add_cstr(&out, "],\"Accounts\":[");
	buf_add(&out, buf_str(&w->listed));
	if (policies) {
		buf_add_cstr(&out, "],\"Policies\":[");
		buf_add(&out, buf_str(&w->policies));
	}
	buf_add_cstr(&out, "]}");
	return buf_str(&out);
}

static bool note_policies_gap(struct walking *w)
{
	static const enum entity_kind kinds[] = {ENTITY_SCP, ENTITY_RCP};
	struct coverage coverage = {.state = w->refused ? COVERAGE_REFUSED : COVERAGE_PARTIAL,
				    .when = w->sync->options->now,
				    .because = w->failed};
	bool done = sync_begin(w->sync, w->err);

	sync_gap(w->sync, STR(""), STR(""), "organization policies", w->refused, w->failed);
	for (size_t i = 0; done && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		coverage.kind = kinds[i];
		done = store_note_coverage(w->sync->store, &coverage, w->err);
	}
	if (!done) {
		store_rollback(w->sync->store);
		return false;
	}
	return sync_commit(w->sync, w->err);
}

static bool collect(struct walking *w, bool *found)
{
	const struct json *organization = NULL;
	const struct json *roots = NULL;
	bool policies = false;

	if (!call(w, "DescribeOrganization", STR("{}"), &organization) ||
	    !call(w, "ListRoots", STR("{}"), &roots))
		return false;
	organization = json_get(organization, STR("Organization"));
	roots = json_get(roots, STR("Roots"));
	if (!json_is(organization, JSON_OBJECT) || !json_is(roots, JSON_ARRAY)) {
		w->failed = STR("organizations:DescribeOrganization: the answer is none");
		w->unanswered = true;
		return false;
	}
	for (const struct json *root = json_first(roots); root != NULL; root = json_next(root))
		if (!walk(w, json_get_str(root, STR("Id"))))
			return false;
	*found = true;
	policies = take_policies(w, roots);
	if (w->err->kind != ERR_NONE)
		return false;
	return organization_store(w->sync, merged(w, organization, roots, policies), policies,
				  w->err) &&
	       (policies || note_policies_gap(w));
}

bool organization_sync(struct sync *sync, struct session *session, struct str region,
		       struct vec *accounts, bool *found, struct err *err)
{
	struct err own = {ERR_NONE, ""};
	struct walking w = {
	    .sync = sync, .session = session, .region = region, .accounts = accounts, .err = &own};
	bool done = false;

	*found = false;
	buf_init(&w.ous, &w.arena, TEXT_MAX);
	buf_init(&w.listed, &w.arena, TEXT_MAX);
	buf_init(&w.policies, &w.arena, TEXT_MAX);
	done = collect(&w, found);
	if (!done && own.kind != ERR_NONE)
		*err = own;
	else if (!done && !sync->options->organization) {
		/* Nobody asked for it, and most accounts may not read it. */
		if (w.unanswered)
			sync_gap(sync, STR(""), STR(""), "organization", false, w.failed);
		done = true;
	} else if (!done)
		err_set(err, ERR_ENVIRONMENT,
			"the organization cannot be read: %.*s; --org needs the management account "
			"or a delegated administrator",
			STR_ARG(w.failed));
	arena_release(&w.arena);
	return done;
}
