/* tui/clip.h - text on its way to a clipboard: through tmux, or through the terminal. */
#ifndef TUI_CLIP_H
#define TUI_CLIP_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* Terminals drop what is longer: bytes of text. */
enum { CLIP_MAX = 74994 };

/*
 * The sequence that asks a terminal to take the text into its clipboard. Source: XTerm Control
 * Sequences, OSC 52.
 */
struct str clip_sequence(struct arena *arena, struct str text);

/*
 * Gives the text to tmux, for its buffer and for the clipboard of the terminal around it. False
 * where this is no tmux, or it does not take it.
 */
bool clip_to_tmux(struct str text);

#endif
