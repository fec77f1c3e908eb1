/* feed/told.h - what files told, so that the same file again need not be read. */
#ifndef ROLEHOP_SRC_FEED_TOLD_H
#define ROLEHOP_SRC_FEED_TOLD_H

#include "feed/private.h"
#include "rolehop/base/hash.h"

/*
 * Beside an inventory of one's own lies a file of what imported files told: the entities that each
 * put, and what it says of completeness. A file with the same bytes, name and options is not read
 * again while nothing changed of these entities, in the inventory or in the import so far: reading
 * it would change nothing then, and what it says of completeness is said in its place. That holds
 * of files whose entities no other file of their import told otherwise, and which look nothing up
 * in the inventory: those that do are always read.
 */
struct told;

/* NULL: nothing is kept of this import. Its transaction is open. */
struct told *told_open(struct intake *in);
void told_close(struct told *told); /* NULL is fine */

/* *again: the file told the same before, and that is done. The file is read if not. */
bool told_again(struct intake *in, struct source *source, const char *path, bool *again,
		struct err *err);

/* A file is read: begins, got bytes, is understood or not. */
void told_begin(struct intake *in, const struct source *source);
void told_bytes(struct intake *in, struct str bytes);
void told_end_of_bytes(struct intake *in);
void told_end(struct intake *in, bool understood);

/* What it told on the way. */
void told_claim(struct intake *in, const struct claim *claim);
void told_account(struct intake *in, struct str id);
/* It did more than putting: it is always read. */
void told_spoil(struct intake *in);

/* Before the transaction ends: which of it would be told again without any change. */
void told_settle(struct intake *in);
/* After it: keeps what was told. */
void told_commit(struct intake *in);

#endif
