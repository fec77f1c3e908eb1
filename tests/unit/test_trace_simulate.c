/* test_trace_simulate.c - self-contained requests, as lines of JSON. */
#include "unit.h"

#include "rolehop/base/json.h"
#include "rolehop/trace/simulate.h"

#define ROLE_T "arn:aws:iam::222222222222:role/T"
#define SESSION "arn:aws:sts::111111111111:assumed-role/E/s"
#define ALLOW_ALL                                                                                  \
	"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","        \
	"\"Resource\":\"*\"}}"
#define TRUST(principal)                                                                           \
	"\"resourcePolicy\":{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","      \
	"\"Principal\":" principal ",\"Action\":\"sts:AssumeRole\"}}"
#define ASSUME(context)                                                                            \
	"\"request\":{\"action\":\"sts:AssumeRole\",\"resource\":\"" ROLE_T "\",\"principal\":"    \
	"\"" SESSION "\",\"context\":{" context "}}"
#define IDENTITY "\"identityPolicies\":[" ALLOW_ALL "]"
#define SEND(owner, who)                                                                           \
	"\"request\":{\"action\":\"sqs:SendMessage\",\"resource\":\"arn:aws:sqs:us-east-1:" owner  \
	":q\",\"principal\":\"" who "\"}"

struct told {
	struct arena arena;
	struct simulation answer;
	const struct json *json;
};

static void tell(struct told *told, const char *text)
{
	struct err err;

	*told = (struct told){.json = NULL};
	simulate_text(&told->arena, str_from(text), 1, &told->answer);
	if (!json_parse(&told->arena, told->answer.json, &told->json, &err))
		fail_msg("%s", err.text);
}

static void expect(const char *text, const char *decision)
{
	struct told told;

	tell(&told, text);
	if (told.answer.refused)
		fail_msg("refused: %.*s", STR_ARG(told.answer.json));
	assert_str(json_get_str(told.json, STR("decision")), decision);
	assert_str(str_from(verdict_decision(told.answer.verdict)), decision);
	arena_release(&told.arena);
}

static void refused(const char *text, const char *why)
{
	struct told told;

	tell(&told, text);
	if (!told.answer.refused)
		fail_msg("not refused: %s", text);
	assert_contains(json_get_str(told.json, STR("error")), why);
	assert_null(json_get(told.json, STR("decision")));
	arena_release(&told.arena);
}

static const struct json *gate(const struct told *told, const char *name)
{
	const struct json *g = json_first(json_get(told->json, STR("gates")));

	while (g != NULL && !str_eq(json_get_str(g, STR("gate")), str_from(name)))
		g = json_next(g);
	assert_non_null(g);
	return g;
}

static struct str verdict_of(const struct told *told, const char *name)
{
	return json_get_str(gate(told, name), STR("verdict"));
}

/* ---- the answer -------------------------------------------------------------------------------
 */

static void simulate_answers_with_every_gate(void **state)
{
	struct told told;

	(void)state;
	tell(&told, "{\"name\":\"n\"," ASSUME("") "," IDENTITY "," TRUST(
			"{\"AWS\":\"111111111111\"}") ",\"expected\":\"Allowed\"}");
	assert_str(json_get_str(told.json, STR("name")), "n");
	assert_str(json_get_str(told.json, STR("decision")), "Allowed");
	assert_true(json_bool(json_get(told.json, STR("pass"))));
	assert_int_equal(json_count(json_get(told.json, STR("gates"))), 13);
	assert_str(verdict_of(&told, "assume-permission"), "allow");
	assert_str(verdict_of(&told, "target-trust"), "allow");
	assert_str(verdict_of(&told, "target-permission"), "not-applicable");
	assert_str(verdict_of(&told, "scp"), "not-applicable");
	arena_release(&told.arena);
}

static void simulate_names_list_index_and_pointer_in_evidence(void **state)
{
	struct told told;
	const struct json *e;

	(void)state;
	tell(&told,
	     "{" SEND("111111111111",
		      "arn:aws:iam::111111111111:user/u") ","
							  "\"identityPolicies\":[{\"Statement\":[]}"
							  "," ALLOW_ALL "]}");
	e = json_first(json_get(gate(&told, "target-permission"), STR("evidence")));
	assert_str(json_get_str(e, STR("policy")), "identityPolicies/1");
	assert_str(json_get_str(e, STR("pointer")), "/Statement");
	assert_str(json_get_str(e, STR("of")), "arn:aws:iam::111111111111:user/u");
	arena_release(&told.arena);
}

