/* asl/jsonata_calls.c - the built-in functions of JSONata over what is known. */
#include <string.h>

#include "asl/functions.h"
#include "asl/jsonata.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

enum { TEXT_MAX = 1 << 20 };

/* What a function is given. */
struct call {
	const struct scene *scene;
	struct arena *arena;
	const struct val *first;
	const struct val *second;
	const struct val *third;
	size_t n;
};

static const struct val *text_of(const struct call *call, struct str text, const struct val *from)
{
	return val_string(call->arena, text, from->source);
}

static bool is_text(const struct val *val)
{
	return val && val->kind == VAL_STRING && val_settled(val);
}

/* Of what is not there, there is no text either. */
static const struct val *call_string(const struct call *call)
{
	if (call->first->kind == VAL_UNKNOWN)
		return NULL;
	return call->first->kind == VAL_ABSENT ? call->first
					       : jsonata_string(call->arena, call->first);
}

static const struct val *change_case(const struct call *call, char low, char high, int shift)
{
	if (call->first->kind != VAL_STRING)
		return NULL;
	struct str text = arena_str(call->arena, call->first->text);
	char *p = (char *)text.p;
	for (size_t i = 0; i < text.n; i++) {
		if ((unsigned char)p[i] >= 0x80)
			return NULL;
		if (p[i] >= low && p[i] <= high)
			p[i] = (char)(p[i] + shift);
	}
	return text_of(call, text, call->first);
}

static const struct val *call_lowercase(const struct call *call)
{
	return change_case(call, 'A', 'Z', 32);
}

static const struct val *call_uppercase(const struct call *call)
{
	return change_case(call, 'a', 'z', -32);
}

static const struct val *call_trim(const struct call *call)
{
	/* White space inside is folded to one blank: only texts without any are sure. */
	if (!is_text(call->first))
		return NULL;
	struct str text = str_trim(call->first->text);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == '\t' || text.p[i] == '\n' || text.p[i] == '\r' ||
		    (text.p[i] == ' ' && i + 1 < text.n && text.p[i + 1] == ' '))
			return NULL;
	return text_of(call, text, call->first);
}

static const struct val *call_length(const struct call *call)
{
	size_t n = 0;
	if (!is_text(call->first))
		return NULL;
	for (size_t i = 0; i < call->first->text.n; i++)
		n += ((unsigned char)call->first->text.p[i] & 0xC0) != 0x80;
	return val_number(call->arena, (double)n);
}

static bool is_ascii(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return false;
	return true;
}

static bool is_whole(double number)
{
	return number > -1e15 && number < 1e15 && number == (double)(long long)number;
}

static const struct val *call_substring(const struct call *call)
{
	if (!is_text(call->first) || !is_ascii(call->first->text) || call->n < 2 ||
	    call->second->kind != VAL_NUMBER || (call->n > 2 && call->third->kind != VAL_NUMBER))
		return NULL;
	double size = (double)call->first->text.n;
	double from = call->second->number;
	double length = call->n > 2 ? call->third->number : size;
	if (!is_whole(from) || !is_whole(length))
		return NULL;
	if (from < 0)
		from = from + size < 0 ? 0 : from + size;
	if (length <= 0 || from >= size)
		return text_of(call, (struct str){NULL, 0}, call->first);
	double to = from + length < size ? from + length : size;
	return text_of(call, str_slice(call->first->text, (size_t)from, (size_t)to), call->first);
}

static const struct val *call_substring_before(const struct call *call)
{
	if (!is_text(call->first) || !is_text(call->second))
		return NULL;
	ptrdiff_t at = str_find(call->first->text, call->second->text);
	return at < 0 ? call->first
		      : text_of(call, str_slice(call->first->text, 0, (size_t)at), call->first);
}

static const struct val *call_substring_after(const struct call *call)
{
	if (!is_text(call->first) || !is_text(call->second))
		return NULL;
	ptrdiff_t at = str_find(call->first->text, call->second->text);
	size_t skip = at < 0 ? 0 : (size_t)at + call->second->text.n;
	return text_of(call, str_skip(call->first->text, skip), call->first);
}

static const struct val *call_contains(const struct call *call)
{
	if (!is_text(call->first) || !is_text(call->second))
		return NULL;
	return val_bool(str_contains(call->first->text, call->second->text));
}

