/* feed/wire.h - one attempt of a call as it goes over the wire: by protocol, and signed. */
#ifndef ROLEHOP_FEED_WIRE_H
#define ROLEHOP_FEED_WIRE_H

#include "feed/client.h"
#include "rolehop/base/vec.h"

/* Its texts live in the arena or with the call. */
struct wire {
	struct arena *arena;
	const struct call *call;
	struct endpoint endpoint;
	struct str method;
	struct str path;
	struct str query;
	struct str body;
	struct vec headers; /* struct header */
};

/* ERR_INPUT where the call's region or endpoint is none. */
bool wire_make(struct arena *arena, const struct call *call, const struct aws_settings *settings,
	       struct wire *wire, struct err *err);

/* Adds the headers that sign it with the keys of the call's session, at AWS's time. */
void wire_sign(struct wire *wire, int64_t now);

#endif
