/* base/vec.c - an array that grows in an arena. */
#include "rolehop/base/vec.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "rolehop/base/mem.h"

void vec_init(struct vec *vec, struct arena *arena, size_t size)
{
	*vec = (struct vec){.arena = arena, .size = size};
}

void vec_reserve(struct vec *vec, size_t n)
{
	if (n <= vec->cap)
		return;
	if (n > SIZE_MAX / vec->size)
		mem_die();
	vec->items = arena_grow(vec->arena, vec->items, vec->cap * vec->size, n * vec->size);
	vec->cap = n;
}

void *vec_push(struct vec *vec)
{
	if (vec->n == vec->cap)
		vec_reserve(vec, vec->cap ? vec->cap * 2 : 8);
	void *item = (char *)vec->items + vec->n++ * vec->size;
	memset(item, 0, vec->size);
	return item;
}

void *vec_at(const struct vec *vec, size_t i)
{
	assert(i < vec->n);
	return (char *)vec->items + i * vec->size;
}

void vec_pop(struct vec *vec)
{
	assert(vec->n > 0);
	vec->n--;
}

bool vec_has_str(const struct vec *vec, struct str text)
{
	for (size_t i = 0; i < vec->n; i++) {
		if (str_eq(*(const struct str *)vec_at(vec, i), text))
			return true;
	}
	return false;
}
