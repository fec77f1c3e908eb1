/*
 * worlds.c - what must hold of verdicts whatever the policies: random estates of two accounts, each
 * changed in one way, and the verdict of its Task compared. worlds CHECKS SEED. Prints "N passed, N
 * failed".
 *
 * - one more Deny allows nothing; one Allow less allows nothing; neither mends what was denied
 * - accounts with other ids, the same everywhere, change nothing
 * - a statement that is split into one for each action or resource changes nothing
 * - what is no longer known makes the verdict unknown, or leaves it (under --strict)
 * - the judge answers the request of the assumption as the trace does (simulate)
 */
#include "trace_world.h"

#include <stdio.h>
#include <stdlib.h>

#include "policy_random.h"
#include "rolehop/trace/simulate.h"

#define HOME "111111111111"
#define AWAY "222222222222"
#define OTHER "333333333333"
#define MACHINE "arn:aws:states:us-east-1:" HOME ":stateMachine:Flow"
#define EXECUTION "arn:aws:iam::" HOME ":role/app/Exec"
#define TARGET "arn:aws:iam::" AWAY ":role/Target"
#define TABLE "arn:aws:dynamodb:us-east-1:" AWAY ":table/orders"

/* ---- an estate as texts -----------------------------------------------------------------------
 */

enum slot {
	EXECUTION_TRUST,
	ASSUME,
	TRUST,
	PERMISSION,
	BOUNDARY,
	SCP_HOME,
	SCP_AWAY,
	RCP_AWAY,
	TABLE_POLICY,
	SLOTS
};

enum { STATEMENTS = 4, PARTS = 3 };

struct parts {
	const char *key; /* "Action", "NotAction" ...; NULL: none */
	const char *items[PARTS];
	unsigned n;
};

struct random_statement {
	bool deny;
	struct parts principal, action, resource;
	const char *condition; /* NULL: none */
};

struct document {
	struct random_statement statements[STATEMENTS * PARTS];
	unsigned n;
};

struct estate_model {
	struct document documents[SLOTS];
	bool known[SLOTS];
	bool credentials; /* the Task names the target role */
	bool renamed;
};

/* ---- what they are made of --------------------------------------------------------------------
 */

static const char *const assume_actions[] = {"sts:AssumeRole", "sts:*",		 "*",
					     "STS:assumerole", "sts:Assume?ole", "s3:GetObject",
					     "sts:TagSession"};
static const char *const roles[] = {TARGET,
				    "arn:aws:iam::" AWAY ":role/*",
				    "*",
				    "arn:aws:iam::*:role/Target",
				    "arn:aws:iam::" AWAY ":role/target",
				    "arn:aws:iam::" OTHER ":role/Target"};
static const char *const callers[] = {"{\"AWS\":\"" EXECUTION "\"}",
				      "{\"AWS\":\"" HOME "\"}",
				      "{\"AWS\":\"arn:aws:iam::" HOME ":root\"}",
				      "\"*\"",
				      "{\"AWS\":[\"" OTHER "\",\"" EXECUTION "\"]}",
				      "{\"AWS\":\"arn:aws:iam::" HOME ":role/Exec\"}",
				      "{\"AWS\":\"" TARGET "\"}",
				      "{\"Service\":\"states.amazonaws.com\"}",
				      "{\"AWS\":\"arn:aws:sts::" HOME ":assumed-role/Exec/x\"}",
				      "{\"AWS\":\"AROAEXAMPLE\"}",
				      "{\"AWS\":\"" AWAY "\"}",
				      "{\"AWS\":\"arn:aws:sts::" AWAY ":assumed-role/Target/x\"}"};
static const char *const services[] = {
    "{\"Service\":\"states.amazonaws.com\"}", "{\"Service\":\"states.us-east-1.amazonaws.com\"}",
    "{\"Service\":\"lambda.amazonaws.com\"}",
    "{\"Service\":[\"lambda.amazonaws.com\",\"states.amazonaws.com\"]}", "\"*\""};
