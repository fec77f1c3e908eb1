/* tui/collecting.c - an import or a sync that runs beside the explorer, and what came of it. */
#include "tui/collecting.h"

#include <string.h>

#include "rolehop/app/import_json.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/clock.h"
#include "tui/explorer.h"
#include "tui/renew.h"

enum { TELL_MS = 100, ARGUMENTS_MAX = 40, MESSAGES_MAX = 200, STATUS_INTERRUPTED = 130 };

const char *collecting_off(const struct tui *tui)
{
	if (tui->app->demo)
		return "this is the built-in example: rolehop import makes an inventory";
	if (tui->app->settings.db == NULL || tui->app->base_store != NULL)
		return "this inventory is in no file";
	return tui->collecting.job.running ? "one is running: Ctrl-C stops it" : NULL;
}

/* ---- the importing child --------------------------------------------------------------------- */

struct importing {
	const char *db;
	const char *path;
	int64_t now;
	int64_t told;
	int fd;
};

static bool tell(void *self, struct str file, size_t done, size_t total)
{
	struct importing *importing = self;
	struct arena arena = {0};
	struct json_out json;
	struct buf buf;
	int64_t now = clock_ticks_ms();
	if (now - importing->told < TELL_MS)
		return true;
	importing->told = now;
	job_json(&arena, &buf, &json);
	json_out_str(&json, "file", file);
	json_out_int(&json, "done", (long long)done);
	json_out_int(&json, "total", (long long)total);
	bool sent = job_send(importing->fd, &buf, &json);
	arena_release(&arena);
	return sent;
}

static bool send_report(int fd, struct arena *arena, bool ok, const struct import_report *report,
			const struct err *err)
{
	struct json_out json;
	struct buf buf;
	job_json(arena, &buf, &json);
	if (ok)
		import_report_json(&json, report);
	else
		json_out_str(&json, "error", str_from(err->text));
	return job_send(fd, &buf, &json);
}

static bool import(void *self, int fd)
{
	struct importing *importing = self;
	struct import_options options = {
	    .now = importing->now, .progress = tell, .progress_self = importing};
	struct import_report report = {0};
	struct arena arena = {0};
	struct store *store = NULL;
	struct err err = {.kind = ERR_NONE};
	importing->fd = fd;
	bool ok = store_open(importing->db, STORE_WRITE, &store, &err) &&
		  feed_import(&arena, store, &importing->path, 1, &options, &report, &err);
	store_close(store);
	return send_report(fd, &arena, ok, &report, &err) && ok;
}

/* ---- starting -------------------------------------------------------------------------------- */

static void begin(struct tui *tui, enum collecting_kind kind, struct str what)
{
	struct collecting *it = &tui->collecting;
	unsigned version = it->version + 1;
	collecting_release(tui);
	*it = (struct collecting){.kind = kind, .version = version};
	it->what = arena_str(&it->arena, what);
	vec_init(&it->accounts, &it->arena, sizeof(struct collecting_account));
	vec_init(&it->messages, &it->arena, sizeof(struct str));
}

static bool started(struct tui *tui, bool ok, const struct err *err)
{
	if (!ok) {
		tui->collecting.kind = INTAKE_NONE;
		tui_fail(tui, err);
		return false;
	}
	jobs_add(&tui->jobs, &tui->collecting.job);
	return true;
}

bool collecting_import(struct tui *tui, struct str path)
{
	struct err err;
	begin(tui, INTAKE_IMPORT, path);
	struct importing importing = {.db = tui->app->settings.db,
				      .path = paths_expand(&tui->collecting.arena, path),
				      .now = tui->app->now};
	log_add(&tui->app->log, "import %.*s", STR_ARG(tui_safe(tui, path)));
	return started(tui, job_start(&tui->collecting.job, import, &importing, &err), &err);
}

static const char *own_program(struct arena *arena)
{
	const char *folder = paths_program(arena);
	return folder == NULL ? "rolehop" : arena_printf(arena, "%s/rolehop", folder).p;
}

/* What was typed is split at blanks: it never passes a shell. */
bool collecting_sync(struct tui *tui, struct str arguments)
{
	const char *argv[ARGUMENTS_MAX + 8];
	struct err err;
	size_t n = 0;
	begin(tui, INTAKE_SYNC, arguments);
	struct arena *arena = &tui->collecting.arena;
	argv[n++] = own_program(arena);
	argv[n++] = "sync";
	argv[n++] = "--progress";
	argv[n++] = "json";
	argv[n++] = "--format";
	argv[n++] = "json";
	struct str_split it = {tui->collecting.what, false};
	struct str word;
	while (n < ARGUMENTS_MAX && str_next(&it, ' ', &word)) {
		if (word.n > 0)
			argv[n++] = arena_cstr(arena, word);
	}
	argv[n++] = "--db";
	argv[n++] = tui->app->settings.db;
	argv[n] = NULL;
	log_add(&tui->app->log, "sync %.*s", STR_ARG(tui_safe(tui, arguments)));
	return started(tui, job_exec(&tui->collecting.job, argv, &err), &err);
}

/* ---- reading --------------------------------------------------------------------------------- */

static void add_message(struct tui *tui, struct str text)
{
	struct collecting *it = &tui->collecting;
	struct str safe = tui_safe(tui, text);
	if (text.n == 0 || it->messages.n >= MESSAGES_MAX)
		return;
	*(struct str *)vec_push(&it->messages) = arena_str(&it->arena, safe);
	log_add(&tui->app->log, "%.*s", STR_ARG(safe));
	tui->failures++;
}

