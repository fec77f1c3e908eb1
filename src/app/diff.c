/* app/diff.c - two snapshots compared: facts first, then the verdicts of Tasks. */
#include "rolehop/app/diff.h"

#include "app/diff_why.h"
#include "rolehop/app/scan.h"
#include "rolehop/base/map.h"
#include "rolehop/trace/trusts.h"

/* ---- facts -------------------------------------------------------------------------------------
 */

struct comparing {
	struct app *app;
	struct app before, after; /* the inventory at either snapshot */
	struct vec changes;	  /* struct diff_change */
	const struct diff_watch *watch;
	size_t sides_done;
	struct err *err;
};

static bool is_silent(enum fact_kind kind)
{
	return kind == FACT_COMPLETE || kind == FACT_LAST_USED || kind == FACT_EXISTS ||
	       kind == FACT_HISTORY;
}

/* TABLE: what a fact is called. */
static const char *const fact_words[FACT_KIND_COUNT] = {
    [FACT_EXISTS] = "",
    [FACT_TRUST] = "trust policy",
    [FACT_INLINE] = "inline",
    [FACT_ATTACHED] = "attached policy",
    [FACT_BOUNDARY] = "permissions boundary",
    [FACT_PATH] = "path",
    [FACT_UNIQUE_ID] = "unique id",
    [FACT_TAG] = "tag",
    [FACT_GROUP] = "group",
    [FACT_DOCUMENT] = "document",
    [FACT_DEFINITION] = "definition",
    [FACT_WITHHELD] = "definition withheld",
    [FACT_ROLE_ARN] = "execution role",
    [FACT_TYPE] = "type",
    [FACT_STATUS] = "status",
    [FACT_PARENT] = "parent",
    [FACT_TARGET] = "target",
    [FACT_MANAGEMENT] = "management account",
    [FACT_ALIAS] = "alias",
    [FACT_LAST_USED] = "last use",
    [FACT_COMPLETE] = "complete",
    [FACT_VALUE] = "value",
    [FACT_HISTORY] = "history",
    [FACT_SETTING] = "setting",
    [FACT_GRANT] = "grant",
    [FACT_VERSION] = "version",
};

static struct str what_of(struct arena *arena, const struct fact *fact)
{
	const char *word = fact_words[fact->kind];

	return fact->name.n ? arena_printf(arena, "%s %.*s", word, STR_ARG(fact->name))
			    : str_from(word);
}

/* The text of a document, or a value. */
static bool text_of(struct comparing *c, struct app *side, const struct fact *fact, struct str *out,
		    struct err *err)
{
	*out = STR("");
	if (fact == NULL)
		return true;
	if (fact->document != 0)
		return store_document(side->store, &c->app->arena, fact->document, out, err);
	*out = arena_str(&c->app->arena, fact->value.n ? fact->value : fact->name);
	return true;
}

/* Principals that one trust policy names and the other does not, each ExternalId for itself. */
struct telling {
	struct arena *arena;
	const struct trust_row *others;
	size_t n_others;
	struct vec found; /* struct str */
};

static bool is_one_of(const struct json *ids, struct str id)
{
	const struct json *v;

	if (!json_is(ids, JSON_ARRAY))
		return str_eq(json_str(ids), id);
	for (v = json_first(ids); v != NULL && !str_eq(json_str(v), id); v = json_next(v))
		;
	return v != NULL;
}

/* Whether the other policy names the principal with this ExternalId (empty: without one). */
static bool names(const struct telling *t, struct str principal, struct str id)
{
	for (size_t i = 0; i < t->n_others; i++) {
		const struct trust_row *row = &t->others[i];
		if (!row->deny && str_eq(row->principal, principal) &&
		    (row->external_ids == NULL ? str_is_empty(id)
					       : is_one_of(row->external_ids, id)))
			return true;
	}
	return false;
}

static void tell_trust(struct telling *t, struct str principal, struct str id)
{
	if (!names(t, principal, id))
		*(struct str *)vec_push(&t->found) =
		    str_is_empty(id) ? principal
				     : arena_printf(t->arena, "%.*s with ExternalId %.*s",
						    STR_ARG(principal), STR_ARG(id));
}

void diff_admitted(struct arena *arena, struct str text, struct str other, const struct str **out,
		   size_t *n)
{
	struct telling t = {.arena = arena};
	const struct trust_row *rows;
	size_t n_rows;

	vec_init(&t.found, t.arena, sizeof(struct str));
	diff_principals(t.arena, text, &rows, &n_rows);
	diff_principals(t.arena, other, &t.others, &t.n_others);
	for (size_t i = 0; i < n_rows; i++) {
		const struct json *ids = rows[i].external_ids;
		if (rows[i].deny)
			continue;
		if (!json_is(ids, JSON_ARRAY))
			tell_trust(&t, rows[i].principal, rows[i].external_id);
		else
			for (const struct json *v = json_first(ids); v != NULL; v = json_next(v))
				tell_trust(&t, rows[i].principal, json_str(v));
	}
	*out = t.found.items;
	*n = t.found.n;
}

