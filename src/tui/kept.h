/* tui/kept.h - what the explorer keeps from one run to the next. */
#ifndef TUI_KEPT_H
#define TUI_KEPT_H

#include "rolehop/base/vec.h"
#include "tui/pane.h"
#include "tui/prompt.h"
#include "tui/recall.h"

enum { KEPT_ORDER_MAX = 200 };

/* How the rows of a kind of pane were last ordered, and which columns they went without. */
struct kept_order {
	char sort[KEPT_ORDER_MAX]; /* head of a column; empty: none */
	bool reverse;
	char hidden[KEPT_ORDER_MAX]; /* heads, with commas between them */
};

struct kept {
	struct arena arena;
	struct recall recalls[PROMPT_KIND_COUNT];
	struct kept_order orders[PANE_KIND_COUNT];
	struct vec bookmarks; /* struct place without text and marks */
	struct str theme;     /* empty: the usual one */
	enum pane_kind tab;
	bool zoom;
	int split;
	bool mouse;
};

void kept_init(struct kept *kept);
void kept_release(struct kept *kept);

/* Lines "key = value"; what this version does not know is passed over. */
void kept_parse(struct kept *kept, struct str text);
void kept_print(const struct kept *kept, struct buf *buf);

/* The file of them; one that is not there is no failure. Others cannot read what is saved. */
bool kept_load(struct kept *kept, const char *path, struct err *err);
bool kept_save(const struct kept *kept, const char *path, struct err *err);

/* The order of a pane's rows as that of its kind, and the other way round. */
void kept_take_order(struct kept *kept, const struct pane *pane);
void kept_give_order(const struct kept *kept, struct pane *pane);

/* Index of the place among the bookmarks; their number where it is none of them. */
size_t kept_bookmark(const struct kept *kept, const struct place *place);
void kept_toggle_bookmark(struct kept *kept, const struct place *place);

#endif
