/* tui/pool.c - texts that occur again and again, each kept once and named by a number. */
#include "tui/pool.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/mem.h"

enum { TEXT_MAX = 65535, FIRST_SLOTS = 1024 };

struct str pool_text(const struct pool *pool, uint32_t number)
{
	if (number == 0)
		return STR("");
	const unsigned char *p = chunks_at(&pool->texts, number - 1);
	return (struct str){(const char *)p + 2, (size_t)p[0] << 8 | p[1]};
}

/* The slot that holds the text, or the free one where it belongs. */
static size_t slot_of(const struct pool *pool, struct str text)
{
	size_t i = (size_t)str_hash(text) & (pool->cap - 1);
	while (pool->slots[i] != 0 && !str_eq(pool_text(pool, pool->slots[i]), text))
		i = (i + 1) & (pool->cap - 1);
	return i;
}

static void grow(struct pool *pool)
{
	uint32_t *old = pool->slots;
	size_t n = pool->cap;
	pool->cap = n == 0 ? FIRST_SLOTS : 2 * n;
	pool->slots = calloc(pool->cap, sizeof(*pool->slots));
	if (pool->slots == NULL)
		mem_die();
	for (size_t i = 0; i < n; i++) {
		if (old[i] != 0)
			pool->slots[slot_of(pool, pool_text(pool, old[i]))] = old[i];
	}
	free(old);
}

uint32_t pool_add(struct pool *pool, struct str text)
{
	text = str_slice(text, 0, TEXT_MAX);
	if (text.n == 0)
		return 0;
	if (4 * (pool->n + 1) > 3 * pool->cap)
		grow(pool);
	size_t i = slot_of(pool, text);
	if (pool->slots[i] != 0)
		return pool->slots[i];
	uint64_t at;
	unsigned char *p = chunks_add(&pool->texts, 2 + text.n, &at);
	p[0] = (unsigned char)(text.n >> 8);
	p[1] = (unsigned char)(text.n & 255);
	memcpy(p + 2, text.p, text.n);
	pool->slots[i] = (uint32_t)at + 1;
	pool->n++;
	return pool->slots[i];
}

void pool_release(struct pool *pool)
{
	chunks_release(&pool->texts);
	free(pool->slots);
	*pool = (struct pool){0};
}
