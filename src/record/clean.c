/* record/clean.c - text as people paste it, without what is not the text itself. */
#include "clean.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/scan.h"

enum { TAG_MAX = 200, ENTITY_MAX = 12 };

/* A text and where it is being read. */
struct cleaner {
	struct str in;
	size_t at;
	struct buf out;
	bool decoded; /* an escape was, so that what it hid is to be looked at again */
};

static bool here(const struct cleaner *c, struct str what)
{
	return str_starts(str_skip(c->in, c->at), what);
}

static char at(const struct cleaner *c, size_t ahead)
{
	return c->at + ahead < c->in.n ? c->in.p[c->at + ahead] : '\0';
}

/* ---- tables -----------------------------------------------------------------------------------
 */

struct swap {
	struct str from, to;
};

/* clang-format off */
static const struct swap entities[] = {
	{STR_INIT("&quot;"), STR_INIT("\"")},
	{STR_INIT("&apos;"), STR_INIT("'")},
	{STR_INIT("&amp;"), STR_INIT("&")},
	{STR_INIT("&lt;"), STR_INIT("<")},
	{STR_INIT("&gt;"), STR_INIT(">")},
	{STR_INIT("&nbsp;"), STR_INIT(" ")},
	{STR_INIT("&colon;"), STR_INIT(":")},
	{STR_INIT("&sol;"), STR_INIT("/")},
};

/* Characters that stand for plain ones; an empty replacement drops them. */
static const struct swap characters[] = {
	{STR_INIT("\xC2\xA0"), STR_INIT(" ")},	   /* no-break space */
	{STR_INIT("\xE2\x80\xAF"), STR_INIT(" ")}, /* narrow no-break space */
	{STR_INIT("\xE2\x80\x8B"), STR_INIT("")},  /* zero-width space */
	{STR_INIT("\xE2\x80\x8C"), STR_INIT("")},
	{STR_INIT("\xE2\x80\x8D"), STR_INIT("")},
	{STR_INIT("\xE2\x81\xA0"), STR_INIT("")}, /* word joiner */
	{STR_INIT("\xEF\xBB\xBF"), STR_INIT("")}, /* byte order mark */
	{STR_INIT("\xC2\xAD"), STR_INIT("")},	  /* soft hyphen */
	{STR_INIT("\xE2\x80\x9C"), STR_INIT("\"")},
	{STR_INIT("\xE2\x80\x9D"), STR_INIT("\"")},
	{STR_INIT("\xE2\x80\x98"), STR_INIT("'")},
	{STR_INIT("\xE2\x80\x99"), STR_INIT("'")},
	{STR_INIT("\r\n"), STR_INIT("\n")},
	{STR_INIT("\r"), STR_INIT("\n")},
};

/* What programs and people draw before each line of what they quote. */
static const struct str bars[] = {
	STR_INIT("> "), STR_INIT(">"), STR_INIT("| "), STR_INIT("\xE2\x94\x82 "), STR_INIT("\xE2\x94\x82"),
	STR_INIT("\xE2\x95\xB7"), STR_INIT("\xE2\x95\xB5"),
};

static const struct str tags[] = {
	STR_INIT("a"), STR_INIT("b"), STR_INIT("br"), STR_INIT("code"), STR_INIT("div"), STR_INIT("em"), STR_INIT("font"),
	STR_INIT("i"), STR_INIT("kbd"), STR_INIT("li"), STR_INIT("mark"), STR_INIT("p"), STR_INIT("pre"), STR_INIT("s"),
	STR_INIT("samp"), STR_INIT("span"), STR_INIT("strong"), STR_INIT("td"), STR_INIT("th"), STR_INIT("tr"),
	STR_INIT("tt"), STR_INIT("u"), STR_INIT("wbr"), STR_INIT("Message"), STR_INIT("Code"), STR_INIT("Error"),
};

/* Tags that end a line. */
static const struct str breaks[] = {
	STR_INIT("br"), STR_INIT("p"), STR_INIT("div"), STR_INIT("li"), STR_INIT("tr"), STR_INIT("Message"), STR_INIT("Code"),
};
/* clang-format on */

