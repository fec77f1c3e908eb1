/* trace/say.c - words for policies, conditions and requests. */
#include "say.h"

#include "pointing.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"

struct operator_word {
	struct str operator;
	const char *word;
};

/* How an operator is read aloud between the key and the value. */
/* clang-format off */
static const struct operator_word operator_words[] = {
	{STR_INIT("StringLike"), "like "},
	{STR_INIT("ArnEquals"), "like "},
	{STR_INIT("ArnLike"), "like "},
	{STR_INIT("StringNotEquals"), "other than "},
	{STR_INIT("StringNotEqualsIgnoreCase"), "other than "},
	{STR_INIT("StringNotLike"), "not like "},
	{STR_INIT("ArnNotEquals"), "not like "},
	{STR_INIT("ArnNotLike"), "not like "},
	{STR_INIT("IpAddress"), "within "},
	{STR_INIT("NotIpAddress"), "outside "},
	{STR_INIT("DateLessThan"), "before "},
	{STR_INIT("DateLessThanEquals"), "until "},
	{STR_INIT("DateGreaterThan"), "after "},
	{STR_INIT("DateGreaterThanEquals"), "from "},
	{STR_INIT("NumericLessThan"), "below "},
	{STR_INIT("NumericLessThanEquals"), "at most "},
	{STR_INIT("NumericGreaterThan"), "above "},
	{STR_INIT("NumericGreaterThanEquals"), "at least "},
};
/* clang-format on */

/* Without what quantifies it, and without IfExists. */
static struct str bare_operator(struct str operator)
{
	ptrdiff_t colon = str_find_char(operator, ':');
	struct str bare = colon < 0 ? operator: str_skip(operator,(size_t) colon + 1);

	return str_ends(bare, STR("IfExists")) ? str_slice(bare, 0, bare.n - STR("IfExists").n)
					       : bare;
}

static const char *operator_word(struct str operator)
{
	struct str bare = bare_operator(operator);

	for (size_t i = 0; i < sizeof(operator_words) / sizeof(operator_words[0]); i++)
		if (str_eq_nocase(bare, operator_words[i].operator))
			return operator_words[i].word;
	return "";
}

struct str say_name(struct arena *arena, struct str principal)
{
	struct arn arn;
	struct str name = principal;

	if (arn_parse(principal, &arn)) {
		if (arn_is_role(&arn) || arn_is_user(&arn))
			name = arn_name(&arn);
		else if (arn_is_assumed_role(&arn))
			name = arn_session_role_name(&arn);
		else if (str_eq(arn.service, STR("iam")) && str_starts(arn.resource, STR("group/")))
			name = arena_printf(arena, "group %.*s", STR_ARG(arn_name(&arn)));
		else if (arn_is_root(&arn))
			name = arena_printf(arena, "the root user of %.*s", STR_ARG(arn.account));
	}
	return holes_show(arena, name);
}

struct str say_policy(struct arena *arena, const struct evidence *e)
{
	struct str of = say_name(arena, e->of);

	if (str_is_empty(e->policy))
		return arena_printf(arena, "the policies of %.*s", STR_ARG(of));
	if (str_eq(e->policy, STR("trust policy")))
		return ARENA_JOIN(arena, STR("the trust policy of "), of);
	if (str_eq(e->policy, STR("resource policy")))
		return ARENA_JOIN(arena, STR("the policy of "), say_resource(arena, e->of));
	if (str_starts(e->policy, STR("SCP ")) || str_starts(e->policy, STR("RCP ")))
		return ARENA_JOIN(arena, e->policy, STR(" at "), of);
	if (str_starts(e->policy, STR("arn:")))
		return ARENA_JOIN(arena, STR("managed policy "), str_after_last(e->policy, '/'),
				  STR(" of "), of);
	if (str_starts(e->policy, STR("boundary ")))
		return arena_printf(arena, "the permissions boundary of %.*s", STR_ARG(of));
	if (str_is_empty(of))
		return e->policy;
	return ARENA_JOIN(arena, e->policy, STR(" of "), of);
}

struct str say_sid(struct arena *arena, const struct evidence *e)
{
	if (str_is_empty(e->sid))
		return STR("");
	return ARENA_JOIN(arena, STR(" (statement "), e->sid, STR(")"));
}

/* "NAME:ID" with the id known only at run time. */
static struct str say_executions(struct arena *arena, struct str rest)
{
	struct str name = str_until(rest, ':');

	if (holes_any(name))
		return STR("executions of a machine that is chosen at run time");
	return arena_printf(arena, "executions of %.*s", STR_ARG(name));
}

struct str say_resource(struct arena *arena, struct str resource)
{
	struct arn arn;
	ptrdiff_t colon;

