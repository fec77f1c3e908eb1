/* feed/in_organization.c - AWS Organizations: organization.json, its tree and its accounts. */
#include "feed/organization.h"
#include "rolehop/model/arn.h"

/* ---- the tree ---------------------------------------------------------------------------- */

bool fits_root(struct arena *arena, struct str element)
{
	return org_is_root(skim_get_text(arena, element, STR("Id")));
}

bool fits_ou(struct arena *arena, struct str element)
{
	return org_is_ou(skim_get_text(arena, element, STR("Id")));
}

/* Other services list accounts too; those of an organization have an Id of twelve digits. */
bool fits_account(struct arena *arena, struct str element)
{
	return arn_is_account_id(skim_get_text(arena, element, STR("Id")));
}

bool take_root(struct value *value, const struct piece *piece, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct record record;

	record_begin(&record, value->in, ENTITY_ROOT,
		     skim_get_text(scratch, piece->text, STR("Id")));
	record_exists(&record);
	record.put.name = skim_get_text(scratch, piece->text, STR("Name"));
	value->roots++;
	return record_put(&record, &piece->place, err);
}

/* The parent that the object names, else the one that the answer is about. */
static bool read_parent(struct value *value, const struct place *place, struct str object,
			struct record *record, bool *by_subject, struct err *err)
{
	struct str parent = skim_get_text(&value->in->scratch, object, STR("ParentId"));

	*by_subject = false;
	if (parent.n == 0 && place->index >= 0) {
		struct str subject = org_subject(value->source);
		*by_subject = org_is_root(subject) || org_is_ou(subject);
		parent = *by_subject ? subject : parent;
	}
	if (parent.n == 0)
		return true;
	if (!org_is_root(parent) && !org_is_ou(parent))
		return org_bad_id(place, parent, "a root or an organizational unit", err);
	record_value(record, FACT_PARENT, parent);
	return true;
}

static bool ou_put(struct value *value, const struct place *place, struct str ou, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct record record;
	bool by_subject = false;

	record_begin(&record, value->in, ENTITY_OU, skim_get_text(scratch, ou, STR("Id")));
	record_exists(&record);
	record.put.name = skim_get_text(scratch, ou, STR("Name"));
	return read_parent(value, place, ou, &record, &by_subject, err) &&
	       record_put(&record, place, err);
}

bool take_ou(struct value *value, const struct piece *piece, struct err *err)
{
	return ou_put(value, &piece->place, piece->text, err);
}

bool fits_ou_object(struct value *value)
{
	const struct piece *piece = value_find(value, STR("OrganizationalUnit"));

	return piece != NULL && fits_ou(&value->in->scratch, piece->text);
}

bool take_ou_object(struct value *value, struct err *err)
{
	const struct piece *piece = value_find(value, STR("OrganizationalUnit"));

	return ou_put(value, &piece->place, piece->text, err);
}

static bool account_put(struct value *value, const struct place *place, struct str account,
			struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct str id = skim_get_text(scratch, account, STR("Id"));
	struct str status;
	struct record record;
	bool by_subject = false;
	struct arn arn;

	record_begin(&record, value->in, ENTITY_ACCOUNT, id);
	record_exists(&record);
	record.put.name = skim_get_text(scratch, account, STR("Name"));
	status = skim_get_text(scratch, account, STR("State")); /* it takes the place of Status */
	record_value(&record, FACT_STATUS,
		     status.n > 0 ? status : skim_get_text(scratch, account, STR("Status")));
	if (!read_parent(value, place, account, &record, &by_subject, err) ||
	    !record_put(&record, place, err))
		return false;
	intake_account(value->in, id)->organization = true;
	value->accounts_parented = value->accounts_parented || by_subject;
	if (arn_parse(skim_get_text(scratch, account, STR("Arn")), &arn) && str_eq(arn.account, id))
		value->management_listed = true;
	return true;
}

bool take_account(struct value *value, const struct piece *piece, struct err *err)
{
	return account_put(value, &piece->place, piece->text, err);
}

bool fits_account_object(struct value *value)
{
	const struct piece *piece = value_find(value, STR("Account"));

	return piece != NULL && fits_account(&value->in->scratch, piece->text);
}

bool take_account_object(struct value *value, struct err *err)
{
	const struct piece *piece = value_find(value, STR("Account"));

	return account_put(value, &piece->place, piece->text, err);
}

