/* feed/value.c - the pieces of one JSON value, each given to the importer that wants it. */
#include <string.h>

#include "feed/private.h"
#include "rolehop/base/buf.h"

enum {
	KEPT_MAX = 64 << 20,   /* bytes of one value's members */
	UNKNOWN_MAX = 4 << 20, /* likewise, beyond which lists that nobody knows are dropped */
};

/* Members whose documents may repeat names; everything else may not. */
/* clang-format off */
static const struct str documents[] = {
	STR_INIT("AssumeRolePolicyDocument"),
	STR_INIT("PolicyDocument"),
	STR_INIT("policyDocument"),
	STR_INIT("Document"),
	STR_INIT("document"),
	STR_INIT("Policy"),
	STR_INIT("policy"),
	STR_INIT("ResourcePolicy"),
	STR_INIT("resourcePolicy"),
	STR_INIT("Content"),
	STR_INIT("Statement"),
};
/* clang-format on */

enum { DOCUMENT_COUNT = sizeof(documents) / sizeof(documents[0]) };

void value_begin(struct value *value, struct intake *in, const struct source *source)
{
	memset(value, 0, sizeof(*value));
	value->in = in;
	value->source = source;
	arena_init(&value->arena);
	vec_init(&value->members, &value->arena, sizeof(struct piece));
	map_init(&value->keys, &value->arena);
	vec_init(&value->listed, &value->arena, sizeof(struct listed));
	vec_init(&value->policies, &value->arena, sizeof(struct str));
	value->page.when = source->when;
}

void value_release(struct value *value)
{
	arena_release(&value->arena);
}

static bool is_document(struct str key)
{
	for (size_t i = 0; i < DOCUMENT_COUNT; i++) {
		if (str_eq(key, documents[i]))
			return true;
	}
	return false;
}

static bool check_repeats(struct intake *in, const struct piece *piece, struct err *err)
{
	struct str key;

	if (is_document(piece->place.key) ||
	    !skim_repeats(&in->scratch, piece->text, documents, DOCUMENT_COUNT, &key))
		return true;
	return place_bad(&piece->place, err, "the member \"%.*s\" is there twice in one object",
			 STR_ARG(key));
}

/* Notes the names of the outermost object. A list's name comes with each of its elements. */
static bool note_key(struct value *value, const struct piece *piece, bool element, struct err *err)
{
	struct str key = piece->place.key;

	if (element && value->index > 0 && str_eq(value->last, key))
		return true;
	value->index = 0;
	if (value_has(value, key))
		return place_bad(&piece->place, err,
				 "the member \"%.*s\" is there twice in one object", STR_ARG(key));
	value->last = arena_str(&value->arena, key);
	if (value->keys.n == 0)
		value->first = value->last;
	map_put(&value->keys, value->last, value);
	return true;
}

bool value_keep(struct value *value, const struct piece *piece, struct err *err)
{
	struct piece *kept = NULL;

	value->kept += piece->text.n;
	if (value->kept > KEPT_MAX)
		return place_bad(&piece->place, err, "this value is larger than %d MB",
				 KEPT_MAX >> 20);
	kept = vec_push(&value->members);
	*kept = *piece;
	kept->place.key = arena_str(&value->arena, piece->place.key);
	kept->text = arena_str(&value->arena, piece->text);
	return true;
}

/* An element of a list that stands alone and that no row wants may be an answer of its own. */
static bool take_nested(struct value *value, const struct piece *piece, struct err *err)
{
	bool understood = false;

	if (!value_of_text(value->in, &piece->place, piece->text, piece->text, &understood, err))
		return false;
	value->taken += understood;
	return true;
}

/* A plan is read whole, whatever lists are in it. */
static bool is_plan(const struct value *value)
{
	return value_has(value, STR("format_version"));
}

static bool take_element(struct value *value, const struct piece *piece, struct err *err)
{
	struct str key = piece->place.key;
	const struct list_form *form = formats_list(&value->in->scratch, key, piece->text);

	if (form != NULL) {
		value->taken++;
		return form->take(value, piece, err);
	}
	if (key.n == 0 && skim_kind(piece->text) == JSON_OBJECT)
		return take_nested(value, piece, err);
	if (value->whole.n == 0 && value->kept + piece->text.n > UNKNOWN_MAX && !is_plan(value)) {
		value->dropped = true;
		return true;
	}
	return value_keep(value, piece, err);
}

static bool value_take(struct value *value, const struct cut_piece *cut, struct err *err)
{
	struct piece piece = {{value->source, cut->key, -1, cut->text, cut->line, cut->column},
			      cut->text};

	if (!note_key(value, &piece, cut->element, err))
		return false;
	if (cut->element)
		piece.place.index = (ptrdiff_t)value->index++;
	if (!check_repeats(value->in, &piece, err))
		return false;
	if (cut->element)
		return take_element(value, &piece, err);
	return skim_kind(cut->text) == JSON_ARRAY || value_keep(value, &piece, err);
}