static const struct val *call_split(const struct call *call)
{
	if (!call->first || call->first->kind != VAL_STRING || !is_text(call->second) ||
	    call->n > 2 || call->second->text.n == 0)
		return NULL;
	return function_split(call->arena, call->first, call->second->text, false);
}

static const struct val *call_join(const struct call *call)
{
	const struct val *out = NULL;

	if (call->first->kind == VAL_STRING)
		return call->first;
	if (call->first->kind != VAL_ARRAY || (call->n > 1 && call->second->kind != VAL_STRING))
		return NULL;
	/* How many separators there will be is not known. */
	if (call->first->open && call->n > 1)
		return NULL;
	for (size_t i = 0; i < val_count(call->first); i++) {
		const struct val *part = val_nth(call->arena, call->first, i).value;
		bool text = part->kind == VAL_STRING || part->kind == VAL_UNKNOWN ||
			    part->kind == VAL_ONE_OF;
		if (!text)
			return NULL; /* the function fails */
		if (out && call->n > 1)
			out = function_concat(call->arena, out, call->second);
		part = jsonata_string(call->arena, part);
		out = out ? function_concat(call->arena, out, part) : part;
	}
	return out ? out : text_of(call, (struct str){NULL, 0}, call->first);
}

static const struct val *call_replace(const struct call *call)
{
	struct buf buf;

	if (!is_text(call->first) || !is_text(call->second) || !is_text(call->third) ||
	    call->n > 3 || call->second->text.n == 0)
		return NULL;
	buf_init(&buf, call->arena, TEXT_MAX);
	struct str rest = call->first->text;
	for (ptrdiff_t at; (at = str_find(rest, call->second->text)) >= 0;) {
		buf_add(&buf, str_slice(rest, 0, (size_t)at));
		buf_add(&buf, call->third->text);
		rest = str_skip(rest, (size_t)at + call->second->text.n);
	}
	buf_add(&buf, rest);
	return buf.over ? NULL : text_of(call, buf_str(&buf), call->first);
}

static const struct val *call_lookup(const struct call *call)
{
	if (!is_text(call->second) || call->first->kind == VAL_ARRAY)
		return NULL;
	return val_get(call->arena, call->first, call->second->text);
}

static const struct val *call_merge(const struct call *call)
{
	const struct val *out = val_object(call->arena, NULL, 0, false);

	if (call->first->kind == VAL_OBJECT)
		return call->first;
	if (call->first->kind != VAL_ARRAY || val_count(call->first) > VAL_MEMBERS_MAX)
		return NULL;
	for (size_t i = 0; i < val_count(call->first); i++) {
		const struct val *part = val_nth(call->arena, call->first, i).value;
		if (val_count(part) > VAL_MEMBERS_MAX)
			return NULL;
		if (part->kind == VAL_UNKNOWN || (part->kind == VAL_OBJECT && part->open)) {
			/* It may replace what came before. */
			out = val_object(call->arena, NULL, 0, true);
		} else if (part->kind != VAL_OBJECT) {
			return NULL;
		}
		for (size_t k = 0; k < val_count(part); k++) {
			struct val_member m = val_nth(call->arena, part, k);
			out = val_with(call->arena, out, m.name, m.value);
		}
	}
	return out;
}

static const struct val *call_exists(const struct call *call)
{
	if (call->first->kind == VAL_UNKNOWN)
		return NULL;
	return val_bool(call->first->kind != VAL_ABSENT);
}

/* Of what is not there, both $not and $boolean are not there either. */
static const struct val *truth_is(const struct call *call, enum tri wanted)
{
	enum tri truth = jsonata_truth(call->arena, call->first);
	if (call->first->kind == VAL_ABSENT)
		return call->first;
	return truth == TRI_UNKNOWN ? NULL : val_bool(truth == wanted);
}

static const struct val *call_not(const struct call *call)
{
	return truth_is(call, TRI_NO);
}

static const struct val *call_boolean(const struct call *call)
{
	return truth_is(call, TRI_YES);
}

