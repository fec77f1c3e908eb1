/* policy/parsing.h - a policy that is being read: what the files that read it share. */
#ifndef ROLEHOP_SRC_POLICY_PARSING_H
#define ROLEHOP_SRC_POLICY_PARSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/compiled.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/policy/parse.h"

struct parser {
	struct arena *arena;
	struct arena *scratch; /* of the JSON: what stays is copied out of it */
	struct policy *policy;
	struct vec flaws;
	const struct statement *at; /* the statement being read; NULL: none yet */
};

/* A flaw at an element of the statement, and a member of that element. */
void parse_flaw_at(struct parser *parser, struct str element, struct str member, const char *text);

/* Principal or NotPrincipal, named by `name` (parse_principals.c). */
void parse_principals(struct parser *parser, const struct json *json, struct str name,
		      struct principals *out);

/* A text of the JSON that the policy keeps. */
static inline struct str parse_keep(const struct parser *parser, struct str text)
{
	return text.p ? arena_str(parser->arena, text) : text;
}

/* Values of an object's members; of anything else, its own. */
static inline size_t parse_values(const struct json *json)
{
	size_t n = 0;
	if (!json_is(json, JSON_OBJECT))
		return json_is(json, JSON_ARRAY) ? json_count(json) : 1;
	for (const struct json *m = json_first(json); m; m = json_next(m))
		n += json_is(m, JSON_ARRAY) || json_is(m, JSON_OBJECT) ? json_count(m) : 1;
	return n;
}

/* ---- repeated members: the last one counts ----------------------------------------------------
 */

enum { PARSE_FEW_MEMBERS = 16 };

struct parse_members {
	const struct json *json;
	struct map last; /* name -> its last member; used where there are many */
	bool mapped;
};

static inline void parse_members_of(struct parser *parser, const struct json *json,
				    struct parse_members *out)
{
	out->json = json;
	out->mapped = json_count(json) > PARSE_FEW_MEMBERS;
	if (!out->mapped)
		return;
	map_init(&out->last, parser->scratch);
	for (const struct json *m = json_first(json); m; m = json_next(m))
		map_put(&out->last, json_key(m), (void *)(uintptr_t)m);
}

static inline bool parse_is_last(const struct parse_members *members, const struct json *member)
{
	struct str key = json_key(member);
	return (members->mapped ? map_find(&members->last, key) : json_get(members->json, key)) ==
	       member;
}

#endif
