/* tui/layout.c - which part of the screen is whose, and the lines around the panes. */
#include "tui/layout.h"

#include "rolehop/base/clock.h"
#include "rolehop/base/width.h"
#include "tui/actions.h"
#include "tui/command.h"
#include "tui/keys.h"
#include "tui/panes.h"
#include "tui/suppose.h"
#include "tui/table.h"

enum { TRACE_SHARE = 62 }; /* of a trace over a document, per cent */
enum { LOW_ROWS = 8, STACK_ROWS = 16, TAB_ROWS = 30, LINE_MAX_BYTES = 4096 };

static int percent(int of, int share, int least)
{
	int part = of * share / 100;
	if (part > of - least)
		part = of - least;
	return part < least ? least : part;
}

static void split_beside(struct tui *tui, struct layout *layout, const struct view *body)
{
	struct pane *current = tui_current(tui);
	struct pane *left = layout->second_left ? history_parent(&tui->history) : current;
	int width = percent(body->w, left->ops->beside + tui->split, 24);
	struct view first = view_part(body, 0, 0, width, body->h);
	struct view rest = view_part(body, width, 0, body->w - width, body->h);
	layout->current = layout->second_left ? rest : first;
	layout->other = layout->second_left ? first : rest;
	if (layout->third) {
		int share = tui->preview->ops->above > 0 ? tui->preview->ops->above : TRACE_SHARE;
		int height = percent(body->h, share, 6);
		layout->other = view_part(&rest, 0, 0, rest.w, height);
		layout->deeper = view_part(&rest, 0, height, rest.w, body->h - height);
	}
}

static void split_above(struct tui *tui, struct layout *layout, const struct view *body)
{
	int share = tui_current(tui)->ops->above + tui->split;
	int height = percent(body->h, share, 4);
	layout->current = view_part(body, 0, 0, body->w, height);
	layout->other = view_part(body, 0, height, body->w, body->h - height);
}

bool layout_shows_parent(struct tui *tui)
{
	return tui->canvas.cols >= WIDE_COLS && tui_shows_parent(tui) && !tui->zoom && !tui->plain;
}

void layout_make(struct tui *tui, struct layout *layout)
{
	struct view screen = view_of(&tui->canvas);
	struct pane *current = tui_current(tui);
	bool wide = screen.w >= WIDE_COLS;
	bool low = screen.h < LOW_ROWS;
	*layout = (struct layout){.tiny = screen.w < MIN_COLS || screen.h < MIN_ROWS};
	if (layout->tiny)
		return;
	bool is_tab = history_is_tab(&tui->history, current);
	layout->tabs = !low && (is_tab || screen.h >= TAB_ROWS);
	layout->title = view_part(&screen, 0, 0, screen.w, 1);
	layout->tab_line = view_part(&screen, 0, 1, screen.w, layout->tabs ? 1 : 0);
	int top = layout->tabs ? 2 : 1;
	int foot = low ? 1 : 2;
	layout->status = view_part(&screen, 0, screen.h - foot, screen.w, 1);
	layout->hints = view_part(&screen, 0, screen.h - 1, screen.w, low ? 0 : 1);
	struct view body = view_part(&screen, 0, top, screen.w, screen.h - top - foot);
	layout->boxes = wide && !tui->plain;
	layout->second_left = wide && tui_shows_parent(tui);
	bool room =
	    wide || (screen.w >= PREVIEW_COLS && screen.h >= STACK_ROWS && current->ops->above > 0);
	layout->second =
	    !tui->zoom && !tui->plain && room && (layout->second_left || tui->preview != NULL);
	layout->third = layout->second && wide && screen.h >= DEEP_ROWS && !layout->second_left &&
			tui->deeper != NULL;
	layout->current = body;
	if (layout->second && wide)
		split_beside(tui, layout, &body);
	else if (layout->second)
		split_above(tui, layout, &body);
}

/* ---- the lines around ------------------------------------------------------------------------ */

static void add_crumbs(struct tui *tui, size_t first, size_t skipped, struct buf *buf)
{
	struct history *history = &tui->history;
	for (size_t i = first; i <= history->at; i++) {
		if (i > first && i <= first + skipped) {
			if (i == first + 1)
				buf_add_cstr(buf, tui->ascii ? " > .." : " > …");
			continue;
		}
		if (buf->n > 0)
			buf_add_cstr(buf, " > ");
		pane_crumb(tui, history->entries[i].pane, buf);
	}
}

