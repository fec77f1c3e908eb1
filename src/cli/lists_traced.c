/* cli/lists_traced.c - lists that come from reasoning: Tasks, findings, trusts. */
#include "cli/listing.h"
#include "cli/lists.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/findings.h"
#include "rolehop/trace/tell.h"
#include "rolehop/trace/trusts.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct str mark_of(enum verdict verdict, bool complete)
{
	enum tell_style style;
	return str_from(tell_mark(verdict, complete, &style));
}

/* Every Task of the account's machines (all, where it is empty), traced. */
static bool answer_all(struct cli *cli, struct str account, struct vec *answers, struct err *err)
{
	const struct findings_options how = {.strict = cli->app->settings.strict};
	const struct entity *machines;
	size_t n_machines;
	vec_init(answers, cli->arena, sizeof(struct task_answer));
	if (!store_list(cli->app->store, cli->arena, ENTITY_MACHINE, account, &machines,
			&n_machines, err))
		return false;
	for (size_t i = 0; i < n_machines; i++) {
		const struct task_answer *found;
		size_t n;
		struct arena scratch;
		arena_init(&scratch);
		bool ok = findings_machine_with(cli->arena, &scratch, &cli->app->world,
						machines[i].key, &how, &found, &n, err);
		arena_release(&scratch);
		if (!ok)
			return false;
		for (size_t a = 0; a < n; a++) {
			*(struct task_answer *)vec_push(answers) = found[a];
			cli_learn_task(cli, &found[a]);
		}
	}
	return true;
}

/* ---- Tasks ------------------------------------------------------------------------------------
 */

static const struct column task_columns[] = {
    {"kind", NULL, COLUMN_TEXT},
    {"arn", NULL, COLUMN_TEXT},
    {"account", NULL, COLUMN_TEXT},
    {"name", NULL, COLUMN_TEXT},
    {NULL, "VERDICT", COLUMN_MARK},
    {"machine", "MACHINE", COLUMN_TEXT},
    {"state", "STATE", COLUMN_TEXT},
    {"pointer", NULL, COLUMN_TEXT},
    {"action", "CALLS", COLUMN_OR_NULL},
    {"resource", NULL, COLUMN_OR_NULL},
    {"roleArn", "AS ROLE", COLUMN_OR_NULL},
    {"rolePath", NULL, COLUMN_OR_NULL},
    {"executionRole", NULL, COLUMN_OR_NULL},
    {"verdict", NULL, COLUMN_TEXT},
    {"complete", NULL, COLUMN_RAW},
    {"cause", "CAUSE", COLUMN_OR_NULL},
    {"summary", NULL, COLUMN_TEXT},
};

static void fill_task(const struct task_answer *answer, struct str *cells)
{
	cells[0] = STR("task");
	cells[1] = answer->machine;
	cells[2] = answer->account;
	cells[3] = answer->state;
	cells[4] = mark_of(answer->verdict, answer->complete);
	cells[5] = answer->machine;
	cells[6] = answer->state;
	cells[7] = answer->pointer;
	cells[8] = answer->action;
	cells[9] = answer->resource;
	cells[10] = answer->target_role;
	cells[11] = answer->target_path;
	cells[12] = answer->caller_role;
	cells[13] = str_from(verdict_word(answer->verdict));
	cells[14] = answer->complete ? STR("true") : STR("false");
	cells[15] = answer->cause;
	cells[16] = answer->summary;
}

bool list_tasks(struct cli *cli, struct str account, bool json, struct err *err)
{
	struct vec answers;
	struct listing listing;
	if (!answer_all(cli, account, &answers, err))
		return false;
	listing_init(&listing, cli->arena, task_columns, COUNT(task_columns));
	for (size_t i = 0; i < answers.n; i++)
		fill_task(vec_at(&answers, i), listing_add(&listing));
	return listing_print(cli, &listing, json, err);
}

/* ---- findings ---------------------------------------------------------------------------------
 */

static const struct column finding_columns[] = {
    {"kind", NULL, COLUMN_TEXT},	   {"arn", NULL, COLUMN_TEXT},
    {"account", NULL, COLUMN_TEXT},	   {"name", NULL, COLUMN_TEXT},
    {"severity", "SEVERITY", COLUMN_TEXT}, {NULL, "VERDICT", COLUMN_MARK},
    {"verdict", NULL, COLUMN_TEXT},	   {"cause", NULL, COLUMN_OR_NULL},
    {"title", "FINDING", COLUMN_TEXT},	   {"machine", "MACHINE", COLUMN_TEXT},
    {"state", "STATE", COLUMN_TEXT},	   {"pointer", NULL, COLUMN_TEXT},
    {"gate", "GATE", COLUMN_OR_NULL},	   {"complete", NULL, COLUMN_RAW},
    {"summary", NULL, COLUMN_TEXT},	   {"advice", NULL, COLUMN_TEXT},
};

static void fill_finding(const struct finding *finding, const struct task_answer *answer,
			 struct str *cells)
{
	cells[0] = STR("finding");
	cells[1] = answer->machine;
	cells[2] = answer->account;
	cells[3] = answer->state;
	cells[4] = str_from(finding->severity);
	cells[5] = mark_of(answer->verdict, answer->complete);
	cells[6] = str_from(verdict_word(answer->verdict));
	cells[7] = finding->cause;
	cells[8] = finding->title;
	cells[9] = answer->machine;
	cells[10] = answer->state;
	cells[11] = answer->pointer;
	cells[12] = answer->gate;
	cells[13] = answer->complete ? STR("true") : STR("false");
	cells[14] = answer->summary;
	cells[15] = finding->advice;
}

