/* test_trace_chain.c - chains of roles taken by people and programs. */
#include "trace_estate.h"

#define USER "arn:aws:iam::111111111111:user/alice"
#define HUB "arn:aws:iam::111111111111:role/HubRl"
#define SPOKE "arn:aws:iam::222222222222:role/SpokeRl"

/* alice assumes SPOKE of another account, and may list there. */
struct people {
	struct lit_role *user, *hub, *spoke;
	struct lit_account *home, *away;
};

static struct people people_build(struct lit_world *w, const char *user_policy,
				  const char *spoke_trust)
{
	struct people p;

	lit_init(w);
	w->all_accounts = true;
	p.home = lit_member(w, HOME);
	p.away = lit_member(w, AWAY);
	p.user = lit_role(w, USER, NULL);
	lit_inline(w, p.user, "own", user_policy);
	p.hub = lit_role(w, HUB, TRUST(HOME, ""));
	lit_inline(w, p.hub, "assume", DOC(ALLOW("sts:AssumeRole", SPOKE)));
	p.spoke = lit_role(w, SPOKE, spoke_trust);
	lit_inline(w, p.spoke, "look", DOC(ALLOW("states:List*", "*")));
	return p;
}

static const struct trace *assume(struct lit_world *w, const char *principal, const char *role,
				  const char *external_id)
{
	struct trace_assumption assumption = {.role = str_from(role),
					      .has_external_id = external_id != NULL,
					      .external_id = str_from(external_id)};
	const struct trace_chain chain = {
	    .principal = str_from(principal), .assumptions = &assumption, .n_assumptions = 1};

	return lit_chain(w, &chain);
}

static void user_is_allowed_when_both_sides_allow(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", SPOKE)), TRUST(HOME, ""));
	t = assume(&w, USER, SPOKE, NULL);
	assert_allowed(t);
	assert_true(t->complete);
	assert_int_equal(t->n_hops, 1);
	assert_str(t->hops[0].action, "sts:AssumeRole");
	assert_false(t->hops[0].gates[GATE_DEFINITION].applies);
	lit_free(&w);
}

static void user_without_permission_is_denied(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("s3:*", "*")), TRUST(USER, ""));
	t = assume(&w, USER, SPOKE, NULL);
	assert_denied_at(t, GATE_ASSUME_PERMISSION, HOME);
	assert_int_equal(t->blocking_hop, 0);
	lit_free(&w);
}

static void group_policies_count_for_the_user(void **state)
{
	struct lit_world w;
	struct people p;
	struct attached_policy *policy;

	(void)state;
	p = people_build(&w, DOC(ALLOW("s3:*", "*")), TRUST(HOME, ""));
	lit_inline(&w, p.user, "of-the-group", DOC(ALLOW("sts:AssumeRole", SPOKE)));
	policy = vec_at(&p.user->policies, 1);
	policy->of = STR("arn:aws:iam::111111111111:group/Operators");
	assert_allowed(assume(&w, USER, SPOKE, NULL));
	lit_free(&w);
}

static void missing_externalid_is_denied_and_the_right_one_allowed(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", SPOKE)),
			   TRUST(HOME, EXTERNAL_ID("s3cret")));
	t = assume(&w, USER, SPOKE, NULL);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_cause(t, "externalid-missing");
	assert_says(t, "the request sends none");
	t = assume(&w, USER, SPOKE, "secret");
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_cause(t, "externalid-mismatch");
	assert_allowed(assume(&w, USER, SPOKE, "s3cret"));
	lit_free(&w);
}

static void mfa_of_a_person_is_unknown_until_it_is_given(void **state)
{
	const struct str yes = STR("true");
	const struct context_value mfa = {.key = STR("aws:MultiFactorAuthPresent"),
					  .state = CTX_PRESENT,
					  .present = true,
					  .values = &yes,
					  .n_values = 1};
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", SPOKE)),
			   TRUST(HOME, CONDITION("Bool", "aws:MultiFactorAuthPresent", "true")));
	t = assume(&w, USER, SPOKE, NULL);
	assert_unknown(t);
	assert_cause(t, "mfa-state-unknown");
	w.options.context = &mfa;
	w.options.n_context = 1;
	assert_allowed(assume(&w, USER, SPOKE, NULL));
	lit_free(&w);
}

static void two_steps_are_judged_each_by_its_caller(void **state)
{
	const struct trace_assumption assumptions[] = {{.role = STR(HUB)}, {.role = STR(SPOKE)}};
	const struct trace_chain chain = {.principal = STR(USER),
					  .assumptions = assumptions,
					  .n_assumptions = 2,
					  .action = STR("states:ListStateMachines"),
					  .resource = STR("*")};
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", HUB)), TRUST(HUB, ""));
	t = lit_chain(&w, &chain);
	assert_allowed(t);
	assert_int_equal(t->n_hops, 3);
	assert_str(t->hops[1].caller, HUB);
	assert_str(t->hops[2].caller, SPOKE);
	assert_str(t->hops[2].action, "states:ListStateMachines");
	lit_free(&w);
}

