/* feed/sam_fill.c - statements that SAM writes, from the short forms of its tables. */
#include "feed/sam_fill.h"
#include "rolehop/base/buf.h"

enum { FILLED_MAX = 1 << 20 };

static struct str letter(const struct sam_fill *fill, char c)
{
	const struct stack *stack = &fill->cfn->stack;

	switch (c) {
	case 'P':
		return stack->partition;
	case 'R':
		return stack->region;
	case 'A':
		return stack->account;
	case 'S':
		return fill->source;
	case 'D':
		return fill->destination;
	case 'I':
		return fill->source_id;
	case 'Q':
		return fill->qualifier;
	case 'N':
		return fill->destination_name;
	default:
		return (struct str){NULL, 0};
	}
}

struct str sam_filled(const struct sam_fill *fill, struct str text)
{
	struct arena *arena = fill->cfn->arena;
	struct buf buf;

	buf_init(&buf, arena, FILLED_MAX);
	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_skip(text, i);
		ptrdiff_t close = str_find_char(rest, '}');
		if (str_starts(rest, STR("${")) && close > 0) {
			struct str name = str_slice(rest, 2, (size_t)close);
			const struct json *value = json_get(fill->parameters, name);
			buf_add(&buf, value != NULL ? json_scalar(arena, value)
						    : stack_placeholder(arena, name));
			i += (size_t)close;
		} else if (str_starts(rest, STR("$")) && rest.n > 1) {
			buf_add(&buf, letter(fill, rest.p[1]));
			i++;
		} else {
			buf_add_char(&buf, text.p[i]);
		}
	}
	return buf_str(&buf);
}

static void add_words(const struct sam_fill *fill, struct buf *out, const char *key,
		      const char *words)
{
	struct str_split it = {str_from(words), false};
	struct str word;
	bool first = true;

	buf_printf(out, "\"%s\":[", key);
	while (str_next(&it, ' ', &word)) {
		buf_add_cstr(out, first ? "" : ",");
		json_write_str(out, sam_filled(fill, word));
		first = false;
	}
	buf_add_char(out, ']');
}

void sam_add_allow(const struct sam_fill *fill, struct buf *out, const char *actions,
		   const char *resources)
{
	buf_add_cstr(out, "{\"Effect\":\"Allow\",");
	add_words(fill, out, "Action", actions);
	buf_add_char(out, ',');
	add_words(fill, out, "Resource", resources);
}
