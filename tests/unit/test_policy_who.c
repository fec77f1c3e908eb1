/* test_policy_who.c - whom a principal of a trust policy names, form by form. */
#include "policy_ask.h"

#include <stdio.h>

struct caller {
	const char *arn;
	const char *identity; /* NULL: as the ARN says */
	const char *session;  /* NULL: as the ARN says */
	const char *unique_id;
	bool random;
};

static const struct caller session = {"arn:aws:sts::111111111111:assumed-role/E/s",
				      "arn:aws:iam::111111111111:role/app/E", NULL, "AROAEXAMPLE",
				      false};
static const struct caller pathless = {"arn:aws:sts::111111111111:assumed-role/E/s", NULL, NULL,
				       NULL, false};
static const struct caller nameless = {"arn:aws:sts::111111111111:assumed-role/E/s",
				       "arn:aws:iam::111111111111:role/app/E", "\x01", NULL, false};
static const struct caller half_named = {"arn:aws:sts::111111111111:assumed-role/E/s",
					 "arn:aws:iam::111111111111:role/app/E", "run-\x01", NULL,
					 false};
static const struct caller by_step_functions = {"arn:aws:sts::111111111111:assumed-role/E/s",
						"arn:aws:iam::111111111111:role/app/E", "\x01",
						NULL, true};
/* the role's path holds a part that is known only at run time */
static const struct caller half_pathed = {"arn:aws:sts::111111111111:assumed-role/E/s",
					  "arn:aws:iam::111111111111:role/\x01/E", NULL, NULL,
					  false};
static const struct caller user = {"arn:aws:iam::111111111111:user/app/u", NULL, NULL,
				   "AIDAEXAMPLE", false};
static const struct caller root = {"arn:aws:iam::111111111111:root", NULL, NULL, NULL, false};
static const struct caller federated = {"arn:aws:sts::111111111111:federated-user/f", NULL, NULL,
					NULL, false};
static const struct caller service = {"states.amazonaws.com", NULL, NULL, NULL, false};
static const struct caller provider = {"accounts.google.com", NULL, NULL, NULL, false};
static const struct caller anonymous = {"anonymous", NULL, NULL, NULL, false};

/* Does a statement with this Principal apply to the caller? A Deny on a queue that all may use
 * tells. */
static enum tri names(const char *element, const char *principal, const struct caller *caller)
{
	struct ask ask;
	ask_start(&ask);
	ask_caller(&ask, caller->arn, caller->identity);
	if (caller->session)
		ask.request.caller.session = str_from(caller->session);
	ask.request.caller.unique_id = str_from(caller->unique_id);
	ask.request.caller.random_session = caller->random;
	ask_for(&ask, "sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:q", "111111111111");
	ask_policy(&ask, LAYER_RESOURCE,
		   "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Principal\":{"
		   "\"AWS\":\"*\","
		   "\"Service\":\"states.amazonaws.com\",\"Federated\":\"accounts.google.com\"}}");
	ask_policy(
	    &ask, LAYER_RESOURCE,
	    arena_cstr(
		&ask.arena,
		arena_printf(&ask.arena,
			     "{\"Effect\":\"Deny\",\"%s\":%s,\"Action\":\"*\",\"Resource\":\"*\"}",
			     element, principal)));
	ask_now(&ask);
	enum verdict verdict = ask.decision.layers[LAYER_RESOURCE].verdict;
	ask_end(&ask);
	return verdict == V_DENY_EXPLICIT ? TRI_YES : verdict == V_UNKNOWN ? TRI_UNKNOWN : TRI_NO;
}

struct who_row {
	const char *principal; /* under "AWS" unless it is an object */
	const struct caller *caller;
	enum tri named;
};

static void check(const struct who_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char principal[512];
		bool whole = rows[i].principal[0] == '{';
		snprintf(principal, sizeof(principal), whole ? "%s" : "{\"AWS\":\"%s\"}",
			 rows[i].principal);
		enum tri named = names("Principal", principal, rows[i].caller);
		if (named != rows[i].named)
			fail_msg("row %zu: %s names %s: %s", i, principal, rows[i].caller->arn,
				 tri_word(named));
	}
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

