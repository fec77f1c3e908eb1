/* tui/explorer.c - the explorer without a terminal: keys in, a canvas out. */
#include "tui/explorer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rolehop/app/options.h"
#include "rolehop/base/safe.h"
#include "rolehop/record/incident.h"
#include "tui/actions.h"
#include "tui/at.h"
#include "tui/clip.h"
#include "tui/command.h"
#include "tui/complete.h"
#include "tui/export.h"
#include "tui/grid.h"
#include "tui/keys.h"
#include "tui/panes.h"
#include "tui/siblings.h"
#include "tui/suppose.h"
#include "tui/undo.h"

enum { PASTE_MAX = 256 * 1024 };

/* ---- life ------------------------------------------------------------------------------------ */

void tui_begin_reading(struct tui *tui)
{
	struct err err;
	if (!store_read_begin(tui->app->store, &err))
		tui_fail(tui, &err);
}

void tui_end_reading(struct tui *tui)
{
	store_read_end(tui->app->store);
}

void tui_init(struct tui *tui, struct app *app, int cols, int rows)
{
	struct err err;
	*tui = (struct tui){.app = app,
			    .ascii = app->settings.ascii,
			    .plain = app->settings.plain,
			    .mouse = app->settings.mouse};
	tui->theme = *theme_mono();
	keymap_init(&tui->keymap);
	edits_init(&tui->edits);
	kept_init(&tui->kept);
	tui->theme_kept = tui->theme_shown = tui->theme.name.p;
	canvas_resize(&tui->canvas, cols, rows);
	tui_begin_reading(tui);
	if (!inventory_open(&tui->inventory, app->store, &err))
		tui_fail(tui, &err);
	verdicts_init(&tui->verdicts, app, &tui->inventory);
	history_tab(&tui->history, tui, PANE_WORKFLOWS);
	tui->log_seen = app->log.total;
	tui->preview_wanted = true;
	tui_end_reading(tui);
}

void tui_release(struct tui *tui)
{
	pane_free(tui->preview);
	pane_free(tui->deeper);
	pane_free(tui->overlay);
	history_release(&tui->history);
	verdicts_release(&tui->verdicts);
	verdicts_release(&tui->base);
	app_at_release(tui);
	collecting_release(tui);
	edits_release(&tui->edits);
	arena_release(&tui->editing.arena);
	inventory_release(&tui->inventory);
	kept_release(&tui->kept);
	canvas_release(&tui->canvas);
	arena_release(&tui->frame);
	arena_release(&tui->theme_arena);
	arena_release(&tui->copied_arena);
	arena_release(&tui->pasted_arena);
	*tui = (struct tui){0};
}

void tui_take_kept(struct tui *tui)
{
	if (setting_source_of(tui->app, STR("mouse")) == SOURCE_DEFAULT)
		tui->mouse = tui->kept.mouse;
	tui->zoom = tui->kept.zoom;
	tui->split = tui->kept.split;
	tui_begin_reading(tui);
	history_release(&tui->history);
	history_tab(&tui->history, tui, tui->kept.tab);
	tui_end_reading(tui);
	tui->preview_wanted = true;
}

void tui_give_kept(struct tui *tui)
{
	if (setting_source_of(tui->app, STR("mouse")) == SOURCE_DEFAULT)
		tui->kept.mouse = tui->mouse;
	tui->kept.zoom = tui->zoom;
	tui->kept.split = tui->split;
	tui->kept.tab = history_tab_kind(&tui->history);
}

void tui_resize(struct tui *tui, int cols, int rows)
{
	canvas_resize(&tui->canvas, cols, rows);
	tui->preview_wanted = true;
}

void tui_say(struct tui *tui, enum theme_role role, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	vsnprintf(tui->message, sizeof(tui->message), fmt, args);
	va_end(args);
	tui->message_role = role;
}

void tui_fail(struct tui *tui, const struct err *err)
{
	struct str text = safe_text(&tui->frame, str_from(err->text));
	log_add(&tui->app->log, "%.*s", STR_ARG(text));
	tui_say(tui, THEME_ERROR, "%.*s", STR_ARG(str_slice(text, 0, MESSAGE_MAX - 1)));
}

