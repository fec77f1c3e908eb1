/* feed/shapes_identities.c - users, groups, roles and managed policies as IAM's answers have them.
 */
#include "feed/shapes.h"

/*
 * How much is known of one identity decides in which answer it can stand without proving more:
 * authorization details say all policies, get-role boundary and tags, list-roles nothing at all.
 */
enum depth { DEPTH_LISTED, DEPTH_GOT, DEPTH_DETAIL };

static const struct identity_form {
	enum entity_kind kind;
	const char *one, *list, *details; /* get-role, list-roles, authorization details */
	const char *name, *id, *inlines;
} forms[] = {
    {ENTITY_USER, "User", "Users", "UserDetailList", "UserName", "UserId", "UserPolicyList"},
    {ENTITY_GROUP, "Group", "Groups", "GroupDetailList", "GroupName", "GroupId", "GroupPolicyList"},
    {ENTITY_ROLE, "Role", "Roles", "RoleDetailList", "RoleName", "RoleId", "RolePolicyList"},
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

static enum depth depth_of(const struct exporting *x, enum entity_kind kind)
{
	bool trust = kind != ENTITY_ROLE || shape_fact(x, FACT_TRUST);

	if (trust && shape_is_complete(x, "policies") &&
	    (kind == ENTITY_GROUP || shape_is_complete(x, "boundary")))
		return DEPTH_DETAIL;
	if (trust && shape_is_complete(x, "boundary") && shape_is_complete(x, "tags"))
		return DEPTH_GOT;
	return DEPTH_LISTED;
}

static bool put_inlines(struct exporting *x, const char *key)
{
	json_out_open(&x->out, key, '[');
	for (size_t i = 0; i < x->n_facts; i++) {
		const struct fact *fact = &x->facts[i];
		if (fact->kind != FACT_INLINE)
			continue;
		json_out_open(&x->out, NULL, '{');
		json_out_str(&x->out, "PolicyName", fact->name);
		if (fact->document != 0 && !shape_document(x, "PolicyDocument", fact))
			return false;
		json_out_close(&x->out, '}');
	}
	json_out_close(&x->out, ']');
	return true;
}

static void put_attached(struct exporting *x)
{
	json_out_open(&x->out, "AttachedManagedPolicies", '[');
	for (size_t i = 0; i < x->n_facts; i++) {
		if (x->facts[i].kind != FACT_ATTACHED)
			continue;
		json_out_open(&x->out, NULL, '{');
		json_out_str(&x->out, "PolicyArn", x->facts[i].name);
		json_out_close(&x->out, '}');
	}
	json_out_close(&x->out, ']');
}

static void put_groups(struct exporting *x)
{
	json_out_open(&x->out, "GroupList", '[');
	for (size_t i = 0; i < x->n_facts; i++)
		if (x->facts[i].kind == FACT_GROUP)
			json_out_str(&x->out, NULL, x->facts[i].name);
	json_out_close(&x->out, ']');
}

/* Tags that are not all of them would be taken for all. */
static void put_tags(struct exporting *x)
{
	if (!shape_is_complete(x, "tags"))
		return;
	json_out_open(&x->out, "Tags", '[');
	for (size_t i = 0; i < x->n_facts; i++) {
		if (x->facts[i].kind != FACT_TAG)
			continue;
		json_out_open(&x->out, NULL, '{');
		json_out_str(&x->out, "Key", x->facts[i].name);
		json_out_str(&x->out, "Value", x->facts[i].value);
		json_out_close(&x->out, '}');
	}
	json_out_close(&x->out, ']');
}

static void put_boundary(struct exporting *x)
{
	struct str boundary = shape_value(x, FACT_BOUNDARY, STR(""));

	if (str_is_empty(boundary))
		return;
	json_out_open(&x->out, "PermissionsBoundary", '{');
	json_out_str(&x->out, "PermissionsBoundaryType", STR("Policy"));
	json_out_str(&x->out, "PermissionsBoundaryArn", boundary);
	json_out_close(&x->out, '}');
}

static void put_last_used(struct exporting *x)
{
	struct str when = shape_value(x, FACT_LAST_USED, STR(""));

	if (str_is_empty(when))
		return;
	json_out_open(&x->out, "RoleLastUsed", '{');
	json_out_str(&x->out, "LastUsedDate", when);
	json_out_close(&x->out, '}');
}

/* The members of an identity; the object itself is open. */
static bool put_identity(struct exporting *x, const struct identity_form *form, enum depth depth)
{
	const struct fact *trust = shape_fact(x, FACT_TRUST);
	bool policies =
	    depth == DEPTH_DETAIL || shape_fact(x, FACT_INLINE) || shape_fact(x, FACT_ATTACHED);

	shape_text(x, "Path", FACT_PATH);
	json_out_str(&x->out, form->name, x->entity->name);
	shape_text(x, form->id, FACT_UNIQUE_ID);
	json_out_str(&x->out, "Arn", x->entity->key);
	if (trust && !shape_document(x, "AssumeRolePolicyDocument", trust))
		return false;
	if (policies && !put_inlines(x, form->inlines))
		return false;
	if (policies)
		put_attached(x);
	if (form->kind == ENTITY_USER && (depth == DEPTH_DETAIL || shape_fact(x, FACT_GROUP)))
		put_groups(x);
	put_boundary(x);
	put_tags(x);
	put_last_used(x);
	return true;
}

/* ---- lines -------------------------------------------------------------------------------- */

/* One list of those who are known so deeply, inside the line that is open. */
static bool put_list(struct exporting *x, const struct identity_form *form, const char *key,
		     struct str account, enum depth depth, size_t *n)
{
	const struct entity *entities;
	size_t n_entities;

	*n = 0;
	if (!store_list(x->store, &x->scratch, form->kind, account, &entities, &n_entities, x->err))
		return false;
	json_out_open(&x->out, key, '[');
	for (size_t i = 0; i < n_entities; i++) {
		if (!shape_facts(x, &entities[i]))
			return false;
		if (depth_of(x, form->kind) != depth)
			continue;
		json_out_open(&x->out, NULL, '{');
		if (!put_identity(x, form, depth))
			return false;
		json_out_close(&x->out, '}');
		++*n;
	}
	json_out_close(&x->out, ']');
	return true;
}

/* A list that is no proof that there is nothing else. */
static bool shape_listed(struct exporting *x, const struct identity_form *form, struct str account)
{
	size_t n;

	shape_begin(x);
	if (!put_list(x, form, form->list, account, DEPTH_LISTED, &n))
		return false;
	json_out_bool(&x->out, "IsTruncated", true);
	return n == 0 || shape_end(x);
}

static bool shape_got(struct exporting *x, const struct identity_form *form, struct str account)
{
	const struct entity *entities;
	size_t n;

	if (!store_list(x->store, &x->scratch, form->kind, account, &entities, &n, x->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!shape_facts(x, &entities[i]))
			return false;
		if (depth_of(x, form->kind) != DEPTH_GOT)
			continue;
		shape_begin(x);
		json_out_open(&x->out, form->one, '{');
		if (!put_identity(x, form, DEPTH_GOT))
			return false;
		json_out_close(&x->out, '}');
		if (!shape_end(x))
			return false;
	}
	return true;
}

/* ---- managed policies --------------------------------------------------------------------- */

static bool put_version(struct exporting *x, struct str id, bool in_force, const struct fact *fact)
{
	json_out_open(&x->out, NULL, '{');
	json_out_str(&x->out, "VersionId", id);
	json_out_bool(&x->out, "IsDefaultVersion", in_force);
	if (!shape_document(x, "Document", fact))
		return false;
	json_out_close(&x->out, '}');
	return true;
}

/* Which number the version in force has is not kept; v0 is none that AWS gives. */
static bool put_policy(struct exporting *x)
{
	const struct fact *document = shape_fact(x, FACT_DOCUMENT);

	json_out_open(&x->out, NULL, '{');
	json_out_str(&x->out, "PolicyName", x->entity->name);
	shape_text(x, "PolicyId", FACT_UNIQUE_ID);
	json_out_str(&x->out, "Arn", x->entity->key);
	shape_text(x, "Path", FACT_PATH);
	if (document) {
		json_out_str(&x->out, "DefaultVersionId", STR("v0"));
		json_out_open(&x->out, "PolicyVersionList", '[');
		if (!put_version(x, STR("v0"), true, document))
			return false;
		for (size_t i = 0; i < x->n_facts; i++)
			if (x->facts[i].kind == FACT_VERSION &&
			    !put_version(x, x->facts[i].name, false, &x->facts[i]))
				return false;
		json_out_close(&x->out, ']');
	}
	json_out_close(&x->out, '}');
	return true;
}

/* Those of the account; of AWS where it is empty. */
static bool put_policies(struct exporting *x, struct str account, size_t *sum)
{
	const struct entity *policies;
	size_t n;

	if (!store_list(x->store, &x->scratch, ENTITY_POLICY, account, &policies, &n, x->err))
		return false;
	json_out_open(&x->out, "Policies", '[');
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(policies[i].account, account))
			continue;
		if (!shape_facts(x, &policies[i]) || !put_policy(x))
			return false;
		++*sum;
	}
	json_out_close(&x->out, ']');
	return true;
}

