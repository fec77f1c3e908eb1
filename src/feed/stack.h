/* feed/stack.h - what a deployment is going to be: things put together from templates and plans. */
#ifndef FEED_STACK_H
#define FEED_STACK_H

#include "feed/private.h"

/* A text of the template, and the JSON pointer at which it stands there. */
struct stack_text {
	struct str name; /* of an inline policy, tag or setting */
	struct str text;
	struct str at;
};

/* One thing, however many of the template's resources say something of it. */
struct stack_thing {
	enum entity_kind kind;
	struct str key;
	struct str name;
	struct str account; /* where its ARN does not tell */
	struct str at;	    /* of its own resource; empty: only others speak of it */
	struct str open;    /* what decides whether it is there at all, and is not settled */
	struct str path;
	struct str boundary;
	struct stack_text trust;
	struct vec inlines;	 /* struct stack_text */
	struct vec attached;	 /* struct str */
	struct vec had_inlines;	 /* struct stack_text: what it has now, unless that is taken away */
	struct vec had_attached; /* struct str */
	struct vec groups;	 /* struct str */
	struct vec tags;	 /* struct stack_text */
	bool more_tags;		 /* it may have tags beyond these */
	struct vec targets;	 /* struct str: of an organization's policy */
	bool more;		 /* it has policies beyond these */
	bool presumed;		 /* what is collected of it counts instead */
	struct stack_text document;   /* its own policy, or what it is */
	struct vec statements;	      /* struct stack_text: of its own policy, one by one */
	struct stack_text definition; /* of a machine */
	struct str definition_file;   /* where that is in a file of its own */
	struct str withheld;	      /* why there is none */
	struct str role_arn;
	bool encrypted;		   /* of a resource: the key is known, or that it needs none */
	struct str encryption_key; /* empty: none */
	bool bucket_key;	   /* S3 encrypts with a key of the bucket */
	struct str type;
	struct vec settings; /* struct stack_text */
};

struct stack {
	struct intake *in;
	struct value *value;
	struct place place; /* of the template, for messages */
	struct arena *arena;
	struct str name; /* of the stack: names that are made up begin with it */
	struct str account;
	struct str region;
	struct str partition;
	struct vec things; /* struct stack_thing * */
	struct map by_key;
	bool loose_identity;	   /* a policy hangs on one of them, and which is not settled */
	bool loose_resource;	   /* likewise, a resource's own policy */
	bool has_tags;		   /* of its own, which become those of what is in it */
	bool gone;		   /* it holds what is taken away */
	bool doubtful;		   /* of one that is gone: what is told now may be of others */
	const struct stack *rest;  /* of one that is gone: what there will be */
	const struct stack *taken; /* what the same plan takes away; NULL: nothing */
};

void stack_init(struct stack *stack, struct value *value);
/* What is told from now on goes there: account, Region and its partition. */
void stack_place(struct stack *stack, struct str account, struct str region);
/* Complains that --account is missing, as value_lacks does. */
bool stack_lacks(struct stack *stack, const char *what, struct err *err);
/* The thing of that key, made where there is none. */
struct stack_thing *stack_thing(struct stack *stack, enum entity_kind kind, struct str key);
/* The same, or NULL; an identity by its name in the account that the stack goes to. */
struct stack_thing *stack_find(const struct stack *stack, struct str key);
struct stack_thing *stack_named(const struct stack *stack, enum entity_kind kind, struct str name);
struct stack_thing *stack_named_in(const struct stack *stack, struct str account,
				   enum entity_kind kind, struct str name);
/* Is one of the texts (struct stack_text) of that name? */
bool stack_has_text(const struct vec *texts, struct str name);
/* A name that the deployment makes up: "{stack.LOGICAL}", or one that is given and not settled:
 * "{stack.LOGICAL~}". */
