/* trace/simulate_read.c - from the JSON of a self-contained request to a question for the judge. */
#include "simulate_read.h"

#include "rolehop/base/json.h"
#include "rolehop/base/map.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/span.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"
#include "rolehop/policy/parse.h"
#include "services.h"
#include "simulate_layers.h"

enum { DEPTH_MAX = 1000 };

/* ---- the context ------------------------------------------------------------------------------
 */

/* A byte that stands for a hole inside cannot come from outside. */
static bool check_text(struct reader *r, struct str text, const char *what)
{
	if (!holes_any(text))
		return true;
	return err_set(r->err, ERR_INPUT, "%s holds the control character U+0001", what);
}

static bool is_scalar(const struct json *json)
{
	return json_is(json, JSON_STRING) || json_is(json, JSON_NUMBER) || json_is(json, JSON_BOOL);
}

static bool add_scalar(struct reader *r, const struct json *json, struct str *out)
{
	if (!is_scalar(json))
		return err_set(r->err, ERR_INPUT,
			       "give a string, a list of strings or {\"unknown\": true}");
	*out = json_scalar(r->arena, json);
	return check_text(r, *out, "it");
}

static bool read_value(struct reader *r, const struct json *json, struct context_value *out)
{
	const struct json *element = json_first(json);
	struct str *values = arena_array(r->arena, json_count(json) + 1, sizeof(*values));

	out->values = values;
	if (json_is(json, JSON_ARRAY)) {
		out->state = CTX_PRESENT;
		out->multi = true;
		for (; element != NULL; element = json_next(element))
			if (!add_scalar(r, element, &values[out->n_values++]))
				return false;
		return true;
	}
	if (json_is(json, JSON_OBJECT) && json_count(json) == 1 &&
	    str_eq(json_key(element), STR("unknown")) && json_bool(element)) {
		out->state = CTX_UNKNOWN;
		return true;
	}
	out->state = CTX_PRESENT;
	out->n_values = 1;
	return add_scalar(r, json, &values[0]);
}

static struct str lower(struct arena *arena, struct str s)
{
	char *copy = arena_cstr(arena, s);

	for (size_t i = 0; i < s.n; i++)
		copy[i] = ascii_lower(copy[i]);
	return (struct str){copy, s.n};
}

/* Of members that are given twice, which one counts cannot be told. */
static bool refuse_repeats(struct reader *r, const struct json *object, bool any_case)
{
	struct map seen;
	const struct json *member = json_first(object);

	map_init(&seen, r->arena);
	for (; member != NULL; member = json_next(member)) {
		struct str key = json_key(member);
		if (any_case)
			key = lower(r->arena, key);
		if (map_find(&seen, key) != NULL)
			return err_set(r->err, ERR_INPUT, "\"%.*s\" is given twice",
				       STR_ARG(json_key(member)));
		map_put(&seen, key, r);
	}
	return true;
}

static bool read_context(struct reader *r, const struct json *json)
{
	struct context_value *values;
	size_t n = 0;

	if (json == NULL || json_is(json, JSON_NULL))
		return true;
	if (!json_is(json, JSON_OBJECT))
		return err_set(r->err, ERR_INPUT, "context: give an object of keys and values");
	if (!refuse_repeats(r, json, true))
		return err_prefix(r->err, "context");
	values = arena_array(r->arena, json_count(json) + 1, sizeof(*values));
	for (const struct json *m = json_first(json); m != NULL; m = json_next(m), n++) {
		values[n] =
		    (struct context_value){.key = json_key(m), .source = STR("the request")};
		if (!check_text(r, values[n].key, "the name of a key") ||
		    !read_value(r, m, &values[n]))
			return err_prefix(r->err, "context %.*s", STR_ARG(json_key(m)));
	}
	r->out->request.context = values;
	r->out->request.n_context = n;
	return true;
}

/* ---- the request ------------------------------------------------------------------------------
 */

static bool is_plain_action(struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');

	return colon > 0 && (size_t)colon + 1 < action.n && !match_has_wildcard(action);
}

/* A string that has to be there. */
static bool read_member(struct reader *r, const struct json *json, const char *name,
			struct str *out)
{
	const struct json *member = json_get(json, str_from(name));

	if (!json_is(member, JSON_STRING) || str_is_empty(json_str(member)))
		return err_set(r->err, ERR_INPUT, "%s is missing or no string", name);
	*out = json_str(member);
	return check_text(r, *out, name);
}

/*
 * The owner: as it is given, else from the ARN. The ARNs of buckets name no account: then whose it
 * is, is not known. Of other services whose ARNs name none, callers reach their own account only.
 */
