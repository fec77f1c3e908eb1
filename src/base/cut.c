/* base/cut.c - takes a huge JSON file apart element by element while it streams past. */
#include "rolehop/base/cut.h"

#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/span.h"

enum { CUT_MAX_DEPTH = 1000 };

/* Where we stand in the outermost value. */
enum cut_place {
	CUT_OUTSIDE,   /* before a value */
	CUT_IN_OBJECT, /* before a member of the top object */
	CUT_IN_MEMBER, /* before an element of a member's array */
	CUT_IN_ARRAY,  /* before an element of a top-level array */
};

enum cut_encoding { CUT_UNDECIDED, CUT_UTF8, CUT_UTF16LE, CUT_UTF16BE };

struct cut {
	cut_read read;
	void *self;
	size_t window;
	size_t max_piece;
	char *text; /* UTF-8, of which [pos, n) is still to be taken */
	size_t n;
	size_t cap;
	size_t pos;
	char *raw; /* UTF-16 as read; `odd` bytes wait at its front */
	size_t odd;
	enum cut_encoding encoding;
	bool ended;
	bool failed;
	size_t consumed; /* bytes read */
	size_t line;	 /* of pos */
	size_t column;
	enum cut_place place;
	bool first; /* nothing of this object or array was taken yet */
	size_t value;
	char *key;
	size_t key_n;
	size_t key_cap;
	size_t open_line; /* of the bracket that is open */
	size_t open_column;
};

struct cut *cut_new(cut_read read, void *self, size_t window, size_t max_piece)
{
	struct cut *cut = mem_alloc(sizeof(*cut));
	*cut = (struct cut){.read = read,
			    .self = self,
			    .window = window ? window : 1,
			    .max_piece = max_piece,
			    .line = 1,
			    .column = 1};
	return cut;
}

void cut_free(struct cut *cut)
{
	if (!cut)
		return;
	free(cut->text);
	free(cut->raw);
	free(cut->key);
	free(cut);
}

size_t cut_consumed(const struct cut *cut)
{
	return cut->consumed;
}

static bool cut_fail_at(struct cut *cut, size_t line, size_t column, struct err *err,
			const char *what)
{
	cut->failed = true;
	return err_set(err, ERR_INPUT, "line %zu, column %zu: %s", line, column, what);
}

static bool cut_fail(struct cut *cut, struct err *err, const char *what)
{
	return cut_fail_at(cut, cut->line, cut->column, err, what);
}

/* Moves to an offset of the text, counting lines and columns on the way. */
static void cut_move(struct cut *cut, size_t to)
{
	const char *p = cut->text + cut->pos;
	const char *end = cut->text + to;
	for (const char *feed; p < end && (feed = memchr(p, '\n', (size_t)(end - p)));) {
		cut->line++;
		cut->column = 1;
		p = feed + 1;
	}
	for (; p < end; p++)
		cut->column += ((unsigned char)*p & 0xC0) != 0x80;
	cut->pos = to;
}

static void cut_reserve(struct cut *cut, size_t more)
{
	if (cut->n + more <= cut->cap)
		return;
	size_t cap = cut->cap ? cut->cap : cut->window;
	while (cap < cut->n + more)
		cap *= 2;
	cut->text = mem_realloc(cut->text, cap);
	cut->cap = cap;
}

static void cut_put_code(struct cut *cut, unsigned long code)
{
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	cut_reserve(cut, n);
	for (size_t i = n - 1; i > 0; i--, code >>= 6)
		cut->text[cut->n + i] = (char)(0x80 | (code & 0x3F));
	cut->text[cut->n] = (char)(n == 1 ? code : lead[n] | code);
	cut->n += n;
}

static unsigned long cut_unit(const struct cut *cut, size_t at)
{
	unsigned long a = (unsigned char)cut->raw[at];
	unsigned long b = (unsigned char)cut->raw[at + 1];
	return cut->encoding == CUT_UTF16LE ? b << 8 | a : a << 8 | b;
}