static void simulate_calls_the_trust_by_who_asks(void **state)
{
	struct told told;

	(void)state;
	tell(&told, "{\"request\":{\"action\":\"sts:AssumeRole\",\"resource\":\"" ROLE_T
		    "\",\"principal\":\"states.amazonaws.com\"}," TRUST(
			"{\"Service\":\"states.amazonaws.com\"}") "}");
	assert_str(json_get_str(told.json, STR("decision")), "Allowed");
	assert_str(verdict_of(&told, "execution-role-trust"), "allow");
	assert_str(verdict_of(&told, "target-trust"), "not-applicable");
	arena_release(&told.arena);
}

static void simulate_tells_whether_what_was_expected_came(void **state)
{
	struct told told;

	(void)state;
	tell(&told, "{" ASSUME("") "," IDENTITY ",\"expected\":\"Allowed\"}");
	assert_true(told.answer.expects);
	assert_false(told.answer.passed);
	assert_true(json_is(json_get(told.json, STR("pass")), JSON_BOOL));
	assert_false(json_bool(json_get(told.json, STR("pass"))));
	assert_true(json_is(json_get(told.json, STR("name")), JSON_NULL));
	arena_release(&told.arena);
}

static void simulate_lists_flaws_of_documents(void **state)
{
	struct told told;
	const struct json *flaw;

	(void)state;
	tell(
	    &told,
	    "{" SEND("111111111111",
		     "arn:aws:iam::111111111111:user/u") ","
							 "\"identityPolicies\":[{\"Statement\":{"
							 "\"Effect\":\"Allow\",\"Effect\":\"Deny\","
							 "\"Action\":\"*\",\"Resource\":\"*\"}}]}");
	flaw = json_first(json_get(told.json, STR("flaws")));
	assert_str(json_get_str(flaw, STR("policy")), "identityPolicies/0");
	assert_contains(json_get_str(flaw, STR("pointer")), "/Statement");
	arena_release(&told.arena);
}

/* ---- the closed world -------------------------------------------------------------------------
 */

static void simulate_takes_what_is_not_given_as_absent(void **state)
{
	(void)state;
	expect("{" SEND("111111111111", "arn:aws:iam::111111111111:user/u") "}",
	       "ImplicitlyDenied");
	expect("{" SEND("111111111111", "arn:aws:iam::111111111111:user/u") "," IDENTITY "}",
	       "Allowed");
	expect("{" SEND("222222222222", SESSION) "," IDENTITY "}", "ImplicitlyDenied");
	expect("{" ASSUME("") "," IDENTITY "," TRUST(
		   "{\"AWS\":\"111111111111\"},\"Condition\":{\"StringEquals\":"
		   "{\"sts:ExternalId\":\"x\"}}") "}",
	       "ImplicitlyDenied");
}

#define CONDITION(text)                                                                            \
	"{" ASSUME(text) "," IDENTITY                                                              \
			 "," TRUST("{\"AWS\":\"111111111111\"},\"Condition\":{\"StringEquals\":"   \
				   "{\"sts:ExternalId\":\"x\"}}") "}"

static void simulate_reads_values_of_keys(void **state)
{
	(void)state;
	expect(CONDITION("\"sts:ExternalId\":\"x\""), "Allowed");
	expect(CONDITION("\"STS:externalid\":\"x\""), "Allowed");
	expect(CONDITION("\"sts:ExternalId\":{\"unknown\":true}"), "DependsOn");
	/* a list makes the key multivalued, and without a set operator AWS does not say */
	expect(CONDITION("\"sts:ExternalId\":[\"x\"]"), "DependsOn");
	refused(CONDITION("\"sts:ExternalId\":null"), "sts:ExternalId");
	refused(CONDITION("\"sts:ExternalId\":{\"unknown\":false}"), "sts:ExternalId");
	refused(CONDITION("\"sts:ExternalId\":\"x\",\"sts:externalId\":\"y\""), "given twice");
	refused(CONDITION("\"sts:ExternalId\":\"\\u0001\""), "U+0001");
}

