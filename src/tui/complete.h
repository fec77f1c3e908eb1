/* tui/complete.h - a path that is being typed, completed from what is there. */
#ifndef TUI_COMPLETE_H
#define TUI_COMPLETE_H

#include "tui/explorer.h"

/* Completes what the prompt holds as far as it goes; says what there is where several go on. */
void complete_path(struct tui *tui);

#endif
