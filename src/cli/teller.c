/* cli/teller.c - how far a sync is: bars on a terminal, or lines of JSON. */
#include "cli/teller.h"

#include "rolehop/base/clock.h"
#include "rolehop/base/safe.h"

enum {
	STEP_MS = 200,
	JSON_STEP_MS = 500,
	BAR_COLUMNS = 24,
	ACCOUNTS_SHOWN = 8, /* bars of accounts at once */
	LINE_MAX_BYTES = 512,
};

bool teller_stop(void *self)
{
	struct teller *teller = self;
	return interrupt_came(&teller->interrupt);
}

/* ---- bars -------------------------------------------------------------------------------------
 */

/* The cursor stands at the end of the last line: the one above all of them is left as it is. */
void teller_wipe(struct teller *teller)
{
	struct out *out = &teller->cli->notes;
	for (size_t i = 0; i < teller->lines; i++)
		out_raw(out, i == 0 ? STR("\r\033[K") : STR("\033[A\r\033[K"));
	teller->lines = 0;
}

static void add_bar(struct buf *buf, size_t done, size_t total)
{
	size_t filled = total ? done * BAR_COLUMNS / total : 0;
	buf_add_char(buf, '[');
	for (size_t i = 0; i < BAR_COLUMNS; i++)
		buf_add_char(buf, i < filled ? '#' : '.');
	buf_add_cstr(buf, "] ");
}

static void add_left(struct buf *buf, int64_t seconds)
{
	if (seconds >= 0)
		buf_printf(buf, ", %lld s left", (long long)seconds);
}

/* A line that is broken would not be found again: what is too long for the terminal is cut. */
static void draw_line(struct teller *teller, struct str line)
{
	struct out *out = &teller->cli->notes;
	size_t room = out->columns > 1 ? out->columns - 1 : 1;
	if (teller->lines > 0)
		out_raw(out, STR("\n"));
	out_text(out, TELL_PLAIN, str_slice(line, 0, line.n < room ? line.n : room));
	teller->lines++;
}

static void draw_account(struct teller *teller, const struct sync_account *account)
{
	struct arena *arena = teller->cli->arena;
	struct buf line;
	buf_init(&line, arena, LINE_MAX_BYTES);
	add_bar(&line, account->calls, account->calls_known);
	buf_printf(&line, "%.*s: %zu of %zu calls, %.0f/s", STR_ARG(safe_text(arena, account->id)),
		   account->calls, account->calls_known, account->rate);
	add_left(&line, account->seconds_left);
	draw_line(teller, buf_str(&line));
}

static void draw(struct teller *teller, const struct sync_progress *p)
{
	struct arena *arena = teller->cli->arena;
	struct arena_mark mark = arena_mark(arena);
	size_t shown = p->n_at_work < ACCOUNTS_SHOWN ? p->n_at_work : ACCOUNTS_SHOWN;
	struct buf line;
	teller_wipe(teller);
	for (size_t i = 0; i < shown; i++)
		draw_account(teller, &p->at_work[i]);
	buf_init(&line, arena, LINE_MAX_BYTES);
	add_bar(&line, p->accounts_done, p->accounts);
	buf_printf(&line, "%zu of %zu accounts, %zu calls, %.0f/s", p->accounts_done, p->accounts,
		   p->calls, p->rate);
	add_left(&line, p->seconds_left);
	if (p->throttled > 0)
		buf_printf(&line, ", %zu throttled", p->throttled);
	draw_line(teller, buf_str(&line));
	fflush(teller->cli->notes.file);
	arena_rewind(arena, mark);
}

/* ---- JSON -------------------------------------------------------------------------------------
 */

static void put_rate(struct json_out *json, double rate, int64_t seconds_left)
{
	json_out_int(json, "callsPerSecond", (long long)(rate + 0.5));
	if (seconds_left >= 0)
		json_out_int(json, "secondsLeft", (long long)seconds_left);
	else
		json_out_null(json, "secondsLeft");
}

static void end_line(struct teller *teller, struct buf *buf, struct json_out *json)
{
	json_out_close(json, '}');
	out_raw(&teller->cli->notes, buf_str(buf));
	out_raw(&teller->cli->notes, STR("\n"));
	fflush(teller->cli->notes.file);
}

static void put_account(struct teller *teller, const struct sync_account *account)
{
	static const char *const states[] = {
	    [SYNC_AT_WORK] = "at-work",
	    [SYNC_COLLECTED] = "collected",
	    [SYNC_FAILED] = "failed",
	    [SYNC_STOPPED] = "stopped",
	};
	struct arena_mark mark = arena_mark(teller->cli->arena);
	struct buf buf;
	struct json_out json;
	cli_json_begin(teller->cli, &buf, &json);
	json_out_str(&json, "account", account->id);
	json_out_str(&json, "state", str_from(states[account->state]));
	json_out_int(&json, "calls", (long long)account->calls);
	json_out_int(&json, "callsKnown", (long long)account->calls_known);
	put_rate(&json, account->rate, account->seconds_left);
	end_line(teller, &buf, &json);
	arena_rewind(teller->cli->arena, mark);
}

static void put_all(struct teller *teller, const struct sync_progress *p)
{
	struct arena_mark mark = arena_mark(teller->cli->arena);
	struct buf buf;
	struct json_out json;
	cli_json_begin(teller->cli, &buf, &json);
	json_out_int(&json, "accounts", (long long)p->accounts);
	json_out_int(&json, "accountsDone", (long long)p->accounts_done);
	json_out_int(&json, "calls", (long long)p->calls);
	json_out_int(&json, "callsKnown", (long long)p->calls_known);
	json_out_int(&json, "inFlight", (long long)p->in_flight);
	json_out_int(&json, "throttled", (long long)p->throttled);
	put_rate(&json, p->rate, p->seconds_left);
	json_out_str_or_null(&json, "account", p->account);
	end_line(teller, &buf, &json);
	arena_rewind(teller->cli->arena, mark);
}

/* ---- told by the sync -------------------------------------------------------------------------
 */

void teller_tell(void *self, const struct sync_progress *progress)
{
	struct teller *teller = self;
	int64_t now = clock_ticks_ms();
	if (now - teller->last_ms < (teller->json ? JSON_STEP_MS : STEP_MS))
		return;
	teller->last_ms = now;
	if (teller->json)
		put_all(teller, progress);
	for (size_t i = 0; teller->json && i < progress->n_at_work; i++)
		put_account(teller, &progress->at_work[i]);
	if (!teller->json && teller->bar)
		draw(teller, progress);
}

void teller_tell_account(void *self, const struct sync_account *account)
{
	struct teller *teller = self;
	if (teller->json)
		put_account(teller, account);
}
