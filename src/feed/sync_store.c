/* feed/sync_store.c - an account that is whole into the inventory, with what is known of its
 * coverage. */
#include "feed/private.h"
#include "feed/sync_job.h"
#include "rolehop/base/clock.h"

enum { WORDS_MAX = 800, PUMP_MS = 5 };

/* ---- what was harvested -------------------------------------------------------------------------
 */

/* An answer that the importer refuses spoils its unit, not the account. */
static void note_refusal(struct intake *in, const struct account_job *job,
			 const struct harvest *harvest)
{
	const struct import_refusal *last = vec_at(&in->refusals, in->refusals.n - 1);
	struct str words =
	    arena_printf(&in->arena, "the answer is not understood: %.*s", STR_ARG(last->text));
	struct answer odd = {.outcome = CALL_ERROR, .message = words};

	if (harvest->unit != NULL)
		unit_spoil(harvest->unit, harvest->unit->kind->list.name, &odd);
	else
		sync_gap(job->sync, job->account, STR(""), "a parameter", false, words);
}

static bool take_one(struct intake *in, const struct account_job *job,
		     const struct harvest *harvest, struct err *err)
{
	struct import_text text = {arena_cstr(&in->arena, harvest->name), harvest->text};
	size_t refused = in->refusals.n;

	if (!intake_text(in, &text, err))
		return false;
	if (in->refusals.n > refused)
		note_refusal(in, job, harvest);
	return true;
}

static bool take_all(struct intake *in, const struct account_job *job, struct err *err)
{
	int64_t pumped = clock_ticks_ms();

	for (size_t i = 0; i < job->harvest.n; i++) {
		int64_t now = clock_ticks_ms();
		if (!take_one(in, job, vec_at(&job->harvest, i), err))
			return false;
		if (now - pumped < PUMP_MS)
			continue;
		client_pump(job->sync->client); /* the other accounts go on */
		pumped = now;
	}
	return true;
}

static bool account_exists(struct intake *in, struct str account, struct err *err)
{
	struct record record;

	record_begin(&record, in, ENTITY_ACCOUNT, account);
	record_exists(&record);
	return record_put(&record, NULL, err);
}

/* ---- coverage -----------------------------------------------------------------------------------
 */

static bool unit_is_whole(const struct unit *unit)
{
	return !unit->refused && !unit->failed && !unit->off && !unit->no_host;
}

static void unit_gap(const struct unit *unit, const char *what)
{
	struct sync *sync = unit->job->sync;
	struct str region = unit->kind->global ? STR("") : unit->region;

	if (unit->refused || unit->failed)
		sync_gap(sync, unit->job->account, region, what, unit->refused, unit->because);
}

/* A kind that one unit collects: whole, or what it lacks. */
static bool cover_unit(const struct unit *unit, enum entity_kind kind, struct str region,
		       struct err *err)
{
	struct sync *sync = unit->job->sync;
	struct coverage coverage = {.account = unit->job->account,
				    .region = region,
				    .kind = kind,
				    .state = COVERAGE_COMPLETE,
				    .when = sync->options->now};

	if (unit->off) {
		coverage.state = COVERAGE_PARTIAL;
		coverage.because = STR("the region is not enabled");
	} else if (!unit_is_whole(unit)) {
		coverage.state = unit->refused ? COVERAGE_REFUSED : COVERAGE_PARTIAL;
		coverage.because = unit->because;
	}
	return store_cover(sync->store, &coverage, err);
}

static bool cover_details(const struct unit *unit, struct err *err)
{
	static const enum entity_kind kinds[] = {ENTITY_ROLE, ENTITY_USER, ENTITY_GROUP,
						 ENTITY_POLICY};

	unit_gap(unit, "roles, users, groups and policies");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!cover_unit(unit, kinds[i], STR(""), err))
			return false;
	return true;
}

/* The queues that are gone are those of which none was listed. */
static bool end_absent(const struct unit *unit, const char *under, struct err *err)
{
	struct arena scratch = {0};
	struct fields fields = {.account = unit->job->account,
				.region = unit->region,
				.partition = unit->job->partition};
	struct str prefix = fields_fill(&scratch, under, &fields, ENCODING_NONE);
	bool done = store_end_absent(unit->job->sync->store, ENTITY_RESOURCE, unit->job->account,
				     unit->kind->global ? STR("") : unit->region, prefix, err);

	arena_release(&scratch);
	return done;
}

/* All the units of resources in one region (global ones: of none) together. */
struct together {
	struct buf because;
	size_t units;
	size_t refused;
	size_t off;
	size_t spoilt;
};

/* Are all things under its prefix known, those of the lists that hang on it too? */
static bool lists_all(const struct unit *unit)
{
	if (unit->kind->depth > 0 || unit->kind->prefix == NULL || !unit_is_whole(unit))
		return false;
	for (const struct unit *child = unit->children; child != NULL; child = child->next)
		if (child->kind->prefix != NULL && !unit_is_whole(child))
			return false;
	return true;
}

