/* trace/settle.h - how somebody settles what is known only at run time: words for both faces. */
#ifndef TRACE_SETTLE_H
#define TRACE_SETTLE_H

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* "settle it with --set '$.role=arn:...'"; tell_settled finds it again. */
struct str settle_say(struct arena *arena, struct str path, const char *value);

#endif
