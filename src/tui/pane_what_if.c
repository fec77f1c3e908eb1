/* tui/pane_what_if.c - what is supposed, edit by edit, and what that does to all Tasks. */
#include <string.h>

#include "rolehop/app/diff.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/width.h"
#include "rolehop/trace/differ.h"
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/sheet.h"
#include "tui/suppose.h"

enum { PRINCIPALS_SHOWN = 6, TURNS_SHOWN = 2000, COMPARE_MS = 300 };

/* Ids of lines: edits by their number, Tasks by what they are. */
#define EDIT_ID(i) ((uint64_t)(i) + 1)
#define TASK_BIT ((uint64_t)1 << 63)

struct supposed {
	struct arena arena; /* of the turns */
	struct turns turns;
	unsigned seen; /* turns_version that they are of */
	int64_t when;
	unsigned laid;
};

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	(void)tui;
	(void)err;
	pane->data = arena_alloc(&pane->arena, sizeof(struct supposed));
	sheet_new(pane, 0);
	return true;
}

static void close(struct pane *pane)
{
	struct supposed *data = pane->data;
	if (data != NULL)
		arena_release(&data->arena);
}

/* ---- comparing ------------------------------------------------------------------------------- */

static bool all_compared(struct tui *tui)
{
	return verdicts_finished(&tui->verdicts) &&
	       (!tui->app->what_if || verdicts_finished(&tui->base));
}

/* Anew when verdicts came in, but not with every single one. */
static void compare(struct tui *tui, struct supposed *data)
{
	unsigned version = turns_version(tui);
	bool early = data->when != 0 && clock_ticks_ms() - data->when < COMPARE_MS;
	if (data->when != 0 && data->seen == version)
		return;
	if (early && !all_compared(tui))
		return;
	arena_release(&data->arena);
	turns_find(tui, &data->arena, &data->turns);
	data->seen = version;
	data->when = clock_ticks_ms();
}

static bool stale(struct tui *tui, struct pane *pane)
{
	struct supposed *data = pane->data;
	compare(tui, data);
	return data->laid != data->seen;
}

/* ---- edits ----------------------------------------------------------------------------------- */

/* "TrustedAccountRl with ExternalId x" of what names the role by its ARN */
static struct str say_admitted(struct tui *tui, struct str name)
{
	ptrdiff_t blank = str_find_char(name, ' ');
	size_t end = blank < 0 ? name.n : (size_t)blank;
	return arena_printf(&tui->frame, "%.*s%.*s",
			    STR_ARG(say_principal(tui, str_slice(name, 0, end))),
			    STR_ARG(tui_safe(tui, str_skip(name, end))));
}

/* One line each, however long the names: the comparison has them in full. */
static void add_principals(struct tui *tui, struct pane *pane, const char *word,
			   const struct str *names, size_t n)
{
	int room = sheet_columns(pane) - 6 - (int)strlen(word);
	for (size_t i = 0; i < n && i < PRINCIPALS_SHOWN; i++) {
		struct str name = width_elide_middle(&tui->frame, say_admitted(tui, names[i]),
						     room > 0 ? (size_t)room : 0,
						     tui->ascii ? STR("~") : STR("…"));
		sheet_printf(pane->sheet, THEME_STRONG, "   %s ", word);
		sheet_add(pane->sheet, THEME_ARN, name);
		sheet_end(pane->sheet, &(struct line){0});
	}
	if (n > PRINCIPALS_SHOWN) {
		sheet_printf(pane->sheet, THEME_DIM, "   %s %zu more", word, n - PRINCIPALS_SHOWN);
		sheet_end(pane->sheet, &(struct line){0});
	}
}

/* Whom a trust policy no longer names, and whom it does now. */
static void add_trusts(struct tui *tui, struct pane *pane, const struct edit *edit)
{
	struct arena *arena = &pane->sheet->arena;
	const struct str *names;
	size_t n;
	diff_admitted(arena, edit->before, edit->change.document, &names, &n);
	add_principals(tui, pane, "no longer names", names, n);
	diff_admitted(arena, edit->change.document, edit->before, &names, &n);
	add_principals(tui, pane, "now names", names, n);
}

static void add_statements(struct pane *pane, const struct edit *edit)
{
	const struct statement_change *changes;
	size_t n;
	size_t n_added = 0;
	differ_statements(&pane->sheet->arena, edit->before, edit->change.document, &changes, &n);
	for (size_t i = 0; i < n; i++)
		n_added += changes[i].added;
	sheet_printf(pane->sheet, THEME_DIM, "  -%zu +%zu statement%s", n - n_added, n_added,
		     n == 1 ? "" : "s");
}

