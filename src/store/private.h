/* store/private.h - what the files of this room share. */
#ifndef ROLEHOP_STORE_PRIVATE_H
#define ROLEHOP_STORE_PRIVATE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/err.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/map.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"
#include "rolehop/store/store.h"

/* ---- sql.c: every statement of the room, prepared once ----------------------------------- */

enum sql {
	SQL_READ_BEGIN,
	SQL_WRITE_BEGIN,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_MARK,
	SQL_MARK_KEEP,
	SQL_MARK_UNDO,
	SQL_SNAPSHOT_LAST,
	SQL_SNAPSHOT_BACK,
	SQL_SNAPSHOT_ID,
	SQL_SNAPSHOT_DATE,
	SQL_SNAPSHOT_GET,
	SQL_SNAPSHOT_LIST,
	SQL_SNAPSHOT_INSERT,
	SQL_SNAPSHOT_PRUNE,
	SQL_SWEEP_FACTS,
	SQL_SWEEP_COVERAGE,
	SQL_SWEEP_DOCUMENTS,
	SQL_ENTITY_BY_HASH,
	SQL_ENTITY_FIND,
	SQL_ENTITY_CHANGED,
	SQL_ENTITY_LIST,
	SQL_ENTITY_LIST_ACCOUNT,
	SQL_ENTITY_NAME,
	SQL_ENTITY_ANY,
	SQL_ENTITY_COUNT,
	SQL_ENTITY_COUNT_ACCOUNT,
	SQL_ENTITY_INSERT,
	SQL_ENTITY_UPDATE,
	SQL_ENTITY_RANGE,
	SQL_ENTITY_COVERED,
	SQL_ENTITY_NAMES,
	SQL_ENTITY_NAMED,
	SQL_ENTITY_PAGE,
	SQL_ENTITY_NEXT_OWNER,
	SQL_ENTITY_BY_ID,
	SQL_ENTITY_SINCE,
	SQL_FACT_AT,
	SQL_FACT_AHEAD,
	SQL_FACT_OPEN,
	SQL_FACT_OWN,
	SQL_FACT_REFER,
	SQL_FACT_INSERT,
	SQL_FACT_END,
	SQL_FACT_REVALUE,
	SQL_FACT_DELETE,
	SQL_FACT_END_ALL,
	SQL_FACT_FORGET,
	SQL_DOCUMENT_BY_HASH,
	SQL_DOCUMENT_GET,
	SQL_DOCUMENT_INSERT,
	SQL_COVERAGE_GET,
	SQL_COVERAGE_LIST,
	SQL_COVERAGE_OPEN,
	SQL_COVERAGE_INSERT,
	SQL_COVERAGE_END,
	SQL_COVERAGE_UPDATE,
	SQL_CHANGE_LAST,
	SQL_CHANGE_TOLD,
	SQL_CHANGE_LATER,
	SQL_CHANGE_INSERT,
	SQL_CHANGE_PRUNE,
	SQL_COUNT,
};

/* ---- writing: the state of the open transaction ------------------------------------------ */

/* One bit for each of some entities. */
struct bits {
	unsigned char *bytes;
	size_t n;
};

/* What store_mark must be able to take back. */
struct tally {
	int64_t opened;		       /* rows that begin with the pending snapshot */
	int64_t closed;		       /* rows that end with it */
	bool other;		       /* coverage or a name changed */
	size_t n_touched;	       /* of struct writing */
	size_t put[ENTITY_KIND_COUNT]; /* entities put, by kind */
};

enum { SEEN_COUNT = 4096 };

/* What was put, for store_watch_puts: again.c. */
struct again {
	bool on;
	int64_t *puts; /* the entity's id times 16, and its kind */
	size_t n, cap;
	uint64_t looks;	      /* how often anything was looked up */
	uint64_t changes;     /* how often anything was noted to change */
	struct bits changed;  /* entities of which something changed */
	struct bits unstable; /* and those changed by a put that was not their first */
};

/* Entities of which something changed in the open transaction: change.c. */
struct noted {
	int64_t *entities; /* twice the id, and one more where it began or ended */
	size_t n, cap;
	bool over; /* too many to be told */
};

/* A document that was stored or met a short while ago. */
struct seen_document {
	struct hash hash;
	int64_t id;
	bool own;
	bool part; /* it is surely whole */
};

