/* base/own_file.h - files that a program keeps for itself, and which program it is. */
#ifndef ROLEHOP_BASE_OWN_FILE_H
#define ROLEHOP_BASE_OWN_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* A file that belongs to who runs this, and no pipe, folder or device? */
bool own_file_is(const char *path);

/* All of such a file of at most `limit` bytes; false where it is not one, or cannot be read. */
bool own_file_read(struct arena *arena, const char *path, size_t limit, struct str *out);

/* Puts a file with these bytes in the place of the one that is there, readable by its owner alone.
 * Whatever fails leaves the one that is there. */
bool own_file_replace(struct arena *scratch, const char *path, struct str bytes);

/* Writes all of it; false where that fails. */
bool own_file_write(int fd, struct str bytes);

/* The very file that runs, by what changes with every build: what another one kept may not be what
 * this one would. false where that cannot be told. */
enum { OWN_PROGRAM = 5 };
bool own_program(int64_t out[OWN_PROGRAM]);

#endif
