/* tui/pane_who.c - who can assume a role, and which roles one can assume: all of the inventory,
 * judged. */
#include "rolehop/base/clock.h"
#include "tui/judged.h"
#include "tui/panes.h"

/* Up to AT_ONCE roles are judged at once, more by another process; of more than ALL_TOLD only those
 * who are not surely denied are listed. */
enum { AT_ONCE = 100, ALL_TOLD = 2000, TELL_MS = 100 };

/* ---- asking ---------------------------------------------------------------------------------- */

struct asking {
	const struct app *app;
	struct str subject;
	bool reach;		       /* whom the subject can assume, not who can assume it */
	struct judged_sending sending; /* fd -1: to nobody */
	int64_t told;
};

static bool tell(void *self, const struct whocan_progress *progress)
{
	struct asking *a = self;
	bool last = progress->done == progress->total;
	if (a->sending.fd < 0 || (!last && clock_ticks_ms() - a->told < TELL_MS))
		return true;
	a->told = clock_ticks_ms();
	return judged_send(&a->sending, progress);
}

struct answer {
	const struct whocan_row *rows;
	size_t n;
	size_t denied; /* that have no row */
};

static bool ask(struct asking *a, struct arena *arena, const struct world *world,
		struct store *store, struct answer *out, struct err *err)
{
	const struct trace_options options = {.strict = a->app->settings.strict};
	const struct whocan_reach reach = {.caller = a->subject, .progress = tell, .self = a};
	const struct whocan_ask who = {.action = STR("sts:AssumeRole"),
				       .resource = a->subject,
				       .silent_denials = !a->sending.all,
				       .progress = tell,
				       .self = a};
	*out = (struct answer){.n = 0};
	return a->reach ? whocan_reach(arena, world, store, &reach, &options, &out->rows, &out->n,
				       &out->denied, err)
			: whocan(arena, world, store, &who, &options, &out->rows, &out->n, err);
}

static bool answer_here(struct tui *tui, struct pane *pane, struct asking *a, struct err *err)
{
	struct arena scratch = {0};
	struct answer answer;
	a->sending.fd = -1;
	a->sending.all = true;
	bool ok = ask(a, &scratch, pane_world(tui, &scratch), tui->app->store, &answer, err);
	if (ok)
		judged_fill(pane, answer.rows, answer.n, answer.denied);
	arena_release(&scratch);
	return ok;
}

static bool work(void *self, int fd)
{
	struct asking *a = self;
	struct answer answer;
	struct app app;
	struct err err;
	a->sending.fd = fd;
	if (!app_open_again(a->app, &app, &err) ||
	    !ask(a, &app.arena, &app.world, app.store, &answer, &err))
		return query_fail(fd, &err);
	return judged_send_end(&a->sending, answer.denied);
}

/* ---- the panes ------------------------------------------------------------------------------- */

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	bool reach = pane->ops->kind == PANE_CAN;
	size_t n = tui->inventory.roles.n;
	struct judged *data = judged_new(pane, reach ? &judged_roles : &judged_principals);
	struct asking asking = {.app = tui->app,
				.subject = pane->place.subject,
				.reach = reach,
				.sending.all = n <= ALL_TOLD};
	bool here = n <= AT_ONCE || !app_is_in_file(tui->app);
	return here ? answer_here(tui, pane, &asking, err)
		    : query_ask(tui, &data->query, work, &asking, err);
}

static void crumb_who(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	buf_add_cstr(buf, "Who can assume ");
	if (way_names(tui, pane))
		buf_add_cstr(buf, "it");
	else
		buf_add(buf, say_name_of(tui, pane->place.subject));
}

static void crumb_can(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	if (way_names(tui, pane))
		buf_add_cstr(buf, "Roles that it can assume");
	else
		buf_printf(buf, "Roles that %.*s can assume",
			   STR_ARG(say_name_of(tui, pane->place.subject)));
}

/* The role itself; of anyone else the trust policy that names him. */
static bool target(struct tui *tui, struct pane *pane, struct place *out)
{
	size_t row;
	if (!table_row(tui, pane, &row))
		return false;
	if (!judged_role(tui, pane, out))
		*out =
		    place_of_document(pane->place.subject, STR("trust policy"), STR(""), STR(""));
	return true;
}

const struct pane_ops pane_who = {
    .kind = PANE_WHO,
    .name = "who can",
    .title = "Who can",
    .beside = 58,
    .behind = true,
    .open = open,
    .crumb = crumb_who,
    .head = judged_head,
    .target = target,
    .role = judged_role,
    .idle = judged_idle,
    .stop = judged_stop,
    .status = judged_status,
    .close = judged_close,
};

const struct pane_ops pane_can = {
    .kind = PANE_CAN,
    .name = "can assume",
    .title = "Can assume",
    .beside = 58,
    .behind = true,
    .open = open,
    .crumb = crumb_can,
    .head = judged_head,
    .target = target,
    .role = judged_role,
    .idle = judged_idle,
    .stop = judged_stop,
    .status = judged_status,
    .close = judged_close,
};
