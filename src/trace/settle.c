/* trace/settle.c - how somebody settles what is known only at run time: words for both faces. */
#include "settle.h"

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
	size_t end = text.n;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		ptrdiff_t at = str_find(text, values[i]);
		if (at >= 0 && (size_t)at + values[i].n < end)
			end = (size_t)at + values[i].n;
	}
	return end;
}

struct str tell_settled(struct arena *arena, struct str text, struct str key)
{
	struct buf buf;

	if (str_is_empty(key) || str_find(text, BEGIN) < 0)
		return text;
	buf_init(&buf, arena, text.n + key.n * (text.n / BEGIN.n + 1) + 64);
	for (ptrdiff_t at = str_find(text, BEGIN); at >= 0; at = str_find(text, BEGIN)) {
		buf_add(&buf, str_slice(text, 0, (size_t)at));
		buf_printf(&buf, "%.*s binds it", STR_ARG(key));
		text = str_skip(text, (size_t)at);
		text = str_skip(text, words_end(text));
	}
	buf_add(&buf, text);
	return buf_str(&buf);
}
