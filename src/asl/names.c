/* asl/names.c - the names of a definition's members, looked at once. */
#include "asl/names.h"

#include <stdint.h>

#include "asl/substitute.h"
#include "rolehop/base/map.h"
#include "rolehop/base/span.h"

enum { DEPTH_MAX = 1000, FEW = 64 };

/* A bit for a name: two names that share it are compared. */
static uint64_t bit_of(struct str key)
{
	unsigned h = (unsigned)key.n;
	if (key.n > 0)
		h = h * 31 + (unsigned char)key.p[0] * 7U + (unsigned char)key.p[key.n - 1] * 13U +
		    (unsigned char)key.p[key.n / 2];
	return (uint64_t)1 << (h & 63);
}

static bool seen_before(const struct json *object, const struct json *member)
{
	struct str key = json_key(member);
	for (const struct json *m = json_first(object); m != member; m = json_next(m))
		if (str_eq(json_key(m), key))
			return true;
	return false;
}

/* Of a large object, without comparing each with each. */
static bool any_of_many(struct arena *arena, const struct json *object)
{
	struct map seen;

	map_init(&seen, arena);
	for (const struct json *m = json_first(object); m; m = json_next(m)) {
		if (map_find(&seen, json_key(m)))
			return true;
		map_put(&seen, json_key(m), &seen);
	}
	return false;
}

struct names {
	struct arena *arena;
	bool repeats;
	bool functions;
};

/* Looks at everything inside of `node`, until a repeat is found. */
static void look(struct names *names, const struct json *node)
{
	bool object = json_is(node, JSON_OBJECT);
	uint64_t bits = 0;
	size_t n = 0;

	for (const struct json *m = json_first(node); m && !names->repeats; m = json_next(m), n++) {
		if (object && substitute_is_function(json_key(m)))
			names->functions = true;
		if (object && n < FEW) {
			uint64_t bit = bit_of(json_key(m));
			names->repeats = (bits & bit) && seen_before(node, m);
			bits |= bit;
		}
		if (json_first(m))
			look(names, m);
	}
	if (object && n > FEW && !names->repeats)
		names->repeats = any_of_many(names->arena, node);
}

bool asl_names_check(struct arena *arena, const struct json *root, struct str text, bool *functions,
		     struct err *err)
{
	struct names names = {.arena = arena};

	look(&names, root);
	*functions = names.functions;
	if (!names.repeats)
		return true;
	const struct span_rules rules = {
	    .max_depth = DEPTH_MAX, .refuse_repeats = true, .first_line = 1, .first_column = 1};
	if (span_check(text, &rules, err))
		return err_set(err, ERR_INPUT, "an object has two members of one name");
	return false;
}
