/* feed/in_cfn_identity.c - roles, users, groups and their policies in a template. */
#include "feed/cfn.h"
#include "rolehop/model/holes.h"

/* ---- policies ---------------------------------------------------------------------------- */

bool cfn_policy(struct cfn *cfn, const struct json *value, const char *what, struct str *out)
{
	struct str open = holes_placeholder(json_str(value));
	struct err damage = {ERR_NONE, ""};
	const struct json *parsed;

	if (value == NULL || json_is(value, JSON_NULL))
		return false;
	if (json_is(value, JSON_OBJECT)) {
		*out = cfn_write(cfn, value);
		return !cfn->failed;
	}
	if (json_is(value, JSON_STRING) && open.n > 0 && str_starts(json_str(value), STR("${"))) {
		*out = stack_open_policy(cfn->arena, open);
		return true;
	}
	if (!json_parse(cfn->arena, json_str(value), &parsed, &damage) ||
	    !json_is(parsed, JSON_OBJECT)) {
		cfn_bad(cfn, "%s is no policy: an object is expected", what);
		return false;
	}
	*out = json_str(value);
	return true;
}

/* Two policies whose names are not settled may have them written alike: `by` tells them apart. */
static struct str policy_name(struct cfn *cfn, struct str name, struct str by)
{
	if (name.n > 0 && holes_placeholder(name).n == 0)
		return arena_str(cfn->arena, name);
	return arena_printf(cfn->arena, "%.*s%s%.*s", STR_ARG(name), name.n > 0 ? "~" : "",
			    STR_ARG(by));
}

static void add_inline(struct cfn *cfn, struct stack_thing *thing, struct str name,
		       struct str document, struct str at)
{
	struct str by = arena_printf(cfn->arena, "%zu", thing->inlines.n);

	*(struct stack_text *)vec_push(&thing->inlines) =
	    (struct stack_text){policy_name(cfn, name, by), document, at};
}

/* Policies: [{PolicyName, PolicyDocument}]; what is not settled may be any policy. */
static void take_policies(struct cfn *cfn, const struct cfn_resource *resource,
			  struct stack_thing *thing)
{
	const struct json *list = cfn_value(cfn, resource, STR("Policies"));
	size_t i = 0;

	if (json_is(list, JSON_STRING)) {
		thing->more = true;
		return;
	}
	for (const struct json *m = json_first(list); m != NULL && !cfn->failed;
	     m = json_next(m), i++) {
		struct str at = cfn_at(
		    cfn, resource,
		    arena_printf(cfn->arena, "/Properties/Policies/%zu/PolicyDocument", i).p);
		struct str document;
		struct str name = json_get_str(m, STR("PolicyName"));
		if (json_is(m, JSON_STRING))
			add_inline(cfn, thing, json_str(m),
				   stack_open_policy(cfn->arena, holes_placeholder(json_str(m))),
				   at);
		else if (cfn_policy(cfn, json_get(m, STR("PolicyDocument")), "PolicyDocument",
				    &document))
			add_inline(cfn, thing, name, document, at);
		else
			cfn_bad(cfn, "a policy here has no PolicyDocument");
	}
}

static void take_names(struct cfn *cfn, const struct json *list, struct vec *out)
{
	if (json_is(list, JSON_STRING))
		*(struct str *)vec_push(out) = json_str(list);
	for (const struct json *m = json_first(list); m != NULL && !cfn->failed; m = json_next(m)) {
		if (!json_is(m, JSON_STRING))
			cfn_bad(cfn, "a text is expected in this list of names");
		else
			*(struct str *)vec_push(out) = json_str(m);
	}
}

static void take_tags(struct cfn *cfn, const struct json *list, struct stack_thing *thing)
{
	for (const struct json *m = json_first(list); m != NULL; m = json_next(m)) {
		struct str key =
		    json_is(list, JSON_OBJECT) ? json_key(m) : json_get_str(m, STR("Key"));
		struct str value = json_is(list, JSON_OBJECT)
				       ? json_scalar(cfn->arena, m)
				       : json_scalar(cfn->arena, json_get(m, STR("Value")));
		if (key.n > 0)
			*(struct stack_text *)vec_push(&thing->tags) =
			    (struct stack_text){key, value, {NULL, 0}};
	}
}

/* ---- identities -------------------------------------------------------------------------- */

static struct stack_thing *identity(struct cfn *cfn, const struct cfn_resource *resource,
				    enum entity_kind kind)
{
	struct str arn = cfn_arn(cfn, resource);
	struct stack_thing *thing = stack_thing(&cfn->stack, kind, arn);

	if (thing->at.n > 0)
		cfn_bad(cfn, "%.*s is in this template twice", STR_ARG(arn));
	thing->name = cfn_name(cfn, resource);
	thing->at = resource->at;
	thing->open = cfn_open(cfn, resource);
	thing->path = cfn_text(cfn, resource, STR("Path"));
	if (holes_placeholder(thing->path).n > 0)
		thing->path = STR("");
	thing->boundary = cfn_text(cfn, resource, STR("PermissionsBoundary"));
	take_names(cfn, cfn_value(cfn, resource, STR("ManagedPolicyArns")), &thing->attached);
	take_tags(cfn, cfn_value(cfn, resource, STR("Tags")), thing);
	return thing;
}

