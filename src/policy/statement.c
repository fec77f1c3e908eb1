/* policy/statement.c - does a statement apply to a request. */
#include "policy/statement.h"

#include <string.h>

#include "policy/cond.h"
#include "policy/glob.h"
#include "policy/layers.h"
#include "policy/vars.h"
#include "rolehop/model/holes.h"

/* One that was not collected counts as absent. */
static bool asked_bounded(const struct layer_input *boundary, const struct layer_facts *facts)
{
	return facts->has_identity &&
	       (boundary->state == LAYER_COLLECTED || boundary->state == LAYER_PARTIAL);
}

void asked_of(struct asked *out, const struct question *question)
{
	const struct request *request = question->request;
	struct str action = request->action;
	out->request = request;
	layer_facts_of(request, &out->facts);
	out->bounded = asked_bounded(&question->layers[LAYER_BOUNDARY], &out->facts);
	out->settled = glob_is_settled(action) && glob_is_settled(request->resource);
	out->action = (struct str){NULL, 0};
	out->service = UINT64_MAX;
	out->notes = NULL;
	if (action.n > sizeof(out->bytes))
		return;
	for (size_t i = 0; i < action.n; i++)
		out->bytes[i] = ascii_lower(action.p[i]);
	out->action = (struct str){out->bytes, action.n};
	out->service = glob_service_bit(out->action);
}

/* IAM admits no wildcard in the service prefix but for "*:*" (and "*", which is no prefix). */
static bool statement_wild_prefix(const struct pattern *wanted)
{
	if (str_find_char(str_slice(wanted->glob, 0, wanted->plain), ':') >= 0)
		return false;
	struct str prefix = str_until(wanted->glob, ':');
	bool wild = str_find_char(prefix, GLOB_STAR) >= 0 || str_find_char(prefix, GLOB_QUERY) >= 0;
	return wild && !str_eq(wanted->text, STR("*:*"));
}

enum tri statement_action(const struct pattern *wanted, const struct asked *asked)
{
	if (wanted->kind == PATTERN_ANY && !wanted->odd)
		return TRI_YES;
	if (wanted->variables || asked->action.n == 0)
		return TRI_UNKNOWN;
	enum tri match = asked->settled ? glob_match_settled(wanted, asked->action)
					: glob_match_pattern(wanted, asked->action);
	if (match == TRI_YES && (wanted->odd || statement_wild_prefix(wanted)))
		return TRI_UNKNOWN;
	return match;
}

static enum tri statement_actions(const struct patterns *actions, const struct asked *asked)
{
	enum tri any = TRI_NO;
	if (!(actions->services & asked->service))
		return actions->negated ? TRI_YES : TRI_NO;
	for (uint32_t i = 0; i < actions->n && any != TRI_YES; i++)
		any = tri_or(any, statement_action(&actions->items[i], asked));
	return actions->negated ? tri_not(any) : any;
}

static enum tri statement_glob(struct str glob, struct str text)
{
	return glob_match(glob, text, false);
}

enum { STATEMENT_ARN_MAX = 2048 };

/*
 * A secret that is named without the six random letters and digits at the end of its ARN. What
 * matches two such ends that share no character, matches with none of its own characters in them:
 * it matches every end. Source: AWS Secrets Manager User Guide, "What's in a Secrets Manager
 * secret?" (ARN).
 */
static enum tri statement_secret(const struct pattern *wanted, struct str resource)
{
	static const char *const ends[] = {"aBcD12", "zYxW89"};
	const struct str suffix = STR("-" HOLE_SUFFIX);
	char bytes[STATEMENT_ARN_MAX];
	size_t name = resource.n > suffix.n ? resource.n - suffix.n + 1 : 0;
	if (!str_ends(resource, suffix) || resource.n > sizeof(bytes) ||
	    holes_any(str_slice(resource, 0, name)))
		return TRI_UNKNOWN;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		memcpy(bytes, resource.p, name);
		memcpy(bytes + name, ends[i], suffix.n - 1);
		if (glob_match_pattern(wanted, (struct str){bytes, resource.n}) != TRI_YES)
			return TRI_UNKNOWN;
	}
	return TRI_YES;
}

