/* base/mem.c - allocation that ends the program instead of failing. */
#include "rolehop/base/mem.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Set once, on the way out. */
static volatile sig_atomic_t mem_exhausted;

static void mem_say(void)
{
	static const char text[] = "rolehop: out of memory\n";
	if (mem_exhausted && write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		return;
}

void mem_init(void)
{
	atexit(mem_say);
}

void mem_die(void)
{
	mem_exhausted = 1;
	exit(5);
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