static double number(const struct json *json, const char *key)
{
	const struct json *value = json_get(json, str_from(key));
	return value == NULL || json_is(value, JSON_NULL) ? 0 : json_number(value);
}

static struct collecting_account *account_of(struct collecting *it, struct str id)
{
	struct collecting_account *account;
	for (size_t i = 0; i < it->accounts.n; i++) {
		account = vec_at(&it->accounts, i);
		if (str_eq(account->id, id))
			return account;
	}
	account = vec_push(&it->accounts);
	*account = (struct collecting_account){.id = arena_str(&it->arena, id)};
	return account;
}

/* The words of its state, so that nothing of the line is kept. */
static struct str state_of(const struct json *json)
{
	static const struct str states[] = {STR_INIT("at-work"), STR_INIT("collected"),
					    STR_INIT("failed"), STR_INIT("stopped")};
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (str_eq(json_get_str(json, STR("state")), states[i]))
			return states[i];
	return STR("");
}

static void note_account(struct collecting *it, const struct json *json)
{
	struct collecting_account *account = account_of(it, json_get_str(json, STR("account")));
	bool told = json_is(json_get(json, STR("secondsLeft")), JSON_NUMBER);
	account->state = state_of(json);
	account->calls = number(json, "calls");
	account->known = number(json, "callsKnown");
	account->rate = number(json, "callsPerSecond");
	account->left = told ? number(json, "secondsLeft") : -1;
}

/* What came of it is kept; how far it is, until it is further. */
static void take_object(struct tui *tui, const struct json *json, struct arena *arena)
{
	struct collecting *it = &tui->collecting;
	if (json_get(json, STR("error")) != NULL) {
		add_message(tui, json_get_str(json, STR("error")));
	} else if (json_get(json, STR("state")) != NULL) {
		note_account(it, json);
	} else {
		arena_release(&it->told);
		it->told = *arena;
		*arena = (struct arena){0};
		it->progress = json;
	}
}

static void take_line(struct tui *tui, struct str line)
{
	struct collecting *it = &tui->collecting;
	struct arena arena = {0};
	const struct json *json;
	struct err err;
	if (!json_parse(&arena, arena_str(&arena, line), &json, &err) ||
	    !json_is(json, JSON_OBJECT))
		add_message(tui, line);
	else if (json_get(json, STR("changed")) == NULL)
		take_object(tui, json, &arena);
	else
		json_parse(&it->arena, arena_str(&it->arena, line), &it->result, &err);
	arena_release(&arena);
}

static const char *word_of(enum collecting_kind kind)
{
	return kind == INTAKE_SYNC ? "sync" : "import";
}

static void say_end(struct tui *tui)
{
	const struct collecting *it = &tui->collecting;
	const char *word = word_of(it->kind);
	if (it->job.cancelled && it->result == NULL)
		tui_say(tui, THEME_STATUS, "%s stopped: %s", word,
			it->kind == INTAKE_IMPORT ? "nothing was imported"
						  : "accounts that were whole are kept");
	else if (it->result == NULL)
		tui_say(tui, THEME_ERROR, "%s failed%s: %.*s", word,
			it->kind == INTAKE_IMPORT ? ", and changed nothing" : "",
			STR_ARG(it->messages.n > 0 ? *(struct str *)vec_at(&it->messages, 0)
						   : STR("it says nothing")));
	else if (!json_bool(json_get(it->result, STR("changed"))))
		tui_say(tui, THEME_STATUS, "%s done: nothing had changed", word);
	else
		tui_say(tui, THEME_STATUS, "%s done: snapshot %.0f", word,
			json_number(json_get(it->result, STR("snapshot"))));
}

/* A sync that was stopped keeps the accounts that were whole, so the lists are read in any case. */
static void finish(struct tui *tui)
{
	struct collecting *it = &tui->collecting;
	it->ended = true;
	jobs_drop(&tui->jobs, &it->job);
	bool changed = it->result != NULL && json_bool(json_get(it->result, STR("changed")));
	if (changed || it->kind == INTAKE_SYNC)
		renew_inventory(tui);
	say_end(tui);
}

bool collecting_step(struct tui *tui)
{
	struct collecting *it = &tui->collecting;
	bool any = false;
	struct str line;
	if (it->kind == INTAKE_NONE || it->ended)
		return false;
	job_read(&it->job);
	while (job_line(&it->job, &line)) {
		take_line(tui, line);
		any = true;
	}
	if (!it->job.running) {
		finish(tui);
		any = true;
	}
	it->version += any;
	return any;
}

bool collecting_stop(struct tui *tui)
{
	if (!tui->collecting.job.running)
		return false;
	job_cancel(&tui->collecting.job);
	return true;
}

void collecting_mark(const struct tui *tui, struct buf *buf)
{
	const struct collecting *it = &tui->collecting;
	const struct json *p = it->progress;
	if (!it->job.running)
		return;
	if (p == NULL)
		buf_printf(buf, "%s begins  ", word_of(it->kind));
	else if (it->kind == INTAKE_SYNC)
		buf_printf(buf, "sync %.0f/%.0f accounts  ", number(p, "accountsDone"),
			   number(p, "accounts"));
	else if (number(p, "total") > 0)
		buf_printf(buf, "import %.0f/%.0f  ", number(p, "done"), number(p, "total"));
	else
		buf_add_cstr(buf, "import  ");
}

void collecting_release(struct tui *tui)
{
	jobs_drop(&tui->jobs, &tui->collecting.job);
	job_close(&tui->collecting.job);
	arena_release(&tui->collecting.arena);
	arena_release(&tui->collecting.told);
	tui->collecting = (struct collecting){.kind = INTAKE_NONE};
}
