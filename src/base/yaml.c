/* base/yaml.c - reads YAML through the events of libyaml, looked up when needed, into a tree with
 * places. */
#include "rolehop/base/yaml.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "base/yaml_node.h"
#include "rolehop/base/library.h"
#include "rolehop/base/map.h"
#include "rolehop/base/mem.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/vec.h"

enum { MESSAGE_MAX = 512 };

struct yaml_api {
	int (*parser_initialize)(yaml_parser_t *parser);
	void (*parser_delete)(yaml_parser_t *parser);
	void (*parser_set_encoding)(yaml_parser_t *parser, yaml_encoding_t encoding);
	void (*parser_set_input_string)(yaml_parser_t *parser, const unsigned char *text, size_t n);
	int (*parser_parse)(yaml_parser_t *parser, yaml_event_t *event);
	void (*event_delete)(yaml_event_t *event);
};

/* clang-format off */
#define SYMBOL(name) {"yaml_" #name, offsetof(struct yaml_api, name)}
static const struct library_symbol symbols[] = {
	SYMBOL(parser_initialize), SYMBOL(parser_delete),
	SYMBOL(parser_set_encoding), SYMBOL(parser_set_input_string), SYMBOL(parser_parse), SYMBOL(event_delete),
};
/* clang-format on */

static const struct library library = {
    .files = (const char *const[]){"libyaml-0.so.2", "libyaml-0.2.dylib", NULL},
    .name = "libyaml, which reads YAML",
    .package = "libyaml-0-2",
    .symbols = symbols,
    .n_symbols = sizeof(symbols) / sizeof(symbols[0]),
};

static struct yaml_api loaded;

static const struct yaml_api *libyaml(void)
{
	library_need(&library, &loaded);
	return &loaded;
}

bool yaml_bad(struct str text, size_t at, struct err *err, const char *fmt, ...)
{
	char message[MESSAGE_MAX];
	size_t line, column;
	va_list args;

	va_start(args, fmt);
	vsnprintf(message, sizeof(message), fmt, args);
	va_end(args);
	span_place(text, at, &line, &column);
	return err_set(err, ERR_INPUT, "line %zu, column %zu: %s", line, column, message);
}

/* ---- characters -------------------------------------------------------------------------- */

/* Source: YAML 1.1, "Character Set": what may stand in a YAML text. */
static bool may_stand(struct str text, size_t at, size_t n)
{
	unsigned char a = (unsigned char)text.p[at];
	unsigned char b = n > 1 ? (unsigned char)text.p[at + 1] : 0;

	if (n == 1)
		return (a >= 0x20 && a != 0x7f) || a == '\t' || a == '\n' || a == '\r';
	return !(n == 2 && a == 0xc2 && b < 0xa0 && b != 0x85);
}

static bool check_characters(struct str text, struct err *err)
{
	for (size_t at = 0; at < text.n;) {
		size_t n = scan_utf8(text, at);
		if (n == 0)
			return yaml_bad(text, at, err, "the byte 0x%02x is not valid UTF-8 here",
					(unsigned)(unsigned char)text.p[at]);
		if (!may_stand(text, at, n))
			return yaml_bad(text, at, err,
					"the control character U+%04X, which YAML does not allow",
					n == 1 ? (unsigned)(unsigned char)text.p[at]
					       : (unsigned)(unsigned char)text.p[at + 1]);
		at += n;
	}
	return true;
}

/* ---- events ------------------------------------------------------------------------------ */

struct loader {
	struct arena *arena;
	struct str text;
	const uint32_t *bytes; /* byte offset of each character; NULL: all are ASCII */
	size_t characters;
	struct vec stack;   /* struct yaml_node *: what is open */
	struct map anchors; /* name -> struct yaml_node */
	struct yaml_node *root;
	bool documents_begun;
	struct err *err;
};

