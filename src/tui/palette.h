/* tui/palette.h - colours of a theme as a terminal has them, and looks laid over each other. */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include <stdbool.h>

#include "rolehop/app/theme.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "tui/canvas.h"

/*
 * A theme's colour (app/theme.h) as a terminal of so many colours numbers it: -1 for its default,
 * else the nearest it has. Numbers from `rgb_from` (8 or 256) on are RRGGBB; 0: none is. *bold is
 * set where only bold letters are as bright as the colour.
 */
int palette_here(int color, int colors, int rgb_from, bool *bold);

/* The red, green and blue of a theme's colour; -1 for those that the terminal's user chooses. */
int palette_rgb(int color);

/* How well one is read on the other: 1 to 21. Source: WCAG 2.2, contrast ratio. */
double palette_contrast(int rgb, int other);

/*
 * Foreground and background of a look as such a terminal numbers them. Where both are a theme's own
 * and the terminal has too few colours to keep them apart, the foreground is black or white.
 */
struct palette_pair {
	int fg;
	int bg;
	bool bold;
};
struct palette_pair palette_pair(const struct theme_look *look, int colors, int rgb_from);

/* The canvas as text with the look of every cell, as a terminal of 24 bit colours takes it (SGR).
 */
struct str palette_paint(struct arena *arena, const struct canvas *canvas,
			 const struct theme *theme);

/* The look of a cell: that of its role, with what lies over it laid over it. */
struct theme_look palette_look(const struct theme *theme, const struct cell *cell);

#endif
