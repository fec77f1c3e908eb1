/* feed/in_organization.c - AWS Organizations: organization.json, and the answers of its commands.
 */
#include "feed/private.h"
#include "rolehop/model/arn.h"

/* ---- ids --------------------------------------------------------------------------------------
 */

/* Source: Organizations API Reference, patterns of "Root", "OrganizationalUnit", "PolicySummary".
 */
static bool is_root_id(struct str id)
{
	return str_starts(id, STR("r-")) && id.n > 2;
}

static bool is_ou_id(struct str id)
{
	return str_starts(id, STR("ou-")) && id.n > 3;
}

static bool is_policy_id(struct str id)
{
	return str_starts(id, STR("p-")) && id.n > 2;
}

static bool is_target_id(struct str id)
{
	return is_root_id(id) || is_ou_id(id) || arn_is_account_id(id);
}

static enum entity_kind target_kind(struct str id)
{
	return is_root_id(id) ? ENTITY_ROOT : is_ou_id(id) ? ENTITY_OU : ENTITY_ACCOUNT;
}

/* Commands whose answers leave out what they were asked about; files are often named after both. */
static const char *const subject_commands[] = {
    "list-parents",
    "list-targets-for-policy",
    "list-policies-for-target",
    "list-accounts-for-parent",
    "list-organizational-units-for-parent",
};

/* The id that the answer is about; empty where nothing tells. An ARN ends in its id. */
static struct str subject_id(const struct source *source)
{
	struct str given = source->for_arn;
	ptrdiff_t slash = str_find_last_char(given, '/');

	if (given.n > 0)
		return slash < 0 ? given : str_skip(given, (size_t)slash + 1);
	for (size_t i = 0; i < sizeof(subject_commands) / sizeof(subject_commands[0]); i++) {
		if (str_eq(source->command, str_from(subject_commands[i])))
			return source->subject;
	}
	return (struct str){NULL, 0};
}

static bool bad_id(const struct place *place, struct str id, const char *what, struct err *err)
{
	return place_bad(place, err, "\"%.*s\" is no id of %s", STR_ARG(id), what);
}

/* ---- the tree ---------------------------------------------------------------------------------
 */

bool fits_root(struct arena *arena, struct str element)
{
	return is_root_id(skim_get_text(arena, element, STR("Id")));
}

bool fits_ou(struct arena *arena, struct str element)
{
	return is_ou_id(skim_get_text(arena, element, STR("Id")));
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
		struct str subject = subject_id(value->source);
		*by_subject = is_root_id(subject) || is_ou_id(subject);
		parent = *by_subject ? subject : parent;
	}
	if (parent.n == 0)
		return true;
	if (!is_root_id(parent) && !is_ou_id(parent))
		return bad_id(place, parent, "a root or an organizational unit", err);
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
	struct record record;
	bool by_subject = false;
	struct arn arn;

	record_begin(&record, value->in, ENTITY_ACCOUNT, id);
	record_exists(&record);
	record.put.name = skim_get_text(scratch, account, STR("Name"));
	record_value(&record, FACT_STATUS, skim_get_text(scratch, account, STR("Status")));
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
	struct str child = subject_id(value->source);
	struct str parent;
	struct record record;
	struct vec parents;

	value_elements(value, STR("Parents"), &parents);
	if (!is_ou_id(child) && !arn_is_account_id(child))
		return value_lacks(value, err,
				   "this answer does not say whose parent it names; name the "
				   "account or organizational unit with --for ID");
	if (parents.n == 0)
		return true;
	parent = skim_get_text(&value->in->scratch, *(struct str *)vec_at(&parents, 0), STR("Id"));
	if (!is_root_id(parent) && !is_ou_id(parent))
		return bad_id(&place, parent, "a root or an organizational unit", err);
	record_begin(&record, value->in, target_kind(child), child);
	record_value(&record, FACT_PARENT, parent);
	return record_put(&record, &place, err);
}

/* ---- the organization -------------------------------------------------------------------------
 */

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

/* ---- policies ---------------------------------------------------------------------------------
 */

struct policy_type {
	struct str word;
	enum entity_kind kind;
	const char *at_target; /* FACT_COMPLETE of a target: what is attached there is known */
};

/* Other types (tag policies, backup policies ...) decide nothing. */
/* clang-format off */
static const struct policy_type policy_types[] = {
	{STR_INIT("SERVICE_CONTROL_POLICY"), ENTITY_SCP, "scps"},
	{STR_INIT("RESOURCE_CONTROL_POLICY"), ENTITY_RCP, "rcps"},
};
/* clang-format on */

