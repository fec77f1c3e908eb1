/* test_trace_trusts.c - who a trust policy names. */
#include "rolehop/base/width.h"
#include "rolehop/trace/trusts.h"
#include "trace_estate.h"

static const struct trust_row *rows_of(struct lit_world *w, const char *trust, size_t *n)
{
	const struct trust_row *rows = NULL;
	struct lit_role *role;

	lit_init(w);
	role = lit_role(w, TARGET_ROLE, trust);
	trusts_of(&w->arena, &role->role, &rows, n);
	return rows;
}

static struct str short_of(struct lit_world *w, const char *trust)
{
	struct lit_role *role;

	lit_init(w);
	role = lit_role(w, TARGET_ROLE, trust);
	return trusts_short(&w->arena, &role->role);
}

static void principal_of_another_account_is_a_row(void **state)
{
	struct lit_world w;
	size_t n;
	const struct trust_row *rows = rows_of(&w, TRUST(EXECUTION_ROLE, EXTERNAL_ID("x")), &n);

	(void)state;
	assert_int_equal(n, 1);
	assert_str(rows[0].principal, EXECUTION_ROLE);
	assert_string_equal(rows[0].kind, "role");
	assert_str(rows[0].account, HOME);
	assert_str(rows[0].external_id, "x");
	assert_false(rows[0].other_conditions);
	assert_true(rows[0].cross_account);
	assert_str(rows[0].pointer, "/Statement/0/Principal/AWS");
	lit_free(&w);
}

static void each_principal_of_a_list_is_a_row_of_its_kind(void **state)
{
	static const char *const kinds[] = {"account",	"account", "user", "session", "deleted",
					    "everyone", "service", "SAML", "OIDC"};
	struct lit_world w;
	size_t n;
	const struct trust_row *rows = rows_of(
	    &w,
	    DOC("{\"Effect\":\"Allow\",\"Action\":[\"sts:AssumeRole\",\"sts:AssumeRoleWithSAML\"],"
		"\"Principal\":{"
		"\"AWS\":[\"111111111111\",\"arn:aws:iam::222222222222:root\",\"arn:aws:iam::"
		"111111111111:user/u\","
		"\"arn:aws:sts::111111111111:assumed-role/R/s\",\"AROAEXAMPLEEXAMPLE123\",\"*\"],"
		"\"Service\":\"ec2.amazonaws.com\","
		"\"Federated\":[\"arn:aws:iam::222222222222:saml-provider/"
		"idp\",\"accounts.google.com\"]}}"),
	    &n);

	(void)state;
	assert_int_equal(n, 9);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(rows[i].kind, kinds[i]);
	assert_false(rows[1].cross_account);
	assert_true(rows[5].cross_account);
	assert_str(rows[2].pointer, "/Statement/0/Principal/AWS/2");
	lit_free(&w);
}

static void statement_that_is_one_object_has_no_index(void **state)
{
	struct lit_world w;
	size_t n;
	const struct trust_row *rows = rows_of(
	    &w, "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:*\"}}",
	    &n);

	(void)state;
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].kind, "everyone");
	assert_str(rows[0].pointer, "/Statement/Principal");
	lit_free(&w);
}

static void statement_about_other_actions_is_no_trust(void **state)
{
	struct lit_world w;
	size_t n;

	(void)state;
	(void)rows_of(&w,
		      DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},"
			  "\"Action\":\"sts:TagSession\"}"),
		      &n);
	assert_int_equal(n, 0);
	lit_free(&w);
}

static void denials_and_conditions_are_told(void **state)
{
	struct lit_world w;
	size_t n;
	const struct trust_row *rows =
	    rows_of(&w,
		    DOC("{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"111111111111\"},\"Action\":"
			"\"sts:AssumeRole\","
			"\"Condition\":{\"StringNotEquals\":{\"sts:ExternalId\":\"x\"}}},"
			"{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},\"Action\":"
			"\"sts:AssumeRole\","
			"\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":[\"x\",\"y\"]},"
			"\"Bool\":{\"aws:x\":true}}}"),
		    &n);

	(void)state;
	assert_int_equal(n, 2);
	assert_true(rows[0].deny);
	assert_str(rows[0].external_id, "");
	assert_true(rows[0].other_conditions);
	assert_false(rows[1].deny);
	assert_str(rows[1].external_id, "x,y");
	assert_true(rows[1].other_conditions);
	lit_free(&w);
}

static size_t rows_with(const char *actions)
{
	struct arena scratch = {NULL};
	struct lit_world w;
	size_t n;

	(void)rows_of(&w,
		      arena_cstr(&scratch, arena_printf(&scratch,
							"{\"Statement\":{\"Effect\":\"Allow\","
							"\"Principal\":\"*\",%s}}",
							actions)),
		      &n);
	lit_free(&w);
	arena_release(&scratch);
	return n;
}

static void actions_assume_as_patterns_match(void **state)
{
	(void)state;
	assert_int_equal(rows_with("\"Action\":\"sts:*Role\""), 1);
	assert_int_equal(rows_with("\"Action\":\"STS:Assume????\""), 1);
	assert_int_equal(rows_with("\"Action\":[\"sts:TagSession\",\"sts:*SAML\"]"), 1);
	assert_int_equal(rows_with("\"Action\":\"sts:AssumeRoot\""), 0);
	assert_int_equal(rows_with("\"Action\":\"sts:Av*\""), 0);
	assert_int_equal(rows_with("\"NotAction\":\"sts:TagSession\""), 1);
	assert_int_equal(rows_with("\"NotAction\":[\"sts:Assume*\"]"), 0);
	assert_int_equal(rows_with("\"NotAction\":\"sts:AssumeRole\""), 1);
	assert_int_equal(rows_with("\"Sid\":\"none\""), 0);
}

static void short_form_names_who_is_trusted(void **state)
{
	struct lit_world w;

	(void)state;
	assert_str(short_of(&w, TRUST(HOME, "")), "account 111111111111");
	lit_free(&w);
	assert_str(
	    short_of(&w, TRUST("arn:aws:iam::111111111111:role/app/Short", EXTERNAL_ID("x"))),
	    "Short +ExternalId");
	lit_free(&w);
	assert_str(short_of(&w, TRUST_SERVICE("states.amazonaws.com")), "states.amazonaws.com");
	lit_free(&w);
	assert_str(short_of(&w, DOC("{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRoleWithSAML\","
				    "\"Principal\":{\"Federated\":"
				    "\"arn:aws:iam::222222222222:saml-provider/Okta\"}}")),
		   "SAML Okta");
	lit_free(&w);
	assert_str(
	    short_of(&w,
		     DOC("{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRoleWithWebIdentity\","
			 "\"Principal\":{\"Federated\":\"arn:aws:iam::222222222222:oidc-provider/"
			 "oidc.eks.us-east-1.amazonaws.com/id/AB12\"}}")),
	    "OIDC oidc.eks.us-east-1.amazonaws.com/id/AB12");
	lit_free(&w);
	assert_str(short_of(&w, NULL), "?");
	lit_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(principal_of_another_account_is_a_row),
	    cmocka_unit_test(each_principal_of_a_list_is_a_row_of_its_kind),
	    cmocka_unit_test(statement_that_is_one_object_has_no_index),
	    cmocka_unit_test(statement_about_other_actions_is_no_trust),
	    cmocka_unit_test(denials_and_conditions_are_told),
	    cmocka_unit_test(actions_assume_as_patterns_match),
	    cmocka_unit_test(short_form_names_who_is_trusted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
