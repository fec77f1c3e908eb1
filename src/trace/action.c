/* trace/action.c - what can be said against a call that a person names, before any policy. */
#include "rolehop/asl/iam.h"
#include "rolehop/asl/integrations.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"
#include "tracer.h"

bool action_check(struct arena *arena, struct str action, struct err *err)
{
	struct iam_action known;
	struct str instead;

	if (iam_action_find(arena, action, &known))
		return true;
	instead = iam_actions_of_call(action);
	return str_is_empty(instead) ||
	       err_set(err, ERR_INPUT,
		       "%.*s: IAM has no such action; the call of that name needs %.*s: ask for "
		       "that",
		       STR_ARG(action), STR_ARG(instead));
}

const char action_binds_nothing[] =
    "the action is about no resource, and resource control policies bind what is asked of one";

bool action_names_nothing(struct arena *arena, struct str action, struct str resource)
{
	struct iam_action known;

	return str_eq(resource, STR("*")) && iam_action_find(arena, action, &known) &&
	       str_is_empty(known.types);
}

/* An action that is newer than the catalogue, or none at all. */
static void object_unlisted(struct tracer *t, struct str action, struct vec *objections)
{
	struct str date = asl_catalogue_date(), near;
	struct objection *o;

	if (!asl_knows_prefix(str_until(action, ':')))
		return;
	near = iam_action_near(t->arena, action);
	o = object(objections, false, NULL, STR(""),
		   arena_printf(t->arena, "on %.*s IAM had no action %.*s", STR_ARG(date),
				STR_ARG(action)));
	o->wants = near;
	o->has = action;
	o->key = STR("whether there is such an action");
	o->flips = str_is_empty(near)
		       ? STR("unless it is new, no call asks for it")
		       : arena_printf(t->arena, "it may be meant to be %.*s", STR_ARG(near));
}

/* The form that fits best: what is fixed of it is the most. */
static const struct iam_form *best_form(const struct iam_form *forms, size_t n, struct str resource)
{
	const struct iam_form *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (match_glob(forms[i].pattern, resource, false) == TRI_YES &&
		    (best == NULL || forms[i].fixed > best->fixed ||
		     (forms[i].fixed == best->fixed && forms[i].asked)))
			best = &forms[i];
	return best;
}

static size_t count_parts(struct str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '/' || text.p[i] == ':';
	return n;
}

/* What has more parts than a form may be what stands beneath it, of which a form that is asked for
 * tells the beginning alone ("/restapis/x/deployments" beside "/restapis/{RestApiId}"). */
static bool may_be_beneath(const struct iam_form *forms, size_t n, const struct iam_form *form,
			   struct str resource)
{
	if (count_parts(resource) <= count_parts(form->pattern))
		return false;
	for (size_t i = 0; i < n; i++)
		if (forms[i].asked && forms[i].open &&
		    match_glob(forms[i].pattern, resource, false) == TRI_YES)
			return true;
	return false;
}

/* Is it asked of that form, or of what that is a version or an alias of
 * ("function:{Name}:{Alias}")? */
static bool is_asked(const struct iam_form *forms, size_t n, const struct iam_form *form,
		     struct str resource)
{
	struct str whole = form->pattern;

	if (form->asked || may_be_beneath(forms, n, form, resource))
		return true;
	if (!str_ends(whole, STR(":*")))
		return false;
	whole.n -= STR(":*").n;
	for (size_t i = 0; i < n; i++)
		if (forms[i].asked && str_eq(forms[i].pattern, whole))
			return true;
	return false;
}

static bool any_of_service(const struct iam_form *forms, size_t n, struct str service)
{
	struct arn arn;

	for (size_t i = 0; i < n; i++)
		if (arn_parse(forms[i].pattern, &arn) && str_eq(arn.service, service))
			return true;
	return false;
}

static bool is_shown(const struct iam_form *forms, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (forms[i].asked && str_eq(forms[i].shown, forms[before].shown))
			return true;
	return false;
}

