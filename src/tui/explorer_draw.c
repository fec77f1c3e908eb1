/* tui/explorer_draw.c - the explorer as a picture on its canvas. */
#include "rolehop/base/width.h"
#include "tui/explorer.h"
#include "tui/layout.h"
#include "tui/panes.h"

/* Columns of what lies over the panes: of a list, and at most of a text. */
enum { OVERLAY_COLS = 78, OVERLAY_TEXT_COLS = 118 };

static void draw_tiny(struct tui *tui)
{
	struct view view = view_of(&tui->canvas);
	struct str text = arena_printf(&tui->frame, "window too small (have %dx%d, need %dx%d)",
				       tui->canvas.cols, tui->canvas.rows, MIN_COLS, MIN_ROWS);
	for (int y = 0; y < view.h && text.n > 0; y++) {
		struct str line = width_prefix(text, (size_t)view.w);
		view_text(&view, 0, y, THEME_TEXT, line);
		text = str_skip(text, line.n > 0 ? line.n : text.n);
	}
}

static void draw_pane(struct tui *tui, const struct layout *layout, struct pane *pane,
		      const struct view *view)
{
	bool focus = tui_focus(tui) == pane;
	struct view inner = layout_frame(tui, layout, pane, view, focus);
	pane_draw(tui, pane, &inner, focus);
}

static void draw_overlay(struct tui *tui, const struct layout *layout)
{
	struct view screen = view_of(&tui->canvas);
	int y = layout->title.h;
	int h = layout->status.y - y;
	bool centred = screen.w >= WIDE_COLS;
	int most = tui->overlay->sheet != NULL ? OVERLAY_TEXT_COLS : OVERLAY_COLS;
	int w = !centred ? screen.w : screen.w < most + 2 ? screen.w : most + 2;
	struct view view = view_part(&screen, (screen.w - w) / 2, y, w, h);
	for (int row = 0; row < view.h; row++)
		view_repeat(&view, 0, row, view.w, THEME_TEXT, ' ');
	draw_pane(tui, layout, tui->overlay, &view);
}

void tui_draw(struct tui *tui)
{
	struct layout layout;
	tui_begin_reading(tui);
	canvas_clear(&tui->canvas);
	tui->hots.n = 0;
	tui->drawn = true;
	layout_make(tui, &layout);
	if (layout.tiny) {
		draw_tiny(tui);
	} else {
		/* Where one pane shows, it is the one that keys go to. */
		bool other = !layout.second && tui->focus_preview && tui->preview != NULL;
		draw_pane(tui, &layout, other ? tui->preview : tui_current(tui), &layout.current);
		if (layout.second)
			draw_pane(tui, &layout,
				  layout.second_left ? history_parent(&tui->history) : tui->preview,
				  &layout.other);
		if (layout.third)
			draw_pane(tui, &layout, tui->deeper, &layout.deeper);
		if (layout.tabs)
			layout_tabs(tui, &layout.tab_line);
		layout_title(tui, &layout.title);
		if (tui->overlay != NULL)
			draw_overlay(tui, &layout);
		layout_status(tui, &layout.status);
		layout_hints(tui, &layout.hints);
	}
	tui_end_reading(tui);
	arena_release(&tui->frame);
}
