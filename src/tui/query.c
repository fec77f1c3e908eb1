/* tui/query.c - what a pane asks another process, and its answer, a JSON object a line. */
#include "tui/query.h"

#include "rolehop/base/log.h"
#include "tui/explorer.h"

bool query_ask(struct tui *tui, struct query *query, job_work *work, void *self, struct err *err)
{
	if (tui->jobs.n + 1 >= JOBS_MAX) /* an import finds room always */
		return err_set(err, ERR_ENVIRONMENT,
			       "too much runs beside this already: Ctrl-C stops what is open");
	if (!job_start(&query->job, work, self, err))
		return false;
	query->jobs = &tui->jobs;
	jobs_add(query->jobs, &query->job);
	return true;
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void take_line(struct arena *arena, struct query *query, struct str line, query_take *take,
		      void *self)
{
	const struct json *json;
	struct err err;
	query->version++;
	if (!json_parse(arena, arena_str(arena, line), &json, &err)) {
		query->failed = STR("a line of the answer cannot be read");
	} else if (json_get(json, STR("error")) != NULL) {
		query->failed = json_get_str(json, STR("error"));
	} else if (json_get(json, STR("total")) != NULL) {
		query->done = (size_t)json_number(json_get(json, STR("done")));
		query->total = (size_t)json_number(json_get(json, STR("total")));
	} else {
		take(self, json);
	}
}

static void finish(struct tui *tui, struct query *query, const char *what)
{
	query->finished = true;
	query->version++;
	jobs_drop(query->jobs, &query->job);
	if (query->job.cancelled)
		query->failed = STR("stopped");
	else if (query->job.status != 0 && query->failed.n == 0)
		query->failed = STR("the process that was asked ended before it was done");
	if (query->failed.n > 0) {
		log_add(&tui->app->log, "%s: %.*s", what, STR_ARG(tui_safe(tui, query->failed)));
		tui->failures += !query->job.cancelled;
	}
}

bool query_read(struct tui *tui, struct arena *arena, struct query *query, query_take *take,
		void *self, const char *what)
{
	unsigned before = query->version;
	struct str line;
	if (query->jobs == NULL || query->finished)
		return false;
	job_read(&query->job);
	while (job_line(&query->job, &line))
		take_line(arena, query, line, take, self);
	if (!query->job.running)
		finish(tui, query, what);
	return query->version != before;
}

/* ---- ending ---------------------------------------------------------------------------------- */

bool query_stop(struct query *query)
{
	if (!query->job.running)
		return false;
	job_cancel(&query->job);
	return true;
}

void query_close(struct query *query)
{
	if (query->jobs == NULL)
		return;
	jobs_drop(query->jobs, &query->job);
	job_close(&query->job);
}

/* ---- in the other process -------------------------------------------------------------------- */

bool query_tell(int fd, size_t done, size_t total)
{
	struct arena arena = {0};
	struct json_out json;
	struct buf buf;
	job_json(&arena, &buf, &json);
	json_out_int(&json, "done", (long long)done);
	json_out_int(&json, "total", (long long)total);
	bool sent = job_send(fd, &buf, &json);
	arena_release(&arena);
	return sent;
}

bool query_fail(int fd, const struct err *err)
{
	struct arena arena = {0};
	struct json_out json;
	struct buf buf;
	job_json(&arena, &buf, &json);
	json_out_str(&json, "error", str_from(err->text));
	job_send(fd, &buf, &json);
	arena_release(&arena);
	return false;
}
