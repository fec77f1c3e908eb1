/* row_asl.c - reading and planning definitions beside a bare parse of them; look-ups. */
#include "bench.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asl/catalogue.h"
#include "rolehop/asl/integrations.h"
#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"

enum { DEFINITIONS_MAX = 100000 };

struct definitions {
	const struct bench *bench;
	struct arena scratch;
	struct str *texts;
	size_t n;
	size_t tasks; /* that were planned */
};

/* ---- ours -------------------------------------------------------------------------------------
 */

static void plan_all(struct definitions *d, const struct asl *asl)
{
	struct asl_flow_cache cache = {.arena = &d->scratch};
	struct asl_environment env = {
	    .machine_arn = STR("arn:aws:states:us-east-1:111111111111:stateMachine:Flow"),
	    .machine_name = STR("Flow"),
	    .role_arn = STR("arn:aws:iam::111111111111:role/Exec"),
	    .cache = &cache};
	struct asl_plan_input input = {.asl = asl,
				       .env = &env,
				       .machine_type = MACHINE_STANDARD,
				       .partition = STR("aws"),
				       .region = STR("us-east-1"),
				       .home_account = STR("111111111111"),
				       .effective_account = STR("111111111111")};

	for (size_t i = 0; i < asl->n_states; i++) {
		struct asl_value role;
		struct asl_plan plan;
		if (!asl_calls(asl->states[i]))
			continue;
		input.state = asl->states[i];
		asl_resolve(&d->scratch, asl, asl->states[i], &env, STR("Credentials"),
			    STR("RoleArn"), &role);
		input.has_credentials = role.kind != ASL_VALUE_NONE;
		asl_plan_task(&d->scratch, &input, &plan);
		d->tasks++;
	}
}

static void read_and_plan(void *self)
{
	struct definitions *d = self;
	struct err err;

	for (size_t i = 0; i < d->n; i++) {
		const struct asl *asl;
		struct arena_mark mark = arena_mark(&d->scratch);
		if (!asl_read(&d->scratch, d->texts[i], &asl, &err))
			abort();
		plan_all(d, asl);
		arena_rewind(&d->scratch, mark);
	}
}

static struct lap ours(void *self)
{
	struct definitions *d = self;
	struct lap lap = lap_calls(d->bench, read_and_plan, d);

	lap.units *= (double)d->n;
	return lap;
}

static struct lap ours_in_tasks(void *self)
{
	struct definitions *d = self;

	d->tasks = 0;
	struct lap lap = lap_calls(d->bench, read_and_plan, d);
	lap.units = (double)d->tasks;
	return lap;
}

/* ---- cJSON, as it comes and with an arena -----------------------------------------------------
 */

enum { POOL = 1 << 24 };
static _Thread_local char pool[POOL];
static _Thread_local size_t pool_used;

static void *pool_take(size_t n)
{
	n = (n + 15) & ~(size_t)15;
	if (pool_used + n > POOL)
		abort();
	pool_used += n;
	return pool + pool_used - n;
}

static void pool_leave(void *p)
{
	(void)p;
}

static void parse(void *self)
{
	struct definitions *d = self;

	for (size_t i = 0; i < d->n; i++) {
		cJSON *json = cJSON_ParseWithLength(d->texts[i].p, d->texts[i].n);
		if (!json)
			abort();
		cJSON_Delete(json);
		pool_used = 0;
	}
}

static struct lap parse_lap(struct definitions *d, cJSON_Hooks *hooks)
{
	cJSON_InitHooks(hooks);
	struct lap lap = lap_calls(d->bench, parse, d);
	cJSON_InitHooks(NULL);
	lap.units *= (double)d->n;
	return lap;
}

static struct lap bare(void *self)
{
	return parse_lap(self, NULL);
}

static struct lap bare_with_arena(void *self)
{
	return parse_lap(self, &(cJSON_Hooks){pool_take, pool_leave});
}

/* ---- look-ups ---------------------------------------------------------------------------------
 */

struct lookups {
	const struct bench *bench;
	struct catalogue_rows all;
	size_t next;
};

/* Every SDK operation of the catalogue in turn, far from the one before. */
static void look_up(void *self)
{
	struct lookups *l = self;
	size_t n = l->all.to - l->all.from;

	l->next = (l->next + 7919) % n;
	size_t row = l->all.from + l->next;
	struct catalogue_rows found =
	    catalogue_rows(CATALOGUE_ACTIONS, catalogue_cell(CATALOGUE_ACTIONS, row, 0),
			   catalogue_cell(CATALOGUE_ACTIONS, row, 1));
	if (found.from > row || found.to <= row)
		abort();
}

static struct lap look_up_lap(void *self)
{
	return lap_calls(((struct lookups *)self)->bench, look_up, self);
}

/* ---- the rows ---------------------------------------------------------------------------------
 */

/* The definitions of an estate's machines, as describe-state-machine prints them. */
static bool load(struct bench *bench, struct definitions *d)
{
	d->texts = arena_array(&bench->arena, DEFINITIONS_MAX, sizeof(*d->texts));
	for (unsigned account = 0;; account++) {
		char name[64];
		snprintf(name, sizeof(name), "small/machines-%05u.jsonl", account);
		struct str text = bench_file(bench, bench_estate(bench, name));
		const char *at = text.p, *end;
		if (!text.n)
			return d->n > 0;
		while (at < text.p + text.n && d->n < DEFINITIONS_MAX) {
			cJSON *answer = cJSON_ParseWithOpts(at, &end, 0);
			const char *definition = cJSON_GetStringValue(
			    cJSON_GetObjectItemCaseSensitive(answer, "definition"));
			if (!definition)
				return false;
			d->texts[d->n++] = arena_str(&bench->arena, str_from(definition));
			cJSON_Delete(answer);
			at = end + strspn(end, "\r\n");
		}
	}
}

void rows_asl(struct bench *bench)
{
	struct definitions d = {.bench = bench};
	struct lookups lookups = {.bench = bench, .all = catalogue_all(CATALOGUE_ACTIONS)};
	struct lap in_10_seconds = {200000, 10}, in_200_ns = {1, 200e-9};

	if (!load(bench, &d)) {
		bench_skip(bench, "asl: read and plan", "the estate has no machines");
		return;
	}
	arena_init(&d.scratch);
	bench_row(bench, &(struct row){"asl: read and plan",
				       "definitions",
				       0.5,
				       {"rolehop", ours, &d},
				       {"cJSON_Parse, cJSON_Delete", bare, &d}});
	bench_row(bench, &(struct row){"asl: read and plan, arena",
				       "definitions",
				       0.1,
				       {"rolehop", ours, &d},
				       {"cJSON with an arena", bare_with_arena, &d}});
	bench_row(bench, &(struct row){"asl: 200,000 Tasks planned",
				       "Tasks",
				       1,
				       {"rolehop", ours_in_tasks, &d},
				       {"200,000 in 10 s", lap_given, &in_10_seconds}});
	bench_row(bench, &(struct row){"asl: an SDK action looked up",
				       "look-ups",
				       1,
				       {"rolehop", look_up_lap, &lookups},
				       {"one in 200 ns", lap_given, &in_200_ns}});
	arena_release(&d.scratch);
}
