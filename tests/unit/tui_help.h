/* What the tests of the explorer share: the example, or an inventory of their own, and keys. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rolehop/app/app.h"
#include "rolehop/trace/world_store.h"
#include "tui/explorer.h"
#include "tui/keys.h"
#include "tui/script.h"

struct screen {
	struct app app;
	struct tui tui;
	struct arena arena;
};

/* The built-in example on a screen of so many columns and rows. */
static inline struct screen *screen_of_demo(int cols, int rows)
{
	struct screen *s = calloc(1, sizeof(*s));
	struct err err = {.kind = ERR_NONE};
	app_init(&s->app);
	if (!app_open_demo(&s->app, &err))
		fail_msg("%s", err.text);
	tui_init(&s->tui, &s->app, cols, rows);
	script_settle(&s->tui);
	return s;
}

static inline void put(struct store *store, enum entity_kind kind, const char *key,
		       const char *account, const char *name, const struct fact_put *facts,
		       size_t n)
{
	struct err err;
	struct entity_put put = {.kind = kind,
				 .key = str_from(key),
				 .account = str_from(account),
				 .name = str_from(name),
				 .facts = facts,
				 .n_facts = n};
	if (!store_put(store, &put, &err))
		fail_msg("%s", err.text);
}

static inline struct fact_put document(enum fact_kind kind, const char *name, const char *text)
{
	return (struct fact_put){
	    .kind = kind, .name = str_from(name), .document = str_from(text), .has_document = true};
}

static inline struct fact_put value(enum fact_kind kind, const char *text)
{
	return (struct fact_put){.kind = kind, .value = str_from(text)};
}

/* An inventory of a test's own on a screen of so many columns and rows. */
static inline struct screen *screen_of(void (*fill)(struct store *store), int cols, int rows)
{
	struct screen *s = calloc(1, sizeof(*s));
	struct err err = {.kind = ERR_NONE};
	bool changed;
	int64_t snapshot;
	app_init(&s->app);
	bool ok = store_open(":memory:", STORE_WRITE, &s->app.store, &err) &&
		  store_begin(s->app.store, STR("test"), 1700000000, &err);
	if (ok)
		fill(s->app.store);
	ok = ok && store_commit(s->app.store, &changed, &snapshot, &err) &&
	     world_store_open(&s->app.arena, s->app.store, 1700000000, &s->app.stored_world, &err);
	s->app.world = s->app.stored_world;
	if (!ok)
		fail_msg("%s", err.text);
	tui_init(&s->tui, &s->app, cols, rows);
	script_settle(&s->tui);
	return s;
}

static inline void screen_free(struct screen *s)
{
	tui_release(&s->tui);
	app_release(&s->app);
	arena_release(&s->arena);
	free(s);
}

/* Set-up and tear-down of a test on the built-in example. */
static inline int demo_small(void **state)
{
	*state = screen_of_demo(80, 24);
	return 0;
}

static inline int demo_wide(void **state)
{
	*state = screen_of_demo(140, 40);
	return 0;
}

static inline int demo_done(void **state)
{
	screen_free(*state);
	return 0;
}

/* Keys by name, separated by blanks; background work is done after each. */
static inline void press(struct screen *s, const char *keys)
{
	struct str_split it = {str_from(keys), false};
	struct str word;
	while (str_next(&it, ' ', &word)) {
		uint32_t first = K_NONE;
		uint32_t key = K_NONE;
		if (word.n == 0)
			continue;
		if (!key_parse_chord(word, &first, &key))
			fail_msg("no key %.*s", STR_ARG(word));
		if (first != K_NONE)
			tui_key(&s->tui, first);
		tui_key(&s->tui, key);
		script_settle(&s->tui);
	}
}

static inline void type_text(struct screen *s, const char *text)
{
	for (; *text != '\0'; text++)
		tui_key(&s->tui, (unsigned char)*text);
	script_settle(&s->tui);
}

static inline struct str screen_text(struct screen *s)
{
	tui_draw(&s->tui);
	return canvas_dump(&s->arena, &s->tui.canvas);
}

static inline void assert_shows(struct screen *s, const char *text)
{
	struct str dump = screen_text(s);
	if (!str_contains(dump, str_from(text)))
		fail_msg("\"%s\" is not on the screen:\n%.*s", text, STR_ARG(dump));
}

static inline void assert_hides(struct screen *s, const char *text)
{
	struct str dump = screen_text(s);
	if (str_contains(dump, str_from(text)))
		fail_msg("\"%s\" is on the screen:\n%.*s", text, STR_ARG(dump));
}

/* Row y of the screen. */
static inline struct str screen_row(struct screen *s, int y)
{
	struct str_split it = {screen_text(s), false};
	struct str row = {0};
	for (int i = 0; i <= y; i++) {
		if (!str_next(&it, '\n', &row))
			return (struct str){0};
	}
	return row;
}

/* The row that begins with the cursor's mark, in the pane that has it first. */
static inline struct str cursor_row(struct screen *s)
{
	struct str_split it = {screen_text(s), false};
	struct str row;
	while (str_next(&it, '\n', &row)) {
		if (str_starts(row, STR(">")) || str_starts(row, STR("│>")))
			return row;
	}
	return (struct str){0};
}

static inline void assert_cursor_on(struct screen *s, const char *text)
{
	struct str row = cursor_row(s);
	if (!str_contains(row, str_from(text)))
		fail_msg("the cursor is on \"%.*s\", not on %s:\n%.*s", STR_ARG(row), text,
			 STR_ARG(screen_text(s)));
}

#endif
