/* app/diff.c - two snapshots compared: facts first, then the verdicts of Tasks. */
#include "rolehop/app/diff.h"

#include "app/diff_why.h"
#include "rolehop/app/scan.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/map.h"

/* ---- facts -------------------------------------------------------------------------------------
 */

struct comparing {
	struct app *app;
	struct app before, after; /* the inventory at either snapshot */
	struct vec changes;	  /* struct diff_change */
	struct vec silent;	  /* the same, of what is known of things, and of the time */
	const struct diff_watch *watch;
	size_t sides_done;
	struct err *err;
};

/* What says nothing of a verdict. */
static bool is_idle(enum fact_kind kind)
{
	return kind == FACT_LAST_USED || kind == FACT_EXISTS || kind == FACT_HISTORY;
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
    [FACT_COMPLETE] = "completeness of its",
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

static bool add_fact(struct comparing *c, const struct entity *entity, const struct fact *before,
		     const struct fact *after)
{
	const struct fact *any = after != NULL ? after : before;
	struct arena *arena = &c->app->arena;
	struct diff_change change = {.kind = before == NULL  ? DIFF_ADDED
					     : after == NULL ? DIFF_REMOVED
							     : DIFF_CHANGED,
				     .entity = entity->kind,
				     .entity_id = entity->id,
				     .entity_name = entity->name,
				     .name = arena_str(arena, any->name),
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
	*(struct diff_change *)vec_push(any->kind == FACT_COMPLETE ? &c->silent : &c->changes) =
	    change;
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
		if (is_idle((before != NULL ? before : after)->kind) ||
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
					 .entity_id = entity->id,
					 .entity_name = entity->name,
					 .of = entity->key,
					 .account = entity->account,
					 .fact = FACT_EXISTS};
	arena_release(&scratch);
	return done;
}

/* ---- what is known ------------------------------------------------------------------------------
 */

static void add_coverage(struct comparing *c, const struct coverage *any,
			 enum coverage_state before, enum coverage_state after)
{
	struct arena *arena = &c->app->arena;
	const char *kinds = entity_kind_plural(any->kind);

	*(struct diff_change *)vec_push(&c->silent) = (struct diff_change){
	    .kind = before == COVERAGE_NEVER  ? DIFF_ADDED
		    : after == COVERAGE_NEVER ? DIFF_REMOVED
					      : DIFF_CHANGED,
	    .about = DIFF_COVERAGE,
	    .entity = any->kind,
	    .name = any->region,
	    .of = str_is_empty(any->account) ? STR("the organization") : any->account,
	    .account = any->account,
	    .what = any->region.n ? arena_printf(arena, "collection of %s in %.*s", kinds,
						 STR_ARG(any->region))
				  : arena_printf(arena, "collection of %s", kinds),
	    .before = str_from(coverage_word(before)),
	    .after = str_from(coverage_word(after))};
}

/* As lists of coverage are ordered; what is not there comes last. */
static int coverage_order(const struct coverage *a, const struct coverage *b)
{
	int by =
	    a == NULL || b == NULL ? (a == NULL) - (b == NULL) : str_cmp(a->account, b->account);

	if (by == 0 && a != NULL && b != NULL)
		by = str_cmp(a->region, b->region);
	return by == 0 && a != NULL && b != NULL ? (int)a->kind - (int)b->kind : by;
}

static bool compare_coverage(struct comparing *c)
{
	struct arena *arena = &c->app->arena;
	const struct coverage *old, *new;
	size_t n_old, n_new, i = 0, k = 0;

	if (!store_coverage_list(c->before.store, arena, &old, &n_old, c->err) ||
	    !store_coverage_list(c->after.store, arena, &new, &n_new, c->err))
		return false;
	while (i < n_old || k < n_new) {
		int way = coverage_order(i < n_old ? &old[i] : NULL, k < n_new ? &new[k] : NULL);
		const struct coverage *was = way <= 0 ? &old[i++] : NULL;
		const struct coverage *is = way >= 0 ? &new[k++] : NULL;
		enum coverage_state before = was != NULL ? was->state : COVERAGE_NEVER;
		enum coverage_state after = is != NULL ? is->state : COVERAGE_NEVER;
		if (before != after)
			add_coverage(c, is != NULL ? is : was, before, after);
	}
	return true;
}

static void compare_time(struct comparing *c)
{
	struct arena *arena = &c->app->arena;
	int64_t before = c->before.world.now, after = c->after.world.now;

	if (before != after)
		*(struct diff_change *)vec_push(&c->silent) =
		    (struct diff_change){.kind = DIFF_CHANGED,
					 .about = DIFF_TIME,
					 .of = STR("the question"),
					 .what = STR("time"),
					 .before = clock_iso(arena, before),
					 .after = clock_iso(arena, after)};
}

/* What was collected comes first, then what is known of it. */
static void lay_changes(struct comparing *c, struct diff *diff)
{
	diff->n_changes = c->changes.n;
	for (size_t i = 0; i < c->silent.n; i++)
		*(struct diff_change *)vec_push(&c->changes) =
		    *(struct diff_change *)vec_at(&c->silent, i);
	diff->changes = c->changes.items;
	diff->n_all = c->changes.n;
}

static bool compare_all(struct comparing *c, struct diff *diff)
{
	const struct entity *changed;
	size_t n;

	if (!store_changed(c->app->store, &c->app->arena, diff->from.id, diff->to.id, &changed, &n,
			   c->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!compare_entity(c, &changed[i]))
			return false;
	if (!compare_coverage(c))
		return false;
	compare_time(c);
	lay_changes(c, diff);
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
	const struct scan_options options = {.strict = c->app->settings.strict};

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

struct flipping {
	struct comparing *comparing;
	struct why *why;
	struct vec flips; /* struct diff_flip */
};

static bool add_flip(struct flipping *f, const struct task_answer *before,
		     const struct task_answer *after)
{
	struct diff_flip *flip = vec_push(&f->flips);

	*flip = (struct diff_flip){.before = before, .after = after};
	return why_flip(f->why, flip, f->comparing->err);
}

static bool find_flips(struct comparing *c, struct diff *out)
{
	struct flipping f = {.comparing = c};
	struct gathering old, new;

	if (!gather(c, &c->before, &old) || !gather(c, &c->after, &new))
		return false;
	f.why = why_open(&c->app->arena, &c->before, &c->after, out);
	vec_init(&f.flips, &c->app->arena, sizeof(struct diff_flip));
	for (size_t i = 0; i < new.order.n; i++) {
		const struct task_answer *after = *(struct task_answer **)vec_at(&new.order, i);
		const struct task_answer *before = at_place(&old, after);
		if (has_flipped(before, after) && !add_flip(&f, before, after))
			return false;
	}
	for (size_t i = 0; i < old.order.n; i++) {
		const struct task_answer *before = *(struct task_answer **)vec_at(&old.order, i);
		if (at_place(&new, before) == NULL && !add_flip(&f, before, NULL))
			return false;
	}
	out->flips = f.flips.items;
	out->n_flips = f.flips.n;
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
	vec_init(&c.silent, &app->arena, sizeof(struct diff_change));
	done = open_side(&c, &out->from, &c.before) && open_side(&c, &out->to, &c.after) &&
	       compare_all(&c, out) && (!tasks || out->n_all == 0 || find_flips(&c, out));
	close_side(&c.before);
	close_side(&c.after);
	return done;
}
