/* tui/at.c - the inventory at other snapshots than the one that is shown. */
#include "tui/at.h"

#include <stdlib.h>

#include "rolehop/base/clock.h"
#include "rolehop/base/mem.h"

static void at_close(struct tui_at *at)
{
	if (at->app.store != NULL)
		store_read_end(at->app.store);
	app_release(&at->app);
	free(at);
}

void app_at_release(struct tui *tui)
{
	while (tui->ats != NULL) {
		struct tui_at *at = tui->ats;
		tui->ats = at->next;
		at_close(at);
	}
}

/* As it was, whatever is supposed. */
static bool at_open(struct tui *tui, struct tui_at *at, struct str number, struct err *err)
{
	struct app bare = *tui->app;
	bare.settings.at = arena_cstr(&tui->frame, number);
	bare.n_changes = 0;
	bare.world.n_settings = 0;
	if (!app_open_again(&bare, &at->app, err))
		return false;
	at->app.settings.at = arena_cstr(&at->app.arena, number);
	at->number = str_from(at->app.settings.at);
	return true;
}

struct app *app_at(struct tui *tui, struct str number, struct err *err)
{
	if (number.n == 0)
		return tui->app;
	for (struct tui_at *at = tui->ats; at != NULL; at = at->next) {
		if (str_eq(at->number, number))
			return &at->app;
	}
	struct tui_at *at = mem_alloc(sizeof(*at));
	if (!at_open(tui, at, number, err)) {
		at_close(at);
		return NULL;
	}
	at->next = tui->ats;
	tui->ats = at;
	return &at->app;
}

struct str say_snapshot(struct tui *tui, struct str number)
{
	const struct snapshot *all;
	struct err err;
	size_t n;
	if (store_snapshots(tui->app->store, &tui->frame, &all, &n, &err)) {
		for (size_t i = 0; i < n; i++) {
			struct str id = arena_printf(&tui->frame, "%lld", (long long)all[i].id);
			if (str_eq(id, number))
				return arena_printf(&tui->frame, "snapshot %.*s of %.*s",
						    STR_ARG(id),
						    STR_ARG(clock_iso(&tui->frame, all[i].taken)));
		}
	}
	return arena_printf(&tui->frame, "snapshot %.*s", STR_ARG(number));
}