/* A statement that was read in this transaction: policies have them in common. */
struct part {
	int64_t id;
	struct str text;
};

/* Those that were read last, by id. */
struct kept_parts {
	struct part *slots;
	size_t n_slots, n, bytes;
	struct arena arena; /* of all of it */
};

struct writing {
	bool open;
	bool marked;
	bool attached;	 /* another inventory, as "other": take.c */
	bool more;	 /* pending is the last snapshot, which goes on */
	int64_t pending; /* id of the snapshot to be */
	int64_t now;
	struct str source;
	struct tally tally;
	struct tally at_mark;
	struct arena arena;   /* lives as long as the transaction */
	struct arena scratch; /* rewound by every put */
	struct bits put;      /* entities */
	int64_t *touched;     /* the same, in order */
	size_t cap_touched;
	struct seen_document *seen; /* SEEN_COUNT, or NULL */
	struct noted noted;
	struct again again;
};

/* Facts of expected entities, read in one go: ahead.c. */
struct ahead {
	bool open;	/* the statement is at a row, or past the last */
	bool row;	/* it is at one */
	int64_t from;	/* of entities before this one the rows are gone */
	int64_t last;	/* and of those after this one none come */
	int64_t entity; /* of that row */
};

/* The last bodies of documents, one behind the other in a ring, while something is expected:
 * ahead.c. */
struct kept_bodies {
	struct arena arena;
	struct kept_body *slots; /* NULL: none yet */
	char *ring;
	uint64_t written; /* bytes since it was begun */
};

enum { WITH_FACT_COUNT = 4 * FACT_KIND_COUNT };

struct store {
	sqlite3 *db;
	sqlite3_stmt *statements[SQL_COUNT];
	sqlite3_stmt *with_fact[WITH_FACT_COUNT]; /* see fact.c */
	struct arena arena;			  /* as long as the store */
	struct str path;
	int64_t at;		       /* the chosen snapshot; 0: none yet */
	struct store_stamp committed;  /* as of the last commit */
	int schema;		       /* of the file */
	bool mapped;		       /* see store_map */
	unsigned reading;	       /* open store_read_begin calls */
	const struct store_mix *mix;   /* what is read of another snapshot, or NULL */
	const struct entity *expected; /* see store_expect; those before next_expected were found */
	size_t n_expected, next_expected;
	struct ahead ahead;
	struct kept_bodies kept_bodies;
	struct map owner_index; /* account -> number of it in owners, from 1 */
	struct vec owners;	/* struct str */
	struct kept_parts parts;
	struct writing writing;
};

/* The snapshot that reading looks at: the pending one while writing. */
int64_t store_now_at(const struct store *store);

/* The statement, reset and without bindings; NULL with err set. */
sqlite3_stmt *sql_get(struct store *store, enum sql sql, struct err *err);
void sql_int(sqlite3_stmt *statement, int index, int64_t value);
void sql_text(sqlite3_stmt *statement, int index, struct str text); /* must outlive the step */
void sql_text_or_null(sqlite3_stmt *statement, int index, struct str text); /* empty: NULL */

/* *row: a row is there. At the end or on failure the statement is reset. */
bool sql_step(struct store *store, sqlite3_stmt *statement, bool *row, struct err *err);
/* Steps a statement that gives no rows. */
bool sql_run(struct store *store, sqlite3_stmt *statement, struct err *err);
bool sql_exec(struct store *store, const char *text, struct err *err);
struct str sql_column(sqlite3_stmt *statement, int column); /* valid until the next step */
struct str sql_column_copy(struct arena *arena, sqlite3_stmt *statement, int column);
void sql_release(struct store *store);

/* What SQLite last said about this store, in words with advice; always false. */
bool sql_failed(struct store *store, struct err *err);
/* A row holds what this room never writes; the statement that gave it is reset. Always false. */
bool sql_damaged(struct store *store, sqlite3_stmt *statement, const char *what, struct err *err);

/* ---- store.c ----------------------------------------------------------------------------- */

/* As much as SQLite ever maps; what is beyond is read as before. */
#define MAPPED_BYTES "2147418112"

/* `path` as a URI for SQLite; `how`: its query, such as "?immutable=1": the file is opened without
 * any side file. NULL: it is too long. */
