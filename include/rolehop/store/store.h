/* store/store.h - the inventory: one SQLite file, its snapshots, what is in them. */
#ifndef ROLEHOP_STORE_STORE_H
#define ROLEHOP_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

/* An open inventory. All errors of this room are ERR_ENVIRONMENT unless said otherwise. */
struct store;

enum store_mode {
	STORE_READ,  /* the file must exist; nothing is written */
	STORE_WRITE, /* created with its folders (file mode 0600, folders 0700) and brought to the
			newest schema */
};

/* `path` may be ":memory:". An inventory newer than this program is refused with advice. */
bool store_open(const char *path, enum store_mode mode, struct store **out, struct err *err);

/* A copy of an open inventory that can be written to and vanishes when it is closed. */
bool store_copy(struct store *from, struct store **out, struct err *err);
/* Leaves the file, once it is closed, as one that needs nothing beside it to be read. */
bool store_seal(struct store *store, struct err *err);
void store_close(struct store *store); /* NULL is fine */

/* ---- what there is: entities and their facts --------------------------------------------- */

enum entity_kind {
	ENTITY_ACCOUNT, /* key: account id */
	ENTITY_ROLE,	/* key: ARN, and so on where not said */
	ENTITY_USER,
	ENTITY_GROUP,
	ENTITY_POLICY, /* a managed policy */
	ENTITY_MACHINE,
	ENTITY_RESOURCE,     /* anything else that has a resource policy or was listed */
	ENTITY_ORGANIZATION, /* key: o-... */
	ENTITY_ROOT,	     /* key: r-... */
	ENTITY_OU,	     /* key: ou-... */
	ENTITY_SCP,	     /* key: p-... */
	ENTITY_RCP,	     /* key: p-... */
};
enum { ENTITY_KIND_COUNT = ENTITY_RCP + 1 };

/* "account", "role", ...; plural "accounts", "roles", ... for lists and messages. */
const char *entity_kind_word(enum entity_kind kind);
const char *entity_kind_plural(enum entity_kind kind);

struct entity {
	int64_t id;
	enum entity_kind kind;
	struct str key;	    /* ARN or id: unique */
	struct str account; /* owner (of an account: itself); empty where none: the organization's,
			       AWS's */
	struct str region;  /* empty: global */
	struct str name;    /* role name, machine name, account name ... */
};

/*
 * What can be known of an entity. `name` tells facts of one kind apart. The numbers of both enums
 * are what the file holds: new kinds go to the end, docs/schema.md and the tables of words follow.
 */
enum fact_kind {
	FACT_EXISTS,	 /* it was seen itself, not only named by something else */
	FACT_TRUST,	 /* document */
	FACT_INLINE,	 /* name: policy name; document */
	FACT_ATTACHED,	 /* name: managed policy's ARN */
	FACT_BOUNDARY,	 /* value: managed policy's ARN */
	FACT_PATH,	 /* value */
	FACT_UNIQUE_ID,	 /* value: AROA..., AIDA... */
	FACT_TAG,	 /* name, value */
	FACT_GROUP,	 /* name: of a user, the group's name */
	FACT_DOCUMENT,	 /* document: of a managed policy (default version), resource, SCP, RCP */
	FACT_DEFINITION, /* document: of a machine */
	FACT_WITHHELD,	 /* the definition was withheld */
	FACT_ROLE_ARN,	 /* value: execution role */
	FACT_TYPE,	 /* value: STANDARD, EXPRESS */
	FACT_STATUS,	 /* value */
	FACT_PARENT,	 /* value: root or OU id, of an account or OU */
	FACT_TARGET,	 /* name: root, OU or account id, of an SCP or RCP */
	FACT_MANAGEMENT, /* value: management account id, of an organization */
	FACT_ALIAS,	 /* value: account alias; of a machine, name: alias, value: the versions
			  * that it stands for, with a comma between */
	FACT_LAST_USED,	 /* value: ISO 8601; kept without history: a newer one makes no snapshot */
	/*
	 * name: what is wholly known of this entity: "policies" (inline and attached), "boundary",
	 * "tags", "targets"; "policy" of a resource: its own policy, which without FACT_DOCUMENT
	 * does not exist; "grants" of a KMS key; "versions" and "aliases" of a machine; "scps" and
	 * "rcps" of a root, OU or account: what is attached there; "saml-providers" and
	 * "oidc-providers" of an account.
	 */
	FACT_COMPLETE,
	FACT_VALUE,   /* value: of an SSM parameter; of a KMS alias, the key it stands for; of the
		       * alias of an access point (a bucket's ARN), that one's ARN; of a bucket,
		       * access point or account, name "public-access": "restricted" where
		       * S3 Block Public Access lets no public policy reach beyond the account, else
		       * "open"; of a bucket or access point, "policy-status": whether S3 counts its
		       * policy as "public" or "private" */
	FACT_HISTORY, /* name: an execution's ARN, or what stands for it; document: its history */
	FACT_SETTING, /* name: "logs" or "traces" of a machine, "key" of a machine or resource,
		       * "bucket-key" and "region" of a bucket; value: the level of its log, "on",
		       * the KMS key that encrypts it as AWS names it (of a resource, empty: it
		       * surely needs none), "on", where it is. Of an access point "bucket" (an
		       * ARN), "bucket-account", "network" ("internet", or a VPC), "alias" */
	FACT_GRANT,   /* name: id of a KMS key's grant; document: the policy that it amounts to */
	FACT_VERSION, /* name: a machine's version; value: its execution role; document: its
		       * definition. Of a managed policy, one that is not in force: its document */
};
enum { FACT_KIND_COUNT = FACT_VERSION + 1 };

