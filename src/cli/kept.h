/* cli/kept.h - histories of executions that the inventory keeps, by the execution's ARN. */
#ifndef ROLEHOP_CLI_KEPT_H
#define ROLEHOP_CLI_KEPT_H

#include <stdbool.h>

#include "cli/run.h"

/* Is it the ARN of an execution, and no file's name? */
bool kept_is(const char *given);

/* The history of that execution; ERR_INPUT where the inventory, which must be open, has none. */
bool kept_history(struct cli *cli, struct str execution, struct str *text, struct err *err);

#endif
