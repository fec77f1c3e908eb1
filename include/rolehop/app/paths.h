/* app/paths.h - where files of the user belong, by the XDG Base Directory Specification. */
#ifndef ROLEHOP_APP_PATHS_H
#define ROLEHOP_APP_PATHS_H

#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* $HOME, else the home folder of the user's passwd entry, else NULL. */
const char *paths_home(struct arena *arena);

/*
 * "$DATA/rolehop" for XDG_DATA_HOME, XDG_CONFIG_HOME and XDG_STATE_HOME; a variable that is not an
 * absolute path counts as unset. NULL where there is no home folder either.
 * Source: XDG Base Directory Specification 0.8.
 */
const char *paths_data(struct arena *arena);
const char *paths_config(struct arena *arena);
const char *paths_state(struct arena *arena);
const char *paths_cache(struct arena *arena);

/* The folder that the running program lies in, or NULL where the system does not tell. */
const char *paths_program(struct arena *arena);

/* `path` with "~/" at its front replaced by the home folder. */
const char *paths_expand(struct arena *arena, struct str path);

/*
 * A whole regular file or pipe, "-" for the standard input. ERR_ENVIRONMENT where it cannot be
 * read, ERR_INPUT where it holds more than `limit` bytes.
 */
bool paths_read(struct arena *arena, const char *path, size_t limit, struct str *out,
		struct err *err);

#endif
