/* tui/pane_bind.c - what a Task decides at run time: values that it may have, each tried. */
#include "tui/pane_bind.h"

#include "rolehop/base/clock.h"
#include "rolehop/base/map.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/asked.h"
#include "rolehop/trace/trusts.h"
#include "tui/documents.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_VERDICT, COL_ROLE, COL_ACCOUNT, COL_WHY, COL_GATE };
enum { SLICE_MS = 10 };

/* clang-format off */
static const struct column columns[] = {
	[COL_VERDICT] = {"VERDICT", 7, 0, 0, false, true},
	[COL_ROLE] = {"ROLE", 20, 3, 0, false, true},
	[COL_ACCOUNT] = {"ACCOUNT", 12, 1, 58, false, true},
	[COL_WHY] = {"WHY IT MAY BE", 18, 1, 62, false, true},
	[COL_GATE] = {"STOPS AT", 14, 1, 110, false, true},
};
/* clang-format on */

struct row {
	struct str value;
	struct str account;
	const char *why;
	enum mark_word word; /* WORD_LATER: not tried yet */
	struct str gate;
};

struct bind {
	const struct machine *machine;
	struct str state;
	const struct str *paths; /* what the Task leaves open */
	size_t n_paths;
	struct str path; /* the one that this is about */
	bool is_role;
	struct vec rows; /* struct row */
	struct map known;
	size_t tried; /* rows that were */
	size_t next;  /* role of the inventory that is looked at next */
	bool all;     /* take those, too, that do not trust the caller */
	unsigned version;
};

/* ---- what is open ---------------------------------------------------------------------------- */

/* The world in which this Task's path has another value, or, without one, none. */
static struct world world_with(struct tui *tui, struct arena *arena, const struct place *place,
			       struct str path, const struct json *value)
{
	struct world world = tui->app->world;
	struct world_setting *settings =
	    arena_array(arena, world.n_settings + 1, sizeof(*settings));
	size_t n = 0;
	for (size_t i = 0; i < world.n_settings; i++) {
		const struct world_setting *one = &world.settings[i];
		bool mine = str_eq(one->machine, place->subject) &&
			    str_eq(one->pointer, place->detail) &&
			    (path.n == 0 || str_eq(one->binding.path, path));
		if (!mine)
			settings[n++] = *one;
	}
	if (value != NULL)
		settings[n++] =
		    (struct world_setting){place->subject, place->detail, {path, value, NULL}};
	world.settings = settings;
	world.n_settings = n;
	return world;
}

static void add_path(struct vec *paths, struct str path)
{
	if (path.n > 1 && path.p[0] == '$' && !vec_has_str(paths, path))
		*(struct str *)vec_push(paths) = path;
}

/* What the answer depends on that only a run decides: the role first. */
static void find_paths(struct arena *arena, const struct trace *trace, struct bind *data)
{
	struct vec paths;
	vec_init(&paths, arena, sizeof(struct str));
	add_path(&paths, trace->target_path);
	for (size_t i = 0; i < trace->n_hops * GATE_COUNT; i++) {
		const struct explanation *e =
		    &trace->hops[i / GATE_COUNT].gates[i % GATE_COUNT].explanation;
		for (size_t k = 0; k < e->n_depends; k++)
			add_path(&paths, e->depends[k].key);
	}
	data->paths = paths.items;
	data->n_paths = paths.n;
}

/* ---- values ---------------------------------------------------------------------------------- */

static struct row *add_row(struct pane *pane, struct str value, const char *why)
{
	struct bind *data = pane->data;
	struct arn arn;
	if (map_find(&data->known, value) != NULL)
		return NULL;
	struct row *row = vec_push(&data->rows);
	struct str kept = arena_str(&pane->arena, value);
	*row = (struct row){.value = kept,
			    .account = arn_parse(kept, &arn) ? arn.account : STR(""),
			    .why = why,
			    .word = WORD_LATER};
	map_put(&data->known, kept, data);
	data->version++;
	return row;
}

/* Does a trust policy let the execution role in, by name or as one of its account? */
static bool lets_in(const struct trust_row *row, const struct machine *machine)
{
	struct str kind = str_from(row->kind);
	if (row->deny)
		return false;
	if (str_eq(row->principal, machine->role_arn) || str_eq(kind, STR("everyone")))
		return true;
	return str_eq(kind, STR("account")) && str_eq(row->account, machine->account);
}

static void look_at_role(struct tui *tui, struct pane *pane, size_t role_row)
{
	const struct bind *data = pane->data;
	struct arena_mark mark = arena_mark(&tui->frame);
	const struct trust_row *rows = NULL;
	struct str key = names_key(&tui->inventory.roles, &tui->frame, role_row);
	struct entity entity;
	struct role role = {.trust = NULL};
	struct err err;
	bool found;
	size_t n = 0;
	if (!store_find(tui->app->store, &tui->frame, key, &entity, &found, &err) ||
	    (found && !document_trust(tui, &entity, &role, &err)))
		tui_fail(tui, &err);
	else if (role.trust != NULL)
		trusts_of(&tui->frame, &role, &rows, &n);
	bool trusts = false;
	for (size_t i = 0; i < n && !trusts; i++)
		trusts = lets_in(&rows[i], data->machine);
	if (trusts || data->all)
		add_row(pane, key,
			trusts ? "trusts the execution role" : "a role of the inventory");
	arena_rewind(&tui->frame, mark);
}