bool value_piece(struct value *value, const struct cut_piece *piece, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct arena_mark mark = arena_mark(scratch);
	bool done = value_take(value, piece, err);

	arena_rewind(scratch, mark);
	return done;
}

bool value_end(struct value *value, bool *understood, struct err *err)
{
	struct arena *scratch = &value->in->scratch;
	struct arena_mark mark = arena_mark(scratch);
	const struct object_form *form = formats_object(value);
	bool done = true;

	if (form != NULL) {
		value->taken++;
		done = form->take(value, err);
	}
	if (done)
		done = formats_end(value, err);
	*understood = value->taken > 0;
	if (!*understood && value->in->advice == NULL)
		value->in->advice = formats_advice(value);
	arena_rewind(scratch, mark);
	return done;
}

/* The elements of one list; an empty one is one piece as well. */
static bool pieces_of_list(struct value *value, struct cut_piece *piece, struct err *err)
{
	struct skim elements;
	struct str list = piece->text;
	struct str none;
	bool any = false;

	skim_begin(&elements, &value->arena, list);
	piece->element = true;
	while (skim_next(&elements, &none, &piece->text)) {
		any = true;
		if (!value_piece(value, piece, err))
			return false;
	}
	piece->element = false;
	piece->text = list;
	return any || value_piece(value, piece, err);
}

static bool pieces_of_object(struct value *value, struct cut_piece *piece, struct str object,
			     struct err *err)
{
	struct skim members;

	skim_begin(&members, &value->arena, object);
	while (skim_next(&members, &piece->key, &piece->text)) {
		bool list = skim_kind(piece->text) == JSON_ARRAY;
		piece->element = false;
		if (!(list ? pieces_of_list(value, piece, err) : value_piece(value, piece, err)))
			return false;
	}
	return true;
}

bool value_of_text(struct intake *in, const struct place *at, struct str text, struct str whole,
		   bool *understood, struct err *err)
{
	struct cut_piece piece = {.line = at->line, .column = at->column, .text = text};
	struct value value;
	bool done = false;

	value_begin(&value, in, at->source);
	value.whole = whole;
	if (skim_kind(text) == JSON_ARRAY)
		done = pieces_of_list(&value, &piece, err);
	else
		done = pieces_of_object(&value, &piece, text, err);
	if (done)
		done = value_end(&value, understood, err);
	value_release(&value);
	return done;
}

const struct piece *value_find(const struct value *value, struct str key)
{
	for (size_t i = 0; i < value->members.n; i++) {
		const struct piece *piece = vec_at(&value->members, i);
		if (str_eq(piece->place.key, key))
			return piece;
	}
	return NULL;
}

struct str value_text(struct value *value, struct str key)
{
	const struct piece *piece = value_find(value, key);

	return piece != NULL ? skim_text(&value->arena, piece->text) : (struct str){NULL, 0};
}

bool value_has(const struct value *value, struct str key)
{
	return map_find(&value->keys, key) != NULL;
}

void value_elements(struct value *value, struct str key, struct vec *out)
{
	vec_init(out, &value->arena, sizeof(struct str));
	for (size_t i = 0; i < value->members.n; i++) {
		const struct piece *piece = vec_at(&value->members, i);
		if (piece->place.index >= 0 && str_eq(piece->place.key, key))
			*(struct str *)vec_push(out) = piece->text;
	}
}

struct place value_place(const struct value *value, struct str key)
{
	const struct piece *piece = key.n > 0 ? value_find(value, key) : NULL;
	struct place place = {value->source, key, -1, value->whole, value->whole.n > 0 ? 0 : 1, 1};

	if (piece == NULL)
		return place;
	place = piece->place;
	place.index = -1;
	return place;
}

struct piece value_get(const struct value *value, struct str key)
{
	const struct piece *piece = value_find(value, key);

	return piece != NULL ? *piece : (struct piece){value_place(value, key), STR("[]")};
}

/* One member after another, the elements of a list between brackets again. */
static void object_add(struct buf *buf, const struct piece *piece, const struct piece *next)
{
	bool element = piece->place.index >= 0;

	if (!element || piece->place.index == 0) {
		json_write_str(buf, piece->place.key);
		buf_add_char(buf, ':');
		if (element)
			buf_add_char(buf, '[');
	}
	buf_add(buf, piece->text);
	if (element && (next == NULL || !str_eq(next->place.key, piece->place.key)))
		buf_add_char(buf, ']');
	if (next != NULL)
		buf_add_char(buf, ',');
}

struct str value_object(struct value *value)
{
	struct buf buf;

	if (value->whole.n > 0)
		return str_trim(value->whole);
	if (value->dropped || value->object.n > 0)
		return value->object;
	buf_init(&buf, &value->arena, 2 * KEPT_MAX);
	buf_add_char(&buf, '{');
	for (size_t i = 0; i < value->members.n; i++)
		object_add(&buf, vec_at(&value->members, i),
			   i + 1 < value->members.n ? vec_at(&value->members, i + 1) : NULL);
	buf_add_char(&buf, '}');
	value->object = buf_str(&buf);
	return value->object;
}
