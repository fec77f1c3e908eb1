/* test_policy_corners.c - what no document can say but code may be handed: all of it is not known,
 * or refused. */
#include <stdio.h>

#include "policy_ask.h"
#include "policy_noted.h"

#include "rolehop/model/holes.h"
#include "rolehop/policy/context.h"
#include "rolehop/policy/match.h"

static const char hole[] = {HOLE, 0};

#define ALLOW_ALL "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}"
#define ALLOW_IF(condition)                                                                        \
	"{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":" condition "}"

/* A call within one account, where the identity policies alone decide. */
static void start_call(struct ask *ask)
{
	ask_start(ask);
	ask_for(ask, "s3:GetObject", "arn:aws:s3:::bucket/key", "111111111111");
}

static struct str text_of(struct ask *ask, size_t n, char c)
{
	char *p = arena_alloc(&ask->arena, n);

	memset(p, c, n);
	return (struct str){p, n};
}

/* ---- callers ---- */

static void a_session_known_by_its_role_alone_may_be_service_linked(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask.request.caller.arn = STR("arn:aws:iam::111111111111:role/x");
	ask.request.caller.identity = str_from(hole);
	assert_int_equal(ask.request.caller.kind, PRINCIPAL_ROLE_SESSION);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask_policy(&ask, LAYER_SCP, "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}");
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

static void a_session_of_which_neither_arn_nor_role_is_known_may_be_any(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_RESOURCE,
		   "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:sts::111111111111:"
		   "assumed-role/Exec/s\"},\"Action\":\"*\",\"Resource\":\"*\"}");
	ask.request.caller.arn = STR("");
	assert_int_equal(ask_now(&ask), V_ALLOW);
	ask.request.caller.identity = STR("");
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask.request.caller.arn = STR("arn:aws:sts::111111111111:assumed-role/\x01/s");
	ask.request.caller.identity = STR("arn:aws:iam::111111111111:role/\x01");
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

static void of_a_caller_of_no_known_account_the_answer_hangs_on_its_account(void **state)
{
	static const struct {
		const char *owner, *depends;
	} rows[] = {{"222222222222", "the caller's account"},
		    {"", "account of arn:aws:s3:::bucket/key"}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct explanation x;
		struct ask ask;
		bool told = false;

		start_call(&ask);
		ask.request.caller.account = STR("");
		ask.request.resource_account = str_from(rows[i].owner);
		ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
		assert_int_equal(ask_now(&ask), V_UNKNOWN);
		x = ask_why(&ask, LAYER_RESOURCE);
		for (size_t k = 0; k < x.n_depends; k++)
			told = told || str_eq(x.depends[k].key, str_from(rows[i].depends));
		assert_true(told);
		ask_end(&ask);
	}
}

/* Whether "*" is about who has no role yet is not said; the kind of the endpoint changes nothing of
 * it. Source: AWS PrivateLink Guide, "Control access to VPC endpoints using endpoint policies". */
static void whether_everyone_at_an_endpoint_is_whoever_hangs_not_on_its_kind(void **state)
{
	static const struct {
		const char *principal;
		size_t depends;
	} rows[] = {{"\"*\"", 0}, {"{\"Federated\":\"accounts.google.com\"}", 1}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct explanation x;
		struct ask ask;

		start_call(&ask);
		ask_caller(&ask, "accounts.google.com", NULL);
		ask_policy(&ask, LAYER_RESOURCE,
			   "{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":"
			   "\"accounts.google.com\"},\"Action\":\"*\",\"Resource\":\"*\"}");
		ask_policy(&ask, LAYER_ENDPOINT,
			   arena_printf(&ask.arena,
					"{\"Effect\":\"Allow\",\"Principal\":%s,\"Action\":\"*\","
					"\"Resource\":\"*\"}",
					rows[i].principal)
			       .p);
		assert_int_equal(ask_now(&ask), V_UNKNOWN);
		x = ask_why(&ask, LAYER_ENDPOINT);
		assert_int_equal(x.n_evidence, 1);
		assert_true(str_contains(x.evidence[0].why, STR("gateway endpoint")) == (i == 1));
		assert_int_equal(x.n_depends, rows[i].depends);
		ask_end(&ask);
	}
}

/* ---- context values ---- */

static void two_values_of_a_key_that_takes_one_are_not_known(void **state)
{
	const struct str two[] = {STR("a"), STR("a")};
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_IF("{\"StringEquals\":{\"aws:x\":\"a\"}}"));
	struct context_value *value = ask_key(&ask, "aws:x", "a");
	value->values = two;
	value->n_values = 2;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

static void two_values_of_a_variables_key_are_not_known(void **state)
{
	const struct str two[] = {STR("bucket"), STR("bucket")};
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(
	    &ask, LAYER_IDENTITY,
	    "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::${aws:x}/*\"}");
	struct context_value *value = ask_key(&ask, "aws:x", "bucket");
	value->values = two;
	value->n_values = 2;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	value->multi = true;
	value->state = CTX_UNKNOWN;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

static void a_key_that_is_there_without_a_value_is_absent(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_IF("{\"StringNotEquals\":{\"aws:x\":\"a\"}}"));
	ask_key(&ask, "aws:x", "a")->n_values = 0;
	assert_int_equal(ask_now(&ask), V_ALLOW);
	ask_end(&ask);
}

static void values_that_a_set_may_have_are_tried(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY,
		   ALLOW_IF("{\"ForAnyValue:StringEquals\":{\"aws:x\":\"a\"}}"));
	struct context_value *value = ask_key(&ask, "aws:x", "a");
	value->multi = true;
	value->state = CTX_UNKNOWN;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	value->present = true;
	assert_int_equal(ask_now(&ask), V_ALLOW);
	ask_end(&ask);
}

