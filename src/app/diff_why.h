/* app/diff_why.h - which change turned a Task's verdict. */
#ifndef ROLEHOP_SRC_APP_DIFF_WHY_H
#define ROLEHOP_SRC_APP_DIFF_WHY_H

#include "rolehop/app/diff.h"
#include "rolehop/trace/trusts.h"

/* Whom a trust policy's text admits; none where it is empty or no policy. */
void diff_principals(struct arena *arena, struct str text, const struct trust_row **out, size_t *n);

/* Fills flip->because: the changes that turn the old verdict into the new one when each is laid
 * alone over the old world; where none does, those that are about something the Task meets. */
bool diff_why(struct arena *arena, const struct world *before, const struct world *after,
	      const struct diff_change *changes, size_t n, struct diff_flip *flip, struct err *err);

#endif
