/* feed/private.h - what the importers share: from the file to the store. */
#ifndef ROLEHOP_FEED_PRIVATE_H
#define ROLEHOP_FEED_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feed/skim.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/attr.h"
#include "rolehop/base/cut.h"
#include "rolehop/base/err.h"
#include "rolehop/base/gzip.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"
#include "rolehop/base/yaml.h"
#include "rolehop/feed/import.h"
#include "rolehop/feed/parameters.h"
#include "rolehop/store/store.h"

struct intake;
struct told;
struct stat;

/* ---- where data comes from (source.c) ---------------------------------------------------- */

/* What a file is in a folder of the layout of iam-collect (collect.c). */
enum collected {
	COLLECTED_NOT,
	COLLECTED_RESOURCE,	/* metadata.json, to be read with the files beside it */
	COLLECTED_ORGANIZATION, /* metadata.json of an organization, likewise */
	COLLECTED_PART,		/* one of those */
};

/* One file, and what its name and folders say. */
struct source {
	struct str name;    /* as messages name it */
	bool named;	    /* given itself, not met in a folder */
	struct str for_arn; /* --for, or the file's name where that is an ARN */
	struct str command; /* list-parents of "list-parents.111111111111.json" */
	struct str subject; /* 111111111111 of it */
	struct str account; /* --account, or a folder named like an account id */
	struct str region;  /* --region, or a folder named like a region */
	enum collected collected;
	int64_t when;	 /* when the data was collected, as far as the file tells */
	size_t size;	 /* bytes; 0: not known */
	struct str text; /* all of it, where it is in memory; of YAML, the JSON it stands for */
	const struct yaml *yaml; /* of YAML: its text, and where in it the JSON came from */
};

/* The file's name without the ending of packed files. */
struct str source_unpacked_name(const struct source *source);

/* What the name of a file says, and the options. */
void source_describe(struct arena *arena, const struct import_options *options, struct str path,
		     struct source *out);

/* Size and time of the file (input.c). */
void source_dated(struct source *source, const struct stat *is);

/* ---- reading bytes (input.c) ------------------------------------------------------------- */

enum {
	IN_MEMORY_MAX = 2 << 20
}; /* files up to here are read whole: definitions and policies are */

/* An open file or standard input: its head in memory, the rest behind it. */
struct input {
	int fd;		   /* -1: all is in memory */
	bool owned;	   /* fd is ours to close */
	struct gzip *gzip; /* what unpacks it; NULL: it is not packed */
	struct str packed; /* of a packed one, what was read of it and is not unpacked yet */
	struct str head;
	size_t given;	   /* bytes of head that the cutter has */
	bool whole;	   /* head is all of it */
	struct intake *in; /* counts what was read */
	struct source *source;
	size_t told; /* bytes at the last call of the progress function */
};

/* Opens "-" or a file, reads its head, unpacked where it is gzip, and fills in size and time of the
 * source. */
bool input_open(struct intake *in, struct source *source, const char *path, struct input *out,
		struct err *err);
bool input_of_text(struct intake *in, struct source *source, struct str text, struct input *out,
		   struct err *err);
void input_close(struct input *input);
/* For the cutter; `self` is the input. */
ptrdiff_t input_read(void *self, char *into, size_t size, struct err *err);

/* ---- folders (walk.c) -------------------------------------------------------------------- */

typedef bool (*walk_file)(struct intake *in, const char *path, bool named, struct err *err);
bool walk_folder(struct intake *in, const char *path, unsigned depth, walk_file file,
		 struct err *err);
/* All names in a folder but the hidden ones, as struct str, sorted by bytes. */
bool walk_names(const char *path, struct vec *names, struct err *err);

/* ---- what a file looks like (sniff.c) ---------------------------------------------------- */

enum sniffed {
	SNIFF_JSON,
	SNIFF_YAML,   /* a definition of a state machine in YAML */
	SNIFF_EMPTY,  /* nothing, or white space */
	SNIFF_ADVICE, /* something we know and do not read: *advice says what to do */
	SNIFF_OTHER,  /* *advice says what it seems to be */
};

