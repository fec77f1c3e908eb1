/* app/keylines.c - reads the `key = value` lines of configuration and theme files. */
#include "rolehop/app/keylines.h"

#include <stdarg.h>
#include <stdio.h>

void keylines_init(struct keylines *lines, struct str file, struct str text)
{
	static const struct str bom = STR_INIT("\xef\xbb\xbf");
	*lines = (struct keylines){
	    .file = file,
	    .rest = str_starts(text, bom) ? str_skip(text, bom.n) : text,
	};
}

bool keylines_fail(const struct keylines *lines, size_t line, size_t column, struct err *err,
		   const char *fmt, ...)
{
	char what[ERR_TEXT_MAX / 2];
	va_list args;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	return err_set(err, ERR_INPUT, "%.*s, line %zu, column %zu: %s", STR_ARG(lines->file), line,
		       column, what);
}

/* Takes one line off the front, without its line end. */
static struct str take_line(struct keylines *lines)
{
	ptrdiff_t end = str_find_char(lines->rest, '\n');
	size_t n = end < 0 ? lines->rest.n : (size_t)end;
	struct str line = str_slice(lines->rest, 0, n);
	lines->rest = str_skip(lines->rest, end < 0 ? n : n + 1);
	lines->number++;
	return line;
}

/* Bytes of `line` before `part`, which points into it, plus one. */
static size_t column_of(struct str line, struct str part)
{
	return part.n ? (size_t)(part.p - line.p) + 1 : line.n + 1;
}

bool keylines_next(struct keylines *lines, struct keyline *out, struct err *err)
{
	while (lines->rest.n) {
		struct str line = take_line(lines);
		struct str words = str_trim(line);
		if (!words.n || words.p[0] == '#')
			continue;
		ptrdiff_t nul = str_find_char(line, '\0');
		if (nul >= 0) {
			lines->failed = true;
			return keylines_fail(lines, lines->number, (size_t)nul + 1, err,
					     "a NUL byte stands here, as in no text");
		}
		ptrdiff_t equals = str_find_char(line, '=');
		if (equals < 0) {
			lines->failed = true;
			return keylines_fail(
			    lines, lines->number, column_of(line, words), err,
			    "this is no `key = value` line (comments begin with #)");
		}
		out->key = str_trim(str_slice(line, 0, (size_t)equals));
		out->value = str_trim(str_skip(line, (size_t)equals + 1));
		out->number = lines->number;
		out->key_column = column_of(line, out->key);
		out->value_column = column_of(line, out->value);
		if (out->key.n)
			return true;
		lines->failed = true;
		return keylines_fail(lines, lines->number, (size_t)equals + 1, err,
				     "there is no key before the equals sign");
	}
	return false;
}
