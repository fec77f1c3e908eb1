/* test_asl_expressions.c - what expressions are worth, and which way a Choice goes: tests/asl. */
#include <stdlib.h>

#include "asl_case.h"

enum { FILE_MAX = 1 << 20 };

/* The whole of tests/asl/NAME. */
static struct str read_cases(struct arena *arena, const char *name)
{
	const char *folder = getenv("ROLEHOP_TESTS");
	struct str path = arena_printf(arena, "%s/asl/%s", folder ? folder : "tests", name);
	FILE *file = fopen(arena_cstr(arena, path), "rb");
	char *text = arena_alloc(arena, FILE_MAX);

	if (!file)
		fail_msg("no file %.*s", STR_ARG(path));
	size_t n = fread(text, 1, FILE_MAX, file);
	fclose(file);
	assert_true(n > 0 && n < FILE_MAX);
	return (struct str){text, n};
}

/* A definition in which `head` and `tail` stand around the expression, as a text of JSON. */
static const char *around(struct arena *arena, const char *head, struct str expression,
			  const char *tail)
{
	struct buf buf;

	buf_init(&buf, arena, FILE_MAX);
	buf_add_cstr(&buf, head);
	json_write_str(&buf, expression);
	buf_add_cstr(&buf, tail);
	return arena_cstr(arena, buf_str(&buf));
}

/* What the role of Task T is said to be worth. */
static struct str worth(struct arena *arena, const char *definition, struct str input)
{
	struct asl_case c;

	case_open(&c, definition);
	if (input.n > 0)
		c.env.input = case_json(&c, arena_cstr(arena, input));
	struct str value = arena_str(arena, case_role(&c, "T"));
	case_close(&c);
	return value;
}

/* Each line of a file: QUESTION => ANSWER. */
static void each_case(const char *name,
		      struct str (*answer)(struct arena *arena, struct str question))
{
	struct arena arena = {0};
	struct str rest = read_cases(&arena, name);
	size_t number = 0;
	size_t wrong = 0;

	while (rest.n > 0) {
		ptrdiff_t end = str_find_char(rest, '\n');
		struct str line = str_slice(rest, 0, end < 0 ? rest.n : (size_t)end);
		rest = str_skip(rest, line.n + 1 < rest.n ? line.n + 1 : rest.n);
		number++;
		ptrdiff_t arrow = str_find(line, STR(" => "));
		if (line.n == 0 || (line.p[0] == '#' && arrow < 0))
			continue;
		if (arrow < 0)
			fail_msg("%s:%zu: not understood", name, number);
		struct str got = answer(&arena, str_slice(line, 0, (size_t)arrow));
		if (str_eq(got, str_skip(line, (size_t)arrow + 4)))
			continue;
		fprintf(stderr, "%s:%zu: %.*s => %.*s\n", name, number,
			STR_ARG(str_slice(line, 0, (size_t)arrow)), STR_ARG(got));
		wrong++;
	}
	arena_release(&arena);
	assert_true(number > 10);
	assert_int_equal(wrong, 0);
}

/* clang-format off */
static struct str answer_jsonata(struct arena *arena, struct str question)
{
	struct str expression = ARENA_JOIN(arena, STR("{% "), question, STR(" %}"));
	return worth(arena, around(arena,
		"{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"T\",\"Assign\":{"
		"\"f\":1.0,\"z\":0,\"n\":null,\"yes\":true,\"no\":false,\"emptyo\":{},\"emptyl\":[],\"o\":{\"role\":\"r\",\"nothing\":null},\"l\":[\"p\",\"q\"],"
		"\"nested\":{\"list\":[{\"v\":1},{\"v\":2},{\"w\":[1]}]},\"deep\":{\"a\":{\"b\":{\"c\":\"end\"}}},"
		"\"t\":[{\"name\":\"a\",\"arn\":\"A\"},{\"name\":\"b\",\"arn\":\"B\"}]}},"
		"\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,\"Credentials\":{\"RoleArn\":",
		expression, "}}}}"), STR(""));
}

static struct str answer_jsonpath(struct arena *arena, struct str question)
{
	return worth(arena, around(arena,
		"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"T\",\"Assign\":{\"v\":\"w\",\"l\":[\"p\",\"q\"],\"o\":{\"role\":\"r\"}},"
		"\"Result\":{\"s\":\"text\",\"n\":7,\"null\":null,\"yes\":true,\"l\":[\"p\",\"q\"],\"o\":{\"role\":\"r\",\"a b\":\"c\"}},\"ResultPath\":\"$.k\"},"
		"\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,\"Credentials\":{\"RoleArn.$\":",
		question, "}}}}"), STR(""));
}

