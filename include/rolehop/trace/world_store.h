/* trace/world_store.h - the world as the inventory has it. */
#ifndef ROLEHOP_TRACE_WORLD_STORE_H
#define ROLEHOP_TRACE_WORLD_STORE_H

#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/world.h"

/*
 * A world over the chosen snapshot of a store. Compiled policies and assembled roles are cached in
 * `arena` by document, so equal documents are compiled once. The store and the arena must outlive
 * it.
 */
bool world_store_open(struct arena *arena, struct store *store, int64_t now, struct world *out,
		      struct err *err);

/*
 * The same world as `world`, which world_store_open made, with caches of its own in `arena`: but
 * for organizations, which are few and cost much, and which `world` keeps.
 */
bool world_store_again(struct arena *arena, const struct world *world, struct world *out,
		       struct err *err);

#endif
