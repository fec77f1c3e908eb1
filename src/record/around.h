/* record/around.h - what stands around the fixed words of each sentence that says no. */
#ifndef ROLEHOP_SRC_RECORD_AROUND_H
#define ROLEHOP_SRC_RECORD_AROUND_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/record/denial.h"

/* Where a sentence was found. */
struct place {
	size_t at;  /* where its fixed words begin */
	size_t end; /* and end */
};

/*
 * Each reads what its sentence holds, into a denial that holds nothing yet but the reason which the
 * sentence says by itself; *end is where it ends. false where it is not that sentence.
 */
typedef bool (*around_read)(struct arena *arena, struct str text, const struct place *place,
			    struct denial *out, size_t *end);

bool around_perform(struct arena *arena, struct str text, const struct place *place,
		    struct denial *out, size_t *end);
bool around_subject(struct arena *arena, struct str text, const struct place *place,
		    struct denial *out, size_t *end);
bool around_task_role(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end);
bool around_role(struct arena *arena, struct str text, const struct place *place,
		 struct denial *out, size_t *end);
bool around_role_before(struct arena *arena, struct str text, const struct place *place,
			struct denial *out, size_t *end);
bool around_role_by(struct arena *arena, struct str text, const struct place *place,
		    struct denial *out, size_t *end);
bool around_unassumed(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end);
bool around_assume(struct arena *arena, struct str text, const struct place *place,
		   struct denial *out, size_t *end);
bool around_call(struct arena *arena, struct str text, const struct place *place,
		 struct denial *out, size_t *end);
bool around_stack_set(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end);
bool around_lake(struct arena *arena, struct str text, const struct place *place,
		 struct denial *out, size_t *end);
bool around_refusal(struct arena *arena, struct str text, const struct place *place,
		    struct denial *out, size_t *end);
bool around_box(struct arena *arena, struct str text, const struct place *place, struct denial *out,
		size_t *end);
bool around_clause(struct arena *arena, struct str text, const struct place *place,
		   struct denial *out, size_t *end);
bool around_who(struct arena *arena, struct str text, const struct place *place, struct denial *out,
		size_t *end);
bool around_denied(struct arena *arena, struct str text, const struct place *place,
		   struct denial *out, size_t *end);
bool around_words(struct arena *arena, struct str text, const struct place *place,
		  struct denial *out, size_t *end);
bool around_forbidden(struct arena *arena, struct str text, const struct place *place,
		      struct denial *out, size_t *end);

#endif
