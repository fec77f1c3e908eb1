/* policy/near.c - why a part of a statement did not match, in one sentence. */
#include "policy/near.h"

#include "policy/cond.h"
#include "policy/glob.h"
#include "rolehop/base/width.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"

/* Bytes that both begin with, and bytes that both end with beyond them. */
static size_t near_common_front(struct str a, struct str b)
{
	size_t n = 0;
	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	while (n > 0 && n < a.n && ((unsigned char)a.p[n] & 0xC0) == 0x80)
		n--;
	return n;
}

static size_t near_common_back(struct str a, struct str b, size_t front)
{
	size_t n = 0;
	while (n < a.n - front && n < b.n - front && a.p[a.n - 1 - n] == b.p[b.n - 1 - n])
		n++;
	return n;
}

static size_t near_score(struct str wants, struct str has)
{
	size_t front = near_common_front(wants, has);
	return front + near_common_back(wants, has, front);
}

uint32_t near_pattern(const struct patterns *patterns, struct str has)
{
	uint32_t best = 0;
	size_t best_score = 0;
	for (uint32_t i = 0; i < patterns->n; i++) {
		size_t score = near_score(patterns->items[i].text, has);
		if (score > best_score) {
			best = i;
			best_score = score;
		}
	}
	return best;
}

uint32_t near_principal(const struct principals *principals, const struct principal *caller)
{
	struct str has = caller->identity.n ? caller->identity : caller->arn;
	uint32_t best = 0;
	size_t best_score = 0;
	for (uint32_t i = 0; i < principals->n; i++) {
		size_t score = near_score(principals->items[i].text, has);
		if (score > best_score) {
			best = i;
			best_score = score;
		}
	}
	return best;
}

struct str near_differ(struct arena *arena, struct str wants, struct str has)
{
	if (str_eq(wants, has))
		return (struct str){NULL, 0};
	if (str_eq_nocase(wants, has))
		return STR("they differ in upper and lower case only");
	size_t front = near_common_front(wants, has);
	size_t back = near_common_back(wants, has, front);
	struct str gone = str_slice(wants, front, wants.n - back);
	struct str extra = str_slice(has, front, has.n - back);
	size_t column = width_text(str_slice(has, 0, front)) + 1;
	if (gone.n == 0)
		return arena_printf(arena, "the request has \"%.*s\" more at character %zu",
				    STR_ARG(extra), column);
	if (extra.n == 0)
		return arena_printf(arena, "the request lacks \"%.*s\" at character %zu",
				    STR_ARG(gone), column);
	return arena_printf(
	    arena, "they part at character %zu: the policy has \"%.*s\", the request \"%.*s\"",
	    column, STR_ARG(gone), STR_ARG(holes_show(arena, extra)));
}

static struct str near_after_colon(struct str s)
{
	return str_skip(s, (size_t)(str_find_char(s, ':') + 1));
}

bool near_actions(const struct patterns *patterns, struct str action)
{
	struct str service = str_slice(action, 0, action.n - near_after_colon(action).n);
	for (uint32_t i = 0; i < patterns->n; i++)
		if (str_starts_nocase(patterns->items[i].text, service) ||
		    str_eq_nocase(near_after_colon(patterns->items[i].text),
				  near_after_colon(action)))
			return true;
	return false;
}

struct str near_action(struct arena *arena, struct str wants, struct str has)
{
	if (str_eq_nocase(near_after_colon(wants), near_after_colon(has)))
		return arena_printf(
		    arena, "the name is right, the service prefix is not: IAM's action is %.*s",
		    STR_ARG(has));
	return arena_printf(arena, "the statement is about %.*s, the request is %.*s",
			    STR_ARG(wants), STR_ARG(has));
}

/* The parts of an ARN by name, for saying which of them differ. */
static struct str near_arn_part(const struct arn *wants, const struct arn *has)
{
	if (glob_match(wants->partition, has->partition, false) == TRI_NO &&
	    !str_eq(wants->partition, STR("*")))
		return STR("the partition differs");
	if (!str_eq(wants->service, has->service))
		return STR("it is another service's resource");
	if (!str_eq(wants->region, has->region) && !str_eq(wants->region, STR("*")))
		return STR("the Region differs");
	if (!str_eq(wants->account, has->account) && !str_eq(wants->account, STR("*")))
		return STR("the account differs");
	return (struct str){NULL, 0};
}

static bool near_path_only(const struct arn *wants, const struct arn *has)
{
	bool iam = str_eq(wants->service, STR("iam")) && str_eq(has->service, STR("iam"));
	return iam && str_eq(wants->account, has->account) &&
	       str_eq(arn_name(wants), arn_name(has)) && !str_eq(arn_path(wants), arn_path(has));
}

