/* trace/whocan.h - who may do one thing, and whom one may assume: all of the inventory, judged. */
#ifndef ROLEHOP_TRACE_WHOCAN_H
#define ROLEHOP_TRACE_WHOCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world.h"

/* One principal. All text lives in the arena given. */
struct whocan_row {
	struct str principal; /* ARN of a role or user, or as a policy names it */
	struct str account;   /* empty: none */
	enum verdict verdict;
	bool complete;
	struct str because;
	struct str external_id; /* of whocan_reach: what has to be sent; empty: none */
};

/* How far it is, of all that the inventory lists, and the rows so far: new ones come at the end. */
struct whocan_progress {
	size_t done;
	size_t total;
	const struct whocan_row *rows; /* until the call returns */
	size_t n;
};

/* Told before each of them, and once when all are judged; false: stop (ERR_INTERRUPTED). */
typedef bool whocan_tell(void *self, const struct whocan_progress *progress);

/*
 * Of sts:AssumeRole on a role: without an ExternalId of the asker's, each principal is asked
 * without one and then with those that the role's trust policy wants, as who assumes a role is free
 * to send any.
 */
struct whocan_ask {
	struct str action;
	struct str resource; /* an ARN, or "*" for an action that names none */
	bool has_external_id;
	struct str external_id;
	bool silent_denials;   /* of who is surely denied, nobody reads why */
	whocan_tell *progress; /* NULL: nobody looks */
	void *self;
};

/*
 * A row for every role and user of the inventory, and for whom only the policy of the resource
 * names: everyone, whole accounts and what else of them was not collected, services, sessions,
 * identity providers, deleted principals. Ordered by account and principal. The root users of
 * accounts have none. `world` is that of `store`. ERR_INPUT with suggestions for a role that surely
 * does not exist.
 */
bool whocan(struct arena *arena, const struct world *world, struct store *store,
	    const struct whocan_ask *ask, const struct trace_options *options,
	    const struct whocan_row **out, size_t *n, struct err *err);

struct whocan_reach {
	struct str caller;     /* ARN of a role or user of the inventory */
	whocan_tell *progress; /* NULL: nobody looks */
	void *self;
};

/*
 * The other way round: a row for each role of the inventory that the caller may or might assume,
 * by itself, with the ExternalId that opens it. Of a row `principal` and `account` are the role's.
 * *denied: how many others there are. Fails where the world or the store fails, or with
 * ERR_INTERRUPTED.
 */
bool whocan_reach(struct arena *arena, const struct world *world, struct store *store,
		  const struct whocan_reach *reach, const struct trace_options *options,
		  const struct whocan_row **out, size_t *n, size_t *denied, struct err *err);

/* Allowed if anyone is; denied only if surely no one is; else unknown. */
enum verdict whocan_verdict(const struct whocan_row *rows, size_t n);

#endif
