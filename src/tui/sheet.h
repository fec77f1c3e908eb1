/* tui/sheet.h - styled lines with a cursor: details, documents, traces, help. */
#ifndef TUI_SHEET_H
#define TUI_SHEET_H

#include "rolehop/base/attr.h"
#include "rolehop/base/vec.h"
#include "tui/pane.h"

/* A pane of so many columns is laid out for a file: no line is broken, and none beside another. */
enum { SHEET_UNBROKEN = 1000 };

struct span_text {
	enum theme_role role;
	struct str text; /* safe */
};

struct line {
	const struct span_text *spans;
	size_t n;
	uint64_t id;	   /* what stays the same when the lines are laid out anew */
	bool stop;	   /* the cursor may stand here */
	bool continues;	   /* the rest of a line that was broken */
	bool fails;	   /* f goes here */
	struct str gutter; /* safe, in the gutter's columns; empty: none */
	enum theme_role gutter_role;
	const struct place *link; /* where Enter goes, or NULL */
	const struct mark *mark;  /* of a document\'s line, or NULL */
};

struct sheet {
	struct arena arena; /* of the lines */
	struct vec items;   /* struct line */
	struct vec pending; /* struct span_text of the line being made */
	int gutter;	    /* columns of the gutter */
	size_t at;	    /* index of the line that the cursor is on */
};

/* Makes pane->sheet; pane_free frees them. */
void sheet_new(struct pane *pane, int gutter);
void sheet_free(struct sheet *sheet);

/* Forgets the lines, to lay them out anew. */
void sheet_clear(struct sheet *sheet);

const struct line *sheet_at(const struct sheet *sheet, size_t i);

/* The line that the cursor is on, or NULL. */
const struct line *sheet_here(const struct pane *pane);

/* target of struct pane_ops: where the cursor's line leads. */
bool sheet_target(struct tui *tui, struct pane *pane, struct place *out);

/* Columns that text has in a pane of that width: without cursor mark and gutter. */
int sheet_columns(const struct pane *pane);

/* Adds text to the line being made. It is made safe here. */
void sheet_add(struct sheet *sheet, enum theme_role role, struct str text);
void sheet_printf(struct sheet *sheet, enum theme_role role, const char *fmt, ...)
    ATTR_PRINTF(3, 4);

/* Ends the line being made, like *like in all but its text. */
void sheet_end(struct sheet *sheet, const struct line *like);

/*
 * Ends it broken at `columns`: at blanks if `words`, else anywhere; what continues it is indented
 * by `indent`, and the cursor does not stop there.
 */
void sheet_wrap(struct sheet *sheet, const struct line *like, int columns, int indent, bool words);

/* A paragraph of words, and an empty line, where the cursor does not stop. */
void sheet_text(struct sheet *sheet, enum theme_role role, struct str text, int columns);
void sheet_blank(struct sheet *sheet);

/* Finds the cursor's line again, or else the first where it may stand, and brings it into sight. */
void sheet_settle(struct pane *pane);

/* Puts the cursor's line so many rows below the first one shown, as far as that can be. */
void sheet_keep(struct pane *pane, long offset);

/* Puts the cursor on line i, or on the one that it continues; false: it was there, or may not be.
 */
bool sheet_place(struct pane *pane, size_t i);

void sheet_move(struct pane *pane, long by);
void sheet_page(struct pane *pane, int halves);
void sheet_to_end(struct pane *pane, bool last);

typedef bool (*sheet_wanted)(struct pane *pane, const struct line *line);
/* The next (1) or previous (-1) line that is wanted, going round; false: none is. */
bool sheet_next(struct pane *pane, int by, sheet_wanted wanted);
bool sheet_is_fail(struct pane *pane, const struct line *line);
bool sheet_is_match(struct pane *pane, const struct line *line);

void sheet_draw(struct tui *tui, struct pane *pane, const struct view *view, bool focus);

#endif
