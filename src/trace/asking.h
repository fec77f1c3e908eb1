/* trace/asking.h - what the files that judge principals one after the other share. */
#ifndef ROLEHOP_SRC_TRACE_ASKING_H
#define ROLEHOP_SRC_TRACE_ASKING_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/trace/whocan.h"
#include "tracer.h"

/* A question while it is put to one principal after the other. */
struct asking {
	struct arena *arena; /* of the rows */
	struct arena scratch;
	const struct world *world;
	struct store *store;
	const struct whocan_ask *ask;
	struct trace_options options;
	struct err *err;
	bool trust;		     /* sts: on a role, which its trust policy rules */
	bool assume;		     /* of those, sts:AssumeRole itself */
	const struct role *target;   /* of an assumption; NULL: not known */
	const struct policy *policy; /* the resource's own; NULL: none, or not known */
	bool unread;		     /* it has one, or may have, that was not collected */
	struct str partition;
	struct str owner;      /* account of the resource; empty: not known */
	const struct str *ids; /* ExternalIds that the trust policy wants */
	size_t n_ids;
	struct map seen;  /* principals and accounts that have their row */
	struct map by_id; /* unique ids of the inventory */
	struct vec rows;  /* struct whocan_row */
	size_t done;	  /* of `total` that the inventory lists */
	size_t total;
};

/* Makes ready what grows: the rows, on `arena`, and `scratch`, which the caller releases. */
void asking_init(struct asking *a);

/* Says how far it is; false with ERR_INTERRUPTED where that asks to stop. `progress` may be NULL.
 */
bool asking_tell(struct asking *a, whocan_tell *progress, void *self);

/* The answer for one principal, on `scratch`, and in *sent the ExternalId that it took, or NULL:
 * one that opens the trust policy is worth more than the answer without one. Fails where the world
 * fails, and with ERR_INPUT for a principal that does not exist. */
bool asking_send(struct asking *a, struct str principal, struct str account,
		 const struct trace **out, const struct str **sent);

/* Why, on `scratch`, with the ExternalId that was sent where nobody asked for one. */
struct str asking_because(struct asking *a, const struct str *sent, struct str because);

/* A row, and a note that this principal has one. The texts are copied. */
void asking_add(struct asking *a, struct str principal, struct str account, enum verdict verdict,
		bool complete, struct str because);

/* Judges `principal` and makes a row of it under the name `shown`; of a stranger, `open` says what
 * is not known of him (otherwise it is empty). One that does not exist is denied; fails only where
 * the world fails. */
bool asking_judge(struct asking *a, struct str principal, struct str shown, struct str account,
		  const char *open);

/* asking_named.c - rows for whom only the policy of the resource names, and for what was not
 * collected of whole accounts. Fails only where world or store fail. */
bool asking_named(struct asking *a);

/* The rows by account and principal. */
void asking_finish(struct asking *a, const struct whocan_row **out, size_t *n);

#endif
