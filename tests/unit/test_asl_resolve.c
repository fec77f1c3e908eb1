/* test_asl_resolve.c - what fields are worth before anything runs, and what stays open. */
#include "asl_case.h"

/* A Task "T" after other states, with a role to find out: OTHERS hold StartAt's state "A". */
#define AFTER(others, role)                                                                        \
	"{\"StartAt\":\"A\",\"States\":{" others                                                   \
	",\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,"  \
	"\"Credentials\":{" role "}}}}"
#define JSONATA_AFTER(others, role)                                                                \
	"{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"A\",\"States\":{" others                     \
	",\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,"  \
	"\"Credentials\":{\"RoleArn\":\"" role "\"}}}}"
#define JSONATA_HEAD                                                                               \
	"{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\","   \
	"\"End\":true,\"Resource\":"                                                               \
	"\"arn:aws:states:::lambda:invoke\",\"Credentials\":{\"RoleArn\":\""
#define JSONATA_TAIL "\"}}}}"
#define JSONPATH_HEAD                                                                              \
	"{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,\"Resource\":"       \
	"\"arn:aws:states:::lambda:invoke\",\"Credentials\":{\"RoleArn.$\":\""
#define JSONPATH_TAIL "\"}}}}"
#define PASS(rest) "\"A\":{\"Type\":\"Pass\",\"Next\":\"T\"" rest "}"

static void check(const char *definition, const char *expected)
{
	struct asl_case c;
	case_open(&c, definition);
	struct str value = case_role(&c, "T");
	if (!str_eq(value, str_from(expected)))
		fail_msg("\"%.*s\" is not \"%s\" in %s", STR_ARG(value), expected, definition);
	case_close(&c);
}