static struct str forms_asked(struct arena *arena, const struct iam_form *forms, size_t n)
{
	struct str all = STR("");

	for (size_t i = 0; i < n; i++)
		if (forms[i].asked && !is_shown(forms, i))
			all = ARENA_JOIN(arena, all, str_is_empty(all) ? STR("") : STR(" or "),
					 forms[i].shown);
	return all;
}

/* AWS asks for each action on resources of its own types; on what the others are nobody asks. */
static void object_type(struct tracer *t, const struct iam_action *action, struct str resource,
			struct vec *objections)
{
	const struct iam_form *forms, *best;
	struct objection *o;
	struct str wants;
	struct arn arn;
	size_t n;

	if (str_eq(resource, STR("*")) || match_has_wildcard(resource) || holes_any(resource) ||
	    !arn_parse(resource, &arn) || str_starts(arn.resource, STR("accesspoint/")))
		return;
	wants = STR("*");
	if (!str_is_empty(action->types)) {
		if (!iam_forms(t->arena, action, arn.partition, &forms, &n))
			return;
		best = best_form(forms, n, resource);
		if (best != NULL ? is_asked(forms, n, best, resource)
				 : any_of_service(forms, n, arn.service))
			return;
		wants = forms_asked(t->arena, forms, n);
	}
	o = object(objections, false, NULL, STR(""),
		   arena_printf(t->arena, "%.*s is asked of %.*s, which this is not",
				STR_ARG(action->name), STR_ARG(wants)));
	o->wants = wants;
	o->has = resource;
	o->key = STR("what this action is asked of");
	o->flips = STR("no call asks for it here");
}

/* ---- organizations ----------------------------------------------------------------------------
 */

/* What a member account may ask AWS Organizations. Source: AWS Organizations API Reference, the
 * page of each operation. */
static bool is_for_members(struct str action)
{
	static const struct str actions[] = {
	    STR_INIT("organizations:DescribeOrganization"),
	    STR_INIT("organizations:LeaveOrganization"),
	    STR_INIT("organizations:AcceptHandshake"),
	    STR_INIT("organizations:DeclineHandshake"),
	    STR_INIT("organizations:CancelHandshake"),
	    STR_INIT("organizations:DescribeHandshake"),
	    STR_INIT("organizations:ListHandshakesForAccount"),
	    STR_INIT("organizations:DescribeEffectivePolicy"),
	    STR_INIT("organizations:CreateOrganization"),
	};
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (str_eq_nocase(action, actions[i]))
			return true;
	return false;
}

bool organization_is_own(struct tracer *t, struct str action, struct str account, bool *own)
{
	struct world_org org = {.management_account = {NULL, 0}};
	struct lack lack;

	*own = !str_starts_nocase(action, STR("organizations:")) || is_for_members(action);
	if (*own || !arn_is_account_id(account))
		return true;
	if (!t->world->ops->organization(t->world->self, t->arena, account, &org, &lack, t->err))
		return false;
	*own = str_eq(org.management_account, account);
	return true;
}

bool object_member(struct tracer *t, struct str action, struct str account, struct vec *objections)
{
	struct objection *o;
	bool own;

	if (!organization_is_own(t, action, account, &own))
		return false;
	if (own)
		return true;
	o = object(objections, false, NULL, STR(""),
		   STR("AWS Organizations answers this to its management account and to delegated "
		       "administrators only"));
	o->key = arena_printf(t->arena, "whether %.*s is a delegated administrator",
			      STR_ARG(holes_show(t->arena, account)));
	o->flips = STR("deny unless it is, or is the management account");
	return true;
}

bool object_action(struct tracer *t, struct ask *ask)
{
	struct vec *objections = objections_new(t->arena);
	struct iam_action action;

	if (iam_action_find(t->arena, ask->action, &action))
		object_type(t, &action, ask->resource, objections);
	else
		object_unlisted(t, ask->action, objections);
	if (!object_member(t, ask->action, ask->caller->principal.account, objections))
		return false;
	ask_objections(ask, objections);
	return true;
}
