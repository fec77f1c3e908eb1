/* feed/calls.h - which operations of AWS are called, and what each answer becomes. */
#ifndef ROLEHOP_FEED_CALLS_H
#define ROLEHOP_FEED_CALLS_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/str.h"
#include "rolehop/store/store.h"

/*
 * One operation. Texts may hold {id} (the listed thing), {arn} (its ARN), {last} (what of it is
 * behind its last slash), {A}, {R}, {P} (account, region, partition), {N} and {NAME}, a member of
 * the listed element; they are encoded as their place needs it.
 */
struct operation {
	const char *name;
	const char *method; /* of REST; NULL: GET */
	const char *path;   /* of REST */
	const char *query;  /* of REST and query */
	const char *body;   /* members of a JSON object, without its braces; NULL: none */
};

/* How an answer goes on: the member with the mark of the next page, and where to send that. */
struct paging {
	const char *out;
	const char *in;
	bool in_query; /* of REST with a body */
};

enum what {
	WHAT_DETAILS,	  /* iam:GetAccountAuthorizationDetails */
	WHAT_ALIASES,	  /* iam:ListAccountAliases */
	WHAT_PROVIDERS,	  /* identity providers of IAM: listed */
	WHAT_MACHINES,	  /* listed, then described */
	WHAT_POLICIES,	  /* resources: listed, then their policies */
	WHAT_KEY_ALIASES, /* resources that are whole in their list */
	/* of each element of the row above, by one call, which is `list` */
	WHAT_ENCRYPTION, /* its key */
	WHAT_DETAIL,	 /* what else bears on it; without a row above, on the account */
	/* of each element of the row above that is less deep */
	WHAT_GRANTS,
	WHAT_VERSIONS,
	WHAT_MACHINE_ALIASES,
	WHAT_EXECUTIONS, /* if they are asked for */
	WHAT_HISTORIES,
};

/* What is collected of an account: once, or in every region. */
struct collected_kind {
	enum what what;
	const char *service;
	bool global;
	bool in_config; /* AWS Config has it, too, as wholly as its own service */
	struct operation list;
	struct paging paging;
	const char *items;  /* JSON pointer to the list in its answer */
	const char *must;   /* member that is a list in every answer: one without is none; NULL: AWS
			     * leaves out a list that is empty */
	const char *id;	    /* member of an element; NULL: the element is a text */
	const char *region; /* member that says where the thing is; NULL: where it was listed */
	const char *arn;    /* template; NULL: the id is one */
	struct operation get; /* name NULL: the list has the policy itself */
	const char *policy;   /* JSON pointer into the answer; "": its bytes; NULL: the answer is
			       * in an import shape */
	bool always;	      /* an answer without the policy is none: an error says that there is
			       * none */
	bool tells;	      /* an element of the list is in an import shape, too */
	const char *none;     /* codes of errors that say that there is none, between bars */
	const char *nothing;  /* with `named`: what such an error says, as members */
	const char *prefix;   /* of the ARNs of all such things of the account and region */
	const char
	    *aliases;	  /* of other names of theirs, in the same region; NULL: they have none */
	unsigned depth;	  /* 0: listed by itself; else for each element of a row above */
	bool named;	  /* the answer does not say what it is about: ResourceArn is put into it */
	bool wished;	  /* only where versions of functions are asked for */
	const char *skip; /* "MEMBER=VALUE": elements that are not asked about, of its own list
			   * or, where one call tells, of the row above */
	const char *names; /* of a deep row: member that names the element above beside the list
			    * in the import's shape (of another: what has the ARN); NULL: the
			    * list is only gone through */
};

enum { COLLECTED_DEPTHS = 3 };

const struct collected_kind *collected_kind_row(size_t i); /* NULL past the last one */

/* What a template's fields are worth. */
struct fields {
	struct str id;
	struct str arn;
	struct str account;
	struct str region;
	const char *partition;
	size_t limit;		    /* {N}: how many are wanted, as it is */
	const struct json *element; /* NULL: none */
};

enum encoding { ENCODING_NONE, ENCODING_URL, ENCODING_JSON };

/* The template with its fields filled in; NULL gives the empty text. */
struct str fields_fill(struct arena *arena, const char *text, const struct fields *fields,
		       enum encoding encoding);

/* Is the code one of those between the bars? */
bool code_is_among(struct str code, const char *bars);

/* IAM actions that the rows need, without repetition, as struct str: for the policy to attach.
 * `optional`: those of executions instead. */
struct vec;
void calls_action(struct arena *arena, struct vec *out, const char *service, const char *operation);
void calls_actions(struct arena *arena, bool optional, struct vec *out);

#endif
