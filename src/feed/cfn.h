/* feed/cfn.h - a CloudFormation template while it is read: its functions and names settled. */
#ifndef FEED_CFN_H
#define FEED_CFN_H

#include "feed/stack.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/model/verdict.h"

/* A variable of Fn::ForEach, or of the map of an Fn::Sub. */
struct cfn_bound {
	struct str name;
	const struct json *value;
	const struct cfn_bound *next;
};

/* What was found out, or is being found out, of a condition or of a resource's name. */
struct cfn_known {
	bool busy;
	enum tri truth;
	struct str name;
};

/* A resource; those of Fn::ForEach are unfolded. */
struct cfn_resource {
	struct str logical;
	struct str type;
	const struct json *json;
	struct str at; /* JSON pointer */
	const struct cfn_bound *bound;
	const struct cfn_resource *made_by; /* of a role that SAM makes: its function or machine */
	const struct json *event;	    /* and the event of that which it is for, if any */
};

struct cfn {
	struct stack stack;
	struct arena *arena;
	const struct json *root;
	bool serverless;      /* Transform: AWS::Serverless-2016-10-31 */
	struct vec resources; /* struct cfn_resource * */
	struct map by_name;   /* logical id -> struct cfn_resource * */
	struct map names;     /* logical id -> struct cfn_known * */
	struct map truths;    /* condition -> struct cfn_known * */
	const struct cfn_bound *bound;
	struct str where; /* pointer of the resource being read, for messages */
	unsigned depth;	  /* of what is being worked out */
	size_t steps;	  /* what was worked out so far, and rounds of Fn::ForEach */
	struct err *err;
	bool failed;
};

enum { CFN_TEXT_MAX = 16 << 20 }; /* bytes that one value may come to */

/* ---- functions (cfn_functions.c) ----------------------------------------------------------- */

/* One call, "Ref" or "Fn::...": its value, NULL for none. */
const struct json *cfn_call(struct cfn *cfn, struct str name, const struct json *arg);
/* Is it an Fn::If that may come to AWS::NoValue, and to something? */
bool cfn_may_be_left_out(struct cfn *cfn, const struct json *node);

/* ---- loops (cfn_loop.c) -------------------------------------------------------------------- */

/* "Fn::ForEach::Name": [variable, list, {what is repeated}]. */
struct cfn_loop {
	struct str name;
	const struct json *list; /* worked out */
	const struct json *body;
};
/* Fails where it is none, or the list is not settled. */
bool cfn_loop_read(struct cfn *cfn, const struct json *loop, struct cfn_loop *out);
/* What is repeated, with the value in the places of the variable: its members are in the order of
 * those of `body`. NULL after a failure. */
const struct json *cfn_turn(struct cfn *cfn, const struct json *body, struct str name,
			    const struct json *value);

/* ---- values (cfn_eval.c) ------------------------------------------------------------------- */

/*
 * The value with its functions worked out; NULL for AWS::NoValue and what is not there. What is not
 * settled stays as "${Name}". After a failure (cycles, unknown functions, wrong types) cfn->failed,
 * and cfn->err says where.
 */
const struct json *cfn_eval(struct cfn *cfn, const struct json *node);
/* The same of a member, as text: strings, numbers and booleans; empty for others. */
struct str cfn_text_of(struct cfn *cfn, const struct json *object, struct str key);
/* As a JSON text, indented. */
struct str cfn_write(struct cfn *cfn, const struct json *value);
const struct json *cfn_string(struct cfn *cfn, struct str text);
/* The JSON that was written; a failure where it is too large. */
const struct json *cfn_parsed(struct cfn *cfn, const struct buf *buf);
/* "${WHAT}" */
const struct json *cfn_unsettled(struct cfn *cfn, struct str what);
bool cfn_is_scalar(const struct json *value);
bool cfn_is_open(const struct json *value); /* a text that is not settled */
/*
 * Something is worked out, inside of what is being worked out: false after a failure, which it is
 * to be too deep or too much for a template. cfn_leave after true alone. A round of Fn::ForEach is
 * a step.
 */
