/* trace/settle.c - how somebody settles what is known only at run time: words for both faces. */
#include "settle.h"

#include <stdint.h>

#include "rolehop/base/buf.h"
#include "rolehop/trace/tell.h"

static const struct str BEGIN = STR_INIT("settle it with --set '");
static const struct str END = STR_INIT("'");

struct str settle_say(struct arena *arena, struct str path, const char *value)
{
	return arena_printf(arena, "%.*s%.*s=%s%.*s", STR_ARG(BEGIN), STR_ARG(path), value,
			    STR_ARG(END));
}

/* Where the words end that begin `text`: a quote that ends a value, as settle_say writes them. */
static size_t words_end(struct str text)
{
	static const struct str values[] = {STR_INIT("=arn:...'"), STR_INIT("=VALUE'")};
	size_t end = SIZE_MAX;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		ptrdiff_t at = str_find(text, values[i]);
		if (at >= 0 && (size_t)at + values[i].n < end)
			end = (size_t)at + values[i].n;
	}
	return end < SIZE_MAX ? end : BEGIN.n;
}

/* `text` with `by` in the place of each `what`, as long as its own end tells (NULL: all of it). */
static struct str replaced(struct arena *arena, struct str text, struct str what, struct str by,
			   size_t (*end)(struct str text))
{
	struct buf buf;

	if (str_find(text, what) < 0)
		return text;
	buf_init(&buf, arena, text.n + by.n * (text.n / what.n + 1));
	for (ptrdiff_t at = str_find(text, what); at >= 0; at = str_find(text, what)) {
		buf_add(&buf, str_slice(text, 0, (size_t)at));
		buf_add(&buf, by);
		text = str_skip(text, (size_t)at);
		text = str_skip(text, end != NULL ? end(text) : what.n);
	}
	buf_add(&buf, text);
	return buf_str(&buf);
}

struct str tell_settled(struct arena *arena, struct str text, struct str key)
{
	if (str_is_empty(key) || str_find(text, STR("--set")) < 0)
		return text;
	text = replaced(arena, text, BEGIN, arena_printf(arena, "%.*s binds it", STR_ARG(key)),
			words_end);
	return replaced(arena, text, STR("with --set"),
			arena_printf(arena, "with %.*s", STR_ARG(key)), NULL);
}