static void try_row(struct tui *tui, struct pane *pane, struct row *row)
{
	const struct bind *data = pane->data;
	const struct asked asked = {.machine = pane->place.subject, .pointer = pane->place.detail};
	const struct trace_options options = {.strict = tui->app->settings.strict, .brief = true};
	struct arena scratch = {0};
	const struct trace *trace;
	struct err err;
	struct world world =
	    world_with(tui, &scratch, &pane->place, data->path, edit_json(&scratch, row->value));
	if (!asked_trace(&scratch, &world, &asked, &options, &trace, &err)) {
		row->word = WORD_UNKNOWN;
		tui_fail(tui, &err);
	} else {
		const struct task_answer answer = {.verdict = trace->verdict,
						   .complete = trace->complete};
		row->word = mark_of_answer(&answer);
		if (trace->has_blocking)
			row->gate = str_from(gate_name(trace->blocking_gate));
	}
	arena_release(&scratch);
}

static bool idle(struct tui *tui, struct pane *pane)
{
	struct bind *data = pane->data;
	const struct names *roles = &tui->inventory.roles;
	int64_t until = clock_ticks_ms() + SLICE_MS;
	if (tui->stopped || !roles->complete)
		return false;
	do {
		if (data->tried < data->rows.n) {
			try_row(tui, pane, vec_at(&data->rows, data->tried++));
			data->version++;
		} else if (data->is_role && data->next < roles->n) {
			look_at_role(tui, pane, data->next++);
		} else {
			return false;
		}
	} while (clock_ticks_ms() < until);
	return true;
}

/* ---- opening --------------------------------------------------------------------------------- */

static const struct table_ops table_ops;

static bool find_open(struct tui *tui, struct pane *pane, struct bind *data,
		      const struct trace **trace, struct err *err)
{
	const struct asked asked = {.machine = pane->place.subject, .pointer = pane->place.detail};
	const struct trace_options options = {.strict = tui->app->settings.strict};
	struct world world = world_with(tui, &pane->arena, &pane->place, STR(""), NULL);
	const struct asl *asl;
	if (!trace_machine(&pane->arena, &world, asked.machine, &data->machine, &asl, err) ||
	    !asked_trace(&pane->arena, &world, &asked, &options, trace, err))
		return false;
	find_paths(&pane->arena, *trace, data);
	return data->n_paths > 0 ||
	       err_set(err, ERR_INPUT, "nothing in this Task is decided at run time");
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct bind *data = arena_alloc(&pane->arena, sizeof(*data));
	const struct trace *trace;
	if (!find_open(tui, pane, data, &trace, err))
		return false;
	pane->data = data;
	data->state = trace->state;
	data->path = pane->place.pointer.n > 0 ? pane->place.pointer : data->paths[0];
	data->is_role = str_eq(data->path, trace->target_path);
	vec_init(&data->rows, &pane->arena, sizeof(struct row));
	map_init(&data->known, &pane->arena);
	table_new(pane, &table_ops);
	const struct edit *bound = pane_bind_now(tui, pane);
	if (bound != NULL)
		add_row(pane, bound->value, "bound to it now");
	for (size_t i = 0; data->is_role && i < trace->n_candidates; i++)
		add_row(pane, trace->candidates[i].value, "fits what is known");
	return true;
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct row *row_at(struct pane *pane, size_t row)
{
	return vec_at(&((struct bind *)pane->data)->rows, row);
}

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct bind *)pane->data)->rows.n;
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct row *it = row_at(pane, row);
	switch (column) {
	case COL_VERDICT:
		out->text = mark_text(it->word);
		out->role = mark_role(it->word);
		break;
	case COL_ROLE:
		out->text = say_name_of(tui, it->value);
		out->middle = true;
		break;
	case COL_ACCOUNT:
		out->text = it->account.n > 0 ? say_account(tui, it->account) : STR("");
		break;
	case COL_WHY:
		out->text = str_from(it->why);
		out->role = THEME_DIM;
		break;
	default:
		out->text = it->gate;
		break;
	}
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct row *it = row_at(pane, row);
	out[0] = it->value;
	out[1] = inventory_account_name(&tui->inventory, it->account);
	out[2] = str_from(it->why);
	out[3] = mark_text(it->word);
	return 4;
}