#define LEVELS(name, levels)                                                                       \
	"{" ASSUME("") "," IDENTITY "," TRUST("{\"AWS\":\"111111111111\"}") ",\"" name             \
									    "\":" levels "}"
#define DENY_ALL "{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}"
#define DENY_ALL_OF(principal)                                                                     \
	"{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"" principal                           \
	"\",\"Action\":\"*\",\"Resource\":\"*\"}}"

static void simulate_takes_organization_policies_by_level(void **state)
{
	(void)state;
	expect(LEVELS("scps", "[]"), "Allowed");
	expect(LEVELS("scps", "[[" ALLOW_ALL "],[" ALLOW_ALL "]]"), "Allowed");
	expect(LEVELS("scps", "[[" ALLOW_ALL "],[]]"), "ImplicitlyDenied");
	expect(LEVELS("scps", "[[]]"), "ImplicitlyDenied");
	expect(LEVELS("scps", "[[" ALLOW_ALL "],[" ALLOW_ALL "," DENY_ALL "]]"),
	       "ExplicitlyDenied");
	expect(LEVELS("rcps", "[[],[]]"), "Allowed");
	expect(LEVELS("rcps", "[[" DENY_ALL_OF("*") "]]"), "ExplicitlyDenied");
	refused(LEVELS("scps", "[" ALLOW_ALL "]"), "scps/0: give a list");
	refused(LEVELS("scps", ALLOW_ALL), "a list of levels");
}

static void simulate_takes_empty_limits_as_none(void **state)
{
	(void)state;
	expect(LEVELS("permissionBoundaries", "[]"), "Allowed");
	expect(LEVELS("permissionBoundaries", "[{\"Statement\":[]}]"), "ImplicitlyDenied");
	expect(LEVELS("sessionPolicies", "[]"), "Allowed");
	expect(LEVELS("sessionPolicies", "[{\"Statement\":[]}]"), "ImplicitlyDenied");
	expect(LEVELS("vpcEndpointPolicies", "[]"), "Allowed");
	expect(LEVELS("vpcEndpointPolicies", "[{\"Statement\":[]}]"), "ImplicitlyDenied");
	expect(LEVELS("scps", "null"), "Allowed");
}

static void simulate_denies_federated_users_without_session_policy(void **state)
{
	(void)state;
	expect("{" SEND("111111111111",
			"arn:aws:sts::111111111111:federated-user/f") "," IDENTITY
								      ",\"sessionPolicies\":[]}",
	       "ImplicitlyDenied");
	expect("{" SEND(
		   "111111111111",
		   "arn:aws:sts::111111111111:federated-user/f") "," IDENTITY
								 ",\"sessionPolicies\":[" ALLOW_ALL
								 "]}",
	       "Allowed");
}

/* ---- documents --------------------------------------------------------------------------------
 */

#define GIVEN(policy)                                                                              \
	"{" SEND("111111111111",                                                                   \
		 "arn:aws:iam::111111111111:user/u") ",\"identityPolicies\":[" policy "]}"

static void simulate_takes_documents_in_three_ways(void **state)
{
	static const char text[] =
	    "\"{\\\"Statement\\\":{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":\\\"*\\\","
	    "\\\"Resource\\\":\\\"*\\\"}}\"";
	struct arena arena = {NULL};

	(void)state;
	expect(GIVEN(ALLOW_ALL), "Allowed");
	expect(GIVEN("{\"name\":\"n\",\"document\":" ALLOW_ALL "}"), "Allowed");
	expect(arena_cstr(&arena, arena_printf(&arena, GIVEN("%s"), text)), "Allowed");
	expect(arena_cstr(&arena, arena_printf(&arena, GIVEN("{\"document\":%s}"), text)),
	       "Allowed");
	arena_release(&arena);
}

static void simulate_refuses_what_would_pass_for_a_silent_policy(void **state)
{
	(void)state;
	refused(GIVEN("{\"name\":\"n\",\"policy\":" ALLOW_ALL "}"), "identityPolicies/0");
	refused(GIVEN("{\"PolicyDocument\":" ALLOW_ALL "}"), "identityPolicies/0");
	refused(GIVEN("\"no JSON\""), "identityPolicies/0");
	refused(GIVEN("7"), "identityPolicies/0");
	refused("{" ASSUME("") ",\"identityPolicy\":[" ALLOW_ALL "]}", "identityPolicy");
	refused("{" ASSUME("") ",\"identityPolicies\":" ALLOW_ALL "}", "list of policies");
	refused("{" ASSUME("") "," IDENTITY "," IDENTITY "}", "given twice");
}