struct str tui_safe(struct tui *tui, struct str text)
{
	return safe_text(&tui->frame, text);
}

static bool show_theme(struct tui *tui, const char *name)
{
	struct arena arena = {0};
	struct theme theme;
	struct err err;
	tui->theme_shown = arena_cstr(&tui->app->arena, str_from(name));
	if (!tui->app->color) {
		theme = *theme_mono();
	} else if (!theme_load(&arena, name, &theme, &err)) {
		tui_fail(tui, &err);
		arena_release(&arena);
		return false;
	}
	arena_release(&tui->theme_arena);
	tui->theme_arena = arena;
	tui->theme = theme;
	tui->theme_changed = true;
	return true;
}

bool tui_use_theme(struct tui *tui, const char *name)
{
	if (!show_theme(tui, name))
		return false;
	tui->theme_kept = tui->theme_shown;
	return true;
}

/* While the list of themes is open the screen wears the one under the cursor, else the one kept. */
static void follow_theme(struct tui *tui)
{
	struct str name = str_from(tui->theme_kept);
	if (tui->overlay != NULL)
		pane_theme_here(tui, tui->overlay, &name);
	if (!str_eq(name, str_from(tui->theme_shown)))
		show_theme(tui, arena_cstr(&tui->frame, name));
}

/* ---- where the user is ----------------------------------------------------------------------- */

struct pane *tui_current(struct tui *tui)
{
	return history_current(&tui->history);
}

struct pane *tui_focus(struct tui *tui)
{
	if (tui->overlay != NULL)
		return tui->overlay;
	return tui->focus_preview && tui->preview != NULL ? tui->preview : tui_current(tui);
}

bool tui_shows_parent(struct tui *tui)
{
	return tui_current(tui)->ops->leaf && history_parent(&tui->history) != NULL;
}

static void moved(struct tui *tui)
{
	tui->focus_preview = false;
	tui->preview_wanted = true;
}

/* The pane at *from if it is the one wanted, which is taken from there; else NULL. */
static struct pane *take_if_same(struct pane **from, const struct place *place)
{
	struct pane *pane = *from;
	if (pane == NULL || !place_same(&pane->place, place))
		return NULL;
	*from = NULL;
	return pane;
}

static void open_place(struct tui *tui, const struct place *place)
{
	struct pane *pane = NULL;
	if (tui->focus_preview && tui->preview != NULL) {
		/* What was opened from the preview comes after it on the way. */
		struct pane *preview = tui->preview;
		tui->preview = NULL;
		history_push(&tui->history, preview);
		pane = take_if_same(&tui->deeper, place);
	} else {
		pane = take_if_same(&tui->preview, place);
	}
	if (pane == NULL)
		pane = pane_new(tui, place);
	history_push(&tui->history, pane);
	moved(tui);
}

static void clear_text(struct tui *tui, struct pane *pane)
{
	pane->spot.n_text = 0;
	pane_refilter(tui, pane);
}

static void close_something(struct tui *tui)
{
	struct pane *pane = tui_focus(tui);
	if (pane->spot.n_text > 0) {
		clear_text(tui, pane);
	} else if (tui->overlay != NULL) {
		pane_free(tui->overlay);
		tui->overlay = NULL;
	} else if (tui->focus_preview) {
		tui->focus_preview = false;
	} else if (!history_is_tab(&tui->history, pane) && history_step(&tui->history, -1)) {
		moved(tui);
	} else {
		tui_say(tui, THEME_STATUS, "Q quits");
	}
}

static void open_overlay(struct tui *tui, const struct place *place)
{
	bool same = tui->overlay != NULL && tui->overlay->place.kind == place->kind;
	struct pane *fresh = same ? NULL : pane_new(tui, place);
	struct place list;
	pane_free(tui->overlay);
	tui->overlay = fresh;
	if (fresh != NULL && siblings_list(tui, tui_current(tui), &list) &&
	    place_same(&list, place))
		siblings_begin(tui, tui_current(tui), fresh);
	if (place->kind == PANE_LOG)
		tui->log_seen = tui->app->log.total;
}