static void a_value_that_is_there_and_one_of_some_is_shown(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_IF("{\"StringEquals\":{\"aws:x\":\"b\"}}"));
	struct context_value *value = ask_key(&ask, "aws:x", "a");
	value->state = CTX_UNKNOWN;
	value->present = true;
	struct explanation x = ask_why(&ask, LAYER_IDENTITY);
	assert_true(x.n_evidence > 0 && str_eq(x.evidence[0].has, STR("a")));
	ask_end(&ask);
}

/* ---- layers without a level ---- */

static void a_resource_policy_that_is_no_policy_grants_nothing(void **state)
{
	struct ask ask;

	(void)state;
	ask_start(&ask);
	ask_for(&ask, "s3:GetObject", "arn:aws:s3:::bucket/key", "222222222222");
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask.question.layers[LAYER_RESOURCE].state = LAYER_COLLECTED;
	assert_int_equal(ask_now(&ask), V_DENY_IMPLICIT);
	ask_end(&ask);
}

static void a_list_without_endpoint_policies_filters_nothing(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask.question.layers[LAYER_ENDPOINT].state = LAYER_COLLECTED;
	assert_int_equal(ask_now(&ask), V_ALLOW);
	assert_int_equal(ask.decision.layers[LAYER_ENDPOINT].role, ROLE_NOT_APPLICABLE);
	ask_end(&ask);
}

static void each_level_of_an_organization_shows_one_allow(void **state)
{
	static const enum layer layers[] = {LAYER_SCP, LAYER_RCP};
	static const char *const statements[] = {
	    ALLOW_ALL, "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\","
		       "\"Resource\":\"*\"}"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct ask ask;

		start_call(&ask);
		ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
		ask_level(&ask, layers[i], 0, statements[i]);
		ask_level(&ask, layers[i], 0, statements[i]);
		ask_level(&ask, layers[i], 1, statements[i]);
		assert_int_equal(ask_why(&ask, layers[i]).n_evidence, 2);
		ask_end(&ask);
	}
}