/* ---- the request ------------------------------------------------------------------------------
 */

static void simulate_refuses_what_is_no_request(void **state)
{
	(void)state;
	refused("{\"name\":\"n\"}", "request: it is missing");
	refused("[]", "no request");
	refused("{\"request\":", "line 1, column");
	refused(
	    "{\"request\":{\"action\":\"s3:Get*\",\"resource\":\"*\",\"principal\":\"anonymous\"}}",
	    "not one action");
	refused(
	    "{\"request\":{\"action\":\"s3:Get\",\"resource\":\"b\",\"principal\":\"anonymous\"}}",
	    "no ARN");
	refused("{\"request\":{\"action\":\"s3:Get\",\"resource\":\"*\",\"principal\":\"me\"}}",
		"no principal");
	refused(
	    "{\"request\":{\"action\":\"s3:Get\",\"resource\":\"*\",\"principal\":\"anonymous\","
	    "\"contextVariables\":{}}}",
	    "contextVariables");
	refused(
	    "{\"request\":{\"action\":\"sqs:A\",\"resource\":\"arn:aws:sqs:us-east-1:"
	    "111111111111:q\",\"resourceAccount\":\"222222222222\",\"principal\":\"anonymous\"}}",
	    "names 111111111111");
	refused("{" ASSUME("") ",\"expected\":\"Denied\"}", "expected: give Allowed");
}

static void simulate_keeps_the_name_of_what_it_refuses(void **state)
{
	struct told told;

	(void)state;
	tell(&told, "{\"name\":\"n\",\"request\":{},\"expected\":\"Allowed\"}");
	assert_true(told.answer.refused);
	assert_true(told.answer.expects);
	assert_false(told.answer.passed);
	assert_str(json_get_str(told.json, STR("name")), "n");
	arena_release(&told.arena);
}

#define GET(owner, principal, more)                                                                \
	"{\"request\":{\"action\":\"s3:GetObject\",\"resource\":\"arn:aws:s3:::b/k\"," owner       \
	"\"principal\":\"" principal "\"}," more "}"

static void simulate_needs_the_owner_of_a_bucket(void **state)
{
	(void)state;
	expect(GET("", SESSION, IDENTITY), "DependsOn");
	expect(GET("\"resourceAccount\":\"111111111111\",", SESSION, IDENTITY), "Allowed");
	expect(GET("\"resourceAccount\":\"222222222222\",", SESSION, IDENTITY), "ImplicitlyDenied");
}

static void simulate_knows_unsigned_requests(void **state)
{
	(void)state;
	expect(GET("", "anonymous",
		   "\"resourcePolicy\":{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\","
		   "\"Action\":\"s3:*\",\"Resource\":\"*\"}}"),
	       "Allowed");
	expect(GET("", "anonymous",
		   "\"resourcePolicy\":{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":"
		   "{\"AWS\":\"111111111111\"},\"Action\":\"s3:*\",\"Resource\":\"*\"}}"),
	       "ImplicitlyDenied");
}

static void simulate_lets_identity_providers_of_any_host_in(void **state)
{
	static const char *const text =
	    "{\"request\":{\"action\":\"sts:AssumeRoleWithWebIdentity\",\"resource\":\"" ROLE_T
	    "\",\"principal\":\"token.example.com\"},\"resourcePolicy\":{\"Statement\":{\"Effect\":"
	    "\"Allow\",\"Principal\":{\"Federated\":\"token.example.com\"},"
	    "\"Action\":\"sts:AssumeRoleWithWebIdentity\"}}}";

	(void)state;
	expect(text, "Allowed");
}

/* ---- which role a session is of ---------------------------------------------------------------
 */

#define PATHED "{\"AWS\":\"arn:aws:iam::111111111111:role/app/E\"}"
#define PLAIN "{\"AWS\":\"arn:aws:iam::111111111111:role/E\"}"
#define PRINCIPAL_ARN(path) "\"aws:PrincipalArn\":\"arn:aws:iam::111111111111:role/" path "E\""

