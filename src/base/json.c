/* base/json.c - JSON in: the only user of cJSON. */
#include "rolehop/base/json.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/check.h"
#include "rolehop/base/scan.h"

enum { JSON_MAX_DEPTH = 1000 };

/* cJSON copies a number into 64 bytes. */
enum { JSON_NUMBER_MAX = 60 };

/* A struct json is a cJSON: the name alone is ours, so that nobody else needs its header. A number
 * whose text a double does not give back has that text as its valuestring. */
static const cJSON *json_in(const struct json *json)
{
	return (const cJSON *)(const void *)json;
}

static const struct json *json_out_of(const cJSON *item)
{
	return (const struct json *)(const void *)item;
}

/* Where cJSON allocates while json_parse runs; its hooks take no argument. */
static _Thread_local struct arena *json_arena;

static void *json_hook_alloc(size_t size)
{
	return arena_grow(json_arena, NULL, 0, size);
}

static void json_hook_free(void *p)
{
	(void)p;
}

static cJSON *json_parse_into(struct arena *arena, struct str text)
{
	cJSON_Hooks hooks = {json_hook_alloc, json_hook_free};
	json_arena = arena;
	cJSON_InitHooks(&hooks);
	const char *end = NULL;
	cJSON *root = cJSON_ParseWithLengthOpts(text.p, text.n, &end, false);
	cJSON_InitHooks(NULL);
	json_arena = NULL;
	return root;
}

/* The next number of the text from *at on, which moves behind it. */
static struct str json_next_number(struct str text, size_t *at)
{
	while (*at < text.n) {
		char c = text.p[*at];
		if (c == '"') {
			*at = scan_string(text, *at);
		} else if (c == '-' || (c >= '0' && c <= '9')) {
			size_t from = *at;
			*at = scan_word(text, from);
			return str_slice(text, from, *at);
		} else {
			++*at;
		}
	}
	return (struct str){NULL, 0};
}

/* A copy in which 0 and spaces stand for the numbers that cJSON cannot hold. */
static struct str json_without_long_numbers(struct arena *arena, struct str text)
{
	char *copy = arena_cstr(arena, text);
	size_t at = 0;
	for (;;) {
		struct str number = json_next_number(text, &at);
		if (number.n == 0)
			return (struct str){copy, text.n};
		if (number.n <= JSON_NUMBER_MAX)
			continue;
		char *from = copy + (at - number.n);
		memset(from, ' ', number.n);
		*from = '0';
	}
}

/*
 * Gives the numbers of a tree their text back where it says more than the double. The numbers of
 * the tree come in the order of the text. Recursion is bounded by JSON_MAX_DEPTH.
 */
static void json_keep_numbers(struct arena *arena, cJSON *item, struct str text, size_t *at)
{
	for (; item; item = item->next) {
		if (cJSON_IsNumber(item)) {
			struct str number = json_next_number(text, at);
			if (!check_keeps_number(number))
				continue;
			item->valuestring = arena_cstr(arena, number);
			str_to_double(number, &item->valuedouble);
		}
		json_keep_numbers(arena, item->child, text, at);
	}
}

bool json_parse(struct arena *arena, struct str text, const struct json **out, struct err *err)
{
	static const struct span_rules rules = {
	    .max_depth = JSON_MAX_DEPTH, .first_line = 1, .first_column = 1};
	struct check_value found;
	text = scan_after_mark(text);
	if (!check_whole(text, &rules, &found, err))
		return false;
	bool too_long = found.longest_number > JSON_NUMBER_MAX;
	cJSON *root =
	    json_parse_into(arena, too_long ? json_without_long_numbers(arena, text) : text);
	if (!root)
		return err_set(err, ERR_INPUT,
			       "line 1, column 1: this is no JSON that can be read");
	size_t at = 0;
	if (found.numbers_to_keep)
		json_keep_numbers(arena, root, text, &at);
	*out = json_out_of(root);
	return true;
}