const char *store_uri(struct arena *scratch, const char *path, const char *how);

/* ---- schema.c ---------------------------------------------------------------------------- */

enum {
	SCHEMA_APPLICATION = 0x524c4850, /* "RLHP" */
	SCHEMA_CHANGES = 4,		 /* the first that tells of changes */
	SCHEMA_KEY_HASH = 5,		 /* the first whose keys need no SHA-256 */
	SCHEMA_PARTS = 6		 /* the first whose documents have parts */
};

/* Is the file an inventory, of a version that we know? Brings it to the newest where `write`. */
bool schema_check(struct store *store, bool write, struct err *err);

/* ---- entity.c ---------------------------------------------------------------------------- */

/* Entities of a statement whose columns are id, kind, key, account, region, name. */
bool entity_read(struct store *store, struct arena *arena, sqlite3_stmt *statement,
		 struct entity *out, struct err *err);

/* Since when it exists without a break; 0 where it does not. */
bool entity_since(struct store *store, int64_t entity, int64_t at, int64_t *since, struct err *err);

/* Of a statement that has one column more, whether the entity says of itself that it exists: those
 * that do in the chosen snapshot, and the first that does at that one. */
bool entity_read_existing(struct store *store, struct arena *arena, sqlite3_stmt *statement,
			  struct vec *out, struct err *err);
bool entity_one(struct store *store, struct arena *arena, sqlite3_stmt *statement, int64_t at,
		struct entity *out, bool *found, struct err *err);

/* Whose id that is, where it exists in snapshot `at`. */
bool entity_by_id(struct store *store, struct arena *arena, int64_t id, int64_t at,
		  struct entity *out, bool *found, struct err *err);

/* For qsort: by account, then key. */
int entity_compare(const void *a, const void *b);

/* Key to integer, as an inventory of that schema keeps it: an ARN's account in the high bits, so
 * that its keys lie together. */
int64_t entity_hash(int schema, struct str key);

/* ---- fact.c ------------------------------------------------------------------------------ */

/* A row whose columns are kind, name, value, document, layout, since, of an entity of that account.
 */
bool fact_read(struct store *store, struct arena *arena, sqlite3_stmt *statement,
	       struct str account, struct fact *out, struct err *err);

/* Is the kind of the row, its first column, one of those? */
bool fact_wanted(sqlite3_stmt *statement, unsigned mask);

/* As store_facts, of one snapshot. */
bool facts_at(struct store *store, struct arena *arena, int64_t entity, unsigned mask, int64_t at,
	      const struct fact **out, size_t *n, struct err *err);

/* ---- ahead.c ----------------------------------------------------------------------------- */

/* The entity that was found last, if it was expected and is this one; else NULL. */
const struct entity *ahead_of(const struct store *store, int64_t entity);

/* Its facts, mostly without a look-up of their own. */
bool ahead_facts(struct store *store, struct arena *arena, const struct entity *entity,
		 unsigned mask, struct vec *out, struct err *err);

/* The body of a document that was kept; empty: none. It lives until one is kept. */
struct str ahead_body(const struct store *store, int64_t id);
/* It may be asked for again soon: of two accounts documents are alike but for the id in them. */
void ahead_keep_body(struct store *store, int64_t id, struct str body);

/* ---- mix.c: what is read once things are as in another snapshot ---------------------------- */

/* What entities are asked for; what is empty is not. */
struct mix_wanted {
	struct str key;
	bool any_kind;
	enum entity_kind kind;
	struct str account;
	struct str name;     /* in any case */
	enum fact_kind fact; /* FACT_EXISTS: whatever they have */
	struct str fact_name;
	struct str fact_value;
};

/* Of entities read, those of which something is mixed are looked at again, others come in. */
bool mix_entities(struct store *store, struct arena *arena, const struct mix_wanted *wanted,
		  struct vec *all, struct err *err);
/* The same for where at most one is wanted. */
bool mix_one(struct store *store, struct arena *arena, const struct mix_wanted *wanted,
	     struct entity *out, bool *found, struct err *err);
/* Facts read become those of the mix. */
bool mix_facts(struct store *store, struct arena *arena, int64_t entity, unsigned mask,
	       const struct fact **out, size_t *n, struct err *err);
