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

/* Does a principal of that form name the caller? */
static enum tri item_names(enum principal_form form, const char *text, const char *account,
			   const struct principal *caller)
{
	const struct principal_item item = {.form = form,
					    .type =
						form == FORM_SERVICE ? STR("Service") : STR("AWS"),
					    .text = str_from(text),
					    .account = str_from(account)};
	enum grant grant;
	return who_item(&item, caller, STR("s3:GetObject"), &grant);
}

static void a_caller_of_whom_nothing_is_known_may_be_whom_a_policy_names(void **state)
{
	const struct principal p = {.kind = PRINCIPAL_ROLE_SESSION,
				    .arn = str_from(hole),
				    .identity = str_from(hole),
				    .session = str_from(hole),
				    .anyone = true};

	(void)state;
	assert_int_equal(item_names(FORM_USER, "arn:aws:iam::111111111111:user/u", "", &p),
			 TRI_UNKNOWN);
	assert_int_equal(
	    item_names(FORM_FEDERATED_USER, "arn:aws:sts::111111111111:federated-user/f", "", &p),
	    TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_UNIQUE_ID, "AIDAEXAMPLE", "", &p), TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_ROLE, "arn:aws:iam::111111111111:role/R", "", &p),
			 TRI_UNKNOWN);
	assert_int_equal(
	    item_names(FORM_SESSION, "arn:aws:sts::111111111111:assumed-role/R/s", "", &p),
	    TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_ACCOUNT, "111111111111", "111111111111", &p), TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_OPEN, "${Who}", "", &p), TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_EVERYONE, "*", "", &p), TRI_YES);
	assert_int_equal(item_names(FORM_SERVICE, "sns.amazonaws.com", "", &p), TRI_NO);
}

static void a_session_whose_account_is_not_known_may_be_of_any(void **state)
{
	struct principal p = session("arn:aws:sts::\x01:assumed-role/R/s");
	const struct principal service = {.kind = PRINCIPAL_SERVICE,
					  .arn = STR("sns.amazonaws.com")};

	(void)state;
	p.account = STR("");
	assert_int_equal(item_names(FORM_ACCOUNT, "111111111111", "111111111111", &p), TRI_UNKNOWN);
	p.arn = STR("");
	assert_int_equal(item_names(FORM_ACCOUNT, "111111111111", "111111111111", &p), TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_ACCOUNT, "111111111111", "111111111111", &service),
			 TRI_NO);
}

static void what_only_a_deployment_tells_may_be_any_name_of_the_caller(void **state)
{
	static const char *const fits[] = {
	    "${Account}",
	    "1111${Account}",
	    "arn:aws:sts::111111111111:assumed-role/${Role}/s",
	    "arn:aws:iam::111111111111:role/app/${Role}",
	    "arn:aws:iam::${Account}:role/app/R",
	    "AROA${Id}",
	    "arn:aws:iam::${Account}:root",
	    "arn:aws:iam::111111111111:${Rest}",
	    "${Prefix}*",
	};
	static const char *const others[] = {
	    "2222${Account}",
	    "arn:aws:sts::222222222222:assumed-role/${Role}/s",
	    "arn:aws:iam::222222222222:role/app/${Role}",
	    "AIDA${Id}",
	    "arn:aws:iam::2222${Account}:root",
	    "arn:aws:iam::111111111111:role/other/${Role}",
	    "arn:aws:iam::${Account}:role/other/${Role}",
	    "arn:aws:iam::111111111111:user/${User}",
	};
	struct principal p = session("arn:aws:sts::111111111111:assumed-role/R/s");

	(void)state;
	p.identity = STR("arn:aws:iam::111111111111:role/app/R");
	p.unique_id = STR("AROAEXAMPLE");
	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++)
		if (item_names(FORM_OPEN, fits[i], "", &p) != TRI_UNKNOWN)
			fail_msg("%s", fits[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (item_names(FORM_OPEN, others[i], "", &p) != TRI_NO)
			fail_msg("%s", others[i]);
}

static void what_only_a_deployment_tells_may_be_a_caller_known_in_part(void **state)
{
	struct principal p = session("arn:aws:sts::111111111111:assumed-role/\x01/s");
	struct principal user = {.kind = PRINCIPAL_USER,
				 .arn = STR("arn:aws:iam::111111111111:user/u"),
				 .account = STR("111111111111")};
	char longest[5000];

	(void)state;
	assert_int_equal(item_names(FORM_OPEN, "arn:aws:iam::111111111111:role/${R}", "", &p),
			 TRI_UNKNOWN);
	/* the role's path is not known */
	p.arn = STR("arn:aws:sts::111111111111:assumed-role/R/s");
	assert_int_equal(item_names(FORM_OPEN, "arn:aws:iam::111111111111:role/${P}/R", "", &p),
			 TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_OPEN, "arn:aws:iam::${A}:role/app/R", "", &p),
			 TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_OPEN, "arn:aws:iam::111111111111:user/${U}", "", &user),
			 TRI_UNKNOWN);
	assert_int_equal(item_names(FORM_OPEN, "arn:aws:iam::222222222222:user/${U}", "", &user),
			 TRI_NO);
	/* too long to be looked into */
	memset(longest, 'x', sizeof(longest));
	memcpy(longest, "${U}", 4);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(item_names(FORM_OPEN, longest, "", &user), TRI_UNKNOWN);
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
	    cmocka_unit_test(a_caller_of_whom_nothing_is_known_may_be_whom_a_policy_names),
	    cmocka_unit_test(a_session_whose_account_is_not_known_may_be_of_any),
	    cmocka_unit_test(what_only_a_deployment_tells_may_be_any_name_of_the_caller),
	    cmocka_unit_test(what_only_a_deployment_tells_may_be_a_caller_known_in_part),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
