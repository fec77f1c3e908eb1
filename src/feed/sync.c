/* feed/sync.c - the sync as a whole: whose accounts, a few at a time, each kept when it is whole.
 */
#include "rolehop/feed/sync.h"

#include <stdlib.h>

#include "feed/sync_job.h"
#include "rolehop/base/clock.h"

enum { IN_FLIGHT = 32, JOBS_AT_ONCE = 12, TEXT_MAX = 1 << 16 };

/* A profile's session, which accounts may share. */
struct login {
	struct session session;
	struct finder finder;
	struct str account;
	const char *partition;
};

void sync_gap(struct sync *sync, struct str account, struct str region, const char *what,
	      bool refused, struct str because)
{
	*(struct sync_gap *)vec_push(&sync->gaps) =
	    (struct sync_gap){.account = arena_str(sync->keep, account),
			      .region = arena_str(sync->keep, region),
			      .what = arena_str(sync->keep, str_from(what)),
			      .refused = refused,
			      .because = arena_str(sync->keep, because)};
}

/* ---- who we are ---------------------------------------------------------------------------------
 */

static bool renew_login(struct session *session, struct err *err)
{
	struct login *login = session->self;
	struct credentials fresh = {.expires = 0};

	if (!credentials_find(&login->finder, &fresh, err))
		return false;
	credentials_wipe(&session->credentials);
	session->credentials = fresh;
	return true;
}

/* sts:GetCallerIdentity. "arn:aws-cn:sts::..." tells the partition, too. */
static bool identify(struct sync *sync, struct login *login, struct err *err)
{
	struct str region = login->finder.settings->region;
	struct answer answer = {.outcome = CALL_FAILED};
	struct arena arena = {0};
	struct call call = {.service = service_find(STR("sts")),
			    .region = region.n > 0 ? region : STR("us-east-1"),
			    .account = STR("sts"),
			    .session = &login->session,
			    .operation = STR("GetCallerIdentity")};
	bool done = client_call_now(sync->client, &arena, &call, &answer, err);

	if (done && answer.outcome != CALL_DONE) {
		done = credentials_failed(&answer, "AWS does not accept these credentials", err);
		err_prefix(err, "credentials of %s", login->session.credentials.source);
	}
	if (done) {
		login->account = arena_str(&sync->arena, json_get_str(answer.json, STR("Account")));
		login->partition = partition_of(call.region)->name;
		if (login->account.n == 0)
			done = err_set(err, ERR_ENVIRONMENT,
				       "sts:GetCallerIdentity does not say which account this is");
	}
	arena_wipe(&arena);
	return done;
}

static bool log_in(struct sync *sync, struct str profile, struct login *login, struct err *err)
{
	login->finder = (struct finder){.files = sync->settings.files,
					.settings = &sync->settings,
					.client = sync->client,
					.home = sync->options->home,
					.profile = profile,
					.ask = sync->options->ask,
					.ask_self = sync->options->self};
	if (profile.n > 0) {
		struct aws_settings *own = arena_alloc(&sync->arena, sizeof(*own));
		aws_settings_of(sync->settings.files, profile, own);
		login->finder.settings = own;
	}
	if (!credentials_find(&login->finder, &login->session.credentials, err))
		return false;
	login->session.renew = renew_login;
	login->session.self = login;
	return identify(sync, login, err);
}

/* ---- the accounts -------------------------------------------------------------------------------
 */

static struct str region_of(const struct login *login)
{
	struct str region = login->finder.settings->region;

	return region.n > 0 ? region : STR("us-east-1");
}

static bool has_job(const struct sync *sync, struct str account)
{
	for (size_t i = 0; i < sync->jobs.n; i++)
		if (str_eq((*(struct account_job **)vec_at(&sync->jobs, i))->account, account))
			return true;
	return false;
}

static void add_job(struct sync *sync, struct login *login, struct str account, struct str assume)
{
	struct account_job *job = NULL;

	if (has_job(sync, account))
		return;
	job = arena_alloc(&sync->arena, sizeof(*job));
	job->sync = sync;
	job->account = account;
	job->partition = login->partition;
	job->base = &login->session;
	job->assume = assume;
	*(struct account_job **)vec_push(&sync->jobs) = job;
	if (map_find(&sync->done, account) != NULL) {
		job->stage = JOB_OVER;
		sync->accounts_done++;
		sync->report->resumed++;
	}
}

/* Of the organization's accounts the own one needs no role. */
static bool add_organization(struct sync *sync, struct login *login, struct err *err)
{
	struct vec accounts;
	bool found = false;

	vec_init(&accounts, &sync->arena, sizeof(struct str));
	if (!organization_sync(sync, &login->session, region_of(login), &accounts, &found, err))
		return false;
	for (size_t i = 0; sync->options->organization && i < accounts.n; i++) {
		struct str account = *(struct str *)vec_at(&accounts, i);
		struct str role =
		    arena_printf(&sync->arena, "arn:%s:iam::%.*s:role/%.*s", login->partition,
				 STR_ARG(account), STR_ARG(sync->options->role));
		add_job(sync, login, account, str_eq(account, login->account) ? STR("") : role);
	}
	return true;
}

