/* app/edits.c - what somebody supposes of the inventory, one thing after the other. */
#include "rolehop/app/edits.h"

#include "rolehop/asl/read.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/policy/parse.h"

/* ---- what there is ------------------------------------------------------------------------------
 */

void edits_init(struct edits *edits)
{
	*edits = (struct edits){.at = 0};
	vec_init(&edits->states, &edits->arena, sizeof(struct edits_state));
	*(struct edits_state *)vec_push(&edits->states) = (struct edits_state){.n = 0};
}

void edits_release(struct edits *edits)
{
	arena_release(&edits->worlds[0]);
	arena_release(&edits->worlds[1]);
	arena_release(&edits->arena);
}

const struct edits_state *edits_now(const struct edits *edits)
{
	return vec_at(&edits->states, edits->at);
}

size_t edits_in_force(const struct edits *edits)
{
	const struct edits_state *now = edits_now(edits);
	size_t n = 0;

	for (size_t i = 0; i < now->n; i++)
		n += str_is_empty(now->items[i]->unread);
	return n;
}

/* ---- what can be edited -------------------------------------------------------------------------
 */

static bool is_identity(struct str of)
{
	struct arn arn;

	return arn_parse(of, &arn) && (arn_is_role(&arn) || arn_is_user(&arn));
}

static bool is_managed(struct str of)
{
	struct arn arn;

	return arn_parse(of, &arn) && str_eq(arn.service, STR("iam")) &&
	       str_starts(arn.resource, STR("policy/"));
}

/* What has one document of its own, by what it is. */
static void read_only_document(struct str of, struct change *out)
{
	struct arn arn;

	out->of = of;
	out->kind = is_managed(of)				  ? CHANGE_MANAGED
		    : str_starts(of, STR("p-"))			  ? CHANGE_ORG_POLICY
		    : arn_parse(of, &arn) && arn_is_machine(&arn) ? CHANGE_DEFINITION
								  : CHANGE_RESOURCE;
}

/* TABLE: labels that are the same for all documents of a kind. */
static const struct {
	struct str label;
	enum change_kind kind;
} label_rows[] = {
    {STR_INIT("trust policy"), CHANGE_TRUST},
    {STR_INIT("resource policy"), CHANGE_RESOURCE},
    {STR_INIT("definition"), CHANGE_DEFINITION},
    {STR_INIT("SCP (new)"), CHANGE_SCP_AT},
    {STR_INIT("boundary (what-if)"), CHANGE_BOUNDARY},
};

/* TABLE: labels whose end says which document; `of` is where it is attached. */
static const struct {
	struct str before;
	enum change_kind kind;
} prefix_rows[] = {
    {STR_INIT("boundary "), CHANGE_MANAGED},
    {STR_INIT("SCP "), CHANGE_ORG_POLICY},
    {STR_INIT("RCP "), CHANGE_ORG_POLICY},
};

bool edit_of_label(struct str of, struct str label, struct change *out)
{
	*out = (struct change){.of = of};
	for (size_t i = 0; i < sizeof(label_rows) / sizeof(label_rows[0]); i++)
		if (str_eq(label, label_rows[i].label)) {
			out->kind = label_rows[i].kind;
			return true;
		}
	for (size_t i = 0; i < sizeof(prefix_rows) / sizeof(prefix_rows[0]); i++)
		if (str_starts(label, prefix_rows[i].before)) {
			out->kind = prefix_rows[i].kind;
			out->of = str_skip(label, prefix_rows[i].before.n);
			return !str_is_empty(out->of);
		}
	if (str_starts(label, STR("inline "))) {
		out->kind = CHANGE_INLINE;
		out->name = str_skip(label, STR("inline ").n);
		return is_identity(of);
	}
	if (is_managed(label)) {
		read_only_document(label, out);
		return true;
	}
	if (!str_eq(label, STR("policy")))
		return false;
	read_only_document(of, out);
	return true;
}

struct str edit_label(struct arena *arena, const struct change *change)
{
	if (change->kind == CHANGE_INLINE)
		return arena_printf(arena, "inline %.*s", STR_ARG(change->name));
	if (change->kind == CHANGE_ORG_POLICY)
		return arena_printf(arena, "SCP %.*s", STR_ARG(change->of));
	for (size_t i = 0; i < sizeof(label_rows) / sizeof(label_rows[0]); i++)
		if (label_rows[i].kind == change->kind)
			return label_rows[i].label;
	return change->of;
}

static bool about_same(const struct change *a, const struct change *b)
{
	return a->kind == b->kind && str_eq(a->of, b->of) && str_eq(a->name, b->name);
}

const struct edit *edits_document(const struct edits *edits, const struct change *about,
				  bool unread)
{
	const struct edits_state *now = edits_now(edits);
	const struct edit *found = NULL;

	for (size_t i = 0; i < now->n; i++) {
		const struct edit *edit = now->items[i];
		bool waits = !str_is_empty(edit->unread);
		if (edit->kind != EDIT_DOCUMENT || !about_same(&edit->change, about) ||
		    (waits && !unread))
			continue;
		if (found == NULL || waits)
			found = edit;
	}
	return found;
}

const struct edit *edits_value(const struct edits *edits, struct str machine, struct str pointer,
			       struct str path)
{
	const struct edits_state *now = edits_now(edits);

	for (size_t i = 0; i < now->n; i++) {
		const struct edit *edit = now->items[i];
		if (edit->kind == EDIT_VALUE && str_eq(edit->change.of, machine) &&
		    str_eq(edit->pointer, pointer) &&
		    (str_is_empty(path) || str_eq(edit->path, path)))
			return edit;
	}
	return NULL;
}

