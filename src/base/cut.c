/* base/cut.c - takes a huge JSON file apart element by element while it streams past. */
#include "rolehop/base/cut.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/cut_source.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/scan.h"

enum { CUT_MAX_DEPTH = 1000 };

/* Where we stand in the outermost value. */
enum cut_place {
	CUT_OUTSIDE,   /* before a value */
	CUT_IN_OBJECT, /* before a member of the top object */
	CUT_IN_MEMBER, /* before an element of a member's array */
	CUT_IN_ARRAY,  /* before an element of a top-level array */
};

/* A bracket that is open, and where. */
struct cut_open {
	size_t line;
	size_t column;
};

struct cut {
	struct cut_source source;
	size_t max_piece;
	bool failed;
	enum cut_place place;
	bool first; /* nothing of this object or array was taken yet */
	size_t value;
	char *key;
	size_t key_n;
	size_t key_cap;
	struct cut_open outer; /* the outermost bracket */
	struct cut_open inner; /* the one of a member's array */
};

struct cut *cut_new(cut_read read, void *self, size_t window, size_t max_piece)
{
	struct cut *cut = mem_alloc(sizeof(*cut));
	*cut = (struct cut){.max_piece = max_piece};
	cut_source_init(&cut->source, read, self, window);
	return cut;
}

void cut_free(struct cut *cut)
{
	if (!cut)
		return;
	cut_source_release(&cut->source);
	free(cut->key);
	free(cut);
}

size_t cut_consumed(const struct cut *cut)
{
	return cut->source.consumed;
}

static bool cut_fail(struct cut *cut, struct err *err, const char *what)
{
	return err_set(err, ERR_INPUT, "line %zu, column %zu: %s", cut->source.line,
		       cut->source.column, what);
}

/* Says what is odd at pos, or else what is expected there. */
static bool cut_fail_expected(struct cut *cut, struct err *err, const char *expected)
{
	char what[CHECK_ODD_MAX];
	if (!cut_source_want(&cut->source, CHECK_AHEAD, err))
		return false;
	bool odd = check_odd(cut_source_left(&cut->source), 0, what);
	return cut_fail(cut, err, odd ? what : expected);
}

/* The end came while an object or array was open. */
static bool cut_fail_open(struct cut *cut, struct err *err)
{
	const struct cut_open *open = cut->place == CUT_IN_MEMBER ? &cut->inner : &cut->outer;
	return err_set(err, ERR_INPUT,
		       "line %zu, column %zu: the text ends inside the %s that opens in line %zu, "
		       "column %zu (is the file cut off?)",
		       cut->source.line, cut->source.column,
		       cut->place == CUT_IN_OBJECT ? "object" : "array", open->line, open->column);
}

/* Skips white space, reading on. *c is the byte that stands there, or -1 at the end. */
static bool cut_peek(struct cut *cut, int *c, struct err *err)
{
	for (;;) {
		struct str left = cut_source_left(&cut->source);
		size_t at = scan_space(left, 0);
		cut_source_skip(&cut->source, at);
		if (at < left.n) {
			*c = (unsigned char)left.p[at];
			return true;
		}
		*c = -1;
		if (cut->source.ended)
			return !cut->source.torn ||
			       cut_fail(cut, err,
					"the UTF-16 text ends inside a character (is the file cut "
					"off?)");
		if (!cut_source_fill(&cut->source, err))
			return false;
	}
}

/* The same where something must come: the end is a failure. */
static bool cut_peek_inside(struct cut *cut, int *c, struct err *err)
{
	return cut_peek(cut, c, err) && (*c != -1 || cut_fail_open(cut, err));
}

/* How far a value has been followed, so that a new window does not start from its beginning. */
struct cut_follow {
	size_t at;
	size_t depth;
	bool string;
};

/* Goes on inside a string; false where the text ends in it. */
static bool cut_follow_string(struct str text, struct cut_follow *follow)
{
	for (;;) {
		follow->at = scan_plain(text, follow->at);
		if (follow->at >= text.n)
			return false;
		char c = text.p[follow->at];
		if (c == '\\' && text.n - follow->at < 2)
			return false; /* what is escaped comes with the next window */
		follow->at += c == '\\' ? 2 : 1;
		if (c == '"') {
			follow->string = false;
			return true;
		}
	}
}

/* Follows brackets and quotes; true once the value has ended before follow->at. */
static bool cut_follow(struct str text, struct cut_follow *follow, bool ended)
{
	while (follow->at < text.n) {
		char c = text.p[follow->at];
		if (follow->string || c == '"') {
			follow->at += !follow->string;
			follow->string = true;
			if (!cut_follow_string(text, follow))
				return false;
		} else if (c == '{' || c == '[') {
			follow->depth++;
			follow->at++;
		} else if (follow->depth > 0) {
			follow->depth -= c == '}' || c == ']';
			follow->at++;
		} else {
			follow->at = scan_word(text, follow->at);
			return follow->at < text.n || ended;
		}
		if (follow->depth == 0)
			return true;
	}
	return false;
}