static void second_step_is_denied_when_the_hub_may_not(void **state)
{
	const struct trace_assumption assumptions[] = {{.role = STR(HUB)}, {.role = STR(SPOKE)}};
	const struct trace_chain chain = {
	    .principal = STR(USER), .assumptions = assumptions, .n_assumptions = 2};
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", HUB)), TRUST(USER, ""));
	t = lit_chain(&w, &chain);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_int_equal(t->blocking_hop, 1);
	lit_free(&w);
}

static void role_does_not_trust_itself_by_nature(void **state)
{
	struct lit_world w;
	struct lit_role *role;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("s3:*", "*")), TRUST(HOME, ""));
	role = lit_role(&w, "arn:aws:iam::111111111111:role/Selfish",
			TRUST_SERVICE("ec2.amazonaws.com"));
	lit_inline(&w, role, "self", DOC(ALLOW("sts:AssumeRole", "*")));
	t = assume(&w, "arn:aws:iam::111111111111:role/Selfish",
		   "arn:aws:iam::111111111111:role/Selfish", NULL);
	assert_denied_at(t, GATE_TARGET_TRUST, HOME);
	assert_cause(t, "self-assume");
	lit_free(&w);
}

static void trust_that_names_the_role_itself_suffices_in_one_account(void **state)
{
	struct lit_world w;
	struct lit_role *caller;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("s3:*", "*")), TRUST(HOME, ""));
	caller = lit_role(&w, "arn:aws:iam::111111111111:role/Caller",
			  TRUST_SERVICE("ec2.amazonaws.com"));
	lit_inline(&w, caller, "none", DOC(ALLOW("s3:*", "*")));
	lit_role(&w, "arn:aws:iam::111111111111:role/Named",
		 TRUST("arn:aws:iam::111111111111:role/Caller", ""));
	lit_role(&w, "arn:aws:iam::111111111111:role/Rooted", TRUST(HOME, ""));
	t = assume(&w, "arn:aws:iam::111111111111:role/Caller",
		   "arn:aws:iam::111111111111:role/Named", NULL);
	assert_allowed(t);
	assert_false(t->hops[0].gates[GATE_ASSUME_PERMISSION].applies);
	t = assume(&w, "arn:aws:iam::111111111111:role/Caller",
		   "arn:aws:iam::111111111111:role/Rooted", NULL);
	assert_denied_at(t, GATE_ASSUME_PERMISSION, HOME);
	lit_free(&w);
}

static void role_that_does_not_exist_is_denied(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", "*")), TRUST(HOME, ""));
	t = assume(&w, USER, "arn:aws:iam::222222222222:role/Nobody", NULL);
	assert_denied_at(t, GATE_DEFINITION, HOME);
	lit_free(&w);
}

static void role_of_an_account_not_collected_is_unknown(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", "*")), TRUST(HOME, ""));
	t = assume(&w, USER, "arn:aws:iam::555555555555:role/Nobody", NULL);
	assert_unknown(t);
	assert_cause(t, "account-not-cached");
	lit_free(&w);
}

static void principal_that_does_not_exist_is_bad_input(void **state)
{
	struct trace_assumption assumption = {.role = STR(SPOKE)};
	const struct trace_chain chain = {.principal = STR("arn:aws:iam::111111111111:user/alicia"),
					  .assumptions = &assumption,
					  .n_assumptions = 1};
	const struct trace *t = NULL;
	struct lit_world w;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", "*")), TRUST(HOME, ""));
	assert_false(trace_chain(&w.arena, &w.world, &chain, &w.options, &t, &w.err));
	assert_int_equal(w.err.kind, ERR_INPUT);
	assert_null(t);
	lit_free(&w);
}

static void principal_of_an_account_not_collected_is_unknown(void **state)
{
	struct lit_world w;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", "*")), TRUST("*", ""));
	assert_unknown(assume(&w, "arn:aws:iam::666666666666:role/Stranger", SPOKE, NULL));
	lit_free(&w);
}

static void session_arn_finds_its_role(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", "*")), TRUST(HUB, ""));
	t = assume(&w, "arn:aws:sts::111111111111:assumed-role/HubRl/alice", SPOKE, NULL);
	assert_allowed(t);
	lit_free(&w);
}

static void nothing_asked_is_wrong_usage(void **state)
{
	const struct trace_chain chain = {.principal = STR(USER)};
	const struct trace *t = NULL;
	struct lit_world w;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", "*")), TRUST(HUB, ""));
	assert_false(trace_chain(&w.arena, &w.world, &chain, &w.options, &t, &w.err));
	assert_int_equal(w.err.kind, ERR_USAGE);
	lit_free(&w);
}

