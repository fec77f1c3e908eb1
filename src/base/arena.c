/* base/arena.c - memory that is freed all at once. */
#define _DEFAULT_SOURCE /* madvise */
#include "rolehop/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "rolehop/base/attr.h"
#include "rolehop/base/format.h"
#include "rolehop/base/mem.h"

enum { ARENA_FIRST = 4096, ARENA_TEXT = 512 };

/* Of blocks that are not the work of one large allocation; a huge page of x86-64 and of arm64. */
enum { ARENA_LARGEST = 2 << 20 };

/* Bytes after each allocation that belong to nobody: AddressSanitizer sees who steps on them. */
#if defined(ATTR_POISONS)
enum { ARENA_GAP = alignof(max_align_t) };
#else
enum { ARENA_GAP = 0 };
#endif

struct arena_block {
	struct arena_block *prev;
	size_t size; /* of data */
	size_t used;
	size_t total; /* bytes held by this block and all before it */
	alignas(max_align_t) char data[];
};

static size_t arena_round(size_t size)
{
	const size_t align = alignof(max_align_t);
	if (size > SIZE_MAX - align - ARENA_GAP)
		mem_die();
	return (size + align - 1) / align * align + ARENA_GAP;
}

/* The memory of a whole block. What fills many of the largest costs one page fault for each. */
static void *arena_get(size_t bytes)
{
#if defined(MADV_HUGEPAGE)
	if (bytes == ARENA_LARGEST) {
		void *huge = aligned_alloc(ARENA_LARGEST, ARENA_LARGEST);
		if (huge)
			(void)madvise(huge, ARENA_LARGEST, MADV_HUGEPAGE);
		return huge;
	}
#endif
	return malloc(bytes);
}

/* A new block for at least `size` bytes; blocks double until ARENA_LARGEST. */
ATTR_RARE static struct arena_block *arena_add_block(struct arena *arena, size_t size)
{
	size_t head = sizeof(struct arena_block);
	if (size > SIZE_MAX - head)
		mem_die();
	size_t whole = arena->head ? (arena->head->size + head) * 2 : ARENA_FIRST;
	if (whole > ARENA_LARGEST)
		whole = ARENA_LARGEST;
	if (whole < size + head)
		whole = size + head;
	struct arena_block *block = arena_get(whole);
	if (!block)
		mem_die();
	block->prev = arena->head;
	block->size = whole - head;
	block->used = 0;
	block->total = (arena->head ? arena->head->total : 0) + whole;
	arena->head = block;
	ATTR_POISON(block->data, block->size);
	return block;
}

static void *arena_take(struct arena *arena, size_t size)
{
	size_t need = arena_round(size ? size : 1);
	struct arena_block *block = arena->head;
	if (!block || block->size - block->used < need)
		block = arena_add_block(arena, need);
	void *p = block->data + block->used;
	block->used += need;
	ATTR_UNPOISON(p, size);
	return p;
}

void arena_init(struct arena *arena)
{
	arena->head = NULL;
}

void arena_release(struct arena *arena)
{
	arena_rewind(arena, (struct arena_mark){NULL, 0});
}

void arena_wipe(struct arena *arena)
{
	for (struct arena_block *block = arena->head; block; block = block->prev) {
		ATTR_UNPOISON(block->data, block->size);
		mem_wipe(block->data, block->size);
	}
	arena_release(arena);
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){arena->head, arena->head ? arena->head->used : 0};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	while (arena->head != mark.block) {
		struct arena_block *prev = arena->head->prev;
		free(arena->head);
		arena->head = prev;
	}
	if (!arena->head)
		return;
	ATTR_POISON(arena->head->data + mark.used, arena->head->used - mark.used);
	arena->head->used = mark.used;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *p = arena_take(arena, size);
	memset(p, 0, size);
	return p;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		mem_die();
	return arena_alloc(arena, count * size);
}

/* Makes the last allocation of the head block larger where it stands, if it is that and fits. */
static bool arena_grow_in_place(struct arena *arena, char *old, size_t old_size, size_t size)
{
	struct arena_block *block = arena->head;
	size_t old_need = arena_round(old_size ? old_size : 1);
	size_t need = arena_round(size ? size : 1);
	if (!block || block->used < old_need || block->data + block->used - old_need != old)
		return false;
	if (block->size - (block->used - old_need) < need)
		return false;
	block->used = block->used - old_need + need;
	ATTR_POISON(old, old_need);
	ATTR_UNPOISON(old, size);
	return true;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t size)
{
	if (old && arena_grow_in_place(arena, old, old_size, size))
		return old;
	void *p = arena_take(arena, size);
	if (old)
		memcpy(p, old, old_size < size ? old_size : size);
	return p;
}

struct str arena_str(struct arena *arena, struct str s)
{
	char *p = arena_cstr(arena, s);
	return (struct str){p, s.n};
}

char *arena_cstr(struct arena *arena, struct str s)
{
	char *p = arena_take(arena, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str arena_join(struct arena *arena, const struct str *parts, size_t n)
{
	size_t whole = 0;
	for (size_t i = 0; i < n; i++)
		whole += parts[i].n;
	char *text = arena_take(arena, whole + 1);
	char *to = text;
	for (size_t i = 0; i < n; i++) {
		if (parts[i].n)
			memcpy(to, parts[i].p, parts[i].n);
		to += parts[i].n;
	}
	*to = '\0';
	return (struct str){text, whole};
}

/* Most texts are short: they are formatted once, and copied. */
struct str arena_printf(struct arena *arena, const char *fmt, ...)
{
	char text[ARENA_TEXT];
	va_list args;
	va_list again;
	va_start(args, fmt);
	va_copy(again, args);
	int n = format_text(text, sizeof(text), fmt, args);
	va_end(args);
	if (n < 0)
		mem_die();
	char *p = arena_take(arena, (size_t)n + 1);
	if (n < ARENA_TEXT)
		memcpy(p, text, (size_t)n + 1);
	else
		format_text(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){p, (size_t)n};
}

size_t arena_footprint(const struct arena *arena)
{
	return arena->head ? arena->head->total : 0;
}
