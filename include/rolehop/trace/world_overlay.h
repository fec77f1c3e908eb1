/* trace/world_overlay.h - a world with some documents changed: what-if, and remedies on trial. */
#ifndef ROLEHOP_TRACE_WORLD_OVERLAY_H
#define ROLEHOP_TRACE_WORLD_OVERLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/trace/world.h"

enum change_kind {
	CHANGE_TRUST,	   /* trust policy of the role `of` */
	CHANGE_INLINE,	   /* inline policy `name` of the role or user `of`, added or replaced */
	CHANGE_MANAGED,	   /* document of the managed policy `of`, wherever it is attached or a
			      boundary */
	CHANGE_BOUNDARY,   /* `of`, a role or user, has this boundary and no other */
	CHANGE_RESOURCE,   /* policy of the resource `of` */
	CHANGE_ORG_POLICY, /* document of the SCP or RCP with the id `of` */
	CHANGE_SCP_AT,	   /* one more SCP at the root, OU or account `of` */
	CHANGE_DEFINITION, /* definition of the state machine `of` */
};

struct change {
	enum change_kind kind;
	struct str of;
	struct str name;     /* of CHANGE_INLINE */
	struct str document; /* the whole new one */
};

/*
 * A world that answers as `base` does, but for the changes; of two that are about the same thing
 * the later one holds. What the base does not know stays unknown, but for what a change says.
 * ERR_INPUT where a document is no JSON object. Base, changes and arena must outlive it.
 */
bool world_overlay_open(struct arena *arena, const struct world *base, const struct change *changes,
			size_t n, struct world *out, struct err *err);

#endif
