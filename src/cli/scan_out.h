/* cli/scan_out.h - what a scan found, row by row, in the format that was asked for. */
#ifndef ROLEHOP_CLI_SCAN_OUT_H
#define ROLEHOP_CLI_SCAN_OUT_H

#include "cli/listing.h"
#include "cli/run.h"
#include "rolehop/app/scan.h"

/* One row, told the same way whether it is a Task or a risk. */
struct scan_found {
	bool is_task;
	bool is_finding; /* false: a Task that is allowed, with nothing assumed */
	enum verdict verdict;
	bool complete;
	const char *severity; /* "high", "medium", "low"; "none" of what is no finding */
	struct str rule;      /* cause or kind of risk; "denied", "unknown", "incomplete" where a
				 Task has no named cause */
	struct str title;
	struct str account;
	struct str of; /* machine, role or resource */
	struct str state;
	struct str pointer;
	struct str action;
	struct str resource;
	struct str says;
	struct str json;       /* of a Task, where whole traces were asked for */
	struct str why_policy; /* of a Task that is denied: the words that deny it */
	struct str why_of;
	struct str why_pointer;
	struct str ignored; /* the reason, where it is to be ignored; else empty */
};

struct scan_counts {
	size_t tasks, allowed, incomplete, denied, unknown, risks, ignored;
};

struct scan_out {
	struct cli *cli;
	struct str taken;	/* the time of the data */
	struct listing listing; /* of tables */
	size_t n;		/* findings written so far */
	struct str suite;	/* of JUnit: the machine whose Tasks are being written */
	struct buf buf;		/* of formats that say first how many there are */
	size_t suite_tests, suite_failures, suite_skipped;
};

struct scan_format {
	const char *name;
	bool whole; /* wants whole traces */
	void (*begin)(struct scan_out *out);
	void (*row)(struct scan_out *out, const struct scan_found *found);
	bool (*end)(struct scan_out *out, const struct scan_counts *counts, struct err *err);
};

/* The format of that name, or NULL; the first one is the default. */
const struct scan_format *scan_format_find(struct str name);

#endif
