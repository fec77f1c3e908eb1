/* tui/pane_diff.c - two roles or two workflows beside each other: what one has and the other not.
 */
#include <stdlib.h>

#include "rolehop/base/width.h"

#include "rolehop/model/arn.h"
#include "rolehop/model/machine.h"
#include "tui/at.h"
#include "tui/documents.h"
#include "tui/explorer.h"
#include "tui/jsontext.h"
#include "tui/linediff.h"
#include "tui/panes.h"
#include "tui/sheet.h"

enum { BESIDE_COLUMNS = 100, GUTTER = 2, ABOVE = 3 };

struct diff {
	struct linediff_row *rows;
	size_t n;
	const struct str *a;
	const struct str *b;
	size_t n_gone;
	size_t n_new;
};

/* ---- the texts that are compared ------------------------------------------------------------- */

/* What is compared with its like: the trust policy with the other's, a policy with its namesake. */
struct section {
	struct str title; /* its first line */
	size_t from;	  /* index of that line */
};

struct side {
	struct vec lines;    /* struct str */
	struct vec sections; /* struct section, in the order of the titles */
};

static void add_section(struct side *side, struct str title)
{
	struct section *section = vec_push(&side->sections);
	*section = (struct section){title, side->lines.n};
	*(struct str *)vec_push(&side->lines) = title;
}

static void add_lines(struct side *side, struct str text)
{
	struct str_split it = {text, false};
	struct str line;
	while (str_next(&it, '\n', &line))
		*(struct str *)vec_push(&side->lines) = line;
}

static void add_document(struct arena *arena, struct side *side, struct str title, struct str text)
{
	*(struct str *)vec_push(&side->lines) = STR("");
	add_section(side, title);
	add_lines(side, text.n > 0 ? jsontext_normal(arena, text) : STR("(not in the inventory)"));
}

static int by_label(const void *a, const void *b)
{
	const struct attached_policy *const *x = a;
	const struct attached_policy *const *y = b;
	return str_cmp((*x)->label, (*y)->label);
}

/* Of a policy that cannot be read, the bytes that there are. */
static struct str text_of(struct tui *tui, struct arena *arena, const struct role *role,
			  struct str label, const struct policy *policy)
{
	struct place place = place_of_document(role->arn, label, STR(""), STR(""));
	struct str text;
	struct err missing;
	if (policy != NULL)
		return policy_text(policy);
	return document_find(tui, tui->app, arena, &place, &text, &missing) ? text : STR("");
}

static void add_policies(struct tui *tui, struct arena *arena, struct side *side,
			 const struct role *role)
{
	const struct attached_policy **all =
	    arena_array(arena, role->n_policies + 1, sizeof(const struct attached_policy *));
	for (size_t i = 0; i < role->n_policies; i++)
		all[i] = &role->policies[i];
	qsort(all, role->n_policies, sizeof(const struct attached_policy *), by_label);
	for (size_t i = 0; i < role->n_policies; i++)
		add_document(arena, side,
			     arena_printf(arena, "policy %.*s", STR_ARG(all[i]->label)),
			     text_of(tui, arena, role, all[i]->label, all[i]->policy));
}

/* The titles come in their order: "about", "boundary", "policy ...", "trust policy". */
static bool add_role(struct tui *tui, struct arena *arena, struct str arn, struct side *side)
{
	const struct role *role;
	if (!find_role(tui, arena, arn, &role))
		return false;
	add_section(side, STR("about"));
	add_lines(side, arena_printf(arena, "path %.*s", STR_ARG(role->path)));
	add_lines(side, arena_printf(arena, "boundary %.*s",
				     STR_ARG(role->boundary.n > 0 ? role->boundary : STR("none"))));
	for (size_t i = 0; i < role->n_tags; i++)
		add_lines(side, arena_printf(arena, "tag %.*s = %.*s", STR_ARG(role->tags[i].key),
					     STR_ARG(role->tags[i].value)));
	if (role->boundary.n > 0)
		add_document(arena, side, STR("boundary"),
			     text_of(tui, arena, role,
				     arena_printf(arena, "boundary %.*s", STR_ARG(role->boundary)),
				     role->boundary_policy));
	add_policies(tui, arena, side, role);
	struct str trust = text_of(tui, arena, role, STR("trust policy"), role->trust);
	if (trust.n > 0)
		add_document(arena, side, STR("trust policy"), trust);
	return true;
}

