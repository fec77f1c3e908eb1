/* feed/tf_identity.c - roles, users, groups and what hangs on them in a plan of Terraform.
 *
 * Source: AWS provider documentation, "Argument Reference" and "Attribute Reference" of each
 * resource: inline_policy and managed_policy_arns of a role that does not give them are what it
 * has.
 */
#include "feed/tf.h"

/* ---- identities -------------------------------------------------------------------------- */

/* A list of policies that the configuration does not give is what the role has now, until the plan
 * changes that. */
static bool is_computed(const struct tf_resource *r, const char *list)
{
	return r->config != NULL &&
	       json_get(json_get(r->config, STR("expressions")), str_from(list)) == NULL;
}

/* One that a role has already, and that the plan leaves open: dynamic blocks give it, which a
 * configuration's JSON leaves out. */
static bool is_left_open(const struct tf_resource *r, const char *list)
{
	return r->before != NULL && is_computed(r, list) &&
	       json_bool(json_get(r->unknown, str_from(list)));
}

static const struct json *list_of(const struct tf_resource *r, const char *list)
{
	const struct json *planned = json_get(r->values, str_from(list));

	return planned == NULL && is_computed(r, list) && !is_left_open(r, list)
		   ? json_get(r->before, str_from(list))
		   : planned;
}

static void take_inline_list(struct tf *tf, const struct tf_resource *r, struct stack_thing *thing)
{
	const struct json *m = json_first(list_of(r, "inline_policy"));
	bool computed = is_computed(r, "inline_policy");

	thing->more = m == NULL &&
		      (tf_open(tf, r, "inline_policy").n > 0 || is_left_open(r, "inline_policy"));
	for (size_t i = 0; m != NULL; m = json_next(m), i++) {
		struct stack_text policy = {.name = json_get_str(m, STR("name")),
					    .text = json_get_str(m, STR("policy"))};
		policy.at =
		    arena_printf(tf->arena, "%.*s/inline_policy/%zu/policy", STR_ARG(r->at), i);
		/* A name that is not there is known only after apply. */
		thing->more = thing->more || json_get(m, STR("name")) == NULL;
		if (policy.name.n == 0)
			continue;
		if (policy.text.n == 0)
			policy.text = stack_open_policy(
			    tf->arena,
			    arena_printf(tf->arena, "%.*s.inline_policy", STR_ARG(r->address)));
		*(struct stack_text *)vec_push(computed ? &thing->had_inlines : &thing->inlines) =
		    policy;
	}
}

static void take_managed_arns(struct tf *tf, const struct tf_resource *r, struct stack_thing *thing)
{
	const struct json *m = json_first(list_of(r, "managed_policy_arns"));

	if (!is_computed(r, "managed_policy_arns")) {
		thing->more =
		    !tf_list(tf, r, "managed_policy_arns", &thing->attached) || thing->more;
		return;
	}
	thing->more = thing->more || is_left_open(r, "managed_policy_arns");
	for (; m != NULL; m = json_next(m))
		if (json_is(m, JSON_STRING))
			*(struct str *)vec_push(&thing->had_attached) = json_str(m);
}

/*
 * A plan leaves out tags_all where one of them is known only after apply, and of a map what is not
 * known; providers before 3.38 have no tags_all.
 */
static void take_tags(struct tf *tf, const struct tf_resource *r, struct stack_thing *thing)
{
	const struct json *tags = json_get(r->values, STR("tags_all"));

	thing->more_tags = tags == NULL && tf_may_add_tags(tf, r);
	if (!json_is(tags, JSON_OBJECT))
		tags = json_get(r->values, STR("tags"));
	for (const struct json *m = json_first(tags); m != NULL; m = json_next(m))
		*(struct stack_text *)vec_push(&thing->tags) =
		    (struct stack_text){json_key(m), json_scalar(tf->arena, m), {NULL, 0}};
}

/* What is null is known to be none; what is left out is known only after apply. */
static struct str take_boundary(struct tf *tf, const struct tf_resource *r)
{
	struct str text = tf_text(tf, r, "permissions_boundary");
	struct str open = tf_open(tf, r, "permissions_boundary");

	if (text.n > 0 || open.n == 0 || json_get(r->values, STR("permissions_boundary")) != NULL)
		return text;
	return stack_placeholder(tf->arena, open);
}

void tf_take_identity(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct stack_thing *thing = stack_thing(&tf->stack, row->kind, tf_arn(tf, r));

	thing->name = tf_name(tf, r);
	thing->at = r->at;
	thing->path = json_get_str(r->values, STR("path"));
	thing->boundary = take_boundary(tf, r);
	take_tags(tf, r, thing);
	take_inline_list(tf, r, thing);
	take_managed_arns(tf, r, thing);
	if (row->kind == ENTITY_ROLE && !tf_policy(tf, r, "assume_role_policy", &thing->trust))
		tf_bad(tf, r, "this role has no assume_role_policy");
}

