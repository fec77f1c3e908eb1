/* app/merge.c - the latest snapshots of several inventories, put into one. */
#include "rolehop/app/merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/app/app.h"
#include "rolehop/store/packed.h"

/* Of the last thing that was put: those of one kind come account by account. */
struct last_place {
	bool known;
	enum entity_kind kind;
	struct str account, region;
	bool older;
};

struct merging {
	struct arena *arena;
	struct store *from;
	struct store *into;
	struct merged *file;
	struct err *err;
	struct last_place last;
};

/* ---- what counts ------------------------------------------------------------------------------
 */

/* When a kind of thing of an account and Region was collected; 0: it never was. */
static bool collected(struct store *store, struct arena *scratch, struct str account,
		      struct str region, enum entity_kind kind, int64_t *when, struct err *err)
{
	struct coverage coverage;

	if (!store_coverage(store, scratch, account, region, kind, &coverage, err))
		return false;
	*when = coverage.state == COVERAGE_NEVER ? 0 : coverage.when;
	return true;
}

/* Was what is of this kind, account and Region collected later for the inventory that is merged
 * into? */
static bool is_older(struct merging *m, struct arena *scratch, const struct entity *entity,
		     bool *older)
{
	struct last_place *last = &m->last;
	int64_t theirs, ours;

	if (!last->known || last->kind != entity->kind || !str_eq(last->account, entity->account) ||
	    !str_eq(last->region, entity->region)) {
		if (!collected(m->from, scratch, entity->account, entity->region, entity->kind,
			       &theirs, m->err) ||
		    !collected(m->into, scratch, entity->account, entity->region, entity->kind,
			       &ours, m->err))
			return false;
		*last = (struct last_place){true, entity->kind, entity->account, entity->region,
					    ours > (theirs ? theirs : m->file->taken)};
	}
	*older = last->older;
	return true;
}

/* What the words of FACT_COMPLETE say is told in full, were it none. */
static const struct complete_row {
	const char *word;
	unsigned facts;
} complete_rows[] = {
    {"policies", FACT_BIT(FACT_INLINE) | FACT_BIT(FACT_ATTACHED) | FACT_BIT(FACT_GROUP)},
    {"inline", FACT_BIT(FACT_INLINE)},
    {"attached", FACT_BIT(FACT_ATTACHED)},
    {"boundary", FACT_BIT(FACT_BOUNDARY)},
    {"tags", FACT_BIT(FACT_TAG)},
    {"policy", FACT_BIT(FACT_DOCUMENT)},
    {"targets", FACT_BIT(FACT_TARGET)},
    {"grants", FACT_BIT(FACT_GRANT)},
    {"versions", FACT_BIT(FACT_VERSION)},
    {"aliases", FACT_BIT(FACT_ALIAS)},
};

/* The kinds of fact of which these are all. */
static unsigned told_in_full(const struct fact *facts, size_t n)
{
	/* a definition came or was withheld, and settings with the role; histories are added */
	const unsigned one = FACT_BIT(FACT_DEFINITION) | FACT_BIT(FACT_WITHHELD);
	unsigned full = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned bit = FACT_BIT(facts[i].kind);
		if (facts[i].kind == FACT_ROLE_ARN)
			full |= FACT_BIT(FACT_SETTING);
		if (facts[i].kind != FACT_HISTORY && facts[i].kind != FACT_COMPLETE)
			full |= bit & one ? one : bit;
		for (size_t k = 0; k < sizeof(complete_rows) / sizeof(complete_rows[0]); k++)
			if (facts[i].kind == FACT_COMPLETE &&
			    str_eq(facts[i].name, str_from(complete_rows[k].word)))
				full |= complete_rows[k].facts;
	}
	return full;
}

/* ---- one thing after another ------------------------------------------------------------------
 */

static bool put_facts(struct merging *m, struct arena *scratch, const struct fact *facts, size_t n,
		      struct fact_put *out)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = (struct fact_put){.kind = facts[i].kind,
					   .name = facts[i].name,
					   .value = facts[i].value,
					   .has_document = facts[i].document != 0};
		if (out[i].has_document &&
		    !store_document(m->from, scratch, facts[i].document, &out[i].document, m->err))
			return false;
	}
	return true;
}

