/* base/yaml_write.c - a YAML tree as JSON text, with the places that its parts came from. */
#include <stdlib.h>

#include "base/yaml_node.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/map.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/vec.h"

/* Names and values without aliases take up to five times their YAML. */
enum { UNFOLD_TIMES = 8, UNFOLD_LEAST = 1 << 20, WHOLE_NUMBER_DIGITS = 15 };

#define CORE_TAG "tag:yaml.org,2002:"

struct writer {
	struct arena *arena;
	struct str text;
	struct buf json;
	struct vec places; /* struct yaml_place */
	size_t depth;
	size_t gathered; /* members looked at */
	struct err *err;
};

static bool write_node(struct writer *w, struct yaml_node *node);

static void note_place(struct writer *w, const struct yaml_node *node)
{
	*(struct yaml_place *)vec_push(&w->places) =
	    (struct yaml_place){w->json.n, node->from, node->to};
}

static struct yaml_node *meant(struct yaml_node *node)
{
	return node->kind == NODE_ALIAS ? node->meant : node;
}

/* ---- plain texts ------------------------------------------------------------------------- */

static bool is_one_of(struct str text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_eq(text, str_from(*words)))
			return true;
	return false;
}

static size_t digits(struct str text, size_t at)
{
	size_t n = 0;

	while (at + n < text.n && ascii_is_digit(text.p[at + n]))
		n++;
	return n;
}

/* Source: RFC 8259, section 6. */
static bool is_json_number(struct str text)
{
	size_t at = text.n > 0 && text.p[0] == '-';
	size_t whole = digits(text, at);

	if (whole == 0 || (whole > 1 && text.p[at] == '0'))
		return false;
	at += whole;
	if (at < text.n && text.p[at] == '.') {
		size_t part = digits(text, at + 1);
		if (part == 0)
			return false;
		at += part + 1;
	}
	if (at < text.n && (text.p[at] == 'e' || text.p[at] == 'E')) {
		at++;
		at += at < text.n && (text.p[at] == '+' || text.p[at] == '-');
		size_t part = digits(text, at);
		if (part == 0)
			return false;
		at += part;
	}
	return at == text.n;
}

/* 0x1F and 0o17, small enough to be exact. */
static bool is_based(struct str text, unsigned long long *out)
{
	static const struct str all = STR_INIT("0123456789abcdef");
	size_t base = str_starts(text, STR("0x")) ? 16 : str_starts(text, STR("0o")) ? 8 : 0;

	*out = 0;
	if (base == 0 || text.n < 3 || text.n > 2 + WHOLE_NUMBER_DIGITS * 4 / 5)
		return false;
	for (size_t i = 2; i < text.n; i++) {
		char c = text.p[i] >= 'A' && text.p[i] <= 'F' ? (char)(text.p[i] + 32) : text.p[i];
		ptrdiff_t digit = str_find_char(str_slice(all, 0, base), c);
		if (digit < 0)
			return false;
		*out = *out * base + (unsigned long long)digit;
	}
	return true;
}

/* What JSON writes otherwise: +1, .5, 1. */
static bool write_odd_number(struct writer *w, struct str text)
{
	bool minus = text.n > 0 && text.p[0] == '-';
	struct str rest = str_skip(text, text.n > 0 && (minus || text.p[0] == '+'));
	unsigned long long based = 0;
	struct str number;

	if (is_based(text, &based))
		return buf_printf(&w->json, "%llu", based);
	if (str_starts(rest, STR(".")))
		rest = arena_printf(w->arena, "0%.*s", STR_ARG(rest));
	if (str_ends(rest, STR(".")))
		rest = arena_printf(w->arena, "%.*s0", STR_ARG(rest));
	if (str_starts(rest, STR("-")) || str_eq(rest, STR("0.0")))
		return false;
	number = minus ? arena_printf(w->arena, "-%.*s", STR_ARG(rest)) : rest;
	return is_json_number(number) && buf_add(&w->json, number);
}

/*
 * Source: YAML 1.1, "bool", "null" (YAML Tag Repository), without y and n, which neither PyYAML
 * (AWS CLI, SAM) takes for booleans; YAML 1.2, 10.3 "Core Schema", for numbers.
 */
