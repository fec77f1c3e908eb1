/* trace/shows.c - the claims by which root causes are recognised in a trace. */
#include "shows.h"

#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "services.h"

/* ---- predicates
 * ------------------------------------------------------------------------------------- */

static bool at_key(const struct shown *s, const char *key)
{
	return str_eq_nocase(s->at.key, str_from(key));
}

static bool at_keys(const struct shown *s, const char *const *keys)
{
	for (size_t i = 0; keys[i] != NULL; i++)
		if (at_key(s, keys[i]))
			return true;
	return false;
}

/* The statement that the evidence stands in, or NULL. */
static const struct json *statement(const struct shown *s)
{
	const struct json *root = NULL, *list;
	struct str_split it;
	struct str token;
	struct err ignored;
	size_t index;

	if (s->e == NULL || !str_starts(s->e->pointer, STR("/Statement")) ||
	    !json_parse(s->arena, s->e->document, &root, &ignored))
		return NULL;
	list = json_get(root, STR("Statement"));
	it = (struct str_split){str_skip(s->e->pointer, 1), false};
	(void)str_next(&it, '/', &token);
	if (!json_is(list, JSON_ARRAY) || !str_next(&it, '/', &token) ||
	    !str_to_size(token, &index))
		return list;
	const struct json *item = json_first(list);
	while (item != NULL && index-- > 0)
		item = json_next(item);
	return item;
}

/* Does the deciding statement have a condition on this key? */
static bool asks_key(const struct shown *s, const char *key)
{
	const struct json *condition = json_get_nocase(statement(s), STR("Condition"));

	if (!json_is(condition, JSON_OBJECT))
		return false;
	for (const struct json *op = json_first(condition); op != NULL; op = json_next(op))
		if (json_get_nocase(op, str_from(key)) != NULL)
			return true;
	return false;
}

static struct str wants(const struct shown *s)
{
	return s->e == NULL ? STR("") : s->e->wants;
}

static struct str has(const struct shown *s)
{
	return s->e == NULL ? STR("") : s->e->has;
}

static bool names_service(const struct shown *s)
{
	return str_contains(wants(s), STR(".amazonaws.com"));
}

/* A name of Step Functions that is not one for this Region, or none at all. */
bool shows_names_other_states(const struct shown *s)
{
	return names_service(s) && (str_contains(wants(s), STR("states.")) ||
				    str_contains(wants(s), STR("stepfunctions.")));
}

bool shows_only_case_differs(const struct shown *s)
{
	if (s->e == NULL || s->at.point == POINT_ACTION || s->at.point == POINT_NOTHING)
		return false;
	return !str_eq(wants(s), has(s)) && str_eq_nocase(wants(s), has(s));
}

/* The same role but for its path. */
bool shows_only_path_differs(const struct shown *s)
{
	struct arn w, h;

	if (!arn_parse(wants(s), &w) || !arn_parse(has(s), &h) || !arn_is_role(&w) ||
	    !arn_is_role(&h))
		return false;
	return str_eq(w.account, h.account) && str_eq(arn_name(&w), arn_name(&h)) &&
	       !str_eq(arn_path(&w), arn_path(&h));
}

bool shows_partition_differs(const struct shown *s)
{
	struct arn w, h;

	return arn_parse(wants(s), &w) && arn_parse(has(s), &h) &&
	       !str_eq(w.partition, h.partition);
}

bool shows_at_external_id(const struct shown *s)
{
	return at_key(s, "sts:ExternalId");
}

bool shows_external_id_missing(const struct shown *s)
{
	return shows_at_external_id(s) && evidence_has_nothing(s->e);
}

static bool has_wildcard(struct str text)
{
	return str_find_char(text, '*') >= 0 || str_find_char(text, '?') >= 0;
}

bool shows_literal_wildcard(const struct shown *s)
{
	return s->at.point == POINT_CONDITION && has_wildcard(wants(s)) &&
	       (str_ends(s->at.operator, STR("StringEquals")) ||
		str_ends(s->at.operator, STR("StringEqualsIgnoreCase")) ||
		str_ends(s->at.operator, STR("StringEqualsIfExists")));
}

