/* tui/answers.h - a table of Tasks with their verdicts: of one machine, of one cause. */
#ifndef TUI_ANSWERS_H
#define TUI_ANSWERS_H

#include <stdint.h>

#include "rolehop/trace/findings.h"
#include "tui/pane.h"

/* Pane data of these tables. */
struct answers {
	const struct task_answer *items; /* NULL: these notes of the verdicts */
	const uint32_t *notes;
	size_t n;
	void *more; /* the pane's own */
};

/* Makes the pane's table; `of_machine`: the machine is not named in every row. */
void answers_table(struct pane *pane, struct answers *answers, bool of_machine);

/* The answer under the cursor, or NULL; it lives as long as the frame. */
const struct task_answer *answers_here(struct tui *tui, struct pane *pane);

/* Of struct pane_ops. */
bool answers_target(struct tui *tui, struct pane *pane, struct place *out);
bool answers_role(struct tui *tui, struct pane *pane, struct place *out);
bool answers_definition(struct tui *tui, struct pane *pane, struct place *out);
void answers_status(struct tui *tui, struct pane *pane, struct buf *buf);

#endif