static void an_account_names_everyone_in_it(void **state)
{
	(void)state;
	static const struct who_row rows[] = {
	    {"111111111111", &session, TRI_YES},
	    {"111111111111", &user, TRI_YES},
	    {"111111111111", &root, TRI_YES},
	    {"111111111111", &federated, TRI_YES},
	    {"111111111111", &service, TRI_NO},
	    {"111111111111", &anonymous, TRI_NO},
	    {"222222222222", &session, TRI_NO},
	    {"arn:aws:iam::111111111111:root", &session, TRI_YES},
	    {"arn:aws:iam::222222222222:root", &session, TRI_NO},
	    {"arn:aws-cn:iam::111111111111:root", &session, TRI_NO},
	    {"11111111111", &session, TRI_NO},
	};
	CHECK(rows);
}

static void a_role_is_named_with_its_path_and_case(void **state)
{
	(void)state;
	static const struct who_row rows[] = {
	    {"arn:aws:iam::111111111111:role/app/E", &session, TRI_YES},
	    {"arn:aws:iam::111111111111:role/E", &session, TRI_NO},
	    {"arn:aws:iam::111111111111:role/app/e", &session, TRI_NO},
	    {"arn:aws:iam::222222222222:role/app/E", &session, TRI_NO},
	    {"arn:aws:iam::111111111111:role/app/E", &user, TRI_NO},
	    {"arn:aws:iam::111111111111:role/app/E", &service, TRI_NO},
	    {"arn:aws:iam::111111111111:role/any/E", &pathless, TRI_UNKNOWN},
	    {"arn:aws:iam::111111111111:role/any/E", &half_pathed, TRI_UNKNOWN},
	    {"arn:aws:iam::111111111111:role/any/F", &half_pathed, TRI_NO},
	    {"arn:aws:iam::111111111111:role/F", &pathless, TRI_NO},
	    {"arn:aws:iam::222222222222:role/E", &pathless, TRI_NO},
	    {"arn:aws-cn:iam::111111111111:role/E", &pathless, TRI_NO},
	};
	CHECK(rows);
}