bool shows_at_mfa(const struct shown *s)
{
	static const char *const keys[] = {"aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge",
					   NULL};

	return at_keys(s, keys);
}

bool shows_at_source(const struct shown *s)
{
	static const char *const keys[] = {"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID",
					   "aws:SourceOrgPaths", NULL};

	return at_keys(s, keys);
}

bool shows_at_organization(const struct shown *s)
{
	static const char *const keys[] = {"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", NULL};

	return at_keys(s, keys);
}

bool shows_at_network(const struct shown *s)
{
	static const char *const keys[] = {"aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce",
					   "aws:VpcSourceIp", NULL};

	return at_keys(s, keys);
}

bool shows_asks_network(const struct shown *s)
{
	return shows_at_network(s) || asks_key(s, "aws:SourceVpce") ||
	       asks_key(s, "aws:SourceVpc") || asks_key(s, "aws:SourceIp");
}

bool shows_at_time(const struct shown *s)
{
	static const char *const keys[] = {"aws:CurrentTime", "aws:EpochTime", NULL};

	return at_keys(s, keys);
}

bool shows_at_source_identity(const struct shown *s)
{
	static const char *const keys[] = {"sts:SourceIdentity", "aws:SourceIdentity", NULL};

	return at_keys(s, keys);
}

bool shows_at_sent_tags(const struct shown *s)
{
	static const char *const keys[] = {"aws:TagKeys", "sts:TransitiveTagKeys", NULL};

	return at_keys(s, keys) || str_starts_nocase(s->at.key, STR("aws:RequestTag/"));
}

static bool at_principal(const struct shown *s)
{
	return s->at.point == POINT_PRINCIPAL;
}

bool shows_trust_names_service(const struct shown *s)
{
	return at_principal(s) && names_service(s);
}

static bool looks_like_id(struct str text)
{
	return str_starts(text, STR("AROA")) || str_starts(text, STR("AIDA"));
}

bool shows_trust_names_id(const struct shown *s)
{
	return at_principal(s) && looks_like_id(wants(s));
}

bool shows_trust_names_session(const struct shown *s)
{
	return at_principal(s) && str_contains(wants(s), STR(":assumed-role/"));
}

bool shows_assumes_itself(const struct shown *s)
{
	return str_eq(s->hop->caller, s->hop->resource);
}

bool shows_explicit_deny(const struct shown *s)
{
	return s->gate->verdict == V_DENY_EXPLICIT;
}

bool shows_region_deny(const struct shown *s)
{
	return shows_explicit_deny(s) &&
	       (at_key(s, "aws:RequestedRegion") || asks_key(s, "aws:RequestedRegion"));
}

static bool at_resource(const struct shown *s)
{
	return s->at.point == POINT_RESOURCE;
}

bool shows_resource_is_path(const struct shown *s)
{
	return at_resource(s) &&
	       (str_starts(wants(s), STR("$.")) || str_starts(wants(s), STR("${")));
}

static bool is_action(const struct shown *s, const char *action)
{
	return str_eq_nocase(s->hop->action, str_from(action));
}

static struct str action_name(struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');

	return colon < 0 ? action : str_skip(action, (size_t)colon + 1);
}

struct misnamed {
	struct str wrong, right;
};

/* API names that people grant, and the IAM actions that they need. */
static const struct misnamed misnamed_actions[] = {
    {STR_INIT("s3:ListObjects"), STR_INIT("s3:ListBucket")},
    {STR_INIT("s3:ListObjectsV2"), STR_INIT("s3:ListBucket")},
    {STR_INIT("s3:HeadObject"), STR_INIT("s3:GetObject")},
    {STR_INIT("s3:HeadBucket"), STR_INIT("s3:ListBucket")},
    {STR_INIT("lambda:Invoke"), STR_INIT("lambda:InvokeFunction")},
    {STR_INIT("sqs:SendMessageBatch"), STR_INIT("sqs:SendMessage")},
};

