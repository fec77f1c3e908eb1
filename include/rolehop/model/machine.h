/* model/machine.h - a Step Functions state machine as the inventory holds it. */
#ifndef ROLEHOP_MODEL_MACHINE_H
#define ROLEHOP_MODEL_MACHINE_H

#include <stdbool.h>

#include "rolehop/base/str.h"

enum machine_type { MACHINE_TYPE_UNKNOWN, MACHINE_STANDARD, MACHINE_EXPRESS };

struct machine {
	struct str arn;	      /* without a version */
	struct str qualified; /* of one of its versions: the ARN with the version behind it; else
			       * empty */
	struct str name;
	struct str account;
	struct str region;
	struct str partition;
	struct str role_arn; /* the execution role; empty where not known */
	enum machine_type type;
	struct str
	    definition; /* Amazon States Language as it came; empty where not known or withheld */
	bool withheld; /* described with includedData=METADATA_ONLY, or not settled in a template */
	struct str withheld_why; /* in words */
	/* what the execution role needs permissions for beside the Tasks */
	bool logs;	/* the execution's log is delivered to CloudWatch Logs */
	bool traces;	/* traces are sent to X-Ray */
	struct str key; /* KMS key that encrypts the machine, as AWS names it; empty: AWS's own */
};

/* The ARN of the machine, or of the version that this is. */
struct str machine_named(const struct machine *machine);

const char *machine_type_word(enum machine_type type); /* "STANDARD", "EXPRESS", "unknown" */

#endif
