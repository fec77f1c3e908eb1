/* asl/jsonata_parse.c - reads JSONata by operator precedence. */
#include "asl/jsonata.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/vec.h"

enum { DEPTH_MAX = 64, LINKS_MAX = 256, TEXT_MAX = 1 << 20 };

struct parser {
	struct arena *arena;
	struct str text;
	size_t at;
	unsigned depth;
	bool failed;
};

/* How tightly an operator binds to what is on its left; 0: it does not stand between two things. */
/* clang-format off */
static const struct operation {
	struct str sign;
	unsigned power;
	enum jsonata_op op;
} operators[] = {
	{STR_INIT("<="), 40, JSONATA_LESS_EQUAL},
	{STR_INIT(">="), 40, JSONATA_GREATER_EQUAL},
	{STR_INIT("!="), 40, JSONATA_NOT_EQUAL},
	{STR_INIT("="), 40, JSONATA_EQUAL},
	{STR_INIT("<"), 40, JSONATA_LESS},
	{STR_INIT(">"), 40, JSONATA_GREATER},
	{STR_INIT("&"), 50, JSONATA_CONCAT},
	{STR_INIT("+"), 50, JSONATA_ADD},
	{STR_INIT("-"), 50, JSONATA_SUBTRACT},
	{STR_INIT("*"), 60, JSONATA_MULTIPLY},
	{STR_INIT("/"), 60, JSONATA_DIVIDE},
	{STR_INIT("%"), 60, JSONATA_REMAINDER},
	{STR_INIT("and"), 30, JSONATA_AND},
	{STR_INIT("or"), 25, JSONATA_OR},
	{STR_INIT("in"), 40, JSONATA_IN},
};
/* clang-format on */

enum {
	POWER_BIND = 10,
	POWER_CONDITION = 20,
	POWER_CHAIN = 40,
	POWER_NEGATE = 70,
	POWER_STEP = 75,
	POWER_INDEX = 80
};

static const struct jsonata *expression(struct parser *parser, unsigned power);

static const struct jsonata *fail(struct parser *parser)
{
	parser->failed = true;
	return NULL;
}

static char peek_at(const struct parser *parser, size_t ahead)
{
	size_t i = parser->at + ahead;
	return i < parser->text.n ? parser->text.p[i] : '\0';
}

static void skip_space(struct parser *parser)
{
	for (;;) {
		char c = peek_at(parser, 0);
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			parser->at++;
		} else if (c == '/' && peek_at(parser, 1) == '*') {
			ptrdiff_t end = str_find(str_skip(parser->text, parser->at + 2), STR("*/"));
			if (end < 0) {
				fail(parser);
				parser->at = parser->text.n;
				return;
			}
			parser->at += 4 + (size_t)end;
		} else {
			return;
		}
	}
}

static bool take(struct parser *parser, char c)
{
	skip_space(parser);
	if (peek_at(parser, 0) != c)
		return false;
	parser->at++;
	return true;
}

static struct jsonata *make(struct parser *parser, enum jsonata_kind kind)
{
	struct jsonata *node = arena_alloc(parser->arena, sizeof(*node));
	node->kind = kind;
	return node;
}

static const struct jsonata *finish(struct parser *parser, struct jsonata *node, size_t from)
{
	node->source = str_trim(str_slice(parser->text, from, parser->at));
	return parser->failed ? NULL : node;
}

static bool is_name_char(char c)
{
	unsigned char u = (unsigned char)c;
	return ascii_is_alnum(u) || u == '_' || u >= 0x80;
}

static struct str read_name(struct parser *parser)
{
	size_t from = parser->at;
	while (is_name_char(peek_at(parser, 0)))
		parser->at++;
	return str_slice(parser->text, from, parser->at);
}

/* \uXXXX below U+0800 as UTF-8; others are not needed in names and ARNs. */
static bool add_unicode(struct parser *parser, struct buf *buf)
{
	unsigned code = 0;
	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex(peek_at(parser, 1));
		if (digit < 0)
			return false;
		code = code * 16 + (unsigned)digit;
		parser->at++;
	}
	if (code == 0 || code >= 0x800)
		return false;
	if (code < 0x80)
		return buf_add_char(buf, (char)code);
	buf_add_char(buf, (char)(0xC0 | code >> 6));
	return buf_add_char(buf, (char)(0x80 | (code & 0x3F)));
}

static bool add_escape(struct parser *parser, struct buf *buf)
{
	static const char from[] = "nrtbf\"\\/";
	static const char to[] = "\n\r\t\b\f\"\\/";
	char c = peek_at(parser, 0);

	if (c == 'u')
		return add_unicode(parser, buf);
	for (size_t i = 0; i < sizeof(from) - 1; i++)
		if (from[i] == c)
			return buf_add_char(buf, to[i]);
	return false;
}

static struct str read_quoted(struct parser *parser, char quote)
{
	struct buf buf;

