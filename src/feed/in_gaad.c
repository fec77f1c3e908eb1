/* feed/in_gaad.c - aws iam get-account-authorization-details, whole or in pages or parts. */
#include "feed/private.h"
#include "rolehop/model/arn.h"

bool fits_role(struct arena *arena, struct str element)
{
	return skim_has(arena, element, STR("RoleName")) && skim_has(arena, element, STR("Arn"));
}

bool fits_user(struct arena *arena, struct str element)
{
	return skim_has(arena, element, STR("UserName")) && skim_has(arena, element, STR("Arn"));
}

bool fits_group(struct arena *arena, struct str element)
{
	return skim_has(arena, element, STR("GroupName")) && skim_has(arena, element, STR("Arn"));
}

/* The page's lists must all speak of one account; of AWS's own policies none is told. */
static void page_note(struct page *page, struct arena *arena, enum entity_kind kind,
		      struct str account)
{
	if (page->account.n > 0 && !str_eq(page->account, account))
		page->mixed = true;
	if (page->account.n == 0)
		page->account = arena_str(arena, account);
	page->kinds |= 1u << (unsigned)kind;
}

static bool take_detail(struct value *value, const struct piece *piece, enum entity_kind kind,
			struct err *err)
{
	struct str account;

	if (!identity_put(value, &piece->place, kind, IDENTITY_DETAIL, piece->text, &account, err))
		return false;
	page_note(&value->page, &value->in->arena, kind, account);
	return true;
}

bool take_role_detail(struct value *value, const struct piece *piece, struct err *err)
{
	return take_detail(value, piece, ENTITY_ROLE, err);
}

bool take_user_detail(struct value *value, const struct piece *piece, struct err *err)
{
	return take_detail(value, piece, ENTITY_USER, err);
}

bool take_group_detail(struct value *value, const struct piece *piece, struct err *err)
{
	return take_detail(value, piece, ENTITY_GROUP, err);
}

/* ---- lists that --query cut out: what they hold is right, but nothing proves that it is all  */

static bool take_bare(struct value *value, const struct piece *piece, enum entity_kind kind,
		      struct str list, struct err *err)
{
	bool detail = skim_has(&value->in->scratch, piece->text, list);
	struct str account;

	return identity_put(value, &piece->place, kind, detail ? IDENTITY_DETAIL : IDENTITY_LISTED,
			    piece->text, &account, err);
}

bool take_role_bare(struct value *value, const struct piece *piece, struct err *err)
{
	return take_bare(value, piece, ENTITY_ROLE, STR("RolePolicyList"), err);
}

bool take_user_bare(struct value *value, const struct piece *piece, struct err *err)
{
	return take_bare(value, piece, ENTITY_USER, STR("GroupList"), err);
}

bool take_group_bare(struct value *value, const struct piece *piece, struct err *err)
{
	return take_bare(value, piece, ENTITY_GROUP, STR("GroupPolicyList"), err);
}

/* ---- managed policies -------------------------------------------------------------------- */

/* What of a managed policy is needed, in whatever order it comes. */
struct managed {
	struct str arn;
	struct str name;
	struct str path;
	struct str id;
	struct str in_force; /* DefaultVersionId */
	struct vec versions; /* struct version */
	bool detail;	     /* the list of versions is there */
};

struct version {
	struct str id;
	struct str document; /* JSON value */
	bool in_force;
};

static void read_version(struct vec *versions, struct arena *scratch, struct skim *it)
{
	struct version *version = vec_push(versions);
	struct skim inside;
	struct str key;

	skim_enter(it, &inside);
	while (skim_name(&inside, &key)) {
		struct str member = skim_value(&inside);
		if (str_eq(key, STR("VersionId")))
			version->id = skim_text(scratch, member);
		else if (str_eq(key, STR("Document")))
			version->document = member;
		else if (str_eq(key, STR("IsDefaultVersion")))
			version->in_force = skim_is_true(member);
	}
	skim_leave(it, &inside);
}

static void read_versions(struct managed *policy, struct arena *scratch, struct skim *it)
{
	struct skim inside;
	struct str none;

	policy->detail = true;
	skim_enter(it, &inside);
	while (skim_name(&inside, &none))
		read_version(&policy->versions, scratch, &inside);
	skim_leave(it, &inside);
}

