/* app/origin.h - where a template that was supposed (--with) says something. */
#ifndef ROLEHOP_APP_ORIGIN_H
#define ROLEHOP_APP_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/app.h"

struct origin_place {
	struct str file; /* as it was named */
	size_t line;	 /* from 1 */
	size_t column;
};

/*
 * The place of a pointer into a document: `label` names it as evidence does ("trust policy",
 * "inline NAME", a managed policy's ARN, "resource policy", "definition"; empty: any of `of`). As
 * near as the file shows it: within a text that a function puts together, the place of that. false
 * where no template says anything of it. A file is read for its first place, and kept in the app.
 */
bool origin_find(struct app *app, struct arena *arena, struct str of, struct str label,
		 struct str pointer, struct origin_place *out);

#endif