static bool listed(const struct str *list, size_t n, struct str word)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], word))
			return true;
	return false;
}

/* ---- what is taken away -----------------------------------------------------------------------
 */

/* ESC [ ... letter. Source: ECMA-48, "Control sequences". */
static bool skip_colour(struct cleaner *c)
{
	size_t ahead = 2;

	if (at(c, 0) != '\x1b')
		return false;
	if (at(c, 1) != '[') {
		c->at++;
		return true;
	}
	while (at(c, ahead) != '\0' && (at(c, ahead) < '@' || at(c, ahead) > '~'))
		ahead++;
	c->at += ahead + (c->at + ahead < c->in.n);
	return true;
}

/* A tag of HTML or of S3's XML; "<account>" and the like are placeholders and stay. */
static bool skip_tag(struct cleaner *c)
{
	struct str rest = str_slice(c->in, c->at, c->at + TAG_MAX);
	ptrdiff_t end = str_find_char(rest, '>');
	size_t from = at(c, 1) == '/' ? 2 : 1;
	size_t to = from;

	if (at(c, 0) != '<' || end < 0)
		return false;
	while (ascii_is_letter(at(c, to)))
		to++;
	struct str name = str_slice(rest, from, to);
	if (!listed(tags, sizeof(tags) / sizeof(tags[0]), name) ||
	    (at(c, to) != '>' && at(c, to) != ' ' && at(c, to) != '/'))
		return false;
	if (listed(breaks, sizeof(breaks) / sizeof(breaks[0]), name))
		buf_add_char(&c->out, '\n');
	c->at += (size_t)end + 1;
	return true;
}

/* Asterisks between the colons and slashes of a name stand for what somebody hid. */
static bool hides_part(const struct cleaner *c, size_t n)
{
	char before = c->at > 0 ? c->in.p[c->at - 1] : ' ';
	char further = c->at > 1 ? c->in.p[c->at - 2] : ' ';
	bool more = at(c, n) == ':' || at(c, n) == '/';

	return before == '/' || (before == ':' && (further == ':' || more)) ||
	       (n > 2 && (more || before == ':'));
}

/* Two asterisks or backticks are marks; a run of other length hides something. */
static bool skip_marks(struct cleaner *c)
{
	size_t n = 0;

	if (at(c, 0) == '`') {
		c->at++;
		return true;
	}
	while (at(c, n) == '*')
		n++;
	if (n < 2)
		return false;
	buf_add_repeat(&c->out, STR("*"), n > 3 || hides_part(c, n) ? n : n - 2);
	c->at += n;
	return true;
}

static size_t past_blanks(struct str text, size_t at)
{
	while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t'))
		at++;
	return at;
}

/* Offset behind the bars that stand at `at`. */
static size_t past_bars(struct str text, size_t at)
{
	for (size_t i = 0; i < sizeof(bars) / sizeof(bars[0]); i++)
		if (str_starts(str_skip(text, at), bars[i])) {
			at += bars[i].n;
			i = (size_t)-1;
		}
	return at;
}

/* With what the line that begins at `from` says that it is a comment; empty where it does not. The
 * asterisk of a comment is a column further in than that of a list. */
static struct str comment_mark(struct str text, size_t from)
{
	size_t begin = past_blanks(text, from), end = begin;

	if (begin == text.n || str_find_char(STR("#/-*;"), text.p[begin]) < 0)
		return STR("");
	while (end < text.n && text.p[end] == text.p[begin])
		end++;
	bool single = text.p[begin] == '#' || text.p[begin] == ';' ||
		      (text.p[begin] == '*' && (begin - from) % 2 == 1);
	if (!(single ? end == begin + 1 : end > begin + 1 && text.p[begin] != '*'))
		return STR("");
	if (end < text.n && (text.p[end] == ':' || text.p[end] == '!'))
		end++;
	if (end < text.n && str_find_char(STR(" \t\n"), text.p[end]) < 0)
		return STR("");
	return str_slice(text, begin, end);
}

static size_t line_start(struct str text, size_t at)
{
	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	return at;
}

/* Offset behind the mark of a comment that goes on over several lines; `from` where there is none.
 */