/* The way from the tab to here; what does not fit is left out after the tab. */
static struct str crumbs(struct tui *tui, int room)
{
	size_t first = history_path(&tui->history);
	struct buf buf;
	for (size_t skipped = 0;; skipped++) {
		buf_init(&buf, &tui->frame, LINE_MAX_BYTES);
		add_crumbs(tui, first, skipped, &buf);
		if ((int)width_text(buf_str(&buf)) <= room ||
		    first + skipped + 1 >= tui->history.at)
			break;
	}
	return width_elide_middle(&tui->frame, buf_str(&buf), room > 0 ? (size_t)room : 0,
				  tui->ascii ? STR("~") : STR("…"));
}

/* "2h14m old", "just now" */
static struct str snapshot_age(struct tui *tui)
{
	struct str age = clock_age(&tui->frame, tui->app->now - tui->inventory.snapshot.taken);
	bool is_number = age.n > 0 && ascii_is_digit(age.p[0]);
	return is_number ? arena_printf(&tui->frame, "%.*s old", STR_ARG(age)) : age;
}

static void add_state(struct tui *tui, struct buf *buf)
{
	const struct verdicts *verdicts = &tui->verdicts;
	const struct inventory *inventory = &tui->inventory;
	if (tui->failures > 0)
		buf_printf(buf, "! %zu  ", tui->failures);
	collecting_mark(tui, buf);
	if (!verdicts_finished(verdicts) && verdicts->n_machines > 0)
		buf_printf(buf, "verdicts %zu/%zu%s  ", verdicts->done, verdicts->n_machines,
			   tui->stopped ? " halted" : "");
	if (tui->app->demo)
		buf_add_cstr(buf, "built-in example  ");
	else if (inventory->has_snapshot)
		buf_printf(buf, "snapshot %.*s  ", STR_ARG(snapshot_age(tui)));
	buf_add_cstr(buf, "read-only");
}

/* Where each crumb is clicked, as long as none was left out. */
static void add_crumb_hots(struct tui *tui, const struct view *view, int x, struct str way)
{
	size_t first = history_path(&tui->history);
	struct buf buf;
	buf_init(&buf, &tui->frame, LINE_MAX_BYTES);
	for (size_t i = first; i <= tui->history.at; i++) {
		if (i > first)
			buf_add_cstr(&buf, " > ");
		int from = (int)width_text(buf_str(&buf));
		pane_crumb(tui, tui->history.entries[i].pane, &buf);
		int end = (int)width_text(buf_str(&buf));
		if (!str_starts(way, buf_str(&buf)))
			return;
		hots_add(&tui->hots, view,
			 (struct hot){x + from, 0, end - from, 1, .kind = HOT_CRUMB, .index = i});
	}
}

/* A mark at the right end; returns the room beside. */
static struct view draw_mark(const struct view *view, struct str mark)
{
	int w = (int)width_text(mark);
	if (w == 0 || w + 12 > view->w)
		return *view;
	view_text(view, view->w - w - 1, 0, THEME_UNKNOWN, mark);
	return view_part(view, 0, 0, view->w - w - 2, 1);
}

void layout_title(struct tui *tui, const struct view *view)
{
	struct buf right;
	buf_init(&right, &tui->frame, LINE_MAX_BYTES);
	add_state(tui, &right);
	view_repeat(view, 0, 0, view->w, THEME_TITLE, ' ');
	/* Nobody may take an answer for one of the inventory that is not, or a list for whole. */
	struct view left = draw_mark(view, suppose_mark(tui, &tui->frame));
	left = draw_mark(&left, tui->lost ? STR("NOT ALL COULD BE READ") : STR(""));
	view = &left;
	int x = 1 + view_text(view, 1, 0, THEME_TITLE, STR("rolehop")) + 2;
	int end = (int)width_text(buf_str(&right));
	int room = view->w - x - 1;
	struct str way = crumbs(tui, room);
	/* The way here matters more than the age of the data. */
	bool both = (int)width_text(way) + end + 2 <= room;
	if (!both && view->w >= WIDE_COLS) {
		way = crumbs(tui, room - end - 2);
		both = true;
	}
	view_text(view, x, 0, THEME_TITLE, way);
	add_crumb_hots(tui, view, x, way);
	if (both)
		view_text(view, view->w - end - 1, 0, THEME_TITLE, buf_str(&right));
}

