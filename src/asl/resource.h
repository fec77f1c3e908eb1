/* asl/resource.h - the Resource of a Task, taken apart. */
#ifndef ASL_RESOURCE_H
#define ASL_RESOURCE_H

#include "rolehop/asl/integrations.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

struct resource {
	enum asl_resource_kind kind;
	struct str partition;
	struct str region;  /* usually empty */
	struct str account; /* usually empty */
	struct str service; /* "states", "lambda"; of an SDK integration without "aws-sdk:" */
	struct str api;
	struct str pattern; /* without its dot */
	struct str name;    /* of an activity; a Lambda ARN as it stands */
	bool whole_hole;    /* nothing of it is known */
};

/*
 * Reads a Resource, which may hold holes. Region and account may be filled in or not.
 * Source: Step Functions Developer Guide, "Task workflow state", "Task types"; "Integrating
 * services".
 */
struct resource resource_parse(struct str text);

#endif
