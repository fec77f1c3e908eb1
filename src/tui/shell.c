/* tui/shell.c - a command of the user's, with the terminal to itself. */
#include "tui/shell.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/safe.h"

/* In the child: signals as a program expects them, but for Ctrl-Z, after which nobody would wait.
 */
static void become(const char *command, const struct shell_variable *variables, size_t n)
{
	static const int usual[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGWINCH};
	struct arena arena = {0};
	sigset_t none;
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		signal(usual[i], SIG_DFL);
	signal(SIGTSTP, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (size_t i = 0; i < n; i++)
		setenv(variables[i].name, arena_cstr(&arena, variables[i].value), 1);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static void wait_for_enter(int status)
{
	char c;
	ssize_t n;
	printf("\n[%d] Enter goes back to rolehop ", status);
	fflush(stdout);
	do
		n = read(STDIN_FILENO, &c, 1);
	while ((n < 0 && errno == EINTR) || (n == 1 && c != '\n'));
}

int shell_run_quietly(const char *command, const struct shell_variable *variables, size_t n)
{
	int status = 0;
	fflush(stdout);
	pid_t child = fork();
	if (child < 0)
		return 127;
	if (child == 0)
		become(command, variables, n);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int shell_run(const char *command, const struct shell_variable *variables, size_t n)
{
	int code = shell_run_quietly(command, variables, n);
	wait_for_enter(code);
	return code;
}

void shell_complain(const struct err *err)
{
	struct arena arena;

	arena_init(&arena);
	struct str text = safe_text(&arena, str_from(err->text));
	fprintf(stderr, "rolehop: %.*s\n", STR_ARG(text));
	arena_release(&arena);
}