static bool add_machine(struct tui *tui, struct arena *arena, struct str arn, struct side *side)
{
	const struct world *world = pane_world(tui, arena);
	const struct machine *machine;
	enum found found;
	struct lack lack;
	struct err err;
	if (!world->ops->machine(world->self, arena, arn, &found, &machine, &lack, &err) ||
	    found != FOUND_YES)
		return false;
	add_section(side, STR("about"));
	add_lines(side, arena_printf(arena, "type %s", machine_type_word(machine->type)));
	add_lines(side, arena_printf(arena, "runs as %.*s", STR_ARG(machine->role_arn)));
	add_document(arena, side, STR("definition"), machine->definition);
	return true;
}

static bool read_side(struct tui *tui, struct arena *arena, struct str arn, struct side *side,
		      struct err *err)
{
	struct arn parts;
	vec_init(&side->lines, arena, sizeof(struct str));
	vec_init(&side->sections, arena, sizeof(struct section));
	bool is_machine = arn_parse(arn, &parts) && arn_is_machine(&parts);
	if (is_machine ? add_machine(tui, arena, arn, side) : add_role(tui, arena, arn, side))
		return true;
	return err_set(err, ERR_INPUT, "%.*s is not in the inventory", STR_ARG(arn));
}

/* Lines from section i on to the one after it; the blank line between belongs to the first. */
static size_t section_end(const struct side *side, size_t i)
{
	if (i + 1 >= side->sections.n)
		return side->lines.n;
	return ((const struct section *)vec_at(&side->sections, i + 1))->from;
}

static void add_rows(struct arena *arena, struct diff *diff, size_t a, size_t a_end, size_t b,
		     size_t b_end)
{
	size_t n;
	const struct linediff_row *rows =
	    linediff(arena, diff->a + a, a_end - a, diff->b + b, b_end - b, &n);
	for (size_t i = 0; i < n; i++) {
		diff->rows[diff->n++] =
		    (struct linediff_row){rows[i].kind, rows[i].a + a, rows[i].b + b};
		diff->n_gone += rows[i].kind == LINE_GONE;
		diff->n_new += rows[i].kind == LINE_NEW;
	}
}

/* Sections of one title are compared; those that only one side has are gone or new as a whole. */
static void compare(struct arena *arena, struct diff *diff, const struct side *a,
		    const struct side *b)
{
	size_t i = 0;
	size_t k = 0;
	diff->a = a->lines.items;
	diff->b = b->lines.items;
	diff->rows = arena_array(arena, a->lines.n + b->lines.n + 1, sizeof(*diff->rows));
	while (i < a->sections.n || k < b->sections.n) {
		const struct section *x = i < a->sections.n ? vec_at(&a->sections, i) : NULL;
		const struct section *y = k < b->sections.n ? vec_at(&b->sections, k) : NULL;
		int order = x == NULL ? 1 : y == NULL ? -1 : str_cmp(x->title, y->title);
		size_t from_a = x != NULL ? x->from : a->lines.n;
		size_t from_b = y != NULL ? y->from : b->lines.n;
		size_t end_a = order <= 0 ? section_end(a, i++) : from_a;
		size_t end_b = order >= 0 ? section_end(b, k++) : from_b;
		add_rows(arena, diff, from_a, end_a, from_b, end_b);
	}
}

/* A document as it was and as it is, rather than two things with all they have? */
static bool of_documents(const struct place *place)
{
	return place->text.n > 0 || place->other.n > 0 || place->pointer.n > 0;
}

