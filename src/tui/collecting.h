/* tui/collecting.h - an import or a sync that runs beside the explorer, and what came of it. */
#ifndef TUI_COLLECTING_H
#define TUI_COLLECTING_H

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "tui/job.h"

struct tui;

enum collecting_kind { INTAKE_NONE, INTAKE_IMPORT, INTAKE_SYNC };

/* An account as a sync has told of it last. */
struct collecting_account {
	struct str id;
	struct str state; /* "at-work", "collected", "failed", "stopped" */
	double calls;	  /* answered */
	double known;	  /* with those that wait */
	double rate;	  /* a second */
	double left;	  /* seconds; below 0: not known */
};

/* The last one, or the one that runs. */
struct collecting {
	enum collecting_kind kind;
	struct job job;
	struct arena arena;
	struct str what;	     /* the path, or what was typed after `rolehop sync` */
	struct arena told;	     /* of the last object that told how far it is */
	const struct json *progress; /* the last object that told how far it is; NULL: none yet */
	const struct json *result;   /* what came of it; NULL: nothing yet */
	struct vec accounts;	     /* struct collecting_account: those that a sync has told of */
	struct vec messages;	     /* struct str: what it said besides */
	bool ended;
	unsigned version;
};

/* Why nothing can be taken in now, or NULL. */
const char *collecting_off(const struct tui *tui);

/* Starts one; what fails is said. */
bool collecting_import(struct tui *tui, struct str path);
bool collecting_sync(struct tui *tui, struct str arguments);

/* Reads what it tells; once it has ended, all lists follow. True if something is new. */
bool collecting_step(struct tui *tui);

/* Stops it; false: none runs. */
bool collecting_stop(struct tui *tui);

/* "import 3/12", "sync 4/9 accounts": while it runs; else nothing. */
void collecting_mark(const struct tui *tui, struct buf *buf);

/* What was typed for one: starts it, and opens its pane. */
void collecting_typed(struct tui *tui, enum collecting_kind kind, struct str text);

void collecting_release(struct tui *tui);

#endif
