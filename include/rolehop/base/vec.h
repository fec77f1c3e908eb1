/* base/vec.h - an array that grows in an arena. */
#ifndef ROLEHOP_BASE_VEC_H
#define ROLEHOP_BASE_VEC_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* `items` is an array of n elements of `size` bytes; cast it where it is read. */
struct vec {
	struct arena *arena;
	void *items;
	size_t n;
	size_t cap;
	size_t size;
};

void vec_init(struct vec *vec, struct arena *arena, size_t size);

/* Room for `n` elements in all and no more, for where their number is known beforehand. */
void vec_reserve(struct vec *vec, size_t n);

/* A new zeroed element at the end; valid until the next push. */
void *vec_push(struct vec *vec);

/* Element i, which must exist. */
void *vec_at(const struct vec *vec, size_t i);

void vec_pop(struct vec *vec);

/* Of elements that are struct str: is the text one of them? */
bool vec_has_str(const struct vec *vec, struct str text);

#endif
