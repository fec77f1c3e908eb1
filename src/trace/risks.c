/* trace/risks.c - TABLE: what policies leave open, whether or not a Task meets it. */
#include "rolehop/trace/risks.h"

#include <string.h>

#include "rolehop/base/map.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/trusts.h"

/* ---- what a row sees ----------------------------------------------------------------------------
 */

/* A principal that a policy admits, and what it is admitted to. */
struct seen {
	const struct trust_row *row;
	const struct role *role; /* NULL: the policy of a resource */
	enum org_state home;	 /* of the account that admits */
	enum org_state away;	 /* of the principal's */
	bool gone;		 /* the principal is an identity provider that is not there */
	bool narrowed;		 /* a Deny of the same policy keeps callers out under conditions */
};

static bool is_kind(const struct seen *s, const char *kind)
{
	return strcmp(s->row->kind, kind) == 0;
}

static bool is_unconditional(const struct seen *s)
{
	return !s->row->other_conditions && str_is_empty(s->row->external_id) && !s->narrowed;
}

static bool admits_everyone(const struct seen *s)
{
	return is_kind(s, "everyone") && is_unconditional(s);
}

static bool trusts_everyone(const struct seen *s)
{
	return s->role != NULL && admits_everyone(s);
}

static bool shared_with_everyone(const struct seen *s)
{
	return s->role == NULL && admits_everyone(s);
}

static bool is_outside(const struct seen *s)
{
	return s->home == ORG_MEMBER && s->away == ORG_OUTSIDE && s->row->cross_account;
}

static bool trusts_outsider(const struct seen *s)
{
	return s->role != NULL && is_outside(s);
}

static bool shared_with_outsider(const struct seen *s)
{
	return s->role == NULL && is_outside(s);
}

static bool lacks_external_id(const struct seen *s)
{
	return s->role != NULL && s->row->cross_account && is_unconditional(s) &&
	       (is_kind(s, "account") || is_kind(s, "role") || is_kind(s, "user"));
}

static bool trusts_whole_account(const struct seen *s)
{
	return s->role != NULL && s->row->cross_account && is_kind(s, "account") &&
	       !s->row->other_conditions;
}

/* Services that say on whose behalf they assume a role. Source: Step Functions Developer Guide,
 * "Prevent cross-service confused deputy issue"; EventBridge User Guide, the same. */
static bool says_for_whom(struct str service)
{
	return str_starts(service, STR("states.")) || str_starts(service, STR("scheduler.")) ||
	       str_starts(service, STR("pipes.")) || str_starts(service, STR("events."));
}

static bool service_without_source(const struct seen *s)
{
	return s->role != NULL && is_kind(s, "service") && says_for_whom(s->row->principal) &&
	       str_is_empty(s->row->source_arn) && str_is_empty(s->row->source_account) &&
	       !s->row->organization;
}

static bool source_keys_disagree(const struct seen *s)
{
	struct arn arn;

	return str_find_char(s->row->source_arn, ',') < 0 && arn_parse(s->row->source_arn, &arn) &&
	       arn_is_account_id(arn.account) && arn_is_account_id(s->row->source_account) &&
	       !str_eq(arn.account, s->row->source_account);
}

static bool service_is_empty(const struct seen *s)
{
	return is_kind(s, "service") && str_is_empty(s->row->principal);
}

static bool has_admin(const struct role *role)
{
	struct arn arn;

	for (size_t i = 0; i < role->n_policies; i++)
		if (arn_parse(role->policies[i].name, &arn) && str_eq(arn.account, STR("aws")) &&
		    str_eq(arn.resource, STR("policy/AdministratorAccess")))
			return true;
	return false;
}

static bool admin_for_others(const struct seen *s)
{
	return s->role != NULL && s->row->cross_account && has_admin(s->role);
}

