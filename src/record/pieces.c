/* record/pieces.c - the JSON in a text that is something else: prose, a log, a table. */
#include "pieces.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/vec.h"

/* Where an object stands, [from, to). */
struct span {
	size_t from, to;
};

/* Without the doubled quotes of a field of CSV. */
static struct str undouble(struct arena *arena, struct str text)
{
	struct buf out;

	if (!str_contains(text, STR("{\"\"")))
		return text;
	buf_init(&out, arena, text.n + 1);
	for (size_t i = 0; i < text.n; i++) {
		buf_add_char(&out, text.p[i]);
		i += text.p[i] == '"' && i + 1 < text.n && text.p[i + 1] == '"';
	}
	return buf_str(&out);
}

/* The object that ends at `to`: those that stand in it go. */
static void close_span(struct vec *spans, size_t from, size_t to)
{
	while (spans->n > 0 && ((const struct span *)vec_at(spans, spans->n - 1))->from > from)
		spans->n--;
	*(struct span *)vec_push(spans) = (struct span){from, to};
}

/* The outermost objects of which both braces are there. */
static void find_spans(struct arena *arena, struct str text, struct vec *spans)
{
	struct vec open; /* size_t: where braces opened */
	bool quoted = false;

	vec_init(spans, arena, sizeof(struct span));
	vec_init(&open, arena, sizeof(size_t));
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (quoted && c == '\\')
			i++;
		else if (c == '"' && open.n > 0)
			quoted = !quoted;
		else if (!quoted && c == '{')
			*(size_t *)vec_push(&open) = i;
		else if (!quoted && c == '}' && open.n > 0) {
			close_span(spans, *(const size_t *)vec_at(&open, open.n - 1), i + 1);
			open.n--;
		}
	}
}

const struct json *pieces_of(struct arena *arena, struct str text)
{
	const struct json *json;
	struct err ignored;
	struct vec spans;
	struct buf list;

	text = undouble(arena, text);
	find_spans(arena, text, &spans);
	buf_init(&list, arena, 2 * text.n + 2);
	buf_add_char(&list, '[');
	for (size_t i = 0; i < spans.n; i++) {
		const struct span *span = vec_at(&spans, i);
		struct str piece = str_slice(text, span->from, span->to);
		if (!json_parse(arena, piece, &json, &ignored))
			continue;
		buf_add(&list, list.n > 1 ? STR(",") : STR(""));
		buf_add(&list, piece);
	}
	buf_add_char(&list, ']');
	return list.n > 2 && json_parse(arena, buf_str(&list), &json, &ignored) ? json : NULL;
}
