/* asl/edges.c - where a state may go next, and when, in words. */
#include "asl/edges.h"

#include "asl/parts.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/vec.h"

enum { LABEL_MAX = 4096, RULE_DEPTH_MAX = 16 };

/* clang-format off */
/* Source: Step Functions Developer Guide, "Choice state", comparison operators. */
static const struct {
	struct str prefix; /* of the member's name */
	const char *words;
} comparisons[] = {
	{STR_INIT("StringEquals"), "="},
	{STR_INIT("StringLessThanEquals"), "<="},
	{STR_INIT("StringLessThan"), "<"},
	{STR_INIT("StringGreaterThanEquals"), ">="},
	{STR_INIT("StringGreaterThan"), ">"},
	{STR_INIT("StringMatches"), "matches"},
	{STR_INIT("NumericEquals"), "="},
	{STR_INIT("NumericLessThanEquals"), "<="},
	{STR_INIT("NumericLessThan"), "<"},
	{STR_INIT("NumericGreaterThanEquals"), ">="},
	{STR_INIT("NumericGreaterThan"), ">"},
	{STR_INIT("BooleanEquals"), "="},
	{STR_INIT("TimestampEquals"), "="},
	{STR_INIT("TimestampLessThanEquals"), "<="},
	{STR_INIT("TimestampLessThan"), "<"},
	{STR_INIT("TimestampGreaterThanEquals"), ">="},
	{STR_INIT("TimestampGreaterThan"), ">"},
};

static const struct {
	struct str key;
	const char *yes;
	const char *no;
} tests[] = {
	{STR_INIT("IsPresent"), "is present", "is absent"},
	{STR_INIT("IsNull"), "is null", "is not null"},
	{STR_INIT("IsString"), "is a string", "is no string"},
	{STR_INIT("IsNumeric"), "is a number", "is no number"},
	{STR_INIT("IsBoolean"), "is a boolean", "is no boolean"},
	{STR_INIT("IsTimestamp"), "is a timestamp", "is no timestamp"},
};
/* clang-format on */

static bool add_comparison(struct buf *buf, const struct json *member)
{
	struct str key = json_key(member);

	for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]); i++) {
		if (!str_starts(key, comparisons[i].prefix))
			continue;
		struct str rest = str_skip(key, comparisons[i].prefix.n);
		if (rest.n > 0 && !str_eq(rest, STR("Path")))
			continue;
		buf_printf(buf, " %s ", comparisons[i].words);
		if (rest.n > 0)
			buf_add(buf, json_str(member));
		else
			json_write(buf, member, false);
		return true;
	}
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		if (str_eq(key, tests[i].key))
			return buf_printf(buf, " %s",
					  json_bool(member) ? tests[i].yes : tests[i].no);
	return false;
}

static void add_rule(struct buf *buf, const struct json *rule, unsigned depth);

static void add_group(struct buf *buf, const struct json *list, const char *word, unsigned depth)
{
	bool first = true;

	if (depth > 0)
		buf_add_char(buf, '(');
	for (const struct json *rule = json_first(list); rule; rule = json_next(rule)) {
		if (!first)
			buf_printf(buf, " %s ", word);
		first = false;
		add_rule(buf, rule, depth + 1);
	}
	if (depth > 0)
		buf_add_char(buf, ')');
}

static void add_rule(struct buf *buf, const struct json *rule, unsigned depth)
{
	const struct json *inner;

	if (depth > RULE_DEPTH_MAX) {
		buf_add_cstr(buf, "...");
	} else if ((inner = json_get(rule, STR("And"))) != NULL) {
		add_group(buf, inner, "and", depth);
	} else if ((inner = json_get(rule, STR("Or"))) != NULL) {
		add_group(buf, inner, "or", depth);
	} else if ((inner = json_get(rule, STR("Not"))) != NULL) {
		buf_add_cstr(buf, "not (");
		add_rule(buf, inner, 0);
		buf_add_char(buf, ')');
	} else {
		bool done = false;
		buf_add(buf, json_get_str(rule, STR("Variable")));
		for (const struct json *m = json_first(rule); m && !done; m = json_next(m))
			done = add_comparison(buf, m);
	}
}

static struct str finish(struct buf *buf)
{
	return buf->over ? STR("a long rule") : str_trim(buf_str(buf));
}

static struct str rule_words(struct arena *arena, const struct json *rule)
{
	struct buf buf;
	buf_init(&buf, arena, LABEL_MAX);
	const struct json *condition = json_get(rule, STR("Condition"));

	if (json_is(condition, JSON_STRING)) {
		struct str text = json_str(condition);
		if (str_starts(text, STR("{%")) && str_ends(text, STR("%}")) && text.n >= 4)
			text = str_trim(str_slice(text, 2, text.n - 2));
		buf_add(&buf, text);
	} else if (condition) {
		json_write(&buf, condition, false);
	} else {
		add_rule(&buf, rule, 0);
	}
	return finish(&buf);
}

static struct str catch_words(struct arena *arena, const struct json *catcher)
{
	struct buf buf;
	bool first = true;

	buf_init(&buf, arena, LABEL_MAX);
	buf_add_cstr(&buf, "catch");
	const struct json *errors = json_get(catcher, STR("ErrorEquals"));
	for (const struct json *e = json_first(errors); e; e = json_next(e)) {
		buf_add_cstr(&buf, first ? " " : ", ");
		first = false;
		buf_add(&buf, json_str(e));
	}
	return finish(&buf);
}

static void add_edge(struct vec *edges, const struct json *to, struct asl_edge edge)
{
	if (!json_is(to, JSON_STRING))
		return;
	edge.to = json_str(to);
	*(struct asl_edge *)vec_push(edges) = edge;
}

void asl_edges_read(struct arena *arena, struct asl_state *state)
{
	struct vec edges;
	vec_init(&edges, arena, sizeof(struct asl_edge));

	if (state->type == ASL_CHOICE) {
		const struct json *rules = part_of(state, PART_CHOICES);
		for (const struct json *rule = json_first(rules); rule; rule = json_next(rule)) {
			struct asl_edge edge = {
			    .label = rule_words(arena, rule), .kind = ASL_EDGE_RULE, .rule = rule};
			add_edge(&edges, json_get(rule, STR("Next")), edge);
		}
		struct asl_edge edge = {.label = STR("default"), .kind = ASL_EDGE_DEFAULT};
		add_edge(&edges, part_of(state, PART_DEFAULT), edge);
	} else {
		add_edge(&edges, part_of(state, PART_NEXT),
			 (struct asl_edge){.kind = ASL_EDGE_NEXT});
		const struct json *catchers = part_of(state, PART_CATCH);
		for (const struct json *c = json_first(catchers); c; c = json_next(c)) {
			struct asl_edge edge = {
			    .label = catch_words(arena, c), .kind = ASL_EDGE_CATCH, .rule = c};
			add_edge(&edges, json_get(c, STR("Next")), edge);
		}
	}
	state->edges = edges.items;
	state->n_edges = edges.n;
}
