/* base/buf.h - text that grows, up to a limit that its maker names. */
#ifndef ROLEHOP_BASE_BUF_H
#define ROLEHOP_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/attr.h"
#include "rolehop/base/str.h"

/*
 * Once an addition would pass `limit`, nothing more is added and `over` is true: whoever uses the
 * text checks it before. Memory comes from the arena.
 */
struct buf {
	struct arena *arena;
	char *p;
	size_t n;
	size_t cap;
	size_t limit;
	bool over;
};

void buf_init(struct buf *buf, struct arena *arena, size_t limit);

/* Each returns false once the limit is passed. */
bool buf_add(struct buf *buf, struct str s);
bool buf_add_char(struct buf *buf, char c);
bool buf_add_cstr(struct buf *buf, const char *cstr);
bool buf_add_repeat(struct buf *buf, struct str s, size_t times);
bool buf_printf(struct buf *buf, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* Room for `n` more bytes at its end, which the caller fills; NULL once the limit is passed. */
char *buf_take(struct buf *buf, size_t n);

/* What is in it so far; valid until the next addition. */
struct str buf_str(const struct buf *buf);

/* Drops the content, keeps the memory. */
void buf_clear(struct buf *buf);

#endif
