/* base/buf.c - text that grows up to a limit. */
#include "rolehop/base/buf.h"

#include <stdarg.h>
#include <string.h>

#include "rolehop/base/format.h"
#include "rolehop/base/mem.h"

void buf_init(struct buf *buf, struct arena *arena, size_t limit)
{
	*buf = (struct buf){.arena = arena, .limit = limit};
}

/* Room for `more` bytes and a NUL; false, and over, where the limit forbids it. */
static bool buf_reserve(struct buf *buf, size_t more)
{
	if (buf->over || more > buf->limit - buf->n) {
		buf->over = true;
		return false;
	}
	size_t need = buf->n + more + 1;
	if (need <= buf->cap)
		return true;
	size_t cap = buf->cap ? buf->cap * 2 : 64;
	if (cap < need)
		cap = need;
	buf->p = arena_grow(buf->arena, buf->p, buf->cap, cap);
	buf->cap = cap;
	return true;
}

char *buf_take(struct buf *buf, size_t n)
{
	char *room;
	if (!buf_reserve(buf, n))
		return NULL;
	room = buf->p + buf->n;
	buf->n += n;
	buf->p[buf->n] = '\0';
	return room;
}

bool buf_add(struct buf *buf, struct str s)
{
	char *room = buf_take(buf, s.n);
	if (room != NULL && s.n > 0)
		memcpy(room, s.p, s.n);
	return room != NULL;
}

bool buf_add_char(struct buf *buf, char c)
{
	return buf_add(buf, (struct str){&c, 1});
}

bool buf_add_cstr(struct buf *buf, const char *cstr)
{
	return buf_add(buf, str_from(cstr));
}

bool buf_add_repeat(struct buf *buf, struct str s, size_t times)
{
	for (size_t i = 0; i < times; i++)
		if (!buf_add(buf, s))
			return false;
	return true;
}

/* Most texts are short: they are formatted where they go, and once more only where there is no
 * room. */
bool buf_printf(struct buf *buf, const char *fmt, ...)
{
	va_list args;
	va_list again;
	va_start(args, fmt);
	va_copy(again, args);
	if (buf->cap == 0)
		buf_reserve(buf, 0);
	size_t room = buf->over ? 0 : buf->cap - buf->n;
	int n = format_text(room ? buf->p + buf->n : NULL, room, fmt, args);
	va_end(args);
	if (n < 0)
		mem_die();
	bool fits = buf_reserve(buf, (size_t)n);
	if (fits && (size_t)n >= room)
		format_text(buf->p + buf->n, (size_t)n + 1, fmt, again);
	va_end(again);
	if (fits)
		buf->n += (size_t)n;
	else if (room)
		buf->p[buf->n] = '\0';
	return fits;
}

struct str buf_str(const struct buf *buf)
{
	return (struct str){buf->p, buf->n};
}

void buf_clear(struct buf *buf)
{
	buf->n = 0;
	buf->over = false;
}