bool cfn_enter(struct cfn *cfn);
void cfn_leave(struct cfn *cfn);
bool cfn_step(struct cfn *cfn);
/* Fails with the place of the resource being read. */
void cfn_bad(struct cfn *cfn, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* A condition of the template by its name (cfn_condition.c). */
enum tri cfn_condition(struct cfn *cfn, struct str name);

/* ---- substitutions (cfn_substitute.c) ------------------------------------------------------- */

/* A definition's text with the values in the places of "${Name}"; so that it can be read before all
 * are settled, what is left is put between quotes. */
struct str cfn_substituted(struct cfn *cfn, struct str text, const struct json *values);

/* ---- names (cfn_names.c) ------------------------------------------------------------------- */

struct cfn_resource *cfn_find(const struct cfn *cfn, struct str logical);
/* The role that SAM makes for a resource; NULL: none. */
const struct cfn_resource *cfn_made_role(const struct cfn *cfn,
					 const struct cfn_resource *resource);
struct str cfn_name(struct cfn *cfn, const struct cfn_resource *resource);
struct str cfn_arn(struct cfn *cfn, const struct cfn_resource *resource); /* empty: not known */
/* An identity's; "/" where none is given, or none that is settled. */
struct str cfn_path(struct cfn *cfn, const struct cfn_resource *resource);
/* What Ref and Fn::GetAtt give; false: not known. */
bool cfn_ref(struct cfn *cfn, const struct cfn_resource *resource, struct str *out);
bool cfn_attribute(struct cfn *cfn, const struct cfn_resource *resource, struct str attribute,
		   struct str *out);
/* A property, Globals of SAM included, not worked out. */
const struct json *cfn_property(const struct cfn *cfn, const struct cfn_resource *resource,
				struct str name);
const struct json *cfn_value(struct cfn *cfn, const struct cfn_resource *resource, struct str name);
struct str cfn_text(struct cfn *cfn, const struct cfn_resource *resource, struct str name);
/* The pointer of a property. */
struct str cfn_at(struct cfn *cfn, const struct cfn_resource *resource, const char *below);

/* ---- resources ----------------------------------------------------------------------------- */

/* What decides whether it is deployed at all, where that is not settled; else empty. */
struct str cfn_open(struct cfn *cfn, const struct cfn_resource *resource);
/* A policy's text from what a property came to; false where it is none. */
bool cfn_policy(struct cfn *cfn, const struct json *value, const char *what, struct str *out);
/* The roles that SAM makes for a function or state machine, and for its events, join the resources.
 */
void sam_add_role(struct cfn *cfn, const struct cfn_resource *of);
void sam_add_event_roles(struct cfn *cfn, const struct cfn_resource *of);
/* One role, "LOGICALRole"; NULL where the template has that already. */
struct cfn_resource *sam_made_role(struct cfn *cfn, const struct cfn_resource *of,
				   struct str logical);
void sam_take_role(struct cfn *cfn, const struct cfn_resource *resource);
/* What the events of a function permit their sources. */
void sam_take_event_permissions(struct cfn *cfn, const struct cfn_resource *function);
/* What the authorizers of an API permit it. */
void sam_take_authorizers(struct cfn *cfn, const struct cfn_resource *api);
void sam_take_event_role(struct cfn *cfn, const struct cfn_resource *resource);
void sam_take_connector(struct cfn *cfn, const struct cfn_resource *resource);
void sam_take_connectors(struct cfn *cfn, const struct cfn_resource *resource);

void cfn_take_role(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_user(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_group(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_managed(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_inline(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_membership(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_machine(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_plain(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_policy_of(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_bus_policy(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_permission(struct cfn *cfn, const struct cfn_resource *resource);
void cfn_take_organization(struct cfn *cfn, const struct cfn_resource *resource);

#endif
