/* tui/pane.h - what a pane is: a place of the inventory, its rows, and how they are shown. */
#ifndef TUI_PANE_H
#define TUI_PANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/app/theme.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "tui/canvas.h"

struct tui;
struct pane;

/* In the order of the table in panes.c; the first TAB_COUNT are the tabs. */
enum pane_kind {
	PANE_ACCOUNTS,
	PANE_ROLES,
	PANE_WORKFLOWS,
	PANE_TRUST,
	PANE_FINDINGS,
	PANE_ACCOUNT,
	PANE_ROLE,
	PANE_MACHINE,
	PANE_GRAPH,
	PANE_REACH,
	PANE_CAUSE,
	PANE_TRACE,
	PANE_DOCUMENT,
	PANE_HELP,
	PANE_LOG,
	PANE_THEMES,
	PANE_COLUMNS,
	PANE_BOOKMARKS,
	PANE_DIFF,
	PANE_DENIAL,
	PANE_WHAT_IF,
	PANE_BIND,
	PANE_SNAPSHOTS,
	PANE_CHANGES,
	PANE_INTAKE,
	PANE_COVERAGE,
	PANE_WHO,
	PANE_CAN,
	PANE_RISK,
};
enum { TAB_COUNT = PANE_FINDINGS + 1, PANE_KIND_COUNT = PANE_RISK + 1 };

/* What a line of a document did to a gate. */
enum mark_kind { MARK_OK, MARK_BAD, MARK_UNKNOWN };

struct mark {
	enum mark_kind kind;
	struct str pointer; /* RFC 6901 into the document */
	struct str note;    /* wants, has, why: one line of safe text */
};

/*
 * Where a pane is opened: the link of a row, an entry of the history. Two places are the same if
 * kind, subject, detail and pointer are.
 */
struct place {
	enum pane_kind kind;
	struct str
	    subject;	   /* ARN or account id; of a document what it is attached to; empty: all */
	struct str detail; /* of a trace the pointer of the state; of a document its label; of a
			      cause its title */
	struct str pointer; /* of a document: where to stand; of a binding: the path; of a trace:
			       the number of      another snapshot; of a comparison of documents: of
			       two of them */
	struct str text;    /* of a document: its bytes; of a cause: why it matters */
	struct str other;   /* of a comparison: the bytes that `text` is compared with */
	const struct mark *marks;
	size_t n_marks;
};

bool place_same(const struct place *a, const struct place *b);
struct place place_copy(struct arena *arena, const struct place *place);

/* What back and forward restore. */
enum { SPOT_TEXT_MAX = 200 };
struct spot {
	char text[SPOT_TEXT_MAX]; /* filter of a table, search of a text */
	size_t n_text;
	uint64_t cursor; /* key of the row or line */
	bool placed;	 /* the cursor was put somewhere */
	size_t top;	 /* first row shown */
	int sort;	 /* column, or -1 */
	bool reverse;
	unsigned hidden; /* bits of columns that are left out */
	size_t pick;	 /* which evidence of a gate, from 1; 0: the one that decides */
	bool option;	 /* the pane's own switch: every gate, the raw bytes */
};

struct pane {
	const struct pane_ops *ops;
	struct arena arena; /* everything of the pane; freed when it closes */
	struct place place; /* in the arena */
	struct spot spot;
	struct table *table; /* one of these, or none */
	struct sheet *sheet;
	struct drawing *drawing; /* in the arena; its graph is the pane's */
	struct undo *undo;
	void *data;	    /* the pane's own */
	int width;	    /* columns that the lines are laid out for; 0: to be laid out */
	int height;	    /* rows of its last drawing */
	struct err *broken; /* it could not be opened: shown in its place */
};

/* A row of the table in panes.c. */
struct pane_ops {
	enum pane_kind kind;
	const char *name;  /* "roles": in the key list */
	const char *title; /* "Roles" */
	int beside;	   /* side by side with its preview: per cent of the width for itself */
	int above;    /* one above the other: per cent of the height for itself; 0: no preview */
	bool lasting; /* what it shows is of no world: it is not opened anew when that changes */
	bool behind;  /* it goes on with its work when the user has left it */
	bool leaf;    /* it has no preview; side by side, where it was opened from shows instead */