static const char *const calls[] = {"dynamodb:PutItem", "dynamodb:*",	   "dynamodb:Put*", "*",
				    "dynamodb:GetItem", "DynamoDB:putitem"};
static const char *const tables[] = {TABLE,
				     "*",
				     "arn:aws:dynamodb:*:" AWAY ":table/*",
				     "arn:aws:dynamodb:us-east-1:" AWAY ":table/order?",
				     "arn:aws:dynamodb:us-east-1:" OTHER ":table/orders",
				     TABLE "/index/*"};
static const char *const assume_conditions[] = {
    "{\"StringEquals\":{\"sts:ExternalId\":\"" MACHINE "\"}}",
    "{\"StringLike\":{\"sts:ExternalId\":\"arn:aws:states:*:" HOME ":stateMachine:*\"}}",
    "{\"StringEquals\":{\"sts:ExternalId\":\"agreed\"}}",
    "{\"StringNotEquals\":{\"sts:ExternalId\":\"" MACHINE "\"}}",
    "{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-test\"}}",
    "{\"StringNotEqualsIfExists\":{\"aws:PrincipalOrgID\":\"o-other\"}}",
    "{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::" HOME ":role/app/*\"}}",
    "{\"Bool\":{\"aws:MultiFactorAuthPresent\":\"true\"}}",
    "{\"Null\":{\"sts:ExternalId\":\"true\"}}",
    "{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}",
    "{\"StringEquals\":{\"aws:PrincipalAccount\":\"" HOME
    "\"},\"StringLike\":{\"sts:ExternalId\":\"*\"}}",
    "{\"ArnLike\":{\"aws:SourceArn\":\"" MACHINE "\"}}",
    "{\"StringEquals\":{\"aws:SourceAccount\":\"" HOME "\"}}"};
static const char *const call_conditions[] = {
    "{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}",
    "{\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-test\"}}",
    "{\"StringEquals\":{\"aws:RequestedRegion\":[\"us-east-1\",\"eu-west-1\"]}}",
    "{\"StringNotEquals\":{\"aws:RequestedRegion\":\"us-east-1\"}}",
    "{\"ArnNotLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::*:role/break-glass/*\"}}",
    "{\"StringEquals\":{\"aws:ResourceAccount\":\"" AWAY "\"}}",
    "{\"Bool\":{\"aws:ViaAWSService\":\"false\"}}",
    "{\"StringEquals\":{\"aws:PrincipalTag/team\":\"a\"}}",
    "{\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":\"false\"}}"};

static void pick(struct dice *dice, const char *const *list, size_t n, const char *key,
		 const char *not_key, struct parts *out)
{
	out->key = dice_one_in(dice, 12) ? not_key : key;
	out->n = dice_one_in(dice, 4) ? 2 + dice_below(dice, PARTS - 1) : 1;
	for (unsigned i = 0; i < out->n; i++)
		/* The first of a list fit most often. */
		out->items[i] = list[dice_one_in(dice, 2) ? dice_below(dice, 3)
							  : dice_below(dice, (unsigned)n)];
}

#define PICK(list, key, out) pick(dice, list, sizeof(list) / sizeof((list)[0]), key, "Not" key, out)

static bool is_about_assuming(enum slot slot)
{
	return slot == ASSUME || slot == TRUST || slot == EXECUTION_TRUST || slot == SCP_HOME;
}

