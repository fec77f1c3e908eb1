/* asl/plan.h - a plan under construction. */
#ifndef ASL_PLAN_H
#define ASL_PLAN_H

#include "asl/fields.h"
#include "asl/jsonata.h"
#include "asl/resource.h"
#include "asl/template.h"
#include "rolehop/asl/integrations.h"
#include "rolehop/base/vec.h"

struct planner {
	struct arena *arena;
	const struct asl_plan_input *in;
	struct fields fields;
	struct template_scene scene;
	struct resource resource;
	struct vec calls;    /* struct asl_call_need */
	struct vec refusals; /* struct asl_flaw */
	struct vec doubts;   /* struct asl_flaw */
};

void plan_refuse(struct planner *planner, struct str pointer, struct str text);
void plan_doubt(struct planner *planner, struct str pointer, struct str text);

/* The state's pointer with a field's name after it. */
struct str plan_at(const struct planner *planner, const char *field);

/* Adds a call for each text that `template` yields; `row` gives the rest. */
void plan_add(struct planner *planner, struct str template, struct asl_call_need row);

/* The same for the elements of a list that name what `template` asks for. */
void plan_add_given(struct planner *planner, struct str template, struct asl_call_need row);

/* Adds a call on what was expanded already. */
void plan_add_one(struct planner *planner, const struct expanded *resource,
		  struct asl_call_need row);

/* Is a parameter given? MAYBE where only the run tells. */
enum tri plan_given(struct planner *planner, struct str field);

/* The naming rule: "prefix:" and the operation's name in PascalCase. */
struct str plan_named_action(struct planner *planner, struct str prefix, struct str api);

/* The kinds of Resource, each adding its calls, refusals and doubts. */
/* Adds the rows of calls.tsv for "service:action" or "aws-sdk:service:action". */
void plan_rows(struct planner *planner, struct str integration);

/* Those of an optimized integration that are not about its own `action`. */
void plan_rows_beside(struct planner *planner, struct str integration, struct str action);

/* Gives a call the context keys of "key=template key=template"; one whose parameter is not given is
 * absent. */
void plan_context(struct planner *planner, struct str keys, struct asl_call_need *row);

void plan_optimized(struct planner *planner, struct str integration);
void plan_sdk(struct planner *planner);
void plan_map(struct planner *planner);

/* What makes a thing by `action`, and what tags it, is asked with the tags that `field` holds and,
 * if these are `all`, no others; nothing where they are open. */
void plan_tags(struct planner *planner, struct str action, struct str field, bool all);

/* Rules that hold for every Task: Express, Credentials, Region and partition of Resource. */
void plan_rules(struct planner *planner);

/* Does the state run in an Express execution: an Express machine, or Express children of a Map? */
bool plan_is_express(const struct planner *planner);

#endif
