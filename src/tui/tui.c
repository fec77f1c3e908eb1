/* tui/tui.c - the loop between the terminal and the explorer. */
#include "rolehop/tui/tui.h"

#include <stdio.h>
#include <unistd.h>

#include "rolehop/app/options.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/log.h"
#include "rolehop/model/arn.h"
#include "tui/clip.h"
#include "tui/editor.h"
#include "tui/explorer.h"
#include "tui/keys.h"
#include "tui/log_file.h"
#include "tui/script.h"
#include "tui/shell.h"
#include "tui/term.h"

enum {
	PLAY_COLS = 80,
	PLAY_ROWS = 24,
	FRAME_MS = 60,
	JOB_MS = 100,
	PASTE_MS = 2000,
	REST_MS = 12,
	STATUS_INTERRUPTED = 130
};

enum outcome { GO_ON, QUIT, INTERRUPTED, TERMINAL_GONE };

struct loop {
	struct tui tui;
	struct term *term;
	bool changed; /* the screen shows something else */
	bool more;    /* background work is left */
	int64_t drawn;
	int64_t typed; /* when the last key came */
	struct log_file log;
};

static void take_size(struct loop *loop)
{
	int cols;
	int rows;
	term_size(loop->term, &cols, &rows);
	if (cols == loop->tui.canvas.cols && rows == loop->tui.canvas.rows)
		return;
	tui_resize(&loop->tui, cols, rows);
	loop->changed = true;
	loop->more = true;
}

static void draw(struct loop *loop)
{
	if (loop->tui.theme_changed) {
		loop->tui.theme_changed = false;
		term_set_theme(loop->term, &loop->tui.theme);
	}
	term_set_mouse(loop->term, loop->tui.mouse);
	log_file_write(&loop->log, &loop->tui.app->log);
	tui_draw(&loop->tui);
	term_show(loop->term, &loop->tui.canvas);
	loop->changed = false;
	loop->tui.hurry = false;
	loop->more = loop->more || loop->tui.preview_wanted;
	loop->drawn = clock_ticks_ms();
}

static void suspend(struct loop *loop)
{
	term_suspend(loop->term);
	take_size(loop);
	loop->changed = true;
}

/* Nobody tells whether a clipboard took it. */
static void copy(struct loop *loop)
{
	struct arena arena = {0};
	struct tui *tui = &loop->tui;
	bool by_tmux = clip_to_tmux(tui->copied);
	if (!by_tmux)
		term_send(loop->term, clip_sequence(&arena, tui->copied));
	tui_say(tui, THEME_STATUS, "%zu bytes sent to %s", tui->copied.n,
		by_tmux ? "tmux and the clipboard around it" : "the terminal's clipboard");
	arena_release(&arena);
}

/* The user's command, told what the cursor is on. */
static void run_custom(struct loop *loop)
{
	struct tui *tui = &loop->tui;
	struct str all = tui->copied;
	ptrdiff_t end = str_find_char(all, '\n');
	struct str one = end < 0 ? all : str_slice(all, 0, (size_t)end);
	struct arn arn = {.account = one};
	arn_parse(one, &arn);
	const struct shell_variable variables[] = {
	    {"ROLEHOP_ARN", one},
	    {"ROLEHOP_ARNS", all},
	    {"ROLEHOP_ACCOUNT", arn.account},
	    {"ROLEHOP_REGION", arn.region},
	    {"ROLEHOP_DB", str_from(tui->app->settings.db)},
	};
	term_lend(loop->term);
	int status =
	    shell_run(tui->custom->command, variables, sizeof(variables) / sizeof(variables[0]));
	term_take_back(loop->term);
	take_size(loop);
	log_add(&tui->app->log, "%.*s ended with %d", STR_ARG(tui->custom->name), status);
	tui_say(tui, THEME_STATUS, "%.*s ended with %d", STR_ARG(tui->custom->name), status);
}

/* The user's editor has the terminal, and a copy of the document. */
static void edit(struct loop *loop)
{
	struct tui *tui = &loop->tui;
	struct arena arena = {0};
	struct str text;
	struct err err;
	term_lend(loop->term);
	enum edited edited = editor_run(&arena, &tui->editing, &text, &err);
	term_take_back(loop->term);
	take_size(loop);
	tui_edited(tui, edited, text, &err);
	arena_release(&arena);
}

