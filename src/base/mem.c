/* base/mem.c - allocation that ends the program instead of failing. */
#include "rolehop/base/mem.h"

#include <errno.h>
#include <limits.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <signal.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of mem_keep: what is larger is the system's again once it is freed; the most that glibc takes. */
enum { MEM_MAPPED = 32 << 20 };

/* What the heap grows by beyond what was asked for: one step is enough for most commands. Told
 * this, glibc no longer learns by itself what to map apart and what to keep. */
enum { MEM_STEP = 1 << 20, MEM_APART = 4 << 20, MEM_KEPT = 8 << 20 };

/* Set once, on the way out. */
static const char *volatile mem_last_words;

static void mem_write(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		return;
}

static void mem_say(void)
{
	if (!mem_last_words)
		return;
	mem_write("rolehop: ");
	mem_write(mem_last_words);
	mem_write("\n");
}

void mem_init(void)
{
	atexit(mem_say);
#if defined(__GLIBC__)
	(void)mallopt(M_TOP_PAD, MEM_STEP);
	(void)mallopt(M_MMAP_THRESHOLD, MEM_APART);
	(void)mallopt(M_TRIM_THRESHOLD, MEM_KEPT);
#endif
}

void mem_end(const char *why)
{
	mem_last_words = why;
	exit(5);
}

void mem_die(void)
{
	mem_end("out of memory");
}

void mem_keep(void)
{
#if defined(__GLIBC__)
	(void)mallopt(M_MMAP_THRESHOLD, MEM_MAPPED);
	(void)mallopt(M_TRIM_THRESHOLD, INT_MAX);
#endif
}

static void mem_lost(int signal_number)
{
	static const char text[] = "rolehop: the inventory cannot be read any more: it was cut "
				   "short, or its disk failed\n";
	(void)signal_number;
	while (write(STDERR_FILENO, text, sizeof(text) - 1) < 0 && errno == EINTR)
		;
	_exit(5);
}

void mem_watch_mapped(void)
{
	struct sigaction action;
	memset(&action, 0, sizeof(action));
	sigemptyset(&action.sa_mask);
	action.sa_handler = mem_lost;
	(void)sigaction(SIGBUS, &action, NULL);
}

void *mem_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);
	if (!p)
		mem_die();
	return p;
}

void *mem_realloc(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);
	if (!p)
		mem_die();
	return p;
}

void mem_wipe(void *p, size_t size)
{
	volatile unsigned char *byte = p;
	while (size-- > 0)
		*byte++ = 0;
}

/* Stands before memory that is wiped when it is freed. */
struct mem_secret {
	size_t size;
	alignas(max_align_t) char data[];
};

static struct mem_secret *mem_secret_of(void *p)
{
	return (struct mem_secret *)(void *)((char *)p - offsetof(struct mem_secret, data));
}

void *mem_secret_alloc(size_t size)
{
	struct mem_secret *secret =
	    size < SIZE_MAX - sizeof(*secret) ? malloc(sizeof(*secret) + size) : NULL;
	if (!secret)
		return NULL;
	secret->size = size;
	return secret->data;
}

void mem_secret_free(void *p)
{
	if (!p)
		return;
	struct mem_secret *secret = mem_secret_of(p);
	mem_wipe(secret->data, secret->size);
	free(secret);
}

void *mem_secret_realloc(void *old, size_t size)
{
	void *p = mem_secret_alloc(size);
	if (!p || !old)
		return p;
	size_t before = mem_secret_of(old)->size;
	memcpy(p, old, before < size ? before : size);
	mem_secret_free(old);
	return p;
}