bool take_parents(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("Parents"));
	struct str child = org_subject(value->source);
	struct str parent;
	struct record record;
	struct vec parents;

	value_elements(value, STR("Parents"), &parents);
	if (!org_is_ou(child) && !arn_is_account_id(child))
		return value_lacks(value, err,
				   "this answer does not say whose parent it names; name the "
				   "account or organizational unit with --for ID");
	if (parents.n == 0)
		return true;
	parent = skim_get_text(&value->in->scratch, *(struct str *)vec_at(&parents, 0), STR("Id"));
	if (!org_is_root(parent) && !org_is_ou(parent))
		return org_bad_id(&place, parent, "a root or an organizational unit", err);
	record_begin(&record, value->in, org_target_kind(child), child);
	record_value(&record, FACT_PARENT, parent);
	return record_put(&record, &place, err);
}

/* ---- the organization -------------------------------------------------------------------- */

bool fits_organization(struct value *value)
{
	const struct piece *piece = value_find(value, STR("Organization"));

	return piece != NULL &&
	       str_starts(skim_get_text(&value->in->scratch, piece->text, STR("Id")), STR("o-"));
}

/* Two organizations in one inventory could not be told apart: their parts name none. */
static bool organization_is_ours(struct value *value, const struct place *place, struct str id,
				 struct err *err)
{
	struct intake *in = value->in;
	const struct entity *known = NULL;
	struct str other = in->organization;
	size_t n = 0;

	if (!store_list(in->store, &in->scratch, ENTITY_ORGANIZATION, STR(""), &known, &n, err))
		return false;
	if (n > 0)
		other = known[0].key;
	if (other.n > 0 && !str_eq(other, id))
		return place_bad(place, err,
				 "this is organization %.*s, and the inventory holds %.*s: an "
				 "inventory holds one organization; use another --db for it",
				 STR_ARG(id), STR_ARG(other));
	in->organization = arena_str(&in->arena, id);
	return true;
}

bool take_organization(struct value *value, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	const struct piece *piece = value_find(value, STR("Organization"));
	struct str id = skim_get_text(scratch, piece->text, STR("Id"));
	struct str management = skim_get_text(scratch, piece->text, STR("MasterAccountId"));
	struct record record;

	if (management.n == 0)
		management = skim_get_text(scratch, piece->text, STR("ManagementAccountId"));
	if (!arn_is_account_id(management))
		return place_bad(&piece->place, err, "the organization has no MasterAccountId");
	if (!organization_is_ours(value, &piece->place, id, err))
		return false;
	record_begin(&record, value->in, ENTITY_ORGANIZATION, id);
	record_exists(&record);
	record_value(&record, FACT_MANAGEMENT, management);
	intake_claim(value->in, STR(""), STR(""), ENTITY_ORGANIZATION, CLAIM_COMPLETE,
		     value->source->when, STR(""));
	return record_put(&record, &piece->place, err);
}

/* ---- what the lists say together --------------------------------------------------------- */

/* organization.json holds all of every list that it has. */
static void merged_end(struct value *value)
{
	if (value_has(value, STR("Roots")))
		org_claim_all(value, ENTITY_ROOT);
	if (value_has(value, STR("OrganizationalUnits")))
		org_claim_all(value, ENTITY_OU);
	if (value_has(value, STR("Policies"))) {
		org_claim_all(value, ENTITY_SCP);
		org_claim_all(value, ENTITY_RCP);
	}
	if (value_has(value, STR("Accounts"))) {
		org_claim_all(value, ENTITY_ACCOUNT);
		value->in->accounts_complete = true;
	}
}

/*
 * list-accounts is whole unless it is cut. list-accounts-for-parent looks the same: what was asked
 * for one parent, and what lacks the management account, is not taken for all of them.
 */
static void accounts_end(struct value *value)
{
	bool for_parent = value->accounts_parented ||
			  str_starts(value->source->command, STR("list-accounts-for-parent"));

	if (!value_has(value, STR("Accounts")) || for_parent || !value->management_listed)
		return;
	if (value_is_cut(value)) {
		intake_warn(
		    value->in, value->source,
		    "the list of accounts was cut (NextToken): what is missing stays unknown");
		return;
	}
	org_claim_all(value, ENTITY_ACCOUNT);
	value->in->accounts_complete = true;
}

bool organization_end(struct value *value, struct err *err)
{
	if (fits_organization(value) &&
	    (value_has(value, STR("Accounts")) || value_has(value, STR("Roots")) ||
	     value_has(value, STR("Policies")))) {
		merged_end(value);
		return true;
	}
	if (value->roots > 0 && !value_is_cut(value))
		org_claim_all(value, ENTITY_ROOT);
	accounts_end(value);
	return org_policies_end(value, err);
}
