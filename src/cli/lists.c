/* cli/lists.c - lists of things: accounts, identities, policies, machines, resources, snapshots. */
#include "cli/lists.h"

#include "cli/listing.h"
#include "rolehop/asl/read.h"
#include "rolehop/base/clock.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/trusts.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what all lists share ---------------------------------------------------------------------
 */

/* Fills the cells of one entity; `scratch` is given back after each. */
typedef bool (*fill_row)(struct cli *cli, struct arena *scratch, const struct entity *entity,
			 struct str *cells, struct err *err);

static bool list_entities(struct cli *cli, enum entity_kind kind, struct str account,
			  const struct column *columns, size_t n_columns, fill_row fill, bool json,
			  struct err *err)
{
	const struct entity *entities;
	size_t n;
	struct listing listing;
	listing_init(&listing, cli->arena, columns, n_columns);
	if (!store_list(cli->app->store, cli->arena, kind, account, &entities, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct arena scratch;
		arena_init(&scratch);
		bool ok = fill(cli, &scratch, &entities[i], listing_add(&listing), err);
		arena_release(&scratch);
		if (!ok)
			return false;
	}
	return listing_print(cli, &listing, json, err);
}

/* The cells that every row begins with: kind, ARN, account, name. */
static void fill_head(const struct entity *entity, struct str *cells)
{
	cells[0] = str_from(entity_kind_word(entity->kind));
	cells[1] = entity->key;
	cells[2] = entity->account;
	cells[3] = entity->name;
}

static struct str number(struct arena *arena, size_t n)
{
	return arena_printf(arena, "%zu", n);
}

/* The value of the first fact of that kind, or empty. */
static bool fact_value(struct cli *cli, struct arena *scratch, const struct entity *entity,
		       enum fact_kind kind, struct str *out, struct err *err)
{
	const struct fact *facts;
	size_t n;
	if (!store_facts(cli->app->store, scratch, entity->id, FACT_BIT(kind), &facts, &n, err))
		return false;
	*out = n ? arena_str(cli->arena, facts[0].value) : STR("");
	return true;
}

/* ---- accounts ---------------------------------------------------------------------------------
 */

static const struct column account_columns[] = {
    {"kind", NULL, COLUMN_TEXT},
    {"arn", NULL, COLUMN_TEXT},
    {"account", "ACCOUNT", COLUMN_TEXT},
    {"name", "NAME", COLUMN_OR_NULL},
    {"roles", "ROLES", COLUMN_RAW},
    {"machines", "MACHINES", COLUMN_RAW},
    {"collected", "ROLES COLLECTED", COLUMN_TEXT},
    {"collectedAt", "WHEN", COLUMN_OR_NULL},
};

/* The partition that ARNs of its things have; "aws" where there are none. */
static bool partition_in(struct cli *cli, struct arena *scratch, struct str account,
			 struct str *out, struct err *err)
{
	static const enum entity_kind kinds[] = {ENTITY_ROLE, ENTITY_USER, ENTITY_MACHINE,
						 ENTITY_POLICY, ENTITY_RESOURCE};
	const struct entity *first;
	struct arn arn;
	size_t n;
	*out = STR("aws");
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (!store_page(cli->app->store, scratch, kinds[i], account, STR(""), 0, 1, &first,
				&n, err))
			return false;
		if (n > 0 && arn_parse(first->key, &arn)) {
			*out = arn.partition;
			return true;
		}
	}
	return true;
}

bool list_account_arn(struct cli *cli, struct str account, struct str *out, struct err *err)
{
	struct arena scratch;
	struct str partition;
	arena_init(&scratch);
	bool ok = partition_in(cli, &scratch, account, &partition, err);
	if (ok)
		*out = arena_printf(cli->arena, "arn:%.*s:iam::%.*s:root", STR_ARG(partition),
				    STR_ARG(account));
	arena_release(&scratch);
	return ok;
}

