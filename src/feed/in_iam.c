/* feed/in_iam.c - the other answers of aws iam: get-role, list-roles, get-policy-version ... */
#include "feed/private.h"
#include "rolehop/model/arn.h"

/* ---- lists of identities and policies ---------------------------------------------------- */

static bool take_listed(struct value *value, const struct piece *piece, enum entity_kind kind,
			struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str account;

	if (kind != ENTITY_ROLE) {
		struct listed *listed = vec_push(&value->listed);
		listed->kind = kind;
		listed->arn =
		    arena_str(&value->arena, skim_get_text(scratch, piece->text, STR("Arn")));
		listed->name =
		    arena_str(&value->arena, skim_get_text(scratch, piece->text, STR("GroupName")));
	}
	return identity_put(value, &piece->place, kind, IDENTITY_LISTED, piece->text, &account,
			    err);
}

bool take_role_listed(struct value *value, const struct piece *piece, struct err *err)
{
	return take_listed(value, piece, ENTITY_ROLE, err);
}

bool take_user_listed(struct value *value, const struct piece *piece, struct err *err)
{
	return take_listed(value, piece, ENTITY_USER, err);
}

bool take_group_listed(struct value *value, const struct piece *piece, struct err *err)
{
	return take_listed(value, piece, ENTITY_GROUP, err);
}

static bool is_policy_arn(struct str text)
{
	struct arn arn;

	return arn_parse(text, &arn) && str_eq(arn.service, STR("iam")) &&
	       str_starts(arn.resource, STR("policy/"));
}

bool fits_iam_policy(struct arena *arena, struct str element)
{
	return is_policy_arn(skim_get_text(arena, element, STR("Arn")));
}

/* ---- one identity ------------------------------------------------------------------------ */

static bool take_one(struct value *value, struct str key, enum entity_kind kind, struct err *err)
{
	struct piece piece = value_get(value, key);
	struct str account;

	return identity_put(value, &piece.place, kind, IDENTITY_GOT, piece.text, &account, err);
}

bool take_role(struct value *value, struct err *err)
{
	return take_one(value, STR("Role"), ENTITY_ROLE, err);
}

bool take_user(struct value *value, struct err *err)
{
	return take_one(value, STR("User"), ENTITY_USER, err);
}

bool take_group(struct value *value, struct err *err)
{
	return take_one(value, STR("Group"), ENTITY_GROUP, err);
}

/* The object itself, as --query Role prints it: its members are put together again. */
static bool take_alone(struct value *value, enum entity_kind kind, struct err *err)
{
	struct place place = value_place(value, STR(""));
	struct str account;

	return identity_put(value, &place, kind, IDENTITY_GOT, value_object(value), &account, err);
}

bool take_role_alone(struct value *value, struct err *err)
{
	return take_alone(value, ENTITY_ROLE, err);
}

bool take_user_alone(struct value *value, struct err *err)
{
	return take_alone(value, ENTITY_USER, err);
}

bool take_group_alone(struct value *value, struct err *err)
{
	return take_alone(value, ENTITY_GROUP, err);
}

/* ---- one identity's policies, by name ---------------------------------------------------- */

/* How the answers of a kind name their subject. */
struct subject_form {
	struct str name_key;
	enum entity_kind kind;
	const char *commands[2]; /* that do not name their subject at all */
};

/* clang-format off */
static const struct subject_form subject_forms[] = {
	{STR_INIT("RoleName"), ENTITY_ROLE, {"list-attached-role-policies", "list-role-policies"}},
	{STR_INIT("UserName"), ENTITY_USER, {"list-attached-user-policies", "list-user-policies"}},
	{STR_INIT("GroupName"), ENTITY_GROUP, {"list-attached-group-policies", "list-group-policies"}},
};
/* clang-format on */

enum { SUBJECT_FORM_COUNT = sizeof(subject_forms) / sizeof(subject_forms[0]) };

