/* test_asl_corners.c - what few definitions hold: each is read, planned or refused as AWS does. */
#include "asl_case.h"

#define MAP(more)                                                                                  \
	"{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"D\",\"States\":{\"D\":{\"Type\":\"Map\","    \
	"\"End\":true," more ",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\","  \
	"\"ExecutionType\":\"STANDARD\"},\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Pass\","  \
	"\"End\":true}}}}}}"
#define READER(resource, more)                                                                     \
	MAP("\"ItemReader\":{\"Resource\":\"" resource "\",\"Arguments\":{\"Bucket\":\"in\","      \
	    "\"Key\":\"k\"}" more "}")
#define GET "arn:aws:states:::s3:getObject"
#define LIST "arn:aws:states:::s3:listObjectsV2"

static void a_distributed_map_reads_and_writes_what_it_names(void **state)
{
	static const struct {
		const char *definition;
		const char *holds; /* a line of its calls or objections */
	} rows[] = {
	    {READER(GET, ""), "data s3:GetObject arn:aws:s3:::in/k\n"},
	    {READER(GET, ",\"ReaderConfig\":{\"InputType\":\"MANIFEST\"}"),
	     "data s3:GetObject arn:aws:s3:::<?>\n"},
	    {READER(GET, ",\"ReaderConfig\":{\"InputType\":\"{% $states.input.t %}\"}"),
	     "data conditional s3:GetObject arn:aws:s3:::<?>\n"},
	    {READER(LIST, ",\"ReaderConfig\":{\"Transformation\":\"{% $states.input.t %}\"}"),
	     "data conditional s3:GetObject arn:aws:s3:::in/<?>\n"},
	    {READER("arn:aws:states:::dynamodb:scan", ""),
	     "refused /States/D/ItemReader/Resource: an ItemReader reads with s3:getObject or "
	     "s3:listObjectsV2\n"},
	    {READER("arn:aws:states:::s3:putObject", ""),
	     "refused /States/D/ItemReader/Resource: an ItemReader reads with s3:getObject or "
	     "s3:listObjectsV2\n"},
	    {READER("arn:aws:states:::${Reader}", ""),
	     "doubt /States/D/ItemReader/Resource: what the ItemReader reads is not known\n"},
	    {READER("${Reader}", ""),
	     "doubt /States/D/ItemReader/Resource: what the ItemReader reads is not known\n"},
	    {MAP("\"ResultWriter\":{\"Resource\":\"arn:aws:states:::s3:putObject\",\"Arguments\":{"
		 "\"Bucket\":\"out\",\"Prefix\":\"p\"}}"),
	     "data s3:PutObject arn:aws:s3:::out/p/<?>\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct asl_case c;
		case_open(&c, rows[i].definition);
		struct str all =
		    ARENA_JOIN(&c.arena, case_calls(&c, "D"), case_objections(&c, "D"));
		if (!str_contains(all, str_from(rows[i].holds)))
			fail_msg("row %zu: %.*s", i, STR_ARG(all));
		case_close(&c);
	}
}

#define NAME_80                                                                                    \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xc3\xa9"
#define PASS "{\"Type\":\"Pass\",\"End\":true}"

static void what_aws_would_not_save_is_a_flaw(void **state)
{
	static const struct {
		const char *definition;
		const char *flaw; /* NULL: none */
	} rows[] = {
	    {"{\"StartAt\":\"" NAME_80 "\",\"States\":{\"" NAME_80 "\":" PASS "}}", NULL},
	    {"{\"StartAt\":\"" NAME_80 "x\",\"States\":{\"" NAME_80 "x\":" PASS "}}",
	     "a state's name has at most 80 characters"},
	    {"{\"States\":{\"A\":" PASS "}}", "StartAt is missing"},
	    {"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\",\"End\":true},"
	     "\"B\":" PASS "}}",
	     "has both Next and End"},
	    {"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"B\",\"End\":false}"
	     ","
	     "\"B\":" PASS "}}",
	     NULL},
	    {"{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Map\",\"End\":true,"
	     "\"ItemProcessor\":{"
	     "\"StartAt\":\"B\",\"States\":{\"B\":" PASS "}},\"Iterator\":{\"StartAt\":\"C\","
	     "\"States\":{\"C\":" PASS "}}}}}",
	     "a Map has either ItemProcessor or Iterator"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct asl_case c;
		bool found = rows[i].flaw == NULL;
		case_open(&c, rows[i].definition);
		if (found)
			assert_int_equal(c.asl->n_flaws, 0);
		for (size_t k = 0; k < c.asl->n_flaws; k++)
			found = found || str_eq(c.asl->flaws[k].text, str_from(rows[i].flaw));
		if (!found)
			fail_msg("no flaw: %s", rows[i].flaw);
		case_close(&c);
	}
}

/* An object with so many members that they are not compared each with each. */
static struct str many_states(struct arena *arena, bool repeat)
{
	struct buf buf;

	buf_init(&buf, arena, 1 << 20);
	buf_add_cstr(&buf, "{\"StartAt\":\"S0\",\"States\":{");
	for (int i = 0; i < 400; i++)
		buf_printf(&buf, "%s\"S%d\":" PASS, i ? ",\n" : "", i);
	if (repeat)
		buf_add_cstr(&buf, ",\n\"S399\":" PASS);
	buf_add_cstr(&buf, "}}");
	return buf_str(&buf);
}

static void two_states_of_one_name_are_refused_among_many(void **state)
{
	struct arena arena = {0};
	const struct asl *asl;
	struct err err = {0};

	(void)state;
	assert_true(asl_read(&arena, many_states(&arena, false), &asl, &err));
	assert_int_equal(asl->n_states, 400);
	assert_false(asl_read(&arena, many_states(&arena, true), &asl, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_contains(str_from(err.text), "401");
	arena_release(&arena);
}

/* A text that grows in each round of a loop: it is given up, not followed for ever. */
static void a_loop_that_never_settles_is_not_known(void **state)
{
	struct asl_case c;

	(void)state;
	case_open(
	    &c, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Result\":{\"m\":\"r\"},"
		"\"Next\":\"L\"},\"L\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.go\","
		"\"BooleanEquals\":true,\"Next\":\"W\"}],\"Default\":\"T\"},\"W\":{\"Type\":"
		"\"Pass\",\"Parameters\":{\"m.$\":\"States.Format('{}x', $.m)\"},\"Next\":\"L\"},"
		"\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\","
		"\"End\":true,\"Credentials\":{\"RoleArn.$\":\"$.m\"}}}}");
	assert_contains(case_role(&c, "T"), "unknown by $.m");
	case_close(&c);
}

/* The function is one of two: what both names have in common is asked for. */
static void a_call_of_one_of_several_names_what_they_share(void **state)
{
	struct asl_case c;

	(void)state;
	case_open(&c, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Choice\",\"Choices\":[{"
		      "\"Variable\":\"$.p\",\"IsPresent\":true,\"Next\":\"P\"}],\"Default\":\"Q\"},"
		      "\"P\":{\"Type\":\"Pass\",\"Result\":{\"f\":\"in-day-x\"},\"Next\":\"T\"},"
		      "\"Q\":{\"Type\":\"Pass\",\"Result\":{\"f\":\"in-x\"},\"Next\":\"T\"},"
		      "\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:invoke\","
		      "\"End\":true,\"Parameters\":{\"FunctionName.$\":\"$.f\"}}}}");
	assert_str(case_calls(&c, "T"),
		   "call lambda:InvokeFunction arn:aws:lambda:us-east-1:111111111111:function:"
		   "in-<?>x\n");
	case_close(&c);
}

static void functions_of_templates_that_cannot_be_read_are_holes(void **state)
{
	static const struct {
		const char *role;
		const char *worth;
	} rows[] = {
	    {"{\"Fn::Sub\":{\"a\":1}}", "unknown by ${Fn::Sub}"},
	    {"{\"Fn::Sub\":[1]}", "unknown by ${Fn::Sub}"},
	    {"{\"Ref\":[\"A\"]}", "unknown by ${Ref}"},
	    {"{\"Fn::GetAtt\":\"Role.Arn\"}", "unknown by ${Role.Arn}"},
	    {"{\"Fn::GetAtt\":[\"Role\"]}", "unknown by ${Fn::GetAtt}"},
	    {"{\"Fn::Join\":\"x\"}", "unknown by ${Fn::Join}"},
	    {"{\"Fn::Join\":[\",\"]}", "unknown by ${Fn::Join}"},
	    {"{\"Fn::Join\":[1,[\"a\"]]}", "unknown by ${Fn::Join}"},
	    {"{\"Fn::Join\":[\",\",\"a\"]}", "unknown by ${Fn::Join}"},
	    {"{\"Fn::ImportValue\":{\"Fn::Sub\":\"${Stack}-Role\"}}",
	     "unknown by ${Fn::ImportValue}"},
	    {"{\"Fn::Join\":[\"\",[\"arn:aws:iam::222222222222:role/\",1]]}",
	     "one arn:aws:iam::222222222222:role/<?> by ${?}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena arena = {0};
		struct asl_case c;
		struct str text = arena_printf(
		    &arena,
		    "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,"
		    "\"Resource\":\"arn:aws:states:::lambda:invoke\",\"Credentials\":{\"RoleArn\":%"
		    "s}"
		    "}}}",
		    rows[i].role);
		case_open(&c, arena_cstr(&arena, text));
		struct str got = case_role(&c, "T");
		if (!str_eq(got, str_from(rows[i].worth)))
			fail_msg("%s: %.*s", rows[i].role, STR_ARG(got));
		case_close(&c);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_distributed_map_reads_and_writes_what_it_names),
	    cmocka_unit_test(what_aws_would_not_save_is_a_flaw),
	    cmocka_unit_test(two_states_of_one_name_are_refused_among_many),
	    cmocka_unit_test(a_loop_that_never_settles_is_not_known),
	    cmocka_unit_test(a_call_of_one_of_several_names_what_they_share),
	    cmocka_unit_test(functions_of_templates_that_cannot_be_read_are_holes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