static bool cut_too_large(struct cut *cut, struct err *err)
{
	return err_set(err, ERR_INPUT,
		       "line %zu, column %zu: the value that begins here is larger than %zu bytes",
		       cut->source.line, cut->source.column, cut->max_piece);
}

/* Reads on until the value at pos has ended by its brackets, or the text has. */
static bool cut_gather(struct cut *cut, struct err *err)
{
	struct cut_follow follow = {0, 0, false};
	while (!cut_follow(cut_source_left(&cut->source), &follow, cut->source.ended)) {
		if (follow.at > cut->max_piece)
			return cut_too_large(cut, err);
		if (cut->source.ended)
			return true;
		if (!cut_source_fill(&cut->source, err))
			return false;
	}
	return true;
}

/*
 * The whole value that begins at pos, checked; pos stays at its beginning. Where the window does
 * not hold it whole, it is gathered by its brackets first and checked again once it is there; what
 * is damaged may want a few bytes more to be named.
 */
static bool cut_value(struct cut *cut, struct str *out, struct err *err)
{
	const struct span_rules rules = {CUT_MAX_DEPTH, false, cut->source.line,
					 cut->source.column};
	size_t end;
	bool gathered = false;
	for (;;) {
		struct str left = cut_source_left(&cut->source);
		switch (check_value(left, &rules, cut->source.ended, &end, err)) {
		case CHECK_GOOD:
			*out = str_slice(left, 0, end);
			return out->n <= cut->max_piece || cut_too_large(cut, err);
		case CHECK_BAD:
			return false;
		case CHECK_SHORT:
			break;
		}
		if (!(gathered ? cut_source_fill(&cut->source, err) : cut_gather(cut, err)))
			return false;
		gathered = true;
	}
}

/* Keeps a member's name, its escapes decoded: `literal` without its quotes. */
static void cut_keep_name(struct cut *cut, struct str inside)
{
	if (inside.n > cut->key_cap) {
		cut->key = mem_realloc(cut->key, inside.n);
		cut->key_cap = inside.n;
	}
	cut->key_n = 0;
	for (size_t at = 0; at < inside.n;) {
		char bytes[4];
		size_t n = scan_unescape(inside, &at, bytes);
		memcpy(cut->key + cut->key_n, bytes, n);
		cut->key_n += n;
	}
}

/* A member's name and its colon; ends before the value, whose first byte is *c. */
static bool cut_name(struct cut *cut, int *c, struct err *err)
{
	struct str name;
	if (cut_source_left(&cut->source).p[0] != '"')
		return cut_fail_expected(cut, err,
					 "a member's name in double quotes is missing here");
	if (!cut_value(cut, &name, err))
		return false;
	cut_keep_name(cut, str_slice(name, 1, name.n - 1));
	cut_source_skip(&cut->source, name.n);
	if (!cut_peek_inside(cut, c, err))
		return false;
	if (*c != ':')
		return cut_fail_expected(cut, err, "a colon is missing after the member's name");
	cut_source_skip(&cut->source, 1);
	return cut_peek_inside(cut, c, err);
}

static void cut_enter(struct cut *cut, enum cut_place place, struct cut_open *open)
{
	*open = (struct cut_open){cut->source.line, cut->source.column};
	cut->place = place;
	cut->first = true;
	cut_source_skip(&cut->source, 1);
}

/* At a comma: takes it, and what must follow is there. */
static bool cut_comma(struct cut *cut, struct err *err)
{
	int c;
	struct cut_open comma = {cut->source.line, cut->source.column};
	cut_source_skip(&cut->source, 1);
	if (!cut_peek_inside(cut, &c, err))
		return false;
	if (c != '}' && c != ']')
		return true;
	return err_set(err, ERR_INPUT, "line %zu, column %zu: a trailing comma: nothing follows it",
		       comma.line, comma.column);
}

/* At a closing bracket of the wrong kind. */
static bool cut_fail_bracket(struct cut *cut, struct err *err)
{
	const struct cut_open *open = cut->place == CUT_IN_MEMBER ? &cut->inner : &cut->outer;
	return err_set(err, ERR_INPUT,
		       "line %zu, column %zu: this bracket does not close the %s that opens in "
		       "line %zu, column %zu",
		       cut->source.line, cut->source.column,
		       cut->place == CUT_IN_OBJECT ? "object" : "array", open->line, open->column);
}