static bool write_plain(struct writer *w, struct str text)
{
	static const char *const yes[] = {"true", "True", "TRUE", "yes", "Yes",
					  "YES",  "on",	  "On",	  "ON",	 NULL};
	static const char *const no[] = {"false", "False", "FALSE", "no",  "No",
					 "NO",	  "off",   "Off",   "OFF", NULL};
	static const char *const none[] = {"", "~", "null", "Null", "NULL", NULL};

	if (is_one_of(text, yes))
		return buf_add_cstr(&w->json, "true");
	if (is_one_of(text, no))
		return buf_add_cstr(&w->json, "false");
	if (is_one_of(text, none))
		return buf_add_cstr(&w->json, "null");
	if (is_json_number(text))
		return buf_add(&w->json, text);
	return write_odd_number(w, text) || json_write_str(&w->json, text);
}

/* ---- tags -------------------------------------------------------------------------------- */

static bool is_core(struct str tag, const char *name)
{
	return str_starts(tag, STR(CORE_TAG)) &&
	       str_eq(str_skip(tag, sizeof(CORE_TAG) - 1), str_from(name));
}

static bool is_local(struct str tag)
{
	return tag.n > 1 && tag.p[0] == '!';
}

static bool check_tag(struct writer *w, const struct yaml_node *node)
{
	static const char *const known[] = {"str",  "int", "float", "bool",
					    "null", "map", "seq",   NULL};
	struct str tag = node->tag;

	if (tag.n <= 1 || is_local(tag))
		return true;
	if (str_starts(tag, STR(CORE_TAG)) && is_one_of(str_skip(tag, sizeof(CORE_TAG) - 1), known))
		return true;
	return yaml_bad(w->text, node->from, w->err, "the tag %.*s, for which JSON has no value",
			STR_ARG(tag));
}

static bool write_text(struct writer *w, const struct yaml_node *node)
{
	bool core = str_starts(node->tag, STR(CORE_TAG)) && !is_core(node->tag, "str");

	if (core || (node->plain && node->tag.n == 0))
		return write_plain(w, node->text);
	return json_write_str(&w->json, node->text);
}

/* `!GetAtt A.B.C` is ["A", "B.C"]. */
static bool write_attribute(struct writer *w, struct str text)
{
	ptrdiff_t dot = str_find_char(text, '.');

	if (dot < 0)
		return json_write_str(&w->json, text);
	buf_add_char(&w->json, '[');
	json_write_str(&w->json, str_slice(text, 0, (size_t)dot));
	buf_add_char(&w->json, ',');
	json_write_str(&w->json, str_skip(text, (size_t)dot + 1));
	return buf_add_char(&w->json, ']');
}

/* ---- maps -------------------------------------------------------------------------------- */

struct members {
	struct vec list; /* struct yaml_node *: the names */
	struct map seen;
};

static bool is_merge(const struct yaml_node *name)
{
	return name->kind == NODE_TEXT && name->plain && name->tag.n == 0 &&
	       str_eq(name->text, STR("<<"));
}

static bool merge(struct writer *w, struct members *members, struct yaml_node *from);

static bool unfolds(struct writer *w, const struct yaml_node *node)
{
	return yaml_bad(w->text, node->from, w->err,
			"aliases that unfold to more than %d times the text", UNFOLD_TIMES);
}

/* The members of a map; of a merged one those that are not there already. */
static bool gather_own(struct writer *w, struct members *members, struct yaml_node *map,
		       bool merged)
{
	for (struct yaml_node *name = map->first; name != NULL; name = name->next->next) {
		struct str text = meant(name)->text;
		if (w->gathered++ > w->json.limit)
			return unfolds(w, name);
		if (is_merge(name))
			continue;
		if (meant(name)->kind != NODE_TEXT)
			return yaml_bad(w->text, name->from, w->err,
					"the name of a member must be a text");
		if (map_find(&members->seen, text) != NULL) {
			if (merged)
				continue;
			return yaml_bad(w->text, name->from, w->err,
					"the member \"%.*s\" is there twice in one object",
					STR_ARG(text));
		}
		map_put(&members->seen, text, name);
		*(struct yaml_node **)vec_push(&members->list) = name;
	}
	return true;
}

static bool gather(struct writer *w, struct members *members, struct yaml_node *map, bool merged)
{
	if (!gather_own(w, members, map, merged))
		return false;
	for (struct yaml_node *name = map->first; name != NULL; name = name->next->next)
		if (is_merge(name) && !merge(w, members, name->next))
			return false;
	return true;
}