static bool read_owner(struct reader *r, const struct json *json)
{
	struct request *request = &r->out->request;
	const struct json *given = json_get(json, STR("resourceAccount"));
	struct arn arn;
	bool is_arn = arn_parse(request->resource, &arn);
	bool has_owner =
	    is_arn && (arn_is_account_id(arn.account) || str_eq(arn.account, STR("aws")));

	if (!is_arn && !str_eq(request->resource, STR("*")))
		return err_set(r->err, ERR_INPUT, "resource: \"%.*s\" is no ARN and not \"*\"",
			       STR_ARG(request->resource));
	if (given == NULL || json_is(given, JSON_NULL)) {
		if (has_owner)
			request->resource_account = arn.account;
		else if (is_arn && service_is_own(&arn))
			request->resource_account = request->caller.account;
		return true;
	}
	request->resource_account = json_str(given);
	if (!arn_is_account_id(json_str(given)) && !str_eq(json_str(given), STR("aws")))
		return err_set(r->err, ERR_INPUT,
			       "resourceAccount: give an account id, twelve digits");
	if (has_owner && !str_eq(arn.account, json_str(given)))
		return err_set(r->err, ERR_INPUT,
			       "resourceAccount is %.*s, and the resource's ARN names %.*s",
			       STR_ARG(json_str(given)), STR_ARG(arn.account));
	return true;
}

static bool is_federated_action(struct str action)
{
	return str_eq_nocase(action, STR("sts:AssumeRoleWithWebIdentity")) ||
	       str_eq_nocase(action, STR("sts:AssumeRoleWithSAML"));
}

/* Any host may be an identity provider, and only who asks to be let in by one is such a caller. */
static bool read_principal(struct reader *r, struct str text)
{
	struct request *request = &r->out->request;
	struct err err;
	struct arn arn;

	if (principal_parse(text, &request->caller, &err))
		return true;
	if (is_federated_action(request->action) && !arn_parse(text, &arn)) {
		request->caller = (struct principal){.kind = PRINCIPAL_WEB_OR_SAML, .arn = text};
		return true;
	}
	return err_set(r->err, ERR_INPUT, "principal: %s", err.text);
}

static bool refuse_strangers(struct reader *r, const struct json *json)
{
	static const char *const names[] = {"action", "resource", "resourceAccount", "principal",
					    "context"};
	for (const struct json *m = json_first(json); m != NULL; m = json_next(m)) {
		bool known = false;
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			known |= str_eq(json_key(m), str_from(names[i]));
		if (!known)
			return err_set(r->err, ERR_INPUT,
				       "\"%.*s\" is none of action, resource, resourceAccount, "
				       "principal, context",
				       STR_ARG(json_key(m)));
	}
	return refuse_repeats(r, json, false);
}

static bool read_request(struct reader *r, const struct json *json)
{
	struct request *request = &r->out->request;
	struct str principal;

	request->closed = true;
	if (!json_is(json, JSON_OBJECT))
		return err_set(r->err, ERR_INPUT, "it is missing or no object");
	if (!refuse_strangers(r, json) || !read_member(r, json, "action", &request->action) ||
	    !read_member(r, json, "resource", &request->resource) ||
	    !read_member(r, json, "principal", &principal) || !read_principal(r, principal) ||
	    !read_owner(r, json) || !read_context(r, json_get(json, STR("context"))))
		return false;
	if (!is_plain_action(request->action))
		return err_set(r->err, ERR_INPUT,
			       "action: \"%.*s\" is not one action, such as s3:GetObject",
			       STR_ARG(request->action));
	return true;
}

/* ---- who the caller is ------------------------------------------------------------------------
 */

/* The one value of a key that the request carries, or empty. */
static struct str value_of(const struct request *request, struct str key)
{
	const struct context_value *value = request_find(request, key);

	if (value == NULL || value->state != CTX_PRESENT || value->n_values != 1)
		return STR("");
	return value->values[0];
}

/* A role of the caller's name and account that has a path, anywhere in a document. */
static bool names_with_path(const struct json *json, struct str account, struct str name)
{
	struct arn arn;

	if (json_is(json, JSON_STRING))
		return arn_parse(json_str(json), &arn) && arn_is_role(&arn) &&
		       str_eq(arn.account, account) && str_eq(arn_name(&arn), name) &&
		       arn_path(&arn).n > 1;
	for (const struct json *j = json_first(json); j != NULL; j = json_next(j))
		if (names_with_path(j, account, name))
			return true;
	return false;
}

static bool layer_names_with_path(struct reader *r, enum layer layer, struct str account,
				  struct str name)
{
	const struct layer_input *input = &r->out->question.layers[layer];
	const struct json *json;
	struct err ignored;

