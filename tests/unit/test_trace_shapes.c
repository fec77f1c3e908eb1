/* test_trace_shapes.c - definitions that name nothing that can be called, and what is left open. */
#include <stdio.h>

#include "rolehop/trace/remedy.h"
#include "trace_estate.h"

#define LOCAL "arn:aws:states:us-east-1:111111111111:stateMachine:Local"
#define START "arn:aws:states:::states:startExecution"
#define START_LOCAL PARAMETERS("\"StateMachineArn\":\"" LOCAL "\"")
#define KEY "arn:aws:kms:us-east-1:222222222222:key/11111111-2222-3333-4444-555555555555"
#define ENCRYPT                                                                                    \
	TASK("arn:aws:states:::aws-sdk:kms:encrypt",                                               \
	     CREDENTIALS(TARGET_ROLE) PARAMETERS("\"KeyId\":\"" KEY "\",\"Plaintext\":\"x\""))
#define READ_SECRET                                                                                \
	TASK("arn:aws:states:::aws-sdk:secretsmanager:getSecretValue",                             \
	     CREDENTIALS(TARGET_ROLE) PARAMETERS("\"SecretId\":\"my\""))
#define SECRET "arn:aws:secretsmanager:us-east-1:222222222222:secret:my"

/* The execution role itself may make the call, so that only the role that is named can deny. */
static void a_role_that_is_no_text_of_a_role_never_falls_back_to_the_execution_role(void **state)
{
	static const char *const fields[] = {
	    "\"RoleArn\":\"\"",	      "\"RoleArn\":null",
	    "\"RoleArn\":5",	      "",
	    "\"RoleArn.$\":\"\"",     "\"RoleArn.$\":\"" TARGET_ROLE "\"",
	    "\"RoleArn\":\"$.role\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		struct estate e = sound;
		struct lit_world w;
		char definition[600];
		(void)snprintf(definition, sizeof(definition), TASK(START, "%s{%s}%s"),
			       ",\"Credentials\":", fields[i], START_LOCAL);
		e.definition = definition;
		e.assume = DOC(ALLOW("*", "*"));
		const struct trace *t = estate_trace(&w, &e);
		assert_denied_at(t, GATE_DEFINITION, HOME);
		assert_int_equal(t->blocking_hop, 1);
		assert_cause(t, "rolearn-wrong");
		lit_free(&w);
	}
}

static void what_is_no_machine_cannot_be_started(void **state)
{
	static const char *const machines[] = {
	    "Local", "arn:aws:states:us-east-1:111111111111:execution:Local:1",
	    "arn:aws:lambda:us-east-1:111111111111:function:Local"};

	(void)state;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		struct estate e = sound;
		struct lit_world w;
		char definition[400];
		(void)snprintf(definition, sizeof(definition), TASK(START, "%s%s\"}"),
			       ",\"Parameters\":{\"StateMachineArn\":\"", machines[i]);
		e.definition = definition;
		e.assume = DOC(ALLOW("*", "*"));
		const struct trace *t = estate_trace(&w, &e);
		assert_denied_at(t, GATE_DEFINITION, HOME);
		assert_says(t, "is not the ARN of a state machine");
		lit_free(&w);
	}
}

static void a_name_where_an_arn_is_asked_proves_nothing(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = TASK("arn:aws:states:::sns:publish",
			    PARAMETERS("\"TopicArn\":\"topic\",\"Message\":\"x\""));
	e.assume = DOC(ALLOW("sns:Publish", "*"));
	t = estate_trace(&w, &e);
	assert_unknown(t);
	assert_says(t, "no ARN");
	lit_free(&w);
}

/* ---- keys ---- */

static const struct trace *encrypt(struct lit_world *w, const char *permission,
				   const char *key_policy)
{
	struct estate e = sound;

	e.definition = ENCRYPT;
	e.permission = permission;
	(void)estate_build(w, &e);
	lit_resource(w, KEY, AWAY, key_policy);
	return lit_trace(w, MACHINE, "T");
}

#define KEY_FOR(principal)                                                                         \
	DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" principal                            \
	    "\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}")

static void a_denied_key_names_the_grants_that_nobody_collected(void **state)
{
	struct lit_world w;
	const struct trace *t = encrypt(&w, DOC(ALLOW("kms:Encrypt", KEY)),
					KEY_FOR("arn:aws:iam::222222222222:role/Other"));

	(void)state;
	assert_denied_at(t, GATE_RESOURCE_POLICY, AWAY);
	assert_false(t->complete);
	assert_int_equal(t->n_gaps, 1);
	assert_str(t->gaps[0].missing, "grants of " KEY);
	assert_true(t->gaps[0].assumed_absent);
	assert_says(t, "unless a grant of");
	lit_free(&w);
	t = encrypt(&w, DOC(ALLOW("kms:Encrypt", KEY)), KEY_FOR("222222222222"));
	assert_allowed(t);
	assert_int_equal(t->n_gaps, 0);
	lit_free(&w);
}

/* The execution role itself reads an object of a bucket elsewhere. */
static const struct trace *read_object(struct lit_world *w, const char *principal)
{
	struct estate e = sound;
	char policy[512];

	e.definition = TASK("arn:aws:states:::aws-sdk:s3:getObject",
			    PARAMETERS("\"Bucket\":\"b\",\"Key\":\"k\""));
	e.assume = DOC(ALLOW("s3:GetObject", "arn:aws:s3:::b/*"));
	(void)estate_build(w, &e);
	(void)snprintf(policy, sizeof(policy),
		       DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"%s\"},\"Action\":"
			   "\"s3:GetObject\",\"Resource\":\"*\"}"),
		       principal);
	lit_resource(w, "arn:aws:s3:::b", AWAY, policy);
	return lit_trace(w, MACHINE, "T");
}