/* By its first bytes; in folders a name that ends in .json helps to tell JSON from other things. */
enum sniffed sniff(struct str head, const struct source *source, const char **advice);

/* Does the name say that the file is YAML? */
bool sniff_named_yaml(const struct source *source);

/* UTF-16 with a mark becomes UTF-8, a UTF-8 mark is dropped; *ok false where surrogates do not
 * pair. */
struct str to_utf8(struct arena *arena, struct str text, bool *ok);

/* ---- one file (file.c) ------------------------------------------------------------------- */

bool file_take(struct intake *in, struct input *input, struct err *err);
/* Runs the cutter over all of it, for damage and its place. */
bool file_check(struct intake *in, struct input *input, struct err *err);

/* ---- the layout of iam-collect (collect.c) ----------------------------------------------- */

/* By its path, and by what stands beside it. */
enum collected collect_kind(struct arena *arena, struct str path);
/* A metadata.json with the files beside it. */
bool collect_take(struct intake *in, struct input *input, bool *understood, struct err *err);

/* ---- what one JSON value holds (value.c) ------------------------------------------------- */

/* Where in the input something stands. */
struct place {
	const struct source *source;
	struct str key;	 /* member of the outermost object; empty: the value itself */
	ptrdiff_t index; /* element of that member; -1: the member is no list */
	struct str at;	 /* the bytes themselves */
	size_t line;	 /* 0: to be found from `at` in the source's text */
	size_t column;
};

struct piece {
	struct place place;
	struct str text; /* JSON */
};

/* What an answer of get-account-authorization-details says about completeness. */
struct page {
	struct str account; /* empty: no ARN told */
	bool mixed;	    /* ARNs of several accounts */
	unsigned kinds;	    /* 1 << entity_kind: its list was not empty */
	bool cut;	    /* more pages follow */
	bool raw;	    /* IsTruncated is there at all: a page as the service sends it */
	int64_t when;
	struct str source;
};

/* A user or group of a list. */
struct listed {
	enum entity_kind kind;
	struct str arn;
	struct str name; /* of a group */
};

/* One JSON value while its pieces come in. */
struct value {
	struct intake *in;
	const struct source *source;
	struct arena arena; /* as long as the value */
	struct vec members; /* struct piece: those that are kept, copied */
	struct map keys;    /* all names of the outermost object */
	struct str first;   /* of them */
	struct str last;
	struct str whole;  /* its text where that is in memory; else empty */
	size_t kept;	   /* bytes in members */
	struct str object; /* what value_object gives, once it was asked */
	bool dropped;	   /* a list that no importer knows was too long to keep */
	size_t index;	   /* of the last list element */
	size_t taken;	   /* pieces that an importer took */
	struct page page;
	struct vec listed;	   /* struct listed: users and groups */
	struct str listed_account; /* of list-state-machines */
	struct str listed_region;
	bool listed_mixed;
	size_t machines;	/* elements of stateMachines */
	size_t roots;		/* elements of Roots */
	unsigned policy_kinds;	/* 1 << entity_kind of the organization's policies listed */
	struct vec policies;	/* struct str: their ids */
	bool management_listed; /* the management account is among the Accounts */
	bool accounts_parented; /* they were listed for one parent */
};

void value_begin(struct value *value, struct intake *in, const struct source *source);
bool value_piece(struct value *value, const struct cut_piece *piece, struct err *err);
/* *understood: an importer took something of it. */
bool value_end(struct value *value, bool *understood, struct err *err);
void value_release(struct value *value);
/* A value that is in memory and was checked; `at` is where it stands. */
bool value_of_text(struct intake *in, const struct place *at, struct str text, struct str whole,
		   bool *understood, struct err *err);

/* Keeps an element as an unknown list's would be, up to a higher limit. */
bool value_keep(struct value *value, const struct piece *piece, struct err *err);

