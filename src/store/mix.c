/* store/mix.c - one snapshot read with some things as they are in another. */
#include <stdlib.h>

#include "store/private.h"

void store_mix(struct store *store, const struct store_mix *mix)
{
	store->mix = mix;
}

/* Is there a pick of that entity: of all of it, of a kind of fact, of one fact? */
static bool is_whole(const struct store_mix *mix, int64_t entity)
{
	for (size_t i = 0; i < mix->n_facts; i++)
		if (mix->facts[i].entity == entity && mix->facts[i].kind == FACT_EXISTS)
			return true;
	return false;
}

static bool is_touched(const struct store_mix *mix, int64_t entity)
{
	for (size_t i = 0; i < mix->n_facts; i++)
		if (mix->facts[i].entity == entity)
			return true;
	return false;
}

static bool is_picked(const struct store_mix *mix, int64_t entity, const struct fact *fact)
{
	for (size_t i = 0; i < mix->n_facts; i++)
		if (mix->facts[i].entity == entity && mix->facts[i].kind == fact->kind &&
		    str_eq(mix->facts[i].name, fact->name))
			return true;
	return false;
}

/* ---- entities ---------------------------------------------------------------------------- */

static bool fits(const struct mix_wanted *wanted, const struct entity *e)
{
	return (str_is_empty(wanted->key) || str_eq(wanted->key, e->key)) &&
	       (wanted->any_kind || wanted->kind == e->kind) &&
	       (str_is_empty(wanted->account) || str_eq(wanted->account, e->account)) &&
	       (str_is_empty(wanted->name) || str_eq_nocase(wanted->name, e->name));
}

static void drop(struct vec *all, int64_t entity)
{
	struct entity *items = all->items;
	size_t kept = 0;

	for (size_t i = 0; i < all->n; i++)
		if (items[i].id != entity)
			items[kept++] = items[i];
	all->n = kept;
}

static bool has_fact(struct store *store, struct arena *arena, int64_t entity,
		     const struct mix_wanted *wanted, bool *has, struct err *err)
{
	const struct fact *facts;
	size_t n;

	*has = wanted->fact == FACT_EXISTS;
	if (*has)
		return true;
	if (!store_facts(store, arena, entity, FACT_BIT(wanted->fact), &facts, &n, err))
		return false;
	for (size_t i = 0; i < n && !*has; i++)
		*has =
		    (str_is_empty(wanted->fact_name) || str_eq(wanted->fact_name, facts[i].name)) &&
		    (str_is_empty(wanted->fact_value) ||
		     str_eq(wanted->fact_value, facts[i].value));
	return true;
}

/* Puts in the entity of a pick, if it is there and wanted. */
static bool put_in(struct store *store, struct arena *arena, int64_t id,
		   const struct mix_wanted *wanted, struct vec *all, struct err *err)
{
	int64_t at = is_whole(store->mix, id) ? store->mix->at : store_now_at(store);
	struct entity entity;
	bool found = false;

	drop(all, id);
	if (!entity_by_id(store, arena, id, at, &entity, &found, err))
		return false;
	if (found && fits(wanted, &entity) && !has_fact(store, arena, id, wanted, &found, err))
		return false;
	if (found && fits(wanted, &entity))
		*(struct entity *)vec_push(all) = entity;
	return true;
}

bool mix_entities(struct store *store, struct arena *arena, const struct mix_wanted *wanted,
		  struct vec *all, struct err *err)
{
	const struct store_mix *mix = store->mix;

	for (size_t i = 0; mix != NULL && i < mix->n_facts; i++)
		if (!put_in(store, arena, mix->facts[i].entity, wanted, all, err))
			return false;
	return true;
}

bool mix_one(struct store *store, struct arena *arena, const struct mix_wanted *wanted,
	     struct entity *out, bool *found, struct err *err)
{
	struct vec all;

	if (store->mix == NULL)
		return true;
	vec_init(&all, arena, sizeof(struct entity));
	if (*found)
		*(struct entity *)vec_push(&all) = *out;
	if (!mix_entities(store, arena, wanted, &all, err))
		return false;
	*found = all.n > 0;
	if (*found)
		*out = *(struct entity *)all.items;
	return true;
}

/* ---- facts ------------------------------------------------------------------------------- */

static int compare_facts(const void *a, const void *b)
{
	const struct fact *left = a, *right = b;

	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return str_cmp(left->name, right->name);
}

static void take(const struct store_mix *mix, int64_t entity, const struct fact *facts, size_t n,
		 bool picked, struct vec *all)
{
	for (size_t i = 0; i < n; i++)
		if (is_picked(mix, entity, &facts[i]) == picked)
			*(struct fact *)vec_push(all) = facts[i];
}

bool mix_facts(struct store *store, struct arena *arena, int64_t entity, unsigned mask,
	       const struct fact **out, size_t *n, struct err *err)
{
	const struct store_mix *mix = store->mix;
	const struct fact *other;
	struct vec all;
	size_t n_other;

	if (mix == NULL || !is_touched(mix, entity))
		return true;
	if (!facts_at(store, arena, entity, mask, mix->at, &other, &n_other, err))
		return false;
	if (is_whole(mix, entity)) {
		*out = other;
		*n = n_other;
		return true;
	}
	vec_init(&all, arena, sizeof(struct fact));
	take(mix, entity, *out, *n, false, &all);
	take(mix, entity, other, n_other, true, &all);
	if (all.n > 1)
		qsort(all.items, all.n, sizeof(struct fact), compare_facts);
	*out = all.items;
	*n = all.n;
	return true;
}

/* ---- coverage ---------------------------------------------------------------------------- */

int64_t mix_coverage_at(const struct store *store, struct str account, struct str region,
			enum entity_kind kind)
{
	const struct store_mix *mix = store->mix;

	for (size_t i = 0; mix != NULL && i < mix->n_coverage; i++) {
		const struct coverage *c = &mix->coverage[i];
		if (c->kind == kind && str_eq(c->account, account) && str_eq(c->region, region))
			return mix->at;
	}
	return store_now_at(store);
}
