/* store/write.c - the one transaction that turns what was put into a new snapshot. */
#include <assert.h>
#include <string.h>

#include "store/private.h"

enum {
	KEPT_SNAPSHOTS = 30, /* the last of them; of older ones the last of each month */
	SWEEP_EVERY = 16,    /* snapshots between two looks for rows that nobody can see any more */
};

bool store_begin(struct store *store, struct str source, int64_t now, struct err *err)
{
	return store_begin_more(store, 0, source, now, err);
}

bool store_begin_more(struct store *store, int64_t snapshot, struct str source, int64_t now,
		      struct err *err)
{
	struct writing *writing = &store->writing;
	sqlite3_stmt *statement = NULL;
	int64_t last = 0;
	bool row = false;

	assert(!writing->open && store->reading == 0);
	if (!sql_run(store, sql_get(store, SQL_WRITE_BEGIN, err), err))
		return false;
	memset(writing, 0, sizeof(*writing));
	writing->open = true;
	writing->now = now;
	writing->source = arena_str(&writing->arena, source);
	statement = sql_get(store, SQL_SNAPSHOT_LAST, err);
	if (statement == NULL || !sql_step(store, statement, &row, err)) {
		store_rollback(store);
		return false;
	}
	last = row ? sqlite3_column_int64(statement, 0) : 0;
	writing->more = snapshot > 0 && snapshot == last;
	writing->pending = writing->more ? last : last + 1;
	sqlite3_reset(statement);
	return true;
}

static void writing_end(struct store *store)
{
	if (store->writing.attached)
		take_detach(store);
	arena_release(&store->writing.arena);
	arena_release(&store->writing.scratch);
	memset(&store->writing, 0, sizeof(store->writing));
	parts_forget(store);
}

void store_rollback(struct store *store)
{
	if (!store->writing.open)
		return;
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	writing_end(store);
}

bool store_mark(struct store *store, struct err *err)
{
	assert(store->writing.open && !store->writing.marked);
	if (!sql_run(store, sql_get(store, SQL_MARK, err), err))
		return false;
	store->writing.marked = true;
	store->writing.at_mark = store->writing.tally;
	return true;
}

bool store_mark_keep(struct store *store, struct err *err)
{
	assert(store->writing.marked);
	store->writing.marked = false;
	return sql_run(store, sql_get(store, SQL_MARK_KEEP, err), err);
}

void store_mark_undo(struct store *store)
{
	struct writing *writing = &store->writing;
	struct err ignored = {ERR_NONE, ""};

	assert(writing->marked);
	writing->marked = false;
	sql_run(store, sql_get(store, SQL_MARK_UNDO, &ignored), &ignored);
	sql_run(store, sql_get(store, SQL_MARK_KEEP, &ignored), &ignored);
	for (size_t i = writing->at_mark.n_touched; i < writing->tally.n_touched; i++)
		bits_remove(&writing->put, writing->touched[i]);
	writing->tally = writing->at_mark;
	if (writing->seen != NULL)
		memset(writing->seen, 0, SEEN_COUNT * sizeof(*writing->seen));
	parts_forget(store);
}

/* ---- coverage ---------------------------------------------------------------------------- */

struct covered {
	int64_t since; /* 0: nothing recorded */
	enum coverage_state state;
	int64_t when;
	struct str because;
};

static void coverage_bind(sqlite3_stmt *statement, const struct coverage *coverage)
{
	sql_text(statement, 1, coverage->account);
	sql_text(statement, 2, coverage->region);
	sql_int(statement, 3, coverage->kind);
}

static bool covered_read(struct store *store, const struct coverage *coverage, struct covered *out,
			 struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_COVERAGE_OPEN, err);
	bool row = false;

	if (statement == NULL)
		return false;
	*out = (struct covered){.since = 0};
	coverage_bind(statement, coverage);
	if (!sql_step(store, statement, &row, err))
		return false;
	if (row) {
		out->since = sqlite3_column_int64(statement, 0);
		out->state = (enum coverage_state)sqlite3_column_int(statement, 1);
		out->when = sqlite3_column_int64(statement, 2);
		out->because = sql_column_copy(&store->writing.scratch, statement, 3);
		sqlite3_reset(statement);
	}
	return true;
}