/* `n` bytes of UTF-16 in raw become UTF-8; an unfinished character waits for the next window. */
static void cut_transcode(struct cut *cut, size_t n)
{
	size_t at = 0;
	while (at + 2 <= n) {
		unsigned long code = cut_unit(cut, at);
		if (code >= 0xD800 && code < 0xDC00) {
			if (at + 4 > n && !cut->ended)
				break;
			unsigned long low = at + 4 <= n ? cut_unit(cut, at + 2) : 0;
			bool pair = low >= 0xDC00 && low < 0xE000;
			code = pair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
			at += pair ? 2 : 0;
		} else if (code >= 0xDC00 && code < 0xE000) {
			code = 0xFFFD;
		}
		at += 2;
		cut_put_code(cut, code);
	}
	cut->odd = n - at;
	memmove(cut->raw, cut->raw + at, cut->odd);
}

/* The first bytes tell the encoding; a byte order mark is dropped. True once it is decided. */
static bool cut_decide(struct cut *cut)
{
	const unsigned char *p = (const unsigned char *)cut->text;
	if (cut->n < 3 && !cut->ended)
		return false;
	cut->encoding = CUT_UTF8;
	if (cut->n >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) {
		cut->pos = 3;
		return true;
	}
	bool little = cut->n >= 2 && p[0] == 0xFF && p[1] == 0xFE;
	bool big = cut->n >= 2 && p[0] == 0xFE && p[1] == 0xFF;
	if (!little && !big)
		return true;
	cut->encoding = little ? CUT_UTF16LE : CUT_UTF16BE;
	size_t n = cut->n - 2;
	cut->raw = mem_alloc(cut->window + n + 4);
	memcpy(cut->raw, p + 2, n);
	cut->n = 0;
	cut_transcode(cut, n);
	return true;
}

static bool cut_read_utf16(struct cut *cut, struct err *err)
{
	ptrdiff_t got = cut->read(cut->self, cut->raw + cut->odd, cut->window, err);
	if (got < 0)
		return false;
	cut->ended = got == 0;
	cut->consumed += (size_t)got;
	cut_transcode(cut, cut->odd + (size_t)got);
	return true;
}

static bool cut_read_utf8(struct cut *cut, struct err *err)
{
	cut_reserve(cut, cut->window);
	ptrdiff_t got = cut->read(cut->self, cut->text + cut->n, cut->window, err);
	if (got < 0)
		return false;
	cut->ended = got == 0;
	cut->consumed += (size_t)got;
	cut->n += (size_t)got;
	return true;
}

/* One more window behind what is there; text before pos is dropped first. False on failure. */
static bool cut_fill(struct cut *cut, struct err *err)
{
	if (cut->pos > 0) {
		memmove(cut->text, cut->text + cut->pos, cut->n - cut->pos);
		cut->n -= cut->pos;
		cut->pos = 0;
	}
	do {
		bool utf16 = cut->encoding == CUT_UTF16LE || cut->encoding == CUT_UTF16BE;
		if (!(utf16 ? cut_read_utf16(cut, err) : cut_read_utf8(cut, err))) {
			cut->failed = true;
			return false;
		}
	} while (!cut->ended && cut->encoding == CUT_UNDECIDED && !cut_decide(cut));
	if (cut->encoding == CUT_UNDECIDED)
		cut_decide(cut);
	return true;
}

static struct str cut_left(const struct cut *cut)
{
	return (struct str){cut->text ? cut->text + cut->pos : NULL, cut->n - cut->pos};
}

/* Skips white space, reading on. *c is the byte that stands there, or -1 at the end. */
static bool cut_peek(struct cut *cut, int *c, struct err *err)
{
	for (;;) {
		struct str left = cut_left(cut);
		size_t at = scan_space(left, 0);
		cut_move(cut, cut->pos + at);
		if (at < left.n) {
			*c = (unsigned char)left.p[at];
			return true;
		}
		if (cut->ended) {
			*c = -1;
			return true;
		}
		if (!cut_fill(cut, err))
			return false;
	}
}

/* How far a value has been followed, so that a new window does not start from its beginning. */
struct cut_follow {
	size_t at;
	size_t depth;
	bool string;
};