/* RULE | INPUT: whether a Choice goes where the rule holds. */
static struct str answer_choice(struct arena *arena, struct str question)
{
	ptrdiff_t bar = str_find(question, STR(" | "));
	struct str rule = str_slice(question, 0, bar < 0 ? question.n : (size_t)bar);
	struct str input = bar < 0 ? STR("") : str_skip(question, (size_t)bar + 3);
	bool jsonata = str_contains(rule, STR("\"Condition\""));
	struct str definition = arena_printf(arena,
		"{%s\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Choice\",\"Choices\":[%.*s,\"Next\":\"Y\"}],\"Default\":\"N\"},"
		"\"Y\":{\"Type\":\"Pass\",%s,\"Next\":\"T\"},\"N\":{\"Type\":\"Pass\",%s,\"Next\":\"T\"},"
		"\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,\"Credentials\":{\"RoleArn%s}}}}",
		jsonata ? "\"QueryLanguage\":\"JSONata\"," : "", STR_ARG(str_slice(rule, 0, rule.n - 1)),
		jsonata ? "\"Output\":{\"way\":\"yes\"}" : "\"Result\":\"yes\",\"ResultPath\":\"$.way\"",
		jsonata ? "\"Output\":{\"way\":\"no\"}" : "\"Result\":\"no\",\"ResultPath\":\"$.way\"",
		jsonata ? "\":\"{% $states.input.way %}\"" : ".$\":\"$.way\"");
	return worth(arena, arena_cstr(arena, definition), input);
}

/* RULE | TEXT | INPUT: what the expression is worth where the rule holds, and where it does not. */
static struct str answer_known(struct arena *arena, struct str question)
{
	ptrdiff_t bar = str_find(question, STR(" | "));
	struct str rule = str_slice(question, 0, (size_t)bar);
	struct str text = str_skip(question, (size_t)bar + 3);
	bool jsonata = str_contains(rule, STR("\"Condition\""));
	struct str answers[2];

	for (int holds = 0; holds < 2; holds++) {
		struct str head = arena_printf(arena,
			"{%s\"StartAt\":\"V\",\"States\":{\"V\":{\"Type\":\"Pass\",%s\"Next\":\"A\"},\"A\":{\"Type\":\"Choice\",\"Choices\":[%.*s,\"Next\":\"%s\"}],\"Default\":\"%s\"},\"F\":{\"Type\":\"Fail\"},"
			"\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,\"Credentials\":{\"RoleArn%s\":",
			jsonata ? "\"QueryLanguage\":\"JSONata\"," : "", jsonata ? "" : "\"Assign\":{\"v.$\":\"$.w\"},",
			STR_ARG(str_slice(rule, 0, rule.n - 1)), holds ? "T" : "F", holds ? "F" : "T", jsonata ? "" : ".$");
		answers[holds] = worth(arena, around(arena, arena_cstr(arena, head), text, "}}}}"), STR(""));
	}
	return ARENA_JOIN(arena, answers[1], STR("; else "), answers[0]);
}
/* EXPRESSION | STATES: what it is worth in Task T, which stands beside them or where {T} is. */
static struct str answer_flow(struct arena *arena, struct str question)
{
	ptrdiff_t bar = str_find(question, STR(" | "));
	struct str text = str_slice(question, 0, (size_t)bar);
	struct str states = str_skip(question, (size_t)bar + 3);
	bool jsonata = str_starts(text, STR("{%"));
	struct str head = arena_printf(arena,
		"\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,\"Credentials\":{\"RoleArn%s\":",
		jsonata ? "" : ".$");
	struct str task = str_from(around(arena, arena_cstr(arena, head), text, "}}"));
	ptrdiff_t inside = str_find(states, STR("{T}"));
	struct str all = inside < 0 ? ARENA_JOIN(arena, states, STR(","), task)
		: ARENA_JOIN(arena, str_slice(states, 0, (size_t)inside + 1), task, str_skip(states, (size_t)inside + 2));
	struct str definition = arena_printf(arena, "{%s\"StartAt\":\"A\",\"States\":{%.*s}}",
		jsonata ? "\"QueryLanguage\":\"JSONata\"," : "", STR_ARG(all));
	return worth(arena, arena_cstr(arena, definition), STR(""));
}

/* RESOURCE | PARAMETERS, or RESOURCE | PARAMETERS | INPUT of the execution: the calls of such a Task in account 222222222222, and
   what is said of it. */
static struct str answer_calls(struct arena *arena, struct str question)
{
	ptrdiff_t bar = str_find(question, STR(" | "));
	struct str rest = str_skip(question, (size_t)bar + 3);
	ptrdiff_t second = str_find(rest, STR(" | "));
	struct str parameters = str_slice(rest, 0, second < 0 ? rest.n : (size_t)second);
	struct str definition = arena_printf(arena,
		"{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,\"Resource\":\"%.*s\"%s%.*s}}}",
		STR_ARG(str_slice(question, 0, (size_t)bar)), parameters.n > 0 ? ",\"Parameters\":" : "", STR_ARG(parameters));
	struct asl_case c;

