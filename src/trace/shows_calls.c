/* trace/shows_calls.c - the claims about calls, their resources and what they depend on. */
#include "rolehop/asl/iam.h"
#include "rolehop/asl/integrations.h"
#include "rolehop/model/arn.h"
#include "rolehop/policy/match.h"
#include "services.h"
#include "shows.h"

static bool at_resource(const struct shown *s)
{
	return s->at.point == POINT_RESOURCE;
}

/* "${Name}" is of a template: names of condition keys have a colon. */
static bool holds_placeholder(struct str text)
{
	ptrdiff_t open = str_find(text, STR("${"));
	struct str name;

	if (open < 0)
		return false;
	name = str_skip(text, (size_t)open + 2);
	name = str_slice(name, 0,
			 (size_t)(str_find_char(name, '}') < 0 ? 0 : str_find_char(name, '}')));
	return name.n > 1 && str_find_char(name, ':') < 0;
}

bool shows_resource_is_path(const struct shown *s)
{
	struct str w = shown_wants(s);

	return at_resource(s) && (w.n > 0 && (w.p[0] == '$' || str_starts(w, STR("{%")) ||
					      str_starts(w, STR("{{")) || holds_placeholder(w)));
}

static bool is_action(const struct shown *s, const char *action)
{
	return str_eq_nocase(s->hop->action, str_from(action));
}

static struct str before(struct str text, char c)
{
	ptrdiff_t at = str_find_char(text, c);

	return at < 0 ? text : str_slice(text, 0, (size_t)at);
}

static struct str after(struct str text, char c)
{
	return str_skip(text, before(text, c).n + (before(text, c).n < text.n));
}

static bool covers(struct str pattern, struct str text)
{
	return match_glob(pattern, text, false) != TRI_NO;
}

/* The policy grants the API's or the SDK's name of the action; IAM knows no such name, or no such
 * prefix. */
bool shows_action_misnamed(const struct shown *s)
{
	struct iam_action real;
	struct str w = shown_wants(s);

	if (s->at.point != POINT_ACTION || iam_action_find(s->arena, w, &real))
		return false;
	if (s->e->misnamed)
		return true;
	return str_eq_nocase(after(w, ':'), after(s->hop->action, ':')) &&
	       !asl_knows_prefix(before(w, ':'));
}

bool shows_start_or_startsync(const struct shown *s)
{
	if (s->at.point != POINT_ACTION)
		return false;
	return (is_action(s, "states:StartSyncExecution") &&
		str_eq_nocase(shown_wants(s), STR("states:StartExecution"))) ||
	       (is_action(s, "states:StartExecution") &&
		str_eq_nocase(shown_wants(s), STR("states:StartSyncExecution")));
}

static bool resource_service(const struct shown *s, const char *service)
{
	struct arn arn;

	return arn_parse(s->hop->resource, &arn) && str_eq(arn.service, str_from(service));
}

/* The ARNs of the policy and of the request, where all but the resource itself fits. */
static bool same_place(const struct shown *s, struct arn *w, struct arn *h)
{
	return at_resource(s) && arn_parse(shown_wants(s), w) && arn_parse(s->hop->resource, h) &&
	       str_eq(w->service, h->service) && covers(w->partition, h->partition) &&
	       covers(w->region, h->region) && covers(w->account, h->account);
}

/* "function:NAME" with another qualifier, or one where there is none, or the reverse. */
bool shows_lambda_qualifier(const struct shown *s)
{
	struct arn w, h;

	if (!same_place(s, &w, &h) || !str_eq(h.service, STR("lambda")))
		return false;
	return covers(before(after(w.resource, ':'), ':'), before(after(h.resource, ':'), ':')) &&
	       !str_eq(w.resource, h.resource);
}

bool shows_dynamodb_index(const struct shown *s)
{
	struct arn w, h;
	ptrdiff_t at;

	if (!same_place(s, &w, &h) || !str_eq(h.service, STR("dynamodb")))
		return false;
	at = str_find(h.resource, STR("/index/"));
	return at >= 0 && covers(w.resource, str_slice(h.resource, 0, (size_t)at));
}

/* The bucket is the right one; objects are meant and the bucket is named, or the reverse. */
bool shows_s3_other_kind(const struct shown *s)
{
	struct arn w, h;

	if (!same_place(s, &w, &h) || !str_eq(h.service, STR("s3")))
		return false;
	return covers(before(w.resource, '/'), before(h.resource, '/')) &&
	       (str_find_char(h.resource, '/') >= 0) != (str_find_char(w.resource, '/') >= 0);
}

/* The name of the policy's secret, and what follows it is not what six characters ask for. */
bool shows_secret_suffix(const struct shown *s)
{
	struct arn w, h;
	struct str name, rest;

	if (!same_place(s, &w, &h) || !str_eq(h.service, STR("secretsmanager")))
		return false;
	name = w.resource;
	while (name.n > 0 && name.p[name.n - 1] == '?')
		name.n--;
	if (name.n < w.resource.n && str_ends(name, STR("-")))
		name.n--;
	if (!str_starts(h.resource, name))
		return false;
	rest = str_skip(h.resource, name.n);
	return (rest.n == 7 && rest.p[0] == '-') || str_eq(rest, STR("-<?>"));
}