	if (str_is_empty(resource))
		return STR("a resource");
	if (!arn_parse(resource, &arn))
		return holes_show(arena, resource);
	if (arn_is_role(&arn) || arn_is_user(&arn))
		return say_name(arena, resource);
	if (str_eq(arn.service, STR("s3")) || str_eq(arn.service, STR("sqs")) ||
	    str_eq(arn.service, STR("sns")))
		return holes_show(arena, arn.resource);
	if (str_eq(arn.service, STR("states")) && str_starts(arn.resource, STR("execution:")))
		return say_executions(arena, str_skip(arn.resource, STR("execution:").n));
	/* "stateMachine:NAME", but not "task-definition/NAME:7" */
	colon = str_find_char(arn.resource, ':');
	if (colon >= 0 && str_find_char(str_slice(arn.resource, 0, (size_t)colon), '/') < 0)
		return holes_show(arena, str_skip(arn.resource, (size_t)colon + 1));
	return holes_show(arena, arn.resource);
}

struct str say_request(struct arena *arena, const struct ask *ask)
{
	if (str_eq(ask->resource, STR("*")))
		return ask->action;
	return ARENA_JOIN(arena, ask->action, STR(" on "), say_resource(arena, ask->resource));
}

/* What the request carries instead. */
static struct str say_sent(struct arena *arena, const struct ask *ask, struct str key,
			   struct str has, bool nothing)
{
	struct str who = ask->origin == ORIGIN_PERSON ? STR("the request") : STR("Step Functions");

	if (!str_eq_nocase(key, STR("sts:ExternalId"))) {
		if (nothing)
			return STR("the request does not carry it");
		return ARENA_JOIN(arena, STR("the request has "), has);
	}
	if (nothing)
		return ARENA_JOIN(arena, who, STR(" sends none"));
	return ARENA_JOIN(arena, who, STR(" sends "), has);
}

static bool takes_literally(const struct pointing *at, struct str wants)
{
	bool equals = str_contains(at->operator, STR("StringEquals"));

	return equals && match_has_wildcard(wants);
}

/* ", StringLike would match" where only the operator is wrong. */
static const char *say_other_operator(const struct pointing *at, struct str wants, struct str has)
{
	bool fold = str_contains(at->operator, STR("IgnoreCase"));

	return match_glob(wants, has, fold) == TRI_YES
		   ? "; StringLike takes it as one, and would match"
		   : "";
}

/* What a condition on a key's presence wants: Null takes "true" and "false". */
static struct str say_presence(struct arena *arena, const struct ask *ask,
			       const struct pointing *at, const struct evidence *e)
{
	bool none = str_eq_nocase(e->wants, STR("true"));

	return ARENA_JOIN(arena, none ? STR("wants no ") : STR("wants some "), at->key, STR(", "),
			  say_sent(arena, ask, at->key, holes_read_out(arena, e->has, "none"),
				   evidence_has_nothing(e)));
}

/* Where two texts part tells something of texts alone: not of numbers and dates, nor of several. */
static bool compares_texts(const struct pointing *at, struct str has)
{
	bool texts =
	    str_contains(at->operator, STR("String")) || str_contains(at->operator, STR("Arn"));
	bool several = str_ends(has, STR(" or (absent)")) ||
		       (str_starts(at->operator, STR("ForA")) && str_contains(has, STR(", ")));

	return texts && !several;
}

struct str say_condition(struct arena *arena, const struct ask *ask, const struct evidence *e)
{
	struct pointing at = pointing_of(arena, e->pointer);
	struct str wants = e->wants, has = holes_read_out(arena, e->has, "none");
	bool nothing = evidence_has_nothing(e);
	struct str how =
	    nothing || !compares_texts(&at, e->has) ? STR("") : differ_say(arena, wants, e->has);

	if (str_eq_nocase(bare_operator(at.operator), STR("Null")))
		return say_presence(arena, ask, &at, e);
	if (takes_literally(&at, wants))
		how =
		    arena_printf(arena, "%.*s takes the wildcard literally%s", STR_ARG(at.operator),
				 nothing ? "" : say_other_operator(&at, wants, e->has));

	if (!nothing)
		differ_shorten(arena, &wants, &has);
	return ARENA_JOIN(
	    arena, STR("wants "), at.key, STR(" "), str_from(operator_word(at.operator)), wants,
	    STR(", "), say_sent(arena, ask, at.key, has, nothing),
	    str_is_empty(how) ? STR("") : STR(" ("), how, str_is_empty(how) ? STR("") : STR(")"));
}

struct str say_list(struct arena *arena, const struct str *items, size_t n, const char *last)
{
	struct buf buf;

	buf_init(&buf, arena, 1 << 20);
	for (size_t i = 0; i < n; i++) {
		if (i > 0) {
			if (i + 1 == n)
				buf_printf(&buf, " %s ", last);
			else
				buf_add_cstr(&buf, ", ");
		}
		buf_add(&buf, items[i]);
	}
	return buf_str(&buf);
}
