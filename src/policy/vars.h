/* policy/vars.h - policy variables, substituted for one request. */
#ifndef ROLEHOP_POLICY_VARS_H
#define ROLEHOP_POLICY_VARS_H

#include <stdbool.h>

#include "policy/compiled.h"
#include "rolehop/model/request.h"
#include "rolehop/model/verdict.h"

enum vars_result {
	VARS_DONE,
	VARS_ABSENT,  /* a variable has no value: it equals nothing, see vars_certain */
	VARS_UNKNOWN, /* a variable cannot be used here, or the text is too long: nothing can be
			 claimed */
};

enum vars_use {
	VARS_NONE,     /* no variables, and wildcards are ordinary characters */
	VARS_GLOB,     /* wildcards of the pattern are wildcards */
	VARS_SEGMENTS, /* and those within a segment of an ARN are marked */
	VARS_LITERAL,  /* they are ordinary characters */
};

enum { VARS_MAX = 4096 };

struct vars_text {
	char bytes[VARS_MAX];
	size_t n;
	bool wild_value; /* a value that was put in holds '*' or '?': whether they count is not
			    documented */
	bool maybe;	 /* a variable may have no value: that the statement applies is uncertain */
	struct str key;	 /* of VARS_ABSENT and VARS_UNKNOWN: the variable */
	struct str open; /* the first variable of which the value is not known */
};

bool vars_any(struct str text);

/*
 * Compiles `text` with its variables replaced by the request's values; an unknown value becomes a
 * HOLE. `wild`: wildcards within values are wildcards.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
enum vars_result vars_substitute(struct str text, enum vars_use use, bool wild,
				 const struct request *request, struct vars_text *out);

/*
 * A pattern with variables against a text by `test`, over both readings of wildcards within values:
 * where they disagree, TRI_UNKNOWN. *dead becomes TRI_YES where a variable has no value, at least
 * TRI_UNKNOWN where it may have none or is none that IAM has.
 */
typedef enum tri (*vars_test)(struct str glob, struct str text);
enum tri vars_match(const struct pattern *pattern, enum vars_use use, struct str text,
		    vars_test test, const struct request *request, enum tri *dead);

/*
 * How far a match counts where a variable has no value (`dead`). One passage says that the
 * statement is then invalid, another that the value equals nothing, so that negated operators hold:
 * what matches by the second reading is uncertain, what does not match by it matches by neither.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags", its note and "Policy variables
 * with no value".
 */
enum tri vars_certain(enum tri dead);

/*
 * The variable among these patterns that has no value in the request (*absent), else the first
 * whose value is not known; empty where there is none.
 */
struct str vars_culprit(const struct patterns *patterns, const struct request *request,
			bool *absent);

#endif