/* Whom an answer is about. */
struct subject {
	enum entity_kind kind;
	struct str arn;	 /* empty: only the name is known */
	struct str name; /* empty: nothing is known */
};

static bool subject_of_arn(struct str text, struct subject *out)
{
	struct arn arn;

	if (!arn_parse(text, &arn) || !str_eq(arn.service, STR("iam")))
		return false;
	if (str_starts(arn.resource, STR("role/")))
		out->kind = ENTITY_ROLE;
	else if (str_starts(arn.resource, STR("user/")))
		out->kind = ENTITY_USER;
	else if (str_starts(arn.resource, STR("group/")))
		out->kind = ENTITY_GROUP;
	else
		return false;
	out->arn = text;
	out->name = arn_name(&arn);
	return true;
}

/* By its own words, by --for or an ARN as file name, by the command in the file's name. */
static struct subject subject_of(struct value *value)
{
	const struct source *source = value->source;
	struct subject subject = {ENTITY_ROLE, {NULL, 0}, {NULL, 0}};
	bool for_known = subject_of_arn(source->for_arn, &subject);

	for (size_t i = 0; i < SUBJECT_FORM_COUNT; i++) {
		const struct subject_form *form = &subject_forms[i];
		struct str name = value_text(value, form->name_key);
		bool command = str_eq(source->command, str_from(form->commands[0])) ||
			       str_eq(source->command, str_from(form->commands[1]));
		if (name.n == 0 && command && !for_known)
			name = source->subject;
		if (name.n == 0)
			continue;
		if (for_known && subject.kind == form->kind && str_eq(subject.name, name))
			return subject;
		return (struct subject){form->kind, {NULL, 0}, name};
	}
	return subject;
}

/* After everything else: another file may hold more of the same list. */
static bool subject_put(struct value *value, const struct place *place, struct record *record,
			const struct subject *subject)
{
	record->put.key = subject->arn;
	later_add(value->in, place, record, value->source->account, subject->name);
	return true;
}

static bool no_subject(struct value *value, const char *what, struct err *err)
{
	return value_lacks(value, err,
			   "%s does not say whose it is; name the role, user or group with "
			   "--for ARN",
			   what);
}

bool take_inline(struct value *value, struct err *err)
{
	struct piece piece = value_get(value, STR("PolicyDocument"));
	struct str name = value_text(value, STR("PolicyName"));
	struct subject subject = subject_of(value);
	struct record record;
	struct str document;
	bool has = false;

	if (subject.name.n == 0)
		return no_subject(value, "this inline policy", err);
	if (name.n == 0)
		return place_bad(&piece.place, err, "this inline policy has no PolicyName");
	if (!document_of(value->in, &piece.place, "PolicyDocument", piece.text, &document, &has,
			 err))
		return false;
	if (!has)
		return place_bad(&piece.place, err, "this inline policy is empty");
	record_begin(&record, value->in, subject.kind, STR(""));
	record_document(&record, FACT_INLINE, name, document);
	return subject_put(value, &piece.place, &record, &subject);
}

bool take_trust(struct value *value, struct err *err)
{
	struct piece piece = value_get(value, STR("AssumeRolePolicyDocument"));
	struct subject subject = subject_of(value);
	struct record record;
	struct str document;
	bool has = false;

	if (subject.name.n == 0 || subject.kind != ENTITY_ROLE)
		return no_subject(value, "this trust policy", err);
	if (!document_of(value->in, &piece.place, "AssumeRolePolicyDocument", piece.text, &document,
			 &has, err))
		return false;
	if (!has)
		return place_bad(&piece.place, err, "this trust policy is empty");
	record_begin(&record, value->in, ENTITY_ROLE, STR(""));
	if (subject.arn.n > 0)
		record_exists(&record);
	record_document(&record, FACT_TRUST, STR(""), document);
	return subject_put(value, &piece.place, &record, &subject);
}

