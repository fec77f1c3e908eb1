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
				 struct str wanted, struct str versions, struct err *err)
{
	static const struct str keys[] = {STR_INIT("VersionId"), STR_INIT("IsDefaultVersion"),
					  STR_INIT("Document")};
	struct arena *scratch = &record->in->scratch;
	struct skim it;
	struct str none;
	struct str version;
	struct str values[3];
	struct str document;
	bool has = false;

	skim_begin(&it, scratch, versions);
	while (!has && skim_next(&it, &none, &version)) {
		bool in_force = false;
		skim_pick(scratch, version, keys, values, 3);
		in_force = wanted.n > 0 ? str_eq(skim_text(scratch, values[0]), wanted)
					: skim_is_true(values[1]);
		if (!in_force)
			continue;
		if (!document_of(record->in, place, "the policy's Document", values[2], &document,
				 &has, err))
			return false;
		if (has)
			record_document(record, FACT_DOCUMENT, STR(""), document);
	}
	return true;
}

enum policy_member {
	POLICY_ARN,
	POLICY_NAME,
	POLICY_PATH,
	POLICY_ID,
	POLICY_VERSION,
	POLICY_VERSIONS
};

/* A managed policy: with its versions from authorization details, without from list-policies. */
bool take_policy(struct value *value, const struct piece *piece, struct err *err)
{
	static const struct str keys[] = {
	    [POLICY_ARN] = STR_INIT("Arn"),
	    [POLICY_NAME] = STR_INIT("PolicyName"),
	    [POLICY_PATH] = STR_INIT("Path"),
	    [POLICY_ID] = STR_INIT("PolicyId"),
	    [POLICY_VERSION] = STR_INIT("DefaultVersionId"),
	    [POLICY_VERSIONS] = STR_INIT("PolicyVersionList"),
	};
	struct arena *scratch = &value->in->scratch;
	struct str values[POLICY_VERSIONS + 1];
	struct record record;
	struct arn arn;

	skim_pick(scratch, piece->text, keys, values, POLICY_VERSIONS + 1);
	record_begin(&record, value->in, ENTITY_POLICY, skim_text(scratch, values[POLICY_ARN]));
	record_exists(&record);
	record.put.name = skim_text(scratch, values[POLICY_NAME]);
	record_value(&record, FACT_PATH, skim_text(scratch, values[POLICY_PATH]));
	record_value(&record, FACT_UNIQUE_ID, skim_text(scratch, values[POLICY_ID]));
	if (!read_default_version(&record, &piece->place,
				  skim_text(scratch, values[POLICY_VERSION]),
				  values[POLICY_VERSIONS], err) ||
	    !record_put(&record, &piece->place, err))
		return false;
	if (values[POLICY_VERSIONS].n > 0 && piece->place.key.n > 0 &&
	    arn_parse(record.put.key, &arn) && arn_is_account_id(arn.account))
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
