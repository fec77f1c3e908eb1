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

bool fits_policy_detail(struct arena *arena, struct str element)
{
	return skim_has(arena, element, STR("PolicyVersionList"));
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

/* ---- lists that --query cut out: what they hold is right, but nothing proves that it is all ----
 */

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

/* ---- managed policies -------------------------------------------------------------------------
 */

/* The document of the version in force. Source: IAM API Reference, "ManagedPolicyDetail". */
static bool read_default_version(struct record *record, const struct place *place,
				 struct str policy, struct err *err)
{
	struct arena *scratch = &record->in->scratch;
	struct str wanted = skim_get_text(scratch, policy, STR("DefaultVersionId"));
	struct skim it;
	struct str none;
	struct str version;
	struct str document;
	bool has = false;

	skim_begin(&it, scratch, skim_get(scratch, policy, STR("PolicyVersionList")));
	while (!has && skim_next(&it, &none, &version)) {
		struct str id = skim_get_text(scratch, version, STR("VersionId"));
		bool in_force = skim_is_true(skim_get(scratch, version, STR("IsDefaultVersion")));
		if (wanted.n > 0 ? !str_eq(id, wanted) : !in_force)
			continue;
		if (!policy_text(record->in, place, "the policy's Document",
				 skim_get(scratch, version, STR("Document")), &document, &has, err))
			return false;
		if (has)
			record_document(record, FACT_DOCUMENT, STR(""), document);
	}
	return true;
}

bool take_policy_detail(struct value *value, const struct piece *piece, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str key = skim_get_text(scratch, piece->text, STR("Arn"));
	struct record record;
	struct arn arn;

	if (!arn_parse(key, &arn) || !str_starts(arn.resource, STR("policy/")))
		return place_bad(&piece->place, err, "this policy has no Arn of a policy");
	record_begin(&record, value->in, ENTITY_POLICY, key);
	record_exists(&record);
	record.put.name = skim_get_text(scratch, piece->text, STR("PolicyName"));
	record_value(&record, FACT_PATH, skim_get_text(scratch, piece->text, STR("Path")));
	record_value(&record, FACT_UNIQUE_ID, skim_get_text(scratch, piece->text, STR("PolicyId")));
	if (!read_default_version(&record, &piece->place, piece->text, err) ||
	    !record_put(&record, &piece->place, err))
		return false;
	if (piece->place.key.n > 0 && arn_is_account_id(arn.account))
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
	return says_more(value, STR("IsTruncated")) || says_more(value, STR("Marker")) ||
	       says_more(value, STR("NextToken")) || says_more(value, STR("nextToken"));
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