static bool put_entity(struct merging *m, struct arena *scratch, const struct entity *entity)
{
	const struct fact *facts;
	bool older;
	size_t n;

	if (!is_older(m, scratch, entity, &older))
		return false;
	if (older) {
		m->file->older++;
		return true;
	}
	if (!store_facts(m->from, scratch, entity->id, FACT_ALL, &facts, &n, m->err))
		return false;
	struct fact_put *puts = arena_array(scratch, n, sizeof(*puts));
	struct entity_put put = {.kind = entity->kind,
				 .key = entity->key,
				 .account = entity->account,
				 .region = entity->region,
				 .name = entity->name,
				 .replaces = told_in_full(facts, n),
				 .facts = puts,
				 .n_facts = n};
	m->file->given++;
	return put_facts(m, scratch, facts, n, puts) && store_put(m->into, &put, m->err);
}

static bool put_kind(struct merging *m, enum entity_kind kind)
{
	const struct entity *all;
	struct arena list,
	    scratch; /* apart: blocks of a long list are large, and of one thing small */
	size_t n = 0;
	bool ok;

	m->last.known = false; /* its texts were of the list before */
	arena_init(&list);
	ok = store_list(m->from, &list, kind, STR(""), &all, &n, m->err);
	for (size_t i = 0; ok && i < n; i++) {
		arena_init(&scratch);
		ok = put_entity(m, &scratch, &all[i]);
		arena_release(&scratch);
	}
	arena_release(&list);
	return ok;
}

/* What was collected, once everything is put: what is not there any more ends. */
static bool put_coverage(struct merging *m)
{
	const struct coverage *all;
	struct arena scratch;
	size_t n = 0;
	bool ok;

	arena_init(&scratch);
	ok = store_coverage_list(m->from, &scratch, &all, &n, m->err);
	for (size_t i = 0; ok && i < n; i++) {
		int64_t ours;
		ok = collected(m->into, &scratch, all[i].account, all[i].region, all[i].kind, &ours,
			       m->err) &&
		     (ours > all[i].when || store_cover(m->into, &all[i], m->err));
	}
	arena_release(&scratch);
	return ok;
}

static bool put_all(struct merging *m)
{
	bool ok = true;

	for (int kind = 0; ok && kind < ENTITY_KIND_COUNT; kind++)
		ok = put_kind(m, (enum entity_kind)kind);
	return ok && put_coverage(m);
}

/* ---- one file after another -------------------------------------------------------------------
 */

static bool merge_one(struct merging *m, struct str source)
{
	int64_t snapshot;
	bool taken, ok;

	if (!store_begin_taking(m->into, m->from, source, m->file->taken, &taken, &m->file->given,
				m->err))
		return false;
	ok = (taken || put_all(m)) && store_commit(m->into, &m->file->changed, &snapshot, m->err);
	if (!ok)
		store_rollback(m->into);
	return ok;
}

static bool open_one(struct arena *arena, const char *path, struct store **store, int64_t *taken,
		     struct err *err)
{
	struct snapshot snapshot;
	bool found = false;

	if (!app_open_file(arena, path, store, err) || !store_read_begin(*store, err) ||
	    !store_snapshot(*store, arena, &snapshot, &found, err))
		return false;
	*taken = snapshot.taken;
	return found || err_set(err, ERR_INPUT, "%s: this inventory is empty", path);
}

static int by_taken(const void *a, const void *b)
{
	const struct merged *left = a, *right = b;

	return left->taken < right->taken ? -1 : left->taken > right->taken;
}

/* The organization that was met first, and in which inventory. */
struct home {
	struct str id;
	const char *path;
};

/* Two organizations in one inventory could not be told apart: their policies share ids. */
static bool is_at_home(struct arena *arena, struct store *store, const char *path,
		       struct home *home, struct err *err)
{
	const struct entity *found;
	size_t n;

	if (!store_list(store, arena, ENTITY_ORGANIZATION, STR(""), &found, &n, err))
		return false;
	if (n == 0 || str_eq(found[0].key, home->id))
		return true;
	if (home->id.n)
		return err_set(err, ERR_INPUT,
			       "%s: this is organization %.*s, and %s holds %.*s: an inventory "
			       "holds one organization; merge into another --db",
			       path, STR_ARG(found[0].key), home->path, STR_ARG(home->id));
	*home = (struct home){found[0].key, path};
	return true;
}

