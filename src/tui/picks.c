/* tui/picks.c - the rows of a table that the user marked, by their keys. */
#include "tui/picks.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/mem.h"

void picks_release(struct picks *picks)
{
	free(picks->keys);
	*picks = (struct picks){0};
}

/* The place of the key, or where it would be. */
static size_t place_of(const struct picks *picks, uint64_t key)
{
	size_t low = 0;
	size_t high = picks->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (picks->keys[middle] < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool picks_has(const struct picks *picks, uint64_t key)
{
	size_t i = place_of(picks, key);
	return i < picks->n && picks->keys[i] == key;
}

static void make_room(struct picks *picks, size_t n)
{
	if (n <= picks->cap)
		return;
	picks->cap = n < 16 ? 16 : n * 2;
	picks->keys = mem_realloc(picks->keys, picks->cap * sizeof(*picks->keys));
}

void picks_toggle(struct picks *picks, uint64_t key)
{
	size_t i = place_of(picks, key);
	if (i < picks->n && picks->keys[i] == key) {
		picks->n--;
		memmove(picks->keys + i, picks->keys + i + 1,
			(picks->n - i) * sizeof(*picks->keys));
		return;
	}
	make_room(picks, picks->n + 1);
	memmove(picks->keys + i + 1, picks->keys + i, (picks->n - i) * sizeof(*picks->keys));
	picks->keys[i] = key;
	picks->n++;
}

void picks_clear(struct picks *picks)
{
	picks->n = 0;
}

static int by_key(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

void picks_set(struct picks *picks, const uint64_t *keys, size_t n)
{
	picks->n = 0;
	if (n == 0)
		return;
	make_room(picks, n);
	memcpy(picks->keys, keys, n * sizeof(*keys));
	qsort(picks->keys, n, sizeof(*keys), by_key);
	picks->n = n;
}