enum json_kind json_kind(const struct json *json)
{
	switch (json_in(json)->type & 0xff) {
	case cJSON_String:
		return JSON_STRING;
	case cJSON_Object:
		return JSON_OBJECT;
	case cJSON_Array:
		return JSON_ARRAY;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_True:
	case cJSON_False:
		return JSON_BOOL;
	}
	return JSON_NULL;
}

bool json_is(const struct json *json, enum json_kind kind)
{
	return json && json_kind(json) == kind;
}

struct str json_str(const struct json *json)
{
	return str_from(json_is(json, JSON_STRING) ? json_in(json)->valuestring : NULL);
}

double json_number(const struct json *json)
{
	return json_is(json, JSON_NUMBER) ? json_in(json)->valuedouble : 0;
}

bool json_bool(const struct json *json)
{
	return json && cJSON_IsTrue(json_in(json));
}

const struct json *json_first(const struct json *json)
{
	return json_is(json, JSON_ARRAY) || json_is(json, JSON_OBJECT)
		   ? json_out_of(json_in(json)->child)
		   : NULL;
}

const struct json *json_next(const struct json *json)
{
	return json ? json_out_of(json_in(json)->next) : NULL;
}

struct str json_key(const struct json *json)
{
	return str_from(json ? json_in(json)->string : NULL);
}

size_t json_count(const struct json *json)
{
	size_t n = 0;
	for (const struct json *child = json_first(json); child; child = json_next(child))
		n++;
	return n;
}

const struct json *json_get(const struct json *json, struct str key)
{
	const struct json *found = NULL;
	if (json_is(json, JSON_OBJECT))
		for (const struct json *child = json_first(json); child; child = json_next(child))
			if (str_eq(json_key(child), key))
				found = child;
	return found;
}

struct str json_get_str(const struct json *json, struct str key)
{
	return json_str(json_get(json, key));
}

const struct json *json_get_nocase(const struct json *json, struct str key)
{
	const struct json *found = NULL;
	if (json_is(json, JSON_OBJECT))
		for (const struct json *child = json_first(json); child; child = json_next(child))
			if (str_eq_nocase(json_key(child), key))
				found = child;
	return found;
}

/* Does the pointer token name `key`? */
static bool json_token_is(struct str token, struct str key)
{
	size_t n = 0;
	for (size_t at = 0; at < token.n; n++) {
		char c;
		if (!scan_token(token, &at, &c) || n >= key.n || key.p[n] != c)
			return false;
	}
	return n == key.n;
}

static const struct json *json_step(const struct json *json, struct str token)
{
	const struct json *found = NULL;
	size_t index = 0;
	size_t wanted = 0;
	bool array = json_is(json, JSON_ARRAY);
	if (array && !scan_index(token, &wanted))
		return NULL;
	for (const struct json *child = json_first(json); child; child = json_next(child), index++)
		if (array ? index == wanted : json_token_is(token, json_key(child)))
			found = child;
	return found;
}

const struct json *json_at(const struct json *json, struct str pointer)
{
	struct str_split it = {str_skip(pointer, 1), pointer.n == 0};
	struct str token;
	if (pointer.n > 0 && pointer.p[0] != '/')
		return NULL;
	while (json && str_next(&it, '/', &token))
		json = json_step(json, token);
	return json;
}

struct str json_scalar(struct arena *arena, const struct json *json)
{
	if (!json)
		return (struct str){NULL, 0};
	switch (json_kind(json)) {
	case JSON_STRING:
		return json_str(json);
	case JSON_BOOL:
		return json_bool(json) ? STR("true") : STR("false");
	case JSON_NUMBER:
		if (json_in(json)->valuestring)
			return str_from(json_in(json)->valuestring);
		return arena_printf(arena, "%.0f", json_number(json)); /* up to 15 digits: exact */
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return (struct str){NULL, 0};
}
