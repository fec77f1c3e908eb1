/* feed/organization.c - ids of AWS Organizations, and what an answer without a subject is about. */
#include "feed/organization.h"
#include "rolehop/model/arn.h"

/* ---- ids --------------------------------------------------------------------------------- */

/* Source: Organizations API Reference, "Root", "OrganizationalUnit", "PolicySummary". */
bool org_is_root(struct str id)
{
	return str_starts(id, STR("r-")) && id.n > 2;
}

bool org_is_ou(struct str id)
{
	return str_starts(id, STR("ou-")) && id.n > 3;
}

bool org_is_policy(struct str id)
{
	return str_starts(id, STR("p-")) && id.n > 2;
}

bool org_is_target(struct str id)
{
	return org_is_root(id) || org_is_ou(id) || arn_is_account_id(id);
}

enum entity_kind org_target_kind(struct str id)
{
	return org_is_root(id) ? ENTITY_ROOT : org_is_ou(id) ? ENTITY_OU : ENTITY_ACCOUNT;
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
struct str org_subject(const struct source *source)
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

bool org_bad_id(const struct place *place, struct str id, const char *what, struct err *err)
{
	return place_bad(place, err, "\"%.*s\" is no id of %s", STR_ARG(id), what);
}

void org_claim_all(struct value *value, enum entity_kind kind)
{
	intake_claim(value->in, STR(""), STR(""), kind, CLAIM_COMPLETE, value->source->when,
		     STR(""));
}