void cfn_take_role(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct stack_thing *role;

	if (resource->event != NULL) {
		sam_take_event_role(cfn, resource);
		return;
	}
	if (resource->made_by != NULL) {
		sam_take_role(cfn, resource);
		return;
	}
	role = identity(cfn, resource, ENTITY_ROLE);
	role->trust.at = cfn_at(cfn, resource, "/Properties/AssumeRolePolicyDocument");
	if (!cfn_policy(cfn, cfn_value(cfn, resource, STR("AssumeRolePolicyDocument")),
			"AssumeRolePolicyDocument", &role->trust.text))
		cfn_bad(cfn, "this role has no AssumeRolePolicyDocument");
	take_policies(cfn, resource, role);
}

void cfn_take_user(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct stack_thing *user = identity(cfn, resource, ENTITY_USER);

	take_policies(cfn, resource, user);
	take_names(cfn, cfn_value(cfn, resource, STR("Groups")), &user->groups);
}

void cfn_take_group(struct cfn *cfn, const struct cfn_resource *resource)
{
	take_policies(cfn, resource, identity(cfn, resource, ENTITY_GROUP));
}

/* ---- what hangs on identities by their names ---------------------------------------------- */

struct holder {
	struct str key;
	enum entity_kind kind;
};

/* clang-format off */
static const struct holder holders[] = {
	{STR_INIT("Roles"), ENTITY_ROLE}, {STR_INIT("RoleName"), ENTITY_ROLE},
	{STR_INIT("Users"), ENTITY_USER}, {STR_INIT("UserName"), ENTITY_USER},
	{STR_INIT("Groups"), ENTITY_GROUP}, {STR_INIT("GroupName"), ENTITY_GROUP},
};
/* clang-format on */

static void hang_on_all(struct cfn *cfn, const struct cfn_resource *resource, enum fact_kind fact,
			const struct stack_text *policy)
{
	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++) {
		struct vec names;
		vec_init(&names, cfn->arena, sizeof(struct str));
		take_names(cfn, cfn_value(cfn, resource, holders[i].key), &names);
		for (size_t k = 0; k < names.n; k++)
			stack_hang(&cfn->stack, holders[i].kind, *(struct str *)vec_at(&names, k),
				   fact, policy);
	}
}

/* The document, or one of which nothing is known where a condition is not settled. */
static bool take_document(struct cfn *cfn, const struct cfn_resource *resource,
			  struct stack_text *policy)
{
	struct str open = cfn_open(cfn, resource);

	policy->at = cfn_at(cfn, resource, "/Properties/PolicyDocument");
	if (!cfn_policy(cfn, cfn_value(cfn, resource, STR("PolicyDocument")), "PolicyDocument",
			&policy->text)) {
		cfn_bad(cfn, "this policy has no PolicyDocument");
		return false;
	}
	if (open.n > 0)
		policy->text = stack_open_policy(cfn->arena, open);
	return true;
}

void cfn_take_inline(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct stack_text policy = {
	    .name =
		policy_name(cfn, cfn_text(cfn, resource, STR("PolicyName")), resource->logical)};

	if (take_document(cfn, resource, &policy))
		hang_on_all(cfn, resource, FACT_INLINE, &policy);
}

void cfn_take_managed(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct str arn = cfn_arn(cfn, resource);
	struct stack_thing *managed = stack_thing(&cfn->stack, ENTITY_POLICY, arn);
	struct stack_text policy = {.name = {NULL, 0}};

	managed->name = cfn_name(cfn, resource);
	managed->at = resource->at;
	if (!take_document(cfn, resource, &policy))
		return;
	managed->document = policy;
	policy.name = arn;
	hang_on_all(cfn, resource, FACT_ATTACHED, &policy);
}

void cfn_take_membership(struct cfn *cfn, const struct cfn_resource *resource)
{
	struct str open = cfn_open(cfn, resource);
	struct str group = cfn_text(cfn, resource, STR("GroupName"));
	/* What may be of that group may have any of its policies. */
	struct stack_text policies = {.name = resource->logical,
				      .text = stack_open_policy(cfn->arena, open),
				      .at = resource->at};
	struct vec users;

	vec_init(&users, cfn->arena, sizeof(struct str));
	take_names(cfn, cfn_value(cfn, resource, STR("Users")), &users);
	for (size_t i = 0; i < users.n; i++)
		stack_hang(&cfn->stack, ENTITY_USER, *(struct str *)vec_at(&users, i),
			   open.n > 0 ? FACT_INLINE : FACT_GROUP,
			   open.n > 0 ? &policies : &(struct stack_text){.name = group});
}