static bool is_of_resources(enum what what)
{
	return what == WHAT_POLICIES || what == WHAT_KEY_ALIASES || what == WHAT_GRANTS ||
	       what == WHAT_ENCRYPTION || what == WHAT_DETAIL;
}

static bool sum_up(const struct account_job *job, struct str region, struct together *sum,
		   struct err *err)
{
	for (size_t i = 0; i < job->units.n; i++) {
		const struct unit *unit = *(struct unit **)vec_at(&job->units, i);
		struct str where = unit->kind->global ? STR("") : unit->region;
		if (!is_of_resources(unit->kind->what) || !str_eq(where, region))
			continue;
		unit_gap(unit, unit->kind->service);
		sum->units += unit->kind->depth == 0;
		sum->off += unit->off;
		sum->refused += unit->refused && unit->kind->depth == 0;
		sum->spoilt += unit->refused || unit->failed;
		if (unit->refused || unit->failed)
			buf_printf(&sum->because, "%s%s %.*s", sum->because.n > 0 ? "; " : "",
				   unit->kind->service, STR_ARG(unit->because));
		if (lists_all(unit) &&
		    (!end_absent(unit, unit->kind->prefix, err) ||
		     (unit->kind->aliases != NULL && !end_absent(unit, unit->kind->aliases, err))))
			return false;
	}
	return true;
}

static bool cover_resources(const struct account_job *job, struct str region, struct err *err)
{
	struct arena scratch = {0};
	struct together sum = {.units = 0};
	struct coverage coverage = {.account = job->account,
				    .region = region,
				    .kind = ENTITY_RESOURCE,
				    .state = COVERAGE_COMPLETE,
				    .when = job->sync->options->now};
	bool done = false;

	buf_init(&sum.because, &scratch, 1 << 16);
	done = sum_up(job, region, &sum, err);
	coverage.because = str_slice(buf_str(&sum.because), 0, WORDS_MAX);
	if (sum.spoilt > 0)
		coverage.state = sum.refused == sum.units ? COVERAGE_REFUSED : COVERAGE_PARTIAL;
	if (coverage.state == COVERAGE_COMPLETE && job->sync->options->aggregator.n > 0) {
		coverage.state = COVERAGE_PARTIAL;
		coverage.because = STR("functions and buckets are as AWS Config had them");
	}
	if (sum.off > 0 && sum.off == sum.units) {
		coverage.state = COVERAGE_PARTIAL;
		coverage.because = STR("the region is not enabled");
	}
	if (done && sum.units > 0)
		done = store_note_coverage(job->sync->store, &coverage, err);
	arena_release(&scratch);
	return done;
}

/* Regions that nobody asked for and that are off are no gap. */
static bool is_of_interest(const struct unit *unit)
{
	return !unit->off || unit->job->regions_sure;
}

static bool are_machines_answered(const struct account_job *job, struct str region)
{
	for (size_t i = 0; i < job->units.n; i++) {
		const struct unit *unit = *(struct unit **)vec_at(&job->units, i);
		if (unit->kind->what == WHAT_MACHINES && str_eq(unit->region, region))
			return !unit->no_host && !unit->failed && !unit->off;
	}
	return false;
}

/* Where state machines are answered for, the region is on, and a service without a host is not in
 * it; else it is the name server that fails. */
static void judge_units(const struct account_job *job)
{
	for (size_t i = 0; i < job->units.n; i++) {
		struct unit *unit = *(struct unit **)vec_at(&job->units, i);
		if (!unit->no_host && !unit->off)
			continue;
		bool answered = are_machines_answered(job, unit->region);
		if (unit->off && answered) {
			unit->off = false;
			unit->failed = true;
		}
		unit->failed = unit->failed || (unit->no_host && !answered);
	}
}

/* What is lacking where no kind's coverage tells; NULL: one does. */
static const char *gap_words(enum what what)
{
	switch (what) {
	case WHAT_ALIASES:
		return "account aliases";
	case WHAT_PROVIDERS:
		return "identity providers";
	case WHAT_VERSIONS:
		return "versions of state machines";
	case WHAT_MACHINE_ALIASES:
		return "aliases of state machines";
	case WHAT_EXECUTIONS:
		return "executions";
	case WHAT_HISTORIES:
		return "histories of executions";
	case WHAT_DETAILS:
	case WHAT_MACHINES:
	case WHAT_POLICIES:
	case WHAT_KEY_ALIASES:
	case WHAT_GRANTS:
	case WHAT_ENCRYPTION:
	case WHAT_DETAIL:
		break;
	}
	return NULL;
}