/* clang-format off */
static void resolve_follows_constants_in_jsonpath(void **state)
{
	(void)state;
	static const struct { const char *definition; const char *expected; } cases[] = {
		{AFTER(PASS(), "\"RoleArn\":\"r\""), "one r"},
		{AFTER(PASS(), "\"RoleArn\":\"arn:aws:iam::${Acct}:role/R\""), "one arn:aws:iam::<?>:role/R by ${Acct}"},
		{AFTER(PASS(), "\"RoleArn.$\":\"$.role\""), "unknown by $.role"},
		{AFTER(PASS(), "\"RoleArn.$\":\"$['a b'].role\""), "unknown by $['a b'].role"},
		{AFTER(PASS(",\"Result\":{\"role\":\"r\"}"), "\"RoleArn.$\":\"$.role\""), "one r"},
		{AFTER(PASS(",\"Result\":{\"role\":\"r\"}"), "\"RoleArn.$\":\"$['role']\""), "one r"},
		{AFTER(PASS(",\"Result\":{\"role\":\"r\"},\"ResultPath\":\"$.x.y\""), "\"RoleArn.$\":\"$.x.y.role\""), "one r"},
		{AFTER(PASS(",\"Result\":{\"role\":\"r\"},\"ResultPath\":\"$.x.y\""), "\"RoleArn.$\":\"$.x.z\""), "unknown by $.x.z"},
		{AFTER(PASS(",\"Result\":{\"role\":\"r\"},\"ResultPath\":null"), "\"RoleArn.$\":\"$.role\""), "unknown by $.role"},
		{AFTER(PASS(",\"Result\":{\"l\":[\"q\",\"r\"]}"), "\"RoleArn.$\":\"$.l[1]\""), "one r"},
		{AFTER(PASS(",\"Result\":{\"l\":[\"q\",\"r\"]}"), "\"RoleArn.$\":\"$.l[*]\""), "unknown by $.l[*]"},
		{AFTER(PASS(",\"Result\":{\"l\":{\"role\":\"r\"}},\"OutputPath\":\"$.l\""), "\"RoleArn.$\":\"$.role\""), "one r"},
		{AFTER(PASS(",\"Parameters\":{\"role\":\"r\",\"in.$\":\"$.x\"}"), "\"RoleArn.$\":\"$.role\""), "one r"},
		{AFTER(PASS(",\"Parameters\":{\"role\":\"r\",\"in.$\":\"$.x\"}"), "\"RoleArn.$\":\"$.in\""), "unknown by $.in"},
		{AFTER(PASS(",\"Assign\":{\"a\":\"1\",\"b.$\":\"$.x\"}"), "\"RoleArn.$\":\"States.Format('{}:{}', $a, $b)\""), "one 1:<?> by $b"},
		/* right-hand sides of Assign see what was there before */
		{AFTER("\"A\":{\"Type\":\"Pass\",\"Assign\":{\"a\":\"1\"},\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"Assign\":{\"a\":\"2\",\"b.$\":\"$a\"},\"Next\":\"T\"}",
		       "\"RoleArn.$\":\"States.Format('{}{}', $a, $b)\""), "one 21"},
		{AFTER(PASS(), "\"RoleArn.$\":\"$$.Execution.RoleArn\""), "one arn:aws:iam::111111111111:role/E"},
		{AFTER(PASS(), "\"RoleArn.$\":\"$$.StateMachine.Name\""), "one M"},
		{AFTER(PASS(), "\"RoleArn.$\":\"$$.State.Name\""), "one T"},
		{AFTER(PASS(), "\"RoleArn.$\":\"$$.Execution.Input.role\""), "unknown by $$.Execution.Input.role"},
		{AFTER(PASS(), "\"RoleArn.$\":\"$$.Task.Token\""), "unknown by $$.Task.Token"},
		/* a Task's answer is not known, what its ResultSelector writes is */
		{AFTER("\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"ResultSelector\":{\"role\":\"r\",\"x.$\":\"$.y\"},\"ResultPath\":\"$.t\",\"Next\":\"T\"}",
		       "\"RoleArn.$\":\"States.Format('{}{}', $.t.role, $.t.x)\""), "one r<?> by $.t.x"},
		{AFTER("\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Next\":\"T\"}", "\"RoleArn.$\":\"$.Payload.role\""), "unknown by $.Payload.role"},
		/* later writes win; two ways that meet leave both */
		{AFTER("\"A\":{\"Type\":\"Pass\",\"Result\":\"q\",\"ResultPath\":\"$.r\",\"Next\":\"B\"},\"B\":{\"Type\":\"Pass\",\"Result\":\"r\",\"ResultPath\":\"$.r\",\"Next\":\"T\"}",
		       "\"RoleArn.$\":\"$.r\""), "one r"},
		{AFTER("\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.e\",\"IsPresent\":true,\"Next\":\"B\"}],\"Default\":\"D\"},"
		       "\"B\":{\"Type\":\"Pass\",\"Result\":\"q\",\"ResultPath\":\"$.r\",\"Next\":\"T\"},\"D\":{\"Type\":\"Pass\",\"Result\":\"r\",\"ResultPath\":\"$.r\",\"Next\":\"T\"}",
		       "\"RoleArn.$\":\"$.r\""), "several q | r by $.r"},
		{AFTER("\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.e\",\"IsPresent\":true,\"Next\":\"B\"}],\"Default\":\"T\"},"
		       "\"B\":{\"Type\":\"Pass\",\"Result\":\"q\",\"ResultPath\":\"$.r\",\"Next\":\"T\"}", "\"RoleArn.$\":\"$.r\""), "unknown by $.r"},
		/* a loop that counts is widened, not followed forever */
		{AFTER("\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"n\":0,\"role\":\"r\"},\"Next\":\"L\"},\"L\":{\"Type\":\"Pass\",\"Parameters\":{\"n.$\":\"States.MathAdd($.n, 1)\",\"role.$\":\"$.role\"},\"Next\":\"C\"},"
		       "\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.x\",\"NumericLessThan\":100,\"Next\":\"L\"}],\"Default\":\"T\"}",
		       "\"RoleArn.$\":\"$.role\""), "one r"},
		{AFTER("\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"n\":0},\"Next\":\"L\"},\"L\":{\"Type\":\"Pass\",\"Parameters\":{\"n.$\":\"States.MathAdd($.n, 1)\"},\"Next\":\"C\"},"
		       "\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.x\",\"NumericLessThan\":100,\"Next\":\"L\"}],\"Default\":\"T\"}",
		       "\"RoleArn.$\":\"States.Format('{}', $.n)\""), "unknown by $.n"},
		/* errors come by the catcher, with the input kept where it says so */
		{AFTER("\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"End\":true,\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"T\",\"Assign\":{\"r\":\"caught\"}}]}",
		       "\"RoleArn.$\":\"States.Format('{}{}', $r, $.Error)\""), "one caught<?> by $.Error"},
		/* what is unreachable says nothing */
		{AFTER("\"A\":{\"Type\":\"Succeed\"}", "\"RoleArn.$\":\"$.role\""), "unknown by $.role"},
		/* a machine cannot read a variable that nobody set */
		{AFTER(PASS(), "\"RoleArn.$\":\"$nobody.x\""), "unknown by $nobody.x"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i].definition, cases[i].expected);
}