/* The policy grants the SDK's name of the action: another prefix, or the API's own name. */
bool shows_action_misnamed(const struct shown *s)
{
	struct str w = wants(s);

	if (s->at.point != POINT_ACTION || has_wildcard(w))
		return false;
	for (size_t i = 0; i < sizeof(misnamed_actions) / sizeof(misnamed_actions[0]); i++)
		if (str_eq_nocase(w, misnamed_actions[i].wrong) &&
		    str_eq_nocase(s->hop->action, misnamed_actions[i].right))
			return true;
	return !str_eq_nocase(w, s->hop->action) &&
	       str_eq_nocase(action_name(w), action_name(s->hop->action));
}

bool shows_start_or_startsync(const struct shown *s)
{
	if (s->at.point != POINT_ACTION)
		return false;
	return (is_action(s, "states:StartSyncExecution") &&
		str_eq_nocase(wants(s), STR("states:StartExecution"))) ||
	       (is_action(s, "states:StartExecution") &&
		str_eq_nocase(wants(s), STR("states:StartSyncExecution")));
}

static bool resource_service(const struct shown *s, const char *service)
{
	struct arn arn;

	return arn_parse(s->hop->resource, &arn) && str_eq(arn.service, str_from(service));
}

bool shows_lambda_qualifier(const struct shown *s)
{
	struct str r = s->hop->resource, w = wants(s);

	if (!at_resource(s) || !resource_service(s, "lambda") || str_is_empty(w))
		return false;
	return (str_starts(r, w) && r.n > w.n && r.p[w.n] == ':') ||
	       (str_starts(w, r) && w.n > r.n && w.p[r.n] == ':');
}

bool shows_dynamodb_index(const struct shown *s)
{
	return at_resource(s) && resource_service(s, "dynamodb") &&
	       str_contains(s->hop->resource, STR("/index/")) &&
	       !str_contains(wants(s), STR("/index"));
}

bool shows_s3_other_kind(const struct shown *s)
{
	struct arn r, w;

	if (!at_resource(s) || !arn_parse(s->hop->resource, &r) || !arn_parse(wants(s), &w) ||
	    !str_eq(r.service, STR("s3")))
		return false;
	return (str_find_char(r.resource, '/') >= 0) != (str_find_char(w.resource, '/') >= 0);
}

bool shows_secret_suffix(const struct shown *s)
{
	struct str r = s->hop->resource, w = wants(s);

	if (!at_resource(s) || !resource_service(s, "secretsmanager") || !str_starts(r, w))
		return false;
	r = str_skip(r, w.n);
	return (r.n == 7 && r.p[0] == '-') || str_eq(r, STR("-<?>"));
}

bool shows_ecs_revision(const struct shown *s)
{
	return at_resource(s) && resource_service(s, "ecs") &&
	       str_contains(s->hop->resource, STR(":task-definition/")) &&
	       str_contains(wants(s), STR(":task-definition/"));
}

bool shows_batch_both(const struct shown *s)
{
	return is_action(s, "batch:SubmitJob") && s->gate->verdict == V_DENY_IMPLICIT;
}

bool shows_on_another_resource(const struct shown *s)
{
	return at_resource(s);
}

/* Is it a Task that calls another account as it is, on something that has no policy of its own? */
bool shows_credentials_missing(const struct shown *s)
{
	struct policy_subject subject = service_policy_subject(s->arena, s->hop->resource);
	struct arn caller;

	if (str_is_empty(s->trace->machine) || s->trace->blocking_hop != 1 ||
	    subject.owner != OWNER_NONE)
		return false;
	return arn_parse(s->hop->caller, &caller) && !str_is_empty(s->hop->resource_account) &&
	       !str_eq(caller.account, s->hop->resource_account);
}