static size_t tab_count(const struct tui *tui, size_t tab, bool *known)
{
	const struct pane *pane = tui->history.tabs[tab];
	*known = true;
	switch ((enum pane_kind)tab) {
	case PANE_ACCOUNTS:
		*known = tui->inventory.accounts_loaded;
		return tui->inventory.n_accounts;
	case PANE_ROLES:
		*known = tui->inventory.roles.complete;
		return tui->inventory.roles.n;
	case PANE_WORKFLOWS:
		*known = tui->inventory.machines.complete;
		return tui->inventory.machines.n;
	case PANE_TRUST:
		*known = pane != NULL && pane->table != NULL && pane_trust_is_whole(tui, pane);
		return *known ? pane->table->total : 0;
	case PANE_FINDINGS:
		*known = tui->verdicts.n_tasks > 0 || verdicts_finished(&tui->verdicts);
		return tui->verdicts.words[WORD_FAIL] + tui->verdicts.words[WORD_UNKNOWN] +
		       tui->verdicts.words[WORD_ASSUMED] - tui->triage.n_ignored;
	case PANE_ACCOUNT:
	case PANE_ROLE:
	case PANE_MACHINE:
	case PANE_GRAPH:
	case PANE_REACH:
	case PANE_CAUSE:
	case PANE_TRACE:
	case PANE_DOCUMENT:
	case PANE_HELP:
	case PANE_LOG:
	case PANE_THEMES:
	case PANE_COLUMNS:
	case PANE_BOOKMARKS:
	case PANE_DIFF:
	case PANE_DENIAL:
	case PANE_WHAT_IF:
	case PANE_BIND:
	case PANE_SNAPSHOTS:
	case PANE_CHANGES:
	case PANE_INTAKE:
	case PANE_COVERAGE:
	case PANE_WHO:
	case PANE_CAN:
	case PANE_RISK:
		break;
	}
	*known = false;
	return 0;
}

/* How much the tabs say, where all of it does not fit: a number cut short would be another one. */
enum tab_words { TABS_COUNTED, TABS_ROUNDED, TABS_NAMED, TABS_BARE, TABS_SHORT, TABS_DIGITS };

static struct str tab_text(struct tui *tui, size_t tab, bool active, enum tab_words words)
{
	bool known;
	size_t count = tab_count(tui, tab, &known);
	struct str name = str_from(pane_row((enum pane_kind)tab)->title);
	known = known && !tui->lost;
	if (words == TABS_SHORT && !active && name.n > 4)
		name.n = 4;
	if (words == TABS_DIGITS && !active)
		return arena_printf(&tui->frame, "%zu", tab + 1);
	if (known && words == TABS_ROUNDED && count >= 10000)
		return arena_printf(&tui->frame, "%zu %.*s %zuk", tab + 1, STR_ARG(name),
				    count / 1000);
	if (known && (words <= TABS_ROUNDED || (words == TABS_NAMED && active)))
		return arena_printf(&tui->frame, "%zu %.*s %zu", tab + 1, STR_ARG(name), count);
	return arena_printf(&tui->frame, "%zu %.*s", tab + 1, STR_ARG(name));
}

/* Draws them, or only measures; returns the columns that they take. */
static int lay_tabs(struct tui *tui, const struct view *view, enum tab_words words, bool draw)
{
	const struct pane *root = tui->history.entries[history_path(&tui->history)].pane;
	int x = 1;
	for (size_t i = 0; i < TAB_COUNT; i++) {
		bool active = root == tui->history.tabs[i];
		enum theme_role role = active ? THEME_TAB_ACTIVE : THEME_TAB;
		struct str text = tab_text(tui, i, active, words);
		int w = (int)width_text(text) + 2;
		if (draw) {
			view_text(view, x, 0, role, active ? STR("[") : STR(" "));
			view_text(view, x + 1, 0, role, text);
			view_text(view, x + w - 1, 0, role, active ? STR("]") : STR(" "));
			hots_add(&tui->hots, view,
				 (struct hot){x, 0, w, 1, .kind = HOT_TAB, .index = i});
		}
		x += w + (view->w >= WIDE_COLS ? 1 : 0);
	}
	return x - 1; /* nothing is lost with the last blank */
}

