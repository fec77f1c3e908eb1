/* unit/test_policy_parse.c - documents: what is refused, what is kept and flagged, and how large
 * they may be. */
#include "unit.h"

#include <string.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/clock.h"
#include "rolehop/policy/eval.h"
#include "rolehop/policy/parse.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const struct policy *parse(struct str text)
{
	const struct policy *policy = NULL;
	struct err err;
	if (!policy_parse(&arena, text, &policy, &err))
		fail_msg("%s", err.text);
	return policy;
}

static enum verdict decide(const struct policy *policy, const char *action)
{
	const struct bearing bearing = {STR("inline P"), STR("it"), policy, false};
	const struct level level = {STR("it"), &bearing, 1};
	const struct request request = {
	    .caller = {.kind = PRINCIPAL_USER,
		       .arn = STR("arn:aws:iam::111111111111:user/U"),
		       .identity = STR("arn:aws:iam::111111111111:user/U"),
		       .account = STR("111111111111"),
		       .partition = STR("aws")},
	    .action = str_from(action),
	    .resource = STR("arn:aws:s3:::b/k"),
	    .resource_account = STR("111111111111"),
	    .closed = true};
	struct question question = {.request = &request};
	struct decision decision;
	question.layers[LAYER_IDENTITY] =
	    (struct layer_input){.state = LAYER_COLLECTED, .levels = &level, .n_levels = 1};
	policy_decide(&question, &decision);
	return decision.verdict;
}

static void text_that_is_no_json_object_is_refused_with_its_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} rows[] = {{"", "line 1"},
		    {"[]", "a policy is a JSON object"},
		    {"\"Allow\"", "a policy is a JSON object"},
		    {"{\"Statement\":\n[{},]}", "line 2"},
		    {"{\"Statement\": []", "line 1"},
		    {"{} {}", "line 1"}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct policy *policy = NULL;
		struct err err = {0};
		assert_false(policy_parse(&arena, str_from(rows[i].text), &policy, &err));
		assert_null(policy);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_contains(str_from(err.text), rows[i].says);
	}
}

static void the_bytes_stay_as_they_came(void **state)
{
	(void)state;
	char text[] = "{ \"Statement\" : [ ] }";
	const struct policy *policy = parse(str_from(text));
	text[3] = 'X';
	assert_str(policy_text(policy), "{ \"Statement\" : [ ] }");
	assert_int_equal(policy_statement_count(policy), 0);
	assert_null(policy_flaw(policy, 0));
}

static struct str restored(struct arena *a, struct str packed, unsigned how)
{
	return arena_printf(a, "%.*s of layout %u", STR_ARG(packed), how);
}

static void packed_bytes_are_restored_when_they_are_asked_for(void **state)
{
	(void)state;
	const struct policy *policy;
	struct err err = {0};
	assert_true(
	    policy_parse_packed(&arena, STR("{\"Statement\":[]}"), restored, 7, &policy, &err));
	assert_str(policy_text(policy), "{\"Statement\":[]} of layout 7");
	assert_str(policy_text(policy), "{\"Statement\":[]} of layout 7");
}

static void a_sound_document_has_no_flaw(void **state)
{
	(void)state;
	const struct policy *policy = parse(
	    STR("{\"Version\":\"2012-10-17\",\"Id\":\"i\",\"Statement\":[{\"Sid\":\"s\",\"Effect\":"
		"\"Allow\","
		"\"Principal\":{\"AWS\":[\"111111111111\",\"arn:aws:iam::111111111111:role/R\"],"
		"\"Service\":\"sns.amazonaws.com\"},\"Action\":[\"s3:Get*\"],"
		"\"Resource\":\"arn:aws:s3:::b/${aws:username}\","
		"\"Condition\":{\"ForAnyValue:StringLikeIfExists\":{\"aws:x\":[\"a\",\"b\"]}}}]}"));
	assert_null(policy_flaw(policy, 0));
	assert_int_equal(policy_statement_count(policy), 1);
}

