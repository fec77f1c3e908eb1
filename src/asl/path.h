/* asl/path.h - reference paths of JSONPath, and of JSONata as far as they are plain. */
#ifndef ASL_PATH_H
#define ASL_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "asl/scene.h"
#include "asl/value.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* "$", "$$", "$name" and the steps after it: .name, .`name`, ['name'], ["name"], [3]. */
struct path_steps {
	struct str text;
	struct str root; /* "$", "$$", "$name" */
	size_t at;
	bool ok; /* false once something else than a plain step comes */
};

struct path_step {
	struct str name; /* as it stands between the quotes: escapes make the path not plain */
	long index;
	bool is_index;
	size_t end; /* offset in the text after this step */
};

struct path_steps path_steps(struct str text);

/* The next step; false at the end and, with ok false, where the path is not plain. */
bool path_next(struct path_steps *steps, struct path_step *step);

/* Is it "$..." (and no States.*() or literal)? */
bool path_is(struct str text);

/*
 * What a path is worth in a scene. A value that is not settled has `text` (up to the step that
 * decides) as its source, and is replaced by what is bound to that.
 * Source: Step Functions Developer Guide, "Using JSONPath paths".
 */
const struct val *path_eval(const struct scene *scene, struct str text);

/* The same; ABSENT where it surely is not there. */
const struct val *path_find(const struct scene *scene, struct str text);

/* `val` unless something is bound to `name` and `val` is not settled. */
const struct val *path_bound(const struct scene *scene, const struct val *val, struct str name);

/* What is bound to a whole expression, or `val` as it is. */
const struct val *path_bound_whole(const struct scene *scene, const struct val *val,
				   struct str text);

/*
 * `whole` with what a reference path ("$.a.b") names replaced by `part`: ResultPath, or what a
 * Choice found out. Unknown where that cannot be said.
 */
const struct val *path_put(struct arena *arena, const struct val *whole, struct str path,
			   const struct val *part);

#endif
