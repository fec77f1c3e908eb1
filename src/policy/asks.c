/* policy/asks.c - what of a request a policy may look at. */
#include "policy/compiled.h"
#include "policy/vars.h"

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
	if (policy->broken)
		return true;
	for (size_t i = 0; i < policy->n_statements; i++)
		if (statement_asks_time(&policy->statements[i]))
			return true;
	return false;
}
