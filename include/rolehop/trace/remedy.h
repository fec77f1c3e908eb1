/* trace/remedy.h - the smallest changes that make a denied trace pass, each tried before it is
 * shown. */
#ifndef ROLEHOP_TRACE_REMEDY_H
#define ROLEHOP_TRACE_REMEDY_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"
#include "rolehop/trace/asked.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world.h"

enum remedy_kind {
	REMEDY_TRUST_POLICY,
	REMEDY_IDENTITY_POLICY,
	REMEDY_RESOURCE_POLICY,
	REMEDY_BOUNDARY,
	REMEDY_SCP,
	REMEDY_RCP,
	REMEDY_KEY_POLICY,
	REMEDY_DEFINITION,
};
enum { REMEDY_KIND_COUNT = REMEDY_DEFINITION + 1 };

const char *remedy_kind_word(enum remedy_kind kind); /* "trust-policy" */

struct remedy {
	enum remedy_kind kind;
	struct str account; /* whose to change; empty where not known */
	struct str of;	    /* ARN or id of what is changed, or of what the policy is attached to */
	struct str policy;  /* as evidence has it: "trust policy", "inline NAME", "SCP p-..." */
	struct str name;    /* of an inline policy */
	bool fresh;	    /* the policy is not there yet */
	struct str summary; /* what to do, one sentence */
	struct str prefer;  /* when this one rather than its alternatives; empty: there are none */
	const struct str *statements; /* the new or changed parts, JSON */
	size_t n_statements;
	struct str document;	  /* the whole new document, JSON */
	struct str pointer;	  /* of the (first) new or changed part in it */
	const struct str *widens; /* what else becomes allowed, a line each */
	size_t n_widens;
	bool verified; /* the question was asked again with this change alone, and was allowed */
	/* of one that does not suffice alone: the others (indexes) that belong to it, and whether
	   the question was allowed with all of them */
	const size_t *needs;
	size_t n_needs;
	bool verified_together;
};

/*
 * A copy of a trace with its remedies, none where it is not denied. The first gate that denies is
 * mended, the question asked again over a world with that change, and so on until nothing denies;
 * an alternative is kept only where it opens the gate as well. A remedy grants exact ARNs where
 * they are known, keeps the ExternalId, and changes the policy of one role or resource where that
 * does. Source: IAM User Guide, "Grant least privilege access"; Step Functions Developer Guide,
 * "Accessing resources in other AWS accounts in workflows". Fails only where the world fails.
 */
bool remedies_find(struct arena *arena, const struct world *world, const struct asked *asked,
		   const struct trace_options *options, const struct trace *trace,
		   const struct trace **out, struct err *err);

/* Ready lines that make the change, for a person to read and run. */
enum remedy_form { REMEDY_CLI, REMEDY_CLOUDFORMATION, REMEDY_TERRAFORM };
enum { REMEDY_FORM_COUNT = REMEDY_TERRAFORM + 1 };

const char *remedy_form_word(enum remedy_form form); /* "cli" */

/* Safe neither for a terminal (base/safe) nor to be run unread. */
struct str remedy_code(struct arena *arena, const struct remedy *remedy, enum remedy_form form);

/* The line that asks AWS itself once the change is made; empty where none would. */
struct str remedy_try(struct arena *arena, const struct trace *trace);

#endif
