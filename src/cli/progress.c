/* cli/progress.c - a bar on standard error while something long runs. */
#include "cli/progress.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/clock.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"

enum { STEP_MS = 100, BAR_COLUMNS = 24, NUMBERS_COLUMNS = 28 };

void progress_begin(struct progress *progress, struct out *out, bool quiet, bool stream)
{
	const char *term = getenv("TERM");
	*progress = (struct progress){.out = out};
	progress->shown = out->terminal && !quiet && term && strcmp(term, "dumb") != 0;
	progress->last_ms = progress->begun_ms = clock_ticks_ms();
	interrupt_watch(&progress->interrupt, stream);
}

static void draw_bar(struct out *out, size_t filled)
{
	out_raw(out, STR("\r\033[K["));
	for (size_t i = 0; i < BAR_COLUMNS; i++)
		out_raw(out, i < filled ? STR("#") : STR("."));
}

static void draw(struct progress *progress, struct str file, size_t done, size_t total)
{
	struct out *out = progress->out;
	struct arena_mark mark = arena_mark(out->arena);
	size_t filled = total ? (size_t)((double)done / (double)total * BAR_COLUMNS) : 0;
	size_t room = out->columns - BAR_COLUMNS - NUMBERS_COLUMNS > BAR_COLUMNS
			  ? out->columns - BAR_COLUMNS - NUMBERS_COLUMNS
			  : BAR_COLUMNS;
	struct str mark_text = out->ascii ? STR("~") : STR("\xe2\x80\xa6");
	draw_bar(out, filled);
	if (total)
		out_printf(out, TELL_PLAIN, "] %zu of %zu MB ", done >> 20, total >> 20);
	else
		out_printf(out, TELL_PLAIN, "] %zu MB ", done >> 20);
	if (out->columns > BAR_COLUMNS + NUMBERS_COLUMNS + BAR_COLUMNS)
		out_text(
		    out, TELL_DIM,
		    width_elide_middle(out->arena, safe_text(out->arena, file), room, mark_text));
	fflush(out->file);
	arena_rewind(out->arena, mark);
	progress->on_screen = true;
}

bool progress_step(void *self, struct str file, size_t done, size_t total)
{
	struct progress *progress = self;
	if (interrupt_came(&progress->interrupt))
		return false;
	int64_t now = progress->shown ? clock_ticks_ms() : 0;
	if (progress->shown && now - progress->last_ms >= STEP_MS) {
		progress->last_ms = now;
		draw(progress, file, done < total || !total ? done : total, total);
	}
	return true;
}

bool progress_count(struct progress *progress, size_t done, size_t total)
{
	struct out *out = progress->out;
	if (interrupt_came(&progress->interrupt))
		return false;
	int64_t now = progress->shown ? clock_ticks_ms() : 0;
	if (!progress->shown || now - progress->last_ms < STEP_MS || total == 0)
		return true;
	progress->last_ms = now;
	draw_bar(out, done * BAR_COLUMNS / total);
	out_printf(out, TELL_PLAIN, "] %zu of %zu", done, total);
	if (done > 0)
		out_printf(out, TELL_DIM, ", %lld s left",
			   (long long)((now - progress->begun_ms) * (int64_t)(total - done) /
				       (int64_t)done / 1000));
	fflush(out->file);
	progress->on_screen = true;
	return true;
}

void progress_end(struct progress *progress, bool *interrupted)
{
	if (interrupted)
		*interrupted = interrupt_came(&progress->interrupt);
	interrupt_unwatch(&progress->interrupt);
	if (progress->on_screen)
		out_raw(progress->out, STR("\r\033[K"));
	fflush(progress->out->file);
}
