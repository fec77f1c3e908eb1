/* tui/command.h - what is typed after a colon. */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include "tui/actions.h"

/* Does what the line says: an action by its name, or a verb with what it is about. As much of a
 * name is enough as no other begins with. */
struct effect command_run(struct tui *tui, struct pane *pane, struct str line);

/* Is it an action or a verb? */
bool command_is(struct str name);

/* Opens what an ARN, id or name is of; says what is wrong with it. */
struct effect command_go(struct tui *tui, struct str text);

/* While a name is typed: what begins like that, or, of one alone, what it does. */
void command_hint(struct tui *tui, const struct pane *pane, struct buf *buf);

/* Completes the line in the prompt as far as it is clear; says what there is where it is not. */
void command_complete(struct tui *tui, struct pane *pane);

#endif
