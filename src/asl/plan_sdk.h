/* asl/plan_sdk.h - one operation of an SDK, being planned. */
#ifndef ASL_PLAN_SDK_H
#define ASL_PLAN_SDK_H

#include <stdbool.h>

#include "asl/catalogue.h"
#include "asl/plan.h"

enum { ARN_ACTION = 2, ARN_USE, ARN_ARN };

/* One operation, being planned. */
struct operation {
	struct planner *planner;
	struct str service;
	struct str api;
	struct str prefix;
	struct str account_field; /* the parameter that names the account of what is acted on */
	bool known_service;
	bool only_action; /* rows of arns.tsv without an action are of this one */
	bool passes_role; /* actions.tsv lists iam:PassRole */
	bool sure;
	struct str source;
	struct str main; /* prefix of the first action: others only take part */
	struct catalogue_rows arns;
};

/* What every call of an action has, whatever its resource. */
struct asl_call_need sdk_call_row(struct operation *operation, struct str action);

/* A call of an action on resources that are not known. */
void sdk_add_anything(struct operation *operation, struct str action);

/* Calls on what the rows of arns.tsv say for one action; false where there are none. */
bool sdk_add_from_rows(struct operation *operation, struct str action);

/* Calls on what the Service Authorization Reference says of an action: `types` is its cell. */
void sdk_add_from_types(struct operation *operation, struct str action, struct str types);

/*
 * May a parameter name something of another account? Names and ids are looked up in the caller's
 * own account, except for buckets and where a parameter is an ARN, a URL or an account's id.
 */
bool sdk_names_others(struct operation *operation);

/* A call of iam:PassRole on each role whose ARN stands in a field that is named after roles. */
void sdk_add_handed_roles(struct operation *operation);

/* Is an operation or action ("tagRole", "s3:PutObjectTagging") about tags? "createStage" is not. */
bool sdk_is_tagging(struct str name);

/* The action for tags, where what is made gets some. */
void sdk_add_tags(struct operation *operation);

/* Of what rows of tagging.tsv name by its operation, the first call and those for tags are asked
 * with the tags that are sent. */
void sdk_add_sent_tags(struct operation *operation);

#endif