bool shows_other_side_grants(const struct shown *s)
{
	const struct gate_result *policy = &s->hop->gates[GATE_RESOURCE_POLICY];

	return policy->applies && policy->verdict == V_ALLOW &&
	       !str_eq(policy->account, s->gate->account) && policy->explanation.n_evidence > 0 &&
	       !policy->assumed && deciding(policy)->matched == TRI_YES;
}

bool shows_on_bus(const struct shown *s)
{
	return resource_service(s, "events");
}

bool shows_on_key(const struct shown *s)
{
	return resource_service(s, "kms");
}

/* The key is of the hop, the secret of the call before it. */
bool shows_reads_secret_by_key(const struct shown *s)
{
	const struct hop *call = s->hop;

	if (!shows_on_key(s))
		return false;
	while (call > s->trace->hops && call->dependent)
		call--;
	return str_starts_nocase(call->action, STR("secretsmanager:"));
}

static bool is_kind(const struct shown *s, const char *kind)
{
	return s->hop->dependent && s->hop->kind != NULL &&
	       str_eq(str_from(s->hop->kind), str_from(kind));
}

bool shows_passes_role(const struct shown *s)
{
	return is_action(s, "iam:PassRole");
}

bool shows_polls(const struct shown *s)
{
	return is_kind(s, "poll");
}

bool shows_polls_machine_arn(const struct shown *s)
{
	return shows_polls(s) && str_starts_nocase(s->hop->action, STR("states:")) &&
	       at_resource(s) &&
	       (str_contains(wants(s), STR(":stateMachine:")) ||
		str_contains(wants(s), STR(":execution:")));
}

bool shows_tags_sagemaker(const struct shown *s)
{
	return is_action(s, "sagemaker:AddTags");
}

bool shows_starts_itself(const struct shown *s)
{
	return s->hop->dependent && str_starts_nocase(s->hop->action, STR("states:")) &&
	       !shows_polls(s) && str_contains(s->hop->resource, STR(":stateMachine:"));
}

bool shows_is_http(const struct shown *s)
{
	return is_action(s, "states:InvokeHTTPEndpoint") ||
	       is_action(s, "events:RetrieveConnectionCredentials") ||
	       (str_contains(s->hop->resource, STR(":secret:events!connection")));
}

bool shows_always(const struct shown *s)
{
	return s != NULL;
}

/* ---- what is not known
 * -------------------------------------------------------------------------------- */

static const struct dependence *depends(const struct shown *s)
{
	return s->gate->explanation.n_depends > 0 ? &s->gate->explanation.depends[0] : NULL;
}

static bool depends_on(const struct shown *s, const char *key)
{
	const struct explanation *x = &s->gate->explanation;

	for (size_t i = 0; i < x->n_depends; i++)
		if (str_starts_nocase(x->depends[i].key, str_from(key)))
			return true;
	return false;
}

bool shows_unknown_path(const struct shown *s)
{
	const struct dependence *d = depends(s);

	return d != NULL && d->key.n > 0 && (d->key.p[0] == '$' || str_starts(d->key, STR("{%")));
}

bool shows_unknown_mfa(const struct shown *s)
{
	return depends_on(s, "aws:MultiFactorAuth");
}

bool shows_unknown_network(const struct shown *s)
{
	return depends_on(s, "aws:SourceIp") || depends_on(s, "aws:SourceVpc");
}

bool shows_unknown_tags(const struct shown *s)
{
	return depends_on(s, "aws:PrincipalTag/") || depends_on(s, "aws:RequestTag/");
}

static bool lacks(const struct shown *s, const char *what)
{
	for (size_t i = 0; i < s->trace->n_gaps; i++)
		if (!s->trace->gaps[i].assumed_absent &&
		    str_starts(s->trace->gaps[i].missing, str_from(what)))
			return true;
	return false;
}

bool shows_lacks_account(const struct shown *s)
{
	return lacks(s, "roles") || lacks(s, "users");
}

bool shows_lacks_policy(const struct shown *s)
{
	return lacks(s, "document of ") || lacks(s, "trust policy of ") ||
	       lacks(s, "further policies of ") || lacks(s, "resource policy of ");
}
