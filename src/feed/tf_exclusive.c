/* feed/tf_exclusive.c - TABLE: resources of Terraform that take away the policies they do not name.
 *
 * Source: AWS provider documentation, "aws_iam_role_policies_exclusive" and its like: it removes
 * policies that are not configured; "aws_iam_policy_attachment": it revokes the policy from whom it
 * does not name, in all of the account.
 */
#include "feed/tf.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/verdict.h"

struct exclusive {
	const char *type;
	enum entity_kind kind;
	const char *holder; /* attribute: the name of who has them */
	const char *list;   /* attribute: those that stay */
	enum fact_kind fact;
};

/* clang-format off */
static const struct exclusive rows[] = {
	{"aws_iam_role_policies_exclusive", ENTITY_ROLE, "role_name", "policy_names", FACT_INLINE},
	{"aws_iam_user_policies_exclusive", ENTITY_USER, "user_name", "policy_names", FACT_INLINE},
	{"aws_iam_group_policies_exclusive", ENTITY_GROUP, "group_name", "policy_names", FACT_INLINE},
	{"aws_iam_role_policy_attachments_exclusive", ENTITY_ROLE, "role_name", "policy_arns", FACT_ATTACHED},
	{"aws_iam_user_policy_attachments_exclusive", ENTITY_USER, "user_name", "policy_arns", FACT_ATTACHED},
	{"aws_iam_group_policy_attachments_exclusive", ENTITY_GROUP, "group_name", "policy_arns", FACT_ATTACHED},
};

static const struct {
	enum entity_kind kind;
	const char *list;
} holders[] = {{ENTITY_ROLE, "roles"}, {ENTITY_USER, "users"}, {ENTITY_GROUP, "groups"}};
/* clang-format on */

/* Does the list hold the text? */
static enum tri names(struct tf *tf, const struct tf_resource *r, const char *list, struct str text)
{
	const struct json *m = json_first(json_get(r->values, str_from(list)));
	bool open = tf_open(tf, r, list).n > 0;

	for (; m != NULL; m = json_next(m)) {
		if (str_eq(json_str(m), text))
			return TRI_YES;
		open = open || !json_is(m, JSON_STRING);
	}
	return open ? TRI_UNKNOWN : TRI_NO;
}

/* A policy that may be kept is no policy any more, and those that are left are not all. */
static void take(struct stack_thing *thing, enum fact_kind fact, struct str name, enum tri kept)
{
	if (kept == TRI_YES)
		return;
	thing->more = thing->more || kept == TRI_UNKNOWN;
	if (fact == FACT_INLINE)
		*(struct stack_text *)vec_push(&thing->inlines) = (struct stack_text){.name = name};
	else
		*(struct str *)vec_push(&thing->attached) = name;
}

/* Of a role that is made in the plan, what the plan does not name is not known to stay anyway. */
static bool is_made(const struct tf *tf, struct str key)
{
	const struct stack_thing *thing = stack_find(&tf->stack, key);

	return thing != NULL && thing->at.n > 0;
}

/* Of what it has by the plan itself; `listed` in the list says that it stays. */
static void take_had(struct tf *tf, struct stack_thing *thing, const struct tf_resource *r,
		     const char *list, struct str listed, enum fact_kind fact, struct str name)
{
	struct stack_thing *kept = stack_find(&tf->stack, thing->key);
	enum tri stays = names(tf, r, list, listed);

	if (stays == TRI_UNKNOWN && kept != NULL)
		kept->more = true;
	take(thing, fact, name, stays);
}

static void take_all_had(struct tf *tf, struct stack_thing *thing, const struct tf_resource *r,
			 const struct exclusive *row)
{
	const struct stack_thing *kept = stack_find(&tf->stack, thing->key);
	bool inlines = row->fact == FACT_INLINE;
	const struct vec *had;

	if (kept == NULL)
		return;
	had = inlines ? &kept->had_inlines : &kept->had_attached;
	for (size_t i = 0; i < had->n; i++) {
		struct str name = inlines ? ((const struct stack_text *)vec_at(had, i))->name
					  : *(struct str *)vec_at(had, i);
		take_had(tf, thing, r, row->list, name, row->fact, name);
	}
}

static bool take_beyond(struct tf *tf, struct tf *gone, const struct tf_resource *r,
			const struct exclusive *row)
{
	struct store *store = gone->stack.in->store;
	struct str name = tf_text(tf, r, row->holder);
	struct stack_thing *thing = stack_gone_of(&gone->stack, row->kind, name);
	const struct fact *facts = NULL;
	struct entity entity;
	bool found = false;
	size_t n = 0;

	if (thing == NULL)
		return true;
	take_all_had(tf, thing, r, row);
	if (!store_find(store, gone->arena, thing->key, &entity, &found, gone->err))
		return false;
	if (found &&
	    !store_facts(store, gone->arena, entity.id, FACT_BIT(row->fact), &facts, &n, gone->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		enum tri kept = names(tf, r, row->list, facts[i].name);
		if (kept == TRI_NO || !is_made(tf, thing->key))
			take(thing, row->fact, facts[i].name, kept);
	}
	return true;
}

/* Of what others have by the plan itself. */
static void take_had_by_others(struct tf *tf, struct tf *gone, struct str policy,
			       const struct tf_resource *r)
{
	for (size_t i = 0; i < tf->stack.things.n; i++) {
		const struct stack_thing *kept =
		    *(struct stack_thing **)vec_at(&tf->stack.things, i);
		struct arn arn;
		if (!vec_has_str(&kept->had_attached, policy) || !arn_parse(kept->key, &arn) ||
		    !str_eq(arn.account, gone->stack.account))
			continue;
		take_had(tf, stack_thing(&gone->stack, kept->kind, kept->key), r, "roles",
			 kept->name, FACT_ATTACHED, policy);
	}
}

static bool take_from_others(struct tf *tf, struct tf *gone, const struct tf_resource *r)
{
	struct str policy = tf_text(tf, r, "policy_arn");
	const struct entity *all = NULL;
	size_t n = 0;

	if (policy.n > 0)
		take_had_by_others(tf, gone, policy, r);
	for (size_t k = 0; policy.n > 0 && k < sizeof(holders) / sizeof(holders[0]); k++) {
		if (!store_with_fact(gone->stack.in->store, gone->arena, holders[k].kind,
				     FACT_ATTACHED, policy, STR(""), &all, &n, gone->err))
			return false;
		for (size_t i = 0; i < n; i++) {
			enum tri kept = names(tf, r, holders[k].list, all[i].name);
			if (str_eq(all[i].account, gone->stack.account) &&
			    (kept == TRI_NO || !is_made(tf, all[i].key)))
				take(stack_thing(&gone->stack, holders[k].kind, all[i].key),
				     FACT_ATTACHED, policy, kept);
		}
	}
	return true;
}

static bool take_one(struct tf *tf, struct tf *gone, const struct tf_resource *r)
{
	if (str_eq(r->type, STR("aws_iam_policy_attachment")))
		return !tf_place(gone, r) || take_from_others(tf, gone, r);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (str_eq(r->type, str_from(rows[i].type)))
			return !tf_place(gone, r) || take_beyond(tf, gone, r, &rows[i]);
	return true;
}

bool tf_take_exclusive(struct tf *tf, struct tf *gone)
{
	for (size_t i = 0; i < tf->resources.n; i++)
		if (!take_one(tf, gone, *(struct tf_resource **)vec_at(&tf->resources, i)))
			return false;
	return true;
}