static void read_managed(struct managed *policy, struct arena *scratch, struct str object)
{
	struct {
		struct str key;
		struct str *text;
	} texts[] = {
	    {STR("Arn"), &policy->arn},
	    {STR("PolicyName"), &policy->name},
	    {STR("Path"), &policy->path},
	    {STR("PolicyId"), &policy->id},
	    {STR("DefaultVersionId"), &policy->in_force},
	};
	struct skim it;
	struct str key;

	vec_init(&policy->versions, scratch, sizeof(struct version));
	skim_begin(&it, scratch, object);
	while (skim_name(&it, &key)) {
		struct str member;
		if (str_eq(key, STR("PolicyVersionList"))) {
			read_versions(policy, scratch, &it);
			continue;
		}
		member = skim_value(&it);
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
			if (str_eq(key, texts[i].key))
				*texts[i].text = skim_text(scratch, member);
		}
	}
}

/* AWS's own policies are not ours to put back to another version. */
static bool is_ours(struct str policy_arn)
{
	struct arn arn;

	return arn_parse(policy_arn, &arn) && arn_is_account_id(arn.account);
}

/*
 * The document of the version in force, and those of the others, which count for nothing but may
 * hold what was meant. Source: IAM API Reference, "ManagedPolicyDetail".
 */
static bool managed_documents(struct record *record, const struct place *place,
			      const struct managed *policy, struct err *err)
{
	bool ours = is_ours(policy->arn);
	struct str document;
	bool has = false;

	for (size_t i = 0; i < policy->versions.n; i++) {
		const struct version *version = vec_at(&policy->versions, i);
		bool in_force = policy->in_force.n > 0 ? str_eq(version->id, policy->in_force)
						       : version->in_force;
		if (!in_force && !ours)
			continue;
		if (!document_of(record->in, place, "the policy's Document", version->document,
				 &document, &has, err))
			return false;
		if (has && in_force)
			record_document(record, FACT_DOCUMENT, STR(""), document);
		else if (has && version->id.n > 0)
			record_document(record, FACT_VERSION, version->id, document);
	}
	if (ours && policy->detail)
		record_replaces(record, FACT_VERSION);
	return true;
}

/* A managed policy: with its versions from authorization details, without from list-policies. */
bool take_policy(struct value *value, const struct piece *piece, struct err *err)
{
	struct managed policy = {.detail = false};
	struct record record;
	struct arn arn;

	read_managed(&policy, &value->in->scratch, piece->text);
	record_begin(&record, value->in, ENTITY_POLICY, policy.arn);
	record_exists(&record);
	record.put.name = policy.name;
	record_value(&record, FACT_PATH, policy.path);
	record_value(&record, FACT_UNIQUE_ID, policy.id);
	if (!managed_documents(&record, &piece->place, &policy, err) ||
	    !record_put(&record, &piece->place, err))
		return false;
	if (policy.detail && piece->place.key.n > 0 && arn_parse(policy.arn, &arn) &&
	    arn_is_account_id(arn.account))
		page_note(&value->page, &value->in->arena, ENTITY_POLICY, arn.account);
	return true;
}

/* Is this the value of a member that says that more pages follow? */
static bool says_more(const struct value *value, struct str key)
{
	const struct piece *piece = value_find(value, key);

	return piece != NULL && skim_kind(piece->text) != JSON_NULL &&
	       !str_eq(piece->text, STR("false")) && !str_eq(piece->text, STR("\"\""));
}

bool value_is_cut(const struct value *value)
{
	static const struct str marks[] = {STR_INIT("IsTruncated"), STR_INIT("Truncated"),
					   STR_INIT("Marker"),	    STR_INIT("NextMarker"),
					   STR_INIT("NextToken"),   STR_INIT("nextToken")};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (says_more(value, marks[i]))
			return true;
	return false;
}

bool gaad_end(struct value *value, struct err *err)
{
	struct page *page = &value->page;
	bool ours = value_has(value, STR("RoleDetailList")) ||
		    value_has(value, STR("UserDetailList")) ||
		    value_has(value, STR("GroupDetailList"));

	(void)err;
	if (!ours)
		return true;
	value->taken++;
	page->cut = value_is_cut(value);
	page->raw = value_has(value, STR("IsTruncated"));
	page->source = arena_str(&value->in->arena, value->source->name);
	*(struct page *)vec_push(&value->in->pages) = *page;
	return true;
}
