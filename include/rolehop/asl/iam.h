/* asl/iam.h - the actions that IAM has, and what each is asked of. */
#ifndef ROLEHOP_ASL_IAM_H
#define ROLEHOP_ASL_IAM_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* An action of the Service Authorization Reference. */
struct iam_action {
	struct str name;  /* "s3:GetObject", as it is written there */
	struct str types; /* numbers of its resource types, "!" behind what it must name */
};

/* False where the catalogue has no such action; the case of letters does not matter. */
bool iam_action_find(struct arena *arena, struct str action, struct iam_action *out);

/* The action of its service whose name is most like this one's; empty where none is alike. */
struct str iam_action_near(struct arena *arena, struct str action);

/* Of "s3:HeadObject", which is a call and no action: the actions that the call needs
 * ("s3:GetObject", blanks between), or empty. */
struct str iam_actions_of_call(struct str name);

/* An ARN as a resource type of a service has it. */
struct iam_form {
	struct str pattern; /* "arn:*:s3:::*" */
	struct str shown;   /* "arn:aws:s3:::{Bucket}" */
	size_t fixed;	    /* characters of it that are not open */
	bool asked;	    /* the action is asked of this type */
	bool open;	    /* it stands for several that end otherwise: what follows is not told */
};

/* The forms of all resource types of the action's service, in `partition`. False where the action
 * has a type that the catalogue does not describe, or none of its service is. */
bool iam_forms(struct arena *arena, const struct iam_action *action, struct str partition,
	       const struct iam_form **out, size_t *n);

#endif