enum { POLICY_TYPE_COUNT = sizeof(policy_types) / sizeof(policy_types[0]) };

static const struct policy_type *policy_type_of(struct arena *arena, struct str policy)
{
	struct str word = skim_get_text(arena, policy, STR("Type"));

	for (size_t i = 0; i < POLICY_TYPE_COUNT; i++) {
		if (str_eq(word, policy_types[i].word))
			return &policy_types[i];
	}
	return NULL;
}

bool fits_organization_policy(struct arena *arena, struct str element)
{
	return is_policy_id(skim_get_text(arena, element, STR("Id"))) &&
	       skim_has(arena, element, STR("Type"));
}

/* Targets in organization.json are ids, in the service's own answers objects. */
static bool read_targets(struct record *record, const struct place *place, struct str list,
			 struct err *err)
{
	struct arena *scratch = &record->in->scratch;
	struct skim it;
	struct str none;
	struct str target;

	skim_begin(&it, scratch, list);
	while (skim_next(&it, &none, &target)) {
		struct str id = skim_kind(target) == JSON_OBJECT
				    ? skim_get_text(scratch, target, STR("TargetId"))
				    : skim_text(scratch, target);
		if (!is_target_id(id))
			return bad_id(place, id, "a root, an organizational unit or an account",
				      err);
		record_named(record, FACT_TARGET, id, STR(""));
	}
	record_replaces(record, FACT_TARGET);
	record_complete(record, "targets");
	return true;
}

/* The policies of one list, to be compared with what was attached to its target before. */
static void policy_note(struct value *value, enum entity_kind kind, struct str id)
{
	value->policy_kinds |= 1u << (unsigned)kind;
	*(struct str *)vec_push(&value->policies) = arena_str(&value->arena, id);
}

static bool policy_put(struct value *value, const struct place *place, struct str summary,
		       struct str content, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	const struct policy_type *type = policy_type_of(scratch, summary);
	struct str targets = skim_get(scratch, summary, STR("Targets"));
	struct str at = subject_id(value->source);
	struct record record;
	struct str document;
	bool has = false;

	if (type == NULL)
		return true;
	record_begin(&record, value->in, type->kind, skim_get_text(scratch, summary, STR("Id")));
	record_exists(&record);
	record.put.name = skim_get_text(scratch, summary, STR("Name"));
	if (place->index >= 0)
		policy_note(value, type->kind, record.put.key);
	if (!document_of(value->in, place, "Content", content, &document, &has, err))
		return false;
	if (has)
		record_document(&record, FACT_DOCUMENT, STR(""), document);
	if (skim_kind(targets) == JSON_ARRAY) {
		if (!read_targets(&record, place, targets, err))
			return false;
	} else if (place->index >= 0 && is_target_id(at)) {
		record_named(&record, FACT_TARGET, at, STR(""));
	}
	return record_put(&record, place, err);
}

bool take_organization_policy(struct value *value, const struct piece *piece, struct err *err)
{
	return policy_put(value, &piece->place, piece->text,
			  skim_get(&value->in->scratch, piece->text, STR("Content")), err);
}

bool fits_described_policy(struct value *value)
{
	const struct piece *piece = value_find(value, STR("Policy"));

	return piece != NULL && skim_has(&value->in->scratch, piece->text, STR("PolicySummary"));
}

bool take_described_policy(struct value *value, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	const struct piece *piece = value_find(value, STR("Policy"));
	struct str summary = skim_get(scratch, piece->text, STR("PolicySummary"));

	if (!fits_organization_policy(scratch, summary))
		return place_bad(&piece->place, err,
				 "PolicySummary has no Id of a policy and Type");
	return policy_put(value, &piece->place, summary,
			  skim_get(scratch, piece->text, STR("Content")), err);
}

/* Whether the policy is an SCP or an RCP, another answer says: this one only has its id. */
bool take_targets(struct value *value, struct err *err)
{
	struct place place = value_place(value, STR("Targets"));
	struct str policy = subject_id(value->source);
	struct record record;
	struct vec targets;

	if (!is_policy_id(policy))
		return value_lacks(value, err,
				   "this answer does not say which policy's targets it lists; name "
				   "the policy with --for ID");
	record_begin(&record, value->in, ENTITY_SCP, STR(""));
	value_elements(value, STR("Targets"), &targets);
	for (size_t i = 0; i < targets.n; i++) {
		struct str id = skim_get_text(&value->in->scratch,
					      *(struct str *)vec_at(&targets, i), STR("TargetId"));
		if (!is_target_id(id))
			return bad_id(&place, id, "a root, an organizational unit or an account",
				      err);
		record_named(&record, FACT_TARGET, id, STR(""));
	}
	if (!value_is_cut(value)) {
		record_replaces(&record, FACT_TARGET);
		record_complete(&record, "targets");
	}
	later_add(value->in, &place, &record, STR(""), policy);
	return true;
}

