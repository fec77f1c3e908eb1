/* fuzz.h - what the fuzz targets share: a structure-aware mutator of JSON texts, and a tally of
 * their sizes. */
#ifndef ROLEHOP_TESTS_FUZZ_H
#define ROLEHOP_TESTS_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_random.h"
#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"

/* An input is a head of so many bytes that choose the question, then the text. */
enum { FUZZ_HEAD = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* ---- of each target ---- */

/* A new text. */
static void fuzz_make(struct buf *buf, struct dice *dice);
/* A text with one more part of its kind; false where the text takes none. */
static bool fuzz_add(struct arena *arena, struct str text, struct dice *dice, struct str *out);
/* A value that may stand in the place of any other. */
static void fuzz_value(struct buf *buf, struct dice *dice);

/* ---- sizes ---- */

static unsigned long long fuzz_runs, fuzz_bytes;

static inline void fuzz_tell(void)
{
	fprintf(stderr, "mean input: %llu bytes over %llu executions\n",
		fuzz_runs ? fuzz_bytes / fuzz_runs : 0, fuzz_runs);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	atexit(fuzz_tell);
	return 0;
}

static inline void fuzz_count(size_t size)
{
	fuzz_runs++;
	fuzz_bytes += size;
}

/* ---- the mutator ---- */

/* The pointer of some value of the text, any depth. */
static inline bool fuzz_pick(struct arena *arena, const struct json *json, struct dice *dice,
			     struct buf *pointer)
{
	size_t n = json_count(json), at;
	const struct json *child = json_first(json);

	if (n == 0 || (pointer->n > 0 && dice_one_in(dice, 5)))
		return true;
	at = dice_below(dice, (unsigned)n);
	for (size_t i = 0; i < at; i++)
		child = json_next(child);
	if (json_is(json, JSON_ARRAY)) {
		if (!buf_printf(pointer, "/%zu", at))
			return false;
	} else if (!json_pointer_add(pointer, json_key(child))) {
		return false;
	}
	return fuzz_pick(arena, child, dice, pointer);
}

/* Another value, one more, or one less, at some place of the text. */
static inline bool fuzz_edit(struct arena *arena, struct str text, struct dice *dice,
			     struct str *out)
{
	const struct json *json;
	struct buf pointer, value;
	struct err err;

	buf_init(&pointer, arena, 1 << 12);
	buf_init(&value, arena, 1 << 16);
	if (!json_parse(arena, text, &json, &err) || !fuzz_pick(arena, json, dice, &pointer))
		return false;
	fuzz_value(&value, dice);
	switch (dice_below(dice, 6)) {
	case 0:
		return edit_remove(arena, text, buf_str(&pointer), out);
	case 1:
		return edit_append(arena, text, buf_str(&pointer), buf_str(&value), out);
	case 2:
		return fuzz_add(arena, text, dice, out);
	default:
		return edit_replace(arena, text, buf_str(&pointer), buf_str(&value), out);
	}
}

static inline size_t fuzz_store(uint8_t *data, size_t max_size, struct str text)
{
	if (text.n + FUZZ_HEAD > max_size)
		return 0;
	memcpy(data + FUZZ_HEAD, text.p, text.n);
	return text.n + FUZZ_HEAD;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	struct dice dice = {seed * 2654435761ULL + 88172645463325252ULL};
	unsigned way = dice_below(&dice, 8);
	struct arena arena = {NULL};
	struct str text = {NULL, 0}, out = {NULL, 0};
	struct buf made;
	size_t n = 0;

	if (size < FUZZ_HEAD)
		memset(data + size, 0, FUZZ_HEAD - size);
	if (size > FUZZ_HEAD)
		text = (struct str){(const char *)data + FUZZ_HEAD, size - FUZZ_HEAD};
	if (dice_one_in(&dice, 3))
		data[dice_below(&dice, FUZZ_HEAD)] = (uint8_t)dice_below(&dice, 256);
	if (way == 0 || text.n == 0) {
		buf_init(&made, &arena, 1 << 20);
		fuzz_make(&made, &dice);
		n = fuzz_store(data, max_size, buf_str(&made));
	} else if (way < 7 && fuzz_edit(&arena, text, &dice, &out)) {
		n = fuzz_store(data, max_size, out);
	}
	if (n == 0)
		n = FUZZ_HEAD + LLVMFuzzerMutate(data + FUZZ_HEAD, text.n, max_size - FUZZ_HEAD);
	arena_release(&arena);
	return n;
}

#define FUZZ_HOLDS(claim)                                                                          \
	do {                                                                                       \
		if (!(claim)) {                                                                    \
			fprintf(stderr, "does not hold: %s\n", #claim);                            \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

#endif