	for (size_t i = 0; input->state != LAYER_ABSENT && i < input->n_levels; i++)
		for (size_t k = 0; k < input->levels[i].n_policies; k++) {
			struct str text = policy_text(input->levels[i].policies[k].policy);
			if (str_contains(text, name) &&
			    json_parse(r->arena, text, &json, &ignored) &&
			    names_with_path(json, account, name))
				return true;
		}
	return false;
}

/* Which role a session is of, where only its name is known. */
static void guess_role(struct reader *r, const struct arn *session, bool unknown)
{
	struct str name = arn_session_role_name(session);
	/* a service-linked role has a path, and no policy need name it */
	bool open = unknown || str_starts(name, STR("AWSServiceRoleFor")) ||
		    layer_names_with_path(r, LAYER_RESOURCE, session->account, name) ||
		    layer_names_with_path(r, LAYER_ENDPOINT, session->account, name);

	r->out->request.caller.identity =
	    arena_printf(r->arena, "arn:%.*s:iam::%.*s:role%s/%.*s", STR_ARG(session->partition),
			 STR_ARG(session->account), open ? HOLE_TEXT : "", STR_ARG(name));
}

/* The role that aws:PrincipalArn names; it has to be the session's. */
static bool take_role(struct reader *r, const struct arn *role)
{
	struct principal *caller = &r->out->request.caller;
	struct arn arn;
	struct str name;

	if (!arn_parse(caller->arn, &arn))
		return true;
	name = arn_is_assumed_role(&arn) ? arn_session_role_name(&arn) : arn_name(&arn);
	if (!str_eq(role->account, arn.account) || !str_eq(arn_name(role), name))
		return err_set(r->err, ERR_INPUT,
			       "aws:PrincipalArn is %.*s, and the principal is no session of it",
			       STR_ARG(role->whole));
	caller->identity = role->whole;
	return true;
}

static bool place_caller(struct reader *r)
{
	struct request *request = &r->out->request;
	struct principal *caller = &request->caller;
	const struct context_value *given = request_find(request, STR("aws:PrincipalArn"));
	struct str userid = value_of(request, STR("aws:userid"));
	struct arn role, arn;

	caller->unique_id = str_until(userid, ':');
	if (caller->kind != PRINCIPAL_ROLE_SESSION)
		return true;
	if (arn_parse(value_of(request, STR("aws:PrincipalArn")), &role) && arn_is_role(&role))
		return take_role(r, &role);
	if (str_is_empty(caller->identity) && arn_parse(caller->arn, &arn))
		guess_role(r, &arn, given != NULL && given->state == CTX_UNKNOWN);
	return true;
}

/* ---- all of it --------------------------------------------------------------------------------
 */

static bool read_expected(struct reader *r, const struct json *root)
{
	const struct json *expected = json_get(root, STR("expected"));

	if (expected == NULL || json_is(expected, JSON_NULL))
		return true;
	r->out->expected = json_str(expected);
	for (int v = V_ALLOW; v <= V_UNKNOWN; v++)
		if (str_eq(r->out->expected, str_from(verdict_decision((enum verdict)v))))
			return true;
	return err_set(r->err, ERR_INPUT,
		       "expected: give Allowed, ImplicitlyDenied, ExplicitlyDenied or DependsOn");
}

static bool read_root(struct reader *r, const struct json *root, struct str text)
{
	const struct json *name = json_get(root, STR("name"));

	if (!json_is(root, JSON_OBJECT))
		return err_set(r->err, ERR_INPUT, "no request: give one JSON object a line");
	r->out->named = is_scalar(name);
	if (r->out->named)
		r->out->name = json_scalar(r->arena, name);
	if (!read_expected(r, root) || !refuse_repeats(r, root, false))
		return false;
	if (!read_request(r, json_get(root, STR("request"))))
		return err_prefix(r->err, "request");
	return simulate_layers(r, root, text) && place_caller(r);
}

bool simulate_read(struct arena *arena, struct str text, size_t line, struct simulated *out,
		   struct err *err)
{
	const struct span_rules rules = {
	    .max_depth = DEPTH_MAX, .first_line = line, .first_column = 1};
	struct reader r = {.arena = arena, .out = out, .err = err};
	const struct json *root;

	*out = (struct simulated){.named = false};
	out->question.request = &out->request;
	text = scan_after_mark(text);
	if (!json_parse(arena, text, &root, err)) {
		/* the same again, told by the line of the whole input */
		span_check(text, &rules, err);
		return false;
	}
	return read_root(&r, root, text) || err_prefix(err, "line %zu", line);
}
