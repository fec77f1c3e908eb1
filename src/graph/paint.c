/* graph/paint.c - a part of a graph as character cells. */
#include "rolehop/graph/paint.h"

#include "rolehop/base/width.h"

enum { NORTH = 1, EAST = 2, SOUTH = 4, WEST = 8, UPRIGHT = NORTH | SOUTH, LEVEL = EAST | WEST };

/* Lines that meet in a cell. */
struct stroke {
	size_t net; /* box that they lead to */
	uint8_t bits;
	bool solid; /* not only arrows of catchers */
};

struct paint {
	const struct graph *graph;
	struct graph_area area;
	struct graph_cell *cells;
	struct stroke *strokes;
	bool ascii;
};

/* What borders are made of. */
struct border {
	uint32_t level;
	uint32_t upright;
	uint32_t corners[4]; /* NW NE SW SE */
	uint32_t rule_ends[2];
	uint32_t out; /* an arrow begins */
};

/* clang-format off */
static const struct border single_border = {0x2500, 0x2502, {0x250c, 0x2510, 0x2514, 0x2518}, {0x251c, 0x2524}, 0x252c};
static const struct border double_border = {0x2550, 0x2551, {0x2554, 0x2557, 0x255a, 0x255d}, {0x255f, 0x2562}, 0x2564};
static const struct border ascii_border = {'-', '|', {'+', '+', '+', '+'}, {'+', '+'}, '+'};
static const struct border ascii_heavy_border = {'#', '#', {'#', '#', '#', '#'}, {'#', '#'}, '#'};
static const uint32_t joints[] = {
	' ', 0x2502, 0x2500, 0x2514, 0x2502, 0x2502, 0x250c, 0x251c,
	0x2500, 0x2518, 0x2500, 0x2534, 0x2510, 0x2524, 0x252c, 0x253c,
};
/* clang-format on */
enum { RULE = 0x2500, DASH_LEVEL = 0x2504, DASH_UPRIGHT = 0x2506, DOTS = 0x250a };
enum {
	ARROW_IN = 0x25bc,
	ARROW_UP = 0x25b2,
	JOINT_UP = 0x2534,
	JOINT_UP_DOUBLE = 0x2567,
	JOINT_DOWN = 0x252c,
	JOINT_THROUGH = 0x253c,
	JOINT_THROUGH_DOUBLE = 0x256a
};

/* ---- cells ----------------------------------------------------------------------------------- */

static struct graph_cell *cell_at(const struct paint *paint, int x, int y)
{
	x -= paint->area.x;
	y -= paint->area.y;
	if (x < 0 || y < 0 || x >= paint->area.w || y >= paint->area.h)
		return NULL;
	return &paint->cells[(size_t)y * (size_t)paint->area.w + (size_t)x];
}

static void put(const struct paint *paint, int x, int y, uint32_t code, enum graph_part part,
		enum graph_mark mark)
{
	struct graph_cell *cell = cell_at(paint, x, y);
	if (cell != NULL)
		*cell = (struct graph_cell){
		    .code = code, .width = 1, .part = (uint8_t)part, .mark = (uint8_t)mark};
}

/* A wide character that does not fit the area whole is a blank there. */
static void put_wide(const struct paint *paint, int x, int y, uint32_t code, enum graph_part part,
		     enum graph_mark mark)
{
	struct graph_cell *left = cell_at(paint, x, y);
	struct graph_cell *right = cell_at(paint, x + 1, y);
	bool whole = left != NULL && right != NULL;
	put(paint, x, y, whole ? code : ' ', part, mark);
	put(paint, x + 1, y, ' ', part, mark);
	if (whole) {
		left->width = 2;
		right->width = 0;
	}
}

static void put_combining(const struct paint *paint, int x, int y, uint32_t code)
{
	struct graph_cell *cell = cell_at(paint, x, y);
	if (cell != NULL && cell->width == 0)
		cell = cell_at(paint, x - 1, y);
	for (int i = 0; cell != NULL && i < GRAPH_CELL_MARKS; i++) {
		if (cell->marks[i] == 0) {
			cell->marks[i] = code;
			return;
		}
	}
}

