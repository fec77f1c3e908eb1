/* app/scan_wire.h - one item of a scan as bytes: its rows, and what they rest on. */
#ifndef ROLEHOP_SRC_APP_SCAN_WIRE_H
#define ROLEHOP_SRC_APP_SCAN_WIRE_H

#include "app/scan_rows.h"
#include "rolehop/trace/world_recorder.h"

/* A world that items are looked at in. */
struct scan_world {
	struct world world;
	struct recorder *recorder; /* NULL: nothing is to be kept */
	size_t told;		   /* of the recorder's accounts */
};

void scan_world_open(struct arena *arena, const struct world *base, bool record,
		     struct scan_world *out);

/* Looks at one item and appends it. */
bool scan_wire_put(struct arena *arena, struct scan_world *in, const struct scan_item *item,
		   const struct scan_options *options, struct buf *out, struct err *err);

struct scan_wired {
	struct str rows;
	struct str asked;    /* uint64_t, not aligned */
	struct str accounts; /* see scan_wire_account */
	bool time;
	bool kept; /* false: what it rests on was not noted */
};

/* Takes the next item off the front; its text points into the bytes. */
bool scan_wire_take(struct str *bytes, struct scan_wired *out);

/* The next account off the front of those whose organization was asked for the first time. */
bool scan_wire_account(struct str *accounts, struct str *out);

#endif
