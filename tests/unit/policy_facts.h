/* policy_facts.h - the lines of a case from which its context is filled as AWS fills it. */
#ifndef ROLEHOP_TESTS_POLICY_FACTS_H
#define ROLEHOP_TESTS_POLICY_FACTS_H

#include "unit.h"

#include <stdlib.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/vec.h"
#include "rolehop/policy/context.h"

struct case_facts {
	bool filled; /* one of these lines was there: else the context is what the case lists */
	struct context_facts facts;
	struct role caller;
	struct vec tags; /* of struct tag */
};

static inline bool case_origin(struct str word, enum call_origin *out)
{
	static const struct {
		const char *word;
		enum call_origin origin;
	} origins[] = {{"step-functions", ORIGIN_STEP_FUNCTIONS},
		       {"service", ORIGIN_SERVICE},
		       {"person", ORIGIN_PERSON}};
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++)
		if (str_eq(word, str_from(origins[i].word))) {
			*out = origins[i].origin;
			return true;
		}
	return false;
}

/* ID PATH PATH ..., or "outside ID" of an account that is not in that one */
static inline struct org_facts case_organization(struct arena *arena, struct str text)
{
	struct org_facts org = {.state = ORG_MEMBER};
	struct str_split it = {text, false};
	struct vec paths;
	struct str part;
	vec_init(&paths, arena, sizeof(struct str));
	if (str_starts(text, STR("outside "))) {
		org.state = ORG_OUTSIDE;
		org.id = str_skip(text, STR("outside ").n);
		return org;
	}
	while (str_next(&it, ' ', &part))
		if (org.id.n)
			*(struct str *)vec_push(&paths) = part;
		else
			org.id = part;
	org.paths = paths.items;
	org.n_paths = paths.n;
	return org;
}

/* KEY=VALUE, or "none": the caller's tags are known, and these are all. */
static inline void case_tag(struct case_facts *f, struct str text)
{
	ptrdiff_t equals = str_find_char(text, '=');
	f->facts.caller = &f->caller;
	f->caller.tags_known = true;
	if (equals < 0)
		return;
	*(struct tag *)vec_push(&f->tags) =
	    (struct tag){str_slice(text, 0, (size_t)equals), str_skip(text, (size_t)equals + 1)};
	f->caller.tags = f->tags.items;
	f->caller.n_tags = f->tags.n;
}

static inline void case_external_id(struct context_facts *facts, struct str text)
{
	facts->external_id_state = str_eq(text, STR("none")) ? CTX_ABSENT : CTX_PRESENT;
	facts->external_id = text;
}

/* false: the word is none of these */
static inline bool case_fact(struct arena *arena, struct case_facts *f, struct str word,
			     struct str rest)
{
	struct context_facts *facts = &f->facts;
	if (str_eq(word, STR("sent-by")))
		f->filled = case_origin(rest, &facts->origin);
	else if (str_eq(word, STR("region")))
		facts->region = rest;
	else if (str_eq(word, STR("now")))
		facts->now = atoll(arena_cstr(arena, rest));
	else if (str_eq(word, STR("chained")))
		facts->assumed_session = true;
	else if (str_eq(word, STR("organization")))
		facts->caller_org = case_organization(arena, rest);
	else if (str_eq(word, STR("owner-organization")))
		facts->resource_org = case_organization(arena, rest);
	else if (str_eq(word, STR("tag")))
		case_tag(f, rest);
	else if (str_eq(word, STR("source-arn")))
		facts->source_arn = rest;
	else if (str_eq(word, STR("source-account")))
		facts->source_account = rest;
	else if (str_eq(word, STR("external-id")))
		case_external_id(facts, rest);
	else
		return false;
	return true;
}

#endif
