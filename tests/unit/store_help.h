/* store_help.h - an inventory in memory, and short ways to put things in and to look. */
#ifndef ROLEHOP_TESTS_STORE_HELP_H
#define ROLEHOP_TESTS_STORE_HELP_H

#include "unit.h"

#include <string.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/store/store.h"

#define ROLE_A "arn:aws:iam::111111111111:role/A"
#define ROLE_B "arn:aws:iam::222222222222:role/team/B"

/* A store and what tests need beside it. */
struct bench {
	struct store *store;
	struct arena arena;
	struct err err;
	int64_t clock;
};

/* Fails the test with the error's text. */
#define must(bench, call)                                                                          \
	do {                                                                                       \
		if (!(call))                                                                       \
			fail_msg("%s: %s", #call, (bench)->err.text);                              \
	} while (0)

static inline void bench_open(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	b->clock = 1000000;
	must(b, store_open(":memory:", STORE_WRITE, &b->store, &b->err));
}

static inline void bench_close(struct bench *b)
{
	store_close(b->store);
	arena_release(&b->arena);
}

static inline void bench_begin(struct bench *b)
{
	b->clock += 1000;
	must(b, store_begin(b->store, STR("test"), b->clock, &b->err));
}

/* Ends the transaction; was there a new snapshot? */
static inline bool bench_commit(struct bench *b)
{
	bool changed = false;
	int64_t snapshot = 0;

	must(b, store_commit(b->store, &changed, &snapshot, &b->err));
	return changed;
}

static inline struct fact_put fact_of(enum fact_kind kind, const char *name, const char *value)
{
	return (struct fact_put){.kind = kind, .name = str_from(name), .value = str_from(value)};
}

static inline struct fact_put document_of(enum fact_kind kind, const char *name, const char *text)
{
	return (struct fact_put){
	    .kind = kind, .name = str_from(name), .document = str_from(text), .has_document = true};
}

/* Puts an entity that exists, with at most one more fact (kind FACT_EXISTS: none). */
static inline void bench_put(struct bench *b, enum entity_kind kind, const char *key,
			     const char *account, const char *name, struct fact_put fact)
{
	struct fact_put facts[2] = {{.kind = FACT_EXISTS}, fact};
	struct entity_put put = {.kind = kind,
				 .key = str_from(key),
				 .account = str_from(account),
				 .name = str_from(name),
				 .facts = facts,
				 .n_facts = fact.kind == FACT_EXISTS ? 1 : 2};

	must(b, store_put(b->store, &put, &b->err));
}

static inline void bench_role(struct bench *b, struct fact_put fact)
{
	bench_put(b, ENTITY_ROLE, ROLE_A, "111111111111", "A", fact);
}

static inline struct fact_put nothing(void)
{
	return (struct fact_put){.kind = FACT_EXISTS};
}

static inline bool bench_has(struct bench *b, const char *key)
{
	struct entity entity;
	bool found = false;

	must(b, store_find(b->store, &b->arena, str_from(key), &entity, &found, &b->err));
	return found;
}

/* Facts of one kind of an entity that must be there. */
static inline size_t bench_facts(struct bench *b, const char *key, enum fact_kind kind,
				 const struct fact **out)
{
	struct entity entity;
	bool found = false;
	size_t n = 0;

	must(b, store_find(b->store, &b->arena, str_from(key), &entity, &found, &b->err));
	if (!found)
		fail_msg("%s is not there", key);
	must(b, store_facts(b->store, &b->arena, entity.id, FACT_BIT(kind), out, &n, &b->err));
	return n;
}

/* The value of the one fact of that kind; empty where there is none. */
static inline struct str bench_value(struct bench *b, const char *key, enum fact_kind kind)
{
	const struct fact *facts = NULL;
	size_t n = bench_facts(b, key, kind, &facts);

	return n > 0 ? facts[0].value : (struct str){NULL, 0};
}

/* The document of the fact of that kind and name; fails where there is none. */
static inline struct str bench_document(struct bench *b, const char *key, enum fact_kind kind,
					const char *name)
{
	const struct fact *facts = NULL;
	size_t n = bench_facts(b, key, kind, &facts);
	struct str text;

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(facts[i].name, str_from(name)) || facts[i].document == 0)
			continue;
		must(b, store_document(b->store, &b->arena, facts[i].document, &text, &b->err));
		return text;
	}
	fail_msg("%s has no such document", key);
	return (struct str){NULL, 0};
}

static inline void bench_at(struct bench *b, const char *which)
{
	must(b, store_at(b->store, str_from(which), &b->err));
}

static inline enum coverage_state bench_coverage(struct bench *b, const char *account,
						 const char *region, enum entity_kind kind)
{
	struct coverage coverage;

	must(b, store_coverage(b->store, &b->arena, str_from(account), str_from(region), kind,
			       &coverage, &b->err));
	return coverage.state;
}

static inline void bench_cover(struct bench *b, const char *account, enum entity_kind kind,
			       enum coverage_state state)
{
	struct coverage coverage = {.account = str_from(account), .kind = kind, .state = state};

	coverage.when = b->clock;
	must(b, store_cover(b->store, &coverage, &b->err));
}

#endif
