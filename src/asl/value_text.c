/* asl/value_text.c - values as texts and as JSON. */
#include "asl/value.h"
#include "rolehop/model/holes.h"

/* What several texts have in common at both ends, a hole between. */
static struct str common_text(struct arena *arena, const struct val *val)
{
	struct str ignored = {NULL, 0};
	struct str first = val_text(arena, val->members[0].value, &ignored);
	size_t head = first.n;
	size_t tail = first.n;

	for (size_t i = 1; i < val->n; i++) {
		struct str other = val_text(arena, val->members[i].value, &ignored);
		size_t h = 0;
		size_t t = 0;
		while (h < head && h < other.n && first.p[h] == other.p[h])
			h++;
		while (t < tail && t < other.n &&
		       first.p[first.n - 1 - t] == other.p[other.n - 1 - t])
			t++;
		size_t shorter = other.n < first.n ? other.n : first.n;
		head = h;
		tail = t < shorter - h ? t : shorter - h;
	}
	return arena_printf(arena, "%.*s%c%.*s", STR_ARG(str_slice(first, 0, head)), HOLE,
			    STR_ARG(str_skip(first, first.n - tail)));
}

struct str val_text(struct arena *arena, const struct val *val, struct str *source)
{
	switch (val->kind) {
	case VAL_NULL:
		return STR("null");
	case VAL_BOOL:
		return val->truth ? STR("true") : STR("false");
	case VAL_NUMBER:
		return val->text;
	case VAL_STRING:
		if (holes_any(val->text) && source->n == 0)
			*source = val->source;
		return val->text;
	case VAL_ONE_OF:
		if (source->n == 0)
			*source = val->source;
		return common_text(arena, val);
	case VAL_UNKNOWN:
	case VAL_ABSENT:
	case VAL_ARRAY:
	case VAL_OBJECT:
		break;
	}
	if (source->n == 0)
		*source = val->source;
	return STR(HOLE_TEXT);
}

static bool write_parts(struct arena *arena, struct buf *buf, const struct val *val,
			unsigned depth);

static bool write_value(struct arena *arena, struct buf *buf, const struct val *val, unsigned depth)
{
	if (!val_settled(val) || depth > VAL_DEPTH_MAX)
		return false;
	switch (val->kind) {
	case VAL_STRING:
		return json_write_str(buf, val->text);
	case VAL_NULL:
		return buf_add_cstr(buf, "null");
	case VAL_BOOL:
		return buf_add_cstr(buf, val->truth ? "true" : "false");
	case VAL_NUMBER:
		return buf_add(buf, val->text);
	case VAL_ARRAY:
	case VAL_OBJECT:
		return write_parts(arena, buf, val, depth);
	case VAL_UNKNOWN:
	case VAL_ABSENT:
	case VAL_ONE_OF:
		break;
	}
	return false;
}

static bool write_parts(struct arena *arena, struct buf *buf, const struct val *val, unsigned depth)
{
	const struct val *apart = val_apart(arena, val);
	bool object = val->kind == VAL_OBJECT;

	buf_add_char(buf, object ? '{' : '[');
	for (size_t i = 0; i < apart->n; i++) {
		if (i > 0)
			buf_add_char(buf, ',');
		if (object &&
		    (!json_write_str(buf, apart->members[i].name) || !buf_add_char(buf, ':')))
			return false;
		if (!write_value(arena, buf, apart->members[i].value, depth + 1))
			return false;
	}
	return buf_add_char(buf, object ? '}' : ']');
}

bool val_write(struct arena *arena, struct buf *buf, const struct val *val)
{
	return write_value(arena, buf, val, 0) && !buf->over;
}
