/* feed/in_organization_policy.c - SCPs and RCPs: their content, and what they are attached to. */
#include "feed/organization.h"

/* ---- policies ---------------------------------------------------------------------------- */

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
	return org_is_policy(skim_get_text(arena, element, STR("Id"))) &&
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
		if (!org_is_target(id))
			return org_bad_id(place, id, "a root, an organizational unit or an account",
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
	struct str at = org_subject(value->source);
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
	} else if (place->index >= 0 && org_is_target(at)) {
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
	struct str policy = org_subject(value->source);
	struct record record;
	struct vec targets;

	if (!org_is_policy(policy))
		return value_lacks(value, err,
				   "this answer does not say which policy's targets it lists; name "
				   "the policy with --for ID");
	record_begin(&record, value->in, ENTITY_SCP, STR(""));
	value_elements(value, STR("Targets"), &targets);
	for (size_t i = 0; i < targets.n; i++) {
		struct str id = skim_get_text(&value->in->scratch,
					      *(struct str *)vec_at(&targets, i), STR("TargetId"));
		if (!org_is_target(id))
			return org_bad_id(&place, id,
					  "a root, an organizational unit or an account", err);
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

/* ---- what a list of them says ------------------------------------------------------------ */

static bool policy_is_listed(const struct value *value, struct str id)
{
	return vec_has_str(&value->policies, id);
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

	record_begin(&record, value->in, org_target_kind(target), target);
	record_complete(&record, type->at_target);
	return policies_detach(value, type, target, err) && record_put(&record, &place, err);
}

/*
 * list-policies and list-policies-for-target print the same. A subject makes it the latter; without
 * one, only a file named after the former is taken for all policies of its type.
 */
bool org_policies_end(struct value *value, struct err *err)
{
	struct str subject = org_subject(value->source);
	bool all = subject.n == 0 && str_eq(value->source->command, STR("list-policies"));

	if (value_is_cut(value))
		return true;
	for (size_t i = 0; i < POLICY_TYPE_COUNT; i++) {
		const struct policy_type *type = &policy_types[i];
		if (value->policy_kinds != 1u << (unsigned)type->kind)
			continue;
		if (all)
			org_claim_all(value, type->kind);
		if (org_is_target(subject) && !target_end(value, type, subject, err))
			return false;
	}
	return true;
}