/* libyaml counts characters. */
static void count_characters(struct loader *l)
{
	uint32_t *bytes = NULL;
	size_t n = scan_characters(l->text);

	l->characters = n;
	if (n == l->text.n)
		return;
	bytes = arena_array(l->arena, n + 1, sizeof(*bytes));
	for (size_t at = 0, i = 0; at < l->text.n; at++)
		if (((unsigned char)l->text.p[at] & 0xc0) != 0x80)
			bytes[i++] = (uint32_t)at;
	bytes[n] = (uint32_t)l->text.n;
	l->bytes = bytes;
}

static size_t byte_of(const struct loader *l, yaml_mark_t mark)
{
	size_t at = mark.index < l->characters ? mark.index : l->characters;

	return l->bytes == NULL ? at : l->bytes[at];
}

static struct str copy(struct loader *l, const unsigned char *p, size_t n)
{
	return arena_str(l->arena, (struct str){(const char *)p, n});
}

static struct str copy_name(struct loader *l, const unsigned char *p)
{
	return p == NULL ? (struct str){NULL, 0} : copy(l, p, strlen((const char *)p));
}

/* A new node below the one that is open. */
static struct yaml_node *add_node(struct loader *l, const yaml_event_t *event, enum node_kind kind)
{
	struct yaml_node *node = arena_alloc(l->arena, sizeof(*node));

	node->kind = kind;
	node->from = byte_of(l, event->start_mark);
	node->to = byte_of(l, event->end_mark);
	if (l->stack.n == 0) {
		l->root = node;
		return node;
	}
	struct yaml_node *above = *(struct yaml_node **)vec_at(&l->stack, l->stack.n - 1);
	if (above->last == NULL)
		above->first = node;
	else
		above->last->next = node;
	above->last = node;
	return node;
}

static void note_anchor(struct loader *l, const unsigned char *anchor, struct yaml_node *node)
{
	if (anchor != NULL)
		map_put(&l->anchors, copy_name(l, anchor), node);
}

static bool open_node(struct loader *l, struct yaml_node *node)
{
	if (l->stack.n >= YAML_DEPTH_MAX)
		return yaml_bad(l->text, node->from, l->err, "nesting over %d levels",
				YAML_DEPTH_MAX);
	*(struct yaml_node **)vec_push(&l->stack) = node;
	return true;
}

/* The end of a block is where the next thing begins: what it holds ends before. */
static void close_node(struct loader *l, const yaml_event_t *event)
{
	struct yaml_node *node = *(struct yaml_node **)vec_at(&l->stack, l->stack.n - 1);
	size_t end = byte_of(l, event->end_mark);

	vec_pop(&l->stack);
	if (end > byte_of(l, event->start_mark))
		node->to = end; /* a bracket closes it */
	else if (node->last != NULL && node->last->to > node->to)
		node->to = node->last->to;
}

static bool take_scalar(struct loader *l, const yaml_event_t *event)
{
	struct yaml_node *node = add_node(l, event, NODE_TEXT);
	yaml_scalar_style_t style = event->data.scalar.style;

	node->text = copy(l, event->data.scalar.value, event->data.scalar.length);
	node->tag = copy_name(l, event->data.scalar.tag);
	node->plain = style == YAML_PLAIN_SCALAR_STYLE || style == YAML_ANY_SCALAR_STYLE;
	while (node->to > node->from &&
	       (l->text.p[node->to - 1] == '\n' || l->text.p[node->to - 1] == '\r' ||
		l->text.p[node->to - 1] == ' '))
		node->to--;
	if (memchr(node->text.p, '\0', node->text.n) != NULL)
		return yaml_bad(l->text, node->from, l->err, "a text that holds U+0000");
	note_anchor(l, event->data.scalar.anchor, node);
	return true;
}

static bool take_alias(struct loader *l, const yaml_event_t *event)
{
	struct yaml_node *node = add_node(l, event, NODE_ALIAS);
	struct str name = copy_name(l, event->data.alias.anchor);

	node->meant = map_find(&l->anchors, name);
	return node->meant != NULL ||
	       yaml_bad(l->text, node->from, l->err,
			"*%.*s: there is no anchor of that name before it", STR_ARG(name));
}

