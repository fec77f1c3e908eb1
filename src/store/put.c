/* store/put.c - one entity with its facts, compared with what is there and written where it
 * differs. */
#include <assert.h>
#include <stdlib.h>

#include "store/private.h"

/* A row of an entity that the put may meet: open, or ended by this very transaction. */
struct old_fact {
	enum fact_kind kind;
	struct str name;
	struct str value;
	struct document_ref document;
	int64_t since;
	bool open;
	bool kept; /* among the facts that were put */
};

/* Everything about the entity as the file has it. */
struct target {
	struct entity entity;
	int64_t since;	/* 0: never existed */
	int64_t until;	/* 0: exists still */
	bool fresh;	/* made by this put: it has no facts yet */
	struct vec old; /* struct old_fact, by kind and name: what this put itself adds is not among
			   them */
};

/* Facts that change without meaning: a newer one replaces the old one in its row. */
static bool fact_is_volatile(enum fact_kind kind)
{
	return kind == FACT_LAST_USED;
}

/* ---- the entity -------------------------------------------------------------------------- */

static bool touch(struct store *store, int64_t id)
{
	struct writing *writing = &store->writing;

	if (!bits_add(store, &writing->put, id))
		return false;
	if (writing->tally.n_touched == writing->cap_touched) {
		size_t cap = writing->cap_touched > 0 ? writing->cap_touched * 2 : 1024;
		writing->touched =
		    arena_grow(&writing->arena, writing->touched,
			       writing->cap_touched * sizeof(int64_t), cap * sizeof(int64_t));
		writing->cap_touched = cap;
	}
	writing->touched[writing->tally.n_touched++] = id;
	return true;
}

bool store_was_put(const struct store *store, int64_t entity)
{
	return store->writing.open && bits_has(&store->writing.put, entity);
}

size_t store_put_count(const struct store *store, enum entity_kind kind)
{
	return store->writing.tally.put[kind];
}

/* Finds the row of that key; `found` false where there is none. */
static bool target_find(struct store *store, struct str key, struct target *out, bool *found,
			struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_BY_HASH, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, entity_hash(store->schema, key));
	*found = false;
	while (sql_step(store, statement, &row, err)) {
		if (!row)
			return true;
		if (!str_eq(sql_column(statement, 2), key))
			continue;
		if (!entity_read(store, &store->writing.scratch, statement, &out->entity, err))
			return false;
		out->since = sqlite3_column_int64(statement, 6);
		out->until = sqlite3_column_int64(statement, 7);
		sqlite3_reset(statement);
		*found = true;
		return true;
	}
	return false;
}

static bool has_exists(const struct entity_put *put)
{
	for (size_t i = 0; i < put->n_facts; i++) {
		if (put->facts[i].kind == FACT_EXISTS)
			return true;
	}
	return false;
}

static bool target_insert(struct store *store, const struct entity_put *put, struct target *out,
			  struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_INSERT, err);
	bool exists = has_exists(put);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, put->kind);
	sql_int(statement, 2, entity_hash(store->schema, put->key));
	sql_text(statement, 3, put->key);
	sql_text(statement, 4, put->account);
	sql_text(statement, 5, put->region);
	sql_text(statement, 6, put->name);
	if (exists) {
		sql_int(statement, 7, store->writing.pending);
		store->writing.tally.opened++;
	}
	if (!sql_run(store, statement, err))
		return false;
	change_note(store, sqlite3_last_insert_rowid(store->db), exists);
	out->entity = (struct entity){.id = sqlite3_last_insert_rowid(store->db),
				      .kind = put->kind,
				      .key = put->key,
				      .account = put->account,
				      .region = put->region,
				      .name = put->name};
	out->since = exists ? store->writing.pending : 0;
	out->until = 0;
	out->fresh = true;
	return true;
}

static bool target_set_range(struct store *store, struct target *target, int64_t since,
			     int64_t until, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_RANGE, err);

	if (statement == NULL)
		return false;
	change_note(store, target->entity.id, true);
	sql_int(statement, 1, target->entity.id);
	if (since > 0)
		sql_int(statement, 2, since);
	if (until > 0)
		sql_int(statement, 3, until);
	target->since = since;
	target->until = until;
	return sql_run(store, statement, err);
}

