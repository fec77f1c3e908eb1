/* trace/risks.h - what policies leave open, whether or not a Task meets it. */
#ifndef ROLEHOP_TRACE_RISKS_H
#define ROLEHOP_TRACE_RISKS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/role.h"
#include "rolehop/trace/findings.h"
#include "rolehop/trace/world.h"

/* One kind of risk: a row of the table. */
struct risk_kind {
	const char *name;     /* "trust-without-externalid" */
	const char *severity; /* "high", "medium", "low" */
	const char *title;
	const char *advice;
};

struct risk {
	const struct risk_kind *kind;
	struct str account;			 /* whose to mend */
	struct str of;				 /* ARN of the role, resource or machine */
	struct str pointer;			 /* into its policy or definition */
	struct str principal, principal_account; /* whom it is about; may be empty */
	struct str says;			 /* one sentence about this very place */
};

/* Kind i of the table, or NULL past the last one. */
const struct risk_kind *risk_kind_row(size_t i);

/* Each appends to `out` (struct risk); false only where the world fails. Text lives in the arena.
 */
bool risks_of_role(struct arena *arena, const struct world *world, const struct role *role,
		   struct vec *out, struct err *err);
bool risks_of_resource(struct arena *arena, const struct world *world, struct str arn,
		       struct str account, const struct policy *policy, struct vec *out,
		       struct err *err);
/* Of a machine: what its execution role surely lacks for log, traces and key. */
bool risks_of_machine(struct arena *arena, const struct world *world, struct str machine_arn,
		      struct vec *out, struct err *err);
void risks_of_task(struct arena *arena, const struct task_answer *answer, struct vec *out);

/*
 * Which roles are assumed by which Tasks, so that a trust which none uses can be told from others:
 * of those, risks_of_role appends every one that might be unused. `arena` keeps what is added.
 */
struct risk_uses;
struct risk_uses *risk_uses_new(struct arena *arena);
void risk_uses_add(struct risk_uses *uses, const struct task_answer *answer);

/* Is it a risk, now that every Task was added? */
bool risk_is_shown(const struct risk_uses *uses, const struct risk *risk);

#endif