static void each_flaw_has_a_pointer_and_a_sentence(void **state)
{
	(void)state;
	static const struct {
		const char *text, *pointer, *says;
	} rows[] = {
	    {"{\"Version\":\"2012-10-17\"}", "", "without Statement"},
	    {"{\"Version\":\"2013\",\"Statement\":[]}", "/Version", "that IAM does not have"},
	    {"{\"Statement\":[],\"Comment\":\"x\"}", "/Comment", "that policies do not have"},
	    {"{\"Statement\":[],\"Statement\":[]}", "/Statement", "more than once"},
	    {"{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"${x}\"}]}",
	     "/Version", "ordinary text"},
	    {"{\"Statement\":[1]}", "/Statement/0", "no object"},
	    {"{\"Statement\":{\"Action\":\"*\",\"Resource\":\"*\"}}", "/Statement/Effect",
	     "neither Allow nor Deny"},
	    {"{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"*\"}}", "/Statement/Action",
	     "no Action"},
	    {"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[],\"Resource\":\"*\"}}",
	     "/Statement/Action", "an empty list"},
	    {"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":{}}}",
	     "/Statement/Resource", "no text"},
	    {"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"b\"}}",
	     "/Statement/Resource", "fewer than six parts"},
	    {"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
	     "\"Condition\":{\"Is\":{\"a\":\"b\"}}}}",
	     "/Statement/Condition/Is", "does not have"},
	    {"{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
	     "\"Condition\":{\"Bool\":1}}}",
	     "/Statement/Condition/Bool", "without keys"},
	    {"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
	     "\"AROAAAAAAAAAAAAAAAAAA\"},\"Action\":\"*\"}}",
	     "/Statement/Principal/AWS", "dangling"},
	    {"{\"Statement\":{\"Effect\":\"Deny\",\"NotPrincipal\":{\"AWS\":\"arn:aws:iam::1:role/"
	     "*\"},\"Action\":\"*\"}}",
	     "/Statement/NotPrincipal/AWS", "matches no one"},
	    {"{\"Statement\":{\"Effect\":\"Allow\",\"Effect\":\"Deny\",\"Action\":\"*\","
	     "\"Resource\":\"*\"}}",
	     "/Statement/Effect", "the last one is taken"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct policy_flaw *flaw = policy_flaw(parse(str_from(rows[i].text)), 0);
		if (!flaw)
			fail_msg("no flaw in %s", rows[i].text);
		assert_str(flaw->pointer, rows[i].pointer);
		assert_contains(flaw->text, rows[i].says);
	}
}