struct str near_resource(struct arena *arena, struct str wants, struct str has)
{
	struct arn want;
	struct arn arn;
	struct str differ = near_differ(arena, wants, has);
	if (!arn_parse(wants, &want) || !arn_parse(has, &arn))
		return arena_printf(arena, "the resource is another one: %.*s", STR_ARG(differ));
	if (near_path_only(&want, &arn))
		return arena_printf(arena, "the path differs: the role's ARN has %.*s",
				    STR_ARG(arn_path(&arn)));
	struct str part = near_arn_part(&want, &arn);
	if (part.n)
		return arena_printf(arena, "%.*s; %.*s", STR_ARG(part), STR_ARG(differ));
	if (str_starts(arn.resource, want.resource) && arn.resource.p[want.resource.n] == ':')
		return arena_printf(
		    arena, "the request names a version or alias: %.*s is not covered without :*",
		    STR_ARG(str_skip(arn.resource, want.resource.n)));
	return arena_printf(arena, "the resource is another one: %.*s", STR_ARG(differ));
}

static struct str near_role_why(struct arena *arena, struct str wants,
				const struct principal *caller)
{
	struct arn want;
	struct arn has;
	if (caller->kind == PRINCIPAL_SERVICE)
		return arena_printf(arena, "it names a role, and the caller is the service %.*s",
				    STR_ARG(caller->arn));
	if (!arn_parse(wants, &want) ||
	    !arn_parse(caller->identity.n ? caller->identity : caller->arn, &has))
		return STR("it names someone else");
	if (near_path_only(&want, &has))
		return arena_printf(arena, "the path differs: the caller is %.*s",
				    STR_ARG(has.whole));
	if (!str_eq(want.account, has.account) && str_eq(want.resource, has.resource))
		return arena_printf(arena, "the name is right, but the caller is in account %.*s",
				    STR_ARG(has.account));
	if (str_eq_nocase(wants, has.whole))
		return STR("the names differ in upper and lower case");
	return arena_printf(arena, "it names someone else; the caller is %.*s",
			    STR_ARG(holes_show(arena, has.whole)));
}

struct str near_principal_why(struct arena *arena, const struct principal_item *item,
			      const struct principal *caller)
{
	switch (item->form) {
	case FORM_UNIQUE_ID:
		return STR("this is the id of a principal that was deleted: one made again under "
			   "its name has another id");
	case FORM_ACCOUNT:
		if (caller->kind == PRINCIPAL_SERVICE)
			return STR("it names an account, and the caller is an AWS service");
		return arena_printf(arena, "it names account %.*s, the caller is in %.*s",
				    STR_ARG(item->account), STR_ARG(caller->account));
	case FORM_SESSION:
		return caller->random_session ? STR("it names one session, and Step Functions "
						    "gives each session a new random name")
					      : STR("it names another session");
	case FORM_SERVICE:
		return caller->kind == PRINCIPAL_SERVICE
			   ? arena_printf(arena, "it names another service; the caller is %.*s",
					  STR_ARG(caller->arn))
			   : STR("it names an AWS service, and the caller is none");
	case FORM_FEDERATED:
		return STR("it names an identity provider, and the caller does not come from it");
	case FORM_ILLEGAL:
		return STR(
		    "IAM admits no such principal, wildcards in it neither: it matches no one");
	case FORM_CANONICAL:
		return STR("it names a canonical user id, which tells no account");
	case FORM_UNCLEAR:
		return STR("IAM has no such kind of principal");
	case FORM_EVERYONE:
	case FORM_ROLE:
	case FORM_USER:
	case FORM_FEDERATED_USER:
		break;
	}
	return near_role_why(arena, item->text, caller);
}

/* Would the value match if its stars were wildcards? */
static bool near_as_pattern(struct str wants, struct str has)
{
	return (str_find_char(wants, '*') >= 0 || str_find_char(wants, '?') >= 0) &&
	       match_glob(wants, has, false) == TRI_YES;
}

static struct str near_absent(struct arena *arena, const struct condition *condition,
			      const struct context_value *value)
{
	if (value && value->source.n)
		return arena_printf(arena, "the request has no %.*s: %.*s", STR_ARG(condition->key),
				    STR_ARG(value->source));
	return arena_printf(arena, "the request has no %.*s", STR_ARG(condition->key));
}

struct str near_condition(struct arena *arena, const struct condition *condition, struct str wants,
			  const struct context_value *value)
{
	if (!condition->op)
		return arena_printf(arena, "%.*s is no condition operator",
				    STR_ARG(condition->op_text));
	if (!value || value->state == CTX_ABSENT)
		return near_absent(arena, condition, value);
	if (value->state == CTX_UNKNOWN)
		return arena_printf(arena, "%.*s is not known%s%.*s", STR_ARG(condition->key),
				    value->source.n ? ": " : "", STR_ARG(value->source));
	struct str has = value->n_values ? value->values[0] : (struct str){NULL, 0};
	struct str op = condition->op_text;
	bool exact = cond_use(condition->op) == VARS_LITERAL &&
		     str_starts_nocase(str_from(cond_name(condition->op)), STR("String"));
	if (exact && near_as_pattern(wants, has))
		return arena_printf(
		    arena,
		    "%.*s is exact, * is an ordinary character in it: StringLike would match",
		    STR_ARG(op));
	if (cond_negated(condition->op))
		return arena_printf(arena, "%.*s: the request's value is the one that is excluded",
				    STR_ARG(op));
	if (exact)
		return arena_printf(arena, "%.*s is exact: %.*s", STR_ARG(op),
				    STR_ARG(near_differ(arena, wants, has)));
	return arena_printf(arena, "%.*s: the request's value does not match", STR_ARG(op));
}
