/* record/phrase.c - fixed words and words between them, in a text that may be wrapped anywhere. */
#include "phrase.h"

#include "rolehop/base/buf.h"

enum { NARROWEST = 40, ARN_COLONS = 5 };

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f';
}

size_t phrase_space(struct str text, size_t at)
{
	while (at < text.n && is_space(text.p[at]))
		at++;
	return at;
}

bool phrase_at(struct str text, size_t at, struct str phrase, size_t *end)
{
	for (size_t i = 0; i < phrase.n; i++) {
		size_t from = at;
		if (phrase.p[i] == ' ') {
			at = phrase_space(text, at);
			if (at == from)
				return false;
			continue;
		}
		if (i > 0 && at < text.n && text.p[at] == '\n')
			at = phrase_space(text, at);
		if (at >= text.n || ascii_lower(text.p[at]) != ascii_lower(phrase.p[i]))
			return false;
		at++;
	}
	if (end != NULL)
		*end = at;
	return true;
}

bool phrase_find(struct str text, size_t from, struct str phrase, size_t *at, size_t *end)
{
	char first = ascii_lower(phrase.p[0]);

	for (size_t i = from; i < text.n; i++) {
		bool starts = first == ' ' ? is_space(text.p[i]) : ascii_lower(text.p[i]) == first;
		if (starts && phrase_at(text, i, phrase, end)) {
			*at = i;
			return true;
		}
		/* What does not begin with these blanks does not begin with fewer of them. */
		if (starts && first == ' ')
			i = phrase_space(text, i) - 1;
	}
	return false;
}

size_t phrase_ellipsis(struct str text, size_t at)
{
	static const struct str marks[] = {STR_INIT("..."), STR_INIT("\xE2\x80\xA6")};
	size_t from = phrase_space(text, at);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_starts(str_skip(text, from), marks[i]))
			return phrase_space(text, from + marks[i].n);
	return at;
}

/* ---- wraps ------------------------------------------------------------------------------------
 */

/* Characters of the line that ends at `at`. */
static size_t width_of(struct str text, size_t at)
{
	size_t n = 0;

	while (at > 0 && text.p[at - 1] != '\n')
		n += ((unsigned char)text.p[--at] & 0xC0) != 0x80;
	return n;
}

static bool is_usual(size_t width)
{
	static const size_t usual[] = {72, 76, 78, 79, 80, 100, 120, 132, 140, 160, 200};

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (width == usual[i])
			return true;
	return false;
}

/* Is another line exactly that long, and none longer? */
static bool is_full(struct str text, size_t at, size_t width)
{
	bool other = false;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '\n')
			continue;
		size_t w = width_of(text, i);
		if (w > width)
			return false;
		other = other || (i != at && w == width);
	}
	return other && width_of(text, text.n) <= width;
}

bool phrase_wrapped(struct str text, size_t at)
{
	size_t width = width_of(text, at);

	if (at == 0 || is_space(text.p[at - 1]))
		return false;
	if (text.p[at - 1] == '-')
		return true;
	return width >= NARROWEST && (is_usual(width) || is_full(text, at, width));
}

struct str phrase_join(struct arena *arena, struct str text)
{
	struct buf out;

	buf_init(&out, arena, text.n + 1);
	for (size_t i = 0; i < text.n;) {
		if (text.p[i] == '\n')
			i = phrase_space(text, i);
		else
			buf_add_char(&out, text.p[i++]);
	}
	return str_trim(buf_str(&out));
}

/* Lines of a name that holds blanks are parted at one of them, unless they are cut at a width. */
static bool parts_words(struct str text, size_t at)
{
	if (phrase_space(text, at) == at + 2) /* one blank is no indentation */
		return true;
	return at > 0 && text.p[at - 1] != '-' && !is_full(text, at, width_of(text, at));
}

struct str phrase_words(struct arena *arena, struct str text, size_t from, size_t to)
{
	struct buf out;

	buf_init(&out, arena, to - from + 1);
	for (size_t i = from; i < to;) {
		if (text.p[i] != '\n') {
			buf_add_char(&out, text.p[i++]);
			continue;
		}
		if (parts_words(text, i))
			buf_add_char(&out, ' ');
		i = phrase_space(text, i);
	}
	return str_trim(buf_str(&out));
}

struct str phrase_line(struct arena *arena, struct str text)
{
	struct buf out;

	buf_init(&out, arena, text.n + 1);
	for (size_t i = 0; i < text.n;) {
		if (is_space(text.p[i])) {
			buf_add_char(&out, ' ');
			i = phrase_space(text, i);
		} else {
			buf_add_char(&out, text.p[i++]);
		}
	}
	return str_trim(buf_str(&out));
}

struct str phrase_whole_arn(struct arena *arena, struct str name)
{
	struct buf out;

	if (!str_starts(name, STR("arn:")) || str_find(name, STR(": ")) < 0)
		return name;
	buf_init(&out, arena, name.n + 1);
	for (size_t i = 0, colons = 0; i < name.n; i++) {
		colons += name.p[i] == ':';
		if (name.p[i] != ' ' || name.p[i - 1] != ':' || colons > ARN_COLONS)
			buf_add_char(&out, name.p[i]);
	}
	return buf_str(&out);
}
