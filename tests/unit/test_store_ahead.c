/* test_store_ahead.c - what is expected is read in one go, and is what a look-up by itself gives.
 */
#include "store_help.h"

#include <stdio.h>
#include <stdlib.h>

#include "rolehop/base/buf.h"

enum { ROLES = 120, SNAPSHOTS = 4, MANY = 2800, APART = 2730 /* roles, so 4096 documents */ };

/* The same numbers on every machine. */
static unsigned drawn(unsigned *seed, unsigned of)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % of;
}

static void put(struct bench *b, enum entity_kind kind, const char *account, const char *name,
		const struct fact_put *facts, size_t n)
{
	char key[128];

	snprintf(key, sizeof(key), "arn:aws:iam::%s:%s/%s", account, entity_kind_word(kind), name);
	must(b, store_put(b->store,
			  &(struct entity_put){.kind = kind,
					       .key = arena_str(&b->arena, str_from(key)),
					       .account = str_from(account),
					       .name = arena_str(&b->arena, str_from(name)),
					       .facts = facts,
					       .n_facts = n},
			  &b->err));
}

/* A role with some facts, or none; of both accounts, with documents that hold the owner's id. */
static void put_role(struct bench *b, unsigned i, unsigned *seed)
{
	const char *account = i % 2 ? "111111111111" : "222222222222";
	struct fact_put facts[5] = {{.kind = FACT_EXISTS}};
	char name[16], text[128], value[16];
	size_t n = 1;

	snprintf(name, sizeof(name), "r%u", i * 37 % ROLES);
	snprintf(value, sizeof(value), "v%u", drawn(seed, 5));
	snprintf(text, sizeof(text), "{\"Resource\":\"arn:aws:s3:::b-%s-%u\"}", account,
		 drawn(seed, 6));
	if (drawn(seed, 4))
		facts[n++] = document_of(FACT_TRUST, "", text);
	if (drawn(seed, 4))
		facts[n++] = document_of(FACT_INLINE, "one", text);
	if (drawn(seed, 4))
		facts[n++] = fact_of(FACT_PATH, "", value);
	if (drawn(seed, 4))
		facts[n++] = fact_of(FACT_TAG, "team", value);
	put(b, ENTITY_ROLE, account, name, facts, n);
}

/* Between the roles lie a few other things, and once many. */
static void put_others(struct bench *b, unsigned i)
{
	const struct fact_put exists = {.kind = FACT_EXISTS};
	unsigned n = i == ROLES / 2 ? 40 : i % 7 == 0 ? i % 11 : 0;
	char name[16];

	for (unsigned k = 0; k < n; k++) {
		snprintf(name, sizeof(name), "p%u-%u", i, k);
		put(b, ENTITY_POLICY, "111111111111", name, &exists, 1);
	}
}

static void fill(struct bench *b)
{
	unsigned seed = 7;

	for (int snapshot = 0; snapshot < SNAPSHOTS; snapshot++) {
		bench_begin(b);
		for (unsigned i = 0; i < ROLES; i++) {
			if (drawn(&seed, 3) == 0 && snapshot > 0)
				continue;
			put_role(b, i, &seed);
			if (snapshot == 0)
				put_others(b, i);
		}
		bench_commit(b);
	}
}

/* All that is known of an entity, as one text. */
static struct str told(struct bench *b, const struct entity *entity)
{
	const struct fact *facts = NULL;
	struct buf out;
	size_t n = 0;

	buf_init(&out, &b->arena, SIZE_MAX);
	must(b, store_facts(b->store, &b->arena, entity->id, FACT_ALL, &facts, &n, &b->err));
	for (size_t i = 0; i < n; i++) {
		struct str text = STR("");
		if (facts[i].document != 0)
			must(b, store_document(b->store, &b->arena, facts[i].document, &text,
					       &b->err));
		buf_printf(&out, "%d %.*s=%.*s since %d: %.*s\n", (int)facts[i].kind,
			   STR_ARG(facts[i].name), STR_ARG(facts[i].value), (int)facts[i].since,
			   STR_ARG(text));
	}
	return buf_str(&out);
}