#define FACT_BIT(kind) (1u << (unsigned)(kind))
#define FACT_ALL ((1u << FACT_KIND_COUNT) - 1u)

struct fact {
	enum fact_kind kind;
	struct str name;
	struct str value;
	int64_t document; /* for store_document while this store is open; equal for equal bytes; 0:
			     none */
	int64_t since;	  /* snapshot in which it first held in this form */
};

/* Keeps fewer pages of the file in memory than usual: for a program that stays open for long. */
bool store_be_small(struct store *store, struct err *err);

/*
 * Reads the file as memory instead of copying its pages: for a program that reads much of it and
 * ends. Whoever cuts the file short then, or a disk that fails, sends SIGBUS.
 */
bool store_map(struct store *store, struct err *err);

/* ---- reading, at the snapshot chosen (the latest, unless store_at says otherwise) -------- */

struct snapshot {
	int64_t id;    /* from 1 */
	int64_t taken; /* seconds since the epoch */
	struct str source;
};

/* "latest", "latest~N", a number, or a date (the last snapshot not after it); ERR_INPUT if there is
 * none. */
bool store_at(struct store *store, struct str which, struct err *err);

/* The chosen snapshot; *found false in an empty inventory. */
bool store_snapshot(struct store *store, struct arena *arena, struct snapshot *out, bool *found,
		    struct err *err);
bool store_snapshots(struct store *store, struct arena *arena, const struct snapshot **out,
		     size_t *n, struct err *err);

/* Keeps one read transaction open between these two: look-ups are several times cheaper. */
bool store_read_begin(struct store *store, struct err *err);
void store_read_end(struct store *store);

/* Only entities that have FACT_EXISTS in the snapshot. */
bool store_find(struct store *store, struct arena *arena, struct str key, struct entity *out,
		bool *found, struct err *err);

/*
 * What store_find will be asked for next, mostly in this order, as store_list gave it: it is then
 * found without a look into the file. By their ids, their facts come at the least cost, too. The
 * list stays where it is until the next call, and the store is not written to and stays at its
 * snapshot. n 0: nothing is expected.
 */
void store_expect(struct store *store, const struct entity *entities, size_t n);

/* By kind, and account unless that is empty; ordered by account, key. */
bool store_list(struct store *store, struct arena *arena, enum entity_kind kind, struct str account,
		const struct entity **out, size_t *n, struct err *err);

/*
 * Lists that are too long to be read at once: so many of an account by name (whatever its case) and
 * id, after `name` and `id`; empty and 0: from the beginning. *next is the account that comes after
 * `account` in order (`has_next` false: none does).
 */
bool store_page(struct store *store, struct arena *arena, enum entity_kind kind, struct str account,
		struct str name, int64_t id, size_t max, const struct entity **out, size_t *n,
		struct err *err);
bool store_next_owner(struct store *store, struct arena *arena, enum entity_kind kind,
		      struct str account, struct str *next, bool *has_next, struct err *err);

/* Everything of which something changed between two snapshots, either way round; ordered by
 * account, key. What is of no interest to a reader (when it was last used) may be among it. */
bool store_changed(struct store *store, struct arena *arena, int64_t from, int64_t to,
		   const struct entity **out, size_t *n, struct err *err);