	/* Fills table or sheet. On failure the pane shows why. */
	bool (*open)(struct tui *tui, struct pane *pane, struct err *err);
	/* Appends its crumb. NULL: the title. */
	void (*crumb)(struct tui *tui, const struct pane *pane, struct buf *buf);
	/* Lays the sheet out for pane->width columns; it is empty. Brings a drawing up to date.
	   NULL for tables. */
	void (*layout)(struct tui *tui, struct pane *pane);
	/* Must the sheet be laid out anew, though its width is the same? NULL: never. */
	bool (*stale)(struct tui *tui, struct pane *pane);
	/* Where Enter goes, and what the preview shows; false: nowhere. */
	bool (*target)(struct tui *tui, struct pane *pane, struct place *out);
	/*
	 * What the cursor's row is about, for actions: a Task's trace, a role, a definition. False
	 * where it is about no such thing; NULL: it never is. Texts live as long as the frame or
	 * the pane.
	 */
	bool (*task)(struct tui *tui, struct pane *pane, struct place *out);
	bool (*role)(struct tui *tui, struct pane *pane, struct place *out);
	bool (*definition)(struct tui *tui, struct pane *pane, struct place *out);
	/* One slice of work; true while there is more. NULL: none. */
	bool (*idle)(struct tui *tui, struct pane *pane);
	/* Stops what runs for it in another process; false: nothing does. NULL: nothing ever does.
	 */
	bool (*stop)(struct pane *pane);
	/* Draws a head of so many rows above the rows; returns how many. NULL: none. */
	int (*head)(struct tui *tui, struct pane *pane, const struct view *view);
	/* One line about where the cursor is, for the status line; safe. NULL: none. */
	void (*status)(struct tui *tui, struct pane *pane, struct buf *buf);
	/* It takes the place of `old`, of another world: where its cursor is. NULL: where it was.
	 */
	void (*renewed)(struct pane *pane, const struct pane *old);
	/* Frees what is not in the arena. NULL: nothing. */
	void (*close)(struct pane *pane);
};

struct pane *pane_new(struct tui *tui, const struct place *place);
void pane_free(struct pane *pane); /* NULL is fine */

/* The crumb, and what Enter would open. */
void pane_crumb(struct tui *tui, const struct pane *pane, struct buf *buf);
bool pane_target(struct tui *tui, struct pane *pane, struct place *out);

/* Draws the pane into the view; `focus`: keys go to it. */
void pane_draw(struct tui *tui, struct pane *pane, const struct view *view, bool focus);

/* What its upper edge says: crumb, counts, filter, order. */
void pane_heading(struct tui *tui, struct pane *pane, struct buf *buf);

/* The search or filter text changed. */
void pane_refilter(struct tui *tui, struct pane *pane);

/* Where the cursor was before a search or filter was typed, to be brought back to. */
struct pane_stand {
	size_t at;
	uint64_t cursor;
	bool placed;
	size_t top;
};
struct pane_stand pane_standing(const struct pane *pane);
void pane_go_back(struct pane *pane, const struct pane_stand *stand);

/* Cursor movement in whatever the pane shows. */
void pane_move(struct tui *tui, struct pane *pane, long by);
void pane_page(struct tui *tui, struct pane *pane, int halves);
void pane_end(struct tui *tui, struct pane *pane, bool last);
/* The next (by 1) or previous (by -1) row that is a FAIL; false: there is none. */
bool pane_next_fail(struct tui *tui, struct pane *pane, int by);
/* Is the cursor on what is searched for? */
bool pane_on_match(struct pane *pane);
/* The next or previous line with the searched text; false: there is none. */
bool pane_next_match(struct tui *tui, struct pane *pane, int by);

#endif