void layout_tabs(struct tui *tui, const struct view *view)
{
	enum tab_words words = TABS_COUNTED;
	triage_update(tui);
	while (words < TABS_DIGITS && lay_tabs(tui, view, words, false) > view->w)
		words++;
	lay_tabs(tui, view, words, true);
}

/* The frame or line of a pane with what it says; returns the room inside. */
struct view layout_frame(struct tui *tui, const struct layout *layout, struct pane *pane,
			 const struct view *view, bool focus)
{
	struct buf heading;
	enum theme_role role = focus ? THEME_STRONG : THEME_BORDER;
	buf_init(&heading, &tui->frame, LINE_MAX_BYTES);
	pane_heading(tui, pane, &heading);
	if (layout->boxes) {
		view_box(view, focus ? THEME_TEXT : THEME_BORDER, tui->ascii);
	} else {
		view_repeat(view, 0, 0, view->w, THEME_BORDER,
			    tui->plain	 ? ' '
			    : tui->ascii ? '-'
					 : 0x2500);
	}
	struct view edge = view_part(view, 1, 0, view->w - 2, 1);
	struct view text = view_part(&edge, 1, 0, edge.w - 1, 1);
	view_text(&text, 0, 0, role, STR(" "));
	int used = view_fit(&text, 1, 0, text.w - 2, role, buf_str(&heading), tui->ascii);
	view_text(&text, 1 + used, 0, role, STR(" "));
	if (layout->boxes)
		return view_part(view, 1, 1, view->w - 2, view->h - 2);
	return view_part(view, 0, 1, view->w, view->h - 1);
}

static void draw_legend(struct tui *tui, const struct view *view)
{
	static const struct {
		enum mark_word word;
		struct str text;
	} legend[] = {
	    {WORD_FAIL, STR_INIT("denied")},	 {WORD_UNKNOWN, STR_INIT("unknown")},
	    {WORD_ASSUMED, STR_INIT("assumed")}, {WORD_OK, STR_INIT("allowed")},
	    {WORD_NONE, STR_INIT("unused")},
	};
	int x = 1;
	(void)tui;
	for (size_t i = 0; i < sizeof(legend) / sizeof(legend[0]); i++) {
		if (x + 8 + (int)legend[i].text.n > view->w)
			break;
		x += view_text(view, x, 0, mark_role(legend[i].word), mark_text(legend[i].word));
		x += 1 + view_text(view, x + 1, 0, THEME_STATUS, legend[i].text) + 2;
	}
}

/* The keys of an action that go on from the first of a chord: "a y"; empty: none. */
static struct str chord_keys(struct tui *tui, const struct action *action)
{
	char name[KEY_NAME_MAX];
	struct str_split it = {keymap_keys(&tui->keymap, action), false};
	struct str word;
	struct buf keys;
	buf_init(&keys, &tui->frame, LINE_MAX_BYTES);
	while (str_next(&it, ' ', &word)) {
		uint32_t first;
		uint32_t key;
		if (key_parse_chord(word, &first, &key) && first == tui->chord)
			buf_printf(&keys, "%s%s", keys.n > 0 ? " " : "", key_show(key, name));
	}
	return buf_str(&keys);
}

/* "y-   a y copy the ARN   r copy the row or line": what may come after the first key of a chord,
 * each as far as its first comma. */
static void add_chords(struct tui *tui, struct pane *pane, struct buf *buf)
{
	char name[KEY_NAME_MAX];
	const struct action *action;
	buf_printf(buf, "%s-", key_show(tui->chord, name));
	for (size_t i = 0; (action = action_row(i)) != NULL; i++) {
		struct str keys = chord_keys(tui, action);
		struct str help = str_from(action->info.help);
		ptrdiff_t comma = str_find_char(help, ',');
		if (keys.n == 0 || !action_concerns(action, pane->ops->kind))
			continue;
		buf_printf(buf, "  %.*s %.*s", STR_ARG(keys),
			   STR_ARG(comma < 0 ? help : str_slice(help, 0, (size_t)comma)));
	}
}

