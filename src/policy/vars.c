/* policy/vars.c - policy variables, substituted for one request. */
#include "policy/vars.h"

#include <string.h>

#include "policy/glob.h"
#include "rolehop/model/holes.h"

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

/* Text between variables, its wildcards compiled. */
static bool vars_put_pattern(struct vars_text *out, struct str s, struct str whole,
			     enum vars_use use)
{
	if (s.n > sizeof(out->bytes) - out->n)
		return false;
	if (use == VARS_LITERAL)
		return vars_put(out, s);
	/* A star before a variable is in the middle of a segment; one at the very end is not. */
	size_t n = glob_compile(s, use == VARS_SEGMENTS, out->bytes + out->n);
	bool more = s.p + s.n < whole.p + whole.n;
	out->n += n;
	if (more && use == VARS_SEGMENTS && n > 0 && out->bytes[out->n - 1] == GLOB_STAR)
		out->bytes[out->n - 1] = GLOB_SEGMENT;
	return true;
}

/* ${key, 'default'}: the key, and the default where there is one. */
static bool vars_split(struct str inside, struct str *key, struct str *fallback)
{
	ptrdiff_t comma = str_find_char(inside, ',');
	*key = str_trim(comma < 0 ? inside : str_slice(inside, 0, (size_t)comma));
	if (comma < 0)
		return false;
	struct str rest = str_trim(str_skip(inside, (size_t)comma + 1));
	if (rest.n < 2 || rest.p[0] != '\'' || rest.p[rest.n - 1] != '\'')
		return false;
	*fallback = str_slice(rest, 1, rest.n - 1);
	return true;
}

static enum vars_result vars_put_value(struct vars_text *out, const struct context_value *value)
{
	static const char hole[] = {HOLE, 0};
	if (value->state == CTX_UNKNOWN)
		return vars_put(out, (struct str){hole, 1}) ? VARS_DONE : VARS_UNKNOWN;
	/* Only single-valued keys can be variables. */
	if (value->multi || value->n_values != 1)
		return VARS_UNKNOWN;
	struct str s = value->values[0];
	out->wild_value |= str_find_char(s, '*') >= 0 || str_find_char(s, '?') >= 0;
	return vars_put(out, s) ? VARS_DONE : VARS_UNKNOWN;
}

static enum vars_result vars_put_variable(struct vars_text *out, struct str inside,
					  const struct request *request)
{
	if (inside.n == 1 && (inside.p[0] == '*' || inside.p[0] == '?' || inside.p[0] == '$'))
		return vars_put(out, inside) ? VARS_DONE : VARS_UNKNOWN;
	struct str key;
	struct str fallback = {NULL, 0};
	bool has_default = vars_split(inside, &key, &fallback);
	const struct context_value *value = request_find(request, key);
	out->key = key;
	if (!value && !request->closed)
		return vars_put_value(out,
				      &(struct context_value){.key = key, .state = CTX_UNKNOWN});
	if (!value || value->state == CTX_ABSENT) {
		if (!has_default)
			return VARS_ABSENT;
		return vars_put(out, fallback) ? VARS_DONE : VARS_UNKNOWN;
	}
	return vars_put_value(out, value);
}

enum vars_result vars_substitute(struct str text, enum vars_use use, const struct request *request,
				 struct vars_text *out)
{
	struct str rest = text;
	out->n = 0;
	out->wild_value = false;
	out->key = (struct str){NULL, 0};
	for (;;) {
		ptrdiff_t open = str_find(rest, STR("${"));
		ptrdiff_t close = open < 0 ? -1 : str_find_char(str_skip(rest, (size_t)open), '}');
		if (close < 0)
			return vars_put_pattern(out, rest, text, use) ? VARS_DONE : VARS_UNKNOWN;
		if (!vars_put_pattern(out, str_slice(rest, 0, (size_t)open), text, use))
			return VARS_UNKNOWN;
		struct str inside = str_slice(rest, (size_t)open + 2, (size_t)(open + close));
		enum vars_result result = vars_put_variable(out, inside, request);
		if (result != VARS_DONE)
			return result;
		rest = str_skip(rest, (size_t)(open + close) + 1);
	}
}
