/* base/arena.h - memory that is freed all at once, when what it was for is over. */
#ifndef ROLEHOP_BASE_ARENA_H
#define ROLEHOP_BASE_ARENA_H

#include <stddef.h>

#include "rolehop/base/attr.h"
#include "rolehop/base/str.h"

struct arena_block;

/* All zero is an empty arena. Not shared between threads. */
struct arena {
	struct arena_block *head;
};

/* A point to return to: everything allocated since is given back by arena_rewind. */
struct arena_mark {
	struct arena_block *block;
	size_t used;
};

void arena_init(struct arena *arena);

/* Frees everything; the arena is empty and usable again. */
void arena_release(struct arena *arena);

/* The same, after every byte was overwritten: for what held secrets. */
void arena_wipe(struct arena *arena);

struct arena_mark arena_mark(const struct arena *arena);
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* `size` zeroed bytes, aligned for any type. Never NULL: out of memory ends the program (mem_die).
 */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; ends the program if the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Makes the block at `old` (of `old_size` bytes, NULL if none) `size` bytes large: in place if it
 * was the last one allocated, else by a copy. Bytes beyond old_size are not set.
 */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t size);

/* A copy of `s` that lives in the arena, with a NUL after it (not counted in n). */
struct str arena_str(struct arena *arena, struct str s);

/* The same as a C string. */
char *arena_cstr(struct arena *arena, struct str s);

/* Texts one after the other, with a NUL after them: what arena_printf of "%.*s%.*s..." gives. */
struct str arena_join(struct arena *arena, const struct str *parts, size_t n);
#define ARENA_JOIN(arena, ...)                                                                     \
	arena_join(arena, (const struct str[]){__VA_ARGS__},                                       \
		   sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

/* printf into the arena; the result has a NUL after it. */
struct str arena_printf(struct arena *arena, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* Bytes held from the system, for tests and limits. */
size_t arena_footprint(const struct arena *arena);

#endif
