/* manual/manual.h - the documents that are printed from the program's own tables. */
#ifndef MANUAL_MANUAL_H
#define MANUAL_MANUAL_H

/*
 * Prints one document to standard output. `format` is one of the rows in manual.c; `name` a
 * command's, for "man", or NULL. Returns the exit status.
 */
int manual_print(const char *format, const char *name);

#endif
