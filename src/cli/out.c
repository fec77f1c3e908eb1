/* cli/out.c - text with styles to a stream; everything passes base/safe on its way. */
#include "cli/out.h"

#include "cli/masked.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "rolehop/base/mem.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"

enum { COLUMNS_FILE = 100, COLUMNS_MIN = 40, COLUMNS_MAX = 160 };

/* What a style is on a terminal with colours (ECMA-48 select graphic rendition). */
static const char *const styles[] = {
    [TELL_PLAIN] = "\033[m",   [TELL_STRONG] = "\033[1m",  [TELL_DIM] = "\033[2m",
    [TELL_ALLOW] = "\033[32m", [TELL_DENY] = "\033[1;31m", [TELL_UNKNOWN] = "\033[33m",
    [TELL_NONE] = "\033[2m",   [TELL_ARN] = "\033[36m",	   [TELL_WANTS] = "\033[1;33m",
    [TELL_HAS] = "\033[1;35m", [TELL_FIX] = "\033[1;36m",
};

const char *out_style(const struct out *out, enum tell_style style)
{
	return out->color ? styles[style] : "";
}

/* The locale is read for its characters alone: numbers and order are the same everywhere. Only what
 * a terminal takes hangs on it, so nothing else waits for it. */
static bool locale_is_utf8(void)
{
	setlocale(LC_CTYPE, "");
	return str_eq_nocase(str_from(nl_langinfo(CODESET)), STR("UTF-8"));
}

static size_t columns_of(FILE *file, bool terminal)
{
	struct winsize size;
	size_t columns = COLUMNS_FILE;
	if (terminal && ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col)
		columns = size.ws_col;
	if (columns < COLUMNS_MIN)
		return COLUMNS_MIN;
	return columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
}

void out_init(struct out *out, FILE *file, const struct app *app, struct arena *arena)
{
	out->file = file;
	out->to = NULL;
	out->masked = NULL;
	out->arena = arena;
	out->terminal = isatty(fileno(file)) == 1;
	out->color = app->color && (out->terminal || app->settings.color == COLOR_ALWAYS);
	out->ascii = app->settings.ascii || (out->terminal && !locale_is_utf8());
	out->columns = columns_of(file, out->terminal);
	if (!app->settings.mask)
		return;
	out->to = file;
	out->file = masked_open(arena, app, file, &out->masked);
	if (!out->file)
		mem_die();
}

static void write_safe(struct out *out, struct str safe)
{
	if (out->ascii)
		safe = safe_ascii(out->arena, safe);
	fwrite(safe.p, 1, safe.n, out->file);
}

void out_safe(struct out *out, enum tell_style style, struct str safe)
{
	struct arena_mark mark = arena_mark(out->arena);
	if (!safe.n)
		return;
	if (style != TELL_PLAIN)
		fputs(out_style(out, style), out->file);
	write_safe(out, safe);
	if (style != TELL_PLAIN)
		fputs(out_style(out, TELL_PLAIN), out->file);
	arena_rewind(out->arena, mark);
}

void out_text(struct out *out, enum tell_style style, struct str text)
{
	struct arena_mark mark = arena_mark(out->arena);
	out_safe(out, style, safe_text(out->arena, text));
	arena_rewind(out->arena, mark);
}

static void print_va(struct out *, enum tell_style, const char *fmt, va_list) ATTR_PRINTF(3, 0);

static void print_va(struct out *out, enum tell_style style, const char *fmt, va_list args)
{
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n <= 0)
		return;
	struct arena_mark mark = arena_mark(out->arena);
	char *text = arena_alloc(out->arena, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, fmt, args);
	out_text(out, style, (struct str){text, (size_t)n});
	arena_rewind(out->arena, mark);
}

void out_printf(struct out *out, enum tell_style style, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	print_va(out, style, fmt, args);
	va_end(args);
}

void out_line(struct out *out, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	print_va(out, TELL_PLAIN, fmt, args);
	va_end(args);
	out_end_line(out);
}

/* A whole line or object was written: standard error is passed on at once. */
static void pass(struct out *out)
{
	if (out->masked)
		(void)masked_pass(out->masked, out->to != stderr);
}

void out_end_line(struct out *out)
{
	fputc('\n', out->file);
	pass(out);
}

void out_pad(struct out *out, size_t n)
{
	static const char blanks[] = "                                ";
	for (size_t some; n; n -= some) {
		some = n < sizeof(blanks) - 1 ? n : sizeof(blanks) - 1;
		fwrite(blanks, 1, some, out->file);
	}
}

void out_wrap(struct out *out, size_t indent, size_t at, const char *words)
{
	struct str_split it = {str_from(words), false};
	struct str word;
	size_t limit = out->columns > 100 ? 100 : out->columns;
	bool first = true;
	while (str_next(&it, ' ', &word)) {
		size_t need = width_text(word) + !first;
		if (!first && at + need > limit) {
			out_end_line(out);
			at = 0;
			first = true;
			need--;
		}
		if (at < indent) {
			out_pad(out, indent - at);
			at = indent;
		}
		if (!first)
			out_pad(out, 1);
		out_text(out, TELL_PLAIN, word);
		at += need;
		first = false;
	}
	out_end_line(out);
}

void out_lines(struct out *out, const struct tell_line *lines, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t s = 0; s < lines[i].n_spans; s++)
			out_text(out, lines[i].spans[s].style, lines[i].spans[s].text);
		out_end_line(out);
	}
}

void out_raw(struct out *out, struct str text)
{
	fwrite(text.p, 1, text.n, out->file);
	pass(out);
}

bool out_mask(struct out *out, struct arena *arena, struct str text, struct str *shown)
{
	*shown = text;
	return out->masked == NULL || masked_text(out->masked, arena, text, shown);
}

bool out_learn(struct out *out, const struct str *arns, size_t n, struct err *err)
{
	bool known = true;
	for (size_t i = 0; out->masked != NULL && known && i < n; i++)
		known = masked_arn(out->masked, arns[i]);
	return known ||
	       err_set(err, ERR_ENVIRONMENT, "nothing is shown: what to mask could not be read");
}

void out_masked(struct out *out, struct str text)
{
	if (out->masked == NULL)
		fwrite(text.p, 1, text.n, out->file);
	else if (masked_pass(out->masked, false)) /* what was written before comes first */
		fwrite(text.p, 1, text.n, out->to);
}

void out_code(struct out *out, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vfprintf(out->file, fmt, args);
	va_end(args);
	out_end_line(out);
}

void out_rule(struct out *out, size_t n)
{
	for (; n; n--)
		fputs(out->ascii || !out->terminal ? "-" : "\xe2\x94\x80", out->file);
}

bool out_finish(struct out *out, struct err *err)
{
	FILE *to = out->masked ? out->to : out->file;
	errno = 0;
	if (out->masked && !masked_pass(out->masked, false))
		return err_set(err, ERR_ENVIRONMENT,
			       "the answer is not shown: what to mask in it could not be read");
	if (fflush(to) == 0 && !ferror(to))
		return true;
	int reason = errno;
	if (reason == EPIPE)
		return true;
	return err_set(err, ERR_ENVIRONMENT, "the answer could not be written: %s",
		       reason ? strerror(reason) : "output error");
}

void out_release(struct out *out)
{
	if (out->masked)
		masked_close(out->masked);
	out->masked = NULL;
}
