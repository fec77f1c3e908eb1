/* trace/asking_named.c - those whom only policies name: everyone, accounts, services, providers. */
#include "asking.h"
#include "named.h"
#include "rolehop/model/holes.h"

static bool is_collected(struct asking *a, struct str account, enum entity_kind kind, bool *out)
{
	struct arena_mark mark = arena_mark(&a->scratch);
	struct coverage coverage;
	bool ok = store_coverage(a->store, &a->scratch, account, STR(""), kind, &coverage, a->err);

	*out = ok && coverage.state == COVERAGE_COMPLETE;
	arena_rewind(&a->scratch, mark);
	return ok;
}

/* Principals of an account that the inventory does not hold, in one row; none where it holds all.
 */
static bool judge_rest(struct asking *a, struct str account, struct str shown)
{
	struct str key = arena_printf(a->arena, "account %.*s", STR_ARG(account));
	bool roles, users;
	struct str stranger;

	if (map_find(&a->seen, key) != NULL)
		return true;
	map_put(&a->seen, key, a);
	if (!is_collected(a, account, ENTITY_ROLE, &roles) ||
	    !is_collected(a, account, ENTITY_USER, &users))
		return false;
	if (roles && users)
		return true;
	stranger = arena_printf(a->arena, "arn:%.*s:iam::%.*s:%s/%s", STR_ARG(a->partition),
				STR_ARG(account), roles ? "user" : "role", HOLE_TEXT);
	return asking_judge(
	    a, stranger, shown, account,
	    "Unknown: which principals the account has, and what their own policies allow, "
	    "was not collected whole.");
}

/* Some role of an account, or of any. */
static struct str stranger_of(struct asking *a, struct str account)
{
	return arena_printf(a->arena, "arn:%.*s:iam::%.*s:role/%s", STR_ARG(a->partition),
			    STR_ARG(account), HOLE_TEXT);
}

/* Anyone at all: without a signature where that is enough, else someone of another account. */
static bool judge_everyone(struct asking *a)
{
	size_t before = a->rows.n;
	const struct whocan_row *row;

	if (!a->trust) {
		if (!asking_judge(a, STR("anonymous"), STR("*"), STR(""), ""))
			return false;
		row = vec_at(&a->rows, before);
		if (row->verdict == V_ALLOW)
			return true;
		vec_pop(&a->rows);
	}
	return asking_judge(
	    a, stranger_of(a, STR(HOLE_TEXT)), STR("*"), STR(""),
	    "Unknown: everyone is admitted, and what the policies of other accounts' "
	    "principals allow is not in the inventory.");
}

/* Source: IAM User Guide, "AWS JSON policy elements: Principal", SAML and OIDC federated
 * principals. */
static bool judge_provider(struct asking *a, struct str text)
{
	enum found found = FOUND_UNKNOWN;

	if (!a->world->ops->provider(a->world->self, &a->scratch, text, &found, a->err))
		return false;
	if (found == FOUND_ABSENT) {
		asking_add(a, text, STR(""), V_DENY_IMPLICIT, true,
			   STR("Denied: there is no such identity provider."));
		return true;
	}
	if (a->trust && !a->assume)
		return asking_judge(a, text, text, STR(""), "");
	asking_add(a, text, STR(""), V_DENY_IMPLICIT, true,
		   STR("Denied: whom an identity provider vouches for asks with "
		       "sts:AssumeRoleWithWebIdentity or sts:AssumeRoleWithSAML."));
	return true;
}

static bool judge_named(struct asking *a, const struct named *named)
{
	struct principal parsed;
	struct err unread;

	if (map_find(&a->seen, named->text) != NULL)
		return true;
	switch (named->kind) {
	case NAMED_EVERYONE:
		return judge_everyone(a);
	case NAMED_ACCOUNT:
		return judge_rest(a, named->account, named->text);
	case NAMED_ID:
		if (map_find(&a->by_id, named->text) == NULL)
			asking_add(a, named->text, STR(""), V_DENY_IMPLICIT, true,
				   STR("Denied: it is the id of a principal that was deleted."));
		return true;
	case NAMED_PROVIDER:
		return judge_provider(a, named->text);
	case NAMED_ARN:
	case NAMED_SERVICE:
		if (principal_parse(named->text, &parsed, &unread))
			return asking_judge(a, named->text, named->text, named->account, "");
		break;
	case NAMED_OTHER:
		break;
	}
	asking_add(a, named->text, named->account, V_UNKNOWN, true,
		   STR("Unknown: who that principal is cannot be told."));
	return true;
}

/* A policy that was not collected may admit anyone. */
static bool judge_unread(struct asking *a)
{
	return !a->unread ||
	       asking_judge(a, stranger_of(a, STR(HOLE_TEXT)), STR("*"), STR(""),
			    a->trust
				? "Unknown: whom the role's trust policy admits was not collected."
				: "Unknown: whom the resource's policy admits was not collected.");
}

/* In one account a principal needs no mention in the resource's policy. */
static bool judge_rest_of_owner(struct asking *a)
{
	const struct entity *accounts;
	size_t n;

	if (!judge_unread(a))
		return false;
	if (a->trust)
		return true;
	if (!str_is_empty(a->owner))
		return judge_rest(a, a->owner, a->owner);
	if (!store_list(a->store, a->arena, ENTITY_ACCOUNT, STR(""), &accounts, &n, a->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!judge_rest(a, accounts[i].key, accounts[i].key))
			return false;
	return true;
}

bool asking_named(struct asking *a)
{
	const struct named *named;
	size_t n;

	named_in(a->arena, a->policy, a->ask->action, &named, &n);
	for (size_t i = 0; i < n; i++)
		if (!judge_named(a, &named[i]))
			return false;
	return judge_rest_of_owner(a);
}