static bool take_list(struct loader *l, const yaml_event_t *event)
{
	struct yaml_node *node = add_node(l, event, NODE_LIST);

	node->tag = copy_name(l, event->data.sequence_start.tag);
	note_anchor(l, event->data.sequence_start.anchor, node);
	return open_node(l, node);
}

static bool take_map(struct loader *l, const yaml_event_t *event)
{
	struct yaml_node *node = add_node(l, event, NODE_MAP);

	node->tag = copy_name(l, event->data.mapping_start.tag);
	note_anchor(l, event->data.mapping_start.anchor, node);
	return open_node(l, node);
}

static bool take_document(struct loader *l, const yaml_event_t *event)
{
	if (l->documents_begun)
		return yaml_bad(l->text, byte_of(l, event->start_mark), l->err,
				"a second YAML document begins; rolehop reads files of one");
	l->documents_begun = true;
	return true;
}

static bool take_event(struct loader *l, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return take_scalar(l, event);
	case YAML_ALIAS_EVENT:
		return take_alias(l, event);
	case YAML_SEQUENCE_START_EVENT:
		return take_list(l, event);
	case YAML_MAPPING_START_EVENT:
		return take_map(l, event);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_node(l, event);
		return true;
	case YAML_DOCUMENT_START_EVENT:
		return take_document(l, event);
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	return true;
}

/* What libyaml says, with the place it says it of. */
static bool take_problem(struct loader *l, const yaml_parser_t *parser)
{
	const char *problem = parser->problem != NULL ? parser->problem : "it is damaged";
	size_t at = byte_of(l, parser->problem_mark);

	if (parser->error == YAML_MEMORY_ERROR)
		mem_die();
	if (parser->error == YAML_READER_ERROR)
		at = parser->problem_offset;
	if (parser->context == NULL)
		return yaml_bad(l->text, at, l->err, "this is no YAML: %s", problem);
	return yaml_bad(l->text, at, l->err, "this is no YAML: %s, %s that begins in line %zu",
			problem, parser->context, parser->context_mark.line + 1);
}

static bool load(struct loader *l, yaml_parser_t *parser)
{
	yaml_event_type_t type = YAML_NO_EVENT;
	bool good = true;

	while (good && type != YAML_STREAM_END_EVENT) {
		yaml_event_t event;
		if (!libyaml()->parser_parse(parser, &event))
			return take_problem(l, parser);
		type = event.type;
		good = take_event(l, &event);
		libyaml()->event_delete(&event);
	}
	return good;
}

static bool load_text(struct loader *l)
{
	yaml_parser_t parser;
	bool good = false;

	if (!libyaml()->parser_initialize(&parser))
		mem_die();
	libyaml()->parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	libyaml()->parser_set_input_string(&parser, (const unsigned char *)l->text.p, l->text.n);
	good = load(l, &parser);
	libyaml()->parser_delete(&parser);
	return good;
}

bool yaml_read(struct arena *arena, struct str text, struct yaml *out, struct err *err)
{
	struct loader l = {.arena = arena, .text = scan_after_mark(text), .err = err};
	struct yaml yaml = {.text = l.text};

	if (l.text.n > UINT32_MAX)
		return err_set(err, ERR_INPUT, "this YAML is larger than rolehop reads");
	vec_init(&l.stack, arena, sizeof(struct yaml_node *));
	map_init(&l.anchors, arena);
	if (!check_characters(l.text, err))
		return false;
	count_characters(&l);
	if (!load_text(&l))
		return false;
	if (l.root == NULL)
		return yaml_bad(l.text, 0, err, "there is nothing in this YAML");
	if (!yaml_write(arena, l.root, &yaml, err))
		return false;
	*out = yaml;
	return true;
}