/* Source: AWS CDK Developer Guide, "Customize AWS CDK bootstrapping". */
static bool is_bootstrap_role(struct str name)
{
	static const char *const parts[] = {"-deploy-role-", "-file-publishing-role-",
					    "-image-publishing-role-", "-lookup-role-",
					    "-cfn-exec-role-"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (str_starts(name, STR("cdk-")) && str_contains(name, str_from(parts[i])))
			return true;
	return false;
}

static bool bootstrap_for_others(const struct seen *s)
{
	return s->role != NULL && s->row->cross_account && is_bootstrap_role(s->role->name);
}

static bool names_deleted(const struct seen *s)
{
	return is_kind(s, "deleted");
}

static bool names_no_provider(const struct seen *s)
{
	return s->gone;
}

/* Whether a workflow uses it, is known only once all were traced: risk_is_shown. */
static bool admits_foreign_role(const struct seen *s)
{
	return s->role != NULL && s->row->cross_account && is_kind(s, "role");
}

/* ---- the table ----------------------------------------------------------------------------------
 */

struct risk_row {
	bool (*shows)(const struct seen *s); /* NULL: found elsewhere, by its name */
	struct risk_kind kind;
};

enum { RISK_UNUSED, RISK_POLLS, RISK_EVENTS, RISK_SPARE };

/* clang-format off */
static const struct risk_row risk_rows[] = {
	[RISK_UNUSED] = {admits_foreign_role, {"trust-unused", "low", "A trust in another account's role that no workflow of it uses",
	 "Every trust is a way in. If nothing else needs it, take it out."}},
	[RISK_POLLS] = {NULL, {"sync-polls-across-accounts", "low", "A .sync Task that waits for another account by polling",
	 "Across accounts Step Functions cannot use events: it polls, which spends the API quota of the other account. Where that hurts, start the work and wait for a callback."}},
	[RISK_EVENTS] = {NULL, {"sync-events-missing", "medium", "A .sync Task lacks the permissions for its events",
	 "Creating or changing the workflow fails with 'not authorized to create managed-rule'. Grant events:PutRule, events:PutTargets and events:DescribeRule; across accounts they are not used."}},
	[RISK_SPARE] = {NULL, {"permission-spare", "low", "A permission that the Task would use, and does without",
	 "The call itself does not need it. Without it a job is not stopped with its execution, for example."}},
	{NULL, {"log-destination", "medium", "The execution role may not deliver the workflow's log",
	 "Creating or updating the workflow fails with 'not authorized to access the Log Destination'. Grant the log delivery actions on *: they name no resource."}},
	{NULL, {"tracing-permissions", "low", "The execution role may not send traces to X-Ray",
	 "Executions run, and X-Ray shows nothing of them. Grant the four X-Ray actions on *."}},
	{NULL, {"workflow-key", "high", "The execution role may not use the key that encrypts the workflow",
	 "Executions fail when Step Functions reads the definition or writes the history. Allow kms:Decrypt and kms:GenerateDataKey on the key, on both sides if it is another account's."}},
	{trusts_everyone, {"trust-everyone", "high", "Anyone in AWS may assume the role",
	 "The principal is * and no condition limits it. Name who is meant, or the organization."}},
	{shared_with_everyone, {"shared-with-everyone", "high", "Anyone may use the resource",
	 "The principal is * and no condition limits it. Name who is meant, or the organization."}},
	{admin_for_others, {"admin-open-to-others", "high", "An administrator role that another account may assume",
	 "Who controls that account controls this one. Give the role what it needs, or close it."}},
	{trusts_outsider, {"trust-outside-organization", "high", "The role trusts an account outside the organization",
	 "Make sure that the partner is known, and that an ExternalId is asked for."}},
	{shared_with_outsider, {"shared-outside-organization", "medium", "The resource is shared with an account outside the organization",
	 "Make sure that the partner is known; aws:PrincipalOrgID limits a policy to your own."}},
	{source_keys_disagree, {"source-keys-disagree", "high", "aws:SourceArn and aws:SourceAccount name different accounts",
	 "No call can satisfy both, so the statement admits nobody. One of them is a slip."}},
	{service_is_empty, {"service-principal-empty", "medium", "A service principal without a name",
	 "It admits nobody; a variable was empty when the policy was written."}},
	{names_deleted, {"dangling-principal", "medium", "A principal that was deleted",
	 "IAM keeps the unique id of a principal that is gone. Whoever is made again under its name is someone else: save the policy again, or take the entry out."}},
	{names_no_provider, {"dangling-provider", "medium", "An identity provider that is not there",
	 "Nobody gets in this way, until somebody makes a provider of that name: whoever that is decides who may assume the role. Take the entry out, or make the provider."}},
	{bootstrap_for_others, {"cdk-bootstrap-trust", "medium", "A CDK bootstrap role that another account may assume",
	 "Bootstrapping with --trust lets that account deploy here. Bootstrap again without it once it is not needed."}},
	{lacks_external_id, {"trust-without-externalid", "medium", "Another account may assume the role without an ExternalId",
	 "Whoever can make that principal act, can make it act here (the confused deputy). Step Functions sends the state machine's ARN as sts:ExternalId: ask for it."}},
	{trusts_whole_account, {"trust-whole-account", "low", "The role trusts every principal of another account",
	 "Each of them that is allowed sts:AssumeRole gets in. Name the role that is meant."}},
	{service_without_source, {"service-trust-without-source", "low", "The role trusts a service for whomever it acts",
	 "Ask for aws:SourceArn or aws:SourceAccount, so that nobody else's resource can use the role through the service."}},
};
/* clang-format on */

enum { RISKS = sizeof(risk_rows) / sizeof(risk_rows[0]) };

const struct risk_kind *risk_kind_row(size_t i)
{
	return i < RISKS ? &risk_rows[i].kind : NULL;
}

/* ---- one policy ---------------------------------------------------------------------------------
 */

struct looking {
	struct arena *arena;
	const struct world *world;
	struct str account;
	struct vec *out;
	struct err *err;
};

static bool org_state(const struct looking *l, struct str account, enum org_state *out)
{
	struct world_org org;
	struct lack lack;

	*out = ORG_NOT_COLLECTED;
	if (!arn_is_account_id(account))
		return true;
	if (!l->world->ops->organization(l->world->self, l->arena, account, &org, &lack, l->err))
		return false;
	*out = org.facts.state;
	return true;
}

static bool is_gone(const struct looking *l, const struct trust_row *row, bool *out)
{
	enum found found = FOUND_UNKNOWN;

	if (!trust_is_federated(row))
		return true;
	if (!l->world->ops->provider(l->world->self, l->arena, row->principal, &found, l->err))
		return false;
	*out = found == FOUND_ABSENT;
	return true;
}

static void add(const struct looking *l, const struct risk_kind *kind, const struct seen *s)
{
	struct risk *risk = vec_push(l->out);

	*risk = (struct risk){.kind = kind,
			      .account = l->account,
			      .of = s->row->role,
			      .pointer = s->row->pointer,
			      .principal = s->row->principal,
			      .principal_account = s->row->account,
			      .says = str_is_empty(s->row->principal)
					  ? str_from(kind->title)
					  : arena_printf(l->arena, "%s: %.*s", kind->title,
							 STR_ARG(s->row->principal))};
}

static bool look(const struct looking *l, const struct role *role, const struct trust_row *rows,
		 size_t n)
{
	bool narrowed = trusts_are_narrowed(rows, n);

	for (size_t i = 0; i < n; i++) {
		struct seen s = {.row = &rows[i], .role = role, .narrowed = narrowed};
		if (rows[i].deny)
			continue;
		if (!org_state(l, l->account, &s.home) || !org_state(l, rows[i].account, &s.away))
			return false;
		if (!is_gone(l, &rows[i], &s.gone))
			return false;
		for (size_t k = 0; k < RISKS; k++)
			if (risk_rows[k].shows != NULL && risk_rows[k].shows(&s))
				add(l, &risk_rows[k].kind, &s);
	}
	return true;
}

bool risks_of_role(struct arena *arena, const struct world *world, const struct role *role,
		   struct vec *out, struct err *err)
{
	const struct looking l = {arena, world, role->account, out, err};
	const struct trust_row *rows;
	size_t n;

	trusts_of(arena, role, &rows, &n);
	return look(&l, role, rows, n);
}

bool risks_of_resource(struct arena *arena, const struct world *world, struct str arn,
		       struct str account, const struct policy *policy, struct vec *out,
		       struct err *err)
{
	const struct looking l = {arena, world, account, out, err};
	const struct trust_row *rows;
	size_t n;

	principals_of(arena, policy, arn, account, &rows, &n);
	return look(&l, NULL, rows, n);
}

static void add_of_task(const struct task_answer *answer, size_t row, struct str says,
			struct vec *out)
{
	*(struct risk *)vec_push(out) = (struct risk){.kind = &risk_rows[row].kind,
						      .account = answer->account,
						      .of = answer->machine,
						      .pointer = answer->pointer,
						      .says = says};
}

void risks_of_task(struct arena *arena, const struct task_answer *answer, struct vec *out)
{
	if (answer->polls_across)
		add_of_task(answer, RISK_POLLS,
			    arena_printf(arena, "%s: %.*s", risk_rows[RISK_POLLS].kind.title,
					 STR_ARG(answer->state)),
			    out);
	if (!str_is_empty(answer->events))
		add_of_task(answer, RISK_EVENTS,
			    arena_printf(arena, "%.*s lacks %.*s, unless the event bus grants it",
					 STR_ARG(answer->state), STR_ARG(answer->events)),
			    out);
	if (!str_is_empty(answer->spare))
		add_of_task(answer, RISK_SPARE,
			    arena_printf(arena, "%.*s does without %.*s", STR_ARG(answer->state),
					 STR_ARG(answer->spare)),
			    out);
}

/* ---- trusts that nothing uses -------------------------------------------------------------------
 */

struct risk_uses {
	struct arena *arena;
	struct map pairs;    /* "execution role -> target role" */
	struct map open;     /* execution roles of Tasks whose target is chosen at run time */
	struct map accounts; /* whose workflows were looked at */
};

struct risk_uses *risk_uses_new(struct arena *arena)
{
	struct risk_uses *uses = arena_alloc(arena, sizeof(*uses));

	uses->arena = arena;
	map_init(&uses->pairs, arena);
	map_init(&uses->open, arena);
	map_init(&uses->accounts, arena);
	return uses;
}

static struct str pair_of(struct arena *arena, struct str caller, struct str target)
{
	return arena_printf(arena, "%.*s -> %.*s", STR_ARG(caller), STR_ARG(target));
}

void risk_uses_add(struct risk_uses *uses, const struct task_answer *answer)
{
	if (map_find(&uses->accounts, answer->account) == NULL)
		map_put(&uses->accounts, arena_str(uses->arena, answer->account), uses);
	if (!str_is_empty(answer->target_path)) {
		if (map_find(&uses->open, answer->caller_role) == NULL)
			map_put(&uses->open, arena_str(uses->arena, answer->caller_role), uses);
		return;
	}
	struct str pair = pair_of(uses->arena, answer->caller_role, answer->target_role);
	if (!str_is_empty(answer->target_role) && map_find(&uses->pairs, pair) == NULL)
		map_put(&uses->pairs, pair, uses);
}

bool risk_is_shown(const struct risk_uses *uses, const struct risk *risk)
{
	struct arena *arena = uses->arena;

	if (risk->kind != &risk_rows[RISK_UNUSED].kind)
		return true;
	return map_find(&uses->accounts, risk->principal_account) != NULL &&
	       map_find(&uses->open, risk->principal) == NULL &&
	       map_find(&uses->pairs, pair_of(arena, risk->principal, risk->of)) == NULL;
}