/* The member of that name, NULL where it is not kept. */
const struct piece *value_find(const struct value *value, struct str key);
/* The same of a key that is there: "[]" of a list without elements. */
struct piece value_get(const struct value *value, struct str key);
struct str value_text(struct value *value, struct str key); /* of a string member */
bool value_has(const struct value *value, struct str key);  /* also where it is not kept */
/* The value's own text; put together from its members where it streamed past (empty: too long). */
struct str value_object(struct value *value);
/* Where a member stands, or the value itself where there is none of that name. */
struct place value_place(const struct value *value, struct str key);
/* Elements of a kept list, as struct str, in the value's arena. */
void value_elements(struct value *value, struct str key, struct vec *out);

/* ---- the table of importers (formats.c) -------------------------------------------------- */

/* A list whose elements are taken one by one, while the file streams past. */
struct list_form {
	struct str key;					       /* empty: a list that stands alone */
	bool (*fits)(struct arena *arena, struct str element); /* NULL: always */
	bool (*take)(struct value *value, const struct piece *piece, struct err *err);
};

enum { FORM_KEYS = 3 };

/* An object that is taken whole: all the keys are there. */
struct object_form {
	struct str keys[FORM_KEYS];
	bool (*fits)(struct value *value); /* NULL: always */
	bool (*take)(struct value *value, struct err *err);
};

/* The row for this element, NULL where no importer wants it. */
const struct list_form *formats_list(struct arena *arena, struct str key, struct str element);
const struct object_form *formats_object(struct value *value);
/* What the lists of a value say together. */
bool formats_end(struct value *value, struct err *err);
/* What to do with an answer that is known and holds nothing for an inventory; NULL: not known. */
const char *formats_advice(const struct value *value);
/* What we can read, for messages. */
const char *formats_names(void);

/* ---- going into the store (intake.c) ----------------------------------------------------- */

/* The import as a whole. */
struct intake {
	struct store *store;
	const struct import_options *options;
	struct arena *keep;	 /* of the report */
	struct arena arena;	 /* as long as the import */
	struct arena file;	 /* as long as a file */
	struct arena scratch;	 /* rewound after every piece */
	struct vec pages;	 /* struct page */
	struct vec claims;	 /* struct claim: coverage, to be folded at the end */
	struct vec later;	 /* struct later */
	struct vec warnings;	 /* struct str */
	struct vec refusals;	 /* struct import_refusal */
	struct vec origins;	 /* struct import_origin */
	struct map accounts;	 /* account id -> struct account_seen */
	struct vec account_list; /* struct account_seen * */
	struct str organization; /* id, once one was seen */
	struct str definition;	 /* file whose definition --machine-arn named; empty: none yet */
	bool accounts_complete;	 /* the organization's accounts are all here */
	size_t files;
	size_t skipped;
	size_t empty;
	size_t unused;
	size_t done;	    /* bytes of the file being read */
	const char *advice; /* on what it holds, if that is known and of no use; NULL: not known */
	bool unreadable;    /* the last failure was the file's, not the store's */
	struct told *told;  /* what files told before; NULL: nothing is kept */
	struct parameters *named; /* --parameter */
	bool surveyed;		  /* whoever imports records coverage: claims do not count */
};

struct account_seen {
	struct str id;
	bool put;	   /* its entity was put */
	bool organization; /* the organization's data named it */
};

/* How much one answer says about a kind. */
enum claim_state { CLAIM_SINGLE, CLAIM_PARTIAL, CLAIM_COMPLETE };

struct claim {
	struct str account;
	struct str region;
	enum entity_kind kind;
	enum claim_state state;
	int64_t when;
	struct str because;
};

/* Sizes of the lists of an intake, to return to when a file turns out to be bad. */
struct intake_mark {
	size_t pages;
	size_t claims;
	size_t later;
	size_t warnings;
	size_t origins;
	size_t accounts;
	struct str organization;
	struct str definition;
	bool accounts_complete;
};

