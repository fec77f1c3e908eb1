/* main.c - chooses a face and returns its exit status. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "manual/manual.h"
#include "rolehop/app/app.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/safe.h"
#include "rolehop/cli/cli.h"
#include "rolehop/tui/tui.h"

enum { EXIT_ENVIRONMENT = 5, MESSAGE_MAX = 1 << 16 };

/*
 * A standard descriptor that is closed would be given to the next file opened, and an answer be
 * written into the inventory. The null device takes its place.
 */
static bool secure_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY) != fd)
			return false;
	return true;
}

static int explore(struct app *app)
{
	struct err err = {.kind = ERR_NONE};
	struct buf text;
	int status = tui_run(app, &err);
	if (err.kind == ERR_NONE)
		return status;
	buf_init(&text, &app->arena, MESSAGE_MAX);
	safe_add(&text, str_from(err.text));
	fprintf(stderr, "rolehop: %.*s\n", STR_ARG(buf_str(&text)));
	return status;
}

int main(int argc, char **argv)
{
	struct app app;
	mem_init();
	if (!secure_descriptors())
		return EXIT_ENVIRONMENT;
	if ((argc == 3 || argc == 4) && strcmp(argv[1], "manual") == 0)
		return manual_print(argv[2], argv[3]);
	app_init(&app);
	struct cli_result result = cli_run(&app, argc, argv);
	int status = result.explore ? explore(&app) : result.status;
	app_release(&app);
	return status;
}
