/* base/own_file.h - files for their owner alone, and which program it is that keeps them. */
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

/* Both make a file that its owner alone may read, and go through no link. Whatever fails leaves
 * what is there, says so in errno, and nothing half written. */

/* A file with these bytes; EEXIST where something of that name is there already. */
bool own_file_create(const char *path, struct str bytes);

/* Puts a file with these bytes in the place of the one that is there, if one is. */
bool own_file_replace(struct arena *scratch, const char *path, struct str bytes);

/* Writes all of it; false, with errno, where that fails. */
bool own_file_write(int fd, struct str bytes);

/* The very file that runs, by what changes with every build: what another one kept may not be what
 * this one would. false where that cannot be told. */
enum { OWN_PROGRAM = 5 };
bool own_program(int64_t out[OWN_PROGRAM]);

#endif