void intake_init(struct intake *in, struct arena *keep, struct store *store,
		 const struct import_options *options);
void intake_release(struct intake *in);
struct intake_mark intake_mark(const struct intake *in);
void intake_undo(struct intake *in, struct intake_mark mark);

/* Takes a text that is in memory, as if it was a file that was named. */
bool intake_text(struct intake *in, const struct import_text *text, struct err *err);

/* Joins what needed other files, then coverage. */
bool intake_finish(struct intake *in, struct err *err);

void intake_warn(struct intake *in, const struct source *source, const char *fmt, ...)
    ATTR_PRINTF(3, 4);
/* Lists a bad file; always true. */
bool intake_refuse(struct intake *in, const struct source *source, const struct err *err);
void intake_claim(struct intake *in, struct str account, struct str region, enum entity_kind kind,
		  enum claim_state state, int64_t when, struct str because);
struct account_seen *intake_account(struct intake *in, struct str id);
/* Folds claims and pages of all files into coverage, after everything was put (claims.c). */
bool claims_put(struct intake *in, struct err *err);

/* Finds out line and column, so that the place outlives the text. */
void place_resolve(struct place *place);

/* ERR_INPUT "FILE: line L, column C: KEY[i]: ..."; always false. */
bool place_bad(const struct place *place, struct err *err, const char *fmt, ...) ATTR_PRINTF(3, 4);

/*
 * What an answer leaves out and nothing else tells: in a folder a warning, and the file counts as
 * unused (true); named itself an error (false).
 */
bool value_lacks(struct value *value, struct err *err, const char *fmt, ...) ATTR_PRINTF(3, 4);

/* An entity on its way into the store. */
struct record {
	struct intake *in;
	struct entity_put put;
	struct vec facts; /* struct fact_put, in scratch */
};

void record_begin(struct record *record, struct intake *in, enum entity_kind kind, struct str key);
void record_exists(struct record *record);
/* Not added where the value is empty. */
void record_value(struct record *record, enum fact_kind kind, struct str value);
void record_named(struct record *record, enum fact_kind kind, struct str name, struct str value);
void record_document(struct record *record, enum fact_kind kind, struct str name,
		     struct str document);
void record_weak(struct record *record, enum fact_kind kind, struct str name);
/* The KMS key that encrypts it, as AWS names it; empty: it surely needs none. In
 * in_encryption.c. */
void record_encryption(struct record *record, struct str key);
/* Where a bucket is, which its ARN does not say; empty: not known. In in_encryption.c. */
void record_region(struct record *record, struct str region);
void record_complete(struct record *record, const char *what);
void record_replaces(struct record *record, enum fact_kind kind);
/* The account that owns something is an entity itself: puts it, once. */
bool record_put_account(struct intake *in, struct str id, struct err *err);
/* Fills in account, region and name from the key where they are empty, and puts it. */
bool record_put(struct record *record, const struct place *place, struct err *err);

/* ---- policy documents (policy_text.c) ---------------------------------------------------- */

/*
 * A document given as an object, as JSON text or URL-encoded: its bytes as they came (for text: the
 * decoded text), checked. *has false for null, an empty text and an empty `value`.
 */
bool document_of(struct intake *in, const struct place *place, const char *what, struct str value,
		 struct str *out, bool *has, struct err *err);

/*
 * The same of a state machine's definition, in which no member may be repeated. One that the caller
 * may not decrypt is not there, or {} (includedData METADATA_ONLY): *has is false.
 * Source: Step Functions API Reference, "DescribeStateMachine".
 */
bool definition_of(struct intake *in, const struct place *place, struct str value, struct str *out,
		   bool *has, struct err *err);

/* ---- what needs other files (later.c) ---------------------------------------------------- */

/* Facts about an entity by name (of an SCP or RCP: by id), whose own answer may come in another
 * file. */