static void put_text(const struct paint *paint, int x, int y, struct str text, enum graph_part part,
		     enum graph_mark mark)
{
	if (y < paint->area.y || y >= paint->area.y + paint->area.h)
		return;
	while (text.n > 0) {
		unsigned long code;
		text = str_skip(text, width_decode(text, &code));
		int width = width_of(code);
		if (width == 0)
			put_combining(paint, x - 1, y, (uint32_t)code);
		else if (width == 1)
			put(paint, x, y, (uint32_t)code, part, mark);
		else
			put_wide(paint, x, y, (uint32_t)code, part, mark);
		x += width;
	}
}

/* ---- boxes ----------------------------------------------------------------------------------- */

static bool has_border(const struct graph_box *box)
{
	return box->kind != GRAPH_START && box->kind != GRAPH_END;
}

static bool touches(const struct paint *paint, int x, int y, int w, int h)
{
	const struct graph_area *area = &paint->area;
	return x < area->x + area->w && y < area->y + area->h && x + w > area->x && y + h > area->y;
}

static const struct border *border_of(const struct paint *paint, const struct graph_box *box)
{
	bool heavy = box->mark == GRAPH_FAIL;
	if (paint->ascii)
		return heavy ? &ascii_heavy_border : &ascii_border;
	return heavy ? &double_border : &single_border;
}

/* A level line from x to to, both in it. */
static void put_level(const struct paint *paint, int x, int to, int y, uint32_t code,
		      enum graph_mark mark)
{
	int end = paint->area.x + paint->area.w - 1;
	x = x > paint->area.x ? x : paint->area.x;
	for (to = to < end ? to : end; x <= to; x++)
		put(paint, x, y, code, GRAPH_PART_BORDER, mark);
}

static void put_upright(const struct paint *paint, int x, int y, int to, uint32_t code,
			enum graph_mark mark)
{
	int end = paint->area.y + paint->area.h - 1;
	y = y > paint->area.y ? y : paint->area.y;
	for (to = to < end ? to : end; y <= to; y++)
		put(paint, x, y, code, GRAPH_PART_BORDER, mark);
}

static void paint_border(const struct paint *paint, const struct graph_box *box)
{
	const struct border *border = border_of(paint, box);
	int right = box->x + box->w - 1;
	int bottom = box->y + box->h - 1;
	put_level(paint, box->x + 1, right - 1, box->y, border->level, box->mark);
	put_level(paint, box->x + 1, right - 1, bottom, border->level, box->mark);
	put_upright(paint, box->x, box->y + 1, bottom - 1, border->upright, box->mark);
	put_upright(paint, right, box->y + 1, bottom - 1, border->upright, box->mark);
	put(paint, box->x, box->y, border->corners[0], GRAPH_PART_BORDER, box->mark);
	put(paint, right, box->y, border->corners[1], GRAPH_PART_BORDER, box->mark);
	put(paint, box->x, bottom, border->corners[2], GRAPH_PART_BORDER, box->mark);
	put(paint, right, bottom, border->corners[3], GRAPH_PART_BORDER, box->mark);
}

/* The line below a frame's texts, where its branches begin, and what keeps them apart. */
static void paint_frame(const struct paint *paint, const struct graph_box *box)
{
	const struct border *border = border_of(paint, box);
	int rule = box->y + 1 + (int)box->n_texts;
	int right = box->x + box->w - 1;
	put_level(paint, box->x + 1, right - 1, rule, paint->ascii ? '-' : RULE, box->mark);
	put(paint, box->x, rule, border->rule_ends[0], GRAPH_PART_BORDER, box->mark);
	put(paint, right, rule, border->rule_ends[1], GRAPH_PART_BORDER, box->mark);
	for (size_t i = 0; i < box->n_dividers; i++)
		put_upright(paint, box->dividers[i], rule + 1, box->y + box->h - 2,
			    paint->ascii ? ':' : DOTS, GRAPH_NONE);
}

static void paint_texts(const struct paint *paint, const struct graph_box *box)
{
	for (size_t i = 0; i < box->n_texts; i++) {
		const struct graph_text *text = &box->texts[i];
		int y = box->y + 1 + (int)i;
		int right = box->x + box->w - 2 - (int)width_text(text->right);
		put_text(paint, box->x + 2, y, text->left,
			 i == 0 ? GRAPH_PART_NAME : GRAPH_PART_TEXT, box->mark);
		put_text(paint, right, y, text->right, GRAPH_PART_MARK, box->mark);
	}
}