static void add_what(struct tui *tui, struct pane *pane, const struct edit *edit)
{
	struct sheet *sheet = pane->sheet;
	if (edit->kind == EDIT_VALUE) {
		sheet_add(sheet, THEME_STRONG, edit->path);
		sheet_add(sheet, THEME_DIM, STR(" of "));
		sheet_printf(sheet, THEME_TEXT, "%.*s/%.*s",
			     STR_ARG(say_name_of(tui, edit->change.of)),
			     STR_ARG(tui_safe(tui, edit->state)));
		sheet_add(sheet, THEME_DIM, STR(" bound to "));
		sheet_add(sheet, THEME_ARN, edit->value);
		return;
	}
	bool itself = str_ends(edit->label, edit->change.of);
	sheet_add(sheet, THEME_STRONG,
		  str_starts(edit->label, STR("arn:")) ? STR("managed policy") : edit->label);
	if (!itself || str_starts(edit->label, STR("arn:")))
		sheet_printf(sheet, THEME_TEXT, " of %.*s",
			     STR_ARG(say_name_of(tui, edit->change.of)));
}

static const struct place *compared(struct pane *pane, const struct edit *edit)
{
	struct place *link = arena_alloc(&pane->sheet->arena, sizeof(*link));
	if (edit->kind == EDIT_VALUE)
		*link = (struct place){
		    .kind = PANE_TRACE, .subject = edit->change.of, .detail = edit->pointer};
	else
		*link = (struct place){.kind = PANE_DIFF,
				       .subject = edit->change.of,
				       .detail = edit->label,
				       .text = edit->change.document,
				       .other = edit->before};
	return link;
}

static void add_edit(struct tui *tui, struct pane *pane, size_t i, const struct edit *edit)
{
	bool waits = edit->unread.n > 0;
	struct line line = {
	    .id = EDIT_ID(i), .stop = true, .fails = waits, .link = compared(pane, edit)};
	sheet_printf(pane->sheet, waits ? THEME_DENY : THEME_DIM, waits ? "!  " : "%zu. ", i + 1);
	add_what(tui, pane, edit);
	if (!waits && edit->kind == EDIT_DOCUMENT && edit->change.kind != CHANGE_DEFINITION)
		add_statements(pane, edit);
	sheet_wrap(pane->sheet, &line, sheet_columns(pane), 3, true);
	if (waits) {
		sheet_add(pane->sheet, THEME_ERROR, STR("     not in force: "));
		sheet_add(pane->sheet, THEME_TEXT, edit->unread);
		sheet_wrap(pane->sheet, &(struct line){0}, sheet_columns(pane), 5, true);
	} else if (edit->kind == EDIT_DOCUMENT && edit->change.kind == CHANGE_TRUST) {
		add_trusts(tui, pane, edit);
	}
}

static void add_edits(struct tui *tui, struct pane *pane)
{
	const struct edits_state *now = edits_now(&tui->edits);
	int columns = sheet_columns(pane);
	sheet_text(pane->sheet, THEME_HEADER, STR("SUPPOSED"), columns);
	for (size_t i = 0; i < now->n; i++)
		add_edit(tui, pane, i, now->items[i]);
	if (now->n > 0)
		return;
	sheet_text(pane->sheet, THEME_TEXT, STR("Nothing: all answers are of the inventory."),
		   columns);
	sheet_blank(pane->sheet);
	sheet_text(
	    pane->sheet, THEME_DIM,
	    STR("e on a policy, a trust policy, a boundary, an SCP or a definition edits a copy of "
		"it; on a fix of a trace it tries the fix; b binds a role that is chosen at run "
		"time. All answers are then as if it were so. Nothing is sent anywhere."),
	    columns);
}

/* ---- effects --------------------------------------------------------------------------------- */

static void add_mark(struct pane *pane, const struct task_answer *answer)
{
	enum mark_word word = answer == NULL ? WORD_NONE : mark_of_answer(answer);
	sheet_add(pane->sheet, mark_role(word), mark_text(word));
}

static void add_turned(struct tui *tui, struct pane *pane, const struct turned *turned)
{
	const struct task_answer *any = turned->after != NULL ? turned->after : turned->before;
	struct place *link = arena_alloc(&pane->sheet->arena, sizeof(*link));
	struct line line = {.id = TASK_BIT |
				  ((uint64_t)str_hash(any->machine) << 31 ^ str_hash(any->pointer)),
			    .stop = true,
			    .fails = turned->turn == TURN_BROKEN || turned->turn == TURN_DENIED,
			    .link = turned->after != NULL && any->pointer.n > 0 ? link : NULL};
	*link = place_of_task(any);
	sheet_add(pane->sheet, THEME_TEXT, STR("  "));
	add_mark(pane, turned->before);
	sheet_add(pane->sheet, THEME_DIM, STR(" -> "));
	add_mark(pane, turned->after);
	sheet_printf(pane->sheet, THEME_TEXT, " %.*s/%.*s", STR_ARG(say_name_of(tui, any->machine)),
		     STR_ARG(say_state(tui, any)));
	if (any->gate.n > 0)
		sheet_printf(pane->sheet, THEME_STRONG, "  %.*s",
			     STR_ARG(tui_safe(tui, any->gate)));
	sheet_wrap(pane->sheet, &line, sheet_columns(pane), 20, true);
}

