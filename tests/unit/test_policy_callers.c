/* test_policy_callers.c - callers of whom a part is not known: they may be whom a policy names. */
#include "policy_ask.h"

#include "policy/who.h"
#include "rolehop/model/holes.h"

static const char hole[] = {HOLE, 0};

#define ALLOW_ALL "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}"

/* A call within one account, where the identity policies alone decide. */
static void start_call(struct ask *ask)
{
	ask_start(ask);
	ask_for(ask, "s3:GetObject", "arn:aws:s3:::bucket/key", "111111111111");
}

static enum tri named(const char *statement_principal, const struct principal *caller)
{
	struct ask ask;
	struct explanation x;
	enum tri out;

	ask_start(&ask);
	ask_policy(
	    &ask, LAYER_RESOURCE,
	    arena_printf(&ask.arena,
			 "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"%s\"},\"Action\":\"*\"}",
			 statement_principal)
		.p);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask.request.caller = *caller;
	ask.request.resource_account = caller->account;
	x = ask_why(&ask, LAYER_RESOURCE);
	assert_true(x.n_evidence > 0);
	out = x.evidence[0].matched;
	ask_end(&ask);
	return out;
}

static struct principal session(const char *arn)
{
	return (struct principal){.kind = PRINCIPAL_ROLE_SESSION,
				  .arn = str_from(arn),
				  .account = STR("111111111111"),
				  .partition = STR("aws"),
				  .session = STR("s")};
}

static void a_session_of_which_no_arn_is_known_may_be_anyones(void **state)
{
	struct principal p = session("");

	(void)state;
	assert_int_equal(named("arn:aws:iam::111111111111:role/R", &p), TRI_UNKNOWN);
	assert_int_equal(named("arn:aws:sts::111111111111:assumed-role/R/s", &p), TRI_UNKNOWN);
}

static void a_session_whose_arn_is_known_in_part_may_be_the_roles(void **state)
{
	struct principal p = session("arn:aws:sts::111111111111:assumed-role/\x01/s");

	(void)state;
	assert_int_equal(named("arn:aws:iam::111111111111:role/R", &p), TRI_UNKNOWN);
}

static void a_session_without_a_name_may_be_the_one_that_is_named(void **state)
{
	struct principal p = session("arn:aws:sts::111111111111:assumed-role/R/s");

	(void)state;
	p.session = STR("");
	assert_int_equal(named("arn:aws:sts::111111111111:assumed-role/R/s", &p), TRI_UNKNOWN);
	assert_int_equal(named("arn:aws:sts::111111111111:assumed-role/Q/s", &p), TRI_NO);
}

static void a_user_is_known_by_its_arn_where_nothing_else_is(void **state)
{
	struct principal p = {.kind = PRINCIPAL_USER,
			      .arn = STR("arn:aws:iam::111111111111:user/u"),
			      .account = STR("111111111111")};

	(void)state;
	assert_int_equal(named("arn:aws:iam::111111111111:user/u", &p), TRI_YES);
	assert_int_equal(named("arn:aws-cn:iam::111111111111:root", &p), TRI_YES);
}

static void a_caller_whose_partition_is_known_in_part_crosses_none_for_sure(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask.request.caller.partition = str_from(hole);
	assert_int_equal(ask_now(&ask), V_ALLOW);
	ask_end(&ask);
}

static void an_owner_that_may_be_aws_itself_is_not_surely_another_account(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask.request.caller.account = STR("111111111111");
	ask.request.resource_account = STR("aw\x01");
	assert_int_equal(request_is_cross_account(&ask.request), TRI_UNKNOWN);
	ask.request.resource_account = STR("22\x01");
	assert_int_equal(request_is_cross_account(&ask.request), TRI_YES);
	ask_end(&ask);
}