static const struct val *call_number(const struct call *call)
{
	double number;
	if (call->first->kind == VAL_NUMBER)
		return call->first;
	if (!is_text(call->first) || !str_to_double(call->first->text, &number))
		return NULL;
	return val_number(call->arena, number);
}

static const struct val *call_count(const struct call *call)
{
	if (call->first->kind == VAL_UNKNOWN ||
	    (call->first->kind == VAL_ARRAY && call->first->open))
		return NULL;
	if (call->first->kind == VAL_ABSENT)
		return val_number(call->arena, 0);
	return val_number(call->arena,
			  call->first->kind == VAL_ARRAY ? (double)val_count(call->first) : 1);
}

static const struct val *call_append(const struct call *call)
{
	if (call->first->kind != VAL_ARRAY || call->second->kind != VAL_ARRAY)
		return NULL;
	size_t a = val_count(call->first);
	size_t b = val_count(call->second);
	struct val_member *elements = arena_array(call->arena, a + b, sizeof(*elements));
	for (size_t i = 0; i < a + b; i++)
		elements[i] = i < a ? val_nth(call->arena, call->first, i)
				    : val_nth(call->arena, call->second, i - a);
	return val_array(call->arena, elements, a + b, call->first->open || call->second->open);
}

static const struct val *call_parse(const struct call *call)
{
	return function_parse(call->arena, call->first);
}

static const struct val *call_base64encode(const struct call *call)
{
	return function_base64(call->arena, call->first, true);
}

static const struct val *call_base64decode(const struct call *call)
{
	return function_base64(call->arena, call->first, false);
}

/* $uuid and $hash: some text, of which nothing is known. */
static const struct val *call_any_text(const struct call *call)
{
	return val_string(call->arena, STR(HOLE_TEXT), call->first->source);
}

/* clang-format off */
static const struct {
	struct str name;
	size_t least; /* arguments */
	size_t most;
	const struct val *(*run)(const struct call *call);
} functions[] = {
	{STR_INIT("string"), 1, 1, call_string},
	{STR_INIT("lowercase"), 1, 1, call_lowercase},
	{STR_INIT("uppercase"), 1, 1, call_uppercase},
	{STR_INIT("trim"), 1, 1, call_trim},
	{STR_INIT("length"), 1, 1, call_length},
	{STR_INIT("substring"), 2, 3, call_substring},
	{STR_INIT("substringBefore"), 2, 2, call_substring_before},
	{STR_INIT("substringAfter"), 2, 2, call_substring_after},
	{STR_INIT("contains"), 2, 2, call_contains},
	{STR_INIT("split"), 2, 3, call_split},
	{STR_INIT("join"), 1, 2, call_join},
	{STR_INIT("replace"), 3, 4, call_replace},
	{STR_INIT("lookup"), 2, 2, call_lookup},
	{STR_INIT("merge"), 1, 1, call_merge},
	{STR_INIT("exists"), 1, 1, call_exists},
	{STR_INIT("not"), 1, 1, call_not},
	{STR_INIT("boolean"), 1, 1, call_boolean},
	{STR_INIT("number"), 1, 1, call_number},
	{STR_INIT("count"), 1, 1, call_count},
	{STR_INIT("append"), 2, 2, call_append},
	{STR_INIT("parse"), 1, 1, call_parse},
	{STR_INIT("base64encode"), 1, 1, call_base64encode},
	{STR_INIT("base64decode"), 1, 1, call_base64decode},
	{STR_INIT("uuid"), 0, 0, call_any_text},
	{STR_INIT("hash"), 1, 2, call_any_text},
};
/* clang-format on */

bool jsonata_knows(struct str name)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (str_eq(functions[i].name, name))
			return true;
	return false;
}

const struct val *jsonata_call(const struct scene *scene, struct str name,
			       const struct val_member *arguments, size_t n)
{
	struct call call = {.scene = scene, .arena = scene->arena, .n = n};

	call.first = val_apart(scene->arena, n > 0 ? arguments[0].value : val_absent());
	call.second = val_apart(scene->arena, n > 1 ? arguments[1].value : val_absent());
	call.third = n > 2 ? arguments[2].value : val_absent();
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (str_eq(functions[i].name, name) && n >= functions[i].least &&
		    n <= functions[i].most)
			return functions[i].run(&call);
	return NULL;
}