static bool fact_insert(struct store *store, int64_t entity, const struct old_fact *fact,
			int64_t until, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_FACT_INSERT, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, entity);
	sql_int(statement, 2, fact->kind);
	sql_text(statement, 3, fact->name);
	sql_int(statement, 4, fact->since);
	if (until > 0)
		sql_int(statement, 5, until);
	sql_text_or_null(statement, 6, fact->value);
	if (fact->document.id > 0) {
		sql_int(statement, 7, fact->document.id);
		sql_int(statement, 8, fact->document.layout);
	}
	return sql_run(store, statement, err);
}

/* The entity was seen: it exists from now on, if it did not already. */
static bool target_exists(struct store *store, struct target *target, struct err *err)
{
	int64_t pending = store->writing.pending;
	struct old_fact past = {.kind = FACT_EXISTS, .since = target->since};

	if (target->since > 0 && target->until == 0)
		return true;
	if (target->since > 0 && target->until == pending) {
		store->writing.tally.closed--;
		return target_set_range(store, target, target->since, 0, err);
	}
	if (target->since > 0 && !fact_insert(store, target->entity.id, &past, target->until, err))
		return false;
	store->writing.tally.opened++;
	return target_set_range(store, target, pending, 0, err);
}

static bool differs(struct str now, struct str before)
{
	return now.n > 0 && !str_eq(now, before);
}

/* Where it was found until now, nobody could look for it afterwards. */
static void note_rename(struct store *store, const struct entity_put *put, struct str name,
			const struct entity *is)
{
	if ((is->account.n > 0 && differs(put->account, is->account)) ||
	    (is->region.n > 0 && differs(put->region, is->region)) ||
	    (is->name.n > 0 && differs(name, is->name)))
		change_note_all(store);
	change_note(store, is->id, true);
}

/* Name, account and region are not versioned: the newest that was not empty is kept. */
static bool target_rename(struct store *store, struct target *target, const struct entity_put *put,
			  struct err *err)
{
	struct entity *is = &target->entity;
	struct str name = put->name_guessed && is->name.n > 0 ? is->name : put->name;
	sqlite3_stmt *statement = NULL;

	if (!differs(put->account, is->account) && !differs(put->region, is->region) &&
	    !differs(name, is->name))
		return true;
	if (is->account.n > 0 && differs(put->account, is->account) &&
	    !document_keep_owner(store, is->id, is->account, err))
		return false;
	statement = sql_get(store, SQL_ENTITY_UPDATE, err);
	if (statement == NULL)
		return false;
	note_rename(store, put, name, is);
	is->account = put->account.n > 0 ? put->account : is->account;
	is->region = put->region.n > 0 ? put->region : is->region;
	is->name = name.n > 0 ? name : is->name;
	sql_int(statement, 1, is->id);
	sql_text(statement, 2, is->account);
	sql_text(statement, 3, is->region);
	sql_text(statement, 4, is->name);
	store->writing.tally.other = true;
	return sql_run(store, statement, err);
}

static bool target_open(struct store *store, const struct entity_put *put, struct target *out,
			struct err *err)
{
	bool found = false;

	if (!target_find(store, put->key, out, &found, err))
		return false;
	if (!found)
		return target_insert(store, put, out, err);
	if (out->entity.kind != put->kind)
		return err_set(err, ERR_INPUT, "%.*s: the inventory has it as a %s, not as a %s",
			       STR_ARG(put->key), entity_kind_word(out->entity.kind),
			       entity_kind_word(put->kind));
	if (!target_rename(store, out, put, err))
		return false;
	return !has_exists(put) || target_exists(store, out, err);
}

/* ---- its facts --------------------------------------------------------------------------- */

static bool old_read(struct store *store, struct target *target, struct err *err)
{
	struct arena *scratch = &store->writing.scratch;
	sqlite3_stmt *statement = NULL;
	bool row = false;

	if (target->fresh)
		return true;
	statement = sql_get(store, SQL_FACT_OPEN, err);
	if (statement == NULL)
		return false;
	sql_int(statement, 1, target->entity.id);
	sql_int(statement, 2, store->writing.pending);
	while (sql_step(store, statement, &row, err)) {
		struct old_fact *old = NULL;
		if (!row)
			return true;
		if (sqlite3_column_int(statement, 0) == FACT_EXISTS)
			continue;
		old = vec_push(&target->old);
		old->kind = (enum fact_kind)sqlite3_column_int(statement, 0);
		old->name = sql_column_copy(scratch, statement, 1);
		old->value = sql_column_copy(scratch, statement, 2);
		old->document.id = sqlite3_column_int64(statement, 3);
		old->document.layout = (unsigned)sqlite3_column_int(statement, 4);
		old->since = sqlite3_column_int64(statement, 5);
		old->open = sqlite3_column_type(statement, 6) == SQLITE_NULL;
	}
	return false;
}

