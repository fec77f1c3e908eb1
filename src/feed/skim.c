/* feed/skim.c - walks over JSON text that was checked already, without building a tree. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "feed/skim.h"

#include "rolehop/base/ascii.h"
#include "rolehop/base/scan.h"

enum json_kind skim_kind(struct str value)
{
	switch (value.n > 0 ? value.p[0] : 'n') {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
	case 'f':
		return JSON_BOOL;
	case 'n':
		return JSON_NULL;
	}
	return JSON_NUMBER;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Indentation is most of what the AWS CLI prints. */
static size_t skip_blanks(struct str s, size_t i)
{
	uint64_t eight = 0;

	while (i + sizeof(eight) <= s.n) {
		memcpy(&eight, s.p + i, sizeof(eight));
		if (eight != UINT64_C(0x2020202020202020))
			break;
		i += sizeof(eight);
	}
	return i;
}

static struct str skip_space(struct str s)
{
	size_t i = 0;

	while (i < s.n && is_space(s.p[i])) {
		i++;
		if (s.p[i - 1] == '\n')
			i = skip_blanks(s, i);
	}
	return str_skip(s, i);
}

/* Bytes of the string at the front, quotes included. */
static size_t string_length(struct str s)
{
	size_t end = scan_string(s, 0);
	return end > s.n ? s.n : end;
}

/* Bytes that matter for nesting; everything else is passed over. */
/* clang-format off */
static const bool nests[256] = {
	['"'] = true, ['{'] = true, ['}'] = true, ['['] = true, [']'] = true, ['\n'] = true,
};
/* clang-format on */

static size_t nested_length(struct str s)
{
	size_t depth = 0;
	size_t i = 0;

	while (i < s.n) {
		char c = s.p[i];
		if (!nests[(unsigned char)c]) {
			i++;
		} else if (c == '"') {
			i += string_length(str_skip(s, i));
		} else if (c == '\n') {
			i = skip_blanks(s, i + 1);
		} else {
			i++;
			if (c == '{' || c == '[')
				depth++;
			else if (--depth == 0)
				return i;
		}
	}
	return s.n;
}

/* Numbers, true, false and null; what follows one may be a quote or a bracket. */
static bool of_scalar(char c)
{
	return ascii_is_alnum(c) || c == '+' || c == '-' || c == '.';
}

/* Bytes of the value at the front: never none of a text that has any. */
static size_t value_length(struct str s)
{
	size_t i = 0;

	if (s.n == 0)
		return 0;
	if (s.p[0] == '"')
		return string_length(s);
	if (s.p[0] == '{' || s.p[0] == '[')
		return nested_length(s);
	while (i < s.n && of_scalar(s.p[i]))
		i++;
	return i > 0 ? i : s.n;
}

/* ---- strings ----------------------------------------------------------------------------- */

static unsigned long hex4(const char *p)
{
	unsigned long code = 0;

	for (int i = 0; i < 4; i++) {
		char c = p[i];
		unsigned digit = c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
		code = code << 4 | (digit & 0xfu);
	}
	return code;
}

