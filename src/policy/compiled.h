/* policy/compiled.h - the inside of a compiled policy. */
#ifndef ROLEHOP_POLICY_COMPILED_H
#define ROLEHOP_POLICY_COMPILED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/str.h"
#include "rolehop/model/policy.h"
#include "rolehop/policy/parse.h"

/*
 * Patterns are compiled to text in which these bytes stand for wildcards, so that a literal '*'
 * (from
 * ${*}, or in an operator without wildcards) stays one. None of them can occur in a policy that IAM
 * saved: it admits tab, line ends and U+0020 to U+00FF only. Where a document holds one all the
 * same, its pattern is `odd`. HOLE (model/holes) stands for a variable's unknown value.
 */
enum {
	GLOB_STAR = '\x02',  /* any text */
	GLOB_QUERY = '\x03', /* one character */
	GLOB_SEGMENT =
	    '\x04', /* a '*' within a segment of an ARN: whether it crosses colons is not certain */
};

/* What a compiled pattern needs to be compared with. */
enum pattern_kind {
	PATTERN_GLOB,
	PATTERN_ANY,	 /* one star: every text */
	PATTERN_LITERAL, /* no wildcard */
	PATTERN_PREFIX,	 /* a literal and one star after it */
};

/* One value of an element: where it stands and what it is. */
struct pattern {
	struct str text; /* as written */
	struct str glob; /* compiled, actions in lower case; with variables: as written */
	enum pattern_kind kind;
	bool variables; /* ${...} that must be substituted */
	bool made;	/* holds a name that a deployment makes up (model/holes) */
	bool odd;	/* not what the grammar admits here: that it matches is uncertain */
	uint8_t plain;	/* bytes that `glob` surely begins with (glob_kind) */
};

struct patterns {
	const struct pattern *items;
	uint32_t n;
	bool present;
	bool list;	   /* written as a list: pointers have an index */
	bool negated;	   /* NotAction, NotResource */
	uint64_t services; /* of actions: the bits of glob_service_bit of all of them, to pass over
			      quickly those of other services */
};

enum principal_form {
	FORM_EVERYONE,
	FORM_ACCOUNT,
	FORM_ROLE,
	FORM_USER,
	FORM_SESSION,
	FORM_FEDERATED_USER,
	FORM_UNIQUE_ID, /* AROA..., AIDA...: what IAM leaves of a deleted principal */
	FORM_SERVICE,
	FORM_FEDERATED,
	FORM_CANONICAL,
	FORM_OPEN,    /* holds a value that only a deployment tells (model/holes) */
	FORM_ILLEGAL, /* IAM admits it nowhere: it matches no one */
	FORM_UNCLEAR, /* written in a way of which it is not known what AWS makes of it */
};

struct principal_item {
	enum principal_form form;
	struct str text;    /* as written */
	struct str type;    /* "AWS", "Service", ...; p is NULL for a bare text */
	struct str account; /* of FORM_ACCOUNT and ARNs */
	uint32_t index;
	bool list;
};

struct principals {
	const struct principal_item *items;
	uint32_t n;
	bool present;
	bool negated; /* NotPrincipal */
};

struct cond_op;

struct condition {
	const struct cond_op *op; /* NULL: an operator that IAM does not have */
	struct str op_text;	  /* as written */
	struct str key;		  /* as written */
	bool if_exists;
	bool for_all;
	bool for_any;
	struct patterns values;
};

struct statement {
	bool allow;
	bool effectless; /* neither Allow nor Deny: it may do either */
	bool broken;	 /* cannot be understood in full: that it matches is uncertain */
	bool single;	 /* Statement is one object: its pointer has no index */
	uint32_t index;
	struct str open; /* what only a deployment tells stands for it: the name of that */
	struct str effect;
	struct str sid;
	struct patterns actions;
	struct patterns resources;
	struct principals principals;
	const struct condition *conditions;
	uint32_t n_conditions;
};

/* The text, as it came once policy_text was asked for it. */
struct policy_bytes {
	struct arena *arena;
	struct str text;
	policy_restore *restore; /* NULL: it is as it came */
	unsigned how;
};

struct policy {
	struct policy_bytes *bytes;
	bool variables_live; /* Version 2012-10-17: ${...} is a variable */
	bool variables_odd;  /* a Version that IAM does not have: what ${...} means is uncertain */
	bool broken;	     /* no Statement: it may say anything */
	const struct statement *statements;
	size_t n_statements;
	const struct policy_flaw *flaws;
	size_t n_flaws;
};

#endif
