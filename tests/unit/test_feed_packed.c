/* test_feed_packed.c - what comes as YAML or packed is the same as what it stands for. */
#include "feed_help.h"

#include <stdlib.h>
#include <zlib.h>

#include "rolehop/asl/read.h"
#include "rolehop/base/span.h"

#define MACHINE "arn:aws:states:us-east-1:" HOME ":stateMachine:Flow"
#define DEFINITION                                                                                 \
	"# the flow\nStartAt: Call\nStates:\n  Call:\n    Type: Task\n    Resource: "              \
	"arn:aws:states:::lambda:invoke\n    Parameters:\n      FunctionName: F\n    End: true\n"
#define AS_JSON                                                                                    \
	"{\"States\":{\"Call\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::lambda:"         \
	"invoke\","                                                                                \
	"\"Parameters\":{\"FunctionName\":\"F\"},\"End\":true}},\"StartAt\":\"Call\"}"
#define ROLES                                                                                      \
	"{\"RoleDetailList\":[{\"Arn\":\"" IAM(                                                    \
	    HOME, "role/R") "\",\"RolePolicyList\":[],"                                            \
			    "\"AttachedManagedPolicies\":[],\"AssumeRolePolicyDocument\":" TRUST   \
			    "}]}\n"

static void flow_open(struct feeder *f)
{
	feeder_open(f);
	f->options.machine_arn = STR(MACHINE);
}

static struct str definition(struct feeder *f)
{
	return bench_document(&f->b, MACHINE, FACT_DEFINITION, "");
}

/* ---- YAML -------------------------------------------------------------------------------- */

static void a_definition_in_yaml_is_kept_as_it_came(void **state)
{
	(void)state;
	struct feeder f;
	const struct asl *asl = NULL;
	struct span span;

	flow_open(&f);
	assert_true(feed_as(&f, "flow.asl.yaml", DEFINITION));
	assert_str(definition(&f), DEFINITION);
	must(&f.b, asl_read(&f.b.arena, definition(&f), &asl, &f.b.err));
	assert_int_equal(asl->n_states, 1);
	assert_str(asl->states[0]->pointer, "/States/Call");
	assert_true(span_find(asl->text, asl->states[0]->pointer, &span, NULL));
	assert_int_equal(span.line, 5);
	assert_int_equal(span.end_line, 9);
	feeder_close(&f);
}

static void a_definition_equal_as_json_is_no_change(void **state)
{
	(void)state;
	struct feeder f;

	flow_open(&f);
	assert_true(feed_as(&f, "flow.asl.yaml", DEFINITION));
	assert_false(feed_as(&f, "flow.json", AS_JSON));
	assert_false(feed_as(&f, "flow.yml",
			     "{StartAt: Call, States: {Call: {End: yes, Type: Task, "
			     "Parameters: {FunctionName: F}, Resource: "
			     "'arn:aws:states:::lambda:invoke'}}}"));
	assert_str(definition(&f), DEFINITION);
	feeder_close(&f);
}

static void yaml_is_known_by_what_it_says(void **state)
{
	static const char *const names[] = {"-", "flow", "flow.txt", MACHINE ".asl.yml"};
	static const char *const texts[] = {
	    DEFINITION,
	    "---\n" DEFINITION,
	    "\xef\xbb\xbf%YAML 1.1\n---\n" DEFINITION "...\n",
	    "  StartAt: Call\n  States: {Call: {Type: Pass, End: true}}\n",
	    "\"States\":\n  A: {Type: Succeed}\n'StartAt' : A\n",
	    "Comment: |\n  Resources:\nStartAt: A\nStates:\n  A: {Type: Succeed}\n",
	};
	struct feeder f;

	(void)state;
	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
			flow_open(&f);
			assert_true(feed_as(&f, names[n], texts[i]));
			assert_true(bench_has(&f.b, MACHINE));
			feeder_close(&f);
		}
}

static void yaml_in_utf_16_is_read(void **state)
{
	char wide[2 * sizeof(DEFINITION)] = "\xff\xfe";
	struct import_text text = {"flow.yaml", {wide, 2 + 2 * (sizeof(DEFINITION) - 1)}};
	struct feeder f;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(DEFINITION); i++)
		wide[2 + 2 * i] = DEFINITION[i];
	flow_open(&f);
	must(&f.b, feed_try(&f, &text, 1));
	assert_str(definition(&f), DEFINITION);
	feeder_close(&f);
}

static void damaged_yaml_is_refused_with_its_place(void **state)
{
	struct feeder f;

	(void)state;
	flow_open(&f);
	refuses_as(&f, "a.yaml", "StartAt: A\nStates:\n  A: {Type: [\n", "line 4, column 1");
	refuses_as(&f, "a.yaml", "StartAt: A\nStates: {}\nStartAt: B\n",
		   "line 3, column 1: the member \"StartAt\" is there twice");
	refuses_as(&f, "a.yaml", "StartAt: \x80\nStates: {}\n", "line 1, column 10");
	refuses_as(&f, "a.yaml", "StartAt: A\nStates: {}\n---\nb: 1\n", "line 3, column 1");
	refuses_as(&f, "a.yaml", "StartAt: A\n", "nothing in this file is known");
	f.options.machine_arn = STR("");
	refuses_as(&f, "a.yaml", "# c\n\nStates: {}\nStartAt: A\n", "name it with --machine-arn");
	feeder_close(&f);
}