/* The document of a snapshot; empty where it was not there. */
static bool text_at(struct tui *tui, struct arena *arena, const struct place *place,
		    struct str number, struct str *out, struct err *err)
{
	struct app *app = app_at(tui, number, err);
	struct err unread;
	*out = STR("");
	if (app == NULL)
		return false;
	if (!document_find(tui, app, arena, place, out, &unread))
		*out = STR("");
	*out = arena_str(arena, *out);
	return true;
}

/* "3 5": what is compared is read from these snapshots. */
static bool read_snapshots(struct tui *tui, struct arena *arena, struct place *place,
			   struct err *err)
{
	ptrdiff_t blank = str_find_char(place->pointer, ' ');
	struct str before;
	struct str after;
	if (blank < 0)
		return true;
	if (!text_at(tui, arena, place, str_slice(place->pointer, 0, (size_t)blank), &before,
		     err) ||
	    !text_at(tui, arena, place, str_skip(place->pointer, (size_t)blank + 1), &after, err))
		return false;
	place->other = before;
	place->text = after;
	return true;
}

static void read_documents(struct arena *arena, const struct place *place, struct side *a,
			   struct side *b)
{
	struct side *const sides[] = {a, b};
	const struct str texts[] = {place->other, place->text};
	for (size_t i = 0; i < 2; i++) {
		vec_init(&sides[i]->lines, arena, sizeof(struct str));
		vec_init(&sides[i]->sections, arena, sizeof(struct section));
		struct section *section = vec_push(&sides[i]->sections);
		*section = (struct section){STR("document"), 0};
		if (texts[i].n > 0)
			add_lines(sides[i], jsontext_normal(arena, texts[i]));
	}
}

/* What is read first of a document is what is different. */
static void stand_on_change(struct pane *pane, const struct diff *diff)
{
	size_t i = 0;
	while (i < diff->n && diff->rows[i].kind == LINE_SAME)
		i++;
	if (i == diff->n)
		return;
	pane->spot.cursor = i + 1;
	pane->spot.placed = true;
	pane->spot.top = i > ABOVE ? i - ABOVE : 0;
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct diff *diff = arena_alloc(&pane->arena, sizeof(*diff));
	struct side a;
	struct side b;
	*diff = (struct diff){.n = 0};
	struct place compared = pane->place;
	if (!read_snapshots(tui, &pane->arena, &compared, err))
		return false;
	if (of_documents(&pane->place)) {
		read_documents(&pane->arena, &compared, &a, &b);
	} else if (!read_side(tui, &pane->arena, pane->place.subject, &a, err) ||
		   !read_side(tui, &pane->arena, pane->place.detail, &b, err)) {
		return false;
	}
	compare(&pane->arena, diff, &a, &b);
	pane->data = diff;
	sheet_new(pane, GUTTER);
	if (of_documents(&pane->place))
		stand_on_change(pane, diff);
	return true;
}

