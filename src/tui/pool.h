/* tui/pool.h - texts that occur again and again, each kept once and named by a number. */
#ifndef TUI_POOL_H
#define TUI_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/str.h"
#include "tui/chunks.h"

/* All zero is empty. */
struct pool {
	struct chunks texts;
	uint32_t *slots; /* open addressing; numbers of texts, 0: free */
	size_t n;
	size_t cap;
};

/* The number of a text; 0 is the empty one. Longer texts than 65,535 bytes are cut. */
uint32_t pool_add(struct pool *pool, struct str text);
struct str pool_text(const struct pool *pool, uint32_t number);
void pool_release(struct pool *pool);

#endif