static size_t past_comment(struct str text, size_t from)
{
	struct str mark = comment_mark(text, from);
	ptrdiff_t end = str_find_char(str_skip(text, from), '\n');

	if (str_is_empty(mark))
		return from;
	bool above = from > 0 && str_eq(comment_mark(text, line_start(text, from - 1)), mark);
	bool below = end >= 0 && str_eq(comment_mark(text, from + (size_t)end + 1), mark);
	return above || below ? (size_t)(mark.p + mark.n - text.p) : from;
}

static bool skip_bar(struct cleaner *c)
{
	size_t begin, end;

	if (c->at > 0 && c->in.p[c->at - 1] != '\n')
		return false;
	begin = past_blanks(c->in, c->at);
	end = past_bars(c->in, begin);
	if (end == begin)
		end = past_comment(c->in, c->at);
	if (end <= c->at || end == begin)
		return false;
	c->at = end;
	return true;
}

/* "..." + "...", or without the sign, as source code has a long text: the quotes and what stands
 * between them. */
static bool skip_joint(struct cleaner *c)
{
	char quote = at(c, 0);
	size_t at = c->at + 1, joints = 0, ends = 0;

	if (quote != '"' && quote != '\'')
		return false;
	while (at < c->in.n && str_find_char(STR(" \t\n+\\"), c->in.p[at]) >= 0) {
		joints += c->in.p[at] == '+' || c->in.p[at] == '\\';
		ends += c->in.p[at] == '\n';
		at++;
	}
	if (at == c->in.n || c->in.p[at] != quote || joints > 1 || ends != 1 ||
	    (joints == 0 && c->in.p[at - 1] == '\n'))
		return false;
	c->at = at + 1;
	return true;
}

/* ---- what is decoded --------------------------------------------------------------------------
 */

static void add_code(struct cleaner *c, unsigned long code)
{
	char utf8[4];

	if (code == '\n' || code == '\r')
		buf_add_char(&c->out, '\n');
	else if (code > 0 && code < 0x110000)
		buf_add(&c->out, (struct str){utf8, scan_encode(code, utf8)});
}

/* &#39; and &#x27; */
static bool decode_number(struct cleaner *c)
{
	bool hex = at(c, 2) == 'x' || at(c, 2) == 'X';
	size_t ahead = hex ? 3 : 2;
	unsigned long code = 0;

	if (!here(c, STR("&#")))
		return false;
	for (; ahead < ENTITY_MAX && at(c, ahead) != ';'; ahead++) {
		char ch = at(c, ahead);
		int digit = hex || ascii_is_digit(ch) ? ascii_hex(ch) : -1;
		if (digit < 0)
			return false;
		code = code * (hex ? 16 : 10) + (unsigned long)digit;
	}
	if (at(c, ahead) != ';')
		return false;
	add_code(c, code);
	c->at += ahead + 1;
	return true;
}

static bool swap(struct cleaner *c, const struct swap *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (here(c, table[i].from)) {
			buf_add(&c->out, table[i].to);
			c->at += table[i].from.n;
			return true;
		}
	return false;
}

/* An escape of a JSON string, however often it was escaped: \" \\\" \n \u0027. */
static bool decode_escape(struct cleaner *c)
{
	size_t n = 0;

	while (at(c, n) == '\\')
		n++;
	if (n == 0)
		return false;
	char what = at(c, n);
	long code = what == 'u' ? scan_hex(c->in, c->at + n + 1) : -1;
	if (code >= 0) {
		add_code(c, (unsigned long)code);
		c->at += n + 5;
	} else if (what == '"' || what == '\'' || what == '/') {
		buf_add_char(&c->out, what);
		c->at += n + 1;
	} else if (what == 'n' || what == 'r' || what == 't') {
		buf_add_char(&c->out, what == 't' ? ' ' : '\n');
		c->at += n + 1;
	} else if (n == 1 && str_find_char(STR("_*.-[]()#@<>!~+={}|&"), what) >= 0) {
		buf_add_char(&c->out, what); /* escaped for Markdown */
		c->at += 2;
	} else {
		buf_add_char(&c->out, what == '\n' ? ' ' : '\\');
		c->at += what == '\n' ? n + 1 : n;
	}
	return true;
}