static size_t put_utf8(char *into, unsigned long code)
{
	if (code < 0x80) {
		into[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		into[0] = (char)(0xc0 | code >> 6);
		into[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		into[0] = (char)(0xe0 | code >> 12);
		into[1] = (char)(0x80 | (code >> 6 & 0x3f));
		into[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	into[0] = (char)(0xf0 | code >> 18);
	into[1] = (char)(0x80 | (code >> 12 & 0x3f));
	into[2] = (char)(0x80 | (code >> 6 & 0x3f));
	into[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

/* One escape at the front of `s` (behind the backslash); *take is how many bytes it has. */
static size_t unescape(struct str s, char *into, size_t *take)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *simple = memchr(from, s.p[0], sizeof(from) - 1);
	unsigned long code = 0;

	*take = 1;
	if (simple != NULL) {
		into[0] = to[simple - from];
		return 1;
	}
	if (s.p[0] != 'u' || s.n < 5)
		return 0;
	*take = 5;
	code = hex4(s.p + 1);
	if (code >= 0xd800 && code < 0xdc00 && s.n >= 11) {
		unsigned long low = hex4(s.p + 7);
		*take = 11;
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	}
	return put_utf8(into, code);
}

static struct str unquote(struct arena *arena, struct str inside)
{
	char *into = NULL;
	size_t n = 0;

	if (str_find_char(inside, '\\') < 0)
		return inside;
	into = arena_alloc(arena, inside.n);
	while (inside.n > 0) {
		ptrdiff_t at = str_find_char(inside, '\\');
		size_t plain = at < 0 ? inside.n : (size_t)at;
		size_t take = 0;
		memcpy(into + n, inside.p, plain);
		n += plain;
		inside = str_skip(inside, plain);
		if (inside.n < 2)
			break;
		n += unescape(str_skip(inside, 1), into + n, &take);
		inside = str_skip(inside, 1 + take);
	}
	return (struct str){into, n};
}

struct str skim_text(struct arena *arena, struct str value)
{
	if (skim_kind(value) != JSON_STRING || value.n < 2)
		return (struct str){NULL, 0};
	return unquote(arena, str_slice(value, 1, value.n - 1));
}

/* ---- walking ----------------------------------------------------------------------------- */

/* Behind the bracket that opens the value; what is no list or object has nothing inside. */
static void begin_inside(struct skim *it, struct arena *arena, struct str value)
{
	enum json_kind kind = skim_kind(value);

	it->arena = arena;
	it->object = kind == JSON_OBJECT;
	it->commas = true;
	it->rest = (struct str){NULL, 0};
	if (kind == JSON_OBJECT || kind == JSON_ARRAY)
		it->rest = skip_space(str_skip(value, 1));
}

void skim_begin(struct skim *it, struct arena *arena, struct str value)
{
	begin_inside(it, arena, value);
}

void skim_values(struct skim *it, struct arena *arena, struct str text)
{
	*it = (struct skim){arena, skip_space(text), false, false};
}

static bool at_end(const struct skim *it)
{
	return it->rest.n == 0 || (it->commas && (it->rest.p[0] == '}' || it->rest.p[0] == ']'));
}

bool skim_name(struct skim *it, struct str *name)
{
	size_t n = 0;

	*name = (struct str){NULL, 0};
	if (at_end(it))
		return false;
	if (it->object) {
		n = string_length(it->rest);
		*name = unquote(it->arena, str_slice(it->rest, 1, n - 1));
		it->rest = skip_space(str_skip(it->rest, n));
		it->rest = skip_space(str_skip(it->rest, 1)); /* the colon */
	}
	return true;
}

/* Behind a value of `n` bytes and the comma after it. */
static void pass(struct skim *it, size_t n)
{
	it->rest = skip_space(str_skip(it->rest, n));
	if (it->commas && it->rest.n > 0 && it->rest.p[0] == ',')
		it->rest = skip_space(str_skip(it->rest, 1));
}

struct str skim_value(struct skim *it)
{
	struct str value = str_slice(it->rest, 0, value_length(it->rest));

	pass(it, value.n);
	return value;
}

enum json_kind skim_peek(const struct skim *it)
{
	return skim_kind(it->rest);
}

void skim_enter(struct skim *it, struct skim *inside)
{
	begin_inside(inside, it->arena, it->rest);
	if (inside->rest.n == 0)
		skim_value(it);
}

void skim_leave(struct skim *it, struct skim *inside)
{
	struct str name;

	if (inside->rest.n == 0)
		return;
	while (skim_name(inside, &name))
		skim_value(inside);
	it->rest = inside->rest;
	pass(it, 1);
}

bool skim_next(struct skim *it, struct str *key, struct str *value)
{
	if (!skim_name(it, key))
		return false;
	*value = skim_value(it);
	return true;
}

struct str skim_get(struct arena *arena, struct str object, struct str key)
{
	struct str name;
	struct str value;
	struct skim it;

	if (skim_kind(object) != JSON_OBJECT)
		return (struct str){NULL, 0};
	skim_begin(&it, arena, object);
	while (skim_next(&it, &name, &value)) {
		if (str_eq(name, key))
			return value;
	}
	return (struct str){NULL, 0};
}

void skim_pick(struct arena *arena, struct str object, const struct str *keys, struct str *values,
	       size_t n)
{
	struct str name;
	struct str value;
	struct skim it;

	for (size_t i = 0; i < n; i++)
		values[i] = (struct str){NULL, 0};
	if (skim_kind(object) != JSON_OBJECT)
		return;
	skim_begin(&it, arena, object);
	while (skim_next(&it, &name, &value)) {
		for (size_t i = 0; i < n; i++) {
			if (str_eq(name, keys[i]))
				values[i] = value;
		}
	}
}

struct str skim_get_text(struct arena *arena, struct str object, struct str key)
{
	return skim_text(arena, skim_get(arena, object, key));
}

bool skim_has(struct arena *arena, struct str object, struct str key)
{
	return skim_get(arena, object, key).n > 0;
}

bool skim_is_true(struct str value)
{
	return str_eq(value, STR("true"));
}

/* ---- repeated names ---------------------------------------------------------------------- */

static bool among(struct str key, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(key, list[i]))
			return true;
	}
	return false;
}

/* An object or array that the walk is in. */
struct level {
	bool object;
	bool name_next;	  /* the next string is a member's name */
	struct vec names; /* struct str */
};

static bool names_repeat(struct vec *names, struct str *key)
{
	struct str *all = names->items;

	if (names->n < 2)
		return false;
	qsort(all, names->n, sizeof(*all), str_qsort);
	for (size_t i = 1; i < names->n; i++) {
		if (str_eq(all[i - 1], all[i])) {
			*key = all[i];
			return true;
		}
	}
	return false;
}

static void level_push(struct vec *levels, struct arena *arena, bool object)
{
	struct level *level = vec_push(levels);

	level->object = object;
	level->name_next = object;
	vec_init(&level->names, arena, sizeof(struct str));
}

/* One string of the text; where it is a name, it is noted. *skip: what follows it is not walked. */
static size_t walk_string(struct arena *arena, struct level *level, struct str s,
			  const struct str *but, size_t n_but, bool *skip)
{
	size_t n = string_length(s);
	struct str *name = NULL;

	*skip = false;
	if (level == NULL || !level->name_next)
		return n;
	level->name_next = false;
	name = vec_push(&level->names);
	*name = unquote(arena, str_slice(s, 1, n - 1));
	*skip = among(*name, but, n_but);
	return n;
}

bool skim_repeats(struct arena *arena, struct str value, const struct str *but, size_t n_but,
		  struct str *key)
{
	struct vec levels;
	bool skip = false;

	vec_init(&levels, arena, sizeof(struct level));
	for (size_t i = 0; i < value.n;) {
		struct level *level = levels.n > 0 ? vec_at(&levels, levels.n - 1) : NULL;
		char c = value.p[i];
		if (c == '"') {
			i += walk_string(arena, level, str_skip(value, i), but, n_but, &skip);
			continue;
		}
		i++;
		if (c == '\n') {
			i = skip_blanks(value, i);
		} else if (c == ':' && skip) {
			struct str rest = skip_space(str_skip(value, i));
			i = value.n - rest.n + value_length(rest);
			skip = false;
		} else if (c == '{' || c == '[') {
			level_push(&levels, arena, c == '{');
		} else if (c == ',' && level != NULL) {
			level->name_next = level->object;
		} else if ((c == '}' || c == ']') && level != NULL) {
			if (names_repeat(&level->names, key))
				return true;
			vec_pop(&levels);
		}
	}
	return false;
}
