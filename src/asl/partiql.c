/* asl/partiql.c - which action a PartiQL statement needs, on which table. */
#include "asl/partiql.h"

#include "rolehop/model/holes.h"

/* clang-format off */
static const struct {
	struct str api;
	const char *field; /* where the statements stand */
} operations[] = {
	{STR_INIT("executeStatement"), "Statement"},
	{STR_INIT("batchExecuteStatement"), "Statements[].Statement"},
	{STR_INIT("executeTransaction"), "TransactStatements[].Statement"},
};

static const struct {
	struct str verb;
	struct str before; /* the word that stands before the table; empty: the verb itself */
	struct str action;
} verbs[] = {
	{STR_INIT("SELECT"), STR_INIT("FROM"), STR_INIT("dynamodb:PartiQLSelect")},
	{STR_INIT("INSERT"), STR_INIT("INTO"), STR_INIT("dynamodb:PartiQLInsert")},
	{STR_INIT("UPDATE"), STR_INIT(""), STR_INIT("dynamodb:PartiQLUpdate")},
	{STR_INIT("DELETE"), STR_INIT("FROM"), STR_INIT("dynamodb:PartiQLDelete")},
};
/* clang-format on */

bool partiql_is(struct str service, struct str api)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (str_eq_nocase(operations[i].api, api))
			return str_eq(service, STR("dynamodb"));
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct str next_word(struct str *rest)
{
	*rest = str_trim(*rest);
	size_t end = 0;
	while (end < rest->n && !is_space(rest->p[end]))
		end++;
	struct str word = str_slice(*rest, 0, end);
	*rest = str_skip(*rest, end);
	return word;
}

/* "Table", Table, "Table"."Index": an index has an ARN of its own. */
static struct str table_path(struct arena *arena, struct str word)
{
	struct str table = word;
	struct str index = {NULL, 0};

	if (str_starts(word, STR("\""))) {
		ptrdiff_t close = str_find_char(str_skip(word, 1), '"');
		if (close < 0)
			return STR(HOLE_TEXT);
		table = str_slice(word, 1, 1 + (size_t)close);
		index = str_skip(word, 2 + (size_t)close);
	} else {
		ptrdiff_t dot = str_find_char(word, '.');
		if (dot >= 0) {
			table = str_slice(word, 0, (size_t)dot);
			index = str_skip(word, (size_t)dot);
		}
	}
	if (!str_starts(index, STR(".")))
		return table;
	index = str_skip(index, 1);
	if (str_starts(index, STR("\"")) && str_ends(index, STR("\"")) && index.n > 2)
		index = str_slice(index, 1, index.n - 1);
	return arena_printf(arena, "%.*s/index/%.*s", STR_ARG(table), STR_ARG(index));
}

static struct expanded on_table(struct planner *planner, struct str path, const struct field *field)
{
	struct expansion x = {.scene = &planner->scene};
	struct expanded out = {.given = true, .has_field = true};

	buf_init(&x.buf, planner->arena, (size_t)1 << 16);
	template_fill(&x, STR("arn:${P}:dynamodb:${R}:${A}:table/${v}"), path);
	out.text = buf_str(&x.buf);
	if (holes_any(out.text)) {
		out.decides = field->value->source;
		out.at = field->at;
	}
	return out;
}

static struct partiql_call read_statement(struct planner *planner, const struct field *field)
{
	struct partiql_call call = {.action = verbs[0].action};
	struct str path = STR(HOLE_TEXT);
	struct str rest = field->value->text;

	if (field->value->kind == VAL_STRING) {
		struct str verb = next_word(&rest);
		for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
			if (!str_eq_nocase(verbs[i].verb, verb))
				continue;
			call.action = verbs[i].action;
			call.sure = true;
			struct str word = next_word(&rest);
			while (verbs[i].before.n > 0 && word.n > 0 &&
			       !str_eq_nocase(word, verbs[i].before))
				word = next_word(&rest);
			if (verbs[i].before.n > 0)
				word = next_word(&rest);
			if (word.n > 0)
				path = table_path(planner->arena, word);
		}
	}
	call.table = on_table(planner, path, field);
	return call;
}

void partiql_calls(struct planner *planner, struct str api, const struct partiql_call **out,
		   size_t *n)
{
	const struct field *fields = NULL;
	struct partiql_call *calls;

	*n = 0;
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (str_eq_nocase(operations[i].api, api))
			fields_find(&planner->fields, planner->scene.container,
				    str_from(operations[i].field), &fields, n);
	calls = arena_array(planner->arena, *n, sizeof(*calls));
	for (size_t i = 0; i < *n; i++)
		calls[i] = read_statement(planner, &fields[i]);
	*out = calls;
}