/* Roles, users or groups of that name in an account (names are unique there without their path, in
 * any case). */
bool store_find_name(struct store *store, struct arena *arena, enum entity_kind kind,
		     struct str account, struct str name, struct entity *out, bool *found,
		     struct err *err);

/* Is there anything of that kind in the file, of whatever snapshot? */
bool store_has_kind(struct store *store, enum entity_kind kind, bool *has, struct err *err);

bool store_count(struct store *store, enum entity_kind kind, struct str account, size_t *n,
		 struct err *err);

/* Facts of an entity whose kind is in `mask`, ordered by kind and name. */
bool store_facts(struct store *store, struct arena *arena, int64_t entity, unsigned mask,
		 const struct fact **out, size_t *n, struct err *err);

/* Entities of `kind` that have a fact (kind, name or value as given; empty: any). For reverse
 * look-ups: SCPs by target, machines by execution role, accounts by parent, users of a group. */
bool store_with_fact(struct store *store, struct arena *arena, enum entity_kind kind,
		     enum fact_kind fact, struct str name, struct str value,
		     const struct entity **out, size_t *n, struct err *err);

/* Bytes of a document as they came. */
bool store_document(struct store *store, struct arena *arena, int64_t document, struct str *out,
		    struct err *err);

/*
 * The same as it is stored, without white space that follows a rule; store_document_lay puts that
 * back by `layout`.
 */
bool store_document_packed(struct store *store, struct arena *arena, int64_t document,
			   struct str *packed, unsigned *layout, struct err *err);
struct str store_document_lay(struct arena *arena, struct str packed, unsigned layout);

/* Keys of one kind that look like `text`, best first: small typing slips in its own account and,
 * if `elsewhere`, its name in others. A bare name is looked for in all accounts. */
bool store_suggest(struct store *store, struct arena *arena, enum entity_kind kind, struct str text,
		   bool elsewhere, size_t max, const struct str **out, size_t *n, struct err *err);

/* ---- what changed since an earlier look -------------------------------------------------- */

/* Where the inventory stands: no two states of any inventories share one. id 0: not told. */
struct store_stamp {
	int64_t id;
	int64_t mark;
};

bool store_stamp(struct store *store, struct store_stamp *out, struct err *err);

/* Where it stood when the last transaction of this store was committed. */
struct store_stamp store_committed(const struct store *store);

struct entity_change {
	struct entity entity; /* whether or not it still exists */
	bool existence;	      /* it began or ended, or was given a name, account or region */
};

/*
 * Everything of which something changed since that stamp, in no order; coverage and when something
 * was last used are not among it. *known is false where the inventory cannot tell: the stamp is not
 * of its past, that past is long ago, or too much changed.
 */
bool store_changes(struct store *store, struct arena *arena, const struct store_stamp *since,
		   const struct entity_change **out, size_t *n, bool *known, struct err *err);

/* ---- coverage: what was collected -------------------------------------------------------- */

enum coverage_state { COVERAGE_NEVER, COVERAGE_PARTIAL, COVERAGE_REFUSED, COVERAGE_COMPLETE };

struct coverage {
	struct str account; /* empty: of the organization */
	struct str region;  /* empty: global */
	enum entity_kind kind;
	enum coverage_state state;
	int64_t when;
	struct str because; /* of PARTIAL and REFUSED */
};

const char *
coverage_word(enum coverage_state state); /* "never collected", "partial", "refused", "complete" */

bool store_coverage(struct store *store, struct arena *arena, struct str account, struct str region,
		    enum entity_kind kind, struct coverage *out, struct err *err);
bool store_coverage_list(struct store *store, struct arena *arena, const struct coverage **out,
			 size_t *n, struct err *err);

/* ---- mixed snapshots --------------------------------------------------------------------- */

/* One fact of an entity (its number is the same in every snapshot); FACT_EXISTS: all of it. */
struct store_pick {
	int64_t entity;
	enum fact_kind kind;
	struct str name;
};

/* What is read as it is in the snapshot `at`: facts, and how accounts, regions and kinds that are
 * named in `coverage` were collected. */
struct store_mix {
	int64_t at;
	const struct store_pick *facts;
	size_t n_facts;
	const struct coverage *coverage;
	size_t n_coverage;
};

