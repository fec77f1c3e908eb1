/* trace/lines.c - lines of styled spans, wrapped to a width, while they are made. */
#include "lines.h"

#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"

enum { COLUMNS_MIN = 30 };

void lines_init(struct lines *lines, struct arena *arena, size_t columns)
{
	*lines = (struct lines){.arena = arena,
				.columns = columns < COLUMNS_MIN ? COLUMNS_MIN : columns,
				.hop = TELL_NO_HOP,
				.gate = TELL_NO_GATE,
				.evidence = TELL_NO_EVIDENCE,
				.remedy = TELL_NO_REMEDY};
	vec_init(&lines->done, arena, sizeof(struct tell_line));
	vec_init(&lines->spans, arena, sizeof(struct tell_span));
}

void lines_about(struct lines *lines, int hop, int gate)
{
	lines->hop = hop;
	lines->gate = gate;
	lines->evidence = TELL_NO_EVIDENCE;
}

/* The span that ends where this text begins, in the same style: both are one. */
static struct tell_span *span_before(const struct lines *lines, enum tell_style style,
				     struct str text)
{
	struct tell_span *last =
	    lines->spans.n > 0 ? vec_at(&lines->spans, lines->spans.n - 1) : NULL;

	return last != NULL && last->style == style && last->text.p + last->text.n == text.p ? last
											     : NULL;
}

/* Text that is safe already, and takes so many columns. */
static void add_measured(struct lines *lines, enum tell_style style, struct str text, size_t width)
{
	struct tell_span *before;

	if (str_is_empty(text))
		return;
	lines->used += width;
	before = span_before(lines, style, text);
	if (before != NULL)
		before->text.n += text.n;
	else
		*(struct tell_span *)vec_push(&lines->spans) = (struct tell_span){style, text};
}

static void add_safe(struct lines *lines, enum tell_style style, struct str text)
{
	add_measured(lines, style, text, width_text(text));
}

void lines_add(struct lines *lines, enum tell_style style, struct str text)
{
	add_safe(lines, style, safe_text(lines->arena, text));
}

void lines_to(struct lines *lines, size_t column)
{
	char *blanks;

	if (lines->used >= column)
		return;
	blanks = arena_alloc(lines->arena, column - lines->used + 1);
	for (size_t i = 0; i < column - lines->used; i++)
		blanks[i] = ' ';
	add_safe(lines, TELL_PLAIN, (struct str){blanks, column - lines->used});
}

void lines_end(struct lines *lines)
{
	struct tell_line *line = vec_push(&lines->done);

	*line = (struct tell_line){lines->spans.items, lines->spans.n, lines->hop,  lines->gate,
				   lines->evidence,    lines->remedy,  lines->heads};
	vec_init(&lines->spans, lines->arena, sizeof(struct tell_span));
	lines->used = 0;
	lines->heads = false;
}

void lines_blank(struct lines *lines)
{
	if (lines->done.n > 0)
		lines_end(lines);
}

/* Where to break a word that is longer than a line: after a separator in its last half, else
 * anywhere. */
static size_t break_word(struct str word, size_t columns)
{
	struct str head = width_prefix(word, columns);

	for (size_t i = head.n; i > head.n / 2; i--)
		if (head.p[i - 1] == ':' || head.p[i - 1] == '/' || head.p[i - 1] == ',')
			return i;
	return head.n > 0 ? head.n : word.n;
}

static struct str next_word(struct str *rest)
{
	ptrdiff_t blank;
	struct str word;

	while (rest->n > 0 && rest->p[0] == ' ')
		*rest = str_skip(*rest, 1);
	blank = str_find_char(*rest, ' ');
	word = blank < 0 ? *rest : str_slice(*rest, 0, (size_t)blank);
	*rest = str_skip(*rest, word.n);
	return word;
}

static void wrap_word(struct lines *lines, enum tell_style style, size_t indent, struct str word,
		      size_t width)
{
	while (lines->used + width > lines->columns && lines->columns > indent) {
		size_t cut = break_word(word, lines->columns - lines->used);
		if (lines->used > indent && width <= lines->columns - indent)
			cut = 0;
		if (lines->used >= lines->columns)
			cut = 0;
		add_safe(lines, style, str_slice(word, 0, cut));
		word = str_skip(word, cut);
		width = width_text(word);
		lines_end(lines);
		lines_to(lines, indent);
	}
	add_measured(lines, style, word, width);
}

void lines_wrap(struct lines *lines, enum tell_style style, size_t indent, struct str text)
{
	struct str rest = safe_text(lines->arena, text);
	bool first = true;

	if (indent + 10 > lines->columns)
		indent = 0;
	lines_to(lines, indent);
	for (struct str word = next_word(&rest); word.n > 0; word = next_word(&rest)) {
		size_t width = width_text(word);
		if (!first && lines->used + 1 + width <= lines->columns)
			add_measured(lines, style, (struct str){word.p - 1, 1}, 1);
		else if (!first && lines->used > indent) {
			lines_end(lines);
			lines_to(lines, indent);
		}
		wrap_word(lines, style, indent, word, width);
		first = false;
	}
	lines_end(lines);
}

void lines_chop(struct lines *lines, enum tell_style style, size_t indent, struct str text,
		size_t mark)
{
	struct str rest = safe_text(lines->arena, text);
	size_t room = lines->columns > indent + 8 ? lines->columns - indent : 8;
	size_t from = 0;

	do {
		size_t width = width_text(rest);
		size_t needs = width + (mark == from + width); /* a mark stands behind the end */
		size_t cut =
		    needs > room ? break_word(rest, needs > width ? room - 1 : room) : rest.n;
		struct str piece = str_slice(rest, 0, cut);
		size_t columns = width_text(piece);
		lines_to(lines, indent);
		add_safe(lines, style, piece);
		lines_end(lines);
		rest = str_skip(rest, piece.n);
		bool here = mark >= from &&
			    (mark < from + columns || (rest.n == 0 && mark == from + columns));
		if (here) {
			lines_to(lines, indent + mark - from);
			add_safe(lines, style, STR("^"));
			lines_end(lines);
		}
		from += columns;
	} while (rest.n > 0);
}