static bool find_accounts(struct sync *sync, struct login *logins, struct err *err)
{
	const struct sync_options *options = sync->options;
	size_t n = options->n_profiles > 0 ? options->n_profiles : 1;

	for (size_t i = 0; i < n; i++) {
		struct str profile = options->n_profiles > 0 ? options->profiles[i] : STR("");
		if (!log_in(sync, profile, &logins[i], err))
			return false;
		if (options->aggregator.n == 0)
			add_job(sync, &logins[i], logins[i].account, STR(""));
	}
	for (size_t i = 0; i < n; i++)
		if (!add_organization(sync, &logins[i], err))
			return false;
	return options->aggregator.n == 0 ||
	       aggregator_sync(sync, &logins[0].session, region_of(&logins[0]), err);
}

/* ---- at work ------------------------------------------------------------------------------------
 */

static void job_release(struct account_job *job)
{
	credentials_wipe(&job->own.credentials);
	arena_release(&job->arena);
	job->stage = JOB_OVER;
}

/* NULL behind the last one. */
static struct account_job *job_at(const struct sync *sync, size_t i)
{
	return i < sync->jobs.n ? *(struct account_job **)vec_at(&sync->jobs, i) : NULL;
}

static struct sync_account account_of(const struct account_job *job, enum sync_account_state state)
{
	int64_t elapsed = clock_ticks_ms() - job->begun_ms;
	struct sync_account account = {.id = job->account,
				       .state = state,
				       .calls = job->asked - job->pending,
				       .calls_known = job->asked,
				       .seconds_left = -1};

	if (elapsed > 0)
		account.rate = (double)account.calls * 1000 / (double)elapsed;
	if (account.rate > 0)
		account.seconds_left = (int64_t)((double)job->pending / account.rate);
	return account;
}

static void tell_account(const struct account_job *job, enum sync_account_state state)
{
	const struct sync_options *options = job->sync->options;
	struct sync_account account = account_of(job, state);

	if (options->tell_account != NULL)
		options->tell_account(options->self, &account);
}

static enum sync_account_state state_of(const struct account_job *job)
{
	if (job->stopped)
		return SYNC_STOPPED;
	return job->hopeless ? SYNC_FAILED : SYNC_COLLECTED;
}

/* One that is over goes into the inventory; one that was stopped does not. */
static bool job_end(struct account_job *job, struct err *err)
{
	struct sync *sync = job->sync;
	bool done = true;

	if (!job->stopped) {
		done = job_store(job, err);
		sync->report->failed += done && job->hopeless;
		sync->accounts_done++;
		sync->last_account = job->account;
		if (done && !job->hopeless)
			resume_note(sync, job->account);
	}
	client_forget(sync->client, job->account);
	if (done)
		tell_account(job, state_of(job));
	job_release(job);
	return done;
}

void sync_tell(struct sync *sync)
{
	struct sync_account at_work[JOBS_AT_ONCE];
	const struct account_job *job;
	struct client_counts counts = client_counts(sync->client);
	int64_t elapsed = clock_ticks_ms() - sync->begun_ms;
	struct sync_progress progress = {.accounts = sync->jobs.n,
					 .accounts_done = sync->accounts_done,
					 .calls = counts.calls,
					 .calls_known = counts.calls + client_pending(sync->client),
					 .in_flight = counts.in_flight,
					 .throttled = counts.throttled,
					 .seconds_left = -1,
					 .account = sync->last_account,
					 .at_work = at_work};
	size_t fresh = sync->accounts_done - sync->report->resumed;

	if (elapsed > 0)
		progress.rate = (double)counts.calls * 1000 / (double)elapsed;
	if (fresh > 0)
		progress.seconds_left =
		    elapsed * (int64_t)(sync->jobs.n - sync->accounts_done) / (int64_t)fresh / 1000;
	for (size_t i = sync->first_job; (job = job_at(sync, i)) != NULL; i++) {
		if (job->stage == JOB_WAITING || progress.n_at_work == JOBS_AT_ONCE)
			break;
		if (job->stage == JOB_UNDER_WAY)
			at_work[progress.n_at_work++] = account_of(job, SYNC_AT_WORK);
	}
	if (sync->options->tell != NULL)
		sync->options->tell(sync->options->self, &progress);
}

