/* trace/mend_definition.c - offers to change what a state machine's definition says. */
#include "mend.h"

#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "say.h"
#include "shows.h"

enum { ROLES_TRIED = 5 };

static void offer_definition(struct mend *m, struct str text, struct str pointer, struct str part,
			     struct str summary)
{
	struct offer *offer = offer_new(m, REMEDY_DEFINITION);
	struct arn machine = {.account = m->gate->account};

	(void)arn_parse(m->trace->machine, &machine);
	offer->remedy.account = machine.account;
	offer->remedy.of = m->trace->machine;
	offer->remedy.policy = STR("definition");
	offer->remedy.document = text;
	offer->remedy.pointer = pointer;
	offer->remedy.summary = summary;
	offer_part(m, offer, part);
	offer->change = (struct change){CHANGE_DEFINITION, m->trace->machine, STR(""), text};
}

/* ---- a field that names the wrong thing ---------------------------------------------------------
 */

static bool names_role(struct str text)
{
	struct arn arn;

	return arn_parse(text, &arn) && arn_is_role(&arn) && arn_is_account_id(arn.account);
}

/* What should stand at the field instead; empty where that is not known. */
static struct str right_value(struct mend *m, struct str value)
{
	struct arn named;

	if (names_role(m->e->wants))
		return m->e->wants;
	if (!str_eq(m->trace->cause, STR("wrong-partition")) || !arn_parse(value, &named) ||
	    str_eq(named.partition, m->e->wants) || str_is_empty(m->e->wants))
		return STR("");
	return arena_printf(m->arena, "arn:%.*s:%.*s:%.*s:%.*s:%.*s", STR_ARG(m->e->wants),
			    STR_ARG(named.service), STR_ARG(named.region), STR_ARG(named.account),
			    STR_ARG(named.resource));
}

bool mend_definition(struct mend *m)
{
	const struct json *value = json_at(m->document, m->e->pointer);
	struct str right, text = m->e->document, literal;

	if (!json_is(value, JSON_STRING))
		return true;
	right = right_value(m, json_str(value));
	if (str_is_empty(right))
		return true;
	literal = literal_json(m->arena, right);
	(void)edit_replace(m->arena, m->e->document, m->e->pointer, literal, &text);
	offer_definition(m, text, m->e->pointer, literal,
			 arena_printf(m->arena, "in the definition, at %.*s, write %.*s",
				      STR_ARG(m->e->pointer), STR_ARG(right)));
	return true;
}

/* ---- a role to call through ---------------------------------------------------------------------
 */

/* Does the role's trust policy speak of the execution role or its account at all? */
static bool mentions(const struct role *role, struct str caller)
{
	struct arn arn;
	struct str text;

	if (role->trust == NULL || !arn_parse(caller, &arn))
		return false;
	text = policy_text(role->trust);
	return str_contains(text, caller) || str_contains(text, arn.account);
}

static bool machine_text(struct mend *m, struct str *text)
{
	enum found found = FOUND_UNKNOWN;
	const struct machine *machine = NULL;
	struct lack lack;

	*text = STR("");
	if (!m->world->ops->machine(m->world->self, m->arena, m->trace->machine, &found, &machine,
				    &lack, m->err))
		return false;
	if (found == FOUND_YES)
		*text = machine->definition;
	return true;
}

static bool offer_role(struct mend *m, struct str definition, struct str arn, size_t *offered)
{
	enum found found = FOUND_UNKNOWN;
	const struct role *role = NULL;
	struct str member, text = definition;
	struct lack lack;

	if (!m->world->ops->identity(m->world->self, m->arena, arn, &found, &role, &lack, m->err))
		return false;
	if (found != FOUND_YES || !mentions(role, m->hop->identity))
		return true;
	member = arena_printf(m->arena, "{\"RoleArn\":%.*s}", STR_ARG(literal_json(m->arena, arn)));
	(void)edit_member(m->arena, definition, m->trace->pointer, STR("Credentials"), member,
			  &text);
	(*offered)++;
	offer_definition(
	    m, text, arena_printf(m->arena, "%.*s/Credentials", STR_ARG(m->trace->pointer)),
	    arena_printf(m->arena, "{\"Credentials\":%.*s}", STR_ARG(member)),
	    arena_printf(m->arena, "give the Task Credentials that name %.*s", STR_ARG(arn)));
	return true;
}

/* Roles of the resource's account that speak of the caller, a few: the question is asked with each.
 */
bool mend_credentials(struct mend *m)
{
	const struct shown s = {m->arena, m->trace, m->hop, m->gate, m->e, m->at, NULL};
	const struct str *roles = NULL;
	struct str definition;
	size_t n = 0, offered = 0;
	struct arn caller;
	bool all;

	if (str_is_empty(m->trace->machine) || !shows_credentials_missing(&s) ||
	    !arn_is_account_id(m->hop->resource_account) || !arn_parse(m->hop->identity, &caller))
		return true;
	if (!machine_text(m, &definition))
		return false;
	if (!m->world->ops->roles_fitting(m->world->self, m->arena,
					  arena_printf(m->arena, "arn:%.*s:iam::%.*s:role/%c",
						       STR_ARG(caller.partition),
						       STR_ARG(m->hop->resource_account), HOLE),
					  &roles, &n, &all, m->err))
		return false;
	for (size_t i = 0; i < n && offered < ROLES_TRIED; i++)
		if (!offer_role(m, definition, roles[i], &offered))
			return false;
	return true;
}
