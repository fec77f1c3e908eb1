/* tui/chunks.c - memory for what a list of any length holds: it never moves, and beyond a size that
 * computers have to spare it lies in a file. */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include "tui/chunks.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "rolehop/base/mem.h"

enum { PATH_ROOM = 4096 };

/* A file that has no name any more: it is gone when the program is, however that ends. -1: none. */
static int open_file(void)
{
	const char *folders[] = {getenv("TMPDIR"), "/var/tmp", "/tmp"};
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char path[PATH_ROOM];
		const char *folder = folders[i];
		if (folder == NULL || folder[0] != '/' ||
		    snprintf(path, sizeof(path), "%s/rolehop-XXXXXX", folder) >= PATH_ROOM)
			continue;
		int fd = mkstemp(path);
		if (fd < 0)
			continue;
		unlink(path);
		return fd;
	}
	return -1;
}

static unsigned char *map(int flags, int fd, off_t offset)
{
	void *p = mmap(NULL, CHUNK_SIZE, PROT_READ | PROT_WRITE, flags, fd, offset);
	return p == MAP_FAILED ? NULL : p;
}

/* The room is taken on the disk at once: later there might be none, and no way to say so. */
static unsigned char *map_in_file(struct chunks *chunks)
{
	off_t offset = (off_t)chunks->in_file * CHUNK_SIZE;
	unsigned char *chunk = NULL;
	if (chunks->in_file == 0)
		chunks->fd = open_file();
	if (chunks->fd >= 0 && posix_fallocate(chunks->fd, offset, CHUNK_SIZE) == 0)
		chunk = map(MAP_SHARED, chunks->fd, offset);
	chunks->in_file += chunk != NULL;
	chunks->no_file = chunk == NULL;
	return chunk;
}

/* In a file where there are many; where that cannot be, in memory all the same. */
static void add_chunk(struct chunks *chunks)
{
	unsigned char *chunk = NULL;
	if (chunks->n == chunks->cap) {
		chunks->cap = chunks->cap == 0 ? 16 : 2 * chunks->cap;
		chunks->items = realloc(chunks->items, chunks->cap * sizeof(*chunks->items));
		if (chunks->items == NULL)
			mem_die();
	}
	if (chunks->n >= CHUNKS_IN_MEMORY && !chunks->no_file) {
		chunks_leave(chunks, chunks->n - 1);
		chunk = map_in_file(chunks);
	}
	if (chunk == NULL)
		chunk = map(MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (chunk == NULL)
		mem_die();
	chunks->items[chunks->n++] = chunk;
	chunks->used = 0;
}

unsigned char *chunks_add(struct chunks *chunks, size_t size, uint64_t *at)
{
	if (chunks->n == 0 || chunks->used + size > CHUNK_SIZE)
		add_chunk(chunks);
	*at = (uint64_t)(chunks->n - 1) * CHUNK_SIZE + chunks->used;
	chunks->used += size;
	return chunks_at(chunks, *at);
}

void chunks_leave(const struct chunks *chunks, size_t i)
{
	if (i >= CHUNKS_IN_MEMORY && i < CHUNKS_IN_MEMORY + chunks->in_file)
		madvise(chunks->items[i], CHUNK_SIZE, MADV_DONTNEED);
}

void chunks_release(struct chunks *chunks)
{
	for (size_t i = 0; i < chunks->n; i++)
		munmap(chunks->items[i], CHUNK_SIZE);
	free(chunks->items);
	if (chunks->in_file > 0)
		close(chunks->fd);
	*chunks = (struct chunks){0};
}
