/* feed/sync_account.c - one account: its role assumed, its regions known, its units at work. */
#include "feed/sync_job.h"
#include "rolehop/base/clock.h"

enum { WORDS_MAX = 400 };

bool job_is_over(const struct account_job *job)
{
	return job->pending == 0;
}

void job_counts_call(struct account_job *job)
{
	job->pending++;
	job->asked++;
}

void job_add_harvest(struct account_job *job, struct unit *unit, const char *operation,
		     struct str region, struct str text)
{
	struct harvest *harvest = vec_push(&job->harvest);

	harvest->name = arena_printf(&job->arena, "sync/%.*s/%.*s%s%s", STR_ARG(job->account),
				     STR_ARG(region), region.n > 0 ? "/" : "", operation);
	harvest->text = arena_str(&job->arena, text);
	harvest->unit = unit;
}

void unit_spoil(struct unit *unit, const char *operation, const struct answer *answer)
{
	struct arena scratch = {0};
	struct str words = answer_words(&scratch, answer);

	if (answer->outcome == CALL_REFUSED)
		unit->refused = true;
	if (answer->outcome == CALL_REFUSED && unit->job->sync->probing)
		probe_note(unit, operation);
	if (answer->outcome != CALL_REFUSED)
		unit->failed = true;
	if (unit->because.n == 0)
		unit->because = arena_printf(&unit->job->arena, "%s: %.*s", operation,
					     STR_ARG(str_slice(words, 0, WORDS_MAX)));
	arena_release(&scratch);
}

/* ---- units --------------------------------------------------------------------------------------
 */

/* What is listed for each thing of another unit hangs below that. */
static void hang_below(struct account_job *job, struct unit *unit,
		       const struct collected_kind *above)
{
	for (size_t i = 0; i < job->units.n; i++) {
		struct unit *parent = *(struct unit **)vec_at(&job->units, i);
		if (parent->kind != above || !str_eq(parent->region, unit->region))
			continue;
		unit->next = parent->children;
		parent->children = unit;
	}
}

static void add_unit(struct account_job *job, const struct collected_kind *kind,
		     const struct collected_kind *above, struct str region)
{
	struct unit *unit = arena_alloc(&job->arena, sizeof(*unit));

	unit->job = job;
	unit->kind = kind;
	unit->region = region;
	if (kind->depth > 0)
		hang_below(job, unit, above);
	*(struct unit **)vec_push(&job->units) = unit;
}

static bool is_wanted(const struct sync_options *options, const struct collected_kind *kind)
{
	if (kind->what == WHAT_EXECUTIONS || kind->what == WHAT_HISTORIES)
		return options->executions > 0;
	if (kind->wished && !options->function_versions)
		return false;
	return !kind->in_config || options->aggregator.n == 0;
}

/* The region in which what is global is called. */
static struct str home_region(const struct account_job *job)
{
	struct str region = job->sync->settings.region;

	if (region.n > 0 && str_eq(str_from(partition_of(region)->name), str_from(job->partition)))
		return region;
	return job->regions.n > 0 ? *(struct str *)vec_at(&job->regions, 0) : STR("us-east-1");
}

static void units_begin(struct account_job *job)
{
	const struct collected_kind *kind = NULL;
	const struct collected_kind *last[COLLECTED_DEPTHS] = {NULL};

	for (size_t i = 0; (kind = collected_kind_row(i)) != NULL; i++) {
		const struct collected_kind *above = kind->depth > 0 ? last[kind->depth - 1] : NULL;
		last[kind->depth] = kind;
		if (!is_wanted(job->sync->options, kind))
			continue;
		if (kind->global)
			add_unit(job, kind, above, home_region(job));
		for (size_t r = 0; !kind->global && r < job->regions.n; r++)
			add_unit(job, kind, above, *(struct str *)vec_at(&job->regions, r));
	}
	for (size_t i = 0; i < job->units.n; i++) {
		struct unit *unit = *(struct unit **)vec_at(&job->units, i);
		if (unit->kind->depth == 0)
			unit_begin(unit);
	}
	parameters_begin(job);
}

/* ---- its role -----------------------------------------------------------------------------------
 */

static struct call job_assumption(struct account_job *job, struct arena *arena)
{
	struct assumption assumption = {.role_arn = job->assume,
					.external_id = job->sync->options->external_id};
	struct str region = job->sync->settings.region;
	struct call call = assumption_call(arena, &assumption,
					   region.n > 0 ? region : STR("us-east-1"), job->base);

	call.account = STR("sts");
	return call;
}

static void job_fails(struct account_job *job, const struct answer *answer)
{
	struct arena scratch = {0};
	struct str words = answer_words(&scratch, answer);

	job->hopeless = true;
	job->refused = answer->outcome == CALL_REFUSED;
	job->because = arena_printf(&job->arena, "sts:AssumeRole of %.*s: %.*s",
				    STR_ARG(job->assume), STR_ARG(str_slice(words, 0, WORDS_MAX)));
	arena_release(&scratch);
}

static bool renew_job(struct session *session, struct err *err)
{
	struct account_job *job = session->self;
	struct credentials fresh = {.expires = 0};
	struct answer answer = {.outcome = CALL_FAILED};
	struct arena arena = {0};
	struct call call = job_assumption(job, &arena);
	bool done = client_call_now(job->sync->client, &arena, &call, &answer, err);

	if (done && (answer.outcome != CALL_DONE || !assumption_read(answer.json, &fresh)))
		done = credentials_failed(&answer,
					  "the session has ended, and a new one was refused", err);
	if (done) {
		credentials_wipe(&session->credentials);
		session->credentials = fresh;
	}
	arena_wipe(&arena);
	return done;
}

static void on_assumed(void *self, const struct answer *answer)
{
	struct account_job *job = self;

	job->pending--;
	if (answer->outcome == CALL_STOPPED) {
		job->stopped = true;
		return;
	}
	if (answer->outcome != CALL_DONE || !assumption_read(answer->json, &job->own.credentials)) {
		job_fails(job, answer);
		return;
	}
	job->own.renew = renew_job;
	job->own.self = job;
	job->session = &job->own;
	regions_begin(job, units_begin);
}

void job_begin(struct account_job *job)
{
	struct arena scratch = {0};
	struct call call;

	job->stage = JOB_UNDER_WAY;
	job->begun_ms = clock_ticks_ms();
	vec_init(&job->regions, &job->arena, sizeof(struct str));
	vec_init(&job->units, &job->arena, sizeof(struct unit *));
	vec_init(&job->harvest, &job->arena, sizeof(struct harvest));
	if (job->assume.n == 0) {
		job->session = job->base;
		regions_begin(job, units_begin);
		return;
	}
	call = job_assumption(job, &scratch);
	call.done = on_assumed;
	call.self = job;
	job_counts_call(job);
	client_call(job->sync->client, &call);
	arena_wipe(&scratch);
}