/* Ends what is over, starts as many as may run at once; *left: some are not over. */
static bool jobs_step(struct sync *sync, bool *left, struct err *err)
{
	struct account_job *job;
	size_t running = 0;

	*left = false;
	while ((job = job_at(sync, sync->first_job)) != NULL && job->stage == JOB_OVER)
		sync->first_job++;
	for (size_t i = sync->first_job; (job = job_at(sync, i)) != NULL; i++) {
		if (job->stage == JOB_WAITING)
			break;
		if (job->stage == JOB_UNDER_WAY && job_is_over(job) && !job_end(job, err))
			return false;
		running += job->stage == JOB_UNDER_WAY;
	}
	for (size_t i = sync->first_job; (job = job_at(sync, i)) != NULL; i++) {
		bool stopped = client_stopped(sync->client);
		if (job->stage == JOB_WAITING && running < JOBS_AT_ONCE && !stopped) {
			job_begin(job);
			tell_account(job, SYNC_AT_WORK);
			running++;
		}
		*left =
		    *left || job->stage == JOB_UNDER_WAY || (job->stage == JOB_WAITING && !stopped);
		if (job->stage == JOB_WAITING)
			break; /* so are all behind it, or they are over */
	}
	return true;
}

static bool work(struct sync *sync, struct err *err)
{
	bool left = true;

	while (left) {
		if (!jobs_step(sync, &left, err))
			return false;
		if (left)
			client_turn(sync->client);
		sync_tell(sync);
	}
	if (client_stopped(sync->client))
		return err_set(err, ERR_INTERRUPTED,
			       "interrupted: %zu of %zu accounts are in the inventory; the same "
			       "command goes on with the others",
			       sync->accounts_done, sync->jobs.n);
	return true;
}

/* ---- beginning and end --------------------------------------------------------------------------
 */

/* What a run has in common with the one before it that was broken off. */
static struct str request_text(struct sync *sync)
{
	const struct sync_options *options = sync->options;
	struct buf out;

	buf_init(&out, &sync->arena, TEXT_MAX);
	for (size_t i = 0; i < options->n_profiles; i++)
		buf_printf(&out, "profile %.*s\n", STR_ARG(options->profiles[i]));
	for (size_t i = 0; i < options->n_regions; i++)
		buf_printf(&out, "region %.*s\n", STR_ARG(options->regions[i]));
	for (size_t i = 0; i < options->n_parameters; i++)
		buf_printf(&out, "parameter %.*s\n", STR_ARG(options->parameters[i]));
	if (options->executions > 0)
		buf_printf(&out, "executions %zu\n", options->executions);
	if (options->function_versions)
		buf_add_cstr(&out, "function versions\n");
	buf_printf(&out, "%d %.*s %.*s", options->organization, STR_ARG(options->role),
		   STR_ARG(options->aggregator));
	return buf_str(&out);
}

static void report_fill(struct sync *sync)
{
	struct client_counts counts = client_counts(sync->client);
	struct sync_report *report = sync->report;

	report->accounts = sync->accounts_done - report->failed;
	report->gaps = sync->gaps.items;
	report->n_gaps = sync->gaps.n;
	report->calls = counts.attempts;
	report->throttled = counts.throttled;
	report->bytes = counts.bytes;
	report->receive_ms = counts.receive_us / 1000;
	report->read_ms = counts.read_us / 1000;
}

static bool run(struct sync *sync, struct arena *secrets, struct err *err)
{
	const struct sync_options *options = sync->options;
	struct client_options client = {.settings = &sync->settings,
					.in_flight = IN_FLIGHT,
					.stop = options->stop,
					.stop_self = options->self};
	size_t n = options->n_profiles > 0 ? options->n_profiles : 1;
	struct login *logins = arena_array(&sync->arena, n, sizeof(*logins));
	struct str attempts = str_from(getenv("AWS_MAX_ATTEMPTS"));
	struct aws_files files;
	size_t most = 0;
	bool done = false;

	if (str_to_size(attempts, &most) && most < 100)
		client.max_attempts = (int)most;
	if (!aws_files_load(secrets, options->home, &files, err))
		return false;
	aws_settings_of(&files, options->n_profiles > 0 ? options->profiles[0] : STR(""),
			&sync->settings);
	if (!client_open(&client, &sync->client, err))
		return false;
	resume_read(sync, request_text(sync));
	done = find_accounts(sync, logins, err) && work(sync, err);
	if (done)
		resume_end(sync);
	report_fill(sync);
	client_close(sync->client);
	for (size_t i = 0; i < sync->jobs.n; i++) {
		struct account_job *job = *(struct account_job **)vec_at(&sync->jobs, i);
		if (job->stage == JOB_UNDER_WAY)
			job_release(job);
	}
	for (size_t i = 0; i < n; i++)
		credentials_wipe(&logins[i].session.credentials);
	return done;
}

bool feed_sync(struct arena *arena, struct store *store, const struct sync_options *options,
	       struct sync_report *report, struct err *err)
{
	struct arena secrets = {0};
	struct sync sync = {.options = options,
			    .keep = arena,
			    .store = store,
			    .report = report,
			    .begun_ms = clock_ticks_ms()};
	bool done = false;

	*report = (struct sync_report){.accounts = 0};
	vec_init(&sync.jobs, &sync.arena, sizeof(struct account_job *));
	vec_init(&sync.gaps, arena, sizeof(struct sync_gap));
	done = run(&sync, &secrets, err);
	arena_release(&sync.arena);
	arena_wipe(&secrets);
	return done;
}