static void make_statement(struct dice *dice, enum slot slot, struct random_statement *s)
{
	bool assuming =
	    slot == RCP_AWAY || slot == BOUNDARY ? dice_one_in(dice, 2) : is_about_assuming(slot);

	memset(s, 0, sizeof(*s));
	s->deny = dice_one_in(dice, 9);
	if (assuming)
		PICK(assume_actions, "Action", &s->action);
	else
		PICK(calls, "Action", &s->action);
	if (slot == EXECUTION_TRUST || slot == TRUST || slot == TABLE_POLICY || slot == RCP_AWAY) {
		s->principal.key = "Principal";
		s->principal.n = 1;
		s->principal.items[0] =
		    slot == EXECUTION_TRUST ? DICE_PICK(dice, services) : DICE_PICK(dice, callers);
		if (slot == RCP_AWAY)
			s->principal.items[0] = "\"*\"";
	}
	if (slot != EXECUTION_TRUST && slot != TRUST) {
		if (assuming)
			PICK(roles, "Resource", &s->resource);
		else
			PICK(tables, "Resource", &s->resource);
	}
	if (dice_one_in(dice, 3))
		s->condition = assuming ? DICE_PICK(dice, assume_conditions)
					: DICE_PICK(dice, call_conditions);
}

/* What the Task needs of each document, so that random ones do not deny nearly everything. */
static const struct random_statement needed[SLOTS] = {
    [EXECUTION_TRUST] = {.principal = {"Principal", {"{\"Service\":\"states.amazonaws.com\"}"}, 1},
			 .action = {"Action", {"sts:AssumeRole"}, 1}},
    [ASSUME] = {.action = {"Action", {"sts:AssumeRole"}, 1}, .resource = {"Resource", {TARGET}, 1}},
    [TRUST] = {.principal = {"Principal", {"{\"AWS\":\"" EXECUTION "\"}"}, 1},
	       .action = {"Action", {"sts:AssumeRole"}, 1}},
    [PERMISSION] = {.action = {"Action", {"dynamodb:PutItem"}, 1},
		    .resource = {"Resource", {TABLE}, 1}},
    [TABLE_POLICY] = {.principal = {"Principal", {"{\"AWS\":\"" HOME "\"}"}, 1},
		      .action = {"Action", {"dynamodb:*"}, 1},
		      .resource = {"Resource", {TABLE}, 1}},
};

static const struct random_statement everything = {.action = {"Action", {"*"}, 1},
						   .resource = {"Resource", {"*"}, 1}};

static void make_estate(struct dice *dice, struct estate_model *e)
{
	memset(e, 0, sizeof(*e));
	e->credentials = !dice_one_in(dice, 4);
	for (int slot = 0; slot < SLOTS; slot++) {
		struct document *d = &e->documents[slot];
		e->known[slot] = true;
		if (slot == BOUNDARY || slot >= SCP_HOME)
			d->statements[d->n++] = everything;
		if (slot == RCP_AWAY) {
			d->statements[0].principal = (struct parts){"Principal", {"\"*\""}, 1};
		}
		if (slot == TABLE_POLICY)
			d->n = 0;
		if (needed[slot].action.key && !dice_one_in(dice, 6))
			d->statements[d->n++] = needed[slot];
		for (unsigned i = dice_below(dice, slot >= SCP_HOME ? 2 : STATEMENTS - 1);
		     i > 0 || d->n == 0; i -= i > 0)
			make_statement(dice, (enum slot)slot, &d->statements[d->n++]);
	}
}

/* ---- as JSON ----------------------------------------------------------------------------------
 */

static void put_parts(struct buf *buf, const struct parts *p)
{
	bool whole = p->key && strcmp(p->key, "Principal") == 0;

	if (!p->key)
		return;
	buf_printf(buf, ",\"%s\":%s", p->key, p->n > 1 ? "[" : "");
	for (unsigned i = 0; i < p->n; i++)
		buf_printf(buf, "%s%s%s%s", i ? "," : "", whole ? "" : "\"", p->items[i],
			   whole ? "" : "\"");
	if (p->n > 1)
		buf_add_char(buf, ']');
}