static void resolve_knows_the_intrinsic_functions(void **state)
{
	(void)state;
	static const struct { const char *call; const char *expected; } cases[] = {
		{"States.Format('a{}b{}', 'x', 7)", "one axb7"},
		{"States.Format('\\\\{}{}', 'x')", "one {}x"},
		{"States.Format('it\\\\'s {}', true)", "one it's true"},
		{"States.Format('a\\\\\\\\{}\\\\}', 'x')", "one a\\x}"},
		{"States.JsonToString(States.StringToJson('\\\\{\\\"a\\\":1\\\\}'))", "one {\"a\":1}"},
		{"States.ArrayGetItem(States.StringSplit('a\\\\{b\\\\\\\\c', '\\\\{'), 1)", "one b\\c"},
		{"States.ArrayGetItem(States.Array('p', 'q'), -1)", "unknown by States.ArrayGetItem(States.Array('p', 'q'), -1)"},
		{"States.Format('{}', States.ArrayGetItem(States.StringSplit('a,b;c', ',;'), 2))", "one c"},
		{"States.ArrayGetItem(States.Array('p', 'q'), 1)", "one q"},
		{"States.ArrayLength(States.Array('p', 'q'))", "one 2"},
		{"States.ArrayContains(States.Array('p', 'q'), 'q')", "one true"},
		{"States.ArrayContains(States.Array('p', $.x), 'q')", "unknown by $.x"},
		{"States.ArrayLength(States.ArrayUnique(States.Array(1, 1, 2)))", "one 2"},
		{"States.ArrayLength(States.ArrayRange(1, 9, 2))", "one 5"},
		{"States.ArrayLength(States.ArrayPartition(States.ArrayRange(1, 9, 1), 4))", "one 3"},
		{"States.MathAdd(2, 40)", "one 42"},
		{"States.MathAdd(1.5, 2)", "unknown by States.MathAdd(1.5, 2)"},
		{"States.Base64Encode('role/x?>')", "one cm9sZS94Pz4="},
		{"States.Base64Decode('cm9sZS94Pz4=')", "one role/x?>"},
		{"States.Base64Decode('cm9sZQ=')", "unknown by States.Base64Decode('cm9sZQ=')"},
		{"States.Base64Encode($.x)", "unknown by $.x"},
		{"States.JsonToString(States.StringToJson('[1,{\\\"a\\\":null}]'))", "one [1,{\"a\":null}]"},
		{"States.StringToJson($.text)", "unknown by $.text"},
		{"States.UUID()", "unknown by States.UUID()"},
		{"States.Hash('x', 'SHA-1')", "unknown by States.Hash('x', 'SHA-1')"},
		{"States.Format('{}-{}', 'only one')", "unknown by States.Format('{}-{}', 'only one')"},
		{"States.Format('{}", "unknown by States.Format('{}"},
		{"States.NoSuch(1)", "unknown by States.NoSuch(1)"},
		{"no path", "unknown by no path"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[1024];
		snprintf(text, sizeof(text), AFTER(PASS(), "\"RoleArn.$\":\"%s\""), cases[i].call);
		check(text, cases[i].expected);
	}
}

static void resolve_works_out_jsonata(void **state)
{
	(void)state;
	static const struct { const char *expression; const char *expected; } cases[] = {
		{"literal", "one literal"},
		{"{% 'a' & \\\"b\\\" & 1 %}", "one ab1"},
		{"{% $o.role %}", "one r"},
		{"{% $o.`role` %}", "one r"},
		{"{% $lookup($o, 'role') %}", "one r"},
		{"{% $lookup($o, $states.input.env) %}", "unknown by $states.input.env"},
		{"{% $l[1] %}", "one q"},
		{"{% $l[-1] %}", "one q"},
		{"{% $l[1 - 1] %}", "one p"},
		{"{% $l[$count($l) - 1] %}", "one q"},
		{"{% $l[$length('ab') * -1] %}", "one p"},
		{"{% $l[$states.input.n] %}", "unknown by $states.input.n"},
		{"{% $base64decode($base64encode('role')) %}", "one role"},
		{"{% $t[name='b'].arn %}", "one B"},
		{"{% $t[name=$states.input.n].arn %}", "unknown by $states.input.n"},
		{"{% 'arn:aws:iam::' & $states.input.acct & ':role/R' %}", "one arn:aws:iam::<?>:role/R by $states.input.acct"},
		{"{% $states.context.StateMachine.Name %}", "one M"},
		{"{% $states.context.Execution.Input.x %}", "unknown by $states.context.Execution.Input.x"},
		{"{% 1 < 2 ? 'y' : 'n' %}", "one y"},
		{"{% $states.input.p ? 'y' : 'n' %}", "several y | n by $states.input.p"},
		{"{% ($x := 'v'; $x & $x) %}", "one vv"},
		{"{% $join(['a','b'], '/') %}", "one a/b"},
		{"{% $split('a:b:c', ':')[2] %}", "one c"},
		{"{% $uppercase($substringBefore('ab-c', '-')) %}", "one AB"},
		{"{% 'AB' ~> $lowercase() %}", "one ab"},
		{"{% $string(1 + 2 * 3) %}", "one 7"},
		{"{% 'n' & $f %}", "one n1"},
		{"{% $exists($o.none) ? 'y' : 'n' %}", "one n"},
		{"{% 'a' in ['a','b'] and $not(false) %}", "one true"},
		/* what is not there equals nothing and differs from nothing */
		{"{% $o.x != 'a' ? 'y' : 'n' %}", "one n"},
		{"{% $o.x = $o.y ? 'y' : 'n' %}", "one n"},
		{"{% $o.x in $o.y ? 'y' : 'n' %}", "one n"},
		{"{% $not($o.x) ? 'y' : 'n' %}", "one n"},
		{"{% $boolean($o.x) & 'a' %}", "one a"},
		{"{% {'a':1,'b':2} = {'b':2,'a':1} ? 'y' : 'n' %}", "several y | n by {'a':1,'b':2} = {'b':2,'a':1}"},
		{"{% {'a':1} in {'a':1} ? 'y' : 'n' %}", "several y | n by {'a':1} in {'a':1}"},
		/* what is not known may be absent, or several */
		{"{% $string($count([$states.input.x, 'a'])) %}", "unknown by $states.input.x"},
		{"{% [$states.input.x, 'a', 'b'][1] %}", "unknown by [$states.input.x, 'a', 'b'][1]"},
		{"{% [$states.input.x, 'a', 'b'][$length('a')] %}", "unknown by [$states.input.x, 'a', 'b'][$length('a')]"},
		{"{% $append([$states.input.x], ['a', 'b'])[1] %}", "unknown by $append([$states.input.x], ['a', 'b'])[1]"},
		{"{% [$states.input.x] ? 'y' : 'n' %}", "several y | n by [$states.input.x] ? 'y' : 'n'"},
		{"{% {'a': $states.input.x} ? 'y' : 'n' %}", "several y | n by {'a': $states.input.x} ? 'y' : 'n'"},
		{"{% $exists($string($states.input.x)) ? 'y' : 'n' %}", "several y | n by $states.input.x"},
		{"{% 'a' & $string($states.input.x) %}", "one a<?> by $states.input.x"},
		{"{% ($states.input.x & $states.input.z) ? 'y' : 'n' %}", "several y | n by $states.input.x"},
		{"{% $join(['arn:aws:iam::', $states.input.x, ':role/R']) %}", "one arn:aws:iam::<?>:role/R by $states.input.x"},
		{"{% $join(['a', $states.input.x, 'b'], '-') %}", "unknown by $states.input.x"},
		{"{% $substring('abc', -1.5) %}", "unknown by $substring('abc', -1.5)"},
		{"{% $merge([$o, {'role': 's'}]).role %}", "one s"},
		{"{% $parse('{\\\"a\\\":[\\\"z\\\"]}').a[0] %}", "one z"},
		{"{% $map($l, function($v) { $v }) %}", "unknown by $map($l, function($v) { $v })"},
		{"{% $replace('x', /x/, 'y') %}", "unknown by $replace('x', /x/, 'y')"},
		{"{% $nobody %}", "unknown by $nobody"},
		{"{% $o.none %}", "unknown by $o.none"},
		{"{% 'unclosed %}", "unknown by 'unclosed"},
		{"{% $uuid() & 'x' %}", "one <?>x by $uuid()"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char text[1024];
		snprintf(text, sizeof(text),
			 JSONATA_AFTER("\"A\":{\"Type\":\"Pass\",\"Assign\":{\"f\":1.0,\"o\":{\"role\":\"r\"},\"l\":[\"p\",\"q\"],\"t\":[{\"name\":\"a\",\"arn\":\"A\"},{\"name\":\"b\",\"arn\":\"B\"}]},\"Next\":\"T\"}", "%s"),
			 cases[i].expression);
		check(text, cases[i].expected);
	}
}

static void resolve_follows_jsonata_states(void **state)
{
	(void)state;
	check(JSONATA_AFTER(PASS(",\"Output\":{\"role\":\"{% 'r' & 's' %}\"}"), "{% $states.input.role %}"), "one rs");
	check(JSONATA_AFTER("\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Assign\":{\"k\":\"{% $states.result.x %}\",\"c\":\"v\"},\"Output\":{\"in\":\"{% $states.input.y %}\",\"c\":1},\"Next\":\"T\"}",
			    "{% $c & $states.input.c & $states.input.in %}"), "one v1<?> by $states.input.in");
	check(JSONATA_AFTER("\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Condition\":\"{% $states.input.env = 'prod' %}\",\"Next\":\"T\"}],\"Default\":\"Q\"},\"Q\":{\"Type\":\"Fail\"}",
			    "{% 'role-' & $states.input.env %}"), "one role-prod");
}

static void resolve_learns_nothing_from_a_condition_of_the_other_language(void **state)
{
	(void)state;
	check(AFTER("\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Condition\":\"{% $states.input = 'a' %}\",\"Next\":\"T\"}],\"Default\":\"Q\"},\"Q\":{\"Type\":\"Fail\"}",
		    "\"RoleArn.$\":\"$.role\""), "unknown by $.role");
}

static void resolve_goes_into_parallel_and_map(void **state)
{
	(void)state;
	struct asl_case c;
	/* branches read outer variables and the state's input; their results are a list */
	case_open(&c, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Assign\":{\"v\":\"outer\"},\"Result\":{\"k\":\"r\"},\"Next\":\"P\"},"
		      "\"P\":{\"Type\":\"Parallel\",\"Branches\":[{\"StartAt\":\"X\",\"States\":{\"X\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName.$\":\"States.Format('{}{}', $v, $.k)\"},\"ResultPath\":\"$.t\",\"End\":true}}},"
		      "{\"StartAt\":\"Y\",\"States\":{\"Y\":{\"Type\":\"Pass\",\"Result\":{\"role\":\"y\"},\"End\":true}}}],\"Next\":\"T\"},"
		      "\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName.$\":\"States.Format('{}{}', $[1].role, $[0].k)\"},\"End\":true}}}");
	assert_str(case_value(&c, "X", "Parameters", "FunctionName"), "one outerr");
	assert_str(case_value(&c, "T", "Parameters", "FunctionName"), "one yr");
	case_close(&c);
	/* any item of a constant list; the context's item; ItemSelector */
	case_open(&c, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Result\":{\"l\":[{\"r\":\"p\"},{\"r\":\"q\"}]},\"Next\":\"M\"},"
		      "\"M\":{\"Type\":\"Map\",\"ItemsPath\":\"$.l\",\"ItemSelector\":{\"r.$\":\"$$.Map.Item.Value.r\",\"n\":\"c\"},\"ItemProcessor\":{\"StartAt\":\"X\",\"States\":{"
		      "\"X\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName.$\":\"States.Format('{}-{}', $.r, $.n)\"},\"End\":true}}},\"End\":true}}}");
	assert_str(case_value(&c, "X", "Parameters", "FunctionName"), "several p-c | q-c by $.r");
	case_close(&c);
	/* a DISTRIBUTED Map reads no outer variables, and its execution's input is the item */
	case_open(&c, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Assign\":{\"v\":\"outer\"},\"Result\":[\"p\"],\"Next\":\"M\"},"
		      "\"M\":{\"Type\":\"Map\",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"STANDARD\"},\"StartAt\":\"X\",\"States\":{"
		      "\"X\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Parameters\":{\"FunctionName.$\":\"$v\",\"Name.$\":\"$$.Execution.Input\",\"Q.$\":\"$$.StateMachine.Name\"},\"End\":true}}},\"End\":true}}}");
	assert_str(case_value(&c, "X", "Parameters", "FunctionName"), "unknown by $v");
	assert_str(case_value(&c, "X", "Parameters", "Name"), "one p");
	assert_str(case_value(&c, "X", "Parameters", "Q"), "unknown by $$.StateMachine.Name");
	case_close(&c);
}

static void resolve_decides_choices(void **state)
{
	(void)state;
	static const char definition[] = AFTER(
		"\"A\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.env\",\"StringEquals\":\"prod\",\"Next\":\"P\"},{\"And\":[{\"Variable\":\"$.n\",\"NumericGreaterThan\":3},{\"Not\":{\"Variable\":\"$.off\",\"IsPresent\":true}}],\"Next\":\"Q\"}],\"Default\":\"R\"},"
		"\"P\":{\"Type\":\"Pass\",\"Parameters\":{\"r.$\":\"States.Format('p-{}', $.env)\"},\"Next\":\"T\"},\"Q\":{\"Type\":\"Pass\",\"Result\":{\"r\":\"q\"},\"Next\":\"T\"},\"R\":{\"Type\":\"Pass\",\"Result\":{\"r\":\"r\"},\"Next\":\"T\"}",
		"\"RoleArn.$\":\"$.r\"");
	static const struct { const char *input; const char *expected; } cases[] = {
		{NULL, "several p-prod | q | r by $.r"},
		{"{\"env\":\"prod\"}", "one p-prod"},
		{"{\"env\":\"dev\",\"n\":4}", "one q"},
		{"{\"env\":\"dev\",\"n\":4,\"off\":1}", "one r"},
		{"{\"env\":\"dev\",\"n\":3}", "one r"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct asl_case c;
		case_open(&c, definition);
		if (cases[i].input)
			c.env.input = case_json(&c, cases[i].input);
		assert_str(case_role(&c, "T"), cases[i].expected);
		case_close(&c);
	}
}
/* clang-format on */

static void resolve_takes_bindings_by_the_name_of_the_definition(void **state)
{
	(void)state;
	struct asl_case c;
	case_open(&c, AFTER(PASS(",\"ResultPath\":\"$.x\",\"Result\":{\"s\":\"static\"}"),
			    "\"RoleArn.$\":\"States.Format('{}/{}/{}', $.a.b, $.x.s, $.a['c'])\""));
	case_bind(&c, "$.a.b", "\"bound\"");
	case_bind(&c, "$.x.s", "\"not this\"");
	assert_str(case_role(&c, "T"), "one bound/static/<?> by $.a['c']");
	case_bind(&c, "$['a'].c", "5");
	assert_str(case_role(&c, "T"), "one bound/static/5");
	case_close(&c);
	case_open(&c, AFTER(PASS(), "\"RoleArn.$\":\"$.a.b.c\""));
	case_bind(&c, "$.a", "{\"b\":{\"c\":\"deep\"}}");
	assert_str(case_role(&c, "T"), "one deep");
	case_close(&c);
	case_open(&c, AFTER(PASS(), "\"RoleArn\":\"arn:aws:iam::${Acct}:role/${Name}\""));
	case_bind(&c, "${Acct}", "222222222222");
	assert_str(case_role(&c, "T"), "one arn:aws:iam::222222222222:role/<?> by ${Name}");
	case_close(&c);
	case_open(&c, JSONATA_AFTER(PASS(), "{% $map($states.input.l, $f) %}"));
	case_bind(&c, "$map($states.input.l, $f)", "\"whole\"");
	assert_str(case_role(&c, "T"), "one whole");
	case_close(&c);
}

/* What a deployment fills in is a hole until then, and refuses nothing. */
static void resolve_takes_functions_of_templates_for_placeholders(void **state)
{
	static const struct {
		const char *field;
		const char *role;
	} rows[] = {
	    {"{\"Fn::Sub\":\"arn:aws:iam::${A}:role/R\"}", "one arn:aws:iam::<?>:role/R by ${A}"},
	    {"{\"Fn::Sub\":[\"arn:aws:iam::${A}:role/R\",{\"A\":1}]}",
	     "one arn:aws:iam::<?>:role/R by ${A}"},
	    {"{\"Fn::Join\":[\":\",[\"arn:aws:iam:\",{\"Ref\":\"A\"},\"role/R\"]]}",
	     "one arn:aws:iam::<?>:role/R by ${A}"},
	    {"{\"Fn::Join\":[\"\",[\"arn:aws:iam::222222222222:role/\",\"R\"]]}",
	     "one arn:aws:iam::222222222222:role/R"},
	    {"{\"Fn::GetAtt\":[\"Role\",\"Arn\"]}", "unknown by ${Role.Arn}"},
	    {"{\"Fn::GetAtt\":\"Role.Arn\"}", "unknown by ${Role.Arn}"},
	    {"{\"Ref\":\"RoleArn\"}", "unknown by ${RoleArn}"},
	    {"{\"Fn::If\":[\"C\",\"a\",\"b\"]}", "unknown by ${Fn::If}"},
	    {"{\"Fn::Join\":[\"\",{\"Fn::Split\":[\",\",\"a,b\"]}]}", "unknown by ${Fn::Join}"},
	};
	struct asl_case c;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char credentials[200];
		char definition[600];
		snprintf(credentials, sizeof(credentials), "\"RoleArn\":%s", rows[i].field);
		snprintf(definition, sizeof(definition),
			 "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":"
			 "\"arn:aws:states:::lambda:invoke\",\"Credentials\":{%s},\"End\":true}}}",
			 credentials);
		case_open(&c, definition);
		assert_str(case_role(&c, "T"), rows[i].role);
		case_close(&c);
	}
}

/* A member whose name is a placeholder may be any; those beside it are what they are. */
static void resolve_leaves_names_with_placeholders_open(void **state)
{
	struct asl_case c;

	(void)state;
	case_open(&c, AFTER("\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"${N}\":\"v\",\"k\":\"r\"},"
			    "\"Next\":\"T\"}",
			    "\"RoleArn.$\":\"$.y\""));
	assert_str(case_role(&c, "T"), "unknown by $.y");
	case_bind(&c, "${N}", "\"y\"");
	assert_str(case_role(&c, "T"), "one v");
	case_close(&c);
	case_open(&c, AFTER("\"A\":{\"Type\":\"Pass\",\"Parameters\":{\"${N}\":\"v\",\"k\":\"r\"},"
			    "\"Next\":\"T\"}",
			    "\"RoleArn.$\":\"$.k\""));
	assert_str(case_role(&c, "T"), "one r");
	case_close(&c);
}

static void resolve_takes_the_answers_of_tasks(void **state)
{
	(void)state;
	struct asl_case c;
	case_open(&c, AFTER("\"A\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:ssm:"
			    "getParameter\","
			    "\"Parameters\":{\"Name\":\"c\"},\"ResultSelector\":{\"p.$\":\"States."
			    "StringToJson($.Parameter.Value)\"},"
			    "\"ResultPath\":\"$.c\",\"Next\":\"T\"}",
			    "\"RoleArn.$\":\"$.c.p.role\""));
	assert_str(case_role(&c, "T"), "unknown by $.c.p.role");
	struct asl_result result = {
	    .state = STR("/States/A"),
	    .value =
		case_json(&c, "{\"Parameter\":{\"Value\":\"{\\\"role\\\":\\\"stored\\\"}\"}}")};
	c.env.results = &result;
	c.env.n_results = 1;
	assert_str(case_role(&c, "T"), "one stored");
	struct asl_flow_cache cache = {.arena = &c.arena};
	c.env.cache = &cache;
	assert_str(case_role(&c, "T"), "one stored");
	assert_non_null(cache.flow);
	assert_str(case_role(&c, "T"), "one stored");
	c.env.results = NULL;
	c.env.n_results = 0;
	assert_str(case_role(&c, "T"), "unknown by $.c.p.role");
	c.env.results = &result;
	c.env.n_results = 1;
	c.env.cache = NULL;
	result.at = STR("$.Parameter.Value");
	result.value = case_json(&c, "\"{\\\"role\\\":\\\"part\\\"}\"");
	assert_str(case_role(&c, "T"), "one part");
	case_close(&c);
}

static void resolve_names_pointer_and_constancy(void **state)
{
	(void)state;
	struct asl_case c;
	struct asl_value value;
	case_open(&c, "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:"
		      "aws:states:::lambda:invoke\","
		      "\"Parameters\":{\"Overrides\":{\"TaskRoleArn.$\":\"$.r\",\"n\":3,\"o\":{"
		      "\"a\":[1]}}},\"End\":true}}}");
	asl_resolve(&c.arena, c.asl, c.asl->states[0], &c.env, STR("Parameters"),
		    STR("Overrides/TaskRoleArn"), &value);
	assert_int_equal(value.kind, ASL_VALUE_UNKNOWN);
	assert_str(value.pointer, "/States/T/Parameters/Overrides/TaskRoleArn.$");
	assert_false(value.constant);
	asl_resolve(&c.arena, c.asl, c.asl->states[0], &c.env, STR("Parameters"),
		    STR("Overrides/n"), &value);
	assert_true(value.constant);
	assert_str(value.candidates[0], "3");
	assert_str(case_value(&c, "T", "Parameters", "Overrides/o"), "one {\"a\":[1]}");
	assert_str(case_value(&c, "T", "Parameters", "Nothing"), "none");
	assert_str(case_value(&c, "T", "", "Resource"), "one arn:aws:states:::lambda:invoke");
	case_close(&c);
}

static void resolve_does_not_know_whether_credentials_see_input_path(void **state)
{
	(void)state;
	struct asl_case c;
	case_open(&c, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Result\":{\"r\":"
		      "\"outer\",\"s\":\"same\","
		      "\"in\":{\"r\":\"inner\",\"s\":\"same\"}},\"Next\":\"T\"},\"T\":{\"Type\":"
		      "\"Task\",\"Next\":\"U\",\"Resource\":"
		      "\"arn:aws:states:::lambda:invoke\",\"InputPath\":\"$.in\",\"Parameters\":{"
		      "\"FunctionName.$\":\"$.r\"},"
		      "\"ResultPath\":null,\"Credentials\":{\"RoleArn.$\":\"$.r\"}},\"U\":{"
		      "\"Type\":\"Task\",\"End\":true,"
		      "\"Resource\":\"arn:aws:states:::lambda:invoke\",\"InputPath\":\"$.in\","
		      "\"Credentials\":{\"RoleArn.$\":"
		      "\"$.s\"}}}}");
	assert_str(case_role(&c, "T"), "unknown by $.r");
	assert_str(case_role(&c, "U"), "one same");
	assert_str(case_value(&c, "T", "Parameters", "FunctionName"), "one inner");
	case_close(&c);
}

/* `text` once for each of n times, between head and tail. */
static const char *repeated(struct arena *arena, const char *head, const char *text, size_t n,
			    const char *tail)
{
	struct buf buf;
	buf_init(&buf, arena, 1 << 24);
	buf_add_cstr(&buf, head);
	buf_add_repeat(&buf, str_from(text), n);
	buf_add_cstr(&buf, tail);
	return arena_cstr(arena, buf_str(&buf));
}

static void resolve_gives_up_on_what_is_too_much(void **state)
{
	(void)state;
	static const struct {
		const char *head;
		const char *text;
		size_t n;
		const char *tail;
	} cases[] = {
	    {JSONATA_HEAD "{% $states.input", ".a", 100000, " %}" JSONATA_TAIL},
	    {JSONATA_HEAD "{% $states.input", ".a[0]", 100, " %}" JSONATA_TAIL},
	    {JSONATA_HEAD "{% ", "(", 100000, "1 %}" JSONATA_TAIL},
	    {JSONATA_HEAD "{% 1", "+1", 100000, " %}" JSONATA_TAIL},
	    {JSONATA_HEAD "{% ", "$states.input.a ? 'x' : ", 1000, "'y' %}" JSONATA_TAIL},
	    {JSONPATH_HEAD "$", ".a", 100000, JSONPATH_TAIL},
	    {JSONPATH_HEAD "", "States.Format('{}', ", 10000, "$.x" JSONPATH_TAIL},
	    {JSONPATH_HEAD "$", "[0]", 50000, JSONPATH_TAIL},
	    /* each twice as much as the one before */
	    {JSONATA_HEAD "{% ($x := ['a']; ", "$x := $append($x, $x); ", 60,
	     "$join($x)) %}" JSONATA_TAIL},
	    {JSONATA_HEAD "{% ($x := {'a': 'b'}; ", "$x := {'a': $x, 'b': $x}; ", 60,
	     "$string($x)) %}" JSONATA_TAIL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = {0};
		struct asl_case c;
		case_open(
		    &c, repeated(&arena, cases[i].head, cases[i].text, cases[i].n, cases[i].tail));
		assert_true(str_starts(case_role(&c, "T"), STR("unknown by ")));
		case_close(&c);
		arena_release(&arena);
	}
}

/* Parts are shared, and what is made of them is not gone through as often as they are met. */
static void states_that_double_what_they_are_given_are_followed_as_far_as_it_can_be(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct asl_case c;
	struct buf buf;
	buf_init(&buf, &arena, 1 << 20);
	buf_add_cstr(&buf, "{\"StartAt\":\"S0\",\"States\":{");
	for (int i = 0; i < 60; i++)
		buf_printf(&buf,
			   "\"S%d\":{\"Type\":\"Pass\",\"Parameters\":{\"a.$\":\"$\",\"b.$\":"
			   "\"$\",\"k\":\"v\"},\"Next\":\"S%d\"},",
			   i, i + 1);
	buf_add_cstr(&buf,
		     "\"S60\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\","
		     "\"End\":true,\"Parameters\":{\"FunctionName.$\":\"$.k\"},\"Credentials\":"
		     "{\"RoleArn.$\":\"States.JsonToString($)\"}}}}");
	case_open(&c, arena_cstr(&arena, buf_str(&buf)));
	assert_true(str_starts(case_role(&c, "S60"), STR("unknown")));
	case_close(&c);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(resolve_follows_constants_in_jsonpath),
	    cmocka_unit_test(resolve_knows_the_intrinsic_functions),
	    cmocka_unit_test(resolve_works_out_jsonata),
	    cmocka_unit_test(resolve_follows_jsonata_states),
	    cmocka_unit_test(resolve_learns_nothing_from_a_condition_of_the_other_language),
	    cmocka_unit_test(resolve_goes_into_parallel_and_map),
	    cmocka_unit_test(resolve_decides_choices),
	    cmocka_unit_test(resolve_takes_bindings_by_the_name_of_the_definition),
	    cmocka_unit_test(resolve_takes_functions_of_templates_for_placeholders),
	    cmocka_unit_test(resolve_leaves_names_with_placeholders_open),
	    cmocka_unit_test(resolve_takes_the_answers_of_tasks),
	    cmocka_unit_test(resolve_names_pointer_and_constancy),
	    cmocka_unit_test(resolve_does_not_know_whether_credentials_see_input_path),
	    cmocka_unit_test(resolve_gives_up_on_what_is_too_much),
	    cmocka_unit_test(
		states_that_double_what_they_are_given_are_followed_as_far_as_it_can_be),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