bool fits_targets(struct value *value)
{
	struct vec targets;

	value_elements(value, STR("Targets"), &targets);
	if (targets.n == 0)
		return str_eq(value->source->command, STR("list-targets-for-policy"));
	return skim_has(&value->in->scratch, *(struct str *)vec_at(&targets, 0), STR("TargetId"));
}

/* ---- what the lists say together --------------------------------------------------------------
 */

static void claim_all(struct value *value, enum entity_kind kind)
{
	intake_claim(value->in, STR(""), STR(""), kind, CLAIM_COMPLETE, value->source->when,
		     STR(""));
}

/* organization.json holds all of every list that it has. */
static void merged_end(struct value *value)
{
	if (value_has(value, STR("Roots")))
		claim_all(value, ENTITY_ROOT);
	if (value_has(value, STR("OrganizationalUnits")))
		claim_all(value, ENTITY_OU);
	if (value_has(value, STR("Policies"))) {
		claim_all(value, ENTITY_SCP);
		claim_all(value, ENTITY_RCP);
	}
	if (value_has(value, STR("Accounts"))) {
		claim_all(value, ENTITY_ACCOUNT);
		value->in->accounts_complete = true;
	}
}

static bool policy_is_listed(const struct value *value, struct str id)
{
	for (size_t i = 0; i < value->policies.n; i++) {
		if (str_eq(*(struct str *)vec_at(&value->policies, i), id))
			return true;
	}
	return false;
}

/* A policy of before that the target's list does not have is attached there no more. */
static bool policy_detach(struct value *value, const struct entity *policy, struct str target,
			  struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	const struct fact *facts = NULL;
	struct place place = value_place(value, STR("Policies"));
	struct record record;
	size_t n = 0;

	if (!store_facts(value->in->store, scratch, policy->id, FACT_BIT(FACT_TARGET), &facts, &n,
			 err))
		return false;
	record_begin(&record, value->in, policy->kind, policy->key);
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(facts[i].name, target))
			record_named(&record, FACT_TARGET, facts[i].name, STR(""));
	}
	record_replaces(&record, FACT_TARGET);
	return record_put(&record, &place, err);
}

static bool policies_detach(struct value *value, const struct policy_type *type, struct str target,
			    struct err *err)
{
	const struct entity *policies = NULL;
	size_t n = 0;

	if (!store_with_fact(value->in->store, &value->in->scratch, type->kind, FACT_TARGET, target,
			     STR(""), &policies, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!policy_is_listed(value, policies[i].key) &&
		    !policy_detach(value, &policies[i], target, err))
			return false;
	}
	return true;
}

/* list-policies-for-target: all that is attached there, of the one type that was asked for. */
static bool target_end(struct value *value, const struct policy_type *type, struct str target,
		       struct err *err)
{
	struct place place = value_place(value, STR("Policies"));
	struct record record;

	record_begin(&record, value->in, target_kind(target), target);
	record_complete(&record, type->at_target);
	return policies_detach(value, type, target, err) && record_put(&record, &place, err);
}

/*
 * list-policies and list-policies-for-target print the same. A subject makes it the latter; without
 * one, only a file named after the former is taken for all policies of its type.
 */
static bool policies_end(struct value *value, struct err *err)
{
	struct str subject = subject_id(value->source);
	bool all = subject.n == 0 && str_eq(value->source->command, STR("list-policies"));

	if (value_is_cut(value))
		return true;
	for (size_t i = 0; i < POLICY_TYPE_COUNT; i++) {
		const struct policy_type *type = &policy_types[i];
		if (value->policy_kinds != 1u << (unsigned)type->kind)
			continue;
		if (all)
			claim_all(value, type->kind);
		if (is_target_id(subject) && !target_end(value, type, subject, err))
			return false;
	}
	return true;
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
	claim_all(value, ENTITY_ACCOUNT);
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
		claim_all(value, ENTITY_ROOT);
	accounts_end(value);
	return policies_end(value, err);
}
