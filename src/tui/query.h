/* tui/query.h - what a pane asks another process, and its answer, a JSON object a line. */
#ifndef TUI_QUERY_H
#define TUI_QUERY_H

#include "rolehop/base/json.h"
#include "tui/job.h"

struct tui;

/* All zero: nothing was asked. */
struct query {
	struct job job;
	struct jobs *jobs; /* where it is listed */
	size_t done;	   /* of total, as the other process told last */
	size_t total;
	struct str failed; /* why there is no answer; in the arena of the answer */
	bool finished;
	unsigned version; /* grows with everything that is told */
};

/* Asks; `work` runs in a process of its own (tui/job.h), with what `self` points to. */
bool query_ask(struct tui *tui, struct query *query, job_work *work, void *self, struct err *err);

/* Takes one object of the answer, which lives as long as the arena. */
typedef void query_take(void *self, const struct json *json);

/* Reads what came; true if that is anything. `what` names the question in the log. */
bool query_read(struct tui *tui, struct arena *arena, struct query *query, query_take *take,
		void *self, const char *what);

/* Stops it; false: it does not run. */
bool query_stop(struct query *query);

/* Ends it, if it has not ended. All zero is fine. */
void query_close(struct query *query);

/* In the other process: how far it is; why there is no answer (that is false). */
bool query_tell(int fd, size_t done, size_t total);
bool query_fail(int fd, const struct err *err);

#endif
