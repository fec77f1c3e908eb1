/* feed/cfn_eval.c - values of a template with the functions in them worked out. */
#include <stdarg.h>
#include <stdio.h>

#include "feed/cfn.h"
#include "rolehop/base/buf.h"
#include "rolehop/model/holes.h"

/* A template has at most 1 MB (AWS CloudFormation User Guide, "Quotas"), thus some 100,000 values.
 */
enum { DEPTH_MAX = 200, STEPS_MAX = 1000000 };

void cfn_bad(struct cfn *cfn, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX / 2];
	struct place place = cfn->stack.place;
	struct str whole = cfn->stack.value->source->text;
	struct span span;
	va_list args;

	if (cfn->failed)
		return;
	cfn->failed = true;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (whole.n > 0 && span_find(whole, cfn->where, &span, NULL)) {
		place.at = str_slice(whole, span.from, span.to);
		place.line = 0;
	}
	place.key = str_skip(cfn->where, cfn->where.n > 0);
	place_bad(&place, cfn->err, "%s", text);
}

bool cfn_step(struct cfn *cfn)
{
	if (!cfn->failed && ++cfn->steps > STEPS_MAX)
		cfn_bad(cfn, "the functions here unfold to more than a template may hold");
	return !cfn->failed;
}

bool cfn_enter(struct cfn *cfn)
{
	if (!cfn->failed && cfn->depth >= DEPTH_MAX)
		cfn_bad(cfn, "functions are nested more than %d deep here, or go in a circle",
			DEPTH_MAX);
	if (!cfn_step(cfn))
		return false;
	cfn->depth++;
	return true;
}

void cfn_leave(struct cfn *cfn)
{
	cfn->depth--;
}

/* ---- values ------------------------------------------------------------------------------ */

const struct json *cfn_parsed(struct cfn *cfn, const struct buf *buf)
{
	struct err ignored = {ERR_NONE, ""};
	const struct json *json = NULL;

	if (buf->over || !json_parse(cfn->arena, buf_str(buf), &json, &ignored))
		cfn_bad(cfn, "the functions here unfold to more than a template may hold");
	return cfn->failed ? NULL : json;
}

/* Where the look-up that a text begins with ends; what it names may be a placeholder. */
static ptrdiff_t lookup_end(struct str text)
{
	size_t open = 0;

	for (size_t i = 2; i + 1 < text.n; i++) {
		if (text.p[i] == '$' && text.p[i + 1] == '{')
			open++;
		else if (text.p[i] == '}' && open > 0)
			open--;
		else if (text.p[i] == '}' && text.p[i + 1] == '}')
			return (ptrdiff_t)i;
	}
	return -1;
}

/* "{{resolve:ssm:/path}}": what is looked up at deployment. */
static struct str without_lookups(struct cfn *cfn, struct str text)
{
	struct buf buf;
	ptrdiff_t at = 0;

	if (!str_contains(text, STR("{{resolve:")))
		return text;
	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	while ((at = str_find(text, STR("{{resolve:"))) >= 0) {
		ptrdiff_t end = lookup_end(str_skip(text, (size_t)at));
		if (end < 0)
			break;
		buf_add(&buf, str_slice(text, 0, (size_t)at));
		buf_add(&buf, stack_placeholder(
				  cfn->arena, str_slice(text, (size_t)at + 2, (size_t)(at + end))));
		text = str_skip(text, (size_t)(at + end) + 2);
	}
	buf_add(&buf, text);
	return buf_str(&buf);
}

const struct json *cfn_string(struct cfn *cfn, struct str text)
{
	struct buf buf;

	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	json_write_str(&buf, without_lookups(cfn, text));
	return cfn_parsed(cfn, &buf);
}

const struct json *cfn_unsettled(struct cfn *cfn, struct str what)
{
	return cfn_string(cfn, stack_placeholder(cfn->arena, what));
}

bool cfn_is_scalar(const struct json *value)
{
	return value != NULL && !json_is(value, JSON_ARRAY) && !json_is(value, JSON_OBJECT) &&
	       !json_is(value, JSON_NULL);
}

bool cfn_is_open(const struct json *value)
{
	return json_is(value, JSON_STRING) && holes_placeholder(json_str(value)).n > 0;
}

/* The one member of an object that is a call; Fn::ForEach stands among members. */
static const struct json *call_in(const struct json *node)
{
	const struct json *only = json_is(node, JSON_OBJECT) ? json_first(node) : NULL;
	struct str key;

	if (only == NULL || json_next(only) != NULL)
		return NULL;
	key = json_key(only);
	if (str_starts(key, STR("Fn::ForEach")))
		return NULL;
	return str_starts(key, STR("Fn::")) || str_eq(key, STR("Ref")) ? only : NULL;
}

static bool add_value(struct cfn *cfn, struct buf *buf, const struct json *node);
static void add_for_each(struct cfn *cfn, struct buf *buf, const struct json *loop);

static void add_member(struct cfn *cfn, struct buf *buf, const struct json *member, bool object)
{
	size_t before = buf->n;

	if (buf->p[buf->n - 1] != '{' && buf->p[buf->n - 1] != '[')
		buf_add_char(buf, ',');
	if (object) {
		json_write_str(buf, json_key(member));
		buf_add_char(buf, ':');
	}
	if (!add_value(cfn, buf, member))
		buf->n = before;
}

