/* tui/pane_themes.c - the themes there are: the screen wears the one that the cursor is on. */
#include "tui/explorer.h"
#include "tui/panes.h"
#include "tui/table.h"

enum { COL_NAME, COL_ABOUT };
enum { SAMPLE_ROWS = 5 };

static const struct column columns[] = {
    [COL_NAME] = {"THEME", 18, 0, 0, false, false},
    [COL_ABOUT] = {"ABOUT", 12, 1, 34, false, false},
};

struct themes {
	const struct str *names;
	struct str *abouts;
	size_t n;
};

static size_t count(struct tui *tui, struct pane *pane)
{
	(void)tui;
	return ((const struct themes *)pane->data)->n;
}

static void cell(struct tui *tui, struct pane *pane, size_t row, size_t column,
		 struct table_cell *out)
{
	const struct themes *themes = pane->data;
	bool kept = str_eq(themes->names[row], str_from(tui->theme_kept));
	if (column == COL_ABOUT)
		out->text = tui_safe(tui, themes->abouts[row]);
	else
		out->text =
		    arena_printf(&tui->frame, "%.*s%s", STR_ARG(tui_safe(tui, themes->names[row])),
				 kept ? " *" : "");
}

static size_t parts(struct tui *tui, struct pane *pane, size_t row, struct str *out)
{
	const struct themes *themes = pane->data;
	out[0] = tui_safe(tui, themes->names[row]);
	out[1] = tui_safe(tui, themes->abouts[row]);
	return 2;
}

static const struct table_ops table_ops = {
    .columns = columns,
    .n_columns = sizeof(columns) / sizeof(columns[0]),
    .count = count,
    .cell = cell,
    .parts = parts,
    .nothing = "there are no themes",
};

/* What a theme's file says it is, or what is wrong with it. */
static struct str about(struct pane *pane, struct str name)
{
	struct theme theme;
	struct err err;
	if (theme_load(&pane->arena, arena_cstr(&pane->arena, name), &theme, &err))
		return theme.about;
	return arena_str(&pane->arena, str_from(err.text));
}

static bool open(struct tui *tui, struct pane *pane, struct err *err)
{
	struct themes *themes = arena_alloc(&pane->arena, sizeof(*themes));
	(void)err;
	theme_list(&pane->arena, &themes->names, &themes->n);
	themes->abouts = arena_array(&pane->arena, themes->n + 1, sizeof(*themes->abouts));
	for (size_t i = 0; i < themes->n; i++) {
		themes->abouts[i] = about(pane, themes->names[i]);
		if (str_eq(themes->names[i], str_from(tui->theme_kept))) {
			pane->spot.cursor = i;
			pane->spot.placed = true;
		}
	}
	pane->data = themes;
	table_new(pane, &table_ops);
	return true;
}

struct sample {
	enum theme_role role;
	const char *text;
};

static void draw_samples(const struct view *view, int y, const struct sample *samples, size_t n)
{
	int x = 2;
	for (size_t i = 0; i < n; i++)
		x += 2 + view_text(view, x, y, samples[i].role, str_from(samples[i].text));
}

/* A few words in every role that matters, for a screen that shows little but this list. */
static int head(struct tui *tui, struct pane *pane, const struct view *view)
{
	static const struct sample verdicts[] = {
	    {THEME_ALLOW, "[ ok ]"}, {THEME_DENY, "[FAIL]"},  {THEME_UNKNOWN, "[ ?? ]"},
	    {THEME_NONE, "[ -- ]"},  {THEME_WANTS, "wants"},  {THEME_HAS, "has"},
	    {THEME_FIX, "fix"},	     {THEME_ARN, "arn:aws:"}, {THEME_MATCH, "match"},
	};
	static const struct sample policy[] = {
	    {THEME_GUTTER_BAD, "XX"},	     {THEME_JSON_KEY, "\"Effect\":"},
	    {THEME_JSON_DENY, "\"Deny\""},   {THEME_GUTTER_OK, "ok"},
	    {THEME_JSON_KEY, "\"Action\":"}, {THEME_JSON_STRING, "\"sts:*\""},
	};
	static const struct sample text[] = {
	    {THEME_TEXT, "text"}, {THEME_STRONG, "strong"}, {THEME_DIM, "dim"},
	    {THEME_KEY, "key"},	  {THEME_HINT, "hint"},	    {THEME_ERROR, "error"},
	};
	(void)tui;
	(void)pane;
	if (view->h < SAMPLE_ROWS * 2)
		return 0;
	draw_samples(view, 0, verdicts, sizeof(verdicts) / sizeof(verdicts[0]));
	draw_samples(view, 1, policy, sizeof(policy) / sizeof(policy[0]));
	draw_samples(view, 2, text, sizeof(text) / sizeof(text[0]));
	view_over(view, 2, 2, 4, THEME_CURSOR);
	return SAMPLE_ROWS - 1;
}

bool pane_theme_here(struct tui *tui, struct pane *pane, struct str *name)
{
	size_t row;
	if (pane->ops->kind != PANE_THEMES || !table_row(tui, pane, &row))
		return false;
	*name = ((const struct themes *)pane->data)->names[row];
	return true;
}

static void status(struct tui *tui, struct pane *pane, struct buf *buf)
{
	(void)pane;
	if (!tui->app->color)
		buf_add_cstr(buf, "colours are off: NO_COLOR, --color never or a dumb terminal");
	else
		buf_add_cstr(buf, "* in use; Enter uses the one under the cursor, Esc goes back");
}

const struct pane_ops pane_themes = {
    .kind = PANE_THEMES,
    .name = "themes",
    .title = "Themes",
    .leaf = true,
    .open = open,
    .head = head,
    .status = status,
};