static void simulate_takes_the_role_from_principal_arn(void **state)
{
	(void)state;
	expect("{" ASSUME(PRINCIPAL_ARN("app/")) "," IDENTITY "," TRUST(PATHED) "}", "Allowed");
	expect("{" ASSUME(PRINCIPAL_ARN("")) "," IDENTITY "," TRUST(PATHED) "}",
	       "ImplicitlyDenied");
	expect("{" ASSUME(PRINCIPAL_ARN("app/")) "," IDENTITY "," TRUST(PLAIN) "}",
	       "ImplicitlyDenied");
	refused("{" ASSUME("\"aws:PrincipalArn\":\"arn:aws:iam::111111111111:role/Other\"") "}",
		"no session of it");
	expect("{" ASSUME("\"aws:PrincipalArn\":{\"unknown\":true}") "," IDENTITY
								     "," TRUST(PLAIN) "}",
	       "DependsOn");
}

static void simulate_takes_the_role_from_the_session_where_no_path_is_in_question(void **state)
{
	(void)state;
	expect("{" ASSUME("") "," IDENTITY "," TRUST(PLAIN) "}", "Allowed");
	expect("{" ASSUME("") "," IDENTITY "," TRUST(PATHED) "}", "DependsOn");
	expect("{" ASSUME("") "," IDENTITY
			      "," TRUST("{\"AWS\":\"arn:aws:iam::111111111111:role/Other\"}") "}",
	       "ImplicitlyDenied");
}

static void simulate_knows_no_path_of_what_may_be_service_linked(void **state)
{
	(void)state;
	expect("{" SEND("111111111111", "arn:aws:sts::111111111111:assumed-role/"
					"AWSServiceRoleForX/s") "," IDENTITY ",\"scps\":[[]]}",
	       "DependsOn");
	expect("{" SEND("111111111111",
			"arn:aws:sts::111111111111:assumed-role/X/s") "," IDENTITY
								      ",\"scps\":[[]]}",
	       "ImplicitlyDenied");
}

static void simulate_takes_unique_ids_from_userid(void **state)
{
	(void)state;
	expect("{" ASSUME("\"aws:userid\":\"AROAEXAMPLEEXAMPLE123:s\"") "," IDENTITY "," TRUST(
		   "{\"AWS\":\"AROAEXAMPLEEXAMPLE123\"}") "}",
	       "Allowed");
	expect("{" ASSUME("") "," IDENTITY "," TRUST("{\"AWS\":\"AROAEXAMPLEEXAMPLE123\"}") "}",
	       "ImplicitlyDenied");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(simulate_answers_with_every_gate),
	    cmocka_unit_test(simulate_names_list_index_and_pointer_in_evidence),
	    cmocka_unit_test(simulate_calls_the_trust_by_who_asks),
	    cmocka_unit_test(simulate_tells_whether_what_was_expected_came),
	    cmocka_unit_test(simulate_lists_flaws_of_documents),
	    cmocka_unit_test(simulate_takes_what_is_not_given_as_absent),
	    cmocka_unit_test(simulate_reads_values_of_keys),
	    cmocka_unit_test(simulate_takes_organization_policies_by_level),
	    cmocka_unit_test(simulate_takes_empty_limits_as_none),
	    cmocka_unit_test(simulate_denies_federated_users_without_session_policy),
	    cmocka_unit_test(simulate_takes_documents_in_three_ways),
	    cmocka_unit_test(simulate_refuses_what_would_pass_for_a_silent_policy),
	    cmocka_unit_test(simulate_refuses_what_is_no_request),
	    cmocka_unit_test(simulate_keeps_the_name_of_what_it_refuses),
	    cmocka_unit_test(simulate_needs_the_owner_of_a_bucket),
	    cmocka_unit_test(simulate_knows_unsigned_requests),
	    cmocka_unit_test(simulate_lets_identity_providers_of_any_host_in),
	    cmocka_unit_test(simulate_takes_the_role_from_principal_arn),
	    cmocka_unit_test(simulate_takes_the_role_from_the_session_where_no_path_is_in_question),
	    cmocka_unit_test(simulate_knows_no_path_of_what_may_be_service_linked),
	    cmocka_unit_test(simulate_takes_unique_ids_from_userid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