bool edits_check(struct arena *arena, const struct change *change, struct err *err)
{
	const struct policy *policy;
	const struct asl *asl;

	if (change->kind == CHANGE_DEFINITION)
		return asl_read(arena, change->document, &asl, err);
	return policy_parse(arena, change->document, &policy, err);
}

/* ---- one state after the other ------------------------------------------------------------------
 */

static struct change keep_change(struct arena *arena, const struct change *change)
{
	return (struct change){.kind = change->kind,
			       .of = arena_str(arena, change->of),
			       .name = arena_str(arena, change->name),
			       .document = arena_str(arena, change->document)};
}

static const struct edit *keep(struct arena *arena, const struct edit *edit)
{
	struct edit *kept = arena_alloc(arena, sizeof(*kept));

	*kept = (struct edit){.kind = edit->kind,
			      .change = keep_change(arena, &edit->change),
			      .label = arena_str(arena, edit->label),
			      .before = arena_str(arena, edit->before),
			      .unread = arena_str(arena, edit->unread),
			      .state = arena_str(arena, edit->state),
			      .pointer = arena_str(arena, edit->pointer),
			      .path = arena_str(arena, edit->path),
			      .value = arena_str(arena, edit->value)};
	return kept;
}

/* Does `later` take the place of `edit`? What cannot be read leaves what is in force. */
static bool replaces(const struct edit *later, const struct edit *edit)
{
	if (later->kind != edit->kind || !about_same(&later->change, &edit->change))
		return false;
	if (later->kind == EDIT_VALUE)
		return str_eq(later->pointer, edit->pointer) && str_eq(later->path, edit->path);
	return str_is_empty(later->unread) || !str_is_empty(edit->unread);
}

/* A new state after the present one; what was undone is forgotten. */
static void push(struct edits *edits, const struct edit **items, size_t n, unsigned stamp)
{
	while (edits->states.n > edits->at + 1)
		vec_pop(&edits->states);
	*(struct edits_state *)vec_push(&edits->states) = (struct edits_state){items, n, stamp};
	edits->at++;
	edits->undone = 0;
}

void edits_put(struct edits *edits, const struct edit *edit, unsigned stamp)
{
	const struct edits_state *now = edits_now(edits);
	const struct edit **items = arena_array(&edits->arena, now->n + 1, sizeof(*items));
	const struct edit *kept = keep(&edits->arena, edit);
	bool placed = false;
	size_t n = 0;

	for (size_t i = 0; i < now->n; i++) {
		bool out = replaces(edit, now->items[i]);
		if (!out)
			items[n++] = now->items[i];
		else if (!placed)
			items[n++] = kept;
		placed = placed || out;
	}
	if (!placed)
		items[n++] = kept;
	push(edits, items, n, stamp);
}

void edits_drop(struct edits *edits, size_t i, unsigned stamp)
{
	const struct edits_state *now = edits_now(edits);
	const struct edit **items = arena_array(&edits->arena, now->n + 1, sizeof(*items));
	size_t n = 0;

	for (size_t k = 0; k < now->n; k++)
		if (k != i)
			items[n++] = now->items[k];
	push(edits, items, n, stamp);
}

void edits_drop_all(struct edits *edits, unsigned stamp)
{
	push(edits, NULL, 0, stamp);
}

bool edits_can_undo(const struct edits *edits)
{
	return edits->at > 0;
}

bool edits_can_redo(const struct edits *edits)
{
	return edits->at + 1 < edits->states.n;
}

void edits_undo(struct edits *edits, unsigned stamp)
{
	edits->at--;
	edits->undone = stamp;
}

void edits_redo(struct edits *edits, unsigned stamp)
{
	edits->at++;
	((struct edits_state *)vec_at(&edits->states, edits->at))->stamp = stamp;
}

/* ---- over the world -----------------------------------------------------------------------------
 */

const struct json *edit_json(struct arena *arena, struct str value)
{
	const struct json *json = NULL;
	struct err ignored;
	struct buf buf;

	if (json_parse(arena, value, &json, &ignored))
		return json;
	buf_init(&buf, arena, 8 * value.n + 16);
	json_write_str(&buf, value);
	return json_parse(arena, buf_str(&buf), &json, &ignored) ? json : NULL;
}

static void sort_out(struct arena *arena, const struct edits_state *now, struct vec *changes,
		     struct vec *settings)
{
	vec_init(changes, arena, sizeof(struct change));
	vec_init(settings, arena, sizeof(struct world_setting));
	for (size_t i = 0; i < now->n; i++) {
		const struct edit *edit = now->items[i];
		if (!str_is_empty(edit->unread))
			continue;
		if (edit->kind == EDIT_DOCUMENT)
			*(struct change *)vec_push(changes) = edit->change;
		else
			*(struct world_setting *)vec_push(settings) = (struct world_setting){
			    edit->change.of,
			    edit->pointer,
			    {edit->path, edit_json(arena, edit->value), NULL}};
	}
}

bool edits_lay(struct edits *edits, struct app *app, struct err *err)
{
	struct arena *arena = &edits->worlds[edits->turn ^ 1u];
	struct vec changes, settings;
	struct world *below;
	struct world over;

	arena_release(arena);
	sort_out(arena, edits_now(edits), &changes, &settings);
	below = arena_alloc(arena, sizeof(*below));
	*below = app->what_if ? app->base_world : app->world;
	if (!world_overlay_open(arena, below, changes.items, changes.n, &over, err))
		return false;
	over.settings = settings.items;
	over.n_settings = settings.n;
	edits->turn ^= 1u;
	app->base_world = *below;
	app->what_if = changes.n + settings.n > 0;
	app->world = app->what_if ? over : *below;
	app->changes = changes.items;
	app->n_changes = changes.n;
	return true;
}