static void accounts_known_in_part_may_be_one(void **state)
{
	struct ask ask;

	(void)state;
	start_call(&ask);
	ask_policy(&ask, LAYER_IDENTITY, ALLOW_ALL);
	ask.request.caller.account = str_from(hole);
	ask.request.resource_account = str_from(hole);
	assert_int_equal(request_is_cross_account(&ask.request), TRI_UNKNOWN);
	ask.request.resource_account = STR("222222222222");
	assert_int_equal(request_is_cross_account(&ask.request), TRI_UNKNOWN);
	ask.request.caller.account = STR("1\x01");
	assert_int_equal(request_is_cross_account(&ask.request), TRI_YES);
	ask.request.caller.account = STR("");
	assert_int_equal(request_is_cross_account(&ask.request), TRI_UNKNOWN);
	/* "1..." and "...2" */
	ask.request.caller.account = STR("1\x01");
	ask.request.resource_account = STR("\x01"
					   "2");
	assert_int_equal(request_is_cross_account(&ask.request), TRI_UNKNOWN);
	ask_end(&ask);
}

static void callers_of_no_account_cross_none(void **state)
{
	static const enum principal_kind kinds[] = {PRINCIPAL_SERVICE, PRINCIPAL_ANONYMOUS,
						    PRINCIPAL_WEB_OR_SAML};
	struct ask ask;

	(void)state;
	start_call(&ask);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		ask.request.caller = (struct principal){.kind = kinds[i]};
		assert_int_equal(request_is_cross_account(&ask.request), TRI_NO);
	}
	ask_end(&ask);
}

static void a_service_without_a_name_of_its_own_goes_by_the_others(void **state)
{
	const struct str names[] = {STR("states.amazonaws.com")};
	const struct principal_item item = {
	    .form = FORM_SERVICE, .type = STR("Service"), .text = STR("states.amazonaws.com")};
	const struct principal_item empty = {.form = FORM_SERVICE, .type = STR("Service")};
	struct principal p = {.kind = PRINCIPAL_SERVICE, .services = names, .n_services = 1};
	enum grant grant;

	(void)state;
	assert_int_equal(who_item(&item, &p, STR("sts:AssumeRole"), &grant), TRI_YES);
	assert_int_equal(who_item(&empty, &p, STR("sts:AssumeRole"), &grant), TRI_NO);
}

/* A number that is none of ours claims nothing. */
static void kinds_that_do_not_exist_are_not_known(void **state)
{
	const struct principal_item item = {.form = (enum principal_form)99};
	const struct principal_item everyone = {.form = FORM_ROLE,
						.text = STR("arn:aws:iam::111111111111:role/R")};
	const struct principal_item anyone = {.form = FORM_EVERYONE, .text = STR("*")};
	const struct principals all = {.items = &anyone, .n = 1, .present = true};
	const struct principals list = {.items = &everyone, .n = 1, .present = true};
	struct principal p = session("arn:aws:sts::111111111111:assumed-role/R/s");
	enum grant grant;

	(void)state;
	assert_int_equal(who_item(&item, &p, STR("s3:GetObject"), &grant), TRI_UNKNOWN);
	p.kind = (enum principal_kind)99;
	assert_int_equal(who_not(&list, &p, STR("s3:GetObject")), TRI_YES);
	assert_int_equal(who_not(&all, &p, STR("s3:GetObject")), TRI_NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_session_of_which_no_arn_is_known_may_be_anyones),
	    cmocka_unit_test(a_session_whose_arn_is_known_in_part_may_be_the_roles),
	    cmocka_unit_test(a_session_without_a_name_may_be_the_one_that_is_named),
	    cmocka_unit_test(a_user_is_known_by_its_arn_where_nothing_else_is),
	    cmocka_unit_test(a_caller_whose_partition_is_known_in_part_crosses_none_for_sure),
	    cmocka_unit_test(accounts_known_in_part_may_be_one),
	    cmocka_unit_test(an_owner_that_may_be_aws_itself_is_not_surely_another_account),
	    cmocka_unit_test(callers_of_no_account_cross_none),
	    cmocka_unit_test(a_service_without_a_name_of_its_own_goes_by_the_others),
	    cmocka_unit_test(kinds_that_do_not_exist_are_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
