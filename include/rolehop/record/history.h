/* record/history.h - an execution's history: which Task did what as which role, and what came of
 * it. */
#ifndef ROLEHOP_RECORD_HISTORY_H
#define ROLEHOP_RECORD_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"

enum history_outcome { HISTORY_OPEN, HISTORY_SUCCEEDED, HISTORY_FAILED, HISTORY_TIMED_OUT };

/* One visit of a Task, or of another state that failed; of several attempts the last. */
struct history_task {
	struct str state;	       /* its name; empty where a page of a history begins later */
	const struct json *input;      /* that the state was entered with; NULL: withheld */
	struct str type;	       /* "lambda", "aws-sdk:sfn"; empty of a function's own ARN */
	struct str resource;	       /* "invoke", "startExecution.sync"; or the function's ARN */
	struct str region;	       /* empty: not said */
	const struct json *parameters; /* as they were sent; NULL: withheld, or nothing was sent */
	const struct json *output;     /* of the call; NULL: withheld, or it did not succeed */
	struct str role;	       /* of Credentials, as it was taken; empty: none */
	enum history_outcome outcome;
	struct str error, cause;
	bool submitted;	  /* the call was made and allowed; what failed came later */
	size_t attempts;  /* calls made */
	struct str map;	  /* the Map in whose iteration it was; empty: none */
	size_t iteration; /* of that Map, from 0 */
};

struct history {
	struct str
	    execution;	    /* ARN; empty where nothing names it: get-execution-history does not */
	struct str machine; /* ARN without version or alias; likewise */
	struct str version; /* ARN of the version that ran; empty: none, or nothing names it */
	struct str role;    /* execution role */
	const struct json *input;	  /* NULL: withheld */
	const struct history_task *tasks; /* in the order in which their states were entered */
	size_t n_tasks;
	const struct str *states; /* names of all states that were entered, each once */
	size_t n_states;
	bool failed;
	struct str error, cause; /* of the execution */
	bool withheld;		 /* read with includeExecutionData false, or logged without it */
};

/*
 * Is there a history in this JSON: get-execution-history's answer, its list of events, such an
 * answer inside other objects, or what an Express workflow logged?
 */
bool history_is(const struct json *json);

/*
 * Reads it, events in any order. ERR_INPUT where it holds none. Source: Step Functions API
 * Reference, "GetExecutionHistory" and "HistoryEvent"; Developer Guide, "Using CloudWatch Logs to
 * log execution history".
 */
bool history_read(struct arena *arena, const struct json *json, struct history *out,
		  struct err *err);

/* The machine's ARN of an execution's, a Map Run's or an Express execution's ARN; else empty. */
struct str history_machine(struct arena *arena, struct str arn);

#endif