/* Every file is looked at before anything is written. */
static bool look_at_all(struct arena *arena, struct store *into, struct merged *files, size_t n,
			struct err *err)
{
	const char *ours = "the inventory";
	struct home home = {.path = ours};
	bool ok = is_at_home(arena, into, ours, &home, err);

	for (size_t i = 0; ok && i < n; i++) {
		struct store *store = NULL;
		ok = open_one(arena, files[i].path, &store, &files[i].taken, err) &&
		     is_at_home(arena, store, files[i].path, &home, err);
		store_close(store);
	}
	return ok;
}

bool merge_inventories(struct arena *arena, struct store *into, const char *const *paths, size_t n,
		       const struct merged **out, struct err *err)
{
	struct merged *files = arena_array(arena, n, sizeof(*files));
	bool ok;

	for (size_t i = 0; i < n; i++)
		files[i].path = paths[i];
	ok = look_at_all(arena, into, files, n, err);
	if (ok && n)
		qsort(files, n, sizeof(*files), by_taken);
	for (size_t i = 0; ok && i < n; i++) {
		struct merging m = {.arena = arena, .into = into, .file = &files[i], .err = err};
		ok = open_one(arena, files[i].path, &m.from, &files[i].taken, err) &&
		     store_map(m.from, err) &&
		     merge_one(&m, arena_printf(arena, "merge of %s", files[i].path));
		store_close(m.from);
	}
	*out = files;
	return ok;
}

/* ---- one snapshot -----------------------------------------------------------------------------
 */

/* A new inventory of that one snapshot; *into is to be closed whatever comes of it. */
static bool write_new(struct arena *arena, struct store *from, struct merged *file,
		      struct store **into, struct err *err)
{
	struct merging m = {.arena = arena, .from = from, .file = file, .err = err};
	struct snapshot snapshot;
	bool found = false;

	if (!store_snapshot(from, arena, &snapshot, &found, err))
		return false;
	if (!found)
		return err_set(err, ERR_INPUT, "this inventory is empty");
	file->taken = snapshot.taken;
	if (!store_open(file->path, STORE_WRITE, &m.into, err))
		return false;
	*into = m.into;
	return merge_one(&m, snapshot.source);
}

static bool write_plain(struct arena *arena, struct store *from, struct merged *file,
			struct err *err)
{
	struct store *into = NULL;
	bool ok = write_new(arena, from, file, &into, err) && store_seal(into, err);

	store_close(into);
	return ok;
}

bool merge_copy(struct arena *arena, struct store *from, struct store **out, struct err *err)
{
	struct merged file = {.path = ":memory:"};
	struct store *into = NULL;

	if (write_new(arena, from, &file, &into, err)) {
		*out = into;
		return true;
	}
	store_close(into);
	return false;
}

static bool write_packed(struct arena *arena, struct store *from, struct merged *file,
			 struct err *err)
{
	const char *path = file->path;
	struct stat st;
	bool ok;

	file->path = arena_printf(arena, "%s.unpacked", path).p;
	if (lstat(file->path, &st) == 0)
		return err_set(err, ERR_ENVIRONMENT,
			       "%s is there already, and in the way; remove it", file->path);
	ok = write_plain(arena, from, file, err) && packed_make(file->path, path, err);
	unlink(file->path);
	file->path = path;
	return ok;
}

static bool write_snapshot(struct arena *arena, struct store *from, struct merged *file,
			   struct err *err)
{
	return packed_name(file->path) ? write_packed(arena, from, file, err)
				       : write_plain(arena, from, file, err);
}

bool merge_snapshot(struct arena *arena, struct store *from, const char *path, struct merged *out,
		    struct err *err)
{
	struct stat st;

	*out = (struct merged){.path = path};
	if (lstat(path, &st) == 0)
		return err_set(err, ERR_ENVIRONMENT, "%s is there already; name a new file", path);
	if (write_snapshot(arena, from, out, err)) {
		if (chmod(path, S_IRUSR) == 0)
			return true;
		err_set(err, ERR_ENVIRONMENT, "%s: %s", path, strerror(errno));
	}
	unlink(path);
	return false;
}