static bool fact_key_run(struct store *store, enum sql sql, int64_t entity,
			 const struct old_fact *fact, const int64_t *until, struct str value,
			 struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, sql, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, entity);
	sql_int(statement, 2, fact->kind);
	sql_text(statement, 3, fact->name);
	sql_int(statement, 4, fact->since);
	if (until != NULL && *until > 0)
		sql_int(statement, 5, *until);
	if (until == NULL)
		sql_text_or_null(statement, 5, value);
	return sql_run(store, statement, err);
}

static bool fact_delete(struct store *store, int64_t entity, const struct old_fact *fact,
			struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_FACT_DELETE, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, entity);
	sql_int(statement, 2, fact->kind);
	sql_text(statement, 3, fact->name);
	sql_int(statement, 4, fact->since);
	return sql_run(store, statement, err);
}

/* An open fact ends; one that began in this transaction was never there. */
static bool fact_end(struct store *store, int64_t entity, struct old_fact *fact, struct err *err)
{
	struct writing *writing = &store->writing;

	fact->open = false;
	change_note(store, entity, false);
	if (fact->since == writing->pending) {
		writing->tally.opened--;
		return fact_delete(store, entity, fact, err);
	}
	writing->tally.closed++;
	return fact_key_run(store, SQL_FACT_END, entity, fact, &writing->pending, STR(""), err);
}

/* A fact that this transaction ended goes on after all. */
static bool fact_reopen(struct store *store, int64_t entity, struct old_fact *fact, struct err *err)
{
	int64_t never = 0;

	fact->open = true;
	change_note(store, entity, false);
	store->writing.tally.closed--;
	return fact_key_run(store, SQL_FACT_END, entity, fact, &never, STR(""), err);
}

/* A fact to be put, its document taken apart once. */
struct new_fact {
	const struct fact_put *put;
	struct document document;
};

static bool fact_is_same(struct store *store, const struct old_fact *old,
			 const struct new_fact *fact, bool *same, struct err *err)
{
	const struct fact_put *put = fact->put;

	*same = str_eq(old->value, put->value) && (old->document.id > 0) == put->has_document;
	if (!*same || !put->has_document)
		return true;
	return document_same(store, old->document, &fact->document, same, err);
}

/* Is it of an earlier kind, or of an earlier name of that kind? */
static bool old_is_before(const struct old_fact *old, const struct fact_put *put)
{
	return old->kind != put->kind ? old->kind < put->kind : str_cmp(old->name, put->name) < 0;
}

