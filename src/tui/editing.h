/* tui/editing.h - a document that is being changed: what an editor gets, and what came back. */
#ifndef TUI_EDITING_H
#define TUI_EDITING_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/edits.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

struct tui;
struct pane;

/* What an editor has. */
struct editing {
	struct arena arena;
	struct change about; /* its document is not set */
	struct str label;
	struct str before; /* in the inventory; empty: there is none */
	struct str text;   /* what the editor begins with */
	size_t line;	   /* to stand on, from 1 */
};

/* Why nothing can be edited here, or NULL. */
const char *editing_off(struct tui *tui, struct pane *pane);

/*
 * Makes tui->editing the document that the pane, or its cursor, is about: rather the text that
 * could not be read the last time. False, with what is said, where it cannot.
 */
bool editing_begin(struct tui *tui, struct pane *pane);

/* The same for an edit there is. */
bool editing_again(struct tui *tui, const struct edit *edit);

/* "TrustingAccountRl-trust-policy.json": the name of the file that an editor gets. */
struct str editing_file(struct arena *arena, const struct editing *editing);

/* What came back from the editor is supposed from now on, or waits to be mended. */
void editing_end(struct tui *tui, struct str text);

/* What is in the inventory itself, whatever is supposed; empty: nothing. */
struct str editing_before(struct tui *tui, const struct change *about, struct str label);

/* A change that would make a Task work, and those that it needs, are supposed from now on. */
struct remedy;
struct trace;
void editing_try(struct tui *tui, const struct trace *trace, const struct remedy *remedy);

#endif
