/* trace/world_recorder.h - a world that notes what it is asked, so that an answer can be kept for
 * as long as nothing of that changes. */
#ifndef ROLEHOP_TRACE_WORLD_RECORDER_H
#define ROLEHOP_TRACE_WORLD_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/vec.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/world.h"

/*
 * What an answer rests on, as numbers: one for each thing, name, list, coverage or organization
 * that was asked for. Two of them may share a number; then an answer is thought to rest on more
 * than it does, never on less.
 */
struct recorder;

/* `out` answers as `base`, which is a world over a store and knows every question. Both and the
 * arena must outlive it. */
struct recorder *world_recorder_open(struct arena *arena, const struct world *base,
				     struct world *out);

/* What is asked from now on belongs to another answer. */
void recorder_begin(struct recorder *recorder);

/* The numbers of what was asked since recorder_begin, in order, each once, and whether the time of
 * the question may have counted. They live until the next recorder_begin. */
void recorder_asked(struct recorder *recorder, const uint64_t **asked, size_t *n, bool *time);

/* Accounts whose organization was asked for, in the recorder's whole life: struct str. */
const struct vec *recorder_accounts(const struct recorder *recorder);

/* ---- what a change touches --------------------------------------------------------------- */

/* Appends the numbers (uint64_t) that answers which rest on the changed thing have. */
void recorder_of_change(const struct entity_change *change, struct vec *out);
/* The same of a coverage whose state changed. */
void recorder_of_coverage(const struct coverage *coverage, struct vec *out);
/* The number of an account's organization. */
uint64_t recorder_of_organization(struct str account);

/* May a change of such a thing bind accounts otherwise, by their organization? */
bool recorder_binds_accounts(enum entity_kind kind);

/* All that a world says of an account's organization: equal where it says the same. */
bool recorder_organization(const struct world *world, struct str account, struct hash *out,
			   struct err *err);

#endif