struct later {
	struct place place;    /* with a source that lives as long as the import */
	enum entity_kind kind; /* of SCP and RCP either: their id tells */
	struct str key;	       /* of the entity; empty: by name */
	struct str account;    /* empty: the one of that name in this import */
	struct str name;
	struct str guess; /* the key, if there is such an entity */
	const struct fact_put *facts;
	size_t n_facts;
	unsigned replaces;
};

/* Queues the record, under `name` where its key is empty (of a machine: its execution role's ARN);
 * everything is copied. */
struct later *later_add(struct intake *in, const struct place *place, const struct record *record,
			struct str account, struct str name);
bool later_put_all(struct intake *in, struct err *err);

/* ---- IAM identities (identity.c) --------------------------------------------------------- */

/* How much an answer tells of an identity. */
enum identity_depth {
	IDENTITY_LISTED, /* list-roles: neither tags nor boundary nor policies */
	IDENTITY_GOT,	 /* get-role: no policies */
	IDENTITY_DETAIL, /* authorization details: everything */
};

/* Puts the role, user or group that `object` describes; *account is the account of its ARN. */
bool identity_put(struct value *value, const struct place *place, enum entity_kind kind,
		  enum identity_depth depth, struct str object, struct str *account,
		  struct err *err);

/* The tags that come next; they replace those of before. */
bool read_tags(struct record *record, const struct place *place, struct skim *it, struct err *err);

/* ---- importers (in_*.c) ------------------------------------------------------------------ */

bool fits_role(struct arena *arena, struct str element);
bool fits_user(struct arena *arena, struct str element);
bool fits_group(struct arena *arena, struct str element);
bool take_role_detail(struct value *value, const struct piece *piece, struct err *err);
bool take_user_detail(struct value *value, const struct piece *piece, struct err *err);
bool take_group_detail(struct value *value, const struct piece *piece, struct err *err);
bool take_policy(struct value *value, const struct piece *piece, struct err *err);
bool take_role_bare(struct value *value, const struct piece *piece, struct err *err);
bool take_user_bare(struct value *value, const struct piece *piece, struct err *err);
bool take_group_bare(struct value *value, const struct piece *piece, struct err *err);
/* Does the answer say that more of it follows? */
bool value_is_cut(const struct value *value);
bool gaad_end(struct value *value, struct err *err);

bool fits_iam_policy(struct arena *arena, struct str element);
bool take_role_listed(struct value *value, const struct piece *piece, struct err *err);
bool take_user_listed(struct value *value, const struct piece *piece, struct err *err);
bool take_group_listed(struct value *value, const struct piece *piece, struct err *err);
bool take_role(struct value *value, struct err *err);
bool take_user(struct value *value, struct err *err);
bool take_group(struct value *value, struct err *err);
bool take_role_alone(struct value *value, struct err *err);
bool take_user_alone(struct value *value, struct err *err);
bool take_group_alone(struct value *value, struct err *err);
bool take_inline(struct value *value, struct err *err);
bool take_trust(struct value *value, struct err *err);
bool fits_managed_policy(struct value *value);
bool take_managed_policy(struct value *value, struct err *err);
bool take_policy_version(struct value *value, struct err *err);
bool take_policy_versions(struct value *value, struct err *err);
bool take_attached(struct value *value, struct err *err);
bool take_inline_names(struct value *value, struct err *err);
bool iam_end(struct value *value, struct err *err);

bool fits_machine_listed(struct arena *arena, struct str element);
bool take_machine_listed(struct value *value, const struct piece *piece, struct err *err);
bool take_machine(struct value *value, struct err *err);
bool fits_machine(struct value *value);
bool take_definition(struct value *value, struct err *err);
bool machines_end(struct value *value, struct err *err);
bool take_machine_versions(struct value *value, struct err *err);
bool take_machine_aliases(struct value *value, struct err *err);
bool take_machine_alias(struct value *value, struct err *err);
/* describe-state-machine of a version. */
bool take_machine_version(struct value *value, const struct place *place, struct str arn,
			  struct err *err);

