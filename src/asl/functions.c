/* asl/functions.c - what the intrinsic functions compute. */
#include "asl/functions.h"

#include "rolehop/base/base64.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/holes.h"

enum { TEXT_MAX = 1 << 20, ELEMENTS_MAX = 1000 };

static struct str deep_source(struct arena *arena, const struct val *val, unsigned depth)
{
	struct str source = {NULL, 0};

	if (val_settled(val) && val_count(val) == 0)
		return source;
	if (val->source.n > 0 || depth > VAL_DEPTH_MAX)
		return val_settled_deep(arena, val) ? source : val->source;
	for (size_t i = 0; i < val_count(val) && source.n == 0; i++)
		source = deep_source(arena, val_nth(arena, val, i).value, depth + 1);
	return source;
}

struct str function_source(struct arena *arena, const struct val_member *arguments, size_t n)
{
	struct str source = {NULL, 0};

	for (size_t i = 0; i < n && source.n == 0; i++)
		source = deep_source(arena, arguments[i].value, 0);
	return source;
}

static struct str first_source(const struct val *a, const struct val *b)
{
	return !val_settled(a) && a->source.n > 0 ? a->source : b->source;
}

static size_t choices(const struct val *val)
{
	return val->kind == VAL_ONE_OF ? val->n : 1;
}

static const struct val *choice(const struct val *val, size_t i)
{
	return val->kind == VAL_ONE_OF ? val->members[i].value : val;
}

static const struct val *concat_one(struct arena *arena, const struct val *a, const struct val *b)
{
	struct str source = {NULL, 0};
	struct str x = val_text(arena, a, &source);
	struct str y = val_text(arena, b, &source);
	struct buf buf;

	buf_init(&buf, arena, TEXT_MAX);
	buf_add(&buf, x);
	buf_add(&buf, y);
	if (buf.over)
		return val_unknown(arena, source);
	return val_string(arena, buf_str(&buf), source);
}

const struct val *function_concat(struct arena *arena, const struct val *a, const struct val *b)
{
	size_t n = choices(a) * choices(b);
	const struct val *all = NULL;

	if (n > VAL_ONE_OF_MAX)
		return concat_one(arena, a, b);
	for (size_t i = 0; i < choices(a); i++)
		for (size_t k = 0; k < choices(b); k++) {
			const struct val *one = concat_one(arena, choice(a, i), choice(b, k));
			all = all ? val_join(arena, all, one) : one;
		}
	return val_named(arena, all, first_source(a, b));
}

static const struct val *literal(struct arena *arena, struct str text)
{
	return val_string(arena, text, (struct str){NULL, 0});
}

/* The template's text up to the next {}, its escapes taken away; *rest is what follows the {}. */
static struct str format_part(struct arena *arena, struct str text, struct str *rest, bool *slot)
{
	struct buf buf;
	size_t i = 0;

	buf_init(&buf, arena, TEXT_MAX);
	*slot = false;
	for (; i < text.n; i++) {
		if (text.p[i] == '\\' && i + 1 < text.n) {
			i++;
		} else if (text.p[i] == '{' && i + 1 < text.n && text.p[i + 1] == '}') {
			*slot = true;
			i += 2;
			break;
		}
		buf_add_char(&buf, text.p[i]);
	}
	*rest = str_skip(text, i);
	return buf_str(&buf);
}

/* There must be as many {} as arguments after the template; otherwise the state fails. */
static const struct val *format(const struct scene *scene, const struct val_member *arguments,
				size_t n)
{
	struct arena *arena = scene->arena;
	const struct val *template = arguments[0].value;
	size_t i = 1;

	if (template->kind != VAL_STRING)
		return val_unknown(arena, template->source);
	struct str rest = template->text;
	const struct val *out = NULL;
	bool slot;
	for (;; i++) {
		const struct val *part = literal(arena, format_part(arena, rest, &rest, &slot));
		if (holes_any(part->text))
			part = val_named(arena, part, template->source);
		out = out ? function_concat(arena, out, part) : part;
		if (!slot)
			break;
		if (i >= n)
			return val_unknown(arena, (struct str){NULL, 0});
		out = function_concat(arena, out, arguments[i].value);
	}
	return i == n ? out : val_unknown(arena, (struct str){NULL, 0});
}

/* Is it UTF-8 without control characters? */
static bool is_characters(struct str text)
{
	for (size_t i = 0, n; i < text.n; i += n) {
		n = scan_utf8(text, i);
		if (n == 0 || (unsigned char)text.p[i] < 0x20)
			return false;
	}
	return true;
}

const struct val *function_parse(struct arena *arena, const struct val *text)
{
	const struct json *json;
	struct err err;

	if (text->kind != VAL_STRING || !val_settled(text) ||
	    !json_parse(arena, text->text, &json, &err))
		return val_unknown(arena, text->source);
	return val_of_data(arena, json);
}