/* ---- one pass ---------------------------------------------------------------------------------
 */

/* Bytes at which something may begin that does not stay as it is. */
static bool is_special(char ch)
{
	switch (ch) {
	case '\x1b':
	case '"':
	case '\'':
	case '<':
	case '*':
	case '`':
	case '&':
	case '\\':
	case '\r':
	case '\n':
	case '\xC2':
	case '\xE2':
	case '\xEF':
		return true;
	default:
		return false;
	}
}

static void step(struct cleaner *c)
{
	if (decode_number(c) || decode_escape(c) ||
	    swap(c, entities, sizeof(entities) / sizeof(entities[0]))) {
		c->decoded = true;
		return;
	}
	if (skip_colour(c) || skip_joint(c) || skip_tag(c) || skip_marks(c) ||
	    swap(c, characters, sizeof(characters) / sizeof(characters[0])))
		return;
	buf_add_char(&c->out, c->in.p[c->at++]);
}

static struct str pass(struct arena *arena, struct str text, bool *decoded)
{
	struct cleaner c = {.in = text};

	buf_init(&c.out, arena, 4 * text.n + 16);
	while (c.at < c.in.n) {
		size_t from = c.at;
		if (skip_bar(&c))
			continue;
		while (c.at < c.in.n && !is_special(c.in.p[c.at]))
			c.at++;
		buf_add(&c.out, str_slice(text, from, c.at));
		if (c.at < c.in.n)
			step(&c);
	}
	*decoded = c.decoded;
	return buf_str(&c.out);
}

/* A text of a URL or a form: its blanks are %20 or +, its colons %3A. */
static struct str decode_url(struct arena *arena, struct str text)
{
	struct buf out;
	bool blanks = str_find_char(str_trim(text), ' ') >= 0;

	if (!str_contains(text, STR("%20is%20")) &&
	    (blanks || (!str_contains(text, STR("%20")) && !str_contains(text, STR("%3A")))))
		return text;
	bool plus = !blanks && !str_contains(text, STR("%20"));
	buf_init(&out, arena, text.n + 16);
	for (size_t i = 0; i < text.n; i++) {
		long code = -1;
		if (text.p[i] == '%' && i + 2 < text.n) {
			char hex[4] = {'0', '0', text.p[i + 1], text.p[i + 2]};
			code = scan_hex((struct str){hex, 4}, 0);
		}
		if (code > 0)
			buf_add_char(&out, (char)(unsigned char)code);
		else
			buf_add_char(&out, plus && text.p[i] == '+' ? ' ' : text.p[i]);
		i += code > 0 ? 2 : 0;
	}
	return buf_str(&out);
}

struct str clean_text(struct arena *arena, struct str text)
{
	bool decoded = false;
	struct str once = pass(arena, decode_url(arena, text), &decoded);

	/* what an escape hid, such as a colour code or a line's end, is noise in its turn */
	return decoded ? pass(arena, once, &decoded) : once;
}

/* ---- encoding ---------------------------------------------------------------------------------
 */

static unsigned long unit(struct str text, size_t at, bool little)
{
	unsigned long first = (unsigned char)text.p[at], second = (unsigned char)text.p[at + 1];

	return little ? second << 8 | first : first << 8 | second;
}

struct str clean_encoding(struct arena *arena, struct str text)
{
	bool little = str_starts(text, STR("\xFF\xFE"));
	struct buf out;
	char utf8[4];

	if (!little && !str_starts(text, STR("\xFE\xFF")))
		return scan_after_mark(text);
	buf_init(&out, arena, 2 * text.n + 16);
	for (size_t i = 2; i + 1 < text.n; i += 2) {
		unsigned long code = unit(text, i, little);
		if (code >= 0xD800 && code < 0xDC00 && i + 3 < text.n) {
			unsigned long low = unit(text, i + 2, little);
			if (low >= 0xDC00 && low < 0xE000) {
				code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		buf_add(&out, (struct str){utf8, scan_encode(code, utf8)});
	}
	return buf_str(&out);
}