bool fits_organization_policy(struct arena *arena, struct str element);
bool fits_root(struct arena *arena, struct str element);
bool fits_ou(struct arena *arena, struct str element);
bool fits_account(struct arena *arena, struct str element);
bool take_root(struct value *value, const struct piece *piece, struct err *err);
bool take_ou(struct value *value, const struct piece *piece, struct err *err);
bool take_account(struct value *value, const struct piece *piece, struct err *err);
bool take_organization_policy(struct value *value, const struct piece *piece, struct err *err);
bool fits_organization(struct value *value);
bool fits_ou_object(struct value *value);
bool fits_account_object(struct value *value);
bool fits_described_policy(struct value *value);
bool take_organization(struct value *value, struct err *err);
bool take_ou_object(struct value *value, struct err *err);
bool take_account_object(struct value *value, struct err *err);
bool take_described_policy(struct value *value, struct err *err);
bool fits_targets(struct value *value);
bool take_targets(struct value *value, struct err *err);
bool take_parents(struct value *value, struct err *err);
bool organization_end(struct value *value, struct err *err);

bool fits_resource_policy(struct value *value);
bool take_resource_policy(struct value *value, struct err *err);
/* The ARN that all statements of the policy speak of; empty where there is not exactly one. */
struct str policy_resource(struct arena *arena, struct str policy);
bool fits_all_policies(struct value *value);
bool take_all_policies(struct value *value, struct err *err);
bool fits_bare_policy(struct value *value);
bool take_bare_policy(struct value *value, struct err *err);
bool fits_resource_listed(struct arena *arena, struct str element);
bool take_secret_listed(struct value *value, const struct piece *piece, struct err *err);
bool take_resource_listed(struct value *value, const struct piece *piece, struct err *err);
bool take_resource_element(struct value *value, const struct piece *piece, struct err *err);

bool take_saml_providers(struct value *value, struct err *err);
bool take_oidc_providers(struct value *value, struct err *err);
bool take_saml_provider(struct value *value, struct err *err);
bool take_oidc_provider(struct value *value, struct err *err);

/* The ARN of a bucket does not say whose it is: the source does. */
void resource_account(struct record *record, const struct value *value);
bool fits_encryption(struct value *value);
bool take_encryption(struct value *value, struct err *err);
/* in_access_point.c */
bool fits_access_point_listed(struct arena *arena, struct str element);
bool take_access_point_listed(struct value *value, const struct piece *piece, struct err *err);
bool fits_access_point(struct value *value);
bool take_access_point(struct value *value, struct err *err);

/* What S3 blocks of public access, where `object` says so. */
void record_public_access(struct record *record, struct value *value, struct str object);
bool fits_public(struct value *value);
bool take_public(struct value *value, struct err *err);
bool fits_grants(struct value *value);
bool take_grants(struct value *value, struct err *err);
bool fits_key_alias(struct arena *arena, struct str element);
bool take_key_alias(struct value *value, const struct piece *piece, struct err *err);

bool fits_row(struct value *value);
bool take_row(struct value *value, struct err *err);
bool fits_config_item(struct value *value);
bool take_config_item(struct value *value, struct err *err);
bool take_config_result(struct value *value, const struct piece *piece, struct err *err);

bool fits_event(struct arena *arena, struct str element);
bool fits_history(struct value *value);
bool take_history(struct value *value, struct err *err);

bool fits_parameter_described(struct arena *arena, struct str element);
bool take_parameter_described(struct value *value, const struct piece *piece, struct err *err);
bool fits_parameter(struct value *value);
bool take_parameter(struct value *value, struct err *err);
bool fits_parameter_listed(struct arena *arena, struct str element);
bool take_parameter_listed(struct value *value, const struct piece *piece, struct err *err);
bool fits_terraform(struct value *value);
bool take_terraform(struct value *value, struct err *err);
bool fits_template(struct value *value);
bool take_template(struct value *value, struct err *err);
bool fits_caller(struct value *value);
bool take_caller(struct value *value, struct err *err);
bool take_aliases(struct value *value, struct err *err);

#endif