static void crumb(struct tui *tui, const struct pane *pane, struct buf *buf)
{
	if (of_documents(&pane->place)) {
		buf_printf(buf, "%.*s %.*s, before and after",
			   STR_ARG(say_name_of(tui, pane->place.subject)),
			   STR_ARG(tui_safe(tui, pane->place.detail)));
		return;
	}
	buf_printf(buf, "%.*s : %.*s", STR_ARG(say_name_of(tui, pane->place.subject)),
		   STR_ARG(say_name_of(tui, pane->place.detail)));
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void add_one(struct pane *pane, const struct diff *diff, size_t i, bool begins)
{
	static const struct {
		struct str gutter;
		enum theme_role role;
	} looks[] = {
	    [LINE_SAME] = {STR_INIT(""), THEME_TEXT},
	    [LINE_GONE] = {STR_INIT("-"), THEME_HAS},
	    [LINE_NEW] = {STR_INIT("+"), THEME_WANTS},
	};
	const struct linediff_row *row = &diff->rows[i];
	struct line line = {.id = i + 1,
			    .stop = true,
			    .fails = begins,
			    .gutter = looks[row->kind].gutter,
			    .gutter_role = looks[row->kind].role};
	sheet_add(pane->sheet, looks[row->kind].role,
		  row->kind == LINE_NEW ? diff->b[row->b] : diff->a[row->a]);
	sheet_wrap(pane->sheet, &line, sheet_columns(pane), 4, false);
}

/* Text cut to so many columns, and blanks up to there. */
static void add_half(struct tui *tui, struct pane *pane, enum theme_role role, struct str text,
		     int columns)
{
	struct str safe = tui_safe(tui, text);
	struct str cut =
	    width_elide_end(&tui->frame, safe, (size_t)columns, tui->ascii ? STR("~") : STR("…"));
	sheet_add(pane->sheet, role, cut);
	sheet_printf(pane->sheet, THEME_TEXT, "%*s", columns - (int)width_text(cut), "");
}

static void add_pair(struct tui *tui, struct pane *pane, const struct diff *diff,
		     const struct linediff_row *left, const struct linediff_row *right, size_t id,
		     bool begins)
{
	bool same = left != NULL && left->kind == LINE_SAME;
	int half = (sheet_columns(pane) - 3) / 2;
	struct line line = {.id = id, .stop = true, .fails = begins};
	add_half(tui, pane, same ? THEME_TEXT : THEME_HAS,
		 left != NULL ? diff->a[left->a] : STR(""), half);
	sheet_add(pane->sheet, THEME_BORDER,
		  same		  ? STR("   ")
		  : left == NULL  ? STR(" + ")
		  : right == NULL ? STR(" - ")
				  : STR(" ! "));
	add_half(tui, pane, same ? THEME_TEXT : THEME_WANTS,
		 same	 ? diff->b[left->b]
		 : right ? diff->b[right->b]
			 : STR(""),
		 half);
	sheet_end(pane->sheet, &line);
}

/* What is gone and what is new in its place, line by line beside each other; returns the rows. */
static size_t add_change(struct tui *tui, struct pane *pane, const struct diff *diff, size_t from)
{
	size_t gone = from;
	while (gone < diff->n && diff->rows[gone].kind == LINE_GONE)
		gone++;
	size_t fresh = gone;
	while (fresh < diff->n && diff->rows[fresh].kind == LINE_NEW)
		fresh++;
	for (size_t i = 0; from + i < gone || gone + i < fresh; i++)
		add_pair(tui, pane, diff, from + i < gone ? &diff->rows[from + i] : NULL,
			 gone + i < fresh ? &diff->rows[gone + i] : NULL, from + i + 1, i == 0);
	return fresh - from;
}

static void layout(struct tui *tui, struct pane *pane)
{
	const struct diff *diff = pane->data;
	bool beside =
	    sheet_columns(pane) >= BESIDE_COLUMNS && pane->width != SHEET_UNBROKEN && !tui->plain;
	for (size_t i = 0; i < diff->n;) {
		bool same = diff->rows[i].kind == LINE_SAME;
		if (beside && same) {
			add_pair(tui, pane, diff, &diff->rows[i], NULL, i + 1, false);
			i++;
		} else if (beside) {
			i += add_change(tui, pane, diff, i);
		} else {
			add_one(pane, diff, i,
				!same && (i == 0 || diff->rows[i - 1].kind == LINE_SAME));
			i++;
		}
	}
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	const struct diff *diff = pane->data;
	(void)tui;
	if (diff->n_gone + diff->n_new == 0)
		buf_add_cstr(buf, "they are the same");
	else
		buf_printf(buf, "%zu line%s only in the first, %zu only in the second",
			   diff->n_gone, diff->n_gone == 1 ? "" : "s", diff->n_new);
}

const struct pane_ops pane_diff = {
    .kind = PANE_DIFF,
    .name = "comparison",
    .title = "Comparison",
    .leaf = true,
    .open = open,
    .crumb = crumb,
    .layout = layout,
    .status = status,
};