static bool gather_merged(struct writer *w, struct members *members, struct yaml_node *from)
{
	struct yaml_node *map = meant(from);
	bool good = false;

	if (map->kind != NODE_MAP)
		return yaml_bad(w->text, from->from, w->err, "<< takes mappings");
	if (map->open)
		return yaml_bad(w->text, from->from, w->err, "an alias of what it stands in");
	if (w->depth++ > YAML_DEPTH_MAX)
		return yaml_bad(w->text, from->from, w->err, "nesting over %d levels",
				YAML_DEPTH_MAX);
	map->open = true;
	good = gather(w, members, map, true);
	map->open = false;
	w->depth--;
	return good;
}

/* Source: YAML Tag Repository, "merge": a map, or several of which the first wins. */
static bool merge(struct writer *w, struct members *members, struct yaml_node *from)
{
	struct yaml_node *list = meant(from);

	if (list->kind != NODE_LIST)
		return gather_merged(w, members, from);
	for (struct yaml_node *map = list->first; map != NULL; map = map->next)
		if (!gather_merged(w, members, map))
			return false;
	return true;
}

static bool write_map(struct writer *w, struct yaml_node *map)
{
	struct members members;

	vec_init(&members.list, w->arena, sizeof(struct yaml_node *));
	map_init(&members.seen, w->arena);
	if (!gather(w, &members, map, false))
		return false;
	buf_add_char(&w->json, '{');
	for (size_t i = 0; i < members.list.n; i++) {
		struct yaml_node *name = *(struct yaml_node **)vec_at(&members.list, i);
		if (i > 0)
			buf_add_char(&w->json, ',');
		note_place(w, name);
		json_write_str(&w->json, meant(name)->text);
		buf_add_char(&w->json, ':');
		if (!write_node(w, name->next))
			return false;
	}
	buf_add_char(&w->json, '}');
	return true;
}

/* ---- nodes ------------------------------------------------------------------------------- */

static bool write_list(struct writer *w, struct yaml_node *list)
{
	buf_add_char(&w->json, '[');
	for (struct yaml_node *element = list->first; element != NULL; element = element->next) {
		if (element != list->first)
			buf_add_char(&w->json, ',');
		if (!write_node(w, element))
			return false;
	}
	buf_add_char(&w->json, ']');
	return true;
}

static bool write_value(struct writer *w, struct yaml_node *node)
{
	bool attribute = node->kind == NODE_TEXT && str_eq(node->tag, STR("!GetAtt"));

	if (node->kind == NODE_MAP)
		return write_map(w, node);
	if (node->kind == NODE_LIST)
		return write_list(w, node);
	if (attribute)
		write_attribute(w, node->text);
	else
		write_text(w, node);
	return true;
}

/* `!Sub x` is {"Fn::Sub": x}; Ref and Condition have no prefix. */
static bool write_tagged(struct writer *w, struct yaml_node *node)
{
	struct str name = str_skip(node->tag, 1);
	bool bare = str_eq(name, STR("Ref")) || str_eq(name, STR("Condition")) ||
		    str_starts(name, STR("Fn::"));

	if (!check_tag(w, node))
		return false;
	if (!is_local(node->tag))
		return write_value(w, node);
	buf_add_char(&w->json, '{');
	json_write_str(&w->json,
		       arena_printf(w->arena, "%s%.*s", bare ? "" : "Fn::", STR_ARG(name)));
	buf_add_char(&w->json, ':');
	note_place(w, node);
	w->depth++;
	if (!write_value(w, node))
		return false;
	w->depth--;
	buf_add_char(&w->json, '}');
	return true;
}

static bool write_node(struct writer *w, struct yaml_node *node)
{
	struct yaml_node *value = meant(node);
	bool good = false;

	note_place(w, node);
	if (value->open)
		return yaml_bad(w->text, node->from, w->err, "an alias of what it stands in");
	if (w->depth++ > YAML_DEPTH_MAX)
		return yaml_bad(w->text, node->from, w->err, "nesting over %d levels",
				YAML_DEPTH_MAX);
	value->open = true;
	good = write_tagged(w, value);
	value->open = false;
	w->depth--;
	return good && (!w->json.over || unfolds(w, node));
}

bool yaml_write(struct arena *arena, struct yaml_node *root, struct yaml *out, struct err *err)
{
	struct writer w = {.arena = arena, .text = out->text, .err = err};

	buf_init(&w.json, arena, UNFOLD_TIMES * out->text.n + UNFOLD_LEAST);
	vec_init(&w.places, arena, sizeof(struct yaml_place));
	if (!write_node(&w, root))
		return false;
	out->json = buf_str(&w.json);
	out->places = w.places.items;
	out->n_places = w.places.n;
	return true;
}