static void a_public_bucket_names_the_settings_that_nobody_collected(void **state)
{
	struct lit_world w;
	const struct trace *t = read_object(&w, "*");

	(void)state;
	assert_allowed(t);
	assert_false(t->complete);
	assert_int_equal(t->n_gaps, 1);
	assert_str(t->gaps[0].missing, "public access block of arn:aws:s3:::b/k");
	assert_true(t->gaps[0].assumed_absent);
	assert_says(t, "if S3 Block Public Access of");
	lit_free(&w);
	t = read_object(&w, HOME);
	assert_allowed(t);
	assert_true(t->complete);
	assert_int_equal(t->n_gaps, 0);
	lit_free(&w);
}

static void a_key_of_the_own_account_is_no_matter_of_two_sides(void **state)
{
	struct lit_world w;
	const struct trace *t = encrypt(&w, DOC(ALLOW("s3:*", "*")), KEY_FOR("222222222222"));

	(void)state;
	assert_denied_at(t, GATE_TARGET_PERMISSION, AWAY);
	assert_cause(t, "permission-missing");
	lit_free(&w);
}

/* ---- secrets ---- */

static void a_secret_read_by_name_lacks_its_suffix_too(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = READ_SECRET;
	e.permission = DOC(ALLOW("secretsmanager:GetSecretValue", SECRET));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_PERMISSION, AWAY);
	assert_cause(t, "secret-suffix");
	lit_free(&w);
	e.permission = DOC(ALLOW("secretsmanager:GetSecretValue", SECRET "-*"));
	t = estate_trace(&w, &e);
	assert_allowed(t);
	lit_free(&w);
}

#define API "abcd1234.execute-api.us-east-1.amazonaws.com"
#define API_ARN "arn:aws:execute-api:us-east-1:111111111111:abcd1234"
#define CALL_API(auth)                                                                             \
	TASK("arn:aws:states:::apigateway:invoke",                                                 \
	     PARAMETERS("\"ApiEndpoint\":\"" API "\",\"Method\":\"GET\",\"Stage\":\"prod\","       \
			"\"Path\":\"orders\"" auth))
#define BY_POLICY ",\"AuthType\":\"RESOURCE_POLICY\""
#define ADMITS_STATES(more)                                                                        \
	DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},"          \
	    "\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"" more "}")

static void is_mended_for_the_machine_alone(struct lit_world *w, const struct trace *t)
{
	const struct asked asked = {.machine = STR(MACHINE), .pointer = STR("/States/T")};

	if (!remedies_find(&w->arena, &w->world, &asked, &w->options, t, &t, &w->err))
		fail_msg("%s", w->err.text);
	assert_int_equal(t->n_remedies, 1);
	assert_true(t->remedies[0].verified);
	assert_str(t->remedies[0].statements[0],
		   "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},"
		   "\"Action\":\"execute-api:Invoke\",\"Resource\":\"" API_ARN "/prod/GET/orders\","
		   "\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"" MACHINE "\"}}}");
}

/* Source: Step Functions Developer Guide, "Create API Gateway REST APIs with Step Functions",
 * authentication and authorization. */
static void an_api_that_its_policy_guards_is_called_by_step_functions_itself(void **state)
{
	static const struct {
		const char *assume, *policy;
		enum verdict verdict;
	} rows[] = {
	    {DOC(ALLOW("s3:*", "*")), ADMITS_STATES(""), V_ALLOW},
	    {DOC(ALLOW("s3:*", "*")),
	     ADMITS_STATES(CONDITION("StringEquals", "aws:SourceArn", MACHINE)), V_ALLOW},
	    {DOC(ALLOW("s3:*", "*")),
	     ADMITS_STATES(CONDITION("StringEquals", "aws:SourceArn", LOCAL)), V_DENY_IMPLICIT},
	    {LIT_ANY, TRUST_SERVICE("lambda.amazonaws.com"), V_DENY_IMPLICIT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct estate e = sound;
		const struct trace *t;
		struct lit_world w;
		e.definition = CALL_API(BY_POLICY);
		e.assume = rows[i].assume;
		(void)estate_build(&w, &e);
		lit_resource(&w, API_ARN, HOME, rows[i].policy);
		t = lit_trace(&w, MACHINE, "T");
		assert_int_equal(t->verdict, rows[i].verdict);
		if (t->verdict == V_ALLOW) {
			assert_says(t, "states.amazonaws.com may call execute-api:Invoke");
		} else {
			assert_denied_at(t, GATE_RESOURCE_POLICY, HOME);
			is_mended_for_the_machine_alone(&w, t);
		}
		lit_free(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_api_that_its_policy_guards_is_called_by_step_functions_itself),
	    cmocka_unit_test(
		a_role_that_is_no_text_of_a_role_never_falls_back_to_the_execution_role),
	    cmocka_unit_test(what_is_no_machine_cannot_be_started),
	    cmocka_unit_test(a_name_where_an_arn_is_asked_proves_nothing),
	    cmocka_unit_test(a_denied_key_names_the_grants_that_nobody_collected),
	    cmocka_unit_test(a_public_bucket_names_the_settings_that_nobody_collected),
	    cmocka_unit_test(a_key_of_the_own_account_is_no_matter_of_two_sides),
	    cmocka_unit_test(a_secret_read_by_name_lacks_its_suffix_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