/* Follows brackets and quotes; true once the value has ended before follow->at. */
static bool cut_follow(struct str text, struct cut_follow *follow)
{
	while (follow->at < text.n) {
		char c = text.p[follow->at];
		if (follow->string) {
			if (c == '\\' && follow->at + 1 >= text.n)
				return false; /* what is escaped comes with the next window */
			follow->at += c == '\\' ? 2 : 1;
			follow->string = c != '"';
		} else if (c == '"') {
			follow->string = true;
			follow->at++;
			continue;
		} else if (c == '{' || c == '[') {
			follow->depth++;
			follow->at++;
		} else if (follow->depth == 0 && (c == '}' || c == ']' || c == ',' ||
						  scan_space(text, follow->at) > follow->at)) {
			return true;
		} else {
			follow->depth -= c == '}' || c == ']';
			follow->at++;
			if (follow->depth > 0 || (c != '}' && c != ']'))
				continue;
			return true;
		}
		if (follow->depth == 0 && !follow->string && c == '"')
			return true;
	}
	return false;
}

/* The whole value that begins at pos, checked; pos stays at its beginning. */
static bool cut_value(struct cut *cut, struct str *out, struct err *err)
{
	struct cut_follow follow = {0, 0, false};
	while (!cut_follow(cut_left(cut), &follow)) {
		if (cut_left(cut).n > cut->max_piece)
			return cut_fail(cut, err, "one element is too large");
		if (cut->ended)
			break;
		if (!cut_fill(cut, err))
			return false;
	}
	struct str left = cut_left(cut);
	*out = str_slice(left, 0, follow.at);
	if (out->n == 0 && left.n > 0)
		return cut_fail(cut, err, "there is more here after the end of the JSON");
	const struct span_rules rules = {CUT_MAX_DEPTH, false, cut->line, cut->column};
	if (span_check(*out, &rules, err))
		return true;
	cut->failed = true;
	return false;
}

/* The end came while the outermost object or array was open. */
static bool cut_cut_off(struct cut *cut, struct err *err)
{
	cut->failed = true;
	return err_set(
	    err, ERR_INPUT,
	    "line %zu, column %zu: the text ends inside the %s that opens in line %zu, column %zu "
	    "(is the file cut off?)",
	    cut->line, cut->column, cut->place == CUT_IN_OBJECT ? "object" : "array",
	    cut->open_line, cut->open_column);
}

/* A member's name and its colon; ends before the value. */
static bool cut_name(struct cut *cut, struct err *err)
{
	struct str name;
	if (!cut_value(cut, &name, err))
		return false;
	name = str_slice(name, 1, name.n - 1);
	if (name.n > cut->key_cap) {
		cut->key = mem_realloc(cut->key, name.n);
		cut->key_cap = name.n;
	}
	if (name.n)
		memcpy(cut->key, name.p, name.n);
	cut->key_n = name.n;
	cut_move(cut, cut->pos + name.n + 2);
	int c;
	if (!cut_peek(cut, &c, err))
		return false;
	if (c == -1)
		return cut_cut_off(cut, err);
	if (c != ':')
		return cut_fail(cut, err, "a colon is missing after the member's name");
	cut_move(cut, cut->pos + 1);
	return true;
}

static void cut_enter(struct cut *cut, enum cut_place place)
{
	cut->place = place;
	cut->first = true;
	cut->open_line = cut->line;
	cut->open_column = cut->column;
	cut_move(cut, cut->pos + 1);
}

/* Before a member or element: takes the comma or the closing bracket. *closed tells which. */
static bool cut_separator(struct cut *cut, char bracket, bool *closed, struct err *err)
{
	int c;
	if (!cut_peek(cut, &c, err))
		return false;
	*closed = c == bracket;
	if (c == -1)
		return cut_cut_off(cut, err);
	if (*closed) {
		cut_move(cut, cut->pos + 1);
		return true;
	}
	if (cut->first) {
		cut->first = false;
		return true;
	}
	if (c != ',')
		return cut_fail(cut, err,
				c == '}' || c == ']'
				    ? "this bracket does not close the one that is open"
				    : "a comma is missing before this");
	cut_move(cut, cut->pos + 1);
	if (!cut_peek(cut, &c, err))
		return false;
	if (c == bracket)
		return cut_fail(cut, err, "a trailing comma before this");
	return c != -1 || cut_cut_off(cut, err);
}