static bool cover_all(const struct account_job *job, struct err *err)
{
	judge_units(job);
	for (size_t i = 0; i < job->units.n; i++) {
		const struct unit *unit = *(struct unit **)vec_at(&job->units, i);
		if (unit->kind->what == WHAT_DETAILS && !cover_details(unit, err))
			return false;
		if (gap_words(unit->kind->what) != NULL)
			unit_gap(unit, gap_words(unit->kind->what));
		if (unit->kind->what != WHAT_MACHINES || !is_of_interest(unit))
			continue;
		unit_gap(unit, "state machines");
		if (unit->off)
			sync_gap(job->sync, job->account, unit->region, "the region", false,
				 unit->because);
		if (!cover_unit(unit, ENTITY_MACHINE, unit->region, err) ||
		    !cover_resources(job, unit->region, err))
			return false;
	}
	return cover_resources(job, STR(""), err);
}

/* Nothing was to be had: neither are there roles, nor none. */
static bool cover_hopeless(const struct account_job *job, struct err *err)
{
	static const enum entity_kind kinds[] = {ENTITY_ROLE, ENTITY_USER, ENTITY_GROUP,
						 ENTITY_POLICY, ENTITY_RESOURCE};
	struct coverage coverage = {.account = job->account,
				    .state = job->refused ? COVERAGE_REFUSED : COVERAGE_PARTIAL,
				    .when = job->sync->options->now,
				    .because = job->because};

	sync_gap(job->sync, job->account, STR(""), "the account", job->refused, job->because);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		coverage.kind = kinds[i];
		if (!store_note_coverage(job->sync->store, &coverage, err))
			return false;
	}
	return true;
}

/* ---- the account --------------------------------------------------------------------------------
 */

bool sync_begin(struct sync *sync, struct err *err)
{
	const struct sync_report *report = sync->report;

	return store_begin_more(sync->store, report->changed ? report->snapshot : 0, STR("sync"),
				sync->options->now, err);
}

bool sync_commit(struct sync *sync, struct err *err)
{
	struct sync_report *report = sync->report;
	bool changed = false;

	for (int kind = 0; kind < ENTITY_KIND_COUNT; kind++)
		report->put[kind] += store_put_count(sync->store, (enum entity_kind)kind);
	if (!store_commit(sync->store, &changed, &report->snapshot, err))
		return false;
	report->changed = report->changed || changed;
	return true;
}

static bool begin(struct sync *sync, struct intake *in, const struct import_options *options,
		  struct err *err)
{
	intake_init(in, &sync->arena, sync->store, options);
	in->surveyed = true;
	return sync_begin(sync, err);
}

bool job_store(struct account_job *job, struct err *err)
{
	struct import_options options = {
	    .account = job->account, .now = job->sync->options->now, .keep_going = true};
	struct intake in;
	bool done = begin(job->sync, &in, &options, err);

	if (done) {
		done = account_exists(&in, job->account, err) && take_all(&in, job, err) &&
		       intake_finish(&in, err) &&
		       (job->hopeless ? cover_hopeless(job, err) : cover_all(job, err));
		if (done)
			done = sync_commit(job->sync, err);
		else
			store_rollback(job->sync->store);
	}
	intake_release(&in);
	return done;
}

/* ---- the organization ---------------------------------------------------------------------------
 */

static bool cover_organization(struct sync *sync, bool policies, struct err *err)
{
	static const enum entity_kind kinds[] = {ENTITY_ORGANIZATION, ENTITY_ROOT, ENTITY_OU,
						 ENTITY_ACCOUNT,      ENTITY_SCP,  ENTITY_RCP};
	struct coverage all = {.state = COVERAGE_COMPLETE, .when = sync->options->now};
	size_t n = sizeof(kinds) / sizeof(kinds[0]) - (policies ? 0 : 2);

	for (size_t i = 0; i < n; i++) {
		all.kind = kinds[i];
		if (!store_cover(sync->store, &all, err))
			return false;
	}
	return true;
}

/* What the importer does not understand leaves the organization as it was, and is a gap. */
bool organization_store(struct sync *sync, struct str text, bool policies, struct err *err)
{
	struct import_options options = {.now = sync->options->now, .keep_going = true};
	struct import_text one = {"sync/organization", text};
	struct intake in;
	bool done = begin(sync, &in, &options, err);
	bool understood = false;

	if (done) {
		done = intake_text(&in, &one, err);
		understood = done && in.refusals.n == 0;
		if (understood)
			done = intake_finish(&in, err) && cover_organization(sync, policies, err) &&
			       sync_commit(sync, err);
		if (!done || !understood)
			store_rollback(sync->store);
	}
	if (done && !understood)
		sync_gap(sync, STR(""), STR(""), "organization", false,
			 ((const struct import_refusal *)vec_at(&in.refusals, 0))->text);
	intake_release(&in);
	return done;
}
