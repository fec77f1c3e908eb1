/* tui/palette.h - colours of a theme as a terminal has them, and looks laid over each other. */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include <stdbool.h>

#include "rolehop/app/theme.h"
#include "tui/canvas.h"

/*
 * A theme's colour (app/theme.h) as a terminal of so many colours numbers it: -1 for its default,
 * else the nearest it has. `direct`: numbers from 8 on are RRGGBB. *bold is set where only bold
 * letters are as bright as the colour.
 */
int palette_here(int color, int colors, bool direct, bool *bold);

/* The look of a cell: that of its role, with what lies over it laid over it. */
struct theme_look palette_look(const struct theme *theme, const struct cell *cell);

#endif