/* The snapshot at which a coverage is read. */
int64_t mix_coverage_at(const struct store *store, struct str account, struct str region,
			enum entity_kind kind);

/* ---- change.c ---------------------------------------------------------------------------- */

/* Something of the entity changes; `existence`: it begins or ends. */
void change_note(struct store *store, int64_t entity, bool existence);
/* Something changes that the list of entities cannot tell. */
void change_note_all(struct store *store);
/* Writes down what was noted. */
bool change_write(struct store *store, struct err *err);

/* ---- again.c ----------------------------------------------------------------------------- */

/* Is the entity among them? */
bool bits_has(const struct bits *bits, int64_t entity);
/* Adds it; false: it was there. They grow in the arena of the transaction. */
bool bits_add(struct store *store, struct bits *bits, int64_t entity);
void bits_remove(struct bits *bits, int64_t entity);
/* Something of the entity changes. */
void again_note(struct store *store, int64_t entity);
/* A put is done; `first`: of this entity; `changes`: again.changes before it. */
void again_put(struct store *store, enum entity_kind kind, int64_t entity, bool first,
	       uint64_t changes);
/* put.c: a put of the entity is done, and counted; `changes`: again.changes before it. */
void put_done(struct store *store, enum entity_kind kind, int64_t entity, uint64_t changes);

/* ---- take.c ------------------------------------------------------------------------------ */

/* Outside of a transaction. */
void take_detach(struct store *into);

/* ---- document.c, layout.c ---------------------------------------------------------------- */

/* A document as a fact row has it. */
struct document_ref {
	int64_t id;	 /* 0: none */
	unsigned layout; /* white space, and whether the owner's id was taken out */
};

/* A text on its way into the file: what will be stored of it. */
struct document {
	struct str text;    /* as it came */
	struct str account; /* its owner */
	struct str body;
	unsigned layout;
};

/* Takes white space and the owner's id out of the text. */
void document_prepare(struct arena *arena, struct str text, struct str account,
		      struct document *out);
/* Stores it unless it is there. */
bool document_put(struct store *store, const struct document *document, struct document_ref *out,
		  struct err *err);
/* The entity gets another account than this one: what its documents hold of it, they keep. */
bool document_keep_owner(struct store *store, int64_t entity, struct str account, struct err *err);
/* Is it equal, as JSON, to the document referred to? */
bool document_same(struct store *store, struct document_ref ref, const struct document *document,
		   bool *same, struct err *err);
/* The number for the public interface. */
int64_t document_handle(struct store *store, struct document_ref ref, struct str account);

/* A row of a document; of one with parts, `body` is what is around them. */
struct document_row {
	struct str body;
	struct str parts; /* the list of them */
	bool apart;	  /* it has parts */
};

/* The row, valid until the statement is reset. */
bool document_row(struct store *store, int64_t id, sqlite3_stmt **statement,
		  struct document_row *out, struct err *err);

/* ---- parts.c ----------------------------------------------------------------------------- */

/* A policy taken apart. */
struct parts {
	struct str around; /* a mark stands for the statements */
	const struct str *list;
	size_t n;
};

/* False: it stays whole. */
bool parts_split(struct arena *arena, struct str body, struct parts *out);
/* Adds what parts_split took apart; `list`: the documents that its parts are, as the file has it.
 */
bool parts_join(struct store *store, struct str around, struct str list, struct buf *out,
		struct err *err);
/* The id at the front of what is left of such a list; false: none, and "]" is left of a good one.
 */
bool parts_next(struct str *list, int64_t *id);
/* A transaction ends, or rows are taken back: what was read may be another text now. */
void parts_forget(struct store *store);

enum { LAYOUT_AS_IS = 0, LAYOUT_MAX = 0x7f, LAYOUT_OWN = 0x80 };

/*
 * White space apart from the rest: of a JSON text whose white space follows one of the usual rules,
 * the rule's number and the text without it. LAYOUT_AS_IS with the text itself where it does not.
 * layout_apply undoes layout_strip, byte for byte.
 */
unsigned layout_strip(struct arena *arena, struct str text, struct str *out);
struct str layout_apply(struct arena *arena, struct str text, unsigned layout);
/* A number that is no rule comes of a damaged file. */
bool layout_is_known(unsigned layout);

#endif
