/* store/again.c - what a transaction put, and whether putting it again would change anything. */
#include "store/private.h"

bool bits_has(const struct bits *bits, int64_t entity)
{
	size_t index = (size_t)entity / 8;

	return index < bits->n && (bits->bytes[index] >> ((size_t)entity % 8) & 1) != 0;
}

bool bits_add(struct store *store, struct bits *bits, int64_t entity)
{
	size_t index = (size_t)entity / 8;

	if (bits_has(bits, entity))
		return false;
	if (index >= bits->n) {
		size_t wants = index + 1 + bits->n;
		bits->bytes = arena_grow(&store->writing.arena, bits->bytes, bits->n, wants);
		for (size_t i = bits->n; i < wants; i++)
			bits->bytes[i] = 0;
		bits->n = wants;
	}
	bits->bytes[index] |= (unsigned char)(1u << ((size_t)entity % 8));
	return true;
}

void bits_remove(struct bits *bits, int64_t entity)
{
	bits->bytes[(size_t)entity / 8] &= (unsigned char)~(1u << ((size_t)entity % 8));
}

void again_note(struct store *store, int64_t entity)
{
	struct again *again = &store->writing.again;

	again->changes++;
	if (again->on)
		(void)bits_add(store, &again->changed, entity);
}

void again_put(struct store *store, enum entity_kind kind, int64_t entity, bool first,
	       uint64_t changes)
{
	struct again *again = &store->writing.again;

	if (!again->on)
		return;
	if (!first && again->changes != changes)
		(void)bits_add(store, &again->unstable, entity);
	if (again->n == again->cap) {
		size_t cap = again->cap > 0 ? again->cap * 2 : 1024;
		again->puts = arena_grow(&store->writing.arena, again->puts,
					 again->cap * sizeof(int64_t), cap * sizeof(int64_t));
		again->cap = cap;
	}
	again->puts[again->n++] = entity << PUT_KIND_BITS | (int64_t)kind;
}

void store_watch_puts(struct store *store)
{
	store->writing.again.on = true;
}

const int64_t *store_puts(const struct store *store, size_t *n)
{
	*n = store->writing.again.n;
	return store->writing.again.puts;
}

uint64_t store_looks(const struct store *store)
{
	return store->writing.again.looks;
}

static bool none_in(const struct bits *bits, const int64_t *puts, size_t n)
{
	for (size_t i = 0; bits->n > 0 && i < n; i++)
		if (bits_has(bits, puts[i] >> PUT_KIND_BITS))
			return false;
	return true;
}

bool store_puts_unchanged(const struct store *store, const int64_t *puts, size_t n)
{
	return none_in(&store->writing.again.changed, puts, n);
}

bool store_puts_stable(const struct store *store, const int64_t *puts, size_t n)
{
	return none_in(&store->writing.again.unstable, puts, n);
}

void store_put_same(struct store *store, const int64_t *puts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum entity_kind kind = (enum entity_kind)(puts[i] & ((1 << PUT_KIND_BITS) - 1));
		put_done(store, kind, puts[i] >> PUT_KIND_BITS, store->writing.again.changes);
	}
}

struct str store_path(const struct store *store)
{
	return store->path;
}