bool shows_ecs_revision(const struct shown *s)
{
	struct arn w, h;

	return same_place(s, &w, &h) && str_eq(h.service, STR("ecs")) &&
	       str_starts(h.resource, STR("task-definition/")) &&
	       covers(before(w.resource, ':'), before(h.resource, ':'));
}

bool shows_batch_both(const struct shown *s)
{
	return is_action(s, "batch:SubmitJob") && at_resource(s);
}

/* A bare name means the caller's account, and the policy names the same thing of another. */
bool shows_names_other_account(const struct shown *s)
{
	struct arn w, h;

	return at_resource(s) && s->trace->machine.n > 0 && s->trace->blocking_hop == 1 &&
	       str_is_empty(s->trace->target_role) && str_is_empty(s->trace->target_path) &&
	       arn_parse(shown_wants(s), &w) && arn_parse(s->hop->resource, &h) &&
	       str_eq(w.service, h.service) && covers(w.region, h.region) &&
	       covers(w.resource, h.resource) && arn_is_account_id(w.account) &&
	       !str_eq(w.account, h.account);
}

bool shows_on_another_resource(const struct shown *s)
{
	return at_resource(s);
}

static bool across_accounts(const struct shown *s)
{
	struct arn caller;

	return arn_parse(s->hop->caller, &caller) && !str_is_empty(s->hop->resource_account) &&
	       !str_eq(caller.account, s->hop->resource_account);
}

/* Is it a Task that calls another account as it is, on something that has no policy of its own? */
bool shows_credentials_missing(const struct shown *s)
{
	struct policy_subject subject = service_policy_subject(s->arena, s->hop->resource);

	return s->trace->machine.n > 0 && s->trace->blocking_hop == 1 &&
	       subject.owner == OWNER_NONE && across_accounts(s);
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
	return resource_service(s, "events") &&
	       !str_contains(s->hop->resource, STR(":connection/"));
}

bool shows_on_key(const struct shown *s)
{
	return resource_service(s, "kms");
}

/* The key is of the hop, what it encrypts of the call before it. */
static bool key_serves(const struct shown *s, const struct str *services, size_t n)
{
	const struct hop *call = s->hop;

	if (!shows_on_key(s))
		return false;
	while (call > s->trace->hops &&
	       (call->dependent && str_starts_nocase(call->action, STR("kms:"))))
		call--;
	for (size_t i = 0; i < n; i++)
		if (str_starts_nocase(call->action, services[i]))
			return true;
	return false;
}

bool shows_reads_secret_by_key(const struct shown *s)
{
	static const struct str secrets = STR_INIT("secretsmanager:");

	return key_serves(s, &secrets, 1);
}

bool shows_on_data_key(const struct shown *s)
{
	static const struct str senders[] = {STR_INIT("sqs:"), STR_INIT("sns:")};

	return shows_on_key(s) && !key_serves(s, senders, sizeof(senders) / sizeof(senders[0]));
}

/* Of a key of AWS's own only the alias is known. */
bool shows_reads_secret_by_aws(const struct shown *s)
{
	return shows_reads_secret_by_key(s) && str_ends(s->hop->resource, STR("<?>"));
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
	       (str_contains(shown_wants(s), STR(":stateMachine:")) ||
		str_contains(shown_wants(s), STR(":execution:")));
}

bool shows_tags_sagemaker(const struct shown *s)
{
	return is_action(s, "sagemaker:AddTags");
}

bool shows_starts_itself(const struct shown *s)
{
	return s->hop->dependent && is_action(s, "states:StartExecution") &&
	       str_contains(s->hop->resource, STR(":stateMachine:"));
}

/* What a DISTRIBUTED Map reads or writes itself; its first hop after the service's starts children.
 */
bool shows_reads_foreign_bucket(const struct shown *s)
{
	return s->trace->machine.n > 0 && s->trace->n_hops > 1 && s->trace->hops[1].dependent &&
	       s->hop->dependent && resource_service(s, "s3") && across_accounts(s);
}

bool shows_sends_token(const struct shown *s)
{
	return str_starts_nocase(s->hop->action, STR("states:SendTask")) && across_accounts(s);
}

bool shows_tags_session(const struct shown *s)
{
	return is_action(s, "sts:TagSession");
}

bool shows_sets_source_identity(const struct shown *s)
{
	return is_action(s, "sts:SetSourceIdentity");
}

bool shows_is_http(const struct shown *s)
{
	return is_action(s, "states:InvokeHTTPEndpoint") ||
	       is_action(s, "events:RetrieveConnectionCredentials") ||
	       (str_contains(s->hop->resource, STR(":secret:events!connection")));
}