static void a_hundred_thousand_statements_are_read_and_judged(void **state)
{
	(void)state;
	struct buf buf;
	int64_t start = clock_ticks_ms();
	buf_init(&buf, &arena, 1 << 24);
	buf_add_cstr(&buf, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	for (int i = 0; i < 100000; i++)
		buf_add_cstr(&buf,
			     "{\"Effect\":\"Deny\",\"Action\":\"sqs:*\",\"Resource\":\"*\"},");
	buf_add_cstr(&buf, "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}");
	const struct policy *policy = parse(buf_str(&buf));
	assert_int_equal(policy_statement_count(policy), 100001);
	assert_int_equal(decide(policy, "s3:GetObject"), V_ALLOW);
	assert_int_equal(decide(policy, "sqs:SendMessage"), V_DENY_EXPLICIT);
	assert_true(clock_ticks_ms() - start < 10000);
}

/* n members of one object, each with its own name. */
static struct str many_members(const char *before, const char *member, const char *after, int n)
{
	struct buf buf;
	buf_init(&buf, &arena, 1 << 24);
	buf_add_cstr(&buf, before);
	for (int i = 0; i < n; i++)
		buf_printf(&buf, "%s\"k%d\":%s", i ? "," : "", i, member);
	buf_add_cstr(&buf, after);
	return buf_str(&buf);
}

static void objects_with_very_many_members_stay_nearly_linear(void **state)
{
	(void)state;
	int64_t start = clock_ticks_ms();
	parse(many_members("{", "1", "}", 60000));
	parse(many_members("{\"Statement\":{", "1", "}}", 60000));
	parse(many_members("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*"
			   "\",\"Condition\":{"
			   "\"StringEquals\":{",
			   "\"v\"", "}}}}", 60000));
	parse(many_members("{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{", "\"v\"",
			   "},\"Action\":\"*\"}}", 60000));
	assert_true(clock_ticks_ms() - start < 10000);
}

static void nesting_that_is_too_deep_is_refused(void **state)
{
	(void)state;
	enum { DEEP = 100000 };
	char *bytes = arena_alloc(&arena, DEEP + 16);
	const struct policy *policy = NULL;
	struct err err = {0};
	memcpy(bytes, "{\"Statement\":", 13);
	memset(bytes + 13, '[', DEEP);
	assert_false(policy_parse(&arena, (struct str){bytes, 13 + DEEP}, &policy, &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

static void a_value_longer_than_any_buffer_is_compared_whole(void **state)
{
	(void)state;
	enum { LONG = 20000 };
	struct buf buf;
	struct str x = {"x", 1};
	buf_init(&buf, &arena, 1 << 20);
	buf_add_cstr(
	    &buf,
	    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*");
	buf_add_repeat(&buf, x, LONG);
	buf_add_cstr(&buf, "\",\"Resource\":\"*\"}}");
	assert_int_equal(decide(parse(buf_str(&buf)), "s3:GetObject"), V_DENY_IMPLICIT);
}

static void a_variable_in_a_text_that_is_too_long_claims_nothing(void **state)
{
	(void)state;
	struct buf buf;
	struct str x = {"x", 1};
	buf_init(&buf, &arena, 1 << 20);
	buf_add_cstr(
	    &buf, "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\","
		  "\"Resource\":\"arn:aws:s3:::b/${*}");
	buf_add_repeat(&buf, x, 5000);
	buf_add_cstr(&buf, "\"}}");
	const struct policy *policy = parse(buf_str(&buf));
	const struct bearing bearings[] = {
	    {STR("a"), STR("it"), policy, false},
	    {STR("b"), STR("it"),
	     parse(
		 STR("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}")),
	     false}};
	const struct level level = {STR("it"), bearings, 2};
	const struct request request = {
	    .caller = {.kind = PRINCIPAL_USER, .account = STR("111111111111")},
	    .action = STR("s3:GetObject"),
	    .resource = STR("arn:aws:s3:::b/k"),
	    .resource_account = STR("111111111111"),
	    .closed = true};
	struct question question = {.request = &request};
	struct decision decision;
	question.layers[LAYER_IDENTITY] =
	    (struct layer_input){.state = LAYER_COLLECTED, .levels = &level, .n_levels = 1};
	policy_decide(&question, &decision);
	assert_int_equal(decision.verdict, V_UNKNOWN);
}

static void an_action_longer_than_any_is_judged_only_where_everything_is_meant(void **state)
{
	(void)state;
	char action[200];
	memset(action, 'a', sizeof(action) - 1);
	action[sizeof(action) - 1] = '\0';
	memcpy(action, "s3:", 3);
	assert_int_equal(
	    decide(
		parse(STR(
		    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}")),
		action),
	    V_ALLOW);
	assert_int_equal(decide(parse(STR("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:*"
					  "\",\"Resource\":\"*\"}}")),
				action),
			 V_UNKNOWN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(text_that_is_no_json_object_is_refused_with_its_place),
	    TEST(the_bytes_stay_as_they_came),
	    TEST(packed_bytes_are_restored_when_they_are_asked_for),
	    TEST(a_sound_document_has_no_flaw),
	    TEST(each_flaw_has_a_pointer_and_a_sentence),
	    TEST(a_hundred_thousand_statements_are_read_and_judged),
	    TEST(objects_with_very_many_members_stay_nearly_linear),
	    TEST(nesting_that_is_too_deep_is_refused),
	    TEST(a_value_longer_than_any_buffer_is_compared_whole),
	    TEST(a_variable_in_a_text_that_is_too_long_claims_nothing),
	    TEST(an_action_longer_than_any_is_judged_only_where_everything_is_meant),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
