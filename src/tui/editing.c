/* tui/editing.c - a document that is being changed: what an editor gets, and what came back. */
#include "tui/editing.h"

#include "rolehop/base/safe.h"
#include "rolehop/base/yaml.h"
#include "rolehop/trace/remedy.h"
#include "tui/documents.h"
#include "tui/jsontext.h"
#include "tui/panes.h"
#include "tui/suppose.h"

enum { FILE_NAME_BYTES = 80 };

/* ---- which document -------------------------------------------------------------------------- */

/* "new trust policy" is what a remedy leads to. */
static struct str bare_label(struct str label)
{
	return str_starts(label, STR("new ")) ? str_skip(label, 4) : label;
}

/* The document that the pane is, or that its cursor leads to, or that would be new there; else the
 * role's trust policy. */
static bool find_place(struct tui *tui, struct pane *pane, struct place *out)
{
	if (pane->broken != NULL)
		return false;
	if (pane->ops->kind == PANE_DOCUMENT) {
		*out = pane->place;
		out->text = pane_document_text(pane);
		return true;
	}
	if (pane_role_new(tui, pane, out))
		return true;
	if (pane_target(tui, pane, out) && out->kind == PANE_DOCUMENT)
		return true;
	if (pane_definition(tui, pane, out))
		return true;
	if (!pane_role_of(tui, pane, out))
		return false;
	*out = place_of_document(out->subject, STR("trust policy"), STR(""), STR(""));
	return true;
}

static bool find_change(struct tui *tui, struct pane *pane, struct place *place,
			struct change *change)
{
	return find_place(tui, pane, place) &&
	       edit_of_label(place->subject, bare_label(place->detail), change);
}

const char *editing_off(struct tui *tui, struct pane *pane)
{
	struct place place;
	struct change change;
	if (pane->ops->kind == PANE_TRACE && pane->place.pointer.n > 0)
		return "this is how it was: only what is now can be supposed otherwise";
	if (!find_place(tui, pane, &place))
		return "no policy or definition here";
	return find_change(tui, pane, &place, &change)
		   ? NULL
		   : "nobody can give this document another text";
}

/* ---- what the editor gets -------------------------------------------------------------------- */

/* What is in the inventory itself, whatever is supposed. */
static struct str as_it_is(struct tui *tui, struct arena *arena, const struct change *about,
			   const struct place *place)
{
	const struct edit *edit = edits_document(&tui->edits, about, true);
	struct place bare = *place;
	struct str text;
	struct err ignored;
	bare.text = STR("");
	bare.detail = bare_label(place->detail);
	if (edit != NULL)
		return arena_str(arena, edit->before);
	return document_find(tui, tui->app, &tui->frame, &bare, &text, &ignored)
		   ? arena_str(arena, text)
		   : STR("");
}

struct str editing_before(struct tui *tui, const struct change *about, struct str label)
{
	struct place place = place_of_document(about->of, label, STR(""), STR(""));
	return as_it_is(tui, &tui->frame, about, &place);
}

static struct change bare_change(struct arena *arena, const struct change *change)
{
	return (struct change){.kind = change->kind,
			       .of = arena_str(arena, change->of),
			       .name = arena_str(arena, change->name)};
}

static void start(struct tui *tui, const struct change *about, struct str label, struct str before,
		  struct str text)
{
	struct arena arena = {0};
	struct editing *editing = &tui->editing;
	struct editing fresh = {.about = bare_change(&arena, about),
				.label = arena_str(&arena, label),
				.before = arena_str(&arena, before),
				.text = jsontext_lay(&arena, arena_str(&arena, text)),
				.line = 1};
	arena_release(&editing->arena);
	*editing = fresh;
	editing->arena = arena;
}

/* "line 5, column 25: ..." is line 5; else the first. */
static size_t line_named(struct str why)
{
	size_t line = 0;
	if (!str_starts(why, STR("line ")))
		return 1;
	for (size_t i = 5; i < why.n && ascii_is_digit(why.p[i]) && line < 1000000; i++)
		line = line * 10 + (size_t)(why.p[i] - '0');
	return line > 0 ? line : 1;
}

bool editing_begin(struct tui *tui, struct pane *pane)
{
	struct place place;
	struct change about;
	struct str text;
	struct err err;
	if (!find_change(tui, pane, &place, &about))
		return false;
	const struct edit *edit = edits_document(&tui->edits, &about, true);
	bool waits = edit != NULL && edit->unread.n > 0;
	if (waits)
		text = edit->change.document;
	else if (!document_find(tui, tui->app, &tui->frame, &place, &text, &err)) {
		tui_fail(tui, &err);
		return false;
	}
	struct str before = as_it_is(tui, &tui->frame, &about, &place);
	start(tui, &about, bare_label(place.detail), before, text);
	if (waits)
		tui->editing.line = line_named(edit->unread);
	else
		tui->editing.line = pane->ops->kind == PANE_DOCUMENT && !pane->spot.option
					? (size_t)pane->spot.cursor
					: jsontext_line(tui->editing.text, place.pointer);
	return true;
}

