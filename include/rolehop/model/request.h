/* model/request.h - one question that AWS would ask its policies. */
#ifndef ROLEHOP_MODEL_REQUEST_H
#define ROLEHOP_MODEL_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/str.h"
#include "rolehop/model/principal.h"

/*
 * CTX_UNKNOWN: the key may be there or not, unless `present` says that it is there; if it is, then
 * with any value, or with those of `values` where there are some.
 */
enum context_state { CTX_ABSENT, CTX_PRESENT, CTX_UNKNOWN };

struct context_value {
	struct str key; /* "aws:PrincipalArn"; names are compared without regard to case */
	enum context_state state;
	bool present; /* of CTX_UNKNOWN: surely there and not empty, only the value is not known */
	bool multi;   /* a multivalued key: values are a set, possibly empty */
	bool either;  /* of CTX_UNKNOWN: it is one of the values, which have no holes */
	bool between; /* of CTX_UNKNOWN: if it is there, a moment from the first of two values to
			 the second */
	bool random;  /* of values with holes: made anew for each request, so that no fixed text
			 equals them */
	struct str
	    not_of; /* of values with holes: none is this text, or begins with it and a '/' */
	const struct str *values; /* may hold holes (model/holes) */
	size_t n_values;
	struct str source; /* where the value comes from, in words: "Step Functions sends the state
			      machine's ARN" */
};

/* Keys that are filled when they are asked for; who makes them knows the rest. */
struct request_keys {
	const struct context_value *(*find)(struct request_keys *self, struct str key);
};

struct request {
	struct principal caller;
	struct str action; /* "sts:AssumeRole" */
	/* the call as the SDK names it, "sfn" and "startSyncExecution"; empty: not known */
	struct str api_service, api;
	struct str resource;	     /* ARN or "*"; may hold holes */
	struct str resource_account; /* owner; empty where not known */
	bool own_assumed; /* the owner is taken to be the caller's account, and may be another */
	bool ids; /* what is open in the resource is ids or an account: no hole holds a colon */
	const struct context_value *context;
	size_t n_context;
	struct request_keys *keys; /* of what `context` does not list; NULL: none */
	bool key_of_aws; /* the resource is a key of AWS's own: no grants for others, no RCPs */
	bool closed;	 /* a key that is not listed is absent (simulate); else it is unknown */
};

/*
 * The context value of that name (case-insensitive; the last one listed, else of `keys`), else one
 * whose key ends in '/' and answers for all names that begin with it ("aws:PrincipalTag/"), or
 * NULL.
 */
const struct context_value *request_find(const struct request *request, struct str key);

#endif
