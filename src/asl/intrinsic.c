/* asl/intrinsic.c - reads a call of an intrinsic function and its arguments. */
#include "asl/intrinsic.h"

#include "asl/functions.h"
#include "asl/path.h"
#include "rolehop/model/holes.h"

enum { ARGUMENTS_MAX = 16, NESTING_MAX = 12, TEXT_MAX = 1 << 20 };

struct parser {
	const struct scene *scene;
	struct str text;
	size_t at;
	unsigned depth;
	bool failed;
};

static void skip_space(struct parser *parser)
{
	while (parser->at < parser->text.n &&
	       (parser->text.p[parser->at] == ' ' || parser->text.p[parser->at] == '\t' ||
		parser->text.p[parser->at] == '\n' || parser->text.p[parser->at] == '\r'))
		parser->at++;
}

static char peek(const struct parser *parser)
{
	return parser->at < parser->text.n ? parser->text.p[parser->at] : '\0';
}

static const struct val *give_up(struct parser *parser)
{
	parser->failed = true;
	return val_unknown(parser->scene->arena, parser->text);
}

/*
 * A text in single quotes, in which a backslash takes the next character as it is. States.Format
 * needs its template with the backslashes: there, an escaped brace is no slot. Source: Step
 * Functions Developer Guide, "Intrinsic functions", reserved characters.
 */
static const struct val *read_text(struct parser *parser, bool keep_escapes)
{
	struct buf buf;

	buf_init(&buf, parser->scene->arena, TEXT_MAX);
	for (parser->at++; peek(parser) != '\''; parser->at++) {
		if (parser->at >= parser->text.n)
			return give_up(parser);
		char c = peek(parser);
		if (c == '\\' && parser->at + 1 < parser->text.n) {
			if (keep_escapes)
				buf_add_char(&buf, c);
			c = parser->text.p[++parser->at];
		}
		buf_add_char(&buf, c);
	}
	parser->at++;
	return val_of_text(parser->scene->arena, buf_str(&buf), parser->scene->env);
}

/* Everything up to the comma or parenthesis that ends this argument; brackets and quotes are
 * stepped over. */
static struct str read_word(struct parser *parser)
{
	size_t from = parser->at;
	unsigned brackets = 0;
	char quote = '\0';

	for (; parser->at < parser->text.n; parser->at++) {
		char c = peek(parser);
		if (quote) {
			if (c == quote)
				quote = '\0';
		} else if (brackets > 0 && (c == '\'' || c == '"')) {
			quote = c;
		} else if (c == '[' || c == '(') {
			brackets++;
		} else if (brackets > 0 && (c == ']' || c == ')')) {
			brackets--;
		} else if (brackets == 0 && (c == ',' || c == ')')) {
			break;
		}
	}
	return str_trim(str_slice(parser->text, from, parser->at));
}

static const struct val *read_call(struct parser *parser);

/* Whether backslashes of a template that is data escape anything is not documented. */
static const struct val *read_path(struct parser *parser, struct str path, bool is_template)
{
	const struct val *value = path_eval(parser->scene, path);
	if (is_template && value->kind == VAL_STRING && str_find_char(value->text, '\\') >= 0)
		return val_unknown(parser->scene->arena, path);
	return value;
}

static const struct val *read_argument(struct parser *parser, bool is_template)
{
	struct arena *arena = parser->scene->arena;
	double number;

	skip_space(parser);
	if (peek(parser) == '\'')
		return read_text(parser, is_template);
	if (str_starts(str_skip(parser->text, parser->at), STR("States.")))
		return read_call(parser);
	struct str word = read_word(parser);
	if (path_is(word))
		return read_path(parser, word, is_template);
	if (str_eq(word, STR("true")) || str_eq(word, STR("false")))
		return val_bool(word.n == 4);
	if (str_eq(word, STR("null")))
		return val_null();
	if (str_to_double(word, &number))
		return val_number(arena, number);
	return give_up(parser);
}

static const struct val *read_call(struct parser *parser)
{
	struct val_member arguments[ARGUMENTS_MAX];
	size_t n = 0;
	ptrdiff_t open = str_find_char(str_skip(parser->text, parser->at), '(');

	if (open < 0 || parser->depth >= NESTING_MAX)
		return give_up(parser);
	struct str name = str_trim(str_slice(parser->text, parser->at, parser->at + (size_t)open));
	bool format = str_eq(name, STR("States.Format"));
	parser->at += (size_t)open + 1;
	parser->depth++;
	skip_space(parser);
	while (peek(parser) != ')' && !parser->failed) {
		if (n == ARGUMENTS_MAX)
			return give_up(parser);
		arguments[n].name = (struct str){NULL, 0};
		arguments[n].value = read_argument(parser, format && n == 0);
		n++;
		skip_space(parser);
		if (peek(parser) == ',')
			parser->at++;
		else if (peek(parser) != ')')
			return give_up(parser);
	}
	parser->at++;
	parser->depth--;
	if (parser->failed)
		return val_unknown(parser->scene->arena, parser->text);
	return function_call(parser->scene, name, arguments, n);
}

const struct val *intrinsic_eval(const struct scene *scene, struct str text)
{
	struct parser parser = {.scene = scene, .text = str_trim(text)};
	const struct val *val;

	if (!str_starts(parser.text, STR("States.")))
		return path_bound(scene, val_unknown(scene->arena, text), text);
	val = read_call(&parser);
	if (parser.failed || parser.at != parser.text.n)
		val = val_unknown(scene->arena, text);
	if (val->source.n == 0)
		return path_bound(scene, val, text);
	return val_settled(val) ? val : path_bound_whole(scene, val, text);
}