const struct val *function_base64(struct arena *arena, const struct val *text, bool encode)
{
	struct str out;
	struct buf buf;

	if (text->kind != VAL_STRING || !val_settled(text))
		return val_unknown(arena, text->source);
	if (encode) {
		buf_init(&buf, arena, TEXT_MAX);
		return base64_add(&buf, text->text) ? literal(arena, buf_str(&buf))
						    : val_unknown(arena, text->source);
	}
	if (!base64_decode(arena, text->text, &out) || !is_characters(out))
		return val_unknown(arena, text->source);
	return literal(arena, out);
}

static const struct val *to_string(const struct scene *scene, const struct val *val)
{
	struct buf buf;

	buf_init(&buf, scene->arena, TEXT_MAX);
	if (!val_write(scene->arena, &buf, val))
		return val_string(scene->arena, STR(HOLE_TEXT), val->source);
	return literal(scene->arena, buf_str(&buf));
}

/* Members of the second replace those of the first; what is unknown in the second may be in either.
 */
static const struct val *merge(const struct scene *scene, const struct val *a, const struct val *b)
{
	if (a->kind != VAL_OBJECT || b->kind != VAL_OBJECT || b->open ||
	    val_count(b) > VAL_MEMBERS_MAX)
		return val_unknown(scene->arena, first_source(a, b));
	b = val_apart(scene->arena, b);
	for (size_t i = 0; i < val_count(b); i++) {
		struct val_member m = val_nth(scene->arena, b, i);
		a = val_with(scene->arena, a, m.name, m.value);
	}
	return a;
}

/* A text of which only the beginning is known, in parts: the last of them may go on. */
static const struct val *function_begins(struct arena *arena, const struct val *whole,
					 const struct vec *parts)
{
	struct val *begins = val_make(arena, VAL_ARRAY);

	begins->members = parts->items;
	begins->n = parts->n;
	begins->weight = parts->n + 1;
	begins->open = true;
	begins->ordered = true;
	begins->source = whole->source;
	return begins;
}

const struct val *function_split(struct arena *arena, const struct val *whole,
				 struct str separators, bool any_of)
{
	struct str text = whole->text;
	struct vec parts;
	size_t from = 0;
	ptrdiff_t hole = str_find_char(text, HOLE);

	vec_init(&parts, arena, sizeof(struct val_member));
	if (separators.n == 0)
		return val_unknown(arena, (struct str){NULL, 0});
	for (size_t i = 0; i <= text.n; i++) {
		if (hole >= 0 && i == (size_t)hole)
			return function_begins(arena, whole, &parts);
		bool here = i < text.n && (any_of ? str_find_char(separators, text.p[i]) >= 0
						  : str_starts(str_skip(text, i), separators));
		if (!here && i < text.n)
			continue;
		if (!any_of || i > from) {
			struct val_member *part = vec_push(&parts);
			part->value = literal(arena, str_slice(text, from, i));
		}
		i += here && !any_of ? separators.n - 1 : 0;
		from = i + 1;
	}
	return val_array(arena, parts.items, parts.n, false);
}

static bool whole(const struct val *val, long *out)
{
	if (val->kind != VAL_NUMBER || val->number < -1e9 || val->number > 1e9)
		return false;
	*out = (long)val->number;
	return (double)*out == val->number;
}

static const struct val *contains(const struct scene *scene, const struct val *array,
				  const struct val *wanted)
{
	bool sure = val_settled_deep(scene->arena, wanted);

	array = val_apart(scene->arena, array);
	for (size_t i = 0; i < val_count(array); i++) {
		const struct val *element = val_nth(scene->arena, array, i).value;
		if (sure && val_settled_deep(scene->arena, element) &&
		    val_same(scene->arena, element, wanted))
			return val_bool(true);
	}
	if (sure && val_settled_deep(scene->arena, array))
		return val_bool(false);
	return val_unknown(scene->arena, first_source(wanted, array));
}

static const struct val *range(const struct scene *scene, const struct val_member *arguments,
			       size_t n)
{
	long from, to, step;
	struct vec elements;

	if (n != 3 || !whole(arguments[0].value, &from) || !whole(arguments[1].value, &to) ||
	    !whole(arguments[2].value, &step) || step == 0)
		return val_unknown(scene->arena, (struct str){NULL, 0});
	vec_init(&elements, scene->arena, sizeof(struct val_member));
	for (long i = from; step > 0 ? i <= to : i >= to; i += step) {
		if (elements.n == ELEMENTS_MAX)
			return val_unknown(scene->arena, (struct str){NULL, 0});
		struct val_member *element = vec_push(&elements);
		element->value = val_number(scene->arena, (double)i);
	}
	return val_array(scene->arena, elements.items, elements.n, false);
}

static const struct val *partition(const struct scene *scene, const struct val *array,
				   const struct val *size)
{
	long step;
	size_t n = val_count(array);
	struct vec parts;

	if (array->kind != VAL_ARRAY || array->open || !whole(size, &step) || step <= 0)
		return val_unknown(scene->arena, first_source(array, size));
	array = val_apart(scene->arena, array);
	vec_init(&parts, scene->arena, sizeof(struct val_member));
	for (size_t i = 0; i < n; i += (size_t)step) {
		size_t length = n - i < (size_t)step ? n - i : (size_t)step;
		struct val_member *elements = arena_array(scene->arena, length, sizeof(*elements));
		for (size_t k = 0; k < length; k++)
			elements[k] = val_nth(scene->arena, array, i + k);
		((struct val_member *)vec_push(&parts))->value =
		    val_array(scene->arena, elements, length, false);
	}
	return val_array(scene->arena, parts.items, parts.n, false);
}