static bool add_fact(struct comparing *c, const struct entity *entity, const struct fact *before,
		     const struct fact *after)
{
	const struct fact *any = after != NULL ? after : before;
	struct arena *arena = &c->app->arena;
	struct diff_change change = {.kind = before == NULL  ? DIFF_ADDED
					     : after == NULL ? DIFF_REMOVED
							     : DIFF_CHANGED,
				     .entity = entity->kind,
				     .of = entity->key,
				     .account = entity->account,
				     .fact = any->kind,
				     .what = what_of(arena, any)};

	if (!text_of(c, &c->before, before, &change.before, c->err) ||
	    !text_of(c, &c->after, after, &change.after, c->err))
		return false;
	if (any->document != 0 && any->kind != FACT_DEFINITION)
		differ_statements(arena, change.before, change.after, &change.statements,
				  &change.n_statements);
	if (any->kind == FACT_TRUST) {
		diff_admitted(arena, change.before, change.after, &change.lost, &change.n_lost);
		diff_admitted(arena, change.after, change.before, &change.gained, &change.n_gained);
	}
	*(struct diff_change *)vec_push(&c->changes) = change;
	return true;
}

static int order(const struct fact *a, const struct fact *b)
{
	if (a == NULL || b == NULL)
		return a == NULL ? 1 : -1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return str_cmp(a->name, b->name);
}

static bool is_same(const struct fact *a, const struct fact *b)
{
	return a->document == b->document && str_eq(a->value, b->value);
}

static bool compare_facts(struct comparing *c, const struct entity *entity, struct arena *scratch)
{
	const struct fact *old, *new;
	size_t n_old, n_new, i = 0, k = 0;

	if (!store_facts(c->before.store, scratch, entity->id, FACT_ALL, &old, &n_old, c->err) ||
	    !store_facts(c->after.store, scratch, entity->id, FACT_ALL, &new, &n_new, c->err))
		return false;
	while (i < n_old || k < n_new) {
		const struct fact *before = i < n_old ? &old[i] : NULL;
		const struct fact *after = k < n_new ? &new[k] : NULL;
		int way = order(before, after);
		i += way <= 0;
		k += way >= 0;
		before = way <= 0 ? before : NULL;
		after = way >= 0 ? after : NULL;
		if (is_silent((before != NULL ? before : after)->kind) ||
		    (before != NULL && after != NULL && is_same(before, after)))
			continue;
		if (!add_fact(c, entity, before, after))
			return false;
	}
	return true;
}

static bool compare_entity(struct comparing *c, const struct entity *entity)
{
	struct arena scratch;
	struct entity ignored;
	bool before = false, after = false, done;

	arena_init(&scratch);
	done = store_find(c->before.store, &scratch, entity->key, &ignored, &before, c->err) &&
	       store_find(c->after.store, &scratch, entity->key, &ignored, &after, c->err);
	if (done && before && after)
		done = compare_facts(c, entity, &scratch);
	else if (done && before != after)
		*(struct diff_change *)vec_push(&c->changes) =
		    (struct diff_change){.kind = before ? DIFF_REMOVED : DIFF_ADDED,
					 .entity = entity->kind,
					 .of = entity->key,
					 .account = entity->account,
					 .fact = FACT_EXISTS};
	arena_release(&scratch);
	return done;
}

