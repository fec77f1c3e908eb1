/* tui/triage.h - which findings are looked at: how they are grouped, those that people live with,
 * those that are new. */
#ifndef TUI_TRIAGE_H
#define TUI_TRIAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"

struct tui;
struct pane;

enum triage_by { BY_CAUSE, BY_WORKFLOW, BY_ACCOUNT };
enum { BY_COUNT = BY_ACCOUNT + 1 };

/* What is known of a note beyond its answer. */
enum { TRIAGE_IGNORED = 1, TRIAGE_NEW = 2 };

struct triage {
	enum triage_by by;
	bool only_new;
	bool with_ignored;

	/* The rules, as `rolehop scan --ignore` takes them. */
	const char *path; /* their file, or NULL: nothing is written */
	struct arena rules_arena;
	struct str text;  /* of the file */
	struct vec rules; /* struct ignore_rule */
	bool damaged;	  /* the file cannot be read: it is left alone */

	/* The Tasks whose answer turned since the snapshot before. */
	struct arena fresh_arena;
	struct map fresh; /* "MACHINE\nPOINTER" */
	bool fresh_known;

	/* By note, as far as that is worked out. */
	struct arena notes_arena;
	struct vec notes;	/* unsigned char */
	size_t n_ignored;	/* of those */
	unsigned version;	/* grows whenever others may show, or the notes are others */
	unsigned notes_version; /* that they were worked out at */
};

void triage_release(struct triage *triage);

/* Takes the rules of a file, which need not be there. On failure there are none, and the file is
 * left alone. */
bool triage_load(struct triage *triage, const char *path, struct err *err);

/* Works out what is known of the notes there are. */
void triage_update(struct tui *tui);

/* Does the note show among the findings? triage_update was called. */
bool triage_shows(const struct tui *tui, size_t note);

/* The reason why a finding is ignored; empty: it is not. Texts live as long as the rules. */
struct str triage_reason(struct tui *tui, struct str rule, struct str machine, struct str state,
			 struct str pointer);

/* What a row of findings is, as a rule has it: a cause, a workflow, an account, a Task. */
struct triage_what {
	struct str rule;
	struct str of;
	struct str state;
};

/* Is there this very rule? */
bool triage_has(const struct triage *triage, const struct triage_what *what);

/* Adds or takes away this very rule, in the file, too. False: that cannot be written. */
bool triage_ignore(struct tui *tui, const struct triage_what *what, struct str reason,
		   struct err *err);
bool triage_mind(struct tui *tui, const struct triage_what *what, struct err *err);

/* The reason that was typed for what the pane's cursor is on. */
void ignore_typed(struct tui *tui, struct pane *pane, struct str text);

/* Notes a Task as new; all are known then. */
void triage_begin_fresh(struct triage *triage);
void triage_add_fresh(struct triage *triage, struct str machine, struct str pointer);
void triage_end_fresh(struct triage *triage);

#endif