	buf_init(&buf, parser->arena, TEXT_MAX);
	for (parser->at++; peek_at(parser, 0) != quote; parser->at++) {
		if (parser->at >= parser->text.n)
			break;
		if (peek_at(parser, 0) == '\\' && quote != '`') {
			parser->at++;
			if (!add_escape(parser, &buf))
				fail(parser);
		} else {
			buf_add_char(&buf, peek_at(parser, 0));
		}
	}
	if (parser->at >= parser->text.n)
		fail(parser);
	else
		parser->at++;
	return buf_str(&buf);
}

static const struct jsonata *read_number(struct parser *parser)
{
	size_t from = parser->at;
	struct jsonata *node = make(parser, JSONATA_NUMBER);

	while (ascii_is_digit(peek_at(parser, 0)))
		parser->at++;
	if (peek_at(parser, 0) == '.' && ascii_is_digit(peek_at(parser, 1)))
		for (parser->at++; ascii_is_digit(peek_at(parser, 0));)
			parser->at++;
	node->text = str_slice(parser->text, from, parser->at);
	if (!str_to_double(node->text, &node->number))
		return fail(parser);
	return finish(parser, node, from);
}

/* Expressions between commas (or colons after keys, or semicolons), up to the closing character. */
static void read_parts(struct parser *parser, struct jsonata *node, char separator, char close)
{
	struct vec parts;

	vec_init(&parts, parser->arena, sizeof(const struct jsonata *));
	while (!take(parser, close) && !parser->failed) {
		const struct jsonata **slot;
		const struct jsonata *part = expression(parser, 0);
		slot = vec_push(&parts);
		*slot = part;
		if (node->kind == JSONATA_OBJECT) {
			if (!take(parser, ':'))
				fail(parser);
			part = parser->failed ? NULL : expression(parser, 0);
			slot = vec_push(&parts);
			*slot = part;
		}
		skip_space(parser);
		if (!take(parser, separator) && peek_at(parser, 0) != close)
			fail(parser);
	}
	node->parts = parts.items;
	node->n_parts = parts.n;
}

static const struct jsonata *read_variable(struct parser *parser)
{
	size_t from = parser->at++;
	struct jsonata *node = make(parser, JSONATA_VARIABLE);

	if (peek_at(parser, 0) == '$')
		return fail(parser);
	node->text = read_name(parser);
	size_t after = parser->at;
	if (node->text.n > 0 && take(parser, '(')) {
		node->kind = JSONATA_CALL;
		read_parts(parser, node, ',', ')');
	} else {
		parser->at = after;
	}
	return finish(parser, node, from);
}

static const struct jsonata *read_word(struct parser *parser)
{
	size_t from = parser->at;
	struct jsonata *node = make(parser, JSONATA_NAME);

	node->text = read_name(parser);
	if (str_eq(node->text, STR("true")))
		node->kind = JSONATA_TRUE;
	else if (str_eq(node->text, STR("false")))
		node->kind = JSONATA_FALSE;
	else if (str_eq(node->text, STR("null")))
		node->kind = JSONATA_NULL;
	else if (str_eq(node->text, STR("function")))
		return fail(parser);
	return finish(parser, node, from);
}

static const struct jsonata *read_group(struct parser *parser, enum jsonata_kind kind,
					char separator, char close)
{
	size_t from = parser->at++;
	struct jsonata *node = make(parser, kind);

	read_parts(parser, node, separator, close);
	return finish(parser, node, from);
}

static const struct jsonata *first(struct parser *parser)
{
	skip_space(parser);
	size_t from = parser->at;
	char c = peek_at(parser, 0);
	struct jsonata *node;

	if (c == '"' || c == '\'' || c == '`') {
		node = make(parser, c == '`' ? JSONATA_NAME : JSONATA_STRING);
		node->text = read_quoted(parser, c);
		return finish(parser, node, from);
	}
	if (c == '-') {
		parser->at++;
		node = make(parser, JSONATA_NEGATE);
		node->left = expression(parser, POWER_NEGATE);
		return finish(parser, node, from);
	}
	if (ascii_is_digit(c))
		return read_number(parser);
	if (c == '$')
		return read_variable(parser);
	if (c == '(')
		return read_group(parser, JSONATA_BLOCK, ';', ')');
	if (c == '[')
		return read_group(parser, JSONATA_ARRAY, ',', ']');
	if (c == '{')
		return read_group(parser, JSONATA_OBJECT, ',', '}');
	return is_name_char(c) ? read_word(parser) : fail(parser);
}

static const struct operation *operator_at(const struct parser *parser)
{
	struct str rest = str_skip(parser->text, parser->at);

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		struct str sign = operators[i].sign;
		bool word = is_name_char(sign.p[0]);
		if (str_starts(rest, sign) &&
		    !(word && rest.n > sign.n && is_name_char(rest.p[sign.n])))
			return &operators[i];
	}
	return NULL;
}

