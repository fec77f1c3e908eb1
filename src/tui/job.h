/* tui/job.h - work in a process of its own, whose lines are read while nobody waits for them. */
#ifndef TUI_JOB_H
#define TUI_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"

/* All zero: none was started. */
struct job {
	pid_t pid; /* 0: none, or waited for */
	int fd;	   /* what it writes, -1 once that has ended */
	bool running;
	bool cancelled;
	int status; /* exit status, once it is not running; 128 and the signal */
	struct arena arena;
	struct vec bytes; /* char: what was read and not taken yet */
	size_t taken;
};

/*
 * Starts work in a child, which writes lines to the descriptor; true there is exit status 0. It may
 * touch no connection of the parent's.
 */
typedef bool job_work(void *self, int fd);
bool job_start(struct job *job, job_work *work, void *self, struct err *err);

/* Starts a program, NULL after its last argument: what it writes to both outputs is read. */
bool job_exec(struct job *job, const char *const *argv, struct err *err);

/* Reads some of what there is: nobody waits for the rest. */
void job_read(struct job *job);

/* The next whole line, without its end, until the next call; false: none yet. */
bool job_line(struct job *job, struct str *line);

/* Asks it to stop (SIGINT), once; it may still write. */
void job_cancel(struct job *job);

/* Ends it, if it has not ended, and forgets it. All zero is fine. */
void job_close(struct job *job);

/* In the child: one JSON object a line. */
void job_json(struct arena *arena, struct buf *buf, struct json_out *json);
bool job_send(int fd, struct buf *buf, struct json_out *json);

/* Jobs that run, so that the loop can wait for them: up to `ms`. False: none does. */
enum { JOBS_MAX = 16 };
struct jobs {
	struct job *items[JOBS_MAX];
	size_t n;
};
void jobs_add(struct jobs *jobs, struct job *job); /* there is room */
void jobs_drop(struct jobs *jobs, const struct job *job);
bool jobs_wait(const struct jobs *jobs, int ms);

#endif