bool shape_policies_of_aws(struct exporting *x)
{
	size_t n = 0;

	shape_begin(x);
	return put_policies(x, STR(""), &n) && (n == 0 || shape_end(x));
}

/* ---- an account --------------------------------------------------------------------------- */

/* Kinds of one account whose lists are whole go into one answer, the others into one that is cut.
 */
static bool shape_details(struct exporting *x, struct str account, bool whole)
{
	bool complete;
	size_t n, sum = 0;

	shape_begin(x);
	for (size_t i = 0; i < FORMS; i++) {
		if (!shape_covered(x, account, STR(""), forms[i].kind, &complete))
			return false;
		if (complete != whole)
			continue;
		if (!put_list(x, &forms[i], forms[i].details, account, DEPTH_DETAIL, &n))
			return false;
		sum += n;
	}
	if (!shape_covered(x, account, STR(""), ENTITY_POLICY, &complete) ||
	    (complete == whole && !put_policies(x, account, &sum)))
		return false;
	if (!whole)
		json_out_bool(&x->out, "IsTruncated", true);
	return sum == 0 || shape_end(x);
}

bool shape_identities(struct exporting *x, struct str account)
{
	if (!shape_details(x, account, true) || !shape_details(x, account, false))
		return false;
	for (size_t i = 0; i < FORMS; i++)
		if (!shape_got(x, &forms[i], account) || !shape_listed(x, &forms[i], account))
			return false;
	return true;
}