bool editing_again(struct tui *tui, const struct edit *edit)
{
	if (edit->kind != EDIT_DOCUMENT)
		return false;
	start(tui, &edit->change, edit->label, edit->before, edit->change.document);
	tui->editing.line = line_named(edit->unread);
	return true;
}

struct str editing_file(struct arena *arena, const struct editing *editing)
{
	struct str of = editing->about.of;
	ptrdiff_t slash = str_find_last_char(of, '/');
	ptrdiff_t colon = str_find_last_char(of, ':');
	struct str name =
	    arena_printf(arena, "%.*s-%.*s",
			 STR_ARG(str_skip(of, (size_t)((slash > colon ? slash : colon) + 1))),
			 STR_ARG(editing->label));
	char *bytes = arena_cstr(
	    arena, str_slice(name, 0, name.n < FILE_NAME_BYTES ? name.n : FILE_NAME_BYTES));
	for (char *c = bytes; *c != '\0'; c++) {
		bool plain = ascii_is_alnum(*c);
		*c = plain || *c == '-' || *c == '_' ? *c : '-';
	}
	return arena_printf(arena, "%s.%s", bytes[0] == '-' ? bytes + 1 : bytes,
			    yaml_is(editing->text) ? "yaml" : "json");
}

/* ---- what came back -------------------------------------------------------------------------- */

static bool same_text(struct arena *arena, struct str a, struct str b)
{
	return a.n > 0 && b.n > 0 &&
	       str_eq(str_trim(jsontext_normal(arena, a)), str_trim(jsontext_normal(arena, b)));
}

static size_t index_of(const struct edits_state *now, const struct edit *edit)
{
	size_t i = 0;
	while (i < now->n && now->items[i] != edit)
		i++;
	return i;
}

/* Back to what is in the inventory: nothing is supposed of it any more. */
static void take_back(struct tui *tui, const struct change *about)
{
	const struct edit *edit = edits_document(&tui->edits, about, true);
	if (edit == NULL) {
		tui_say(tui, THEME_STATUS, "nothing was changed");
		return;
	}
	edits_drop(&tui->edits, index_of(edits_now(&tui->edits), edit), ++tui->stamp);
	suppose_lay(tui);
	tui_say(tui, THEME_STATUS, "as in the inventory again");
}

void editing_end(struct tui *tui, struct str text)
{
	const struct editing *editing = &tui->editing;
	struct edit edit = {
	    .change = editing->about, .label = editing->label, .before = editing->before};
	struct err err = {.kind = ERR_NONE};
	edit.change.document = text;
	if (same_text(&tui->frame, text, editing->before)) {
		take_back(tui, &editing->about);
	} else if (edits_check(&tui->frame, &edit.change, &err)) {
		suppose(tui, &edit);
		tui_say(tui, THEME_STATUS, "supposed: W shows what it turns, u takes it back");
	} else {
		edit.unread = str_from(err.text);
		suppose(tui, &edit);
		tui_say(tui, THEME_ERROR, "not in force, but kept: e goes on with it. %s",
			safe_text(&tui->frame, str_from(err.text)).p);
	}
}

/* ---- remedies -------------------------------------------------------------------------------- */

static bool try_one(struct tui *tui, const struct remedy *remedy)
{
	struct edit edit = {.label = remedy->policy};
	struct place place = place_of_document(remedy->of, remedy->policy, STR(""), STR(""));
	if (!edit_of_label(remedy->of, remedy->policy, &edit.change))
		return false;
	edit.before = remedy->fresh ? STR("") : as_it_is(tui, &tui->frame, &edit.change, &place);
	edit.change.document = remedy->document;
	edits_put(&tui->edits, &edit, ++tui->stamp);
	return true;
}

void editing_try(struct tui *tui, const struct trace *trace, const struct remedy *remedy)
{
	size_t done = try_one(tui, remedy);
	for (size_t i = 0; done > 0 && i < remedy->n_needs; i++)
		done += try_one(tui, &trace->remedies[remedy->needs[i]]);
	if (done == 0) {
		tui_say(tui, THEME_STATUS, "this change cannot be laid over the inventory");
		return;
	}
	suppose_lay(tui);
	tui_say(tui, THEME_STATUS, "supposed%s: W shows what it turns, u takes it back",
		done > 1 ? ", with what it needs" : "");
}
