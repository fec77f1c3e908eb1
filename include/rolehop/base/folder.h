/* base/folder.h - folders that files are to lie in. */
#ifndef ROLEHOP_BASE_FOLDER_H
#define ROLEHOP_BASE_FOLDER_H

#include <stdbool.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"

/* Creates the folders above `path`, each with mode 0700; those that exist are left alone. */
bool folder_make_above(struct arena *scratch, const char *path, struct err *err);

#endif
