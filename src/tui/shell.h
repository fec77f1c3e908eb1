/* tui/shell.h - a command of the user's, with the terminal to itself. */
#ifndef TUI_SHELL_H
#define TUI_SHELL_H

#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* What a command is told, as variables of its environment: never as a part of its text. */
struct shell_variable {
	const char *name;
	struct str value;
};

/*
 * Runs sh -c COMMAND in the foreground and waits for it; then waits for Enter, so that what it
 * wrote can be read. The terminal must have been lent (term_lend). Returns its exit status, 128 and
 * the signal that ended it, or 127 where it could not be run.
 */
int shell_run(const char *command, const struct shell_variable *variables, size_t n);

/* The same without waiting for Enter, for a program that leaves nothing to be read. */
int shell_run_quietly(const char *command, const struct shell_variable *variables, size_t n);

/* Tells an error below the screen that is gone, made safe. */
void shell_complain(const struct err *err);

#endif