static enum outcome take_key(struct loop *loop, uint32_t key)
{
	loop->changed = true;
	loop->more = true;
	switch (key) {
	case K_RESIZE:
		take_size(loop);
		term_repaint(loop->term);
		return GO_ON;
	case K_SUSPEND:
		suspend(loop);
		return GO_ON;
	case K_CONTINUE:
		term_resume(loop->term);
		take_size(loop);
		return GO_ON;
	case K_TERMINATE:
		return INTERRUPTED;
	case K_END_OF_INPUT:
		return TERMINAL_GONE;
	case K_MOUSE:
		tui_mouse(&loop->tui, term_mouse(loop->term));
		break;
	default:
		tui_key(&loop->tui, key);
		break;
	}
	switch (loop->tui.wish) {
	case WISH_NONE:
		break;
	case WISH_QUIT:
		return QUIT;
	case WISH_SUSPEND:
		suspend(loop);
		break;
	case WISH_REPAINT:
		term_repaint(loop->term);
		break;
	case WISH_COPY:
		copy(loop);
		break;
	case WISH_SHELL:
		run_custom(loop);
		break;
	case WISH_EDIT:
		edit(loop);
		break;
	}
	loop->tui.wish = WISH_NONE;
	return GO_ON;
}

/* All keys that are there are taken before anything is drawn. */
static enum outcome take_keys(struct loop *loop, uint32_t key)
{
	enum outcome outcome = GO_ON;
	while (key != K_NONE && outcome == GO_ON) {
		outcome = take_key(loop, key);
		if (outcome == GO_ON)
			key = term_read(loop->term, 0);
	}
	loop->typed = clock_ticks_ms();
	return outcome;
}

/* A paste whose end got lost must not keep the keys forever. */
static uint32_t end_of_paste(const struct loop *loop)
{
	bool over = loop->tui.pasting && clock_ticks_ms() - loop->typed >= PASTE_MS;
	return over ? K_PASTE_END : K_NONE;
}

static bool due(const struct loop *loop)
{
	return loop->changed &&
	       (!loop->more || loop->tui.hurry || clock_ticks_ms() - loop->drawn >= FRAME_MS);
}

/* How long the next key is waited for: what is beside the cursor is looked up once the hand rests,
 * but a filter goes on at once. */
static int patience(struct loop *loop)
{
	int64_t rested = clock_ticks_ms() - loop->typed;
	if (!loop->more)
		return loop->tui.jobs.n > 0 ? JOB_MS : loop->tui.pasting ? PASTE_MS : -1;
	return rested < REST_MS && !tui_sifts(&loop->tui) ? (int)(REST_MS - rested) : 0;
}

static enum outcome run_loop(struct loop *loop)
{
	enum outcome outcome = GO_ON;
	take_size(loop);
	draw(loop);
	loop->more = true;
	while (outcome == GO_ON) {
		uint32_t key = term_read(loop->term, patience(loop));
		if (key == K_NONE)
			key = end_of_paste(loop);
		if (key != K_NONE) {
			outcome = take_keys(loop, key);
			if (outcome == GO_ON)
				draw(loop);
			continue;
		}
		take_size(loop);
		if (loop->more || loop->tui.jobs.n > 0)
			loop->more = tui_idle(&loop->tui, &loop->changed);
		if (due(loop))
			draw(loop);
	}
	return outcome;
}

/* Plays the script; QUIT where it does so. */
static bool play(struct tui *tui, struct script *script, enum outcome *outcome, struct err *err)
{
	uint32_t key;
	*outcome = GO_ON;
	while (*outcome == GO_ON) {
		if (!script_next(script, tui, &key, err))
			return false;
		if (key == K_NONE)
			return true;
		tui_key(tui, key);
		if (tui->wish == WISH_QUIT)
			*outcome = QUIT;
		tui->wish = WISH_NONE;
	}
	return true;
}

static int finish(enum outcome outcome, struct err *err)
{
	switch (outcome) {
	case GO_ON:
	case QUIT:
		return 0;
	case INTERRUPTED:
		return STATUS_INTERRUPTED;
	case TERMINAL_GONE:
		break;
	}
	err_set(err, ERR_ENVIRONMENT, "the terminal is gone");
	return err_exit_status(err->kind);
}

/* A file of the user's state; NULL: there is no home folder to put it in. */
static const char *state_path(struct tui *tui, const char *name)
{
	struct arena *arena = &tui->app->arena;
	const char *folder = paths_state(arena);
	return folder == NULL ? NULL : arena_printf(arena, "%s/%s", folder, name).p;
}

/* As it was when the explorer was last left; what somebody asked for now goes before. */
static void take_kept(struct tui *tui)
{
	const char *path = state_path(tui, "state");
	struct err err;
	if (path == NULL)
		return;
	if (!kept_load(&tui->kept, path, &err))
		tui_fail(tui, &err);
	tui_take_kept(tui);
	if (tui->kept.theme.n > 0 && setting_source_of(tui->app, STR("theme")) == SOURCE_DEFAULT)
		tui_use_theme(tui, arena_cstr(&tui->app->arena, tui->kept.theme));
}