/*
 * Reads the chosen snapshot with that much of another one, until NULL ends it. It holds for
 * store_find, store_find_name, store_list, store_with_fact, store_facts and store_coverage: all
 * that a world asks. The mix must live as long; what was read before stays as it was.
 */
void store_mix(struct store *store, const struct store_mix *mix);

/* ---- writing: one transaction, one new snapshot if anything changed ---------------------- */

/* A fact to be written; `document` is its text where the kind has one. */
struct fact_put {
	enum fact_kind kind;
	struct str name;
	struct str value;
	struct str document;
	bool has_document;
	bool weak; /* only names it: a fact of that kind and name that is there stays as it is */
};

struct entity_put {
	enum entity_kind kind;
	struct str key;
	struct str account;
	struct str region;
	struct str name;
	bool name_guessed; /* it gives way to one that is there */
	unsigned
	    replaces; /* fact kinds (FACT_BIT) whose older facts end unless they are among these */
	const struct fact_put *facts;
	size_t n_facts;
};

/* `source` in words ("import of 3 files"); `now` is the snapshot's time. */
bool store_begin(struct store *store, struct str source, int64_t now, struct err *err);

/*
 * The same for work that is kept piece by piece: while `snapshot` is still the last one, what is
 * written becomes part of it; else a new one is made. 0: a new one.
 */
bool store_begin_more(struct store *store, int64_t snapshot, struct str source, int64_t now,
		      struct err *err);

/*
 * Adds or changes. An empty account, region or name leaves what is there. A document equal as JSON
 * to the one there is no change, and the first bytes stay. ERR_INPUT where the key is of another
 * kind.
 */
bool store_put(struct store *store, const struct entity_put *put, struct err *err);

/*
 * Records coverage. COVERAGE_COMPLETE ends the entities of that kind, account and region that were
 * not put in this transaction. An empty region with COMPLETE means global. A repeated record with a
 * later `when` is kept without a new snapshot.
 */
bool store_cover(struct store *store, const struct coverage *coverage, struct err *err);

/* Records coverage, whatever its state, and ends nothing. */
bool store_note_coverage(struct store *store, const struct coverage *coverage, struct err *err);

/* Ends the entities of that kind, account and region whose key begins with `prefix` and that were
 * not put in this transaction: all that there are of them were. */
bool store_end_absent(struct store *store, enum entity_kind kind, struct str account,
		      struct str region, struct str prefix, struct err *err);

/* *snapshot is the new snapshot, or the old one where nothing changed (*changed false). */
bool store_commit(struct store *store, bool *changed, int64_t *snapshot, struct err *err);
void store_rollback(struct store *store);

/*
 * As store_begin. Into an inventory that holds nothing yet, SQLite then copies all that `from`
 * holds at its snapshot, as putting it one by one would: *taken, *n entities. Not taken is what is
 * not as this program writes it: put one by one it is mended, or told of.
 */
bool store_begin_taking(struct store *into, struct store *from, struct str source, int64_t now,
			bool *taken, size_t *n, struct err *err);

/* A point of the transaction to return to: one at a time. Between store_begin and the end of the
 * transaction, reading sees what was written so far. */
bool store_mark(struct store *store, struct err *err);
bool store_mark_keep(struct store *store, struct err *err);
void store_mark_undo(struct store *store);

/* ---- what was put, for whoever would put the same again ------------------------------------
 */

/* Keeps a list of what the open transaction puts from now on. */
void store_watch_puts(struct store *store);

/* The list so far: of each put the entity's id times 16, and its kind. */
enum { PUT_KIND_BITS = 4 };
const int64_t *store_puts(const struct store *store, size_t *n);

/* How often anything was looked up in the inventory since the transaction was begun. */
uint64_t store_looks(const struct store *store);

/* Has nothing changed in the open transaction of any entity of this list? */
bool store_puts_unchanged(const struct store *store, const int64_t *puts, size_t n);

/* Would the list of this transaction, put once more after it, change nothing? It would not where
 * of no entity anything was changed by a later put than its first. */
bool store_puts_stable(const struct store *store, const int64_t *puts, size_t n);

/* Counts them as put, as putting what there is would do. */
void store_put_same(struct store *store, const int64_t *puts, size_t n);

/* The path that the inventory was opened with; ":memory:" or empty where it is no file. */
struct str store_path(const struct store *store);

/* Was this entity put in the open transaction? How many of a kind were? */
bool store_was_put(const struct store *store, int64_t entity);
size_t store_put_count(const struct store *store, enum entity_kind kind);

#endif
