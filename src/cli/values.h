/* cli/values.h - what completes the value of an option: names from the inventory and the settings.
 */
#ifndef ROLEHOP_CLI_VALUES_H
#define ROLEHOP_CLI_VALUES_H

#include <stdbool.h>

#include "cli/run.h"

/* Whether values of the option of that name ("machine", "state", "show" for the word of that
 * command) are known. */
bool values_are_known(const char *option);

/*
 * Prints them, a line each. `machine` is the one whose states are asked for. What a terminal could
 * not show as it is, is left out. Fails where there is no inventory that could be asked.
 */
bool values_print(struct cli *cli, const char *option, struct str machine, struct err *err);

#endif