static bool covered_update(struct store *store, const struct coverage *coverage, int64_t since,
			   int64_t when, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_COVERAGE_UPDATE, err);

	if (statement == NULL)
		return false;
	coverage_bind(statement, coverage);
	sql_int(statement, 4, since);
	sql_int(statement, 5, coverage->state);
	sql_int(statement, 6, when);
	sql_text(statement, 7, coverage->because);
	return sql_run(store, statement, err);
}

static bool covered_end(struct store *store, const struct coverage *coverage, int64_t since,
			struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_COVERAGE_END, err);

	if (statement == NULL)
		return false;
	coverage_bind(statement, coverage);
	sql_int(statement, 4, since);
	sql_int(statement, 5, store->writing.pending);
	return sql_run(store, statement, err);
}

static bool covered_begin(struct store *store, const struct coverage *coverage, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_COVERAGE_INSERT, err);

	if (statement == NULL)
		return false;
	coverage_bind(statement, coverage);
	sql_int(statement, 4, store->writing.pending);
	sql_int(statement, 5, coverage->state);
	sql_int(statement, 6, coverage->when);
	sql_text(statement, 7, coverage->because);
	return sql_run(store, statement, err);
}

static bool coverage_write(struct store *store, const struct coverage *coverage, struct err *err)
{
	struct covered old;

	if (!covered_read(store, coverage, &old, err))
		return false;
	if (old.since > 0 && old.state == coverage->state &&
	    str_eq(old.because, coverage->because)) {
		if (coverage->when <= old.when)
			return true;
		return covered_update(store, coverage, old.since, coverage->when, err);
	}
	store->writing.tally.other = true;
	if (old.since == store->writing.pending)
		return covered_update(store, coverage, old.since, coverage->when, err);
	if (old.since > 0 && !covered_end(store, coverage, old.since, err))
		return false;
	return covered_begin(store, coverage, err);
}

struct absent {
	int64_t id;
	int64_t since;
};

/* What exists of this kind, account and region and was not put. */
static bool absent_list(struct store *store, const struct coverage *coverage, struct str prefix,
			struct vec *out, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_ENTITY_COVERED, err);
	bool row = false;

	if (statement == NULL)
		return false;
	sql_int(statement, 1, coverage->kind);
	sql_text(statement, 2, coverage->account);
	sql_text(statement, 3, coverage->region);
	while (sql_step(store, statement, &row, err)) {
		struct absent absent;
		if (!row)
			return true;
		absent = (struct absent){sqlite3_column_int64(statement, 0),
					 sqlite3_column_int64(statement, 1)};
		if (!store_was_put(store, absent.id) &&
		    str_starts(sql_column(statement, 2), prefix))
			*(struct absent *)vec_push(out) = absent;
	}
	return false;
}

/* Of what began with the pending snapshot, an earlier piece of work, nothing was ever there. */
static bool absent_forget(struct store *store, const struct absent *absent, struct err *err)
{
	sqlite3_stmt *range = sql_get(store, SQL_ENTITY_RANGE, err);
	sqlite3_stmt *facts = sql_get(store, SQL_FACT_FORGET, err);

	if (range == NULL || facts == NULL)
		return false;
	change_note(store, absent->id, true);
	sql_int(range, 1, absent->id);
	sql_int(facts, 1, absent->id);
	sql_int(facts, 2, store->writing.pending);
	if (!sql_run(store, range, err) || !sql_run(store, facts, err))
		return false;
	store->writing.tally.other = true;
	return true;
}

