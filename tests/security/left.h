/* left.h - what a process leaves behind: memory that nothing points at, descriptors, mappings. */
#ifndef LEFT_H
#define LEFT_H

#include <stddef.h>

/* The library begins: FAULT_LEFT names the file that is told what was left, nothing is where none
 * was. FAULT_TRACED: the number of an allocation; its callers, and those of
 * the call that fails, are told, too. */
void left_begin(void);
/* `p` was allocated (or not: NULL) for whoever will go on at `caller`. Answers `p`. */
void *left_take(void *p, size_t size, const void *caller);
/* It is about to be freed. */
void left_drop(const void *p);
/* No other thread is in the middle of a note while it is held: for fork. */
void left_hold(void);
void left_release(void);
/* A call fails now. */
void left_fault(void);
/* The process ends: tells what it leaves. */
void left_end(void);

/* The call of the system itself, whatever is made to fail (fault.c). */
extern long fault_again(long call, ...);
/* We are at work for ourselves: nothing that is asked for counts. */
extern __thread int fault_looking;

#endif
