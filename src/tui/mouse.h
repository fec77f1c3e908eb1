/* tui/mouse.h - clicks and the wheel: what stands where, and what a click on it does. */
#ifndef TUI_MOUSE_H
#define TUI_MOUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/str.h"
#include "tui/pane.h"

enum mouse_kind { MOUSE_PRESS, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN, MOUSE_OTHER };

struct mouse_event {
	enum mouse_kind kind; /* MOUSE_PRESS: of the left button */
	int x;		      /* from 0 */
	int y;
};

/*
 * Reads what a terminal sends after "ESC [ <": "0;12;5M". False while it is not at its end or where
 * it is no such thing. Source: XTerm Control Sequences, "Extended coordinates", 1006.
 */
bool mouse_parse(struct str text, struct mouse_event *out);

enum hot_kind { HOT_PANE, HOT_HEAD, HOT_ROWS, HOT_TAB, HOT_ACTION, HOT_CRUMB };

struct action;

/* A part of the screen that means something. */
struct hot {
	int x, y, w, h;
	enum hot_kind kind;
	struct pane *pane;	     /* PANE, HEAD, ROWS */
	size_t index;		     /* TAB: which; CRUMB: entry of the history */
	const struct action *action; /* ACTION */
};

enum { HOTS_MAX = 64 };

/* Those that were added later lie above. */
struct hots {
	struct hot items[HOTS_MAX];
	size_t n;
};

/* Adds a part of the view; hot->x to h are in it. Beyond HOTS_MAX nothing more is added. */
void hots_add(struct hots *hots, const struct view *view, struct hot hot);

/* Does what the mouse asks for, between tui_begin_reading and its end. */
void mouse_act(struct tui *tui, const struct mouse_event *event);

#endif