	case_open(&c, arena_cstr(arena, definition));
	if (second >= 0)
		c.env.input = case_json(&c, arena_cstr(arena, str_skip(rest, (size_t)second + 3)));
	c.account = "222222222222";
	struct str lines = ARENA_JOIN(arena, case_calls(&c, "T"), case_objections(&c, "T"));
	case_close(&c);
	struct buf buf;
	buf_init(&buf, arena, FILE_MAX);
	for (size_t i = 0; i + 1 < lines.n; i++)
		buf_add(&buf, lines.p[i] == '\n' ? STR("; ") : str_slice(lines, i, i + 1));
	return buf.n > 0 ? buf_str(&buf) : STR("nothing");
}
/* clang-format on */

static void values_follow_the_states(void **state)
{
	(void)state;
	each_case("flow.case", answer_flow);
}

static void tasks_make_the_calls_of_their_services(void **state)
{
	(void)state;
	each_case("calls.case", answer_calls);
}

static void jsonata_is_worked_out_as_its_language_says(void **state)
{
	(void)state;
	each_case("jsonata.case", answer_jsonata);
}

static void paths_and_intrinsic_functions_are_worked_out(void **state)
{
	(void)state;
	each_case("jsonpath.case", answer_jsonpath);
}

static void choices_go_where_their_rules_say(void **state)
{
	(void)state;
	each_case("choice.case", answer_choice);
}

static void ways_of_a_choice_know_what_it_tested(void **state)
{
	(void)state;
	each_case("known.case", answer_known);
}

/* $.m is a or b (or one of "a" and 1): each rule, and what $.m is where it holds. */
static void rules_hold_of_what_is_one_of_several(void **state)
{
	static const struct {
		const char *rule;
		const char *holds;
		const char *fails;
	} rows[] = {
	    {"\"StringEquals\":\"a\"", "one a", "one b"},
	    {"\"StringEquals\":\"c\"", "unknown by $.m", "several a | b by $.m"},
	    {"\"StringLessThan\":\"c\"", "several a | b by $.m", "unknown by $.m"},
	    {"\"StringMatches\":\"b*\"", "one b", "one a"},
	    {"\"IsString\":true", "several a | b by $.m", "unknown by $.m"},
	    {"\"StringEqualsPath\":\"$.m\"", "several a | b by $.m", "several a | b by $.m"},
	    {"\"StringEqualsPath\":\"$.other\"", "several a | b by $.m", "several a | b by $.m"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int holds = 0; holds < 2; holds++) {
			struct arena arena = {0};
			struct str definition = arena_printf(
			    &arena,
			    "{\"StartAt\":\"W\",\"States\":{\"W\":{\"Type\":\"Choice\",\"Choices\":"
			    "["
			    "{\"Variable\":\"$.p\",\"IsPresent\":true,\"Next\":\"P\"}],\"Default\":"
			    "\"Q\"},"
			    "\"P\":{\"Type\":\"Pass\",\"Result\":\"a\",\"ResultPath\":\"$.m\","
			    "\"Next\":\"C\"},"
			    "\"Q\":{\"Type\":\"Pass\",\"Result\":\"b\",\"ResultPath\":\"$.m\","
			    "\"Next\":\"C\"},"
			    "\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.m\",%s,"
			    "\"Next\":"
			    "\"%s\"}],\"Default\":\"%s\"},\"F\":{\"Type\":\"Fail\"},\"T\":{"
			    "\"Type\":\"Task\","
			    "\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,"
			    "\"Credentials\":{\"RoleArn.$\":\"$.m\"}}}}",
			    rows[i].rule, holds ? "T" : "F", holds ? "F" : "T");
			struct str got = worth(&arena, arena_cstr(&arena, definition), STR(""));
			const char *expected = holds ? rows[i].holds : rows[i].fails;
			if (!str_eq(got, str_from(expected)))
				fail_msg("%s, %d: %.*s", rows[i].rule, holds, STR_ARG(got));
			arena_release(&arena);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(jsonata_is_worked_out_as_its_language_says),
	    cmocka_unit_test(paths_and_intrinsic_functions_are_worked_out),
	    cmocka_unit_test(choices_go_where_their_rules_say),
	    cmocka_unit_test(ways_of_a_choice_know_what_it_tested),
	    cmocka_unit_test(values_follow_the_states),
	    cmocka_unit_test(tasks_make_the_calls_of_their_services),
	    cmocka_unit_test(rules_hold_of_what_is_one_of_several),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
