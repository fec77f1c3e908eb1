/* manual.h - the documents that are printed from the tables of commands, settings and actions. */
#ifndef ROLEHOP_MANUAL_H
#define ROLEHOP_MANUAL_H

/*
 * Prints "commands" (docs/commands.md), "keys" (docs/keys.md), "man" (docs/rolehop.1) or "examples"
 * (every example of a command, one a line) to standard output. Returns the exit status.
 */
int manual_print(const char *format);

#endif