static int by_id(const void *a, const void *b)
{
	const struct entity *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

static struct entity *listed(struct bench *b, size_t *n)
{
	const struct entity *list = NULL;
	struct entity *copy;

	must(b, store_list(b->store, &b->arena, ENTITY_ROLE, STR(""), &list, n, &b->err));
	copy = arena_array(&b->arena, *n, sizeof(*copy));
	memcpy(copy, list, *n * sizeof(*copy));
	return copy;
}

static struct entity found(struct bench *b, struct str key)
{
	struct entity entity;
	bool there = false;

	must(b, store_find(b->store, &b->arena, key, &entity, &there, &b->err));
	assert_true(there);
	return entity;
}

/* Asks in that order for most, and now and then for one of the others. */
static void compare(struct bench *b, const struct entity *order, size_t n, const struct str *alone,
		    const struct entity *list)
{
	unsigned seed = 3;

	store_expect(b->store, order, n);
	for (size_t i = 0; i < n; i++) {
		size_t other = drawn(&seed, (unsigned)n);
		struct entity entity = found(b, order[i].key);
		assert_int_equal(entity.id, order[i].id);
		for (size_t k = 0; drawn(&seed, 5) && k < n; k++)
			if (list[k].id == entity.id)
				assert_str(told(b, &entity), arena_cstr(&b->arena, alone[k]));
		if (drawn(&seed, 6) == 0)
			assert_str(told(b, &list[other]), arena_cstr(&b->arena, alone[other]));
	}
	store_expect(b->store, NULL, 0);
}

static void ahead_is_what_each_look_up_gives(void **state)
{
	static const char *const snapshots[] = {"latest", "1", "2", "3"};
	struct bench b;

	(void)state;
	bench_open(&b);
	fill(&b);
	for (size_t s = 0; s < sizeof(snapshots) / sizeof(snapshots[0]); s++) {
		struct entity *list, *ordered;
		struct str *alone;
		size_t n;
		bench_at(&b, snapshots[s]);
		list = listed(&b, &n);
		assert_true(n == ROLES);
		alone = arena_array(&b.arena, n, sizeof(*alone));
		for (size_t i = 0; i < n; i++)
			alone[i] = told(&b, &list[i]);
		compare(&b, list, n, alone, list);
		ordered = listed(&b, &n);
		qsort(ordered, n, sizeof(*ordered), by_id);
		compare(&b, ordered, n, alone, list);
		compare(&b, ordered, n / 2, alone, list);
	}
	bench_close(&b);
}

/* Of each two roles, in two accounts, it has one body, with the owner's id in it; all of them are
 * more than is kept. */
static char *look_alike(struct bench *b, size_t i)
{
	char filler[1001] = {0};

	memset(filler, 'a' + (int)(i / 2 % 26), sizeof(filler) - 1);
	return arena_cstr(&b->arena,
			  arena_printf(&b->arena, "{\"Sid\":\"%s-%zu-%s\"}",
				       i % 2 ? "111111111111" : "222222222222", i / 2, filler));
}

static void put_look_alikes(struct bench *b)
{
	bench_begin(b);
	for (unsigned i = 0; i < MANY; i++) {
		char name[16];
		snprintf(name, sizeof(name), "r%u", i);
		put(b, ENTITY_ROLE, i % 2 ? "111111111111" : "222222222222", name,
		    (struct fact_put[]){{.kind = FACT_EXISTS},
					document_of(FACT_INLINE, "one", look_alike(b, i)),
					document_of(FACT_INLINE, "two", name)},
		    3);
	}
	bench_commit(b);
}

static void look(struct bench *b, const struct entity *roles, size_t i)
{
	char *key = arena_cstr(&b->arena, roles[i].key);
	char name[16];

	snprintf(name, sizeof(name), "r%zu", i);
	assert_str(bench_document(b, key, FACT_INLINE, "one"), look_alike(b, i));
	assert_str(bench_document(b, key, FACT_INLINE, "two"), name);
}

/* Kept documents share their places by id: none is given for another, nor another account's. */
static void ahead_documents_that_look_alike_stay_apart(void **state)
{
	static const size_t asked[] = {0, APART, 0, 1, APART + 1, 1, APART, 2, 3, 2};
	struct bench b;
	struct entity *roles;
	size_t n;

	(void)state;
	bench_open(&b);
	put_look_alikes(&b);
	roles = listed(&b, &n);
	qsort(roles, n, sizeof(*roles), by_id);
	store_expect(b.store, roles, n);
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		look(&b, roles, asked[i]);
	for (size_t i = 0; i < n; i++)
		look(&b, roles, i);
	for (size_t i = 0; i < n; i += 7)
		look(&b, roles, i);
	bench_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ahead_is_what_each_look_up_gives),
	    cmocka_unit_test(ahead_documents_that_look_alike_stay_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