/* What matches accounts that share no character, matches every account. */
static bool statement_any_account(const struct pattern *wanted, struct str resource)
{
	static const struct str accounts[] = {STR_INIT("000000000000"), STR_INIT("111111111111"),
					      STR_INIT("aws")};
	char bytes[STATEMENT_ARN_MAX];
	size_t at = glob_account_at(resource);
	struct str before = str_slice(resource, 0, at), after = str_skip(resource, at + 1);
	for (size_t i = 0; i < sizeof(accounts) / sizeof(accounts[0]); i++) {
		size_t n = before.n + accounts[i].n;
		if (n + after.n > sizeof(bytes))
			return false;
		memcpy(bytes, before.p, before.n);
		memcpy(bytes + before.n, accounts[i].p, accounts[i].n);
		memcpy(bytes + n, after.p, after.n);
		if (glob_match_pattern(wanted, (struct str){bytes, n + after.n}) != TRI_YES)
			return false;
	}
	return true;
}

/* What is open of the resource is the account that may share it, or ids, in which is no colon. A
 * name that a deployment makes up may be any id, whatever stands there for it. */
static enum tri statement_ids(const struct pattern *wanted, const struct request *request)
{
	bool account = request->own_assumed;
	if (!holes_any(request->resource) || wanted->made || holes_made(request->resource))
		return TRI_UNKNOWN;
	if (account && statement_any_account(wanted, request->resource))
		return TRI_YES;
	return glob_may_ids(wanted->glob, request->resource, account, request->ids) ? TRI_UNKNOWN
										    : TRI_NO;
}

enum tri statement_resource(const struct pattern *wanted, const struct asked *asked, enum tri *dead)
{
	struct str resource = asked->request->resource;
	enum tri match;
	if (wanted->variables)
		match = vars_match(wanted, VARS_SEGMENTS, resource, statement_glob, asked->request,
				   dead);
	else
		match = asked->settled ? glob_match_settled(wanted, resource)
				       : glob_match_pattern(wanted, resource);
	if (match == TRI_UNKNOWN && !wanted->variables && !wanted->odd)
		match = asked->request->own_assumed || asked->request->ids
			    ? statement_ids(wanted, asked->request)
			    : statement_secret(wanted, resource);
	return match == TRI_YES && wanted->odd ? TRI_UNKNOWN : match;
}

/*
 * A request on "*" (an action that names no resource) is met by "*" alone; a request whose resource
 * is one of many is asked as that one.
 */
static enum tri statement_resources(const struct patterns *resources, const struct asked *asked)
{
	enum tri any = TRI_NO;
	enum tri dead = TRI_NO;
	for (uint32_t i = 0; i < resources->n; i++) {
		const struct pattern *wanted = &resources->items[i];
		/* Only one with variables could still say something else. */
		if (any == TRI_YES && !wanted->variables)
			continue;
		bool open = asked->facts.key_alias && wanted->kind != PATTERN_ANY;
		enum tri one = open ? TRI_UNKNOWN : statement_resource(wanted, asked, &dead);
		any = tri_or(any, one);
	}
	/* An empty NotResource is not what IAM documents. */
	if (resources->n == 0 && resources->negated)
		return TRI_UNKNOWN;
	if (resources->negated)
		any = tri_not(any);
	return tri_and(any, vars_certain(dead));
}

/* Trust and other resource policies may leave Resource out: what they are attached to is meant. */
static enum tri statement_resource_part(const struct statement *statement, enum layer layer,
					const struct asked *asked)
{
	if (!statement->resources.present)
		return layer == LAYER_RESOURCE ? TRI_YES : TRI_UNKNOWN;
	enum tri match = statement_resources(&statement->resources, asked);
	/* A trust policy has no Resource: IAM does not save it. */
	return layer == LAYER_RESOURCE && asked->facts.assume ? tri_and(match, TRI_UNKNOWN) : match;
}

/* Does a policy of this layer say whom it is about? */
static bool statement_has_principal(enum layer layer)
{
	return layer == LAYER_RESOURCE || layer == LAYER_RCP || layer == LAYER_ENDPOINT;
}

/* Whom it names, and in which form, is not known. */
static enum tri statement_any_grant(enum tri grants[GRANT_COUNT])
{
	for (size_t i = 0; i < GRANT_COUNT; i++)
		grants[i] = tri_or(grants[i], TRI_UNKNOWN);
	return TRI_UNKNOWN;
}

static bool statement_of_everyone(const struct principals *principals)
{
	if (principals->n != 1 || principals->items[0].form != FORM_EVERYONE)
		return false;
	return principals->items[0].type.n == 0 || str_eq(principals->items[0].type, STR("AWS"));
}

bool statement_spares_none(const struct statement *statement, const struct asked *asked)
{
	return statement->principals.negated && asked->bounded && !statement->allow &&
	       !statement->effectless;
}