struct str stack_made_name(const struct stack *stack, struct str logical, bool given);
/* A policy of which nothing is known but what it hangs on. */
struct str stack_open_policy(struct arena *arena, struct str what);
/* What stands in a template for a value that is not settled: "${WHAT}". */
struct str stack_placeholder(struct arena *arena, struct str what);
/* A value of --parameter; false where there is none of that name. */
bool stack_parameter(const struct stack *stack, struct str name, struct str *value);
/* ---- parts (stack_parts.c) ----------------------------------------------------------------- */

/* An inline policy (FACT_INLINE), an attached one (FACT_ATTACHED, by name) or a group (FACT_GROUP)
 * of an identity, of this template or of the account. */
void stack_hang(struct stack *stack, enum entity_kind kind, struct str name, enum fact_kind fact,
		const struct stack_text *policy);
/* ARNs of what is named in another way; empty: not known. */
struct str stack_queue_arn(const struct stack *stack, struct str url);
struct str stack_function_arn(const struct stack *stack, struct str name);

/* What lambda:AddPermission and events:PutPermission take. */
struct stack_permission {
	struct str sid;
	struct str principal;
	struct str action;
	struct str resource;
	struct str source_arn;
	struct str source_account;
	struct str organization;
	struct str event_source_token;
	struct str function_url_auth_type;
	struct str via_function_url; /* "true", "false", or not given */
	struct str
	    open; /* what decides whether one of these limits is there at all; empty: nothing */
};
/* What limits a permission, and where templates and plans say it. */
struct stack_limit {
	const char *op;
	const char *key;
	struct str cfn; /* property of AWS::Lambda::Permission */
	const char *tf; /* attribute of aws_lambda_permission */
	size_t at;	/* offset of its value in struct stack_permission */
};
const struct stack_limit *stack_limit_row(size_t i); /* NULL past the last one */
void stack_set_limit(struct stack_permission *p, const struct stack_limit *row, struct str value);
/* The statement that they make of it. */
struct str stack_permission(struct stack *stack, const struct stack_permission *p);
/* One more statement of a resource's own policy; `open` is what stands for it if it is not settled.
 */
void stack_add_statement(struct stack *stack, struct str arn, struct str statement, struct str open,
			 struct str at);
struct str stack_key_policy(const struct stack *stack);

/* The key of an organization's policy, which may be of both types while its type is not settled:
 * one key is one thing. */
struct str stack_control_key(const struct stack *stack, struct str key, enum entity_kind kind);
/* An organization's policy hangs on `what`, which is not settled: it may be any of the targets. */
void stack_target_open(struct stack *stack, struct stack_thing *policy, struct str what);

/* ---- keys (stack_encryption.c) -------------------------------------------------------------- */

/* Where a type of resource says which key encrypts it. */
struct stack_encryption {
	const char *type;
	const char *property;
	const char *at;
	const char *key;
	const char *on;
	const char *word;
	const char *of_aws;
	const char *bucket_key;
	bool planned;
};
/* NULL: it says nothing of a key. */
const struct stack_encryption *stack_encryption_of(struct str type);
/* The property as it is worked out, and as a text; `open`: it is given, and not known. */
struct json;
void stack_encrypt(struct stack *stack, struct stack_thing *thing,
		   const struct stack_encryption *row, const struct json *value, struct str text,
		   bool open);

/* All of it into the store. */
bool stack_put(struct stack *stack, struct err *err);

/* ---- what is taken away (stack_gone.c) ------------------------------------------------------ */

/* The thing of that name that there will be, or that the inventory has, in a stack that is `gone`;
 * NULL: there is none. */
struct stack_thing *stack_gone_of(struct stack *stack, enum entity_kind kind, struct str name);
/* Is this policy, group or target of the thing one that is taken away? */
bool stack_takes(const struct stack *stack, struct str key, enum fact_kind kind, struct str name);
/*
 * Ends in the store what `taken` names and the stack does not make again: policies of identities
 * and targets of an organization's policies precisely; a document of a resource, and an identity
 * itself, become open, since what stands in their place is not known.
 */
bool stack_take_away(struct stack *stack, struct err *err);

#endif