/* The text with other account ids in the place of each. */
static const char *rename_accounts(struct arena *arena, const char *text)
{
	static const char *const ids[][2] = {
	    {HOME, "987654321098"}, {AWAY, "123456789012"}, {OTHER, "555555555555"}};
	char *copy = arena_cstr(arena, str_from(text));

	for (size_t i = 0; copy[i]; i++)
		for (size_t k = 0; k < 3; k++)
			if (strncmp(text + i, ids[k][0], 12) == 0)
				memcpy(copy + i, ids[k][1], 12);
	return copy;
}

static const char *named(struct arena *arena, const struct estate_model *e, const char *text)
{
	return e->renamed ? rename_accounts(arena, text) : text;
}

static const char *render(struct arena *arena, const struct estate_model *e, enum slot slot)
{
	const struct document *d = &e->documents[slot];
	struct buf buf;

	buf_init(&buf, arena, 1 << 20);
	buf_add_cstr(&buf, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	for (unsigned i = 0; i < d->n; i++) {
		const struct random_statement *s = &d->statements[i];
		buf_printf(&buf, "%s{\"Effect\":\"%s\"", i ? "," : "", s->deny ? "Deny" : "Allow");
		put_parts(&buf, &s->principal);
		put_parts(&buf, &s->action);
		put_parts(&buf, &s->resource);
		if (s->condition)
			buf_printf(&buf, ",\"Condition\":%s", s->condition);
		buf_add_char(&buf, '}');
	}
	buf_add_cstr(&buf, "]}");
	return named(arena, e, arena_cstr(arena, buf_str(&buf)));
}

/* ---- its verdict -------------------------------------------------------------------------------
 */

static void put_organization(struct lit_world *w, const struct estate_model *e, const char *id,
			     enum slot scp)
{
	struct lit_account *account = lit_account(w, id);

	if (!e->known[scp] || (scp == SCP_AWAY && !e->known[RCP_AWAY]))
		return;
	account->org = ORG_MEMBER;
	lit_level(w, &account->scps, "SCP", "r-root", LIT_ANY, NULL);
	lit_level(w, &account->scps, "SCP", "ou-a", render(&w->arena, e, scp), NULL);
	if (scp == SCP_AWAY)
		lit_level(w, &account->rcps, "RCP", "ou-a", render(&w->arena, e, RCP_AWAY), NULL);
}

static struct lit_role *put_role(struct lit_world *w, const struct estate_model *e, const char *arn,
				 enum slot trust, enum slot policy)
{
	struct lit_role *role = lit_role(w, named(&w->arena, e, arn),
					 e->known[trust] ? render(&w->arena, e, trust) : NULL);

	if (e->known[policy])
		lit_inline(w, role, "Main", render(&w->arena, e, policy));
	else
		role->role.policies_complete = false;
	return role;
}

static void build(struct lit_world *w, const struct estate_model *e)
{
	struct arena *arena = &w->arena;
	const char *task =
	    e->credentials
		? "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:"
		  "states:::dynamodb:putItem\",\"Credentials\":{\"RoleArn\":\"" TARGET
		  "\"},\"Parameters\":{\"TableName\":\"orders\"},\"End\":true}}}"
		: "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:"
		  "states:::dynamodb:putItem\",\"Parameters\":{\"TableName\":\"" TABLE
		  "\"},\"End\":true}}}";

	lit_init(w);
	w->all_accounts = true;
	w->options.strict = true;
	w->options.brief = true;
	put_organization(w, e, named(arena, e, HOME), SCP_HOME);
	put_organization(w, e, named(arena, e, AWAY), SCP_AWAY);
	put_role(w, e, EXECUTION, EXECUTION_TRUST, e->credentials ? ASSUME : PERMISSION);
	put_role(w, e, TARGET, TRUST, PERMISSION);
	if (e->known[TABLE_POLICY])
		lit_resource(w, named(arena, e, TABLE), named(arena, e, AWAY),
			     render(arena, e, TABLE_POLICY));
	lit_machine(w, named(arena, e, MACHINE), named(arena, e, EXECUTION), named(arena, e, task));
}

static enum verdict answer(const struct estate_model *e)
{
	struct lit_world w;

	build(&w, e);
	enum verdict verdict = lit_trace(&w, named(&w.arena, e, MACHINE), "T")->verdict;
	lit_free(&w);
	return verdict == V_DENY_EXPLICIT ? V_DENY_IMPLICIT : verdict;
}

/* ---- what must hold -----------------------------------------------------------------------------
 */

struct checking {
	struct dice dice;
	size_t passed, failed;
};

static void tell(const struct estate_model *e)
{
	struct arena arena;

	arena_init(&arena);
	for (int slot = 0; slot < SLOTS; slot++)
		printf("  %d%s %s\n", slot, e->known[slot] ? "" : " (not known)",
		       render(&arena, e, (enum slot)slot));
	arena_release(&arena);
}

static void check(struct checking *c, bool holds, const char *claim,
		  const struct estate_model *before, enum verdict v0,
		  const struct estate_model *after, enum verdict v1)
{
	if (holds) {
		c->passed++;
		return;
	}
	c->failed++;
	printf("FAILED: %s: %s, then %s\n", claim, verdict_word(v0), verdict_word(v1));
	if (c->failed < 3) {
		tell(before);
		printf("  -- then\n");
		tell(after);
	}
}

/* Less is allowed: an answer may only go down. */
static bool went_down(enum verdict v0, enum verdict v1)
{
	return (v1 != V_ALLOW || v0 == V_ALLOW) && (v0 != V_DENY_IMPLICIT || v1 == V_DENY_IMPLICIT);
}

static void one_more_deny(struct checking *c, const struct estate_model *e, enum verdict v0)
{
	struct estate_model changed = *e;
	enum slot slot = (enum slot)dice_below(&c->dice, SLOTS);
	struct document *d = &changed.documents[slot];

	make_statement(&c->dice, slot, &d->statements[d->n]);
	d->statements[d->n++].deny = true;
	enum verdict v1 = answer(&changed);
	check(c, went_down(v0, v1), "one more Deny allows nothing", e, v0, &changed, v1);
}

static void one_allow_less(struct checking *c, const struct estate_model *e, enum verdict v0)
{
	struct estate_model changed = *e;
	struct document *d = &changed.documents[dice_below(&c->dice, SLOTS)];
	unsigned at = dice_below(&c->dice, d->n);

	if (d->statements[at].deny)
		return;
	for (unsigned i = at + 1; i < d->n; i++)
		d->statements[i - 1] = d->statements[i];
	d->n--;
	enum verdict v1 = answer(&changed);
	check(c, went_down(v0, v1), "one Allow less allows nothing", e, v0, &changed, v1);
}

static void other_accounts(struct checking *c, const struct estate_model *e, enum verdict v0)
{
	struct estate_model changed = *e;

	changed.renamed = true;
	enum verdict v1 = answer(&changed);
	check(c, v0 == v1, "the names of accounts change nothing", e, v0, &changed, v1);
}

/* A statement about several actions or resources becomes one for each. */
static void split_statement(struct checking *c, const struct estate_model *e, enum verdict v0)
{
	struct estate_model changed = *e;
	struct document *d = &changed.documents[dice_below(&c->dice, SLOTS)];
	unsigned at = dice_below(&c->dice, d->n);
	struct random_statement whole = d->statements[at];
	bool by_action = whole.action.n > 1;
	const struct parts *list = by_action ? &whole.action : &whole.resource;

	if (list->n < 2 || list->key[0] == 'N' || d->n + list->n > STATEMENTS * PARTS)
		return;
	for (unsigned i = 0; i < list->n; i++) {
		struct random_statement *s = i ? &d->statements[d->n++] : &d->statements[at];
		*s = whole;
		struct parts *mine = by_action ? &s->action : &s->resource;
		mine->items[0] = list->items[i];
		mine->n = 1;
	}
	enum verdict v1 = answer(&changed);
	check(c, v0 == v1, "a statement that is split changes nothing", e, v0, &changed, v1);
}

static void less_known(struct checking *c, const struct estate_model *e, enum verdict v0)
{
	struct estate_model changed = *e;

	changed.known[dice_below(&c->dice, SLOTS)] = false;
	enum verdict v1 = answer(&changed);
	check(c, v1 == V_UNKNOWN || v0 == v1, "knowing less turns no answer around", e, v0,
	      &changed, v1);
}

/* The request of hop 1, put to the judge by itself. */
static void simulate_agrees(struct checking *c, const struct estate_model *e, enum verdict v0)
{
	struct lit_world w;
	struct simulation out;
	struct buf buf;

	if (!e->credentials)
		return;
	build(&w, e);
	const struct trace *trace = lit_trace(&w, MACHINE, "T");
	if (trace->n_hops > 1) {
		buf_init(&buf, &w.arena, 1 << 20);
		buf_printf(
		    &buf,
		    "{\"request\":{\"action\":\"sts:AssumeRole\",\"resource\":\"" TARGET
		    "\",\"resourceAccount\":\"" AWAY "\",\"principal\":\"arn:aws:sts::" HOME
		    ":assumed-role/Exec/"
		    "abcdefghijklmnopqrstuvwxyzabcdef\",\"context\":{\"aws:PrincipalArn\":"
		    "\"" EXECUTION "\",\"sts:ExternalId\":\"" MACHINE
		    "\",\"aws:PrincipalAccount\":\"" HOME
		    "\",\"aws:PrincipalOrgID\":\"o-test\",\"aws:SourceIp\":{\"unknown\":true},"
		    "\"aws:MultiFactorAuthPresent\":{\"unknown\":true},\"aws:ResourceAccount\":"
		    "\"" AWAY
		    "\",\"aws:RequestedRegion\":\"us-east-1\",\"aws:ViaAWSService\":\"false\"}},"
		    "\"identityPolicies\":[%s],\"resourcePolicy\":%s,\"permissionBoundaries\":[],"
		    "\"sessionPolicies\":[],\"vpcEndpointPolicies\":[],"
		    "\"scps\":[[" LIT_ANY "],[%s]],\"rcps\":[[%s]]}",
		    render(&w.arena, e, ASSUME), render(&w.arena, e, TRUST),
		    render(&w.arena, e, SCP_HOME), render(&w.arena, e, RCP_AWAY));
		simulate_text(&w.arena, buf_str(&buf), 1, &out);
		enum verdict hop = trace->hops[1].verdict;
		bool same = out.refused || true;
		bool sure = out.verdict != V_UNKNOWN && hop != V_UNKNOWN;
		check(c, !sure || (same && (out.verdict == V_ALLOW) == (hop == V_ALLOW)),
		      "simulate answers as the trace does", e, hop, e, out.verdict);
	}
	(void)v0;
	lit_free(&w);
}

int main(int argc, char **argv)
{
	static void (*const claims[])(struct checking *, const struct estate_model *,
				      enum verdict) = {one_more_deny,  one_allow_less,
						       other_accounts, split_statement,
						       less_known,     simulate_agrees};
	size_t wanted = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
	struct checking c = {
	    .dice = {argc > 2 ? strtoul(argv[2], NULL, 10) * 2654435769u + 1 : 88172645463325252u}};
	size_t seen[4] = {0};

	while (c.passed + c.failed < wanted && c.failed < 20) {
		struct estate_model e;
		make_estate(&c.dice, &e);
		enum verdict v0 = answer(&e);
		seen[v0]++;
		for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
			claims[i](&c, &e, v0);
	}
	printf("estates: %zu allowed, %zu denied, %zu unknown\n", seen[V_ALLOW],
	       seen[V_DENY_IMPLICIT], seen[V_UNKNOWN]);
	printf("%zu passed, %zu failed\n", c.passed, c.failed);
	return c.failed > 0;
}