static const struct val *unique(const struct scene *scene, const struct val *array)
{
	struct vec kept;

	if (array->kind != VAL_ARRAY || !val_settled_deep(scene->arena, array) ||
	    val_count(array) > ELEMENTS_MAX)
		return val_unknown(scene->arena, array->source);
	vec_init(&kept, scene->arena, sizeof(struct val_member));
	for (size_t i = 0; i < val_count(array); i++) {
		const struct val *element = val_nth(scene->arena, array, i).value;
		bool known = false;
		for (size_t k = 0; k < kept.n && !known; k++)
			known = val_same(scene->arena,
					 ((struct val_member *)vec_at(&kept, k))->value, element);
		if (!known)
			((struct val_member *)vec_push(&kept))->value = element;
	}
	return val_array(scene->arena, kept.items, kept.n, false);
}

static const struct val *array_item(const struct scene *scene, const struct val *array,
				    const struct val *index)
{
	long i;
	if (array->kind != VAL_ARRAY || !whole(index, &i) || i < 0)
		return val_unknown(scene->arena, first_source(index, array));
	const struct val *item = val_at(scene->arena, array, i);
	return item->kind == VAL_ABSENT ? val_unknown(scene->arena, array->source) : item;
}

static const struct val *call_array(const struct scene *scene, struct str name,
				    const struct val_member *arguments, size_t n)
{
	const struct val *first = arguments[0].value;
	const struct val *second = n > 1 ? arguments[1].value : NULL;

	if (str_eq(name, STR("ArrayGetItem")) && n == 2)
		return array_item(scene, first, second);
	if (str_eq(name, STR("ArrayLength")) && n == 1 && first->kind == VAL_ARRAY && !first->open)
		return val_number(scene->arena, (double)val_count(first));
	if (str_eq(name, STR("ArrayContains")) && n == 2 && first->kind == VAL_ARRAY)
		return contains(scene, first, second);
	if (str_eq(name, STR("ArrayRange")))
		return range(scene, arguments, n);
	if (str_eq(name, STR("ArrayPartition")) && n == 2)
		return partition(scene, first, second);
	if (str_eq(name, STR("ArrayUnique")) && n == 1)
		return unique(scene, first);
	return NULL;
}

static const struct val *call_text(const struct scene *scene, struct str name,
				   const struct val_member *arguments, size_t n)
{
	const struct val *first = arguments[0].value;
	const struct val *second = n > 1 ? arguments[1].value : NULL;
	long x, y;

	if (str_eq(name, STR("Format")))
		return format(scene, arguments, n);
	if (str_eq(name, STR("StringToJson")) && n == 1)
		return function_parse(scene->arena, first);
	if (str_eq(name, STR("JsonToString")) && n == 1)
		return to_string(scene, first);
	/* Only the shallow mode is there: another third argument fails. */
	if (str_eq(name, STR("JsonMerge")) && n == 3 && arguments[2].value->kind == VAL_BOOL &&
	    !arguments[2].value->truth)
		return merge(scene, first, second);
	if (str_eq(name, STR("StringSplit")) && n == 2 && first->kind == VAL_STRING &&
	    second->kind == VAL_STRING && val_settled(second))
		return function_split(scene->arena, first, second->text, true);
	if (str_eq(name, STR("Base64Encode")) && n == 1)
		return function_base64(scene->arena, first, true);
	if (str_eq(name, STR("Base64Decode")) && n == 1)
		return function_base64(scene->arena, first, false);
	if (str_eq(name, STR("MathAdd")) && n == 2 && whole(first, &x) && whole(second, &y))
		return val_number(scene->arena, (double)(x + y));
	return NULL;
}

const struct val *function_call(const struct scene *scene, struct str name,
				const struct val_member *arguments, size_t n)
{
	const struct val *result = NULL;

	name = str_starts(name, STR("States.")) ? str_skip(name, 7) : name;
	if (str_eq(name, STR("UUID")))
		return val_string(scene->arena, STR(HOLE_TEXT), (struct str){NULL, 0});
	if (str_eq(name, STR("Array"))) {
		struct val_member *elements = arena_array(scene->arena, n, sizeof(*elements));
		for (size_t i = 0; i < n; i++)
			elements[i] = arguments[i];
		return val_array(scene->arena, elements, n, false);
	}
	if (n > 0)
		result = call_text(scene, name, arguments, n);
	if (!result && n > 0)
		result = call_array(scene, name, arguments, n);
	if (result && result->kind == VAL_UNKNOWN && result->source.n == 0)
		result = NULL;
	return result ? result
		      : val_unknown(scene->arena, function_source(scene->arena, arguments, n));
}
