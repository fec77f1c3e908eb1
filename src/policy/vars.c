/* policy/vars.c - policy variables, substituted for one request. */
#include "policy/vars.h"

#include <string.h>

#include "policy/glob.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/match.h"

bool vars_any(struct str text)
{
	return str_find(text, STR("${")) >= 0;
}

static bool vars_put(struct vars_text *out, struct str s)
{
	if (s.n > sizeof(out->bytes) - out->n)
		return false;
	if (s.n)
		memcpy(out->bytes + out->n, s.p, s.n);
	out->n += s.n;
	return true;
}

/* Text between variables, its wildcards compiled; `more`: a variable follows. */
static bool vars_put_pattern(struct vars_text *out, struct str s, bool more, enum vars_use use)
{
	if (s.n > sizeof(out->bytes) - out->n)
		return false;
	if (use == VARS_LITERAL)
		return vars_put(out, s);
	size_t n = glob_compile(s, use == VARS_SEGMENTS, out->bytes + out->n);
	out->n += n;
	/* A star before a variable is in the middle of a segment; one at the very end is not. */
	for (size_t i = out->n; more && use == VARS_SEGMENTS && i > out->n - n; i--) {
		if (out->bytes[i - 1] != GLOB_STAR)
			break;
		out->bytes[i - 1] = GLOB_SEGMENT;
	}
	return true;
}

/* A value of the request: what would pass for a wildcard byte of ours in it cannot be judged. */
static bool vars_put_value(struct vars_text *out, struct str s, bool wild)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= GLOB_STAR && s.p[i] <= GLOB_SEGMENT)
			return false;
	out->wild_value |= match_has_wildcard(s);
	return wild ? vars_put_pattern(out, s, false, VARS_GLOB) : vars_put(out, s);
}

/*
 * ${key, 'default'}: the key, and the default where there is one, after a comma and one space;
 * false where it is neither, or is written in another way.
 */
static bool vars_split(struct str inside, struct str *key, bool *has_default, struct str *fallback)
{
	ptrdiff_t comma = str_find_char(inside, ',');
	*key = comma < 0 ? inside : str_slice(inside, 0, (size_t)comma);
	*has_default = comma >= 0;
	if (key->n == 0 || str_trim(*key).n < key->n)
		return false;
	if (comma < 0)
		return true;
	struct str rest = str_skip(inside, (size_t)comma + 1);
	if (rest.n < 3 || !str_starts(rest, STR(" '")) || !str_ends(rest, STR("'")))
		return false;
	*fallback = str_slice(rest, 2, rest.n - 1);
	return true;
}

/* A value that is not known; `maybe`: there may be none that a variable can have. */
static enum vars_result vars_put_hole(struct vars_text *out, bool maybe)
{
	if (out->open.n == 0)
		out->open = out->key;
	out->maybe |= maybe;
	return vars_put(out, STR(HOLE_TEXT)) ? VARS_DONE : VARS_UNKNOWN;
}

static enum vars_result vars_put_unknown(struct vars_text *out, const struct context_value *value,
					 bool has_default, bool wild)
{
	bool multi = value && value->multi;
	bool maybe = multi || (!has_default && !(value && value->present));
	if (!value || multi || has_default || value->n_values != 1)
		return vars_put_hole(out, maybe);
	if (out->open.n == 0)
		out->open = out->key;
	out->maybe |= maybe;
	return vars_put_value(out, value->values[0], wild) ? VARS_DONE : VARS_UNKNOWN;
}

static enum vars_result vars_put_variable(struct vars_text *out, struct str inside, bool wild,
					  const struct request *request)
{
	struct str key;
	struct str fallback = {NULL, 0};
	bool has_default;
	if (inside.n == 1 && (inside.p[0] == '*' || inside.p[0] == '?' || inside.p[0] == '$'))
		return vars_put(out, inside) ? VARS_DONE : VARS_UNKNOWN;
	bool sound = vars_split(inside, &key, &has_default, &fallback);
	out->key = key;
	if (holes_is_placeholder(inside) && !request->closed)
		return vars_put_hole(out, false);
	if (!sound)
		return VARS_UNKNOWN;
	const struct context_value *value = request_find(request, key);
	if (value ? value->state == CTX_UNKNOWN : !request->closed)
		return vars_put_unknown(out, value, has_default, wild);
	if (!value || value->state == CTX_ABSENT) {
		if (!has_default)
			return VARS_ABSENT;
		return vars_put_value(out, fallback, wild) ? VARS_DONE : VARS_UNKNOWN;
	}
	/* Only single-valued keys can be variables. */
	if (value->multi || value->n_values != 1)
		return vars_put_hole(out, true);
	return vars_put_value(out, value->values[0], wild) ? VARS_DONE : VARS_UNKNOWN;
}

