/* main.c - what libFuzzer calls, for one target. */
#include "read.h"

#include <string.h>

void read_must(bool ok, const struct err *err)
{
	if (!ok)
		fprintf(stderr, "does not hold: %s\n", err->text);
	FUZZ_HOLDS(ok);
}

void read_told(bool ok, const struct err *err)
{
	FUZZ_HOLDS(ok || (err->kind != ERR_NONE && err->text[0]));
}

ptrdiff_t read_bytes(void *self, char *into, size_t size, struct err *err)
{
	struct str *rest = self;
	size_t n = rest->n < size ? rest->n : size;

	(void)err;
	if (n)
		memcpy(into, rest->p, n);
	*rest = str_skip(*rest, n);
	return (ptrdiff_t)n;
}

uint8_t read_byte(struct str *text)
{
	uint8_t byte = text->n ? (uint8_t)text->p[0] : 0;

	*text = str_skip(*text, 1);
	return byte;
}

/* The first block of the arena stays: what most texts need is not fetched again for each. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	static struct arena_mark empty;
	size_t head = read_has_head ? FUZZ_HEAD : 0;

	if (!arena.head) {
		(void)arena_alloc(&arena, 1 << 19);
		empty = (struct arena_mark){arena.head, 0};
		read_begin();
	}
	arena_rewind(&arena, empty);
	if (size < head)
		return 0;
	read_text(&arena, data, (struct str){(const char *)data + head, size - head});
	return 0;
}