/* Gives the value at pos as a piece and moves behind it. The piece's text stays until the next
 * fill. */
static enum cut_result cut_give(struct cut *cut, bool element, struct cut_piece *piece,
				struct err *err)
{
	struct str text;
	size_t line = cut->line;
	size_t column = cut->column;
	if (!cut_value(cut, &text, err))
		return CUT_FAILED;
	*piece = (struct cut_piece){{cut->key, cut->key_n}, text, element, line, column};
	cut_move(cut, cut->pos + text.n);
	return CUT_PIECE;
}

/* A member of the top object: its name, then its array's first element, or its whole value. */
static enum cut_result cut_member(struct cut *cut, struct cut_piece *piece, bool *again,
				  struct err *err)
{
	int c;
	if (cut->text[cut->pos] != '"') {
		cut_fail(cut, err, "a member's name in double quotes is missing here");
		return CUT_FAILED;
	}
	if (!cut_name(cut, err) || !cut_peek(cut, &c, err))
		return CUT_FAILED;
	if (c == -1) {
		cut_cut_off(cut, err);
		return CUT_FAILED;
	}
	if (c != '[')
		return cut_give(cut, false, piece, err);
	size_t line = cut->line;
	size_t column = cut->column;
	size_t open_line = cut->open_line;
	size_t open_column = cut->open_column;
	cut_enter(cut, CUT_IN_MEMBER);
	if (!cut_peek(cut, &c, err))
		return CUT_FAILED;
	if (c != ']') {
		*again = true;
		return CUT_PIECE;
	}
	cut_move(cut, cut->pos + 1);
	cut->place = CUT_IN_OBJECT;
	cut->first = false;
	cut->open_line = open_line;
	cut->open_column = open_column;
	*piece = (struct cut_piece){{cut->key, cut->key_n}, STR("[]"), false, line, column};
	return CUT_PIECE;
}

/* Before the next outermost value: enters it, or gives it where it is a scalar. */
static enum cut_result cut_outside(struct cut *cut, struct cut_piece *piece, bool *again,
				   struct err *err)
{
	int c;
	if (!cut_peek(cut, &c, err))
		return CUT_FAILED;
	cut->key_n = 0;
	if (c == -1)
		return CUT_END;
	if (c == '{' || c == '[') {
		cut_enter(cut, c == '{' ? CUT_IN_OBJECT : CUT_IN_ARRAY);
		*again = true;
		return CUT_PIECE;
	}
	enum cut_result result = cut_give(cut, false, piece, err);
	if (result == CUT_PIECE)
		cut->value++;
	return result;
}

/* One step inside an object or array; *again where no piece came of it. */
static enum cut_result cut_inside(struct cut *cut, struct cut_piece *piece, bool *again,
				  struct err *err)
{
	bool closed;
	if (!cut_separator(cut, cut->place == CUT_IN_OBJECT ? '}' : ']', &closed, err))
		return CUT_FAILED;
	if (!closed && cut->place == CUT_IN_OBJECT)
		return cut_member(cut, piece, again, err);
	if (!closed)
		return cut_give(cut, true, piece, err);
	*again = true;
	if (cut->place == CUT_IN_MEMBER) {
		cut->place = CUT_IN_OBJECT;
		cut->first = false;
	} else {
		cut->place = CUT_OUTSIDE;
		cut->value++;
	}
	return CUT_PIECE;
}

enum cut_result cut_next(struct cut *cut, struct cut_piece *piece, size_t *value, struct err *err)
{
	enum cut_result result;
	bool again;
	do {
		again = false;
		if (cut->failed) {
			err_set(err, ERR_INPUT, "the text was already found damaged");
			return CUT_FAILED;
		}
		*value = cut->value;
		result = cut->place == CUT_OUTSIDE ? cut_outside(cut, piece, &again, err)
						   : cut_inside(cut, piece, &again, err);
	} while (result == CUT_PIECE && again);
	return result;
}
