/* app/what_if.h - the inventory as it would be: --with [WHAT=]FILE. */
#ifndef ROLEHOP_APP_WHAT_IF_H
#define ROLEHOP_APP_WHAT_IF_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/app.h"
#include "rolehop/base/err.h"

/* Where templates are deployed, and their parameters (NAME=VALUE); each may be empty. */
struct supposed_place {
	struct str account;
	struct str region;
	const struct str *parameters;
	size_t n_parameters;
};

/*
 * Lays changes over the open inventory, for this run only: app->world is with them, app->base_world
 * without. Each of `with` is WHAT=FILE, where WHAT is trust:ROLE, boundary:ARN, policy:ARN/NAME (an
 * inline policy of a role or user), scp:TARGET (one more SCP there; scp:p-ID: that SCP's document),
 * the ARN of a managed policy, of a state machine (its definition) or of another resource (its
 * policy), or a FILE in an import shape, before which ACCOUNT= or ACCOUNT/REGION= says where that
 * is from or will be deployed; else `place` does. ERR_USAGE for what is no such thing, ERR_INPUT
 * for a file that cannot be read as what it is for, and for a change to what the inventory does not
 * hold: that would change nothing.
 */
bool app_what_if(struct app *app, const char *const *with, size_t n,
		 const struct supposed_place *place, struct err *err);

/* One WHAT=FILE as a change, its document in the app's arena. ERR_USAGE for what is none,
 * ERR_INPUT where the inventory does not hold what it is about. */
bool app_read_with(struct app *app, const char *with, struct change *out, struct err *err);

#endif