void layout_status(struct tui *tui, const struct view *view)
{
	struct pane *pane = tui_focus(tui);
	struct buf buf;
	buf_init(&buf, &tui->frame, LINE_MAX_BYTES);
	if (tui->prompt.kind != PROMPT_NONE) {
		prompt_draw(&tui->prompt, view);
		return;
	}
	if (tui->chord != K_NONE) {
		add_chords(tui, pane, &buf);
	} else if (tui->message[0] != '\0') {
		view_fit(view, 1, 0, view->w - 2, tui->message_role, str_from(tui->message),
			 tui->ascii);
		return;
	} else if (pane->ops->status != NULL && pane->broken == NULL) {
		pane->ops->status(tui, pane, &buf);
	}
	if (buf.n > 0)
		view_fit(view, 1, 0, view->w - 2, THEME_STATUS, buf_str(&buf), tui->ascii);
	else if (tui->overlay == NULL)
		draw_legend(tui, view);
}

/* Columns of "Enter open"; 0: it has no key. */
static int hint_width(const struct tui *tui, const struct action *action)
{
	struct str key = keymap_first(&tui->keymap, action);
	return key.n == 0 ? 0 : (int)(width_text(key) + 1 + width_text(str_from(action->hint)));
}

/* Draws it, if it fits before `end`; returns the columns it took with the gap after it. */
static int draw_hint(struct tui *tui, struct pane *pane, const struct view *view, int x, int end,
		     const struct action *action)
{
	struct str key = keymap_first(&tui->keymap, action);
	bool off = action_off(tui, pane, action) != NULL;
	int width = hint_width(tui, action);
	if ((off && (view->w < WIDE_COLS || tui->overlay != NULL)) || x < 0 || width == 0 ||
	    x + width > end)
		return 0;
	int used = view_text(view, x, 0, off ? THEME_OFF : THEME_KEY, key);
	view_text(view, x + used + 1, 0, off ? THEME_OFF : THEME_HINT, str_from(action->hint));
	hots_add(&tui->hots, view,
		 (struct hot){x, 0, width, 1, .kind = HOT_ACTION, .action = action});
	return width + 2;
}

/* What stands at the right end, always: the way out, and help. Returns where that begins. */
static int draw_ways_out(struct tui *tui, struct pane *pane, const struct view *view,
			 const struct action *out, const struct action *help)
{
	int end = view->w - 1;
	int x = end - hint_width(tui, help);
	if (draw_hint(tui, pane, view, x, end, help) == 0)
		return end;
	int left = x - 2 - hint_width(tui, out);
	return draw_hint(tui, pane, view, left, end, out) > 0 ? left - 1 : x - 1;
}

static void draw_prompt_hint(struct tui *tui, const struct pane *pane, const struct view *view)
{
	struct buf buf;
	buf_init(&buf, &tui->frame, LINE_MAX_BYTES);
	if (tui->prompt.kind == PROMPT_COMMAND)
		command_hint(tui, pane, &buf);
	view_fit(view, 1, 0, view->w - 2, THEME_HINT,
		 buf.n > 0 ? buf_str(&buf) : prompt_row(tui->prompt.kind)->hint, tui->ascii);
}

void layout_hints(struct tui *tui, const struct view *view)
{
	struct pane *pane = tui_focus(tui);
	const struct action *action;
	enum pane_kind kind = pane->ops->kind;
	bool first = history_is_tab(&tui->history, pane);
	const struct action *help = action_of_name(kind, STR("help"));
	const struct action *out = action_of_name(kind, first ? STR("quit") : STR("close"));
	int x = 1;
	if (tui->plain && tui->prompt.kind == PROMPT_NONE) /* one line is enough to be read out */
		return;
	if (tui->prompt.kind != PROMPT_NONE && tui->message[0] != '\0') {
		view_fit(view, 1, 0, view->w - 2, tui->message_role, str_from(tui->message),
			 tui->ascii);
		return;
	}
	if (tui->prompt.kind != PROMPT_NONE) {
		draw_prompt_hint(tui, pane, view);
		return;
	}
	int end = draw_ways_out(tui, pane, view, out, help);
	for (size_t i = 0; (action = action_row(i)) != NULL; i++) {
		if (action->hint == NULL || action == help || action == out ||
		    !action_concerns(action, kind))
			continue;
		x += draw_hint(tui, pane, view, x, end, action);
	}
}
