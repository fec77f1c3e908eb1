/* asl/integrations.h - from a Task to the calls it makes: IAM actions and resource ARNs. */
#ifndef ROLEHOP_ASL_INTEGRATIONS_H
#define ROLEHOP_ASL_INTEGRATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/model/machine.h"

enum asl_call_kind {
	ASL_CALL,
	ASL_POLL,
	ASL_CANCEL,
	ASL_EVENTBRIDGE,
	ASL_PASSROLE,
	ASL_SERVICE_LINKED_ROLE,
	ASL_TAG,
	ASL_DATA,
	ASL_RESOURCE_POLICY,
};

enum asl_need {
	ASL_REQUIRED,
	ASL_BEST_EFFORT,
	ASL_SAME_ACCOUNT_ONLY, /* never needed when Credentials name a role of another account */
	ASL_CONDITIONAL,       /* only when `when` holds, which the definition does not tell */
};

/* Of two actions the service asks for one, and which is not documented. */
enum asl_choice { ASL_CHOICE_NONE, ASL_CHOICE_OWN, ASL_CHOICE_INSTEAD };

/* A context key that the call surely carries, e.g. iam:PassedToService, or surely does not. */
struct asl_context {
	struct str key;
	struct str value; /* may hold holes */
	bool absent;
	bool or_empty;	       /* of an absent one: or it is there, and empty */
	struct str or_default; /* of an absent one: or it is there, with this value; empty: none */
	const struct str *values; /* of a key of several values, all of them, instead of `value` */
	size_t n_values;
};

/* One authorization that a Task needs. */
struct asl_call_need {
	enum asl_call_kind kind;
	enum asl_need need;
	enum asl_choice choice;
	struct str action; /* "states:StartSyncExecution" */
	/* ARN with the effective caller's account and the machine's Region filled in; may hold
	 * holes */
	struct str resource;
	/* of a resource with holes: the path that decides ("$.queue"), empty where none is named */
	struct str decides;
	struct str decides_pointer; /* where it stands in the definition */
	struct str part; /* of the state that names the resource: "ItemReader/Parameters" */
	struct str when; /* of ASL_CONDITIONAL, in words */
	const struct asl_context *context;
	size_t n_context;
	bool run_decides;  /* of ASL_CONDITIONAL: needed or not, by a parameter that the run settles
			    */
	bool own;	   /* what is not known of the resource, its account is the caller's */
	bool plain;	   /* the request names it by an id or a name, no ARN */
	bool sure;	   /* false: a low-confidence row of the catalogue, the answer is unknown */
	struct str source; /* where the row comes from */
};

enum asl_resource_kind {
	ASL_RESOURCE_OPTIMIZED,
	ASL_RESOURCE_SDK,
	ASL_RESOURCE_LAMBDA_ARN,
	ASL_RESOURCE_ACTIVITY,
	ASL_RESOURCE_HTTP,
	ASL_RESOURCE_MAP,     /* a DISTRIBUTED Map: its own starts, reader and writer */
	ASL_RESOURCE_STRANGE, /* not a form that Step Functions knows */
};

struct asl_plan_input {
	const struct asl *asl;
	const struct asl_state *state;
	const struct asl_environment *env;
	enum machine_type machine_type;
	struct str partition;
	struct str region;
	struct str home_account;
	struct str
	    effective_account; /* target role's account, or home; may be empty or hold holes */
	bool has_credentials;
};

struct asl_plan {
	enum asl_resource_kind kind;
	struct str service; /* "states", "aws-sdk:sfn", "lambda" */
	struct str api;	    /* "startExecution" */
	struct str pattern; /* "", "sync", "sync:2", "waitForTaskToken" */
	/*
	 * calls[0] is the call itself; a call that names several resources is several rows. None:
	 * the Task asks IAM for nothing (an activity, eks:call, apigateway:invoke without
	 * authorization).
	 */
	const struct asl_call_need *calls;
	size_t n_calls;
	/* what makes the Task impossible: gate `definition` denies */
	const struct asl_flaw *refusals;
	size_t n_refusals;
	/* what makes gate `definition` unknown (holes in Resource, tables that disagree) */
	const struct asl_flaw *doubts;
	size_t n_doubts;
	struct str
	    starts_machine; /* ARN of the machine that the Task starts, as it names it: perhaps with
			       a version or an alias, perhaps with holes; or empty */
};

/*
 * What a Task (or DISTRIBUTED Map) will ask AWS for, in the order in which it asks. Never fails:
 * what is not understood is a refusal or a doubt, and a call whose action is not known has sure ==
 * false. Source: Step Functions Developer Guide, "Integrating services"; Service Authorization
 * Reference.
 */
void asl_plan_task(struct arena *arena, const struct asl_plan_input *input, struct asl_plan *out);

/* Is this the prefix of a service's IAM actions ("states"), rather than another name of it? */
bool asl_knows_prefix(struct str prefix);

/* "2026-09-26": the date of the compiled-in catalogue. */
struct str asl_catalogue_date(void);

const char *asl_call_kind_word(
    enum asl_call_kind kind); /* "call", "poll", "cancel", "eventbridge", "passrole", ... */

#endif
