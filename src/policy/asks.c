/* policy/asks.c - what of a request a policy may look at. */
#include "policy/compiled.h"
#include "policy/vars.h"

static bool any_statement(const struct policy *policy, bool (*asks)(const struct statement *))
{
	for (size_t i = 0; i < policy->n_statements; i++)
		if (asks(&policy->statements[i]))
			return true;
	return policy->broken;
}

/* ---- which of its names a service calls by
 * ------------------------------------------------------------ */

static bool any_variables(const struct patterns *patterns)
{
	for (uint32_t i = 0; i < patterns->n; i++)
		if (patterns->items[i].variables || patterns->items[i].odd)
			return true;
	return false;
}

/* An Allow for one name of several allows: so it would by that name alone. A Deny of one name does
 * not keep out the other. */
static bool principals_name_service(const struct statement *statement)
{
	const struct principals *principals = &statement->principals;

	if (principals->negated)
		return true;
	for (uint32_t i = 0; i < principals->n && !statement->allow; i++)
		if (principals->items[i].form != FORM_EVERYONE)
			return true;
	return false;
}

static bool statement_names_service(const struct statement *statement)
{
	if (statement->broken || principals_name_service(statement) ||
	    any_variables(&statement->resources) || any_variables(&statement->actions))
		return true;
	for (uint32_t i = 0; i < statement->n_conditions; i++)
		if (str_contains_nocase(statement->conditions[i].key, STR("service")) ||
		    any_variables(&statement->conditions[i].values))
			return true;
	return false;
}

bool policy_may_tell_names_apart(const struct policy *policy)
{
	return any_statement(policy, statement_names_service);
}

/* ---- when it is asked
 * ------------------------------------------------------------------------------------- */

/* "aws:CurrentTime", "aws:EpochTime", and what else is named after time. */
static bool names_time(struct str text)
{
	return str_contains_nocase(text, STR("time"));
}

static bool variables_name_time(const struct patterns *patterns)
{
	for (uint32_t i = 0; i < patterns->n; i++)
		if (vars_any(patterns->items[i].text) && names_time(patterns->items[i].text))
			return true;
	return false;
}

static bool statement_asks_time(const struct statement *statement)
{
	if (statement->broken || variables_name_time(&statement->resources) ||
	    variables_name_time(&statement->actions))
		return true;
	for (uint32_t i = 0; i < statement->n_conditions; i++)
		if (names_time(statement->conditions[i].key) ||
		    variables_name_time(&statement->conditions[i].values))
			return true;
	return false;
}

bool policy_may_ask_time(const struct policy *policy)
{
	return any_statement(policy, statement_asks_time);
}
