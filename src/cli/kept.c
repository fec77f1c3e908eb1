/* cli/kept.c - histories of executions that the inventory keeps, by the execution's ARN. */
#include "cli/kept.h"

#include <sys/stat.h>

#include "rolehop/model/arn.h"
#include "rolehop/record/history.h"

bool kept_is(const char *given)
{
	struct stat st;
	struct arn arn;
	return arn_parse(str_from(given), &arn) && str_eq(arn.service, STR("states")) &&
	       stat(given, &st) != 0;
}

static bool has_name(const struct fact *fact, struct str execution)
{
	return str_eq(fact->name, execution) ||
	       (str_starts(fact->name, execution) && fact->name.p[execution.n] == '#');
}

bool kept_history(struct cli *cli, struct str execution, struct str *text, struct err *err)
{
	struct store *store = cli->app->store;
	struct str machine = history_machine(cli->arena, execution);
	const struct fact *facts = NULL;
	struct entity entity;
	bool found = false;
	size_t n = 0;
	if (!machine.n)
		return err_set(err, ERR_USAGE, "\"%.*s\" is not the ARN of an execution",
			       STR_ARG(execution));
	if (!store_find(store, cli->arena, machine, &entity, &found, err) ||
	    (found &&
	     !store_facts(store, cli->arena, entity.id, FACT_BIT(FACT_HISTORY), &facts, &n, err)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (has_name(&facts[i], execution))
			return store_document(store, cli->arena, facts[i].document, text, err);
	return err_set(err, ERR_INPUT,
		       "the inventory has no history of %.*s: save what `aws stepfunctions "
		       "get-execution-history` prints, and import it with --for %.*s",
		       STR_ARG(execution), STR_ARG(execution));
}
