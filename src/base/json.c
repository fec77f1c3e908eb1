/* base/json.c - JSON in: a text becomes a tree in one pass. The only user of cJSON. */
#include "rolehop/base/json.h"

#include <cjson/cJSON.h>

#include "base/check.h"
#include "rolehop/base/scan.h"

enum { JSON_MAX_DEPTH = 1000, JSON_NODES_MIN = 4, JSON_NODES_MAX = 64, JSON_NODE_TEXT = 16 };

static const struct span_rules json_rules = {
    .max_depth = JSON_MAX_DEPTH, .first_line = 1, .first_column = 1};

/*
 * Texts of the tree are parts of `copy`, with a NUL after each; what is read is `text`, so that the
 * NULs are not in the way. It stops at whatever is wrong: base/check.c then says what and where.
 */
struct json_reader {
	struct arena *arena;
	struct str text;
	char *copy;
	size_t at;
	struct json *open;  /* the innermost array or object that is not closed yet */
	struct json **slot; /* where the next value goes */
	size_t depth;
	struct str key;	    /* of the next value */
	struct json *spare; /* memory for nodes */
	size_t n_spare;
};

/* ---- strings with escapes: cJSON's ------------------------------------------------------------
 */

/* Where cJSON allocates; its hooks take no argument. */
static _Thread_local struct arena *json_arena;

static void *json_hook_alloc(size_t size)
{
	return arena_grow(json_arena, NULL, 0, size);
}

static void json_hook_free(void *p)
{
	(void)p;
}

/* What a literal with escapes stands for, if it is a good one. */
static bool json_unescape(struct arena *arena, struct str literal, struct str *out)
{
	cJSON_Hooks hooks = {json_hook_alloc, json_hook_free};
	struct err ignored = {ERR_NONE, ""};

	if (!span_check(literal, &json_rules, &ignored))
		return false;
	json_arena = arena;
	cJSON_InitHooks(&hooks);
	const char *said = cJSON_GetStringValue(cJSON_ParseWithLength(literal.p, literal.n));
	cJSON_InitHooks(NULL);
	json_arena = NULL;
	*out = str_from(said);
	return said != NULL;
}

/* ---- the rest ---------------------------------------------------------------------------------
 */

/* The next byte that is no white space, or NUL at the end. */
static char json_next_char(struct json_reader *r)
{
	r->at = scan_space(r->text, r->at);
	return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static struct str json_part(struct json_reader *r, size_t from, size_t to)
{
	r->copy[to] = '\0';
	return (struct str){r->copy + from, to - from};
}

/* The string that begins at the quote before `at`. */
static bool json_read_string(struct json_reader *r, struct str *out)
{
	size_t from = ++r->at;
	size_t to = scan_plain(r->text, from);

	while (to < r->text.n && (unsigned char)r->text.p[to] >= 0x80) {
		size_t n = scan_utf8(r->text, to);
		if (n == 0)
			return false;
		to = scan_plain(r->text, to + n);
	}
	if (to >= r->text.n)
		return false;
	if (r->text.p[to] == '"') {
		*out = json_part(r, from, to);
		r->at = to + 1;
		return true;
	}
	to = r->text.p[to] == '\\' ? scan_string(r->text, from - 1) : r->text.n + 1;
	r->at = to;
	return to <= r->text.n && json_unescape(r->arena, str_slice(r->text, from - 1, to), out);
}

static bool json_read_number(struct json_reader *r, struct str *out)
{
	size_t from = r->at;

	r->at = scan_word(r->text, from);
	if (!check_is_number(str_slice(r->text, from, r->at)))
		return false;
	*out = json_part(r, from, r->at);
	return true;
}

static bool json_read_word(struct json_reader *r, struct json *node)
{
	struct str word = str_slice(r->text, r->at, scan_word(r->text, r->at));

	r->at += word.n;
	node->truth = str_eq(word, STR("true"));
	node->kind = JSON_BOOL;
	if (node->truth || str_eq(word, STR("false")))
		return true;
	node->kind = JSON_NULL;
	return str_eq(word, STR("null"));
}

static struct json *json_add(struct json_reader *r)
{
	if (r->n_spare == 0) {
		size_t left = (r->text.n - r->at) / JSON_NODE_TEXT + JSON_NODES_MIN;
		r->n_spare = left < JSON_NODES_MAX ? left : JSON_NODES_MAX;
		r->spare = arena_grow(r->arena, NULL, 0, r->n_spare * sizeof(*r->spare));
	}
	struct json *node = r->spare++;
	r->n_spare--;
	*node = (struct json){.parent = r->open, .key = r->key};
	r->key = (struct str){NULL, 0};
	*r->slot = node;
	r->slot = &node->next;
	return node;
}

/* The name before a value, with its colon. */
static bool json_read_name(struct json_reader *r)
{
	if (json_next_char(r) != '"' || !json_read_string(r, &r->key) || json_next_char(r) != ':')
		return false;
	r->at++;
	return true;
}

/* Opens an array or object; *whole where it is empty. */
static bool json_open(struct json_reader *r, struct json *node, bool *whole)
{
	node->kind = r->text.p[r->at++] == '{' ? JSON_OBJECT : JSON_ARRAY;
	if (r->depth == JSON_MAX_DEPTH)
		return false;
	*whole = json_next_char(r) == (node->kind == JSON_OBJECT ? '}' : ']');
	if (*whole) {
		r->at++;
		return true;
	}
	r->depth++;
	r->open = node;
	r->slot = &node->child;
	return node->kind == JSON_ARRAY || json_read_name(r);
}

/* A value, or one up to its first child: then it is not whole. */
static bool json_read_value(struct json_reader *r, bool *whole)
{
	char c = json_next_char(r);
	struct json *node = json_add(r);

	*whole = true;
	switch (c) {
	case '{':
	case '[':
		return json_open(r, node, whole);
	case '"':
		node->kind = JSON_STRING;
		return json_read_string(r, &node->text);
	case 't':
	case 'f':
	case 'n':
		return json_read_word(r, node);
	default:
		node->kind = JSON_NUMBER;
		return json_read_number(r, &node->text);
	}
}

/* After a value: closes what closes here, up to where the next value is due or all are closed. */
static bool json_go_on(struct json_reader *r)
{
	while (r->open) {
		bool object = r->open->kind == JSON_OBJECT;
		char c = json_next_char(r);
		r->at++;
		if (c == ',')
			return !object || json_read_name(r);
		if (c != (object ? '}' : ']'))
			return false;
		r->slot = &r->open->next;
		r->open = r->open->parent;
		r->depth--;
	}
	return true;
}

static bool json_read(struct json_reader *r)
{
	do {
		bool whole;
		if (!json_read_value(r, &whole) || (whole && !json_go_on(r)))
			return false;
	} while (r->open);
	return scan_space(r->text, r->at) == r->text.n;
}

bool json_parse(struct arena *arena, struct str text, const struct json **out, struct err *err)
{
	struct json *root = NULL;
	struct json_reader reader = {.arena = arena, .text = scan_after_mark(text), .slot = &root};

	reader.copy = arena_cstr(arena, reader.text);
	if (json_read(&reader)) {
		*out = root;
		return true;
	}
	if (span_check(reader.text, &json_rules, err))
		err_set(err, ERR_INPUT, "line 1, column 1: this is no JSON that can be read");
	return false;
}