static void paint_box(const struct paint *paint, const struct graph_box *box)
{
	if (!touches(paint, box->x, box->y, box->w, box->h))
		return;
	if (has_border(box)) {
		paint_border(paint, box);
		paint_texts(paint, box);
	} else if (box->frame == GRAPH_NOWHERE) {
		put_text(paint, box->x, box->y,
			 box->kind == GRAPH_START ? STR("( start )") : STR("( end )"),
			 GRAPH_PART_TEXT, GRAPH_NONE);
	}
	if (box->kind == GRAPH_FRAME)
		paint_frame(paint, box);
}

/* ---- arrows ---------------------------------------------------------------------------------- */

/* Lines to one box join; of others the one from top to bottom hides the level one. */
static void add_stroke(const struct paint *paint, int x, int y, uint8_t bits, size_t net,
		       bool solid)
{
	const struct graph_cell *cell = cell_at(paint, x, y);
	if (cell == NULL || bits == 0)
		return;
	struct stroke *stroke = &paint->strokes[cell - paint->cells];
	if (stroke->bits != 0 && stroke->net != net) {
		if ((stroke->bits & UPRIGHT) != 0)
			return;
		*stroke = (struct stroke){0};
	}
	stroke->net = net;
	stroke->bits |= bits;
	stroke->solid = stroke->solid || solid;
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

/* One straight piece; its ends get the half that belongs to it. */
static void stroke_piece(const struct paint *paint, struct graph_point a, struct graph_point b,
			 size_t net, bool solid)
{
	int dx = sign(b.x - a.x);
	int dy = sign(b.y - a.y);
	uint8_t ahead = dx > 0 ? EAST : dx < 0 ? WEST : dy > 0 ? SOUTH : NORTH;
	uint8_t behind = dx > 0 ? WEST : dx < 0 ? EAST : dy > 0 ? NORTH : SOUTH;
	const struct graph_area *area = &paint->area;
	if (!touches(paint, a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, (b.x - a.x) * dx + 1,
		     (b.y - a.y) * dy + 1))
		return;
	add_stroke(paint, a.x, a.y, ahead, net, solid);
	add_stroke(paint, b.x, b.y, behind, net, solid);
	/* Only what shows: pieces may be long. */
	int low = dx != 0 ? (a.x < b.x ? a.x : b.x) : (a.y < b.y ? a.y : b.y);
	int high = dx != 0 ? (a.x > b.x ? a.x : b.x) : (a.y > b.y ? a.y : b.y);
	int first = dx != 0 ? area->x : area->y;
	int last = first + (dx != 0 ? area->w : area->h) - 1;
	int from = low + 1 > first ? low + 1 : first;
	int to = high - 1 < last ? high - 1 : last;
	for (int i = from; i <= to; i++)
		add_stroke(paint, dx != 0 ? i : a.x, dx != 0 ? a.y : i, (uint8_t)(ahead | behind),
			   net, solid);
}

static void stroke_edge(const struct paint *paint, const struct graph_edge *edge)
{
	for (size_t i = 0; i + 1 < edge->n_points; i++)
		stroke_piece(paint, edge->points[i], edge->points[i + 1], edge->to,
			     edge->kind != ASL_EDGE_CATCH);
}

static uint32_t glyph_of(const struct paint *paint, const struct stroke *stroke)
{
	bool upright = (stroke->bits & LEVEL) == 0;
	bool level = (stroke->bits & UPRIGHT) == 0;
	if (paint->ascii && !upright && !level)
		return '+';
	if (paint->ascii)
		return upright ? (stroke->solid ? '|' : ':') : (stroke->solid ? '-' : '.');
	if (!stroke->solid && (upright || level))
		return upright ? DASH_UPRIGHT : DASH_LEVEL;
	return joints[stroke->bits];
}

/* Strokes show where no box is: their ends lie on the edges of boxes. */
static void show_strokes(const struct paint *paint)
{
	size_t n = (size_t)paint->area.w * (size_t)paint->area.h;
	for (size_t i = 0; i < n; i++) {
		struct graph_cell *cell = &paint->cells[i];
		if (paint->strokes[i].bits == 0 || cell->part != GRAPH_PART_EMPTY)
			continue;
		cell->code = glyph_of(paint, &paint->strokes[i]);
		cell->part = GRAPH_PART_ARROW;
	}
}

/* An arrow that leads back shows where it rises that it does. */
static void paint_rise(const struct paint *paint, const struct graph_edge *edge)
{
	for (size_t i = 1; i + 1 < edge->n_points; i++) {
		struct graph_point low = edge->points[i];
		if (edge->points[i + 1].y + 1 < low.y)
			put(paint, low.x, low.y - 1, paint->ascii ? '^' : ARROW_UP,
			    GRAPH_PART_ARROW, GRAPH_NONE);
	}
}

/* Where an arrow leaves a box: below the end of one that comes down inside of it, a line goes
 * through.
 */
static uint32_t out_of(const struct paint *paint, const struct graph_box *box,
		       struct graph_point start)
{
	const struct graph_cell *cell = cell_at(paint, start.x, start.y);
	if (cell != NULL && cell->code == JOINT_UP)
		return JOINT_THROUGH;
	if (cell != NULL && cell->code == JOINT_UP_DOUBLE)
		return JOINT_THROUGH_DOUBLE;
	return border_of(paint, box)->out;
}

/* Where the arrow leaves one box and enters the other, and what is written at its beginning. */
static void paint_ends(const struct paint *paint, const struct graph_edge *edge)
{
	const struct graph_box *from = &paint->graph->boxes[edge->from];
	const struct graph_box *to = &paint->graph->boxes[edge->to];
	struct graph_point start = edge->points[0];
	struct graph_point end = edge->points[edge->n_points - 1];
	if (has_border(from))
		put(paint, start.x, start.y, out_of(paint, from, start), GRAPH_PART_BORDER,
		    from->mark);
	else if (from->frame != GRAPH_NOWHERE)
		put(paint, start.x, start.y, paint->ascii ? '+' : JOINT_DOWN, GRAPH_PART_BORDER,
		    GRAPH_NONE);
	if (has_border(to)) {
		put(paint, end.x, end.y, paint->ascii ? 'v' : ARROW_IN, GRAPH_PART_ARROW, to->mark);
	} else if (to->frame != GRAPH_NOWHERE) {
		const struct graph_box *frame = &paint->graph->boxes[to->frame];
		uint32_t joint = frame->mark == GRAPH_FAIL ? JOINT_UP_DOUBLE : JOINT_UP;
		put(paint, end.x, end.y, paint->ascii ? '+' : joint, GRAPH_PART_BORDER,
		    frame->mark);
	}
	paint_rise(paint, edge);
	put_text(paint, start.x + 2, start.y + 1, edge->tag, GRAPH_PART_LABEL, GRAPH_NONE);
}

void graph_paint(struct arena *scratch, const struct graph *graph, const struct graph_area *area,
		 bool ascii, struct graph_cell *cells)
{
	size_t n = (size_t)area->w * (size_t)area->h;
	struct paint paint = {.graph = graph, .area = *area, .cells = cells, .ascii = ascii};
	paint.strokes = arena_array(scratch, n + 1, sizeof(struct stroke));
	for (size_t i = 0; i < n; i++)
		cells[i] = (struct graph_cell){.code = ' ', .width = 1};
	for (size_t i = 0; i < graph->n_boxes; i++)
		paint_box(&paint, &graph->boxes[i]);
	for (size_t i = 0; i < graph->n_edges; i++)
		stroke_edge(&paint, &graph->edges[i]);
	show_strokes(&paint);
	for (size_t i = 0; i < graph->n_edges; i++)
		paint_ends(&paint, &graph->edges[i]);
}

/* ---- as text --------------------------------------------------------------------------------- */

static bool add_code(struct buf *buf, uint32_t code)
{
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	char bytes[4];
	for (size_t i = n; i-- > 1; code >>= 6)
		bytes[i] = (char)(0x80 | (code & 0x3f));
	bytes[0] = (char)(n == 1 ? code : lead[n] | code);
	return buf_add(buf, (struct str){bytes, n});
}

bool graph_cell_text(struct buf *buf, const struct graph_cell *cell)
{
	bool ok = cell->width == 0 || add_code(buf, cell->code);
	for (int i = 0; i < GRAPH_CELL_MARKS && cell->marks[i] != 0; i++)
		ok = add_code(buf, cell->marks[i]) && ok;
	return ok;
}
