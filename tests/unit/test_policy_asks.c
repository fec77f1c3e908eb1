/* What of a request a policy may look at: what is said not to matter must not. */
#include "rolehop/policy/parse.h"
#include "unit.h"

struct row {
	const char *text;
	bool may;
};

static void each(const struct row *rows, size_t n, bool (*asks)(const struct policy *policy))
{
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < n; i++) {
		const struct policy *policy;
		struct err err;
		assert_true(policy_parse(&arena, str_from(rows[i].text), &policy, &err));
		if (asks(policy) != rows[i].may)
			fail_msg("%s", rows[i].text);
	}
	arena_release(&arena);
}

#define SAYS(statement) "{\"Version\":\"2012-10-17\",\"Statement\":[" statement "]}"
#define ALLOW "{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
#define DENY "{\"Effect\":\"Deny\",\"Action\":\"sts:AssumeRole\","
#define STATES "\"Principal\":{\"Service\":\"states.amazonaws.com\"}"

static void what_may_tell_the_names_of_a_service_apart(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {SAYS(ALLOW STATES "}"), false},
	    {SAYS(ALLOW "\"Principal\":{\"Service\":[\"states.amazonaws.com\","
			"\"states.eu-west-1.amazonaws.com\"]}}"),
	     false},
	    {SAYS(ALLOW "\"Principal\":\"*\"}"), false},
	    {SAYS(ALLOW STATES ",\"Condition\":{\"StringEquals\":{\"aws:SourceAccount\":"
			       "\"111111111111\"}}}"),
	     false},
	    {SAYS(DENY "\"Principal\":\"*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":"
		       "\"false\"}}}"),
	     false},
	    {SAYS(DENY STATES "}"), true},
	    {SAYS(ALLOW STATES "}," DENY STATES "}"), true},
	    {SAYS(DENY "\"NotPrincipal\":{\"Service\":\"states.amazonaws.com\"}}"), true},
	    {SAYS(ALLOW "\"NotPrincipal\":{\"Service\":\"states.amazonaws.com\"}}"), true},
	    {SAYS(ALLOW STATES ",\"Condition\":{\"StringEquals\":{\"aws:PrincipalServiceName\":"
			       "\"states.amazonaws.com\"}}}"),
	     true},
	    {SAYS(ALLOW "\"Principal\":\"*\",\"Condition\":{\"ForAnyValue:StringEquals\":"
			"{\"AWS:principalservicenameslist\":\"states.amazonaws.com\"}}}"),
	     true},
	    {SAYS(ALLOW "\"Principal\":\"*\",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":"
			"\"${aws:PrincipalServiceName}\"}}}"),
	     true},
	    {SAYS(ALLOW "\"Principal\":\"*\",\"Resource\":\"${aws:PrincipalServiceName}\"}"), true},
	    {SAYS("{\"Effect\":\"Allow\",\"Action\":\"sts:${aws:PrincipalServiceName}\"," STATES
		  "}"),
	     true},
	    {SAYS(ALLOW STATES ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":[\"a\","
			       "\"b\\u0002\"]}}}"),
	     true},
	    {SAYS("{\"Effect\":\"Perhaps\",\"Action\":\"*\"," STATES "}"), true},
	    {"{}", true},
	};

	each(rows, sizeof(rows) / sizeof(rows[0]), policy_may_tell_names_apart);
}

static void what_may_ask_for_the_time(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {SAYS(ALLOW STATES "}"), false},
	    {SAYS(ALLOW STATES ",\"Condition\":{\"DateLessThan\":{\"aws:CurrentTime\":"
			       "\"2027-01-01T00:00:00Z\"}}}"),
	     true},
	    {SAYS(ALLOW STATES ",\"Condition\":{\"NumericLessThan\":{\"aws:EPOCHTIME\":\"1\"}}}"),
	     true},
	    {SAYS(ALLOW STATES ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":"
			       "\"${aws:CurrentTime}\"}}}"),
	     true},
	    {SAYS(ALLOW STATES ",\"Resource\":\"${aws:EpochTime}\"}"), true},
	    {SAYS(ALLOW STATES ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"time\"}}}"),
	     false},
	    {SAYS(ALLOW STATES ",\"Resource\":\"${aws:PrincipalAccount}\"}"), false},
	    {SAYS(ALLOW STATES ",\"Resource\":[\"time\",\"${aws:username}\"]}"), false},
	    {SAYS("{\"Effect\":\"Allow\",\"Action\":\"sts:${aws:CurrentTime}\"," STATES "}"), true},
	    {SAYS("{\"Effect\":\"Perhaps\",\"Action\":\"*\"," STATES "}"), true},
	    {"{}", true},
	};

	each(rows, sizeof(rows) / sizeof(rows[0]), policy_may_ask_time);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_may_tell_the_names_of_a_service_apart),
	    cmocka_unit_test(what_may_ask_for_the_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
