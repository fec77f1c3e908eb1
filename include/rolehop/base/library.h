/* base/library.h - libraries that are looked up when they are needed, so that no other run waits.
 */
#ifndef ROLEHOP_BASE_LIBRARY_H
#define ROLEHOP_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/err.h"

/* A function of the library, and where in a struct of pointers it belongs. */
struct library_symbol {
	const char *name;
	size_t offset;
};

struct library {
	const char *const *files; /* names to try, the last of them NULL */
	const char *name;	  /* as in a message: "libcurl, which talks to AWS" */
	const char *package;	  /* of Debian */
	const struct library_symbol *symbols;
	size_t n_symbols;
};

/*
 * Loads the library, which then stays, and fills the struct at `api`. ERR_ENVIRONMENT names the
 * library and its package where it is not there, or the function that it lacks.
 */
bool library_load(const struct library *library, void *api, struct err *err);

/*
 * The same, once, of a library without which there is no answer: `api` is all zero before the first
 * call, and filled by it. Where it is missing the program says so and ends with status 5, as it
 * would have ended at its start had it been linked.
 */
void library_need(const struct library *library, void *api);

#endif
