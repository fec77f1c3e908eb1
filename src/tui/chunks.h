/* tui/chunks.h - memory for what a list of any length holds: it never moves, and beyond a size that
 * computers have to spare it lies in a file. */
#ifndef TUI_CHUNKS_H
#define TUI_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHUNK_SIZE = 1 << 20, CHUNKS_IN_MEMORY = 12 };

/* All zero is empty. */
struct chunks {
	unsigned char **items;
	size_t n;
	size_t cap;
	size_t used;	/* bytes of the last one */
	int fd;		/* of the file; used where in_file > 0 */
	size_t in_file; /* those after the first CHUNKS_IN_MEMORY that lie there */
	bool no_file;
};

/* `size` bytes (at most CHUNK_SIZE) in one piece; *at is where they are, for chunks_at. */
unsigned char *chunks_add(struct chunks *chunks, size_t size, uint64_t *at);

static inline unsigned char *chunks_at(const struct chunks *chunks, uint64_t at)
{
	return chunks->items[at / CHUNK_SIZE] + at % CHUNK_SIZE;
}

/* What lies in the file and was only read leaves memory: chunk `i` of those there are. */
void chunks_leave(const struct chunks *chunks, size_t i);

void chunks_release(struct chunks *chunks);

#endif