void tf_take_managed(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct stack_thing *thing = stack_thing(&tf->stack, row->kind, tf_arn(tf, r));

	thing->name = tf_name(tf, r);
	thing->at = r->at;
	(void)tf_policy(tf, r, row->policy, &thing->document);
}

void tf_take_inline_of(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct stack_text policy = {.name = tf_text(tf, r, "name")};
	struct str holder = tf_text(tf, r, row->target);

	if (policy.name.n == 0)
		policy.name = r->address;
	if (holder.n == 0)
		tf_not_settled(tf, r, row->target);
	else if (tf_policy(tf, r, row->policy, &policy))
		stack_hang(&tf->stack, row->kind, holder, FACT_INLINE, &policy);
}

void tf_take_attachment(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct stack_text policy = {.name = tf_text(tf, r, "policy_arn")};
	struct str holder = tf_text(tf, r, row->target);

	if (policy.name.n == 0)
		policy.name = stack_placeholder(tf->arena, tf_open(tf, r, "policy_arn"));
	if (holder.n == 0)
		tf_not_settled(tf, r, row->target);
	else
		stack_hang(&tf->stack, row->kind, holder, FACT_ATTACHED, &policy);
}

/* aws_iam_policy_attachment: on several at once. */
void tf_take_attachments(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	static const struct {
		const char *attribute;
		enum entity_kind kind;
	} holders[] = {{"roles", ENTITY_ROLE}, {"users", ENTITY_USER}, {"groups", ENTITY_GROUP}};
	struct stack_text policy = {.name = tf_text(tf, r, "policy_arn")};

	(void)row;
	if (policy.name.n == 0)
		policy.name = stack_placeholder(tf->arena, tf_open(tf, r, "policy_arn"));
	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++) {
		struct vec names;
		vec_init(&names, tf->arena, sizeof(struct str));
		if (!tf_list(tf, r, holders[i].attribute, &names))
			tf_not_settled(tf, r, holders[i].attribute);
		for (size_t k = 0; k < names.n; k++)
			stack_hang(&tf->stack, holders[i].kind, *(struct str *)vec_at(&names, k),
				   FACT_ATTACHED, &policy);
	}
}

/* aws_iam_role_policy_attachments_exclusive and its like attach what they name, too. */
void tf_take_attached_list(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct str holder = tf_text(tf, r, row->target);
	struct stack_thing *thing = stack_named(&tf->stack, row->kind, holder);
	struct vec policies;

	vec_init(&policies, tf->arena, sizeof(struct str));
	if (holder.n == 0)
		tf_not_settled(tf, r, row->target);
	if (!tf_list(tf, r, row->policy, &policies) && thing != NULL)
		thing->more = true;
	for (size_t i = 0; holder.n > 0 && i < policies.n; i++) {
		struct stack_text policy = {.name = *(struct str *)vec_at(&policies, i)};
		if (thing == NULL || !vec_has_str(&thing->attached, policy.name))
			stack_hang(&tf->stack, row->kind, holder, FACT_ATTACHED, &policy);
	}
}

/* ---- groups ------------------------------------------------------------------------------ */

/* aws_iam_user_group_membership: a user and its groups. */
void tf_take_membership(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct str user = tf_text(tf, r, row->target);
	struct vec groups;

	vec_init(&groups, tf->arena, sizeof(struct str));
	if (user.n == 0)
		tf_not_settled(tf, r, row->target);
	if (!tf_list(tf, r, "groups", &groups))
		tf_not_settled(tf, r, "groups");
	for (size_t i = 0; user.n > 0 && i < groups.n; i++)
		stack_hang(&tf->stack, ENTITY_USER, user, FACT_GROUP,
			   &(struct stack_text){.name = *(struct str *)vec_at(&groups, i)});
}

/* aws_iam_group_membership: a group and its users. */
void tf_take_members(struct tf *tf, const struct tf_resource *r, const struct tf_row *row)
{
	struct stack_text group = {.name = tf_text(tf, r, row->target)};
	struct vec users;

	vec_init(&users, tf->arena, sizeof(struct str));
	if (group.name.n == 0)
		tf_not_settled(tf, r, row->target);
	if (!tf_list(tf, r, row->policy, &users))
		tf_not_settled(tf, r, row->policy);
	for (size_t i = 0; group.name.n > 0 && i < users.n; i++)
		stack_hang(&tf->stack, row->kind, *(struct str *)vec_at(&users, i), FACT_GROUP,
			   &group);
}