static const struct jsonata *read_step(struct parser *parser, const struct jsonata *left,
				       size_t from)
{
	struct jsonata *node = make(parser, JSONATA_STEP);

	parser->at++;
	skip_space(parser);
	node->left = left;
	if (peek_at(parser, 0) == '(' || peek_at(parser, 0) == '{' || peek_at(parser, 0) == '$') {
		node->kind = JSONATA_MAP;
		node->right = first(parser);
	} else if (peek_at(parser, 0) == '`' || peek_at(parser, 0) == '"' ||
		   peek_at(parser, 0) == '\'') {
		node->text = read_quoted(parser, peek_at(parser, 0));
	} else {
		node->text = read_name(parser);
		if (node->text.n == 0)
			return fail(parser);
	}
	return finish(parser, node, from);
}

static const struct jsonata *read_index(struct parser *parser, const struct jsonata *left,
					size_t from)
{
	struct jsonata *node = make(parser, JSONATA_INDEX);

	parser->at++;
	node->left = left;
	node->right = expression(parser, 0);
	if (!take(parser, ']'))
		return fail(parser);
	return finish(parser, node, from);
}

static const struct jsonata *read_condition(struct parser *parser, const struct jsonata *left,
					    size_t from)
{
	struct jsonata *node = make(parser, JSONATA_CONDITION);
	const struct jsonata **parts = arena_array(parser->arena, 2, sizeof(*parts));

	parser->at++;
	node->left = left;
	node->parts = parts;
	node->n_parts = 1;
	parts[0] = expression(parser, 0);
	if (!parser->failed && take(parser, ':')) {
		parts[1] = expression(parser, 0);
		node->n_parts = 2;
	}
	return finish(parser, node, from);
}

/* left ~> $f(x) is $f(left, x). */
static const struct jsonata *read_chain(struct parser *parser, const struct jsonata *left,
					size_t from)
{
	parser->at += 2;
	const struct jsonata *right = expression(parser, POWER_CHAIN);
	if (!right || (right->kind != JSONATA_CALL && right->kind != JSONATA_VARIABLE))
		return fail(parser);
	struct jsonata *node = make(parser, JSONATA_CALL);
	const struct jsonata **parts =
	    arena_array(parser->arena, right->n_parts + 1, sizeof(*parts));
	parts[0] = left;
	for (size_t i = 0; i < right->n_parts; i++)
		parts[i + 1] = right->parts[i];
	node->text = right->text;
	node->parts = parts;
	node->n_parts = right->n_parts + 1;
	return finish(parser, node, from);
}

static const struct jsonata *read_binary(struct parser *parser, const struct jsonata *left,
					 size_t from, const struct operation *operation)
{
	struct jsonata *node = make(parser, JSONATA_BINARY);

	parser->at += operation->sign.n;
	node->op = operation->op;
	node->left = left;
	node->right = expression(parser, operation->power);
	return finish(parser, node, from);
}

static const struct jsonata *read_bind(struct parser *parser, const struct jsonata *left,
				       size_t from)
{
	struct jsonata *node = make(parser, JSONATA_BIND);

	if (left->kind != JSONATA_VARIABLE || left->text.n == 0)
		return fail(parser);
	parser->at += 2;
	node->text = left->text;
	node->right = expression(parser, POWER_BIND - 1);
	return finish(parser, node, from);
}

/* What may follow `left`, if it binds tighter than `power`; `left` itself where nothing does. */
static const struct jsonata *following(struct parser *parser, const struct jsonata *left,
				       size_t from, unsigned power)
{
	skip_space(parser);
	char c = peek_at(parser, 0);
	char d = peek_at(parser, 1);
	const struct operation *operation;

	if (c == '.' && power < POWER_STEP)
		return read_step(parser, left, from);
	if (c == '[' && power < POWER_INDEX)
		return read_index(parser, left, from);
	if (c == '?' && power < POWER_CONDITION)
		return d == '?' || d == ':' ? fail(parser) : read_condition(parser, left, from);
	if (c == ':' && d == '=' && power < POWER_BIND)
		return read_bind(parser, left, from);
	if (c == '~' && d == '>' && power < POWER_CHAIN)
		return read_chain(parser, left, from);
	operation = operator_at(parser);
	if (operation && power < operation->power)
		return read_binary(parser, left, from, operation);
	return left;
}

static const struct jsonata *expression(struct parser *parser, unsigned power)
{
	if (parser->failed || ++parser->depth > DEPTH_MAX)
		return fail(parser);
	skip_space(parser);
	size_t from = parser->at;
	const struct jsonata *left = first(parser);
	for (unsigned links = 0; left && !parser->failed; links++) {
		if (links == LINKS_MAX)
			return fail(parser);
		const struct jsonata *more = following(parser, left, from, power);
		if (more == left)
			break;
		left = more;
	}
	parser->depth--;
	return parser->failed ? NULL : left;
}

const struct jsonata *jsonata_parse(struct arena *arena, struct str text)
{
	struct parser parser = {.arena = arena, .text = text};
	const struct jsonata *node = expression(&parser, 0);

	skip_space(&parser);
	return parser.failed || parser.at != text.n ? NULL : node;
}