static void a_session_is_named_without_the_roles_path(void **state)
{
	(void)state;
	static const struct who_row rows[] = {
	    {"arn:aws:sts::111111111111:assumed-role/E/s", &session, TRI_YES},
	    {"arn:aws:sts::111111111111:assumed-role/E/t", &session, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/app/E/s", &session, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/F/s", &session, TRI_NO},
	    {"arn:aws:sts::222222222222:assumed-role/E/s", &session, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/E", &session, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/E/s", &user, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/E/s", &pathless, TRI_YES},
	    {"arn:aws:sts::111111111111:assumed-role/E/s", &nameless, TRI_UNKNOWN},
	    {"arn:aws:sts::111111111111:assumed-role/F/s", &nameless, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/E/s", &half_pathed, TRI_YES},
	    {"arn:aws:sts::111111111111:assumed-role/F/s", &half_pathed, TRI_NO},
	    {"arn:aws-cn:sts::111111111111:assumed-role/E/s", &half_pathed, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/E/run-7", &half_named, TRI_UNKNOWN},
	    {"arn:aws:sts::111111111111:assumed-role/E/job-7", &half_named, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/E/s", &by_step_functions, TRI_NO},
	};
	CHECK(rows);
}

static void users_and_federated_users_are_named_by_their_arns(void **state)
{
	(void)state;
	static const struct who_row rows[] = {
	    {"arn:aws:iam::111111111111:user/app/u", &user, TRI_YES},
	    {"arn:aws:iam::111111111111:user/u", &user, TRI_NO},
	    {"arn:aws:iam::111111111111:user/app/u", &session, TRI_NO},
	    {"arn:aws:sts::111111111111:federated-user/f", &federated, TRI_YES},
	    {"arn:aws:sts::111111111111:federated-user/g", &federated, TRI_NO},
	    {"arn:aws:sts::111111111111:federated-user/f", &user, TRI_NO},
	    /* which user made a federated session is not in its ARN */
	    {"arn:aws:iam::111111111111:user/app/u", &federated, TRI_UNKNOWN},
	    {"arn:aws:iam::222222222222:user/app/u", &federated, TRI_NO},
	};
	CHECK(rows);
}

static void an_id_names_the_one_principal_that_has_it(void **state)
{
	(void)state;
	static const struct who_row rows[] = {
	    {"AROAEXAMPLE", &session, TRI_YES}, {"AROAOLDROLE", &session, TRI_NO},
	    {"AROAEXAMPLE", &nameless, TRI_NO}, {"AIDAEXAMPLE", &user, TRI_YES},
	    {"AIDAOLDUSER", &user, TRI_NO},
	};
	CHECK(rows);
}

static void services_providers_and_canonical_ids_name_their_own_kind(void **state)
{
	(void)state;
	static const struct who_row rows[] = {
	    {"{\"Service\":\"states.amazonaws.com\"}", &service, TRI_YES},
	    {"{\"Service\":\"states.us-east-1.amazonaws.com\"}", &service, TRI_NO},
	    {"{\"Service\":\"states.amazonaws.com\"}", &session, TRI_NO},
	    {"{\"Service\":\"*\"}", &service, TRI_UNKNOWN},
	    {"{\"Federated\":\"accounts.google.com\"}", &provider, TRI_YES},
	    {"{\"Federated\":\"accounts.google.com\"}", &session, TRI_NO},
	    {"{\"Federated\":\"graph.facebook.com\"}", &provider, TRI_NO},
	    {"{\"Federated\":\"*\"}", &provider, TRI_UNKNOWN},
	    {"{\"AWS\":\"*\"}", &provider, TRI_UNKNOWN},
	    {"{\"AWS\":\"*\"}", &service, TRI_YES},
	    {"{\"AWS\":\"*\"}", &anonymous, TRI_YES},
	    {"{\"CanonicalUser\":\"79a5\"}", &session, TRI_NO}, /* of S3 alone */
	    {"{\"Nobody\":\"x\"}", &session, TRI_UNKNOWN},
	};
	CHECK(rows);
}

static void what_iam_admits_nowhere_names_no_one(void **state)
{
	(void)state;
	static const struct who_row rows[] = {
	    {"arn:aws:iam::111111111111:role/app/*", &session, TRI_NO},
	    {"arn:aws:iam::*:root", &session, TRI_NO},
	    {"arn:aws:sts::111111111111:assumed-role/E/*", &session, TRI_NO},
	    {"arn:aws:iam::111111111111:group/g", &session, TRI_NO},
	    {"arn:aws:s3:::b", &session, TRI_NO},
	    {"somebody", &session, TRI_NO},
	};
	CHECK(rows);
}

static void notprincipal_spares_only_who_is_listed_in_full(void **state)
{
	(void)state;
	const char *all = "{\"AWS\":[\"111111111111\",\"arn:aws:iam::111111111111:role/app/E\","
			  "\"arn:aws:sts::111111111111:assumed-role/E/s\"]}";
	assert_int_equal(names("NotPrincipal", all, &session), TRI_NO);
	assert_int_equal(names("NotPrincipal", all, &by_step_functions), TRI_UNKNOWN);
	assert_int_equal(names("NotPrincipal", all, &user), TRI_UNKNOWN);
	assert_int_equal(names("NotPrincipal", all, &root), TRI_NO);
	assert_int_equal(names("NotPrincipal", all, &service), TRI_YES);
	assert_int_equal(names("NotPrincipal", "{\"AWS\":\"222222222222\"}", &session), TRI_YES);
	assert_int_equal(
	    names("NotPrincipal", "{\"AWS\":\"arn:aws:iam::111111111111:role/app/E\"}", &session),
	    TRI_UNKNOWN);
	assert_int_equal(
	    names("NotPrincipal",
		  "{\"AWS\":[\"111111111111\",\"arn:aws:iam::111111111111:user/app/u\"]}", &user),
	    TRI_NO);
	assert_int_equal(names("NotPrincipal", "{\"Service\":\"states.amazonaws.com\"}", &service),
			 TRI_NO);
	assert_int_equal(names("NotPrincipal", "{\"Service\":\"sqs.amazonaws.com\"}", &service),
			 TRI_YES);
	assert_int_equal(names("NotPrincipal", "{\"AWS\":\"*\"}", &session), TRI_NO);
	assert_int_equal(
	    names("NotPrincipal", "{\"AWS\":\"arn:aws:iam::111111111111:role/*\"}", &session),
	    TRI_UNKNOWN);
	assert_int_equal(
	    names("NotPrincipal", "{\"AWS\":\"arn:aws:iam::111111111111:role/p/E\"}", &pathless),
	    TRI_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_account_names_everyone_in_it),
	    cmocka_unit_test(a_role_is_named_with_its_path_and_case),
	    cmocka_unit_test(a_session_is_named_without_the_roles_path),
	    cmocka_unit_test(users_and_federated_users_are_named_by_their_arns),
	    cmocka_unit_test(an_id_names_the_one_principal_that_has_it),
	    cmocka_unit_test(services_providers_and_canonical_ids_name_their_own_kind),
	    cmocka_unit_test(what_iam_admits_nowhere_names_no_one),
	    cmocka_unit_test(notprincipal_spares_only_who_is_listed_in_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
