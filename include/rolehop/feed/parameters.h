/* feed/parameters.h - which of --parameter's names the templates and plans that were read have. */
#ifndef ROLEHOP_FEED_PARAMETERS_H
#define ROLEHOP_FEED_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"

/* Outlives the imports that it is handed to; its arena, too. */
struct parameters {
	struct arena *arena;
	const struct str *given; /* NAME=VALUE */
	size_t n;
	bool *known;	  /* of each: something has that name */
	struct map names; /* those that a value could be given for */
	struct vec list;  /* the same: struct str */
};

void parameters_init(struct parameters *p, struct arena *arena, const struct str *given, size_t n);

/* There is something of that name; its value, where one is given: the last one. */
bool parameters_find(struct parameters *p, struct str name, struct str *value);

/* A template or plan has these names, as members and texts: what is given for one of them is not
 * misspelled, whether it is needed or not. */
struct json;
void parameters_note(struct parameters *p, const struct json *root);

/* ERR_USAGE where something is given that nothing has, with what may have been meant. */
bool parameters_check(const struct parameters *p, struct err *err);

#endif