/* The members of one round of Fn::ForEach. */
static void add_round(struct cfn *cfn, struct buf *buf, const struct json *body)
{
	for (const struct json *m = json_first(body); m != NULL && !cfn->failed; m = json_next(m)) {
		if (str_starts(json_key(m), STR("Fn::ForEach")))
			add_for_each(cfn, buf, m);
		else
			add_member(cfn, buf, m, true);
	}
}

/* Fn::ForEach among the members of an object, unfolded where it stands. */
static void add_for_each(struct cfn *cfn, struct buf *buf, const struct json *json)
{
	const struct cfn_bound *before = cfn->bound;
	struct cfn_loop loop;

	if (!cfn_loop_read(cfn, json, &loop))
		return;
	if (!cfn_enter(cfn))
		return;
	for (const struct json *v = json_first(loop.list); v != NULL && !buf->over && cfn_step(cfn);
	     v = json_next(v)) {
		struct cfn_bound bound = {loop.name, v, before};
		cfn->bound = &bound;
		add_round(cfn, buf, cfn_turn(cfn, loop.body, loop.name, v));
		cfn->bound = before;
	}
	cfn_leave(cfn);
}

/*
 * What decides whether all of an object's members are the ones that it has: an Fn::Transform among
 * them may bring others, and the key of a condition ("sts:ExternalId") that may be left out is none
 * that a request without it fails. NULL: nothing.
 */
static const struct json *open_member(struct cfn *cfn, const struct json *object)
{
	for (const struct json *m = json_first(object); m != NULL; m = json_next(m)) {
		if (str_eq(json_key(m), STR("Fn::Transform")))
			return cfn_call(cfn, json_key(m), m);
		if (str_find_char(json_key(m), ':') >= 0 && cfn_may_be_left_out(cfn, m)) {
			const struct json *value = cfn_eval(cfn, m);
			return value != NULL ? value : cfn_unsettled(cfn, json_key(m));
		}
	}
	return NULL;
}

static void add_members(struct cfn *cfn, struct buf *buf, const struct json *node)
{
	bool object = json_is(node, JSON_OBJECT);
	const struct json *open = object ? open_member(cfn, node) : NULL;

	if (open != NULL) {
		json_write(buf, open, false);
		return;
	}
	buf_add_char(buf, object ? '{' : '[');
	for (const struct json *m = json_first(node); m != NULL && !cfn->failed; m = json_next(m)) {
		if (object && str_starts(json_key(m), STR("Fn::ForEach")))
			add_for_each(cfn, buf, m);
		else
			add_member(cfn, buf, m, object);
	}
	buf_add_char(buf, object ? '}' : ']');
}

/* Appends what the node comes to; false where that is nothing. */
static bool add_value(struct cfn *cfn, struct buf *buf, const struct json *node)
{
	const struct json *call = call_in(node);

	if (buf->over || !cfn_enter(cfn))
		return false;
	if (call != NULL) {
		node = cfn_call(cfn, json_key(call), call);
		if (node != NULL)
			json_write(buf, node, false);
	} else if (json_is(node, JSON_STRING)) {
		json_write_str(buf, without_lookups(cfn, json_str(node)));
	} else if (json_is(node, JSON_ARRAY) || json_is(node, JSON_OBJECT)) {
		add_members(cfn, buf, node);
	} else {
		json_write(buf, node, false);
	}
	cfn_leave(cfn);
	return node != NULL && !cfn->failed;
}

const struct json *cfn_eval(struct cfn *cfn, const struct json *node)
{
	struct buf buf;

	if (node == NULL || cfn->failed)
		return NULL;
	buf_init(&buf, cfn->arena, CFN_TEXT_MAX);
	return add_value(cfn, &buf, node) ? cfn_parsed(cfn, &buf) : NULL;
}

struct str cfn_text_of(struct cfn *cfn, const struct json *object, struct str key)
{
	const struct json *value = cfn_eval(cfn, json_get(object, key));

	return cfn_is_scalar(value) ? json_scalar(cfn->arena, value) : (struct str){NULL, 0};
}

/* ---- out --------------------------------------------------------------------------------- */

static void add_pretty(struct buf *buf, const struct json *node, size_t depth)
{
	bool object = json_is(node, JSON_OBJECT);

	if ((!object && !json_is(node, JSON_ARRAY)) || json_first(node) == NULL) {
		json_write(buf, node, false);
		return;
	}
	buf_add_char(buf, object ? '{' : '[');
	for (const struct json *m = json_first(node); m != NULL; m = json_next(m)) {
		buf_add_cstr(buf, m == json_first(node) ? "\n" : ",\n");
		buf_add_repeat(buf, STR("  "), depth + 1);
		if (object) {
			json_write_str(buf, json_key(m));
			buf_add_cstr(buf, ": ");
		}
		add_pretty(buf, m, depth + 1);
	}
	buf_add_char(buf, '\n');
	buf_add_repeat(buf, STR("  "), depth);
	buf_add_char(buf, object ? '}' : ']');
}

struct str cfn_write(struct cfn *cfn, const struct json *value)
{
	struct buf buf;

	buf_init(&buf, cfn->arena, 4 * CFN_TEXT_MAX);
	add_pretty(&buf, value, 0);
	if (buf.over)
		cfn_bad(cfn, "this is larger than AWS takes");
	return buf_str(&buf);
}
