/* cli/show.h - everything that `rolehop show` tells of one thing, gathered before it is printed. */
#ifndef ROLEHOP_CLI_SHOW_H
#define ROLEHOP_CLI_SHOW_H

#include <stdbool.h>

#include "cli/run.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/role.h"
#include "rolehop/model/verdict.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/trusts.h"
#include "rolehop/trace/whocan.h"

/* Where a thing is used: a machine, one of its Tasks, an identity that a policy is attached to. */
struct show_use {
	const char
	    *as; /* "execution role", "target role", "resource", "policy", "boundary", "target" */
	struct str by; /* ARN or id */
	struct str state;
	struct str pointer;
};

/* A document of the thing itself. */
struct show_document {
	const char *what; /* "trust policy", "policy", "definition" */
	struct str name;  /* of a policy: its label */
	struct str of;	  /* where it is attached */
	bool known;	  /* else only its name is in the inventory */
	struct str text;
};

struct show {
	struct entity entity;
	struct str arn;		 /* of an account that of its root; else the entity's key */
	struct str path;	 /* of a role or user */
	const struct role *role; /* of a role or user; else NULL */
	struct str type;	 /* of a machine */
	struct str role_arn;	 /* of a machine */
	bool withheld;		 /* of a machine: its definition was */
	struct vec documents;	 /* struct show_document: trust policy first */
	const struct trust_row *trusts;
	size_t n_trusts;
	const struct whocan_row *assumes; /* roles that it may or might assume */
	size_t n_assumes;
	struct vec uses; /* struct show_use */
};

/*
 * The thing of that ARN or id; a session leads to its role, an account's root to the account. These
 * are ERR_INPUT with suggestions where the inventory has no such thing.
 */
bool show_find(struct cli *cli, struct str arn, struct entity *out, struct err *err);
bool show_gather(struct cli *cli, struct str arn, struct show *out, struct err *err);

#endif
