/* importing.h - texts imported into an inventory in memory, for the targets that do. */
#ifndef ROLEHOP_TESTS_FUZZ_IMPORTING_H
#define ROLEHOP_TESTS_FUZZ_IMPORTING_H

#include "read.h"

#include "rolehop/feed/import.h"

/*
 * Imports the texts into an empty inventory, which it is again afterwards. What is refused changes
 * nothing; what is taken brings nothing new the second time, which is tried where `twice`.
 */
void importing_holds(struct arena *arena, const struct import_text *files, size_t n,
		     const struct import_options *options, bool twice);

#endif
