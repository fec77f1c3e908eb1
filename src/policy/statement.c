/* policy/statement.c - does a statement apply to a request. */
#include "policy/statement.h"

#include "policy/cond.h"
#include "policy/glob.h"
#include "policy/vars.h"
#include "rolehop/model/holes.h"

enum tri statement_action(const struct pattern *wanted, struct str action)
{
	if (wanted->odd || wanted->variables)
		return TRI_UNKNOWN;
	if (str_eq(wanted->text, STR("*")))
		return TRI_YES;
	enum tri match = glob_match(wanted->glob, action, true);
	ptrdiff_t colon = str_find_char(wanted->text, ':');
	struct str prefix = str_slice(wanted->glob, 0, colon < 0 ? wanted->glob.n : (size_t)colon);
	/* IAM admits no wildcard in the service prefix but for *:*. */
	bool wild_prefix =
	    str_find_char(prefix, GLOB_STAR) >= 0 || str_find_char(prefix, GLOB_QUERY) >= 0;
	return match == TRI_NO || !wild_prefix || str_eq(wanted->text, STR("*:*")) ? match
										   : TRI_UNKNOWN;
}

static enum tri statement_actions(const struct patterns *actions, struct str action)
{
	enum tri any = TRI_NO;
	for (uint32_t i = 0; i < actions->n; i++)
		any = tri_or(any, statement_action(&actions->items[i], action));
	return actions->negated ? tri_not(any) : any;
}

enum tri statement_resource(const struct pattern *wanted, const struct request *request, bool *dead)
{
	struct vars_text text;
	struct str glob = wanted->glob;
	bool uncertain = wanted->odd;
	if (wanted->variables) {
		enum vars_result result =
		    vars_substitute(wanted->text, VARS_SEGMENTS, request, &text);
		*dead |= result == VARS_ABSENT;
		if (result != VARS_DONE)
			return result == VARS_ABSENT ? TRI_NO : TRI_UNKNOWN;
		glob = (struct str){text.bytes, text.n};
		uncertain |= text.wild_value;
	}
	enum tri match = glob_match(glob, request->resource, false);
	return uncertain && match == TRI_YES ? TRI_UNKNOWN : match;
}

/*
 * A request on "*" (an action that names no resource) is met by "*" alone; a request whose resource
 * is one of many is asked as that one.
 */
static enum tri statement_resources(const struct patterns *resources, const struct request *request,
				    bool *dead)
{
	enum tri any = TRI_NO;
	for (uint32_t i = 0; i < resources->n; i++)
		any = tri_or(any, statement_resource(&resources->items[i], request, dead));
	return resources->negated ? tri_not(any) : any;
}

/* Trust and other resource policies may leave Resource out: what they are attached to is meant. */
static enum tri statement_no_resource(enum layer layer)
{
	return layer == LAYER_RESOURCE ? TRI_YES : TRI_UNKNOWN;
}

static enum tri statement_principals(const struct statement *statement, enum layer layer,
				     const struct request *request, enum tri grants[GRANT_COUNT])
{
	const struct principals *principals = &statement->principals;
	for (size_t i = 0; i < GRANT_COUNT; i++)
		grants[i] = TRI_NO;
	if (!principals->present)
		return layer == LAYER_RESOURCE || layer == LAYER_RCP ? TRI_UNKNOWN : TRI_YES;
	/* Identity policies, boundaries and SCPs have no Principal: IAM does not save such a
	 * statement. */
	if (layer == LAYER_IDENTITY || layer == LAYER_BOUNDARY || layer == LAYER_SCP ||
	    layer == LAYER_SESSION)
		return TRI_UNKNOWN;
	if (principals->negated) {
		grants[GRANT_EVERYONE] = who_not(principals, &request->caller, request->action);
		return grants[GRANT_EVERYONE];
	}
	enum tri any = TRI_NO;
	for (uint32_t i = 0; i < principals->n; i++) {
		enum grant grant;
		enum tri match =
		    who_item(&principals->items[i], &request->caller, request->action, &grant);
		grants[grant] = tri_or(grants[grant], match);
		any = tri_or(any, match);
	}
	return any;
}

static enum tri statement_conditions(const struct statement *statement,
				     const struct request *request, bool *dead)
{
	enum tri all = TRI_YES;
	for (uint32_t i = 0; i < statement->n_conditions; i++) {
		struct cond_result one = cond_match(&statement->conditions[i], request);
		*dead |= one.dead;
		all = tri_and(all, one.match);
	}
	return all;
}

void statement_match(const struct statement *statement, enum layer layer,
		     const struct request *request, struct statement_match *out)
{
	out->dead = false;
	out->principal = statement_principals(statement, layer, request, out->grants);
	out->action = statement->actions.present
			  ? statement_actions(&statement->actions, request->action)
			  : TRI_UNKNOWN;
	out->resource = statement->resources.present
			    ? statement_resources(&statement->resources, request, &out->dead)
			    : statement_no_resource(layer);
	out->conditions = statement_conditions(statement, request, &out->dead);
	out->whole =
	    tri_and(tri_and(out->principal, out->action), tri_and(out->resource, out->conditions));
	if (out->dead)
		out->whole = TRI_NO;
	else if (statement->broken)
		out->whole = tri_and(out->whole, TRI_UNKNOWN);
	for (size_t i = 0; i < GRANT_COUNT; i++)
		out->grants[i] = tri_and(out->grants[i], out->whole);
}