/* Before a member or element: takes the comma or the closing bracket. *closed tells which. */
static bool cut_separator(struct cut *cut, char bracket, bool *closed, struct err *err)
{
	int c;
	bool first = cut->first;
	if (!cut_peek_inside(cut, &c, err))
		return false;
	cut->first = false;
	*closed = c == bracket;
	if (*closed)
		cut_source_skip(&cut->source, 1);
	else if (c == '}' || c == ']')
		return cut_fail_bracket(cut, err);
	if (*closed || first)
		return true;
	return c == ',' ? cut_comma(cut, err)
			: cut_fail_expected(cut, err, "a comma is missing before this");
}

/* Gives the value at pos as a piece and moves behind it; its text stays until the next fill. */
static bool cut_give(struct cut *cut, bool element, struct cut_piece *piece, struct err *err)
{
	struct str text;
	size_t line = cut->source.line;
	size_t column = cut->source.column;
	if (!cut_value(cut, &text, err))
		return false;
	*piece = (struct cut_piece){{cut->key, cut->key_n}, text, element, line, column};
	cut_source_skip(&cut->source, text.n);
	return true;
}

/* A member of the top object: enters its array (*again), or gives its whole value. */
static bool cut_member(struct cut *cut, struct cut_piece *piece, bool *again, struct err *err)
{
	int c = 0;
	if (!cut_name(cut, &c, err))
		return false;
	if (c != '[')
		return cut_give(cut, false, piece, err);
	cut_enter(cut, CUT_IN_MEMBER, &cut->inner);
	if (!cut_peek_inside(cut, &c, err))
		return false;
	*again = c != ']';
	if (*again)
		return true;
	cut_source_skip(&cut->source, 1);
	cut->place = CUT_IN_OBJECT;
	cut->first = false;
	*piece = (struct cut_piece){
	    {cut->key, cut->key_n}, STR("[]"), false, cut->inner.line, cut->inner.column};
	return true;
}

/* Skips white space before an outermost value, and the byte order mark of a file put behind
 * another.
 */
static bool cut_peek_outside(struct cut *cut, int *c, struct err *err)
{
	if (!cut_peek(cut, c, err))
		return false;
	if (*c != 0xEF || !cut_source_want(&cut->source, CHECK_AHEAD, err))
		return *c != 0xEF;
	struct str left = cut_source_left(&cut->source);
	size_t mark = left.n - scan_after_mark(left).n;
	cut->source.pos += mark;
	return mark == 0 || cut_peek(cut, c, err);
}

/* Before the next outermost value: enters it (*again), or gives it where it is a scalar. */
static bool cut_outside(struct cut *cut, struct cut_piece *piece, bool *again, bool *ended,
			struct err *err)
{
	int c;
	if (!cut_peek_outside(cut, &c, err))
		return false;
	cut->key_n = 0;
	*ended = c == -1;
	if (*ended)
		return cut->value > 0 || cut_fail(cut, err, "the text is empty");
	*again = c == '{' || c == '[';
	if (*again) {
		cut_enter(cut, c == '{' ? CUT_IN_OBJECT : CUT_IN_ARRAY, &cut->outer);
		return true;
	}
	if (cut->value > 0 && (c == '}' || c == ']' || c == ',' || c == ':'))
		return cut_fail(cut, err, "there is more here after the end of the JSON");
	if (!cut_give(cut, false, piece, err))
		return false;
	cut->value++;
	return true;
}

/* One step inside an object or array; *again where no piece came of it. */
static bool cut_inside(struct cut *cut, struct cut_piece *piece, bool *again, struct err *err)
{
	bool closed;
	bool object = cut->place == CUT_IN_OBJECT;
	if (!cut_separator(cut, object ? '}' : ']', &closed, err))
		return false;
	if (!closed)
		return object ? cut_member(cut, piece, again, err)
			      : cut_give(cut, true, piece, err);
	*again = true;
	if (cut->place == CUT_IN_MEMBER) {
		cut->place = CUT_IN_OBJECT;
	} else {
		cut->place = CUT_OUTSIDE;
		cut->value++;
	}
	return true;
}

enum cut_result cut_next(struct cut *cut, struct cut_piece *piece, size_t *value, struct err *err)
{
	bool again = true;
	bool ended = false;
	if (cut->failed) {
		err_set(err, ERR_INPUT, "the text was already found damaged");
		return CUT_FAILED;
	}
	while (again) {
		again = false;
		*value = cut->value;
		cut->failed =
		    !(cut->place == CUT_OUTSIDE ? cut_outside(cut, piece, &again, &ended, err)
						: cut_inside(cut, piece, &again, err));
		if (cut->failed)
			return CUT_FAILED;
	}
	return ended ? CUT_END : CUT_PIECE;
}
