/* base/mem.h - what happens when memory runs out: the terminal is restored, we say so, exit 5. */
#ifndef ROLEHOP_BASE_MEM_H
#define ROLEHOP_BASE_MEM_H

#include <stddef.h>

#include "rolehop/base/attr.h"

/*
 * To be called first in main: arranges that the message of mem_die comes after every other exit
 * handler, the one that restores the terminal included.
 */
void mem_init(void);

/* Ends the program with status 5 after the exit handlers have run. */
void mem_die(void) ATTR_NORETURN;

/* The same with other last words, which stay where they are: why there can be no answer. */
void mem_end(const char *why) ATTR_NORETURN;

/* malloc, calloc-like and realloc that end the program instead of failing. free() frees them. */
void *mem_alloc(size_t size);
void *mem_realloc(void *old, size_t size);

/* From now on what is freed stays with the process where the C library can do so: for one that
 * takes as much again, over and over, and ends when its work is done. */
void mem_keep(void);

/*
 * From now on the program says so and ends with status 5, at once, where a file that was mapped
 * into memory was cut short or cannot be read (SIGBUS). Not for a program that has changed the
 * terminal.
 */
void mem_watch_mapped(void);

/* Overwrites what was secret, in a way that no compiler leaves out. */
void mem_wipe(void *p, size_t size);

/*
 * malloc, realloc and free for libraries that hold secrets in memory of their own: what they give
 * back is overwritten first. These may return NULL.
 */
void *mem_secret_alloc(size_t size);
void *mem_secret_realloc(void *old, size_t size);
void mem_secret_free(void *p);

#endif