static void sort_key(struct tui *tui, struct pane *pane, size_t row, int column,
		     struct sort_key *out)
{
	const struct row *it = row_at(pane, row);
	switch (column) {
	case COL_VERDICT: /* those that would work first */
		out->number = it->word == WORD_OK ? 0 : 1 + (uint64_t)it->word;
		break;
	case COL_ACCOUNT:
		out->number = inventory_account_rank(&tui->inventory, it->account);
		break;
	case COL_WHY:
		out->text = str_from(it->why);
		break;
	case COL_GATE:
		out->text = it->gate;
		break;
	default:
		out->text = it->value;
		break;
	}
}

static bool fails(struct tui *tui, struct pane *pane, size_t row)
{
	(void)tui;
	return row_at(pane, row)->word == WORD_FAIL;
}

static unsigned version(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((struct bind *)pane->data)->version;
}

static const char *empty(struct tui *tui, struct pane *pane)
{
	const struct bind *data = pane->data;
	if (!data->is_role)
		return "no list for this: b types a value";
	if (data->next < tui->inventory.roles.n)
		return "looking for roles that trust the execution role";
	return "no role of the inventory trusts the execution role: a lists all, b types one";
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .name = COL_ROLE,
    .count = count,
    .cell = cell,
    .parts = parts,
    .sort_key = sort_key,
    .fails = fails,
    .version = version,
    .empty = empty,
};

/* ---- what it says ---------------------------------------------------------------------------- */

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	const struct bind *data = pane->data;
	if (pane->broken != NULL)
		buf_add_cstr(buf, "Bind");
	else
		buf_printf(buf, "Bind %.*s", STR_ARG(tui_safe(tui, data->state)));
}

static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	const struct bind *data = pane->data;
	const struct edit *bound = pane_bind_now(tui, pane);
	struct buf buf;
	buf_init(&buf, &tui->frame, MESSAGE_MAX * 4);
	if (view->h < 6)
		return 0;
	buf_printf(&buf, "%.*s %s", STR_ARG(tui_safe(tui, data->path)),
		   data->is_role ? "is the role, chosen at run time" : "is decided at run time");
	if (data->n_paths > 1)
		buf_printf(&buf, " (%zu such here: p the next)", data->n_paths);
	view_fit(view, 1, 0, view->w - 2, THEME_UNKNOWN, buf_str(&buf), tui->ascii);
	if (bound == NULL)
		return 1;
	struct str text = arena_printf(&tui->frame, "bound to %.*s: dd takes that back",
				       STR_ARG(tui_safe(tui, bound->value)));
	view_fit(view, 1, 1, view->w - 2, THEME_STRONG, text, tui->ascii);
	return 2;
}

static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	struct arn arn;
	if (!table_row(tui, pane, &row))
		return false;
	*out = place_of_role(row_at(pane, row)->value);
	return arn_parse(out->subject, &arn) && arn_is_role(&arn);
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct bind *data = pane->data;
	size_t n = tui->inventory.roles.n;
	size_t row;
	if (data->is_role && data->next < n)
		buf_printf(buf, "%zu of %zu roles looked at%s   ", data->next, n,
			   tui->stopped ? ", halted" : "");
	if (table_row(tui, pane, &row))
		buf_add(buf, tui_safe(tui, row_at(pane, row)->value));
}

const struct pane_ops pane_bind = {
    .kind = PANE_BIND,
    .name = "bind",
    .title = "Bind",
    .beside = 58,
    .above = 55,
    .open = open,
    .crumb = crumb,
    .head = head,
    .target = target,
    .role = target,
    .idle = idle,
    .status = status,
};

/* ---- for its actions ------------------------------------------------------------------------- */

const struct edit *pane_bind_now(struct tui *tui, struct pane *pane)
{
	const struct bind *data = pane->data;
	return edits_value(&tui->edits, pane->place.subject, pane->place.detail, data->path);
}

bool pane_bind_value(struct tui *tui, struct pane *pane, struct str *value)
{
	size_t row;
	if (pane->broken != NULL || !table_row(tui, pane, &row))
		return false;
	*value = row_at(pane, row)->value;
	return true;
}

struct edit pane_bind_edit(struct pane *pane, struct str value)
{
	const struct bind *data = pane->data;
	return (struct edit){.kind = EDIT_VALUE,
			     .change = {.of = pane->place.subject},
			     .state = data->state,
			     .pointer = pane->place.detail,
			     .path = data->path,
			     .value = value};
}

bool pane_bind_next_path(struct pane *pane, struct str *path)
{
	const struct bind *data = pane->data;
	if (pane->broken != NULL || data->n_paths < 2)
		return false;
	for (size_t i = 0; i < data->n_paths; i++) {
		if (str_eq(data->paths[i], data->path)) {
			*path = data->paths[(i + 1) % data->n_paths];
			return true;
		}
	}
	*path = data->paths[0];
	return true;
}

const char *pane_bind_off_all(const struct pane *pane)
{
	const struct bind *data = pane->data;
	return !data->is_role ? "this is no role"
	       : data->all    ? "all roles are tried already"
			      : NULL;
}

void pane_bind_all(struct pane *pane)
{
	struct bind *data = pane->data;
	data->all = true;
	data->next = 0;
}
