/* cli/cli.h - the command line. */
#ifndef ROLEHOP_CLI_CLI_H
#define ROLEHOP_CLI_CLI_H

#include <stdbool.h>

#include "rolehop/app/app.h"

/* What main has to do next. */
struct cli_result {
	bool explore; /* open the explorer over `app` (already open); else exit with `status` */
	int status;
};

/*
 * Understands argv, runs the command and prints answers to stdout, progress and errors to stderr.
 * Exit statuses: 0 allowed or done, 1 denied, 2 unknown, 3 usage, 4 input, 5 environment, 130.
 */
struct cli_result cli_run(struct app *app, int argc, char **argv);

#endif
