/* base/edit.c - small changes to a JSON text that leave every other byte as it is. */
#include "rolehop/base/edit.h"

#include <stddef.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/span.h"
#include "rolehop/base/yaml.h"

/* `value` in the place of the bytes [from, to). */
static bool splice(struct arena *arena, struct str text, size_t from, size_t to, struct str value,
		   struct str *out)
{
	struct str end = str_skip(text, to);

	*out = arena_printf(arena, "%.*s%.*s%.*s", (int)from, text.p, STR_ARG(value), STR_ARG(end));
	return true;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Where what stands before byte `at` ends, white space left out. */
static size_t back_over_space(struct str text, size_t at)
{
	while (at > 0 && is_space(text.p[at - 1]))
		at--;
	return at;
}

static size_t on_over_space(struct str text, size_t at)
{
	while (at < text.n && is_space(text.p[at]))
		at++;
	return at;
}

/* span_find; what is YAML becomes JSON first, as the changed text is JSON in any case. */
static bool find(struct arena *arena, struct str *text, struct str pointer, struct span *span,
		 size_t *key)
{
	return yaml_as_json(arena, *text, text) && span_find(*text, pointer, span, key);
}

static struct str literal(struct arena *arena, struct str s)
{
	struct buf buf;

	buf_init(&buf, arena, s.n * 6 + 2);
	(void)json_write_str(&buf, s);
	return buf_str(&buf);
}

bool edit_replace(struct arena *arena, struct str text, struct str pointer, struct str value,
		  struct str *out)
{
	struct span span;

	if (!find(arena, &text, pointer, &span, NULL))
		return false;
	return splice(arena, text, span.from, span.to, value, out);
}

/* Puts `value` before the closing bracket of the container at `span`, on a line of its own where
 * the first of its kind stands on one. */
static bool put_last(struct arena *arena, struct str text, const struct span *span,
		     struct str value, struct str *out)
{
	size_t at = back_over_space(text, span->to - 1);
	bool empty = at == span->from + 1;
	struct str lead = str_slice(text, span->from + 1, on_over_space(text, span->from + 1));

	if (str_find_char(lead, '\n') < 0)
		lead = STR("");
	return splice(
	    arena, text, at, at,
	    empty ? value : arena_printf(arena, ",%.*s%.*s", STR_ARG(lead), STR_ARG(value)), out);
}

bool edit_append(struct arena *arena, struct str text, struct str pointer, struct str value,
		 struct str *out)
{
	struct span span;
	struct str old;

	if (!find(arena, &text, pointer, &span, NULL))
		return false;
	if (text.p[span.from] == '[')
		return put_last(arena, text, &span, value, out);
	old = str_slice(text, span.from, span.to);
	return splice(arena, text, span.from, span.to,
		      arena_printf(arena, "[%.*s,%.*s]", STR_ARG(old), STR_ARG(value)), out);
}

bool edit_member(struct arena *arena, struct str text, struct str pointer, struct str key,
		 struct str value, struct str *out)
{
	struct span span;
	struct str name = literal(arena, key);

	if (!find(arena, &text, pointer, &span, NULL) || text.p[span.from] != '{')
		return false;
	return put_last(arena, text, &span,
			arena_printf(arena, "%.*s:%.*s", STR_ARG(name), STR_ARG(value)), out);
}

/* The byte after the string literal that begins at `from`. */
static size_t literal_end(struct str text, size_t from)
{
	size_t at = from + 1;

	while (at < text.n && text.p[at] != '"')
		at += text.p[at] == '\\' ? 2 : 1;
	return at < text.n ? at + 1 : text.n;
}

bool edit_rename(struct arena *arena, struct str text, struct str pointer, struct str key,
		 struct str *out)
{
	struct span span;
	size_t from = 0;

	if (!find(arena, &text, pointer, &span, &from) || from == span.from)
		return false;
	return splice(arena, text, from, literal_end(text, from), literal(arena, key), out);
}

bool edit_remove(struct arena *arena, struct str text, struct str pointer, struct str *out)
{
	struct span span;
	size_t from = 0, to, before;

	if (str_is_empty(pointer) || !find(arena, &text, pointer, &span, &from))
		return false;
	to = on_over_space(text, span.to);
	before = back_over_space(text, from);
	if (before > 0 && text.p[before - 1] == ',')
		return splice(arena, text, before - 1, span.to, STR(""), out);
	if (to < text.n && text.p[to] == ',')
		return splice(arena, text, from, on_over_space(text, to + 1), STR(""), out);
	return splice(arena, text, from, span.to, STR(""), out);
}