/* Levels that have the very same document come to the same; others are asked each. */
static void levels_that_look_alike_are_asked_each(void **state)
{
	static const char *const all = ALLOW_ALL;
	static const char *const other =
	    "{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}";
	static const char *const deny = "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}";
	static const struct {
		const char *last;
		bool more; /* beside the document of the levels above */
		enum verdict verdict;
	} cases[] = {
	    {all, false, V_ALLOW},	    {other, false, V_DENY_IMPLICIT},
	    {deny, false, V_DENY_EXPLICIT}, {deny, true, V_DENY_EXPLICIT},
	    {NULL, false, V_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ask ask;
		start_call(&ask);
		ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
		ask_level(&ask, LAYER_SCP, 0, all);
		ask_level(&ask, LAYER_SCP, 1, all);
		ask.bearings[LAYER_SCP][1][0].policy = ask.bearings[LAYER_SCP][0][0].policy;
		if (cases[i].more)
			ask_level(&ask, LAYER_SCP, 2, all);
		ask_level(&ask, LAYER_SCP, 2, cases[i].last);
		if (cases[i].more)
			ask.bearings[LAYER_SCP][2][0].policy = ask.bearings[LAYER_SCP][0][0].policy;
		assert_int_equal(ask_now(&ask), cases[i].verdict);
		ask_end(&ask);
	}
}

/* The level below has one of the two documents that the one above has. */
static void a_level_with_less_than_the_one_above_allows_less(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask_level(&ask, LAYER_SCP, 0,
		  "{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}");
	ask_level(&ask, LAYER_SCP, 0, ALLOW_ALL);
	ask_level(&ask, LAYER_SCP, 1, ALLOW_ALL);
	ask.bearings[LAYER_SCP][1][0].policy = ask.bearings[LAYER_SCP][0][0].policy;
	assert_int_equal(ask_now(&ask), V_DENY_IMPLICIT);
	ask_end(&ask);
}

/* Whose the bucket is is not known: what holds across accounts may hold. */
static void a_public_bucket_of_somebody_may_be_blocked(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask.request.closed = false;
	ask.request.resource_account = STR("");
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask_policy(&ask, LAYER_RESOURCE,
		   "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\","
		   "\"Resource\":\"*\"}");
	assert_int_equal(ask_now(&ask), V_ALLOW);
	assert_true(ask.decision.may_be_blocked);
	/* allowed within the account alone */
	ask.question.layers[LAYER_IDENTITY].state = LAYER_ABSENT;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	assert_false(ask.decision.may_be_blocked);
	ask_end(&ask);
}

/* What is public, of what Block Public Access is known, and what comes of both. */
static void a_public_policy_is_void_where_access_is_restricted(void **state)
{
	static const char *const conditions[] = {
	    "", ",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.9/32\"}}",
	    ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalArn\":\"" ASK_EXECUTION_ROLE "\"}}"};
	static const struct {
		struct public_access access;
		enum verdict verdicts[3];
	} cases[] = {
	    {{.known = false}, {V_ALLOW, V_ALLOW, V_ALLOW}},
	    {{.known = true}, {V_ALLOW, V_ALLOW, V_ALLOW}},
	    {{.known = true, .restricted = true}, {V_DENY_IMPLICIT, V_UNKNOWN, V_ALLOW}},
	    {{.known = true, .restricted = true, .judged = true}, {V_ALLOW, V_ALLOW, V_ALLOW}},
	    {{.known = true, .restricted = true, .judged = true, .is_public = true},
	     {V_DENY_IMPLICIT, V_DENY_IMPLICIT, V_DENY_IMPLICIT}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t c = 0; c < 3; c++) {
			struct ask ask;

			start_call(&ask);
			ask.request.closed = false;
			ask.request.resource_account = STR("222222222222");
			ask_key(&ask, "aws:SourceIp", "203.0.113.9");
			ask_key(&ask, "aws:PrincipalArn", ASK_EXECUTION_ROLE);
			ask.question.public_access = cases[i].access;
			ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
			ask_policy(&ask, LAYER_RESOURCE,
				   arena_printf(&ask.arena,
						"{\"Effect\":\"Allow\",\"Principal\":\"*\","
						"\"Action\":\"*\",\"Resource\":\"*\"%s}",
						conditions[c])
				       .p);
			if (ask_now(&ask) != cases[i].verdicts[c])
				fail_msg("access %zu, condition %zu", i, c);
			assert_int_equal(ask.decision.may_be_blocked, i == 0 && c < 2);
			/* within the account nothing is restricted */
			ask.request.resource_account = STR("111111111111");
			assert_int_equal(ask_now(&ask), V_ALLOW);
			ask_end(&ask);
		}
}

/* A bucket of another account, of which Block Public Access is known to restrict it. */
static void start_restricted(struct ask *ask, const char *identity, const char *policy)
{
	start_call(ask);
	ask->request.closed = false;
	ask->request.resource_account = STR("222222222222");
	ask->question.public_access = (struct public_access){.known = true, .restricted = true};
	ask_policy(ask, LAYER_IDENTITY, identity);
	ask_policy(ask, LAYER_RESOURCE, policy);
}

static void what_block_public_access_voids_is_said_of_the_policy(void **state)
{
	struct explanation why;
	struct ask ask;

	(void)state;
	start_restricted(&ask, ALLOW_ALL,
			 "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\","
			 "\"Resource\":\"*\"}");
	why = ask_why(&ask, LAYER_RESOURCE);
	assert_int_equal(why.n_evidence, 1);
	assert_true(str_contains(why.evidence[0].why, STR("Block Public Access restricts it")));
	ask_end(&ask);
	start_restricted(&ask, ALLOW_ALL,
			 "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\","
			 "\"Resource\":\"*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":"
			 "\"203.0.113.9/32\"}}}");
	ask_key(&ask, "aws:SourceIp", "203.0.113.9");
	why = ask_why(&ask, LAYER_RESOURCE);
	assert_true(why.n_depends > 0 &&
		    str_contains(why.depends[0].key, STR("counts the policy as public")));
	ask_end(&ask);
}

/* Whoever is denied by a statement is, whatever is blocked; a service is not kept out. */
static void a_denial_stands_where_public_access_is_restricted(void **state)
{
	static const char deny[] = "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}";
	static const char open[] = "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\","
				   "\"Resource\":\"*\"}";
	struct ask ask;

	(void)state;
	start_restricted(&ask, deny, open);
	assert_int_equal(ask_now(&ask), V_DENY_EXPLICIT);
	assert_false(ask.decision.blocked);
	ask_end(&ask);
	/* not settled whether public: nothing is left open where something else denies */
	start_restricted(&ask, deny, NULL);
	assert_int_equal(ask_now(&ask), V_DENY_EXPLICIT);
	assert_false(ask.decision.may_be_public);
	ask_end(&ask);
	start_restricted(&ask, ALLOW_ALL, open);
	ask_caller(&ask, "logging.s3.amazonaws.com", NULL);
	ask.question.layers[LAYER_IDENTITY].state = LAYER_ABSENT;
	assert_int_equal(ask_now(&ask), V_ALLOW);
	ask_end(&ask);
}

/* Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage": an access
 * point's ARN may have a wildcard for its name, as long as the account is fixed. */
#define POINT "arn:aws:s3:us-east-1:222222222222:accesspoint/a"

static void any_access_point_of_one_account_makes_no_policy_public(void **state)
{
	static const struct {
		const char *key, *value, *has;
		bool is_public;
	} rows[] = {
	    {"s3:DataAccessPointArn", "arn:aws:s3:us-east-1:222222222222:accesspoint/*", POINT,
	     false},
	    {"s3:DataAccessPointArn", "arn:aws:s3:us-east-1:*:accesspoint/a", POINT, true},
	    {"s3:DataAccessPointArn", "arn:aws:s3:us-east-1:222222222222:*", POINT, true},
	    {"aws:SourceArn", "arn:aws:s3:us-east-1:222222222222:accesspoint/*", POINT, true},
	    {"s3:DataAccessPointAccount", "222222222222", "222222222222", false},
	    {"s3:DataAccessPointAccount", "22222222222?", "222222222222", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str policy;
		struct ask ask;
		struct arena arena;

		arena_init(&arena);
		policy = arena_printf(&arena,
				      "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\","
				      "\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"%s\":"
				      "\"%s\"}}}",
				      rows[i].key, rows[i].value);
		start_restricted(&ask, ALLOW_ALL, policy.p);
		ask.question.public_access.known = false;
		ask_key(&ask, rows[i].key, rows[i].has);
		assert_int_equal(ask_now(&ask), V_ALLOW);
		if (ask.decision.may_be_blocked != rows[i].is_public)
			fail_msg("%s %s", rows[i].key, rows[i].value);
		ask_end(&ask);
		arena_release(&arena);
	}
}

static void a_key_with_either_value_is_met_where_both_meet_it(void **state)
{
	static const struct {
		const char *wanted;
		enum verdict verdict;
	} rows[] = {{"a", V_UNKNOWN}, {"b", V_UNKNOWN}, {"?", V_ALLOW}, {"c", V_DENY_IMPLICIT}};
	static const struct str either[] = {STR_INIT("a"), STR_INIT("b")};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct explanation why;
		struct ask ask;

		start_call(&ask);
		ask_policy(&ask, LAYER_IDENTITY,
			   arena_printf(&ask.arena, ALLOW_IF("{\"StringLike\":{\"aws:x\":\"%s\"}}"),
					rows[i].wanted)
			       .p);
		struct context_value *value = ask_key(&ask, "aws:x", "a");
		value->state = CTX_UNKNOWN;
		value->present = value->either = true;
		value->values = either;
		value->n_values = 2;
		if (ask_now(&ask) != rows[i].verdict)
			fail_msg("%s", rows[i].wanted);
		why = ask_why(&ask, LAYER_IDENTITY);
		if (rows[i].verdict == V_DENY_IMPLICIT)
			assert_str(why.evidence[0].has, "a or b");
		ask_end(&ask);
	}
}

/* ---- what is seldom long, or many ---- */

static void organization_policies_over_resources_bind_no_service_of_any_name(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_for(&ask, "a-service-with-a-name-that-is-longer-than-any-that-there-is:Get", "*",
		"111111111111");
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask_policy(&ask, LAYER_RCP,
		   "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}");
	assert_int_equal(ask_now(&ask), V_ALLOW);
	ask_end(&ask);
}

/* Each key that it depends on is told once, however it is written. */
static void an_answer_may_depend_on_many_keys(void **state)
{
	enum { KEYS = 12 };
	struct explanation why;
	struct ask ask;
	char keys[KEYS * 20], again[KEYS * 20], policy[KEYS * 60];
	size_t n = 0, m = 0;

	(void)state;
	for (int i = 0; i < KEYS; i++) {
		n += (size_t)snprintf(keys + n, sizeof(keys) - n, "%s\"aws:k%d\":\"a\"",
				      i ? "," : "", i);
		m += (size_t)snprintf(again + m, sizeof(again) - m, "%s\"AWS:K%d\":\"b\"",
				      i ? "," : "", i);
	}
	(void)snprintf(policy, sizeof(policy), "[%s%s%s,%s%s%s]",
		       "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
		       "\"StringEquals\":{",
		       keys, "}}}",
		       "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
		       "\"StringEquals\":{",
		       again, "}}}");
	start_call(&ask);
	ask.request.closed = false;
	ask_policy(&ask, LAYER_IDENTITY, policy);
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	why = ask_why(&ask, LAYER_IDENTITY);
	assert_int_equal(why.n_depends, KEYS);
	ask_end(&ask);
}

static void one_resource_that_fits_is_enough_beside_one_with_a_variable(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY,
		   "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":[\"*\","
		   "\"arn:aws:s3:::${aws:x}/*\",\"arn:aws:s3:::other\"]}");
	ask_key(&ask, "aws:x", "v");
	assert_int_equal(ask_now(&ask), V_ALLOW);
	ask_end(&ask);
}

/* ---- a service's names ---- */

/* Whether a name with .cn is the service's is not documented; out of China it is none. */
static void a_services_name_of_china_is_one_in_china_alone(void **state)
{
	static const struct {
		const char *partition, *name;
		enum verdict verdict;
	} rows[] = {{"aws", "states.amazonaws.com.cn", V_DENY_IMPLICIT},
		    {"aws-cn", "states.amazonaws.com.cn", V_UNKNOWN},
		    {"aws-cn", "lambda.amazonaws.com.cn", V_DENY_IMPLICIT},
		    {"aws-cn", "states.amazonaws.com", V_ALLOW}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ask ask;

		ask_start(&ask);
		ask_caller(&ask, "states.amazonaws.com", NULL);
		ask.request.caller.partition = str_from(rows[i].partition);
		ask.request.resource =
		    arena_printf(&ask.arena, "arn:%s:iam::222222222222:role/E", rows[i].partition);
		ask_policy(&ask, LAYER_RESOURCE,
			   arena_printf(&ask.arena,
					"{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"%s\"},"
					"\"Action\":\"sts:AssumeRole\"}",
					rows[i].name)
			       .p);
		if (ask_now(&ask) != rows[i].verdict)
			fail_msg("%s in %s", rows[i].name, rows[i].partition);
		ask_end(&ask);
	}
}

/* ---- texts that are too long, or hold what marks our own wildcards ---- */

/* Whom a template lets in only its deployment tells: it may be everyone. */
static void a_bucket_of_a_template_may_be_public(void **state)
{
	static const char *const principals[] = {"${Who}", "333333333333"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct ask ask;

		start_call(&ask);
		ask.request.closed = false;
		ask.request.resource_account = STR("222222222222");
		ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
		ask_policy(&ask, LAYER_RESOURCE,
			   arena_printf(&ask.arena,
					"{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"%s\","
					"\"" ASK_EXECUTION_ROLE "\"]},\"Action\":\"*\","
					"\"Resource\":\"*\"}",
					principals[i])
			       .p);
		assert_int_equal(ask_now(&ask), V_ALLOW);
		assert_int_equal(ask.decision.may_be_blocked, i == 0);
		ask_end(&ask);
	}
}

static enum verdict with_value(struct str value, const char *resource)
{
	struct ask ask;
	enum verdict verdict;
	struct str kept;

	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, resource);
	kept = arena_str(&ask.arena, value);
	ask_key(&ask, "aws:x", "a")->values = &kept;
	verdict = ask_now(&ask);
	ask_end(&ask);
	return verdict;
}

static void a_value_too_long_for_a_variable_is_not_known(void **state)
{
	struct arena arena = {NULL};
	struct ask ask = {.arena = arena};
	struct str value = text_of(&ask, 5000, 'x');

	(void)state;
	assert_int_equal(with_value(value, "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":"
					   "\"arn:aws:s3:::${aws:x}/key\"}"),
			 V_UNKNOWN);
	arena_release(&ask.arena);
}

static void a_value_with_bytes_of_ours_is_not_known(void **state)
{
	(void)state;
	static const char *const values[] = {"b\x02", "b\x03", "b\x04"};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		assert_int_equal(with_value(str_from(values[i]),
					    "{\"Effect\":\"Allow\",\"Action\":\"*\","
					    "\"Resource\":\"arn:aws:s3:::${aws:x}/key\"}"),
				 V_UNKNOWN);
}

/* A resource of so many bytes before its end, judged where aws:x is absent. */
static enum verdict with_long(size_t n, const char *end, enum context_state state)
{
	struct ask ask;
	enum verdict verdict;
	struct str before, statement;

	start_call(&ask);
	before = text_of(&ask, n, 'x');
	statement = arena_printf(&ask.arena,
				 "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:"
				 "::%.*s%s\"}",
				 STR_ARG(before), end);
	ask_policy(&ask, LAYER_IDENTITY, arena_cstr(&ask.arena, statement));
	ask_key(&ask, "aws:x", NULL)->state = state;
	verdict = ask_now(&ask);
	ask_end(&ask);
	return verdict;
}

static void a_pattern_too_long_to_be_filled_in_is_not_known(void **state)
{
	(void)state;
	for (size_t n = 4070; n < 4100; n++) {
		assert_int_equal(with_long(n, "${aws:x}/key", CTX_UNKNOWN) == V_ALLOW, 0);
		assert_int_equal(with_long(n, "${*}${aws:x, 'y'}", CTX_ABSENT) == V_ALLOW, 0);
	}
	assert_int_equal(with_long(5000, "${aws:x}", CTX_UNKNOWN), V_UNKNOWN);
	assert_int_equal(with_long(4083, "${*}${*}", CTX_UNKNOWN), V_UNKNOWN);
	assert_int_equal(with_long(4084, "${aws:x}", CTX_UNKNOWN), V_UNKNOWN);
	assert_int_equal(with_long(4084, "${aws:x, 'yyyyyyyyyyyyyyy'}", CTX_ABSENT), V_UNKNOWN);
}

static void a_value_that_may_be_one_and_is_too_long_is_not_known(void **state)
{
	struct ask ask;
	struct str value;

	(void)state;
	start_call(&ask);
	ask_policy(
	    &ask, LAYER_IDENTITY,
	    "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::${aws:x}/key\"}");
	value = text_of(&ask, 5000, 'x');
	struct context_value *known = ask_key(&ask, "aws:x", "a");
	known->values = &value;
	known->state = CTX_UNKNOWN;
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

static void a_text_with_holes_against_a_long_pattern_is_not_known(void **state)
{
	struct ask ask;
	struct str pattern, resource;

	(void)state;
	start_call(&ask);
	pattern = text_of(&ask, 5000, 'x');
	resource = arena_printf(&ask.arena, "arn:aws:s3:::%s", hole);
	ask.request.resource = resource;
	ask_policy(
	    &ask, LAYER_IDENTITY,
	    arena_printf(&ask.arena,
			 "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::"
			 "%.*s*y\"}",
			 STR_ARG(pattern))
		.p);
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	ask_end(&ask);
}

/* What another account may share, with an id of so many bytes: what matches each account. */
static void a_shared_thing_with_a_name_too_long_is_not_known(void **state)
{
	const struct str before = STR("arn:aws:ec2:eu-west-1:");

	(void)state;
	for (size_t n = 2020; n < 2060; n++) {
		struct ask ask;
		size_t rest = n - before.n - 12;

		start_call(&ask);
		ask_for(&ask, "ec2:CreateNetworkInterface", "", "111111111111");
		ask.request.own_assumed = true;
		ask.request.resource =
		    ARENA_JOIN(&ask.arena, before, str_from(hole), STR(":subnet/"),
			       text_of(&ask, rest - STR(":subnet/").n, 'x'));
		ask_policy(&ask, LAYER_IDENTITY,
			   "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":"
			   "\"arn:aws:ec2:*:?*:subnet/*\"}");
		ask.question.layers[LAYER_RESOURCE].state = LAYER_NOT_COLLECTED;
		ask.question.layers[LAYER_RESOURCE].only_grants = true;
		assert_int_equal(ask_now(&ask), n > 2048 ? V_UNKNOWN : V_ALLOW);
		ask_end(&ask);
	}
}

/* A Task may name a service that there is not: its statements are looked at all the same. */
static void a_service_with_a_name_without_end_may_be_any(void **state)
{
	(void)state;
	for (size_t n = 120; n < 140; n++) {
		struct explanation x;
		struct ask ask;

		start_call(&ask);
		ask.request.api_service = text_of(&ask, n, 'X');
		ask.request.api = STR("getObject");
		ask_policy(&ask, LAYER_IDENTITY,
			   arena_printf(&ask.arena,
					"{\"Effect\":\"Allow\",\"Action\":\"%.*s:GetObject\","
					"\"Resource\":\"*\"}",
					STR_ARG(text_of(&ask, n, 'x')))
			       .p);
		x = ask_why(&ask, LAYER_IDENTITY);
		assert_int_equal(ask.decision.verdict, V_DENY_IMPLICIT);
		assert_int_equal(x.n_evidence, 1);
		assert_true(str_eq(x.evidence[0].pointer, STR("/Statement/Action")));
		assert_true(x.evidence[0].misnamed);
		ask_end(&ask);
	}
}

static void a_pattern_over_the_limit_is_not_known(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	assert_int_equal(match_glob(text_of(&ask, 9000, 'x'), STR("x"), false), TRI_UNKNOWN);
	ask_end(&ask);
}

static void patterns_of_actions_have_their_own_rules(void **state)
{
	(void)state;
	assert_int_equal(match_action(STR("*"), STR("s3:GetObject")), TRI_YES);
	assert_int_equal(match_action(STR("s3*"), STR("s3:GetObject")), TRI_UNKNOWN);
	assert_int_equal(match_action(STR("s?:GetObject"), STR("s3:GetObject")), TRI_UNKNOWN);
	assert_int_equal(match_action(STR("*:*"), STR("s3:GetObject")), TRI_YES);
	assert_int_equal(match_action(STR("s3:get*"), STR("s3:GetObject")), TRI_YES);
}

/* Names of any length have a pointer, or the nearest that has one. */
static void names_without_end_are_pointed_at_from_above(void **state)
{
	struct ask ask;
	struct str name;
	struct explanation x;

	(void)state;
	start_call(&ask);
	name = text_of(&ask, 70000, 'x');
	ask_policy(
	    &ask, LAYER_IDENTITY,
	    arena_printf(&ask.arena,
			 ALLOW_IF("{\"%.*s\":{\"aws:x\":\"a\"},\"StringEquals\":{\"%.*s\":\"a\"}}"),
			 STR_ARG(name), STR_ARG(name))
		.p);
	x = ask_why(&ask, LAYER_IDENTITY);
	assert_true(x.n_evidence > 0);
	for (size_t i = 0; i < x.n_evidence; i++)
		assert_true(str_eq(x.evidence[i].pointer, STR("/Statement")));
	ask_end(&ask);
}

static void labels_without_end_are_counted(void **state)
{
	struct ask ask;
	struct explanation x;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY,
		   "{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}");
	ask.bearings[LAYER_IDENTITY][0][0].label = text_of(&ask, 5000, 'x');
	x = ask_why(&ask, LAYER_IDENTITY);
	assert_int_equal(x.n_evidence, 1);
	assert_true(str_contains(x.evidence[0].why, STR("no statement of 1 policies")));
	ask_end(&ask);
}

/* As long as an action may be to be looked up, and longer: then nothing is claimed. */
static void actions_have_a_length_beyond_which_nothing_is_claimed(void **state)
{
	struct ask ask;

	(void)state;
	for (size_t n = 127; n < 130; n++) {
		start_call(&ask);
		struct str name = text_of(&ask, n, 'x');
		memcpy((char *)(uintptr_t)name.p, "s3:", 3);
		ask.request.action = name;
		ask_policy(&ask, LAYER_IDENTITY,
			   "{\"Effect\":\"Allow\",\"Action\":\"s3:X*\",\"Resource\":\"*\"}");
		assert_int_equal(ask_now(&ask), n > 128 ? V_UNKNOWN : V_ALLOW);
		ask_end(&ask);
	}
}

/* One of several names that a deployment makes, in texts that are too long to be looked into. */
static void made_up_names_in_texts_without_end_are_not_known(void **state)
{
	struct ask ask;
	struct str before;

	(void)state;
	start_call(&ask);
	before = text_of(&ask, 9000, 'x');
	ask.request.resource = STR("arn:aws:s3:::{app.Bucket}/key");
	ask_policy(&ask, LAYER_IDENTITY,
		   arena_printf(&ask.arena,
				"{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":"
				"\"arn:aws:s3:::%.*s-0A1B2C3D4E5F/key\"}",
				STR_ARG(before))
		       .p);
	assert_int_equal(ask_now(&ask), V_UNKNOWN);
	assert_int_equal(
	    match_glob(STR("arn:aws:s3:::*"),
		       arena_printf(&ask.arena, "arn:aws:s3:::{app.Bucket}/%.*s", STR_ARG(before)),
		       false),
	    TRI_UNKNOWN);
	ask_end(&ask);
}

/* A part of the action is known only at run time. */
static void an_action_known_in_part_is_met_where_every_filling_is(void **state)
{
	static const struct {
		const char *statement;
		enum verdict is;
	} rows[] = {
	    {"{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}", V_ALLOW},
	    {"{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}", V_UNKNOWN},
	    {"{\"Effect\":\"Allow\",\"Action\":\"s3:PutObject\",\"Resource\":\"*\"}",
	     V_DENY_IMPLICIT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ask ask;

		start_call(&ask);
		ask.request.action = STR("s3:Get\x01");
		ask_policy(&ask, LAYER_IDENTITY, rows[i].statement);
		assert_int_equal(ask_now(&ask), rows[i].is);
		ask_end(&ask);
	}
}

/* ---- what is said, and how much of it ---- */

static void of_levels_without_end_the_first_are_shown(void **state)
{
	struct ask ask;
	struct level levels[14];

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask_policy(&ask, LAYER_SCP, ALLOW_ALL);
	for (size_t i = 0; i < 14; i++)
		levels[i] = ask.levels[LAYER_SCP][0];
	ask.question.layers[LAYER_SCP].levels = levels;
	ask.question.layers[LAYER_SCP].n_levels = 14;
	assert_int_equal(ask_why(&ask, LAYER_SCP).n_evidence, 12);
	assert_int_equal(ask.decision.verdict, V_ALLOW);
	ask_end(&ask);
}

static void layers_that_are_not_asked_for_are_not_explained(void **state)
{
	struct explanation out[LAYER_COUNT] = {{.n_evidence = 99}};
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	policy_decide(&ask.question, &ask.decision);
	policy_explain_layers(&ask.arena, &ask.question, &ask.decision, NULL, 0, out);
	assert_int_equal(out[0].n_evidence, 99);
	policy_explain_layers(&ask.arena, &ask.question, &ask.decision, NULL, 1U << LAYER_IDENTITY,
			      out);
	assert_int_equal(out[LAYER_IDENTITY].n_evidence, 1);
	ask_end(&ask);
}

/* The same policy in two layers, of which it applies in one: a trust policy says whom it is about,
 * other policies do not. And one that stands in both, of two requests that differ in one letter. */
static void what_applies_in_one_layer_is_not_noted_of_another(void **state)
{
	static const char *const actions[] = {"s3:GetObject", "s3:GetObjecs"};
	struct ask ask;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		start_call(&ask);
		ask.request.action = str_from(actions[i]);
		ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
		ask_policy(&ask, LAYER_IDENTITY,
			   "{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
			   "\"Resource\":\"*\"}");
		ask_policy(&ask, LAYER_RESOURCE,
			   "{\"Effect\":\"Allow\",\"Action\":\"*\","
			   "\"Resource\":\"*\",\"Principal\":\"*\"}");
		ask_policy(&ask, LAYER_BOUNDARY, ALLOW_ALL);
		ask.bearings[LAYER_BOUNDARY][0][0].policy =
		    ask.bearings[LAYER_IDENTITY][0][1].policy;
		ask_policy(&ask, LAYER_SCP, ALLOW_ALL);
		ask_policy(&ask, LAYER_SCP, ALLOW_ALL);
		ask.bearings[LAYER_SCP][0][0].policy = ask.bearings[LAYER_RESOURCE][0][0].policy;
		assert_noted(&ask.arena, &ask.question);
		assert_str(ask_why(&ask, LAYER_SCP).evidence[0].policy, "policy 2");
		ask_end(&ask);
	}
}

/* Of more than is noted, everything is looked for again. */
static void a_policy_of_many_statements_is_explained_as_any(void **state)
{
	struct ask ask;
	struct buf all;

	(void)state;
	for (size_t n = 14; n < 20; n++) {
		start_call(&ask);
		buf_init(&all, &ask.arena, SIZE_MAX);
		for (size_t i = 0; i < n; i++)
			buf_printf(&all,
				   "%s{\"Effect\":\"%s\",\"Action\":\"*\",\"Resource\":\"*\"}",
				   i ? "," : "[", i + 1 == n ? "Deny" : "Allow");
		buf_add_char(&all, ']');
		ask_policy(&ask, LAYER_IDENTITY, arena_cstr(&ask.arena, buf_str(&all)));
		assert_noted(&ask.arena, &ask.question);
		assert_int_equal(ask_why(&ask, LAYER_IDENTITY).n_evidence, 1);
		ask_end(&ask);
	}
}

/* Two statements with the same keys, which differ in case: each key is told once, few or many. */
static void what_an_answer_depends_on_is_told_once(void **state)
{
	struct ask ask;
	struct buf all;

	(void)state;
	for (size_t n = 1; n < 20; n++) {
		start_call(&ask);
		ask.request.closed = false;
		buf_init(&all, &ask.arena, SIZE_MAX);
		for (int upper = 0; upper < 2; upper++) {
			buf_add_cstr(&all, upper ? "," : "[");
			buf_add_cstr(&all,
				     "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
				     "\"Condition\":{\"StringEquals\":{");
			for (size_t i = 0; i < n; i++)
				buf_printf(&all, "%s\"%s:Key%zu\":\"v\"", i ? "," : "",
					   upper ? "S3" : "s3", i);
			buf_add_cstr(&all, "}}}");
		}
		buf_add_char(&all, ']');
		ask_policy(&ask, LAYER_IDENTITY, arena_cstr(&ask.arena, buf_str(&all)));
		assert_int_equal(ask_why(&ask, LAYER_IDENTITY).n_depends, n);
		ask_end(&ask);
	}
}

static void a_statement_with_conditions_without_end_is_still_a_near_miss(void **state)
{
	struct ask ask;
	struct str all = STR("");
	struct explanation x;

	(void)state;
	start_call(&ask);
	for (size_t i = 0; i < 120; i++)
		all = arena_printf(&ask.arena, "%.*s%s\"aws:k%zu\":\"a\"", STR_ARG(all),
				   i ? "," : "", i);
	ask_policy(&ask, LAYER_IDENTITY,
		   arena_printf(&ask.arena, ALLOW_IF("{\"StringEquals\":{%.*s}}"), STR_ARG(all)).p);
	x = ask_why(&ask, LAYER_IDENTITY);
	assert_int_equal(ask.decision.verdict, V_DENY_IMPLICIT);
	assert_true(str_eq(x.evidence[0].pointer, STR("/Statement/Condition/StringEquals/aws:k0")));
	ask_end(&ask);
}

/* ---- keys that AWS fills ---- */

static const struct context_value *filled(struct ask *ask, enum call_origin origin, const char *key)
{
	const struct context_facts facts = {.origin = origin, .region = STR("us-east-1")};

	context_fill(&ask->arena, &facts, &ask->request);
	return request_find(&ask->request, str_from(key));
}

static void a_user_without_an_arn_has_no_user_name(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask.request.caller = (struct principal){.kind = PRINCIPAL_USER};
	assert_int_equal(filled(&ask, ORIGIN_PERSON, "aws:username")->state, CTX_ABSENT);
	ask_end(&ask);
}

static void calls_of_sts_that_assume_nothing_have_their_keys(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_for(&ask, "sts:GetFederationToken", "*", "");
	assert_int_not_equal(filled(&ask, ORIGIN_PERSON, "sts:ExternalId")->state, CTX_PRESENT);
	ask_end(&ask);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_session_known_by_its_role_alone_may_be_service_linked),
	    cmocka_unit_test(a_session_of_which_neither_arn_nor_role_is_known_may_be_any),
	    cmocka_unit_test(of_a_caller_of_no_known_account_the_answer_hangs_on_its_account),
	    cmocka_unit_test(whether_everyone_at_an_endpoint_is_whoever_hangs_not_on_its_kind),
	    cmocka_unit_test(a_shared_thing_with_a_name_too_long_is_not_known),
	    cmocka_unit_test(a_service_with_a_name_without_end_may_be_any),
	    cmocka_unit_test(two_values_of_a_key_that_takes_one_are_not_known),
	    cmocka_unit_test(two_values_of_a_variables_key_are_not_known),
	    cmocka_unit_test(a_key_that_is_there_without_a_value_is_absent),
	    cmocka_unit_test(values_that_a_set_may_have_are_tried),
	    cmocka_unit_test(a_value_that_is_there_and_one_of_some_is_shown),
	    cmocka_unit_test(a_resource_policy_that_is_no_policy_grants_nothing),
	    cmocka_unit_test(a_list_without_endpoint_policies_filters_nothing),
	    cmocka_unit_test(each_level_of_an_organization_shows_one_allow),
	    cmocka_unit_test(levels_that_look_alike_are_asked_each),
	    cmocka_unit_test(a_level_with_less_than_the_one_above_allows_less),
	    cmocka_unit_test(a_value_too_long_for_a_variable_is_not_known),
	    cmocka_unit_test(a_value_with_bytes_of_ours_is_not_known),
	    cmocka_unit_test(a_pattern_too_long_to_be_filled_in_is_not_known),
	    cmocka_unit_test(a_value_that_may_be_one_and_is_too_long_is_not_known),
	    cmocka_unit_test(a_text_with_holes_against_a_long_pattern_is_not_known),
	    cmocka_unit_test(a_pattern_over_the_limit_is_not_known),
	    cmocka_unit_test(patterns_of_actions_have_their_own_rules),
	    cmocka_unit_test(names_without_end_are_pointed_at_from_above),
	    cmocka_unit_test(labels_without_end_are_counted),
	    cmocka_unit_test(a_public_bucket_of_somebody_may_be_blocked),
	    cmocka_unit_test(a_public_policy_is_void_where_access_is_restricted),
	    cmocka_unit_test(what_block_public_access_voids_is_said_of_the_policy),
	    cmocka_unit_test(a_denial_stands_where_public_access_is_restricted),
	    cmocka_unit_test(any_access_point_of_one_account_makes_no_policy_public),
	    cmocka_unit_test(a_services_name_of_china_is_one_in_china_alone),
	    cmocka_unit_test(organization_policies_over_resources_bind_no_service_of_any_name),
	    cmocka_unit_test(an_answer_may_depend_on_many_keys),
	    cmocka_unit_test(a_key_with_either_value_is_met_where_both_meet_it),
	    cmocka_unit_test(one_resource_that_fits_is_enough_beside_one_with_a_variable),
	    cmocka_unit_test(actions_have_a_length_beyond_which_nothing_is_claimed),
	    cmocka_unit_test(a_bucket_of_a_template_may_be_public),
	    cmocka_unit_test(made_up_names_in_texts_without_end_are_not_known),
	    cmocka_unit_test(an_action_known_in_part_is_met_where_every_filling_is),
	    cmocka_unit_test(of_levels_without_end_the_first_are_shown),
	    cmocka_unit_test(what_applies_in_one_layer_is_not_noted_of_another),
	    cmocka_unit_test(a_policy_of_many_statements_is_explained_as_any),
	    cmocka_unit_test(what_an_answer_depends_on_is_told_once),
	    cmocka_unit_test(layers_that_are_not_asked_for_are_not_explained),
	    cmocka_unit_test(a_statement_with_conditions_without_end_is_still_a_near_miss),
	    cmocka_unit_test(a_user_without_an_arn_has_no_user_name),
	    cmocka_unit_test(calls_of_sts_that_assume_nothing_have_their_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
