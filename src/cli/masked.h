/* cli/masked.h - a stream whose text is masked on its way (app/mask.h). */
#ifndef ROLEHOP_CLI_MASKED_H
#define ROLEHOP_CLI_MASKED_H

#include <stdbool.h>
#include <stdio.h>

#include "rolehop/app/app.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

struct masked;

/* What is written to the stream returned goes to `to`. NULL: no memory. `app` outlives it: its
 * inventory, once that is open, tells what to mask. */
FILE *masked_open(struct arena *arena, const struct app *app, FILE *to, struct masked **out);

/* A text of the question that is to be hidden as well: mask_hide. It outlives the stream. */
void masked_hide(struct masked *masked, const char *what, struct str text);

/* A text of the question with ARNs, of which the answer may tell the names alone. It outlives the
 * stream. */
void masked_learn(struct masked *masked, struct str text);

/* The same of an ARN of the answer, at once; false: the inventory could not be read. */
bool masked_arn(struct masked *masked, struct str arn);

/* A text as the stream would show it; false: the inventory could not be read. */
bool masked_text(struct masked *masked, struct arena *arena, struct str text, struct str *out);

/* A line or an object is whole: masks and passes on what waits, if that is `much`. false: the
 * inventory could not be read, and nothing is passed on. */
bool masked_pass(struct masked *masked, bool much);

/* Closes the stream; what was not passed on is lost. */
void masked_close(struct masked *masked);

#endif