static bool fill_account(struct cli *cli, struct arena *scratch, const struct entity *entity,
			 struct str *cells, struct err *err)
{
	size_t roles;
	size_t machines;
	struct coverage coverage;
	struct store *store = cli->app->store;
	if (!store_count(store, ENTITY_ROLE, entity->key, &roles, err) ||
	    !store_count(store, ENTITY_MACHINE, entity->key, &machines, err) ||
	    !store_coverage(store, scratch, entity->key, STR(""), ENTITY_ROLE, &coverage, err))
		return false;
	fill_head(entity, cells);
	if (!list_account_arn(cli, entity->key, &cells[1], err))
		return false;
	cells[2] = entity->key;
	cells[4] = number(cli->arena, roles);
	cells[5] = number(cli->arena, machines);
	cells[6] = str_from(coverage_word(coverage.state));
	if (coverage.when)
		cells[7] = clock_iso(cli->arena, coverage.when);
	return true;
}

bool list_accounts(struct cli *cli, struct str account, bool json, struct err *err)
{
	return list_entities(cli, ENTITY_ACCOUNT, account, account_columns, COUNT(account_columns),
			     fill_account, json, err);
}

/* ---- roles, users and managed policies --------------------------------------------------------
 */

static const struct column role_columns[] = {
    {"kind", NULL, COLUMN_TEXT},    {"arn", "ROLE", COLUMN_TEXT},
    {"account", NULL, COLUMN_TEXT}, {"name", NULL, COLUMN_TEXT},
    {"path", NULL, COLUMN_TEXT},    {"boundary", "BOUNDARY", COLUMN_OR_NULL},
    {NULL, "TRUSTS", COLUMN_TEXT},
};

static const struct column user_columns[] = {
    {"kind", NULL, COLUMN_TEXT},    {"arn", "USER", COLUMN_TEXT},
    {"account", NULL, COLUMN_TEXT}, {"name", NULL, COLUMN_TEXT},
    {"path", NULL, COLUMN_TEXT},    {"boundary", "BOUNDARY", COLUMN_OR_NULL},
};

static bool fill_identity(struct cli *cli, struct arena *scratch, const struct entity *entity,
			  struct str *cells, struct err *err)
{
	const struct role *role;
	struct lack lack;
	enum found found;
	struct arn arn;
	const struct world *world = &cli->app->world;
	fill_head(entity, cells);
	cells[4] = arn_parse(entity->key, &arn) ? arn_path(&arn) : STR("");
	if (!world->ops->identity(world->self, scratch, entity->key, &found, &role, &lack, err))
		return false;
	if (found != FOUND_YES)
		return true;
	cells[5] = arena_str(cli->arena, role->boundary);
	if (entity->kind == ENTITY_ROLE && role->trust)
		cells[6] = arena_str(cli->arena, trusts_short(scratch, role));
	return true;
}

bool list_roles(struct cli *cli, struct str account, bool json, struct err *err)
{
	return list_entities(cli, ENTITY_ROLE, account, role_columns, COUNT(role_columns),
			     fill_identity, json, err);
}

bool list_users(struct cli *cli, struct str account, bool json, struct err *err)
{
	return list_entities(cli, ENTITY_USER, account, user_columns, COUNT(user_columns),
			     fill_identity, json, err);
}

static const struct column policy_columns[] = {
    {"kind", NULL, COLUMN_TEXT},	  {"arn", "POLICY", COLUMN_TEXT},
    {"account", NULL, COLUMN_OR_NULL},	  {"name", NULL, COLUMN_TEXT},
    {"document", "DOCUMENT", COLUMN_RAW},
};

/* Is its document in the inventory? */
static bool fill_document(struct cli *cli, struct arena *scratch, const struct entity *entity,
			  struct str *cells, struct err *err)
{
	const struct fact *facts;
	size_t n;
	fill_head(entity, cells);
	if (!store_facts(cli->app->store, scratch, entity->id, FACT_BIT(FACT_DOCUMENT), &facts, &n,
			 err))
		return false;
	cells[4] = n ? STR("true") : STR("false");
	return true;
}

bool list_policies(struct cli *cli, struct str account, bool json, struct err *err)
{
	return list_entities(cli, ENTITY_POLICY, account, policy_columns, COUNT(policy_columns),
			     fill_document, json, err);
}

