/* tui/explorer.c - the explorer without a terminal: where the user is, and what comes of an effect.
 */
#include "tui/explorer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rolehop/app/options.h"
#include "rolehop/base/safe.h"
#include "tui/actions.h"
#include "tui/at.h"
#include "tui/clip.h"
#include "tui/panes.h"
#include "tui/siblings.h"

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
		tui_lose(tui, &err);
	verdicts_init(&tui->verdicts, app, &tui->inventory);
	history_tab(&tui->history, tui, PANE_WORKFLOWS);
	tui->preview_wanted = true;
	tui_end_reading(tui);
}

void tui_release(struct tui *tui)
{
	pane_free(tui->preview);
	pane_free(tui->deeper);
	pane_free(tui->overlay);
	history_release(&tui->history);
	risk_list_reset(&tui->risks);
	verdicts_release(&tui->verdicts);
	verdicts_release(&tui->base);
	app_at_release(tui);
	collecting_release(tui);
	edits_release(&tui->edits);
	triage_release(&tui->triage);
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
	tui->drawn = false;
}

void tui_lay_out(struct tui *tui, const struct pane *pane)
{
	if (pane->broken == NULL && (pane->sheet != NULL || pane->drawing != NULL) &&
	    pane->width == 0)
		tui_draw(tui);
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
	tui->failures++;
	tui_say(tui, THEME_ERROR, "%.*s", STR_ARG(str_slice(text, 0, MESSAGE_MAX - 1)));
}

void tui_lose(struct tui *tui, const struct err *err)
{
	tui_fail(tui, err);
	tui->lost = true;
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

void tui_follow_theme(struct tui *tui)
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
		tui->failures = 0;
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
		tui->stood = pane_standing(tui_focus(tui));
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
