/* app/scan.h - every Task of the inventory traced, by all cores, in the order of the inventory. */
#ifndef ROLEHOP_APP_SCAN_H
#define ROLEHOP_APP_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/app.h"
#include "rolehop/trace/findings.h"
#include "rolehop/trace/risks.h"

struct scan_options {
	struct str account;	    /* empty: all */
	const struct str *machines; /* ARNs; none: all of the account */
	size_t n_machines;
	bool whole;	  /* whole traces, as JSON, too */
	bool strict;	  /* as in struct trace_options */
	bool risks;	  /* what policies leave open, too */
	size_t workers;	  /* processes; 0: one per core */
	size_t keep_from; /* items from which on answers are kept; 0: from where it pays */
};

/* One thing found; text lives until the callback returns. */
struct scan_row {
	const struct task_answer *task; /* of a Task, else NULL */
	struct str json;		/* of a Task, where whole traces were asked for */
	const struct risk *risk;	/* of a risk, else NULL */
};

struct scan_watch {
	bool (*row)(void *self, const struct scan_row *row); /* false: stop */
	bool (*progress)(void *self, size_t done,
			 size_t total); /* machines, then roles; false: stop */
	void *self;
};

/*
 * Scans the inventory that is open, with what is supposed laid over it. Rows come Task by Task in
 * the order of account, machine and pointer, then the risks by account and ARN: the same whatever
 * the number of processes. A machine that is named and is not there is ERR_INPUT; stopped by the
 * watch is ERR_INTERRUPTED; a process that dies is ERR_ENVIRONMENT.
 */
bool app_scan(struct app *app, const struct scan_options *options, const struct scan_watch *watch,
	      struct err *err);

#endif