/*
 * Gateway endpoints know everyone, and the root user of an account that is named; interface
 * endpoints know all principals. S3 and DynamoDB have both, and by which the call comes is not
 * known. Source: AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies",
 * Principals for gateway endpoints.
 */
static enum tri statement_at_endpoint(const struct principal_item *item, enum tri match,
				      const struct request *request)
{
	static const struct str gateways[] = {
	    STR_INIT("s3:"),
	    STR_INIT("s3express:"),
	    STR_INIT("dynamodb:"),
	};
	bool root = item->form == FORM_ACCOUNT && request->caller.kind == PRINCIPAL_ROOT;
	if (item->form == FORM_EVERYONE || root)
		return match;
	for (size_t i = 0; i < sizeof(gateways) / sizeof(gateways[0]); i++)
		if (str_starts_nocase(request->action, gateways[i]))
			return tri_and(match, TRI_UNKNOWN);
	return match;
}

static enum tri statement_not_principals(const struct statement *statement,
					 const struct asked *asked, enum tri grants[GRANT_COUNT])
{
	const struct principals *principals = &statement->principals;
	if (principals->n == 0)
		return statement_any_grant(grants);
	if (statement_spares_none(statement, asked))
		return TRI_YES;
	enum tri match = who_not(principals, &asked->request->caller, asked->request->action);
	/* What may be a Deny may spare nobody. */
	if (statement->effectless && asked->bounded)
		match = tri_or(match, TRI_UNKNOWN);
	grants[GRANT_EVERYONE] = match;
	return match;
}

static enum tri statement_principals(const struct statement *statement, enum layer layer,
				     const struct asked *asked, enum tri grants[GRANT_COUNT])
{
	const struct principals *principals = &statement->principals;
	const struct request *request = asked->request;
	/* With a Principal where none belongs, or without one, IAM does not save the statement. */
	if (principals->present != statement_has_principal(layer))
		return statement_any_grant(grants);
	if (!principals->present)
		return TRI_YES;
	if (principals->negated)
		return statement_not_principals(statement, asked, grants);
	/*
	 * Customers' RCPs are about everyone, people of identity providers included: IAM saves no
	 * other principal in them. Source: AWS Organizations User Guide, "RCP syntax" and "Resource
	 * control policy examples".
	 */
	if (layer == LAYER_RCP)
		return statement_of_everyone(principals) ? TRI_YES : statement_any_grant(grants);
	enum tri any = TRI_NO;
	for (uint32_t i = 0; i < principals->n; i++) {
		enum grant grant;
		enum tri match =
		    who_item(&principals->items[i], &request->caller, request->action, &grant);
		if (layer == LAYER_ENDPOINT)
			match = statement_at_endpoint(&principals->items[i], match, request);
		if (principals->items[i].form == FORM_UNCLEAR ||
		    (principals->items[i].form == FORM_OPEN && match != TRI_NO))
			(void)statement_any_grant(grants);
		grants[grant] = tri_or(grants[grant], match);
		any = tri_or(any, match);
	}
	return any;
}

static enum tri statement_conditions(const struct statement *statement,
				     const struct request *request)
{
	enum tri all = TRI_YES;
	for (uint32_t i = 0; i < statement->n_conditions && all != TRI_NO; i++)
		all = tri_and(all, cond_match(&statement->conditions[i], request));
	return all;
}

static enum tri statement_action_part(const struct statement *statement, const struct asked *asked)
{
	if (!statement->actions.present)
		return TRI_UNKNOWN;
	if (statement->actions.n == 0 && statement->actions.negated)
		return TRI_UNKNOWN;
	return statement_actions(&statement->actions, asked);
}

void statement_match(const struct statement *statement, enum layer layer, const struct asked *asked,
		     bool every_part, struct statement_match *out)
{
	enum tri whole;
	*out = (struct statement_match){.whole = TRI_NO};
	whole = out->action = statement_action_part(statement, asked);
	if (whole == TRI_NO && !every_part)
		return;
	out->resource = statement_resource_part(statement, layer, asked);
	whole = tri_and(whole, out->resource);
	if (whole == TRI_NO && !every_part)
		return;
	out->principal = statement_principals(statement, layer, asked, out->grants);
	whole = tri_and(whole, out->principal);
	if (whole == TRI_NO && !every_part)
		return;
	out->conditions = statement_conditions(statement, asked->request);
	whole = tri_and(whole, out->conditions);
	if (statement->broken)
		whole = tri_and(whole, TRI_UNKNOWN);
	out->whole = whole;
	for (size_t i = 0; i < GRANT_COUNT; i++)
		out->grants[i] = tri_and(out->grants[i], whole);
}
