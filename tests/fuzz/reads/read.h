/* read.h - what the targets of `make fuzz` share: each is one reader of what comes from outside. */
#ifndef ROLEHOP_TESTS_FUZZ_READ_H
#define ROLEHOP_TESTS_FUZZ_READ_H

#include "../fuzz.h"

#include "rolehop/base/arena.h"
#include "rolehop/base/cut.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* ---- what a target gives ---------------------------------------------------------------------
 */

/* Once, before the first text. */
void read_begin(void);

/* Of targets with a grammar `head` is FUZZ_HEAD bytes that choose; of others it is empty. All of
 * the arena is taken back afterwards. */
void read_text(struct arena *arena, const uint8_t *head, struct str text);

/* Does an input begin with a head? */
extern const bool read_has_head;

/* ---- what it is given ------------------------------------------------------------------------
 */

/* Ends the run with the error where it is not true. */
void read_must(bool ok, const struct err *err);

/* An error says something. */
void read_told(bool ok, const struct err *err);

/* A cut_read over a text; `self` is a struct str that becomes what is left. */
ptrdiff_t read_bytes(void *self, char *into, size_t size, struct err *err);

/* The first byte of a text, taken away; 0 of an empty one. */
uint8_t read_byte(struct str *text);

#endif
