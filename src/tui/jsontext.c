/* tui/jsontext.c - a JSON document as people read it: laid out, coloured, with lines marked. */
#include "tui/jsontext.h"

#include <string.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/span.h"
#include "rolehop/base/yaml.h"

enum { DOCUMENT_MAX = 64 * 1024 * 1024, INDENT = 2 };

/* ---- layout ---------------------------------------------------------------------------------- */

static size_t string_end(struct str text, size_t from)
{
	size_t i = from + 1;
	while (i < text.n && text.p[i] != '"' && text.p[i] != '\n')
		i += text.p[i] == '\\' && i + 1 < text.n ? 2 : 1;
	return i < text.n && text.p[i] == '"' ? i + 1 : i < text.n ? i : text.n;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_blanks(struct str text, size_t i)
{
	while (i < text.n && is_blank(text.p[i]))
		i++;
	return i;
}

static void new_line(struct buf *buf, size_t depth)
{
	buf_add_char(buf, '\n');
	buf_add_repeat(buf, STR(" "), depth * INDENT);
}

static bool opens(char c)
{
	return c == '{' || c == '[';
}

static bool closes(char c)
{
	return c == '}' || c == ']';
}

/* Lays one value out with a member a line. */
static struct str jsontext_indent(struct arena *arena, struct str text)
{
	struct buf buf;
	size_t depth = 0;
	buf_init(&buf, arena, DOCUMENT_MAX);
	for (size_t i = skip_blanks(text, 0); i < text.n; i = skip_blanks(text, i)) {
		char c = text.p[i];
		if (c == '"') {
			size_t end = string_end(text, i);
			buf_add(&buf, str_slice(text, i, end));
			i = end;
			continue;
		}
		size_t next = skip_blanks(text, ++i);
		bool empty = opens(c) && next < text.n && closes(text.p[next]);
		if (closes(c) && depth > 0) {
			depth--;
			new_line(&buf, depth);
		}
		buf_add_char(&buf, c);
		if (empty) {
			buf_add_char(&buf, text.p[next]);
			i = next + 1;
		} else if (opens(c)) {
			new_line(&buf, ++depth);
		} else if (c == ',') {
			new_line(&buf, depth);
		} else if (c == ':') {
			buf_add_char(&buf, ' ');
		}
	}
	return buf.over ? text : buf_str(&buf);
}

/* The blanks that every line after the first begins with. */
static size_t shared_indent(struct str text)
{
	struct str_split it = {text, false};
	struct str line;
	size_t shared = SIZE_MAX;
	str_next(&it, '\n', &line);
	while (str_next(&it, '\n', &line)) {
		size_t n = 0;
		while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
			n++;
		if (n < line.n && n < shared)
			shared = n;
	}
	return shared == SIZE_MAX ? 0 : shared;
}

struct str jsontext_normal(struct arena *arena, struct str text)
{
	const struct json *json;
	struct err err;
	struct buf buf;
	if (yaml_is(text) || !json_parse(arena, text, &json, &err))
		return text;
	buf_init(&buf, arena, DOCUMENT_MAX);
	json_write(&buf, json, false);
	return buf.over ? text : jsontext_indent(arena, buf_str(&buf));
}

struct str jsontext_lay(struct arena *arena, struct str text)
{
	struct str trimmed = str_trim(text);
	if (yaml_is(text))
		return text; /* white space is part of its syntax */
	if (str_find_char(trimmed, '\n') < 0)
		return jsontext_indent(arena, text);
	size_t shared = shared_indent(text);
	if (shared == 0)
		return text;
	struct buf buf;
	struct str_split it = {text, false};
	struct str line;
	buf_init(&buf, arena, DOCUMENT_MAX);
	for (bool first = true; str_next(&it, '\n', &line); first = false) {
		if (!first)
			buf_add_char(&buf, '\n');
		buf_add(&buf, first ? line : str_skip(line, shared));
	}
	return buf.over ? text : buf_str(&buf);
}

/* ---- marks ----------------------------------------------------------------------------------- */

struct marked {
	const struct mark *mark;
	size_t bytes; /* of the value: the smallest wins */
};

static size_t count_lines(struct str text)
{
	size_t n = 1;
	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static int weight(enum mark_kind kind)
{
	switch (kind) {
	case MARK_OK:
		return 0;
	case MARK_UNKNOWN:
		return 1;
	case MARK_BAD:
		return 2;
	}
	return 0;
}

static bool is_better(const struct mark *mark, size_t bytes, const struct marked *old)
{
	if (old->mark == NULL || bytes != old->bytes)
		return old->mark == NULL || bytes < old->bytes;
	return weight(mark->kind) > weight(old->mark->kind);
}

const struct mark **jsontext_marks(struct arena *arena, struct str text, const struct mark *marks,
				   size_t n_marks)
{
	size_t n_lines = count_lines(text);
	struct marked *lines = arena_array(arena, n_lines, sizeof(*lines));
	const struct mark **found = arena_array(arena, n_lines, sizeof(const struct mark *));
	for (size_t i = 0; i < n_marks; i++) {
		struct span span;
		size_t key_from = 0;
		if (!span_find(text, marks[i].pointer, &span, &key_from))
			continue;
		/* What is said of a whole document is said on its first line. */
		size_t last = marks[i].pointer.n == 0 ? span.line : span.end_line;
		for (size_t line = span.line; line <= last && line <= n_lines; line++) {
			if (is_better(&marks[i], span.to - span.from, &lines[line - 1]))
				lines[line - 1] = (struct marked){&marks[i], span.to - span.from};
		}
	}
	for (size_t i = 0; i < n_lines; i++)
		found[i] = lines[i].mark;
	return found;
}

size_t jsontext_line(struct str text, struct str pointer)
{
	struct span span;
	return span_find(text, pointer, &span, NULL) ? span.line : 1;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static enum theme_role string_role(struct str line, size_t from, size_t end, bool after_effect)
{
	struct str inner = str_slice(line, from + 1, end > from + 1 ? end - 1 : end);
	size_t next = skip_blanks(line, end);
	if (next < line.n && line.p[next] == ':')
		return THEME_JSON_KEY;
	if (after_effect && str_eq(inner, STR("Deny")))
		return THEME_JSON_DENY;
	return str_starts(inner, STR("arn:")) ? THEME_ARN : THEME_JSON_STRING;
}

static void color_line(struct sheet *sheet, struct str line)
{
	bool after_effect = false;
	size_t from = 0;
	while (from < line.n) {
		size_t end = from;
		enum theme_role role = THEME_TEXT;
		if (line.p[from] == '"') {
			end = string_end(line, from);
			role = string_role(line, from, end, after_effect);
			after_effect = role == THEME_JSON_KEY &&
				       str_eq(str_slice(line, from, end), STR("\"Effect\""));
		} else {
			while (end < line.n && line.p[end] != '"')
				end++;
		}
		sheet_add(sheet, role, str_slice(line, from, end));
		from = end;
	}
}

static int digits(size_t n)
{
	int count = 1;
	for (; n >= 10; n /= 10)
		count++;
	return count;
}

static const struct {
	const char *word;
	enum theme_role role;
} mark_words[] = {
    [MARK_OK] = {"ok", THEME_GUTTER_OK},
    [MARK_BAD] = {"XX", THEME_GUTTER_BAD},
    [MARK_UNKNOWN] = {"??", THEME_UNKNOWN},
};

static size_t depth_of(struct str line)
{
	size_t n = 0;
	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

/* One line of the document, with tabs as blanks and without what ends it. */
static struct str clean_line(struct arena *arena, struct str line)
{
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (str_find_char(line, '\t') < 0)
		return line;
	struct buf buf;
	buf_init(&buf, arena, DOCUMENT_MAX);
	for (size_t i = 0; i < line.n; i++)
		buf_add(&buf, line.p[i] == '\t' ? STR("    ") : str_slice(line, i, i + 1));
	return buf_str(&buf);
}

void jsontext_lines(struct pane *pane, struct str text, const struct mark *marks, size_t n_marks)
{
	struct sheet *sheet = pane->sheet;
	struct str_split it = {text, false};
	struct str line;
	size_t number = 0;
	size_t n_lines = count_lines(text);
	int places = digits(n_lines) < 4 ? 4 : digits(n_lines);
	const struct mark **marked = jsontext_marks(&sheet->arena, text, marks, n_marks);
	sheet->gutter = 2 + 1 + places + 1;
	while (str_next(&it, '\n', &line)) {
		const struct mark *mark = marked[number];
		const char *word = mark == NULL ? "" : mark_words[mark->kind].word;
		struct line like = {.id = ++number, .stop = true};
		if (it.done && line.n == 0 && number > 1)
			break; /* the line feed at the very end begins no line */
		like.gutter = arena_printf(&sheet->arena, "%-2s %*zu", word, places, number);
		like.gutter_role = mark == NULL ? THEME_DIM : mark_words[mark->kind].role;
		like.fails = mark != NULL && mark->kind == MARK_BAD;
		like.mark = mark;
		line = clean_line(&sheet->arena, line);
		color_line(sheet, line);
		sheet_wrap(sheet, &like, sheet_columns(pane), (int)depth_of(line) + 2, false);
	}
}

bool jsontext_arn(struct str text, size_t line, struct str *arn)
{
	struct str_split it = {text, false};
	struct str content = {0};
	for (size_t i = 0; i < line; i++) {
		if (!str_next(&it, '\n', &content))
			return false;
	}
	ptrdiff_t at = str_find(content, STR("\"arn:"));
	if (at < 0)
		return false;
	size_t end = string_end(content, (size_t)at);
	*arn = str_slice(content, (size_t)at + 1, end > 0 ? end - 1 : end);
	return true;
}
