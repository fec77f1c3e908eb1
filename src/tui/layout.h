/* tui/layout.h - which part of the screen is whose. */
#ifndef TUI_LAYOUT_H
#define TUI_LAYOUT_H

#include <stdbool.h>

#include "tui/explorer.h"

struct layout {
	bool tiny;	  /* nothing but a message fits */
	bool tabs;	  /* the line of tabs shows */
	bool boxes;	  /* panes have a frame, else a line above them */
	bool second;	  /* there is a second pane ... */
	bool second_left; /* ... which shows to the left of the current one */
	bool third;	  /* the preview of the preview, below it */
	struct view title;
	struct view tab_line;
	struct view current; /* with its frame or line */
	struct view other;
	struct view deeper;
	struct view status;
	struct view hints;
};

void layout_make(struct tui *tui, struct layout *layout);

/* Does the pane that this one was opened from show to the left of it? */
bool layout_shows_parent(struct tui *tui);

/* Draws the first line, the tabs, the status line, the hints. */
void layout_title(struct tui *tui, const struct view *view);
void layout_tabs(struct tui *tui, const struct view *view);
void layout_status(struct tui *tui, const struct view *view);
void layout_hints(struct tui *tui, const struct view *view);

/* Draws the frame of a pane, or the line above it; returns the room inside. */
struct view layout_frame(struct tui *tui, const struct layout *layout, struct pane *pane,
			 const struct view *view, bool focus);

#endif
