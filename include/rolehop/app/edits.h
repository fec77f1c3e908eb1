/* app/edits.h - what somebody supposes of the inventory, one thing after the other: undone, redone,
 * written out. */
#ifndef ROLEHOP_APP_EDITS_H
#define ROLEHOP_APP_EDITS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/app.h"
#include "rolehop/base/json.h"
#include "rolehop/base/vec.h"
#include "rolehop/trace/world_overlay.h"

enum edit_kind {
	EDIT_DOCUMENT, /* a policy or definition has another text */
	EDIT_VALUE,    /* what is decided at run time comes to this in one Task */
};

struct edit {
	enum edit_kind kind;
	struct change change; /* of a document; change.of is the machine of a value */
	struct str label;     /* as evidence names it: "trust policy", "inline NAME", "SCP p-..." */
	struct str before;    /* the text in the inventory; empty: there is none */
	struct str unread;    /* why it cannot be read: kept to be mended, but not in force */
	struct str state;     /* of a value: the state's name and pointer, the path, what it is */
	struct str pointer;
	struct str path;
	struct str value; /* JSON if it parses as JSON, else a string, as with --set */
};

/* All that is supposed at one time. */
struct edits_state {
	const struct edit *const *items;
	size_t n;
	unsigned stamp; /* when it came about */
};

struct edits {
	struct arena arena;
	struct vec states; /* struct edits_state; the first is empty */
	size_t at;
	unsigned undone;	/* stamp of the last undo; 0: something was done since */
	struct arena worlds[2]; /* of the world in force, and of the one before it */
	unsigned turn;
};

void edits_init(struct edits *edits);
void edits_release(struct edits *edits);

/* What is supposed now. */
const struct edits_state *edits_now(const struct edits *edits);

/* How many of these are in force (not `unread`). */
size_t edits_in_force(const struct edits *edits);

/*
 * What `of` with such a label is, so that it can be edited: false where that is nothing whose text
 * could be another one (a session policy, a group's). `label` as in evidence, or "definition", or
 * "policy" for the only document that `of` has.
 */
bool edit_of_label(struct str of, struct str label, struct change *out);

/* The text that is in force for this, or NULL. With `unread`: rather one that waits to be mended.
 */
const struct edit *edits_document(const struct edits *edits, const struct change *about,
				  bool unread);

/* The value in force for a path of a Task, or NULL. An empty path: any of the Task. */
const struct edit *edits_value(const struct edits *edits, struct str machine, struct str pointer,
			       struct str path);

/* ERR_INPUT with line and column for a text that cannot be what the change says. */
bool edits_check(struct arena *arena, const struct change *change, struct err *err);

/* A value as it was typed: JSON if it parses as JSON, else a string; as --set takes it. */
const struct json *edit_json(struct arena *arena, struct str value);

/* Adds it, in the place of one about the same thing. `stamp` grows with everything that is done. */
void edits_put(struct edits *edits, const struct edit *edit, unsigned stamp);
void edits_drop(struct edits *edits, size_t i, unsigned stamp);
void edits_drop_all(struct edits *edits, unsigned stamp);

bool edits_can_undo(const struct edits *edits);
bool edits_can_redo(const struct edits *edits);
void edits_undo(struct edits *edits, unsigned stamp);
void edits_redo(struct edits *edits, unsigned stamp);

/*
 * Lays what is in force over the app's world: app->world is with it, app->base_world without. What
 * the world before last was made of is gone then.
 */
bool edits_lay(struct edits *edits, struct app *app, struct err *err);

/*
 * Writes what is in force into a folder (made where it is not there): a file per document, `with`
 * with a line --with WHAT=FILE each, and `set` with what trace takes for values. Files of that name
 * are replaced.
 */
bool edits_write(const struct edits *edits, const char *folder, size_t *n_files, struct err *err);

/* The label of a change, as evidence has it: edit_of_label gives the change back. */
struct str edit_label(struct arena *arena, const struct change *change);

/* "trust:arn:aws:...": the WHAT of --with. */
struct str edit_what(struct arena *arena, const struct change *change);

#endif
