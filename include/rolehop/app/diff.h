/* app/diff.h - two snapshots compared: what changed, and which Tasks' verdicts flipped because of
 * it. */
#ifndef ROLEHOP_APP_DIFF_H
#define ROLEHOP_APP_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/app/app.h"
#include "rolehop/base/json.h"
#include "rolehop/trace/differ.h"
#include "rolehop/trace/findings.h"

enum diff_kind { DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

/* What is another than it was: something of a thing; how a kind of things was collected in an
 * account and region; the time as of which conditions are judged. */
enum diff_about { DIFF_FACT, DIFF_COVERAGE, DIFF_TIME };

/* One thing about one role, policy, machine ... that is not as it was. */
struct diff_change {
	enum diff_kind kind;
	enum diff_about about;
	enum entity_kind entity;
	int64_t entity_id; /* of DIFF_FACT, as store/store.h has it */
	struct str entity_name;
	struct str name; /* the fact's; of DIFF_COVERAGE the Region */
	struct str of;	 /* ARN or id */
	struct str account;
	enum fact_kind fact; /* FACT_EXISTS: the thing as a whole */
	struct str what;     /* "trust policy", "inline NAME", "boundary" ...; empty: as a whole */
	struct str before, after; /* a value, or a document's text; empty where there is none */
	const struct statement_change *statements; /* of policies */
	size_t n_statements;
	const struct str *lost, *gained; /* of a trust policy: principals */
	size_t n_lost, n_gained;
};

struct diff_flip {
	const struct task_answer *before; /* NULL: the Task was not there */
	const struct task_answer *after;  /* NULL: it is gone */
	const size_t *because; /* indexes of changes that turn the verdict; where none were found,
				  of all that bear on the Task */
	size_t n_because;
	bool proved;	   /* with these alone the old verdict becomes the new one */
	bool together;	   /* only with all of them; else with each */
	struct str reason; /* why nothing is proved; else empty */
};

struct diff {
	struct snapshot from, to;
	const struct diff_change *changes;
	size_t n_changes; /* of things that were collected */
	size_t n_all;	  /* with those after them: of what is known of these things, of the time */
	const struct diff_flip *flips;
	size_t n_flips;
};

/* What is traced at both, of all there is; false: stop (ERR_INTERRUPTED). */
struct diff_watch {
	bool (*progress)(void *self, size_t done, size_t total);
	void *self;
};

/*
 * Compares snapshots by what `--at` takes; an empty `to` is the latest, an empty `from` the one
 * before `to` (`to` itself where it is the first). The inventory must be open. ERR_INPUT where
 * there is no such snapshot. `tasks`: trace all Tasks at both, to find those that flipped.
 * `watch` may be NULL.
 */
bool app_diff(struct app *app, struct str from, struct str to, bool tasks,
	      const struct diff_watch *watch, struct diff *out, struct err *err);

/* One of them as the members of an object, for programs. */
void diff_change_json(struct json_out *json, const struct diff_change *change);
void diff_flip_json(struct json_out *json, const struct diff *diff, const struct diff_flip *flip);

/* What people call the thing that changed, where `of` does not say it (an SCP's id); else empty. */
struct str diff_name(const struct diff_change *change);

/* Where a change stands: its first statement that is new, else the first that is gone. */
struct str diff_pointer(struct arena *arena, const struct diff_change *change);

/* Whom the trust policy `text` admits and the other does not: "ARN", "ARN with ExternalId X". */
void diff_admitted(struct arena *arena, struct str text, struct str other, const struct str **out,
		   size_t *n);

#endif
