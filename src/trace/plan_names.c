/* trace/plan_names.c - what a call names incompletely, and what the inventory knows of it. */
#include "plan.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "services.h"

/* A role that is passed by its name may have a path, which the inventory knows: names of roles are
 * unique in an account. Source: IAM User Guide, "IAM identifiers". */
static bool find_passed(struct planner *p, struct ask *ask)
{
	const struct role *role = NULL;
	enum found found = FOUND_UNKNOWN;
	struct lack lack;
	struct arn arn;

	if (!arn_parse(ask->resource, &arn) || !arn_is_account_id(arn.account) ||
	    !str_starts(arn.resource, STR("role/" HOLE_TEXT)))
		return true;
	struct str name = str_skip(arn.resource, STR("role/" HOLE_TEXT).n);
	if (name.n == 0 || holes_any(name))
		return true;
	if (!p->t->world->ops->role_named(p->t->world->self, p->t->arena, arn.account, name, &found,
					  &role, &lack, p->t->err))
		return false;
	if (found == FOUND_YES)
		ask->resource = role->arn;
	return true;
}

/* Is the API one of this account's, which the inventory has? */
static bool find_api_of(struct planner *p, const struct arn *arn, struct str id, struct str account,
			struct ask *ask)
{
	struct str owner = {NULL, 0};
	struct str head =
	    arena_printf(p->t->arena, "arn:%.*s:execute-api:%.*s:%.*s:", STR_ARG(arn->partition),
			 STR_ARG(arn->region), STR_ARG(account));
	struct str api = arena_printf(p->t->arena, "%.*s%.*s", STR_ARG(head), STR_ARG(id));

	if (!arn_is_account_id(account) || !holes_any(ask->resource))
		return true;
	if (!p->t->world->ops->owner(p->t->world->self, p->t->arena, api, &owner, p->t->err))
		return false;
	if (!str_is_empty(owner))
		ask->resource =
		    arena_printf(p->t->arena, "%.*s%.*s", STR_ARG(head), STR_ARG(arn->resource));
	return true;
}

/* Its host name does not say whose an API is; ids of APIs are unique in a Region, since they are
 * names of hosts. Source: Amazon API Gateway Developer Guide, "Invoke REST APIs". */
static bool find_api(struct planner *p, struct ask *ask)
{
	struct arn arn;

	if (!arn_parse(ask->resource, &arn) || !str_eq(arn.service, STR("execute-api")) ||
	    !holes_any(arn.account))
		return true;
	struct str id = str_until(arn.resource, '/');
	if (str_is_empty(ask->decides))
		ask->decides = arena_printf(p->t->arena, "the account of the API %.*s",
					    STR_ARG(holes_show(p->t->arena, id)));
	if (holes_any(arn.region) || holes_any(id))
		return true;
	return find_api_of(p, &arn, id, p->account, ask) &&
	       find_api_of(p, &arn, id, p->task->machine->account, ask);
}

/* Source: AWS Systems Manager User Guide, "Setting up identity based policies examples" for
 * Automation (document) against "Identity-based policy examples" (automation-definition). */
static void find_automation(struct planner *p, struct ask *ask)
{
	const struct str kind = STR(":automation-definition/");
	ptrdiff_t at = str_find(ask->resource, kind);
	struct str name;

	if (at < 0 || !str_eq_nocase(ask->action, STR("ssm:StartAutomationExecution")))
		return;
	name = str_until(str_skip(ask->resource, (size_t)at + kind.n), ':');
	ask->or_resource = ARENA_JOIN(p->t->arena, str_slice(ask->resource, 0, (size_t)at),
				      STR(":document/"), name);
}

/*
 * What an organization consists of is its management account's, and carries the organization's id;
 * policies of AWS's own carry neither. Source: Service Authorization Reference, AWS Organizations.
 */
static bool find_organization(struct planner *p, struct ask *ask)
{
	struct world_org org = {.management_account = {NULL, 0}};
	struct str open = STR("/o-" HOLE_TEXT "/");
	struct lack lack;
	struct arn arn;

	if (!arn_parse(ask->resource, &arn) || !str_eq(arn.service, STR("organizations")) ||
	    !holes_any(arn.account) || !arn_is_account_id(p->account))
		return true;
	ptrdiff_t at = str_find(arn.resource, open);
	if (at < 0 || str_contains(arn.resource, STR("FullAWSAccess")))
		return true;
	if (!p->t->world->ops->organization(p->t->world->self, p->t->arena, p->account, &org, &lack,
					    p->t->err))
		return false;
	if (org.facts.state != ORG_MEMBER || str_is_empty(org.management_account) ||
	    str_is_empty(org.facts.id))
		return true;
	struct str kind = str_slice(arn.resource, 0, (size_t)at);
	struct str rest = str_skip(arn.resource, (size_t)at + open.n);
	ask->resource = arena_printf(p->t->arena, "arn:%.*s:organizations::%.*s:%.*s/%.*s/%.*s",
				     STR_ARG(arn.partition), STR_ARG(org.management_account),
				     STR_ARG(kind), STR_ARG(org.facts.id), STR_ARG(rest));
	return true;
}

bool plan_names(struct planner *p, const struct asl_call_need *need, struct ask *ask)
{
	bool open = holes_any(ask->resource);

	if (need->kind == ASL_PASSROLE)
		return !open || find_passed(p, ask);
	find_automation(p, ask);
	return !open || (find_api(p, ask) && find_organization(p, ask));
}

/*
 * Credentials of an account are not taken in a Region that it has not enabled; the session's own
 * account has, since the machine is there. Source: AWS Account Management Reference Guide, "Enable
 * or disable AWS Regions in your account".
 */
void plan_region_lack(struct planner *p, struct ask *ask)
{
	struct str region = p->task->machine->region;

	if (!p->credentials->present || !arn_is_account_id(p->account) ||
	    str_eq(p->account, p->task->machine->account) || !str_eq(ask->region, region) ||
	    !service_region_is_opted(region, p->task->machine->partition))
		return;
	ask->region_lack = (struct lack){
	    p->account,
	    arena_printf(p->t->arena, "whether Region %.*s is enabled", STR_ARG(region)),
	    STR("never collected")};
}