static void one_machine_has_one_definition(void **state)
{
	const struct import_text both[] = {{"a.yaml", STR(DEFINITION)}, {"b.json", STR(AS_JSON)}};
	struct feeder f;

	(void)state;
	flow_open(&f);
	assert_false(feed_try(&f, both, 2));
	assert_contains(str_from(f.b.err.text), "b.json: line 1, column ");
	assert_contains(str_from(f.b.err.text), "a.yaml was its definition");
	feeder_close(&f);
}

static void json_with_comments_is_not_taken_for_yaml(void **state)
{
	struct feeder f;

	(void)state;
	flow_open(&f);
	refuses_as(&f, "a.json", "{ // the flow\n \"StartAt\": \"A\", \"States\": {}}", "comment");
	refuses_as(&f, "a.json", "{StartAt: A, States: {}}", "line 1, column 2");
	refuses_as(&f, "a.asl", "{'StartAt': 'A'}", "line 1, column 2");
	feeder_close(&f);
}

static void other_yaml_is_refused_with_advice(void **state)
{
	struct feeder f;

	(void)state;
	flow_open(&f);
	refuses_as(&f, "a.yaml", "RoleDetailList:\n- Arn: x\n", "--output json");
	refuses_as(&f, "a.yaml", "Resources:\n  M:\n    Type: AWS::SQS::Queue\n", "--account");
	refuses_as(&f, "a.yaml", "on: push\njobs:\n  StartAt: 1\n", "this looks like YAML");
	feeder_close(&f);
}

/* ---- gzip -------------------------------------------------------------------------------- */

/* The text, packed, in the arena of the bench. */
static struct import_text packed(struct feeder *f, const char *name, const char *text)
{
	size_t room = strlen(text) * 2 + 100;
	char *into = arena_alloc(&f->b.arena, room);
	z_stream z = {.next_in = (unsigned char *)(uintptr_t)text, .avail_in = (uInt)strlen(text)};

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_out = (unsigned char *)into;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	room -= z.avail_out;
	deflateEnd(&z);
	return (struct import_text){name, {into, room}};
}

static void packed_files_are_read_as_what_they_hold(void **state)
{
	struct feeder f;

	(void)state;
	flow_open(&f);
	const struct import_text texts[] = {
	    packed(&f, "roles.json.gz", ROLES), packed(&f, "flow.yaml.gz", DEFINITION),
	    packed(&f, "lines.jsonl.gz",
		   "{\"Account\":\"" AWAY "\",\"Arn\":\"" IAM(AWAY, "root") "\",\"UserId\":\"" AWAY
									    "\"}\n\n" ROLES)};
	must(&f.b, feed_try(&f, texts, 3));
	assert_int_equal(f.report.files, 3);
	assert_true(bench_has(&f.b, IAM(HOME, "role/R")));
	assert_true(bench_has(&f.b, AWAY));
	assert_str(definition(&f), DEFINITION);
	struct import_text unnamed = packed(&f, "-", ROLES);
	must(&f.b, feed_try(&f, &unnamed, 1));
	assert_false(f.report.changed);
	feeder_close(&f);
}

static void damaged_archives_are_refused_with_their_place(void **state)
{
	struct feeder f;

	(void)state;
	flow_open(&f);
	struct import_text text = packed(&f, "roles.json.gz", ROLES);
	for (size_t n = text.text.n - 1; n > 3; n -= 3) {
		struct import_text cut = {text.name, {text.text.p, n}};
		f.b.err = (struct err){ERR_NONE, ""};
		assert_false(feed_try(&f, &cut, 1));
		assert_int_equal(f.b.err.kind, ERR_INPUT);
		assert_contains(str_from(f.b.err.text), "roles.json.gz: line ");
		assert_contains(str_from(f.b.err.text), "cut off");
	}
	refuses_as(&f, "roles.json.gz", ROLES, "this is no gzip data");
	struct import_text damaged = packed(&f, "a.gz", "{\"Roles\":[}");
	assert_false(feed_try(&f, &damaged, 1));
	assert_contains(str_from(f.b.err.text), "a.gz: line 1, column 11");
	feeder_close(&f);
}

static void what_is_packed_twice_is_refused(void **state)
{
	struct feeder f;

	(void)state;
	flow_open(&f);
	struct import_text once = packed(&f, "a.gz", "x");
	char again[64] = "";
	memcpy(again, "\x1f\x8b", 3);
	once = packed(&f, "a.gz.gz", again);
	assert_false(feed_try(&f, &once, 1));
	assert_contains(str_from(f.b.err.text), "gzip data inside of gzip data");
	feeder_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_definition_in_yaml_is_kept_as_it_came),
	    cmocka_unit_test(a_definition_equal_as_json_is_no_change),
	    cmocka_unit_test(yaml_is_known_by_what_it_says),
	    cmocka_unit_test(yaml_in_utf_16_is_read),
	    cmocka_unit_test(damaged_yaml_is_refused_with_its_place),
	    cmocka_unit_test(one_machine_has_one_definition),
	    cmocka_unit_test(json_with_comments_is_not_taken_for_yaml),
	    cmocka_unit_test(other_yaml_is_refused_with_advice),
	    cmocka_unit_test(packed_files_are_read_as_what_they_hold),
	    cmocka_unit_test(damaged_archives_are_refused_with_their_place),
	    cmocka_unit_test(what_is_packed_twice_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