static bool absent_end(struct store *store, const struct absent *absent, struct err *err)
{
	sqlite3_stmt *range = sql_get(store, SQL_ENTITY_RANGE, err);
	sqlite3_stmt *young = sql_get(store, SQL_FACT_FORGET, err);
	sqlite3_stmt *facts = sql_get(store, SQL_FACT_END_ALL, err);

	if (absent->since == store->writing.pending)
		return absent_forget(store, absent, err);
	if (range == NULL || young == NULL || facts == NULL)
		return false;
	change_note(store, absent->id, true);
	/* what an earlier piece of work told of it was never so */
	sql_int(young, 1, absent->id);
	sql_int(young, 2, store->writing.pending);
	sql_int(range, 1, absent->id);
	sql_int(range, 2, absent->since);
	sql_int(range, 3, store->writing.pending);
	sql_int(facts, 1, absent->id);
	sql_int(facts, 2, store->writing.pending);
	if (!sql_run(store, range, err) || !sql_run(store, young, err) ||
	    !sql_run(store, facts, err))
		return false;
	store->writing.tally.closed += 1 + sqlite3_changes(store->db);
	return true;
}

static bool absents_end(struct store *store, const struct coverage *coverage, struct str prefix,
			struct err *err)
{
	struct arena *scratch = &store->writing.scratch;
	struct arena_mark mark = arena_mark(scratch);
	struct vec absents;
	bool done = false;

	vec_init(&absents, scratch, sizeof(struct absent));
	done = absent_list(store, coverage, prefix, &absents, err);
	for (size_t i = 0; done && i < absents.n; i++)
		done = absent_end(store, vec_at(&absents, i), err);
	arena_rewind(scratch, mark);
	return done;
}

bool store_note_coverage(struct store *store, const struct coverage *coverage, struct err *err)
{
	struct arena_mark mark = arena_mark(&store->writing.scratch);
	bool done = false;

	assert(store->writing.open);
	done = coverage_write(store, coverage, err);
	arena_rewind(&store->writing.scratch, mark);
	return done;
}

bool store_cover(struct store *store, const struct coverage *coverage, struct err *err)
{
	return store_note_coverage(store, coverage, err) &&
	       (coverage->state != COVERAGE_COMPLETE || absents_end(store, coverage, STR(""), err));
}

bool store_end_absent(struct store *store, enum entity_kind kind, struct str account,
		      struct str region, struct str prefix, struct err *err)
{
	struct coverage of = {.account = account, .region = region, .kind = kind};

	assert(store->writing.open);
	return absents_end(store, &of, prefix, err);
}

/* ---- the new snapshot -------------------------------------------------------------------- */

static bool snapshot_prune(struct store *store, struct err *err)
{
	sqlite3_stmt *statement = sql_get(store, SQL_SNAPSHOT_PRUNE, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, KEPT_SNAPSHOTS);
	if (!sql_run(store, statement, err))
		return false;
	if (store->writing.pending % SWEEP_EVERY != 0)
		return true;
	if (!sql_run(store, sql_get(store, SQL_SWEEP_COVERAGE, err), err) ||
	    !sql_run(store, sql_get(store, SQL_SWEEP_FACTS, err), err))
		return false;
	if (sqlite3_changes(store->db) == 0)
		return true;
	return sql_run(store, sql_get(store, SQL_SWEEP_DOCUMENTS, err), err);
}

static bool snapshot_add(struct store *store, struct err *err)
{
	const struct writing *writing = &store->writing;
	sqlite3_stmt *statement = sql_get(store, SQL_SNAPSHOT_INSERT, err);

	if (statement == NULL)
		return false;
	sql_int(statement, 1, writing->pending);
	sql_int(statement, 2, writing->now);
	sql_text(statement, 3, writing->source);
	return sql_run(store, statement, err) && snapshot_prune(store, err);
}

bool store_commit(struct store *store, bool *changed, int64_t *snapshot, struct err *err)
{
	struct writing *writing = &store->writing;
	bool news = writing->tally.opened > 0 || writing->tally.closed > 0 || writing->tally.other;
	int64_t last = writing->more ? writing->pending : writing->pending - 1;

	assert(writing->open && !writing->marked);
	if ((news && !writing->more && !snapshot_add(store, err)) ||
	    ((news || (writing->more && writing->noted.n > 0)) && !change_write(store, err)) ||
	    !store_stamp(store, &store->committed, err) ||
	    !sql_run(store, sql_get(store, SQL_COMMIT, err), err)) {
		store_rollback(store);
		return false;
	}
	store->at = news ? writing->pending : last;
	*changed = news;
	*snapshot = store->at;
	writing_end(store);
	return true;
}
