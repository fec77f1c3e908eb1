/* tui/risk_list.c - what policies leave open, found by another process. */
#include "tui/risk_list.h"

#include "rolehop/app/scan.h"
#include "rolehop/base/clock.h"
#include "tui/explorer.h"
#include "tui/triage.h"

/* Up to AT_ONCE roles and machines are looked at at once, more by another process. */
enum { AT_ONCE = 64, TELL_MS = 100 };

size_t risk_list_kind(struct str name)
{
	const struct risk_kind *kind;
	for (size_t i = 0; i < RISK_KINDS_MAX && (kind = risk_kind_row(i)) != NULL; i++) {
		if (str_eq(str_from(kind->name), name))
			return i;
	}
	return RISK_KINDS_MAX;
}

void risk_list_reset(struct risk_list *list)
{
	unsigned version = list->version;
	query_close(&list->query);
	arena_release(&list->arena);
	*list = (struct risk_list){.version = version + 1};
}

/* ---- looking ----------------------------------------------------------------------------------
 */

/* Where what is found goes: to the list, or to the process that asked. */
struct looking {
	struct app *app;
	struct risk_list *list; /* NULL: to `fd` */
	int fd;
	int64_t told;
	size_t counts[RISK_KINDS_MAX];
};

static void add(struct risk_list *list, const struct risk_place *place)
{
	if (list->places.arena == NULL)
		vec_init(&list->places, &list->arena, sizeof(*place));
	*(struct risk_place *)vec_push(&list->places) = *place;
	list->listed[place->kind]++;
}

static bool send(int fd, const struct risk *risk)
{
	struct arena arena = {0};
	struct json_out json;
	struct buf buf;
	job_json(&arena, &buf, &json);
	json_out_str(&json, "rule", str_from(risk->kind->name));
	json_out_str(&json, "account", risk->account);
	json_out_str(&json, "of", risk->of);
	json_out_str(&json, "pointer", risk->pointer);
	json_out_str(&json, "principal", risk->principal);
	bool sent = job_send(fd, &buf, &json);
	arena_release(&arena);
	return sent;
}

static bool found(void *self, const struct scan_row *row)
{
	struct looking *l = self;
	const struct risk *risk = row->risk;
	size_t kind = risk == NULL ? RISK_KINDS_MAX : risk_list_kind(str_from(risk->kind->name));
	if (kind == RISK_KINDS_MAX || ++l->counts[kind] > RISK_PLACES_MAX)
		return true;
	if (l->list == NULL)
		return send(l->fd, risk);
	struct arena *arena = &l->list->arena;
	const struct risk_place place = {.kind = kind,
					 .account = arena_str(arena, risk->account),
					 .of = arena_str(arena, risk->of),
					 .pointer = arena_str(arena, risk->pointer),
					 .principal = arena_str(arena, risk->principal)};
	add(l->list, &place);
	l->list->counts[kind] = l->counts[kind];
	return true;
}

static bool tell(void *self, size_t done, size_t total)
{
	struct looking *l = self;
	if (l->list != NULL || clock_ticks_ms() - l->told < TELL_MS)
		return true;
	l->told = clock_ticks_ms();
	return query_tell(l->fd, done, total);
}

static bool look(struct looking *l, struct err *err)
{
	const struct scan_options options = {.strict = l->app->settings.strict, .risks = true};
	const struct scan_watch watch = {found, tell, l};
	return app_scan(l->app, &options, &watch, err);
}

static bool send_counts(struct arena *arena, const struct looking *l)
{
	struct json_out json;
	struct buf buf;
	job_json(arena, &buf, &json);
	json_out_open(&json, "counts", '[');
	for (size_t i = 0; i < RISK_KINDS_MAX; i++)
		json_out_int(&json, NULL, (long long)l->counts[i]);
	json_out_close(&json, ']');
	return job_send(l->fd, &buf, &json);
}

static bool work(void *self, int fd)
{
	struct app app;
	struct err err;
	struct looking l = {.app = &app, .fd = fd};
	if (!app_open_again(self, &app, &err) || !look(&l, &err))
		return query_fail(fd, &err);
	return send_counts(&app.arena, &l);
}

/* ---- what came --------------------------------------------------------------------------------
 */

static void take(void *self, const struct json *json)
{
	struct risk_list *list = self;
	const struct json *counts = json_get(json, STR("counts"));
	size_t i = 0;
	for (const struct json *it = json_first(counts); it != NULL && i < RISK_KINDS_MAX;
	     it = json_next(it))
		list->counts[i++] = (size_t)json_number(it);
	if (counts != NULL)
		return;
	const struct risk_place place = {.kind = risk_list_kind(json_get_str(json, STR("rule"))),
					 .account = json_get_str(json, STR("account")),
					 .of = json_get_str(json, STR("of")),
					 .pointer = json_get_str(json, STR("pointer")),
					 .principal = json_get_str(json, STR("principal"))};
	if (place.kind == RISK_KINDS_MAX)
		return;
	add(list, &place);
	list->counts[place.kind]++;
}

static void ask(struct tui *tui)
{
	struct risk_list *list = &tui->risks;
	struct looking here = {.app = tui->app, .list = list};
	struct err err;
	size_t n = tui->inventory.roles.n + tui->inventory.machines.n;
	list->asked = true;
	list->version++;
	if (n <= AT_ONCE || !app_is_in_file(tui->app)
		? look(&here, &err)
		: query_ask(tui, &list->query, work, tui->app, &err))
		return;
	list->query.failed = arena_str(&list->arena, str_from(err.text));
	tui_lose(tui, &err);
}

bool risk_list_work(struct tui *tui)
{
	struct risk_list *list = &tui->risks;
	if (!list->asked) {
		ask(tui);
		return true;
	}
	if (!query_read(tui, &list->arena, &list->query, take, list, "what policies leave open"))
		return false;
	if (list->query.failed.n > 0 && !list->query.job.cancelled)
		tui->lost = true;
	list->version++;
	return true;
}

/* ---- what is known ----------------------------------------------------------------------------
 */

struct str risk_list_reason(struct tui *tui, const struct risk_place *place)
{
	return triage_reason(tui, str_from(risk_kind_row(place->kind)->name), place->of, STR(""),
			     place->pointer);
}

static bool is_ignored(struct tui *tui, const struct risk_place *place)
{
	return tui->triage.rules.n > 0 && risk_list_reason(tui, place).n > 0;
}

void risk_list_count(struct tui *tui, size_t kind, size_t *open, size_t *ignored)
{
	const struct risk_list *list = &tui->risks;
	*ignored = 0;
	for (size_t i = 0; i < list->places.n; i++) {
		const struct risk_place *place = vec_at(&list->places, i);
		*ignored += place->kind == kind && is_ignored(tui, place);
	}
	*open = list->counts[kind] - *ignored;
}

size_t risk_list_all(const struct risk_list *list)
{
	size_t all = 0;
	for (size_t i = 0; i < RISK_KINDS_MAX; i++)
		all += list->counts[i];
	return all;
}

size_t risk_list_ignored(struct tui *tui)
{
	struct risk_list *list = &tui->risks;
	if (list->seen == list->version && list->triaged == tui->triage.version)
		return list->n_ignored;
	list->n_ignored = 0;
	for (size_t i = 0; i < list->places.n; i++)
		list->n_ignored += is_ignored(tui, vec_at(&list->places, i));
	list->seen = list->version;
	list->triaged = tui->triage.version;
	return list->n_ignored;
}