bool take_attached(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("AttachedPolicies"));
	struct subject subject = subject_of(value);
	struct record record;
	struct vec policies;

	if (subject.name.n == 0)
		return no_subject(value, "this list of attached policies", err);
	record_begin(&record, value->in, subject.kind, STR(""));
	value_elements(value, STR("AttachedPolicies"), &policies);
	for (size_t i = 0; i < policies.n; i++) {
		struct str arn = skim_get_text(
		    &value->in->scratch, *(struct str *)vec_at(&policies, i), STR("PolicyArn"));
		if (arn.n == 0)
			return place_bad(&place, err, "an attached policy has no PolicyArn");
		record_named(&record, FACT_ATTACHED, arn, STR(""));
	}
	if (!value_is_cut(value)) {
		record_replaces(&record, FACT_ATTACHED);
		record_complete(&record, "attached");
	}
	return subject_put(value, &place, &record, &subject);
}

bool take_inline_names(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("PolicyNames"));
	struct subject subject = subject_of(value);
	struct record record;
	struct vec names;

	if (subject.name.n == 0)
		return no_subject(value, "this list of inline policies", err);
	record_begin(&record, value->in, subject.kind, STR(""));
	value_elements(value, STR("PolicyNames"), &names);
	for (size_t i = 0; i < names.n; i++)
		record_weak(&record, FACT_INLINE,
			    skim_text(&value->in->scratch, *(struct str *)vec_at(&names, i)));
	if (!value_is_cut(value)) {
		record_replaces(&record, FACT_INLINE);
		record_complete(&record, "inline");
	}
	return subject_put(value, &place, &record, &subject);
}

/* ---- managed policies -------------------------------------------------------------------- */

bool fits_managed_policy(struct value *value)
{
	const struct piece *piece = value_find(value, STR("Policy"));

	return piece != NULL && skim_kind(piece->text) == JSON_OBJECT &&
	       fits_iam_policy(&value->in->scratch, piece->text);
}

static bool policy_put(struct value *value, const struct place *place, struct str policy,
		       struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct record record;
	struct skim it;
	struct str key;

	record_begin(&record, value->in, ENTITY_POLICY, skim_get_text(scratch, policy, STR("Arn")));
	record_exists(&record);
	record.put.name = skim_get_text(scratch, policy, STR("PolicyName"));
	record_value(&record, FACT_PATH, skim_get_text(scratch, policy, STR("Path")));
	record_value(&record, FACT_UNIQUE_ID, skim_get_text(scratch, policy, STR("PolicyId")));
	skim_begin(&it, scratch, policy);
	while (skim_name(&it, &key)) {
		if (!str_eq(key, STR("Tags")) || skim_peek(&it) != JSON_ARRAY)
			skim_value(&it);
		else if (!read_tags(&record, place, &it, err))
			return false;
	}
	return record_put(&record, place, err);
}

bool take_managed_policy(struct value *value, struct err *err)
{
	const struct piece *piece = value_find(value, STR("Policy"));

	return policy_put(value, &piece->place, piece->text, err);
}

/* The answer does not name its policy: --for does, or the name of the file. */
static bool version_put(struct value *value, const struct place *place, struct str version,
			struct err *err)
{
	const struct source *source = value->source;
	struct record record;
	struct str document;
	bool has = false;
	bool by_name = str_starts(source->command, STR("get-policy-version")) ||
		       str_starts(source->command, STR("list-policy-versions"));

	if (!is_policy_arn(source->for_arn) && (!by_name || source->subject.n == 0))
		return value_lacks(value, err,
				   "this version does not say of which policy it is; name it with "
				   "--for ARN");
	if (!document_of(value->in, place, "the policy's Document",
			 skim_get(&value->in->scratch, version, STR("Document")), &document, &has,
			 err))
		return false;
	if (!has)
		return true;
	record_begin(&record, value->in, ENTITY_POLICY, source->for_arn);
	record_document(&record, FACT_DOCUMENT, STR(""), document);
	if (is_policy_arn(source->for_arn)) {
		record_exists(&record);
		return record_put(&record, place, err);
	}
	later_add(value->in, place, &record, source->account, source->subject);
	return true;
}