/* The first row that is not before the fact. */
static size_t old_first(const struct target *target, const struct fact_put *put)
{
	size_t low = 0;
	size_t high = target->old.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (old_is_before(vec_at(&target->old, middle), put))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The open row of the fact that is put, and the one that this transaction ended; NULL: none. */
static void old_find(const struct target *target, const struct fact_put *put,
		     struct old_fact **open, struct old_fact **ended)
{
	*open = NULL;
	*ended = NULL;
	for (size_t i = old_first(target, put); i < target->old.n; i++) {
		struct old_fact *old = vec_at(&target->old, i);
		if (old->kind != put->kind || !str_eq(old->name, put->name))
			return;
		if (old->open)
			*open = old;
		else if (old->since > 0)
			*ended = old;
	}
}

static bool fact_add(struct store *store, struct target *target, const struct new_fact *fact,
		     struct err *err)
{
	const struct fact_put *put = fact->put;
	struct old_fact row = {.kind = put->kind,
			       .name = put->name,
			       .value = put->value,
			       .since = store->writing.pending,
			       .open = true,
			       .kept = true};

	if (put->has_document && !document_put(store, &fact->document, &row.document, err))
		return false;
	store->writing.tally.opened++;
	change_note(store, target->entity.id, false);
	return fact_insert(store, target->entity.id, &row, 0, err);
}

static bool fact_put_one(struct store *store, struct target *target, const struct fact_put *put,
			 struct err *err)
{
	int64_t entity = target->entity.id;
	struct old_fact *open = NULL;
	struct old_fact *ended = NULL;
	struct new_fact fact = {.put = put};
	bool same = false;

	if (put->has_document)
		document_prepare(&store->writing.scratch, put->document, target->entity.account,
				 &fact.document);
	old_find(target, put, &open, &ended);
	if (open != NULL) {
		open->kept = true;
		if (put->weak)
			return true;
		if (!fact_is_same(store, open, &fact, &same, err))
			return false;
		if (same)
			return true;
		if (fact_is_volatile(put->kind)) {
			if (str_cmp(put->value, open->value) < 0)
				return true;
			open->value = put->value;
			return fact_key_run(store, SQL_FACT_REVALUE, entity, open, NULL, put->value,
					    err);
		}
		if (!fact_end(store, entity, open, err))
			return false;
		if (open->since == store->writing.pending)
			open->since = 0; /* its row is gone */
	}
	if (ended != NULL) {
		if (!fact_is_same(store, ended, &fact, &same, err))
			return false;
		ended->kept = true;
		if (same)
			return fact_reopen(store, entity, ended, err);
	}
	return fact_add(store, target, &fact, err);
}

/* Facts of the kinds that this put replaces and that are not among it. */
static bool facts_replace(struct store *store, struct target *target, unsigned kinds,
			  struct err *err)
{
	for (size_t i = 0; i < target->old.n; i++) {
		struct old_fact *old = vec_at(&target->old, i);
		if (!old->open || old->kept || (kinds & FACT_BIT(old->kind)) == 0)
			continue;
		if (!fact_end(store, target->entity.id, old, err))
			return false;
	}
	return true;
}

struct ranked {
	const struct fact_put *fact;
	size_t rank;
};

static int ranked_compare(const void *a, const void *b)
{
	const struct ranked *left = a;
	const struct ranked *right = b;
	int names = 0;

	if (left->fact->kind != right->fact->kind)
		return left->fact->kind < right->fact->kind ? -1 : 1;
	names = str_cmp(left->fact->name, right->fact->name);
	if (names != 0)
		return names;
	return left->rank < right->rank ? -1 : 1;
}

/*
 * In the order of the table, so that new rows are appended. Of two facts with one kind and name the
 * later one counts.
 */
static bool facts_put(struct store *store, struct target *target, const struct entity_put *put,
		      struct err *err)
{
	struct ranked *all =
	    arena_array(&store->writing.scratch, put->n_facts, sizeof(struct ranked));

	for (size_t i = 0; i < put->n_facts; i++)
		all[i] = (struct ranked){&put->facts[i], i};
	if (put->n_facts > 1)
		qsort(all, put->n_facts, sizeof(*all), ranked_compare);
	for (size_t i = 0; i < put->n_facts; i++) {
		const struct fact_put *fact = all[i].fact;
		bool last = i + 1 == put->n_facts || all[i + 1].fact->kind != fact->kind ||
			    !str_eq(all[i + 1].fact->name, fact->name);
		if (fact->kind == FACT_EXISTS || !last)
			continue;
		if (!fact_put_one(store, target, fact, err))
			return false;
	}
	return true;
}

void put_done(struct store *store, enum entity_kind kind, int64_t entity, uint64_t changes)
{
	bool first = touch(store, entity);

	if (first)
		store->writing.tally.put[kind]++;
	again_put(store, kind, entity, first, changes);
}

bool store_put(struct store *store, const struct entity_put *put, struct err *err)
{
	struct arena *scratch = &store->writing.scratch;
	struct arena_mark mark = arena_mark(scratch);
	struct target target = {.since = 0};
	uint64_t changes = store->writing.again.changes;
	bool done = false;

	assert(store->writing.open);
	vec_init(&target.old, scratch, sizeof(struct old_fact));
	done = target_open(store, put, &target, err) && old_read(store, &target, err) &&
	       facts_put(store, &target, put, err) &&
	       facts_replace(store, &target, put->replaces, err);
	if (done)
		put_done(store, put->kind, target.entity.id, changes);
	arena_rewind(scratch, mark);
	return done;
}