enum vars_result vars_substitute(struct str text, enum vars_use use, bool wild,
				 const struct request *request, struct vars_text *out)
{
	struct str rest = text;
	out->n = 0;
	out->wild_value = false;
	out->maybe = false;
	out->key = (struct str){NULL, 0};
	out->open = (struct str){NULL, 0};
	for (;;) {
		ptrdiff_t open = str_find(rest, STR("${"));
		if (open < 0)
			return vars_put_pattern(out, rest, false, use) ? VARS_DONE : VARS_UNKNOWN;
		ptrdiff_t close = str_find_char(str_skip(rest, (size_t)open), '}');
		if (close < 0)
			return VARS_UNKNOWN;
		if (!vars_put_pattern(out, str_slice(rest, 0, (size_t)open), true, use))
			return VARS_UNKNOWN;
		struct str inside = str_slice(rest, (size_t)open + 2, (size_t)(open + close));
		enum vars_result result = vars_put_variable(out, inside, wild, request);
		if (result != VARS_DONE)
			return result;
		rest = str_skip(rest, (size_t)(open + close) + 1);
	}
}

/* Variables may stand after the fifth colon of an ARN only. */
static bool vars_too_early(struct str text)
{
	size_t colons = 0;
	ptrdiff_t open = str_find(text, STR("${"));
	for (ptrdiff_t i = 0; i < open; i++)
		colons += text.p[i] == ':';
	return colons < 5;
}

enum tri vars_match(const struct pattern *pattern, enum vars_use use, struct str text,
		    vars_test test, const struct request *request, enum tri *dead)
{
	struct vars_text filled;
	enum vars_result result = vars_substitute(pattern->text, use, false, request, &filled);
	if (result == VARS_ABSENT)
		*dead = TRI_YES;
	else if (result == VARS_UNKNOWN || filled.maybe)
		*dead = tri_or(*dead, TRI_UNKNOWN);
	if (result != VARS_DONE)
		return result == VARS_ABSENT ? TRI_NO : TRI_UNKNOWN;
	bool early = use == VARS_SEGMENTS && vars_too_early(pattern->text);
	bool wild = filled.wild_value && use != VARS_LITERAL;
	enum tri match = test((struct str){filled.bytes, filled.n}, text);
	enum vars_result again =
	    wild ? vars_substitute(pattern->text, use, true, request, &filled) : VARS_DONE;
	if (again != VARS_DONE)	    /* unreached: answers unknown */
		return TRI_UNKNOWN; /* unreached: answers unknown */
	if (wild && test((struct str){filled.bytes, filled.n}, text) != match)
		return TRI_UNKNOWN;
	/* Without its value it matches nothing. */
	return (early || filled.maybe) && match == TRI_YES ? TRI_UNKNOWN : match;
}

enum tri vars_certain(enum tri dead)
{
	return dead == TRI_NO ? TRI_YES : TRI_UNKNOWN;
}

struct str vars_culprit(const struct patterns *patterns, const struct request *request,
			bool *absent)
{
	struct str open = {NULL, 0};
	*absent = false;
	for (uint32_t i = 0; i < patterns->n; i++) {
		struct vars_text filled;
		if (!patterns->items[i].variables)
			continue;
		enum vars_result result =
		    vars_substitute(patterns->items[i].text, VARS_LITERAL, false, request, &filled);
		*absent = result == VARS_ABSENT;
		if (*absent)
			return filled.key;
		if (open.n == 0)
			open = result == VARS_UNKNOWN ? filled.key : filled.open;
	}
	return open;
}