/* For people, worst first. */
static void add_worst_first(struct listing *listing, const struct finding *findings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t a = 0; a < findings[i].n_answers; a++)
			fill_finding(&findings[i], findings[i].answers[a], listing_add(listing));
}

/* For programs, as all rows are ordered: by account, ARN and pointer, which answers are. */
static void add_in_order(struct listing *listing, const struct vec *answers,
			 const struct finding *findings, size_t n)
{
	const struct task_answer *items = answers->items;
	const struct finding **of =
	    arena_array(listing->arena, answers->n + 1, sizeof(const void *));
	for (size_t i = 0; i < n; i++)
		for (size_t a = 0; a < findings[i].n_answers; a++)
			of[findings[i].answers[a] - items] = &findings[i];
	for (size_t i = 0; i < answers->n; i++)
		if (of[i] != NULL)
			fill_finding(of[i], &items[i], listing_add(listing));
}

bool list_findings(struct cli *cli, struct str account, bool json, struct err *err)
{
	struct vec answers;
	struct listing listing;
	const struct finding *findings;
	size_t n;
	if (!answer_all(cli, account, &answers, err))
		return false;
	findings_group(cli->arena, answers.items, answers.n, &findings, &n);
	listing_init(&listing, cli->arena, finding_columns, COUNT(finding_columns));
	if (json)
		add_in_order(&listing, &answers, findings, n);
	else
		add_worst_first(&listing, findings, n);
	return listing_print(cli, &listing, json, err);
}

/* ---- trusts -----------------------------------------------------------------------------------
 */

static const struct column trust_columns[] = {
    {"kind", NULL, COLUMN_TEXT},
    {"arn", NULL, COLUMN_TEXT},
    {"account", NULL, COLUMN_TEXT},
    {"name", NULL, COLUMN_TEXT},
    {"role", "ROLE", COLUMN_TEXT},
    {"effect", "EFFECT", COLUMN_TEXT},
    {"principal", "PRINCIPAL", COLUMN_TEXT},
    {"principalKind", "KIND", COLUMN_TEXT},
    {"principalAccount", NULL, COLUMN_OR_NULL},
    {"crossAccount", NULL, COLUMN_RAW},
    {"externalId", "EXTERNAL ID", COLUMN_OR_NULL},
    {"otherConditions", NULL, COLUMN_RAW},
    {"pointer", NULL, COLUMN_TEXT},
    {"provider", NULL, COLUMN_OR_NULL},
};

static struct str truth(bool value)
{
	return value ? STR("true") : STR("false");
}

static void fill_trust(struct arena *arena, const struct entity *role, const struct trust_row *row,
		       struct str *cells)
{
	cells[0] = STR("trust");
	cells[1] = cells[4] = role->key;
	cells[2] = role->account;
	cells[3] = role->name;
	cells[5] = row->deny ? STR("Deny") : STR("Allow");
	cells[6] = arena_str(arena, row->principal);
	cells[7] = str_from(row->kind);
	cells[8] = arena_str(arena, row->account);
	cells[9] = truth(row->cross_account);
	cells[10] = arena_str(arena, row->external_id);
	cells[11] = truth(row->other_conditions);
	cells[12] = arena_str(arena, row->pointer);
}

/* Is the identity provider that a trust policy names one of the account? */
static bool fill_provider(const struct world *world, struct arena *scratch,
			  const struct trust_row *row, struct str *cell, struct err *err)
{
	enum found found = FOUND_UNKNOWN;
	*cell = STR("");
	if (!trust_is_federated(row))
		return true;
	if (!world->ops->provider(world->self, scratch, row->principal, &found, err))
		return false;
	*cell = found == FOUND_YES	? STR("known")
		: found == FOUND_ABSENT ? STR("dangling")
					: STR("unknown");
	return true;
}

static bool add_trusts(struct cli *cli, struct listing *listing, const struct entity *entity,
		       struct err *err)
{
	const struct world *world = &cli->app->world;
	const struct role *role;
	const struct trust_row *rows;
	struct lack lack;
	enum found found;
	size_t n = 0;
	struct arena scratch;
	arena_init(&scratch);
	bool ok =
	    world->ops->identity(world->self, &scratch, entity->key, &found, &role, &lack, err);
	if (ok && found == FOUND_YES && role->trust)
		trusts_of(&scratch, role, &rows, &n);
	for (size_t i = 0; ok && i < n; i++) {
		struct str *cells = listing_add(listing);
		fill_trust(cli->arena, entity, &rows[i], cells);
		ok = fill_provider(world, &scratch, &rows[i], &cells[13], err);
	}
	arena_release(&scratch);
	return ok;
}

bool list_trusts(struct cli *cli, struct str account, bool json, struct err *err)
{
	const struct entity *roles;
	size_t n;
	struct listing listing;
	listing_init(&listing, cli->arena, trust_columns, COUNT(trust_columns));
	if (!store_list(cli->app->store, cli->arena, ENTITY_ROLE, account, &roles, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!add_trusts(cli, &listing, &roles[i], err))
			return false;
	return listing_print(cli, &listing, json, err);
}