/* The example writes nothing, and neither does a script. */
static bool writes_state(const struct tui *tui)
{
	return !tui->app->demo && tui->app->settings.play == NULL;
}

static void keep(struct tui *tui)
{
	const char *path = state_path(tui, "state");
	struct err err;
	if (path == NULL || !writes_state(tui))
		return;
	if (setting_source_of(tui->app, STR("theme")) == SOURCE_DEFAULT)
		tui->kept.theme = str_from(tui->theme_kept);
	tui_give_kept(tui);
	if (!kept_save(&tui->kept, path, &err))
		shell_complain(&err);
}

static void open_log(struct loop *loop)
{
	const char *path = state_path(&loop->tui, "log");
	struct err err;
	if (path != NULL && writes_state(&loop->tui) && !log_file_open(&loop->log, path, &err))
		tui_fail(&loop->tui, &err);
}

static int run_in_terminal(struct loop *loop, enum outcome outcome, struct err *err)
{
	if (loop->tui.app->settings.play == NULL)
		take_kept(&loop->tui);
	open_log(loop);
	if (!term_open(&loop->tui.theme, &loop->term, err)) {
		log_file_close(&loop->log);
		return err_exit_status(err->kind);
	}
	loop->tui.ascii = loop->tui.ascii || !term_is_utf8(loop->term);
	loop->tui.theme_changed = false;
	if (term_note(loop->term) != NULL) {
		log_add(&loop->tui.app->log, "%s", term_note(loop->term));
		loop->tui.failures++;
	}
	if (outcome == GO_ON)
		outcome = run_loop(loop);
	term_close(loop->term);
	log_file_write(&loop->log, &loop->tui.app->log);
	log_file_close(&loop->log);
	keep(&loop->tui);
	return finish(outcome, err);
}

/* A file of the user's configuration; *found is false where there is none. */
static bool read_own(struct tui *tui, const char *name, struct str *path, struct str *text,
		     bool *found, struct err *err)
{
	enum { OWN_MAX = 1 << 20 };
	struct arena *arena = &tui->app->arena;
	*path = arena_printf(arena, "%s/%s", app_config_dir(tui->app), name);
	*found = access(path->p, F_OK) == 0;
	if (*found)
		log_add(&tui->app->log, "reading %.*s", STR_ARG(*path));
	return !*found || paths_read(arena, path->p, OWN_MAX, text, err);
}

/* What the user lives with. A file that is damaged is left alone, and nothing is ignored. */
static void load_ignored(struct tui *tui)
{
	struct arena *arena = &tui->app->arena;
	const char *path = arena_printf(arena, "%s/ignored", app_config_dir(tui->app)).p;
	struct err err;
	if (!tui->app->demo && !triage_load(&tui->triage, path, &err))
		tui_fail(tui, &err);
	if (!writes_state(tui))
		tui->triage.path = NULL;
}

/* The user's own keys and commands, where there are any. */
static bool load_own(struct tui *tui, struct err *err)
{
	struct arena *arena = &tui->app->arena;
	struct str path;
	struct str text;
	bool found;
	if (!read_own(tui, "keys.conf", &path, &text, &found, err) ||
	    (found && !keymap_parse(&tui->keymap, arena, path, text, err)))
		return false;
	return read_own(tui, "commands.conf", &path, &text, &found, err) &&
	       (!found || customs_parse(&tui->customs, &tui->keymap, arena, path, text, err));
}

int tui_run(struct app *app, struct err *err)
{
	struct loop loop = {.changed = true};
	struct arena arena = {0};
	struct script script;
	enum outcome outcome = GO_ON;
	int status = 0;
	tui_init(&loop.tui, app, PLAY_COLS, PLAY_ROWS);
	if (!tui_use_theme(&loop.tui, app->settings.theme))
		tui_use_theme(&loop.tui, "default");
	bool ok = load_own(&loop.tui, err);
	load_ignored(&loop.tui);
	if (ok && app->settings.play != NULL)
		ok = script_open(&script, &arena, app->settings.play, err) &&
		     play(&loop.tui, &script, &outcome, err);
	if (!ok)
		status = err_exit_status(err->kind);
	else if (app->settings.play == NULL || (outcome == GO_ON && isatty(STDOUT_FILENO)))
		status = run_in_terminal(&loop, outcome, err);
	tui_release(&loop.tui);
	arena_release(&arena);
	return status;
}