static void service_is_judged_at_execution_role_trust(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", "*")), TRUST(HUB, ""));
	t = assume(&w, "lambda.amazonaws.com", HUB, NULL);
	assert_denied_at(t, GATE_EXECUTION_ROLE_TRUST, HOME);
	lit_free(&w);
}

static void bucket_whose_owner_is_not_known_is_unknown(void **state)
{
	const struct trace_chain chain = {.principal = STR(USER),
					  .action = STR("s3:GetObject"),
					  .resource = STR("arn:aws:s3:::data/key")};
	struct lit_world w;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("s3:GetObject", "*")), TRUST(HUB, ""));
	assert_unknown(lit_chain(&w, &chain));
	lit_resource(&w, "arn:aws:s3:::data", HOME, NULL);
	assert_allowed(lit_chain(&w, &chain));
	lit_free(&w);
}

static void tags_of_a_session_are_judged_by_the_trust_policy(void **state)
{
	const struct trace_chain chain = {
	    .principal = STR(USER), .action = STR("sts:TagSession"), .resource = STR(SPOKE)};
	const struct trace *t;
	struct lit_world w;

	(void)state;
	(void)people_build(&w, DOC(ALLOW("sts:TagSession", SPOKE)),
			   DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" HOME
			       "\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"]}"));
	assert_allowed(lit_chain(&w, &chain));
	lit_free(&w);
	(void)people_build(&w, DOC(ALLOW("sts:TagSession", SPOKE)), TRUST(HOME, ""));
	assert_denied_at(lit_chain(&w, &chain), GATE_TARGET_TRUST, AWAY);
	lit_free(&w);
	(void)people_build(&w, DOC(ALLOW("sts:AssumeRole", SPOKE)), TRUST(HOME, ""));
	t = lit_chain(&w, &chain);
	assert_denied_at(t, GATE_ASSUME_PERMISSION, HOME);
	assert_contains(t->summary, "no policy of alice allows sts:TagSession");
	lit_free(&w);
}

/* The queue's key is known: without it the sender sends nothing, whoever asks. */
static void who_sends_to_a_queue_needs_its_key(void **state)
{
	static const char queue[] = "arn:aws:sqs:us-east-1:222222222222:q";
	static const char key[] = "arn:aws:kms:us-east-1:222222222222:key/k";
	const struct trace_chain chain = {.principal = STR(EXECUTION_ROLE),
					  .action = STR("sqs:SendMessage"),
					  .resource = str_from(queue)};
	struct lit_world w;
	struct built b;
	const struct trace *t;

	(void)state;
	b = estate_build(&w, &sound);
	lit_inline(&w, b.execution, "send", DOC(ALLOW("sqs:*", "*")));
	lit_resource(&w, queue, AWAY,
		     DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" HOME
			 "\"},\"Action\":\"sqs:*\",\"Resource\":\"*\"}"));
	assert_allowed(lit_chain(&w, &chain));
	*(struct lit_parameter *)vec_push(&w.parameters) =
	    (struct lit_parameter){str_from(queue), str_from(key)};
	lit_resource(&w, key, AWAY,
		     DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" HOME
			 "\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}"));
	t = lit_chain(&w, &chain);
	assert_denied_at(t, GATE_DEPENDENT_PERMISSION, HOME);
	assert_cause(t, "kms-sender-permissions");
	assert_str(t->action, "sqs:SendMessage");
	lit_inline(&w, b.execution, "key",
		   DOC(ALLOW("kms:*", "arn:aws:kms:us-east-1:222222222222:key/k")));
	assert_allowed(lit_chain(&w, &chain));
	lit_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_sends_to_a_queue_needs_its_key),
	    cmocka_unit_test(user_is_allowed_when_both_sides_allow),
	    cmocka_unit_test(user_without_permission_is_denied),
	    cmocka_unit_test(group_policies_count_for_the_user),
	    cmocka_unit_test(missing_externalid_is_denied_and_the_right_one_allowed),
	    cmocka_unit_test(mfa_of_a_person_is_unknown_until_it_is_given),
	    cmocka_unit_test(two_steps_are_judged_each_by_its_caller),
	    cmocka_unit_test(second_step_is_denied_when_the_hub_may_not),
	    cmocka_unit_test(role_does_not_trust_itself_by_nature),
	    cmocka_unit_test(trust_that_names_the_role_itself_suffices_in_one_account),
	    cmocka_unit_test(role_that_does_not_exist_is_denied),
	    cmocka_unit_test(role_of_an_account_not_collected_is_unknown),
	    cmocka_unit_test(principal_that_does_not_exist_is_bad_input),
	    cmocka_unit_test(principal_of_an_account_not_collected_is_unknown),
	    cmocka_unit_test(session_arn_finds_its_role),
	    cmocka_unit_test(nothing_asked_is_wrong_usage),
	    cmocka_unit_test(service_is_judged_at_execution_role_trust),
	    cmocka_unit_test(bucket_whose_owner_is_not_known_is_unknown),
	    cmocka_unit_test(tags_of_a_session_are_judged_by_the_trust_policy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
