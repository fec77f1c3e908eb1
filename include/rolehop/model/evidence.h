/* model/evidence.h - which words of which policy led to a decision. */
#ifndef ROLEHOP_MODEL_EVIDENCE_H
#define ROLEHOP_MODEL_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"
#include "rolehop/model/verdict.h"

/* One place in one document and what it asks, against what the request has. */
struct evidence {
	struct str policy; /* "trust policy", "inline NAME", a managed policy's ARN, "boundary ARN",
			      "SCP p-...", "RCP p-...", "resource policy", "definition" */
	struct str of;	   /* what it is attached to */
	struct str document; /* the bytes as they came; `pointer` leads into them */
	struct str pointer;  /* RFC 6901; empty: the whole document, or its absence */
	struct str effect;   /* "Allow", "Deny" or empty */
	struct str sid;	     /* empty: none */
	enum tri matched;
	struct str wants;
	struct str has;
	struct str why; /* one sentence */
	bool misnamed;	/* of an action: what it wants is the API's or the SDK's name of what is
			   asked */
};

/* A datum that decides and is not known. */
struct dependence {
	struct str key;	  /* a context key, "$.path" of a definition, or a document */
	struct str flips; /* "allow when inside 203.0.113.0/24" */
};

struct explanation {
	const struct evidence *evidence;
	size_t n_evidence;
	const struct dependence *depends;
	size_t n_depends;
	struct str summary; /* one sentence about the layer */
};

#endif