static const struct column resource_columns[] = {
    {"kind", NULL, COLUMN_TEXT},
    {"arn", "RESOURCE", COLUMN_TEXT},
    {"account", "ACCOUNT", COLUMN_OR_NULL},
    {"name", NULL, COLUMN_TEXT},
    {"policy", "POLICY", COLUMN_RAW},
};

bool list_resources(struct cli *cli, struct str account, bool json, struct err *err)
{
	return list_entities(cli, ENTITY_RESOURCE, account, resource_columns,
			     COUNT(resource_columns), fill_document, json, err);
}

/* ---- machines ---------------------------------------------------------------------------------
 */

static const struct column machine_columns[] = {
    {"kind", NULL, COLUMN_TEXT},
    {"arn", "MACHINE", COLUMN_TEXT},
    {"account", NULL, COLUMN_TEXT},
    {"name", NULL, COLUMN_TEXT},
    {"type", "TYPE", COLUMN_OR_NULL},
    {"tasks", "TASKS", COLUMN_RAW},
    {"roleArn", "EXECUTION ROLE", COLUMN_OR_NULL},
};

/* How many Tasks its definition has; empty where that is not known or cannot be read. */
static bool count_tasks(struct cli *cli, struct arena *scratch, const struct entity *entity,
			struct str *out, struct err *err)
{
	const struct fact *facts;
	const struct asl *asl;
	const struct asl_state *const *tasks;
	struct str text;
	struct err damage;
	size_t n;
	struct store *store = cli->app->store;
	*out = STR("");
	if (!store_facts(store, scratch, entity->id, FACT_BIT(FACT_DEFINITION), &facts, &n, err))
		return false;
	if (!n || !facts[0].document)
		return true;
	if (!store_document(store, scratch, facts[0].document, &text, err))
		return false;
	if (!asl_read(scratch, text, &asl, &damage))
		return true;
	trace_tasks(scratch, asl, &tasks, &n);
	*out = number(cli->arena, n);
	return true;
}

static bool fill_machine(struct cli *cli, struct arena *scratch, const struct entity *entity,
			 struct str *cells, struct err *err)
{
	fill_head(entity, cells);
	return fact_value(cli, scratch, entity, FACT_TYPE, &cells[4], err) &&
	       count_tasks(cli, scratch, entity, &cells[5], err) &&
	       fact_value(cli, scratch, entity, FACT_ROLE_ARN, &cells[6], err);
}

bool list_machines(struct cli *cli, struct str account, bool json, struct err *err)
{
	return list_entities(cli, ENTITY_MACHINE, account, machine_columns, COUNT(machine_columns),
			     fill_machine, json, err);
}

/* ---- snapshots --------------------------------------------------------------------------------
 */

static const struct column snapshot_columns[] = {
    {"kind", NULL, COLUMN_TEXT},       {"arn", NULL, COLUMN_OR_NULL},
    {"account", NULL, COLUMN_OR_NULL}, {"name", NULL, COLUMN_TEXT},
    {"id", "SNAPSHOT", COLUMN_RAW},    {"taken", "TAKEN", COLUMN_TEXT},
    {"source", "SOURCE", COLUMN_TEXT},
};

bool list_snapshots(struct cli *cli, struct str account, bool json, struct err *err)
{
	const struct snapshot *snapshots;
	size_t n;
	struct listing listing;
	if (account.n)
		return err_set(err, ERR_USAGE,
			       "--account does not go with snapshots: they hold all accounts");
	listing_init(&listing, cli->arena, snapshot_columns, COUNT(snapshot_columns));
	if (!store_snapshots(cli->app->store, cli->arena, &snapshots, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct str *cells = listing_add(&listing);
		cells[0] = STR("snapshot");
		cells[3] = cells[4] = arena_printf(cli->arena, "%lld", (long long)snapshots[i].id);
		cells[5] = clock_iso(cli->arena, snapshots[i].taken);
		cells[6] = snapshots[i].source;
	}
	return listing_print(cli, &listing, json, err);
}