static void add_counts(struct pane *pane, const struct turns *turns)
{
	static const enum theme_role roles[TURN_COUNT] = {
	    [TURN_REPAIRED] = THEME_ALLOW,  [TURN_ALLOWED] = THEME_ALLOW,
	    [TURN_BROKEN] = THEME_DENY,	    [TURN_DENIED] = THEME_DENY,
	    [TURN_UNKNOWN] = THEME_UNKNOWN, [TURN_NEW] = THEME_TEXT,
	    [TURN_GONE] = THEME_TEXT,
	};
	sheet_add(pane->sheet, THEME_TEXT, STR("  "));
	for (int turn = TURN_REPAIRED; turn < TURN_COUNT; turn++) {
		size_t n = turns->by_turn[turn];
		if (n == 0 && (turn > TURN_UNKNOWN || turn == TURN_DENIED))
			continue;
		sheet_printf(pane->sheet, n > 0 ? roles[turn] : THEME_DIM, "%zu %s", n,
			     turn_word((enum turn)turn));
		sheet_add(pane->sheet, THEME_TEXT, STR("   "));
	}
	sheet_wrap(pane->sheet, &(struct line){0}, sheet_columns(pane), 2, true);
}

static void add_progress(struct tui *tui, struct pane *pane, const struct turns *turns)
{
	size_t all = tui->inventory.machines.n;
	if (all_compared(tui))
		return;
	sheet_printf(pane->sheet, THEME_UNKNOWN, "  so far: %zu of %zu workflows compared%s",
		     turns->compared, all,
		     tui->stopped ? ", halted (Ctrl-C goes on)" : " (Ctrl-C halts)");
	sheet_end(pane->sheet, &(struct line){0});
}

static void add_effects(struct tui *tui, struct pane *pane, const struct turns *turns)
{
	enum turn last = TURN_NONE;
	sheet_blank(pane->sheet);
	sheet_text(pane->sheet, THEME_HEADER, STR("WHAT THAT DOES TO ALL TASKS"),
		   sheet_columns(pane));
	add_progress(tui, pane, turns);
	add_counts(pane, turns);
	for (size_t i = 0; i < turns->n && i < TURNS_SHOWN; i++) {
		const struct turned *turned = &turns->items[i];
		if (turned->turn != last)
			sheet_text(pane->sheet, THEME_STRONG, str_from(turn_word(turned->turn)),
				   sheet_columns(pane));
		last = turned->turn;
		add_turned(tui, pane, turned);
	}
	if (turns->n > TURNS_SHOWN) {
		sheet_printf(pane->sheet, THEME_DIM, "  and %zu more", turns->n - TURNS_SHOWN);
		sheet_end(pane->sheet, &(struct line){0});
	}
}

static void layout(struct tui *tui, struct pane *pane)
{
	struct supposed *data = pane->data;
	compare(tui, data);
	add_edits(tui, pane);
	if (tui->app->what_if)
		add_effects(tui, pane, &data->turns);
	data->laid = data->seen;
}

/* ---- where it leads -------------------------------------------------------------------------- */

static bool task(struct tui *tui, struct pane *pane, struct place *out)
{
	return sheet_target(tui, pane, out) && out->kind == PANE_TRACE;
}

bool pane_what_if_edit(struct tui *tui, struct pane *pane, size_t *index)
{
	const struct line *line = pane->ops->kind == PANE_WHAT_IF ? sheet_here(pane) : NULL;
	size_t n = edits_now(&tui->edits)->n;
	if (line == NULL || !line->stop || line->id == 0 || line->id > n)
		return false;
	*index = (size_t)line->id - 1;
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	size_t index;
	struct place place;
	if (pane_what_if_edit(tui, pane, &index))
		buf_add_cstr(buf, edits_now(&tui->edits)->items[index]->kind == EDIT_DOCUMENT
				      ? "Enter compares it with the inventory   e edits it again"
				      : "Enter opens the trace   b binds it anew");
	else if (sheet_target(tui, pane, &place))
		buf_add_cstr(buf, "Enter opens the trace, which says what it was before");
}

const struct pane_ops pane_what_if = {
    .kind = PANE_WHAT_IF,
    .name = "what-if",
    .title = "What-if",
    .beside = 50,
    .above = 60,
    .open = open,
    .layout = layout,
    .stale = stale,
    .target = sheet_target,
    .task = task,
    .status = status,
    .close = close,
};
