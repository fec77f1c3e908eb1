/* tui/term.h - the terminal: keys in, cells out, and given back in every case. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "rolehop/app/theme.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "tui/canvas.h"
#include "tui/mouse.h"

struct term;

/*
 * Takes the terminal over. From here on it is given back by term_close, by exit, and by a handler
 * of the signals that end the program. ERR_ENVIRONMENT where there is no terminal that can place
 * its cursor. One at a time.
 */
bool term_open(const struct theme *theme, struct term **out, struct err *err);
void term_close(struct term *term); /* NULL is fine */

/* Draws with another theme from now on; everything is repainted. The theme must outlive it. */
void term_set_theme(struct term *term, const struct theme *theme);

void term_size(const struct term *term, int *cols, int *rows);
bool term_is_utf8(const struct term *term); /* may characters beyond ASCII be sent? */

/* Something worth logging about this terminal, or NULL. */
const char *term_note(const struct term *term);

/* The next key, or K_NONE after so many milliseconds (-1: waits). */
uint32_t term_read(struct term *term, int timeout_ms);

/* Clicks and the wheel come as K_MOUSE, and here is what the last one was. Off to begin with. */
void term_set_mouse(struct term *term, bool on);
const struct mouse_event *term_mouse(const struct term *term);

/* Brings the screen to what the canvas shows; sends only what differs. */
void term_show(struct term *term, const struct canvas *canvas);

/* Sends a sequence that moves no cursor and shows nothing. */
void term_send(struct term *term, struct str sequence);

/* Paints everything anew at the next term_show. */
void term_repaint(struct term *term);

/* Takes the terminal again after the program was stopped from outside. */
void term_resume(struct term *term);

/* Gives the terminal to a program that runs in the foreground, and takes it back after that. */
void term_lend(struct term *term);
void term_take_back(struct term *term);

/* Gives the terminal back, stops the process group, and takes it again when continued. */
void term_suspend(struct term *term);

#endif
