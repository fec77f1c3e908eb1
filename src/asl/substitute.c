/* asl/substitute.c - functions of CloudFormation in a definition, as the placeholders they stand
 * for.
 */
#include "asl/substitute.h"

#include "rolehop/base/buf.h"

enum { TEXT_MAX = 64 << 20, DEPTH_MAX = 1000 };

static const struct json *function_of(const struct json *node)
{
	const struct json *only = json_is(node, JSON_OBJECT) ? json_first(node) : NULL;

	if (only == NULL || json_next(only) != NULL)
		return NULL;
	return substitute_is_function(json_key(only)) ? only : NULL;
}

static bool holds_function(const struct json *node, unsigned depth)
{
	if (function_of(node) != NULL)
		return true;
	for (const struct json *m = json_first(node); m != NULL && depth < DEPTH_MAX;
	     m = json_next(m))
		if (holds_function(m, depth + 1))
			return true;
	return false;
}

static void add_text(struct buf *buf, const struct json *node, unsigned depth);

static void add_unknown(struct buf *buf, struct str function)
{
	buf_printf(buf, "${%.*s}", STR_ARG(function));
}

/* The parts of a list, with `between` between them. */
static void add_list(struct buf *buf, const struct json *list, struct str between, unsigned depth)
{
	for (const struct json *m = json_first(list); m != NULL; m = json_next(m)) {
		if (m != json_first(list))
			buf_add(buf, between);
		add_text(buf, m, depth);
	}
}

static void add_function(struct buf *buf, const struct json *function, unsigned depth)
{
	struct str name = json_key(function);
	const struct json *first = json_first(function);
	bool list = json_is(function, JSON_ARRAY);

	if (str_eq(name, STR("Fn::Sub")) &&
	    (list ? json_is(first, JSON_STRING) : json_is(function, JSON_STRING))) {
		buf_add(buf, json_str(list ? first : function));
	} else if (str_eq(name, STR("Ref")) && json_is(function, JSON_STRING)) {
		add_unknown(buf, json_str(function));
	} else if (str_eq(name, STR("Fn::GetAtt")) && json_is(function, JSON_STRING)) {
		add_unknown(buf, json_str(function));
	} else if (str_eq(name, STR("Fn::GetAtt")) && json_count(function) == 2) {
		buf_add_cstr(buf, "${");
		add_list(buf, function, STR("."), depth);
		buf_add_char(buf, '}');
	} else if (str_eq(name, STR("Fn::Join")) && list && json_count(function) == 2 &&
		   json_is(first, JSON_STRING) && json_is(json_next(first), JSON_ARRAY)) {
		add_list(buf, json_next(first), json_str(first), depth);
	} else {
		add_unknown(buf, name);
	}
}

/* What a part of a text comes to: a text, or a function of one. */
static void add_text(struct buf *buf, const struct json *node, unsigned depth)
{
	const struct json *function = function_of(node);

	if (json_is(node, JSON_STRING))
		buf_add(buf, json_str(node));
	else if (function != NULL && depth < DEPTH_MAX)
		add_function(buf, function, depth + 1);
	else
		add_unknown(buf, STR("?"));
}

static void write_node(struct buf *out, const struct json *node, unsigned depth)
{
	bool object = json_is(node, JSON_OBJECT);
	struct buf text;

	if (depth < DEPTH_MAX && function_of(node) != NULL) {
		buf_init(&text, out->arena, TEXT_MAX);
		add_text(&text, node, depth);
		json_write_str(out, buf_str(&text));
		return;
	}
	if (depth >= DEPTH_MAX || (!object && !json_is(node, JSON_ARRAY))) {
		json_write(out, node, false);
		return;
	}
	buf_add_char(out, object ? '{' : '[');
	for (const struct json *m = json_first(node); m != NULL; m = json_next(m)) {
		if (m != json_first(node))
			buf_add_char(out, ',');
		if (object) {
			json_write_str(out, json_key(m));
			buf_add_char(out, ':');
		}
		write_node(out, m, depth + 1);
	}
	buf_add_char(out, object ? '}' : ']');
}

const struct json *substitute(struct arena *arena, const struct json *definition)
{
	const struct json *out = definition;
	struct err ignored = {ERR_NONE, ""};
	struct buf buf;

	if (!holds_function(definition, 0))
		return definition;
	buf_init(&buf, arena, TEXT_MAX);
	write_node(&buf, definition, 0);
	return !buf.over && json_parse(arena, buf_str(&buf), &out, &ignored) ? out : definition;
}
