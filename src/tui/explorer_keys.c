/* tui/explorer_keys.c - what a key, a click, a paste or an editor's text does. */
#include "tui/explorer.h"

#include <string.h>

#include "rolehop/record/incident.h"
#include "tui/actions.h"
#include "tui/command.h"
#include "tui/complete.h"
#include "tui/export.h"
#include "tui/grid.h"
#include "tui/keys.h"
#include "tui/panes.h"
#include "tui/suppose.h"
#include "tui/undo.h"

enum { PASTE_MAX = 256 * 1024 };

static void set_text(struct tui *tui, struct pane *pane, struct str text)
{
	size_t n = text.n < SPOT_TEXT_MAX ? text.n : SPOT_TEXT_MAX;
	if (n > 0)
		memcpy(pane->spot.text, text.p, n);
	pane->spot.n_text = n;
	if (pane->table == NULL) /* a search goes on from where it began */
		pane_go_back(pane, &tui->stood);
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
	} else if (kind == PROMPT_REASON) {
		ignore_typed(tui, pane, text);
	} else if (kind == PROMPT_SEARCH && text.n > 0 && !pane_on_match(pane) &&
		   !pane_next_match(tui, pane, 1)) {
		tui_say(tui, THEME_STATUS, "not found: %.*s", STR_ARG(tui_safe(tui, text)));
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
		if (!filters)
			break;
		set_text(tui, pane, (struct str){tui->prompt.before, tui->prompt.n_before});
		pane_go_back(pane, &tui->stood);
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

/* No such chord: the second key counts alone. */
static const struct action *action_of_key(struct tui *tui, const struct pane *pane, uint32_t first,
					  uint32_t key)
{
	const struct action *action = keymap_action(&tui->keymap, pane->ops->kind, first, key);
	return action == NULL && first != K_NONE
		   ? keymap_action(&tui->keymap, pane->ops->kind, K_NONE, key)
		   : action;
}

/* A key that the help lists is one of the pane below, which it gives way to. */
static void leave_help(struct tui *tui, uint32_t first, uint32_t key)
{
	if (tui->overlay == NULL || tui->overlay->ops->kind != PANE_HELP ||
	    action_of_key(tui, tui->overlay, first, key) != NULL)
		return;
	struct pane *over = tui->overlay;
	tui->overlay = NULL;
	const struct pane *below = tui_focus(tui);
	if (action_of_key(tui, below, first, key) != NULL)
		pane_free(over);
	else
		tui->overlay = over;
}

static void key_to_pane(struct tui *tui, uint32_t key)
{
	uint32_t first = tui->chord;
	tui->chord = K_NONE;
	leave_help(tui, first, key);
	struct pane *pane = tui_focus(tui);
	const struct action *action = action_of_key(tui, pane, first, key);
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
	tui->drawn = false;
	tui->wish = WISH_NONE;
	tui_begin_reading(tui);
}

static void finish_input(struct tui *tui)
{
	tui_follow_theme(tui);
	note_change(tui);
	tui_end_reading(tui);
	tui->preview_wanted = true;
	arena_release(&tui->frame);
}

void tui_mouse(struct tui *tui, const struct mouse_event *event)
{
	if (!tui->drawn) /* a pane that was there may be gone */
		tui_draw(tui);
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

void tui_key(struct tui *tui, uint32_t key)
{
	tui_lay_out(tui, tui_focus(tui)); /* keys that were typed ahead act on lines, too */
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