static void close_overlay(struct tui *tui)
{
	pane_free(tui->overlay);
	tui->overlay = NULL;
}

static void copy(struct tui *tui, struct str text)
{
	if (text.n > CLIP_MAX) {
		tui_say(tui, THEME_ERROR,
			"%zu bytes are more than clipboards take (%d): x writes a file", text.n,
			CLIP_MAX);
		return;
	}
	arena_release(&tui->copied_arena);
	tui->copied = arena_str(&tui->copied_arena, text);
	tui->wish = WISH_COPY;
}

/* From a list of what stands beside what is open, it takes the place of that. */
static void open_from(struct tui *tui, struct place place)
{
	bool replaces = tui->overlay != NULL && siblings_replace(tui, tui->overlay, &place);
	if (replaces && !history_is_tab(&tui->history, tui_current(tui))) {
		place = place_copy(&tui->frame, &place);
		tui->focus_preview = false;
		history_step(&tui->history, -1);
	}
	open_place(tui, &place);
	close_overlay(tui);
}

void tui_apply(struct tui *tui, const struct effect *effect)
{
	switch (effect->kind) {
	case EFFECT_NONE:
		break;
	case EFFECT_OPEN:
		open_from(tui, effect->place);
		break;
	case EFFECT_TAB:
		close_overlay(tui);
		history_tab(&tui->history, tui, effect->place.kind);
		moved(tui);
		break;
	case EFFECT_OVERLAY:
		open_overlay(tui, &effect->place);
		break;
	case EFFECT_CLOSE:
		close_something(tui);
		break;
	case EFFECT_BACK:
	case EFFECT_FORWARD:
		close_overlay(tui);
		if (history_step(&tui->history, effect->kind == EFFECT_BACK ? -1 : 1))
			moved(tui);
		break;
	case EFFECT_PROMPT:
		prompt_open(&tui->prompt, effect->prompt, str_from(effect->text));
		recall_begin(&tui->kept.recalls[effect->prompt]);
		break;
	case EFFECT_COPY:
		copy(tui, effect->copied);
		break;
	case EFFECT_SAY:
		tui_say(tui, THEME_STATUS, "%s", effect->text);
		break;
	case EFFECT_THEME:
		close_overlay(tui);
		if (!tui->app->color)
			tui_say(tui, THEME_STATUS, "colours are off: NO_COLOR or --color never");
		else if (tui_use_theme(tui, effect->text))
			tui_say(tui, THEME_STATUS, "theme %.*s",
				STR_ARG(tui_safe(tui, str_from(effect->text))));
		break;
	case EFFECT_WISH:
		tui->wish = effect->wish;
		break;
	}
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void set_text(struct tui *tui, struct pane *pane, struct str text)
{
	size_t n = text.n < SPOT_TEXT_MAX ? text.n : SPOT_TEXT_MAX;
	if (n > 0)
		memcpy(pane->spot.text, text.p, n);
	pane->spot.n_text = n;
	pane_refilter(tui, pane);
}

void tui_act(struct tui *tui, struct pane *pane, const struct action *action)
{
	const char *why = action_off(tui, pane, action);
	if (why != NULL) {
		tui_say(tui, THEME_STATUS, "%s is off: %s", action->info.name, why);
		return;
	}
	struct effect effect = action->run(tui, pane);
	tui_apply(tui, &effect);
}

static void finish_prompt(struct tui *tui, struct pane *pane, enum prompt_kind kind)
{
	struct str text = arena_str(&tui->frame, prompt_text(&tui->prompt));
	tui->prompt.kind = PROMPT_NONE;
	recall_add(&tui->kept.recalls[kind], text);
	if (kind == PROMPT_COMMAND) {
		struct effect effect = command_run(tui, pane, text);
		tui_apply(tui, &effect);
	} else if (kind == PROMPT_EXPORT) {
		export_pane(tui, pane, text);
	} else if (kind == PROMPT_FOLDER) {
		suppose_write(tui, text);
	} else if (kind == PROMPT_IMPORT) {
		collecting_typed(tui, INTAKE_IMPORT, text);
	} else if (kind == PROMPT_SYNC) {
		collecting_typed(tui, INTAKE_SYNC, text);
	} else if (kind == PROMPT_VALUE) {
		bind_typed(tui, pane, text);
	} else if (kind == PROMPT_SEARCH && text.n > 0 && !pane_on_match(pane) &&
		   !pane_next_match(tui, pane, 1)) {
		tui_say(tui, THEME_STATUS, "not found");
	}
}

/* Lines typed before: Ctrl-P and Ctrl-N, and the arrows where they move no rows. */
static bool recall(struct tui *tui, uint32_t key)
{
	bool arrows = !prompt_row(tui->prompt.kind)->filters;
	bool older = key == K_CTRL('p') || (arrows && key == K_UP);
	bool newer = key == K_CTRL('n') || (arrows && key == K_DOWN);
	struct str line;
	if (!older && !newer)
		return false;
	if (recall_step(&tui->kept.recalls[tui->prompt.kind], older ? -1 : 1,
			prompt_text(&tui->prompt), &line))
		prompt_set(&tui->prompt, line);
	return true;
}

static void key_to_prompt(struct tui *tui, uint32_t key)
{
	struct pane *pane = tui_focus(tui);
	enum prompt_kind kind = tui->prompt.kind;
	bool filters = prompt_row(kind)->filters;
	const struct action *action;
	if (recall(tui, key)) {
		if (filters)
			set_text(tui, pane, prompt_text(&tui->prompt));
		return;
	}
	switch (prompt_key(&tui->prompt, key)) {
	case PROMPT_EDITED:
		if (filters)
			set_text(tui, pane, prompt_text(&tui->prompt));
		break;
	case PROMPT_DONE:
		finish_prompt(tui, pane, kind);
		break;
	case PROMPT_GIVEN_UP:
		tui->prompt.kind = PROMPT_NONE;
		if (filters)
			set_text(tui, pane, (struct str){tui->prompt.before, tui->prompt.n_before});
		break;
	case PROMPT_COMPLETE:
		if (kind == PROMPT_COMMAND)
			command_complete(tui, pane);
		else if (prompt_row(kind)->paths)
			complete_path(tui);
		break;
	case PROMPT_PASSED: /* the arrows move in what the filter leaves */
		action = key >= K_FIRST ? keymap_action(&tui->keymap, pane->ops->kind, K_NONE, key)
					: NULL;
		if (action != NULL && filters)
			tui_act(tui, pane, action);
		break;
	}
}

/* What is marked or under the cursor stays in tui->copied, as for copying. */
void tui_run_custom(struct tui *tui, struct pane *pane, const struct custom *custom)
{
	arena_release(&tui->copied_arena);
	tui->copied = grid_arns(tui, pane, &tui->copied_arena);
	tui->custom = custom;
	tui->wish = WISH_SHELL;
}

static void key_to_pane(struct tui *tui, uint32_t key)
{
	struct pane *pane = tui_focus(tui);
	uint32_t first = tui->chord;
	tui->chord = K_NONE;
	const struct action *action = keymap_action(&tui->keymap, pane->ops->kind, first, key);
	if (action == NULL && first != K_NONE) /* no such chord: the second key counts alone */
		action = keymap_action(&tui->keymap, pane->ops->kind, K_NONE, key);
	const struct custom *custom = customs_of_key(&tui->customs, first, key);
	if (action != NULL) {
		tui_act(tui, pane, action);
	} else if (custom != NULL) {
		tui_run_custom(tui, pane, custom);
	} else if (customs_begin(&tui->customs, key) ||
		   keymap_begins(&tui->keymap, pane->ops->kind, key)) {
		tui->chord = key;
	} else {
		char name[KEY_NAME_MAX];
		struct str help =
		    keymap_first(&tui->keymap, action_of_name(pane->ops->kind, STR("help")));
		tui_say(tui, THEME_STATUS, "%s does nothing here: %.*s lists the keys",
			key_show(key, name), STR_ARG(help));
	}
}

/* What was pasted outside of a prompt opens what it is about: an ARN, or something denied. */
static void open_pasted(struct tui *tui, struct str text)
{
	struct place place = {.kind = PANE_DENIAL, .text = text};
	const struct incident *incidents;
	struct err err;
	size_t n;
	if (tui->pasted.over) {
		tui_say(tui, THEME_ERROR,
			"more than %d KB were pasted: rolehop explain reads files",
			PASTE_MAX / 1024);
	} else if (str_starts(text, STR("arn:")) && str_find_char(text, ' ') < 0 &&
		   str_find_char(text, '\n') < 0) {
		struct effect effect = command_go(tui, text);
		tui_apply(tui, &effect);
	} else if (incidents_read(&tui->frame, text, &incidents, &n, &err)) {
		tui_apply(tui, &(struct effect){.kind = EFFECT_OPEN, .place = place});
	} else {
		tui_say(tui, THEME_STATUS,
			"pasted text is no denial and no ARN; / or : first, to type it there");
	}
}

static void begin_paste(struct tui *tui)
{
	tui->pasting = true;
	arena_release(&tui->pasted_arena);
	buf_init(&tui->pasted, &tui->pasted_arena, PASTE_MAX);
}

/* Pasted text is text: it never runs actions. */
static void paste(struct tui *tui, uint32_t key)
{
	char bytes[4];
	bool typed = tui->prompt.kind != PROMPT_NONE;
	if (key == K_PASTE_END) {
		tui->pasting = false;
		if (!typed)
			open_pasted(tui, str_trim(buf_str(&tui->pasted)));
		return;
	}
	if (key == K_ENTER || key == K_TAB)
		key = typed || key == K_TAB ? ' ' : '\n';
	if (typed && key >= ' ' && key < K_FIRST)
		key_to_prompt(tui, key);
	else if (!typed && key < K_FIRST)
		buf_add(&tui->pasted, (struct str){bytes, canvas_encode(key, bytes)});
}

/* What u brings back, and what the next pane of this kind begins with. */
static void note_change(struct tui *tui)
{
	struct pane *panes[] = {tui_current(tui), tui->preview};
	if (tui->prompt.kind != PROMPT_NONE)
		return;
	for (size_t i = 0; i < sizeof(panes) / sizeof(panes[0]); i++) {
		if (panes[i] != NULL && undo_note(panes[i], tui->stamp + 1)) {
			tui->stamp++;
			kept_take_order(&tui->kept, panes[i]);
		}
	}
}

static void begin_input(struct tui *tui)
{
	tui->message[0] = '\0';
	tui->wish = WISH_NONE;
	tui_begin_reading(tui);
}

static void finish_input(struct tui *tui)
{
	follow_theme(tui);
	note_change(tui);
	tui_end_reading(tui);
	tui->preview_wanted = true;
	arena_release(&tui->frame);
}

void tui_mouse(struct tui *tui, const struct mouse_event *event)
{
	begin_input(tui);
	if (!tui->pasting && tui->prompt.kind == PROMPT_NONE)
		mouse_act(tui, event);
	finish_input(tui);
}

void tui_edited(struct tui *tui, enum edited edited, struct str text, const struct err *err)
{
	begin_input(tui);
	if (edited == EDITED)
		editing_end(tui, text);
	else if (edited == EDITED_NOTHING)
		tui_say(tui, THEME_STATUS, "nothing was changed");
	else
		tui_fail(tui, err);
	finish_input(tui);
}

/* Keys that were typed ahead act on lines, and nothing was drawn between them. */
static void lay_out_first(struct tui *tui)
{
	const struct pane *pane = tui_focus(tui);
	if ((pane->sheet != NULL || pane->drawing != NULL) && pane->width == 0)
		tui_draw(tui);
}

void tui_key(struct tui *tui, uint32_t key)
{
	lay_out_first(tui);
	begin_input(tui);
	if (key == K_PASTE_BEGIN)
		begin_paste(tui);
	else if (tui->pasting)
		paste(tui, key);
	else if (tui->prompt.kind != PROMPT_NONE)
		key_to_prompt(tui, key);
	else
		key_to_pane(tui, key);
	finish_input(tui);
}