static bool compare_all(struct comparing *c, const struct diff *diff)
{
	const struct entity *changed;
	size_t n;

	if (!store_changed(c->app->store, &c->app->arena, diff->from.id, diff->to.id, &changed, &n,
			   c->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!compare_entity(c, &changed[i]))
			return false;
	return true;
}

/* ---- Tasks -------------------------------------------------------------------------------------
 */

struct gathering {
	const struct comparing *comparing;
	struct arena *arena;
	struct map by_place; /* "machine#pointer" -> struct task_answer */
	struct vec order;    /* struct task_answer * */
};

static struct str keep(struct gathering *g, struct str s)
{
	return arena_str(g->arena, s);
}

static bool gather_row(void *self, const struct scan_row *row)
{
	struct gathering *g = self;
	struct task_answer *kept;

	if (row->task == NULL)
		return true;
	kept = arena_alloc(g->arena, sizeof(*kept));
	*kept = (struct task_answer){.machine = keep(g, row->task->machine),
				     .account = keep(g, row->task->account),
				     .state = keep(g, row->task->state),
				     .pointer = keep(g, row->task->pointer),
				     .verdict = row->task->verdict,
				     .complete = row->task->complete,
				     .cause = keep(g, row->task->cause),
				     .summary = keep(g, row->task->summary)};
	map_put(&g->by_place,
		arena_printf(g->arena, "%.*s#%.*s", STR_ARG(kept->machine), STR_ARG(kept->pointer)),
		kept);
	*(struct task_answer **)vec_push(&g->order) = kept;
	return true;
}

/* Both sides count alike, the older one first. */
static bool gather_on(void *self, size_t done, size_t total)
{
	const struct comparing *c = ((const struct gathering *)self)->comparing;

	return c->watch == NULL ||
	       c->watch->progress(c->watch->self, c->sides_done * total + done, 2 * total);
}

static bool gather(struct comparing *c, struct app *side, struct gathering *g)
{
	const struct scan_watch watch = {gather_row, gather_on, g};
	const struct scan_options options = {.workers = 0};

	g->comparing = c;
	g->arena = &c->app->arena;
	map_init(&g->by_place, g->arena);
	vec_init(&g->order, g->arena, sizeof(struct task_answer *));
	if (!app_scan(side, &options, &watch, c->err))
		return false;
	c->sides_done++;
	return true;
}

static struct task_answer *at_place(const struct gathering *g, const struct task_answer *a)
{
	return map_find(&g->by_place, arena_printf(g->arena, "%.*s#%.*s", STR_ARG(a->machine),
						   STR_ARG(a->pointer)));
}

static bool has_flipped(const struct task_answer *before, const struct task_answer *after)
{
	return before == NULL || after == NULL ||
	       verdict_exit_status(before->verdict) != verdict_exit_status(after->verdict);
}

static bool add_flip(struct comparing *c, struct vec *flips, const struct task_answer *before,
		     const struct task_answer *after)
{
	struct diff_flip *flip = vec_push(flips);

	*flip = (struct diff_flip){.before = before, .after = after};
	return diff_why(&c->app->arena, &c->before.world, &c->after.world, c->changes.items,
			c->changes.n, flip, c->err);
}

static bool find_flips(struct comparing *c, struct diff *out)
{
	struct gathering old, new;
	struct vec flips;

	if (!gather(c, &c->before, &old) || !gather(c, &c->after, &new))
		return false;
	vec_init(&flips, &c->app->arena, sizeof(struct diff_flip));
	for (size_t i = 0; i < new.order.n; i++) {
		const struct task_answer *after = *(struct task_answer **)vec_at(&new.order, i);
		const struct task_answer *before = at_place(&old, after);
		if (has_flipped(before, after) && !add_flip(c, &flips, before, after))
			return false;
	}
	for (size_t i = 0; i < old.order.n; i++) {
		const struct task_answer *before = *(struct task_answer **)vec_at(&old.order, i);
		if (at_place(&new, before) == NULL && !add_flip(c, &flips, before, NULL))
			return false;
	}
	out->flips = flips.items;
	out->n_flips = flips.n;
	return true;
}

/* ---- both --------------------------------------------------------------------------------------
 */

static bool choose(struct app *app, struct str which, struct snapshot *out, struct err *err)
{
	bool found = false;

	return store_at(app->store, which, err) &&
	       store_snapshot(app->store, &app->arena, out, &found, err) &&
	       (found || err_set(err, ERR_INPUT, "the inventory has no snapshot"));
}

/* The one before, or the same where there is none. */
static bool choose_before(struct app *app, const struct snapshot *to, struct snapshot *out,
			  struct err *err)
{
	const struct snapshot *all;
	size_t n;

	if (!store_snapshots(app->store, &app->arena, &all, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (all[i].id == to->id && i > 0) {
			*out = all[i - 1];
			return true;
		}
	*out = *to;
	return true;
}

static bool open_side(struct comparing *c, const struct snapshot *at, struct app *side)
{
	struct app chosen = *c->app;

	chosen.settings.at = arena_printf(&c->app->arena, "%lld", (long long)at->id).p;
	return app_open_again(&chosen, side, c->err);
}

static void close_side(struct app *side)
{
	if (side->store != NULL)
		store_read_end(side->store);
	app_release(side);
}

bool app_diff(struct app *app, struct str from, struct str to, bool tasks,
	      const struct diff_watch *watch, struct diff *out, struct err *err)
{
	struct comparing c = {.app = app, .watch = watch, .err = err};
	bool done;

	*out = (struct diff){.n_changes = 0};
	if (!choose(app, to.n ? to : STR("latest"), &out->to, err) ||
	    !(from.n ? choose(app, from, &out->from, err)
		     : choose_before(app, &out->to, &out->from, err)))
		return false;
	vec_init(&c.changes, &app->arena, sizeof(struct diff_change));
	done = open_side(&c, &out->from, &c.before) && open_side(&c, &out->to, &c.after) &&
	       compare_all(&c, out) && (!tasks || c.changes.n == 0 || find_flips(&c, out));
	close_side(&c.before);
	close_side(&c.after);
	out->changes = c.changes.items;
	out->n_changes = c.changes.n;
	return done;
}
