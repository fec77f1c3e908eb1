/* record/incident.h - what was denied, out of whatever a person has of it. */
#ifndef ROLEHOP_RECORD_INCIDENT_H
#define ROLEHOP_RECORD_INCIDENT_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"
#include "rolehop/model/request.h"
#include "rolehop/record/denial.h"

enum incident_source {
	INCIDENT_TEXT,
	INCIDENT_DECODED,   /* a decoded authorization message */
	INCIDENT_EVENT,	    /* of CloudTrail */
	INCIDENT_TASK,	    /* a Task in an execution's history */
	INCIDENT_EXECUTION, /* an execution, of which only its end is known */
};

/* One denial and what surrounds it; empty or NULL where it is not known. */
struct incident {
	enum incident_source source;
	struct denial denial;
	size_t times; /* how often the same was denied */
	/* of an event */
	struct str event_source, event_name; /* tell the action where the denial does not */
	struct str identity;		     /* the caller's role or user, with its path */
	bool knows_request;		     /* what is not among these was not sent */
	bool has_external_id;
	struct str external_id;
	const struct context_value *context;
	size_t n_context;
	/* of an execution */
	struct str machine;
	struct str version; /* of the machine: its ARN; empty: none that is known of */
	struct str execution_role;
	struct str state;
	struct str task_role;	       /* that Credentials came to */
	const struct json *input;      /* of the execution */
	const struct json *parameters; /* that the call was made with */
	bool withheld;		       /* the history came without its data */
	struct str error;
	struct str map; /* the Map in whose iteration it was */
	size_t iteration;
	const struct str *states; /* that were entered, to tell which machine it was */
	size_t n_states;
	struct str parent, parent_state; /* machine and state that started this one */
};

/*
 * The denials in a text: the message itself with anything around it, a decoded authorization
 * message, CloudTrail's events, an execution's history or description, each as the AWS CLI prints
 * it, one a line, or inside other JSON or text. The same denial again is counted, not repeated.
 * ERR_INPUT where there is none says what the text is instead.
 */
bool incidents_read(struct arena *arena, struct str text, const struct incident **out, size_t *n,
		    struct err *err);

#endif