bool take_policy_version(struct value *value, struct err *err)
{
	struct piece piece = value_get(value, STR("PolicyVersion"));
	struct str in_force = skim_get(&value->in->scratch, piece.text, STR("IsDefaultVersion"));

	if (str_eq(in_force, STR("false"))) {
		intake_warn(value->in, value->source,
			    "this is not the version in force (IsDefaultVersion): not kept");
		return true;
	}
	return version_put(value, &piece.place, piece.text, err);
}

bool take_policy_versions(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("Versions"));
	struct vec versions;

	value_elements(value, STR("Versions"), &versions);
	for (size_t i = 0; i < versions.n; i++) {
		struct str version = *(struct str *)vec_at(&versions, i);
		struct arena *scratch = &value->in->scratch;
		if (skim_is_true(skim_get(scratch, version, STR("IsDefaultVersion"))) &&
		    skim_has(scratch, version, STR("Document")))
			return version_put(value, &place, version, err);
	}
	return true;
}

/* ---- what the lists say ------------------------------------------------------------------ */

/* list-groups-for-user: all groups of the user that it was asked for, if that is known. */
static void groups_of_user_end(struct value *value)
{
	struct place place = value_place(value, STR("Groups"));
	struct subject subject = {ENTITY_ROLE, {NULL, 0}, {NULL, 0}};
	struct record record;

	if (value_has(value, STR("Group")) || !value_has(value, STR("Groups")))
		return;
	if (!subject_of_arn(value->source->for_arn, &subject) &&
	    str_eq(value->source->command, STR("list-groups-for-user")))
		subject = (struct subject){ENTITY_USER, {NULL, 0}, value->source->subject};
	if (subject.kind != ENTITY_USER || subject.name.n == 0)
		return;
	record_begin(&record, value->in, ENTITY_USER, STR(""));
	for (size_t i = 0; i < value->listed.n; i++) {
		const struct listed *listed = vec_at(&value->listed, i);
		record_named(&record, FACT_GROUP, listed->name, STR(""));
	}
	if (!value_is_cut(value))
		record_replaces(&record, FACT_GROUP);
	subject_put(value, &place, &record, &subject);
}

/* get-group: the group, and its users. */
static bool users_of_group_end(struct value *value, struct err *err)
{
	const struct piece *group = value_find(value, STR("Group"));
	struct record record;
	struct str name;

	if (group == NULL)
		return true;
	name = skim_get_text(&value->in->scratch, group->text, STR("GroupName"));
	for (size_t i = 0; i < value->listed.n; i++) {
		const struct listed *listed = vec_at(&value->listed, i);
		if (listed->kind != ENTITY_USER)
			continue;
		record_begin(&record, value->in, ENTITY_USER, listed->arn);
		record_named(&record, FACT_GROUP, name, STR(""));
		if (!record_put(&record, &group->place, err))
			return false;
	}
	return true;
}

/* list-roles and its kin may be filtered by path, so they are never taken for all; this says it
 * too. */
bool iam_end(struct value *value, struct err *err)
{
	static const struct str keys[] = {STR_INIT("Roles"), STR_INIT("Users"), STR_INIT("Groups"),
					  STR_INIT("Policies")};

	groups_of_user_end(value);
	if (!users_of_group_end(value, err))
		return false;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (value->taken == 0 || !value_has(value, keys[i]) || !value_is_cut(value) ||
		    value_has(value, STR("RoleDetailList")))
			continue;
		intake_warn(value->in, value->source,
			    "the list was cut (IsTruncated or NextToken): what is missing stays "
			    "unknown");
		return true;
	}
	return true;
}
