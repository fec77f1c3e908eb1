/* test_trace_task.c - Tasks taken through every gate. */
#include "trace_estate.h"

/* ---- the working example, and what breaks it ---- */

static void task_is_allowed_when_both_sides_allow(void **state)
{
	struct lit_world w;
	const struct trace *t = estate_trace(&w, &sound);

	(void)state;
	assert_allowed(t);
	assert_true(t->complete);
	assert_int_equal(t->n_hops, 3);
	assert_int_equal(t->n_gaps, 0);
	assert_str(t->cause, "");
	assert_says(
	    t, "Allowed: TrustedAccountRl may, through TrustingAccountRl in 222222222222, call "
	       "states:StartSyncExecution on SecretCacheWfw.");
	assert_str(t->hops[0].caller, "states.amazonaws.com");
	assert_str(t->hops[1].caller, EXECUTION_ROLE);
	assert_str(t->hops[1].action, "sts:AssumeRole");
	assert_str(t->hops[2].caller, TARGET_ROLE);
	assert_str(t->hops[2].action, "states:StartSyncExecution");
	lit_free(&w);
}

static void task_is_denied_at_trust_by_another_externalid(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct gate_result *gate;
	const struct trace *t;

	(void)state;
	e.machine = "arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfwX";
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_int_equal(t->blocking_hop, 1);
	assert_cause(t, "externalid-mismatch");
	assert_says(t, "wants sts:ExternalId");
	assert_says(t, "one extra character at the end: \"X\"");
	assert_true(t->complete);
	gate = &t->hops[1].gates[GATE_TARGET_TRUST];
	assert_str(gate->explanation.evidence[0].wants, MACHINE);
	assert_str(gate->explanation.evidence[0].has, MACHINE "X");
	assert_str(gate->explanation.evidence[0].pointer,
		   "/Statement/0/Condition/StringEquals/sts:ExternalId");
	lit_free(&w);
}

static void task_is_denied_when_assume_permission_is_missing(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.assume = DOC(ALLOW("s3:GetObject", "*"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_ASSUME_PERMISSION, HOME);
	assert_cause(t, "assume-permission-missing");
	assert_says(t, "no policy of TrustedAccountRl allows sts:AssumeRole on TrustingAccountRl");
	lit_free(&w);
}

static void task_is_denied_when_assume_names_another_role(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.assume = DOC(ALLOW("sts:AssumeRole", "arn:aws:iam::222222222222:role/Other"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_ASSUME_PERMISSION, HOME);
	assert_cause(t, "assume-resource-mismatch");
	assert_says(t, "arn:aws:iam::222222222222:role/Other");
	lit_free(&w);
}

static void task_is_denied_when_trust_names_another_role(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = TRUST("arn:aws:iam::111111111111:role/Deployer", "");
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_cause(t, "trust-wrong-principal");
	assert_says(t, "Deployer");
	lit_free(&w);
}

static void task_is_denied_when_trust_names_a_service(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = TRUST_SERVICE("states.amazonaws.com");
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_cause(t, "trust-names-service");
	lit_free(&w);
}

static void task_is_denied_when_trust_names_a_deleted_role(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = TRUST("AROAEXAMPLEEXAMPLE123", "");
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_cause(t, "deleted-and-recreated-role");
	lit_free(&w);
}

static void task_is_denied_when_trust_asks_sourcearn(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE, CONDITION("ArnLike", "aws:SourceArn", MACHINE));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_cause(t, "sourcearn-condition");
	lit_free(&w);
}

static void task_is_denied_when_trust_asks_mfa(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE, CONDITION("Bool", "aws:MultiFactorAuthPresent", "true"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_cause(t, "trust-mfa");
	lit_free(&w);
}

static void task_is_denied_when_externalid_pattern_is_taken_literally(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE,
			EXTERNAL_ID("arn:aws:states:us-east-1:111111111111:stateMachine:Secret*"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_TRUST, AWAY);
	assert_cause(t, "externalid-wildcard-operator");
	lit_free(&w);
}

static void task_is_allowed_when_externalid_pattern_fits(void **state)
{
	struct estate e = sound;
	struct lit_world w;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE,
			CONDITION("StringLike", "sts:ExternalId",
				  "arn:aws:states:us-east-1:111111111111:stateMachine:Secret*"));
	assert_allowed(estate_trace(&w, &e));
	lit_free(&w);
}

static void task_is_denied_when_the_name_is_no_externalid(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.machine = "arn:aws:states:us-east-1:111111111111:stateMachine:Hello!";
	e.trust = TRUST(EXECUTION_ROLE, "");
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_int_equal(t->blocking_hop, 1);
	assert_cause(t, "name-not-valid-externalid");
	lit_free(&w);
}

static void task_is_denied_when_the_target_lacks_the_permission(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.permission = DOC(ALLOW("states:StartExecution", CHILD));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_PERMISSION, AWAY);
	assert_int_equal(t->blocking_hop, 2);
	assert_cause(t, "start-vs-startsync");
	lit_free(&w);
}

static void task_is_denied_when_the_policy_has_the_sdk_name(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.permission = DOC(ALLOW("sfn:StartSyncExecution", "*"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_PERMISSION, AWAY);
	assert_cause(t, "wrong-action-name");
	lit_free(&w);
}

static void task_is_denied_when_execution_role_trusts_lambda(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.execution_trust = TRUST_SERVICE("lambda.amazonaws.com");
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_EXECUTION_ROLE_TRUST, HOME);
	assert_int_equal(t->blocking_hop, 0);
	assert_cause(t, "execution-role-trust");
	lit_free(&w);
}

static void task_is_denied_when_execution_role_trusts_another_region(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.execution_trust = TRUST_SERVICE("states.eu-west-1.amazonaws.com");
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_EXECUTION_ROLE_TRUST, HOME);
	assert_cause(t, "regional-service-principal");
	lit_free(&w);
}

static void task_is_allowed_when_execution_role_trusts_the_own_region(void **state)
{
	struct estate e = sound;
	struct lit_world w;

	(void)state;
	e.execution_trust = TRUST_SERVICE("states.us-east-1.amazonaws.com");
	assert_allowed(estate_trace(&w, &e));
	lit_free(&w);
}

static void task_is_denied_when_execution_role_wants_another_machine(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.execution_trust =
	    DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},"
		"\"Action\":\"sts:AssumeRole\"" CONDITION("ArnLike", "aws:SourceArn",
							  MACHINE "Other") "}");
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_EXECUTION_ROLE_TRUST, HOME);
	assert_cause(t, "execution-role-sourcearn");
	lit_free(&w);
}

/* ---- run-time roles ---- */

#define RUNTIME TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD)

static void task_is_unknown_when_the_role_comes_at_run_time(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = RUNTIME;
	t = estate_trace(&w, &e);
	assert_unknown(t);
	assert_cause(t, "dynamic-role-arn");
	assert_says(t, "$.role");
	assert_says(t, "--set '$.role=");
	assert_str(t->target_path, "$.role");
	assert_int_equal(t->n_candidates, 1);
	assert_str(t->candidates[0].value, TARGET_ROLE);
	assert_int_equal(t->candidates[0].verdict, V_ALLOW);
	lit_free(&w);
}

static const struct json *json_of(struct lit_world *w, const char *text)
{
	const struct json *json = NULL;

	assert_true(json_parse(&w->arena, str_from(text), &json, &w->err));
	return json;
}

static void task_is_settled_by_a_binding(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	struct asl_binding binding;
	const struct trace *t;

	(void)state;
	e.definition = RUNTIME;
	(void)estate_build(&w, &e);
	binding = (struct asl_binding){.path = STR("$.role"),
				       .value = json_of(&w, "\"" TARGET_ROLE "\"")};
	w.options.bindings = &binding;
	w.options.n_bindings = 1;
	t = lit_trace(&w, MACHINE, "T");
	assert_allowed(t);
	assert_str(t->target_role, TARGET_ROLE);
	lit_free(&w);
}

static void task_is_settled_to_denial_by_a_binding(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	struct asl_binding binding;
	const struct trace *t;

	(void)state;
	e.definition = RUNTIME;
	(void)estate_build(&w, &e);
	binding = (struct asl_binding){
	    .path = STR("$.role"), .value = json_of(&w, "\"arn:aws:iam::222222222222:role/Gone\"")};
	w.options.bindings = &binding;
	w.options.n_bindings = 1;
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_cause(t, "rolearn-wrong");
	lit_free(&w);
}

#define HOLED_ROLE                                                                                 \
	TASK(START_SYNC, CREDENTIALS_PATH(                                                         \
			     "States.Format('arn:aws:iam::{}:role/TrustingAccountRl', $.account)") \
			     START_CHILD)

static void holed_role_counts_as_the_one_it_matches(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = HOLED_ROLE;
	t = estate_trace(&w, &e);
	assert_allowed(t);
	assert_int_equal(t->n_candidates, 1);
	lit_free(&w);
}

static void holed_role_is_unknown_when_an_account_is_not_collected(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = HOLED_ROLE;
	(void)estate_build(&w, &e);
	lit_account(&w, "333333333333")->collected = false;
	t = lit_trace(&w, MACHINE, "T");
	assert_unknown(t);
	assert_int_equal(t->n_candidates, 1);
	lit_free(&w);
}

static void holed_role_is_denied_when_no_role_fits(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = TASK(
	    START_SYNC, CREDENTIALS_PATH("States.Format('arn:aws:iam::{}:role/Nobody', $.account)")
			    START_CHILD);
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_DEFINITION, HOME);
	lit_free(&w);
}

static void holed_role_is_unknown_when_its_candidates_disagree(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = HOLED_ROLE;
	(void)estate_build(&w, &e);
	lit_member(&w, "333333333333");
	lit_role(&w, "arn:aws:iam::333333333333:role/TrustingAccountRl",
		 TRUST_SERVICE("ec2.amazonaws.com"));
	t = lit_trace(&w, MACHINE, "T");
	assert_unknown(t);
	assert_int_equal(t->n_candidates, 2);
	lit_free(&w);
}

/* One of two roles, as a Choice before it decides; their names have a beginning and an end in
 * common. */
#define ONE_OF(first, second)                                                                      \
	"{\"StartAt\":\"C\",\"States\":{\"C\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":"    \
	"\"$.x\",\"NumericEquals\":1,\"Next\":\"P1\"}],\"Default\":\"P2\"},\"P1\":{\"Type\":"      \
	"\"Pass\",\"Result\":{\"role\":\"" first "\"},\"Next\":\"T\"},\"P2\":{\"Type\":\"Pass\","  \
	"\"Result\":{\"role\":\"" second                                                           \
	"\"},\"Next\":\"T\"},\"T\":{\"Type\":\"Task\",\"Resource\":\"" START_SYNC                  \
	"\"" CREDENTIALS_PATH("$.role") START_CHILD ",\"End\":true}}}"
#define ROLE_A "arn:aws:iam::222222222222:role/aReader"
#define ROLE_B "arn:aws:iam::222222222222:role/aaReader"

static const struct trace *one_of_two(struct lit_world *w, const char *trust_of_b)
{
	struct estate e = sound;
	struct lit_role *role;

	e.definition = ONE_OF(ROLE_A, ROLE_B);
	e.assume = DOC(ALLOW("sts:AssumeRole", "*"));
	(void)estate_build(w, &e);
	role = lit_role(w, ROLE_A, sound.trust);
	lit_inline(w, role, "start", sound.permission);
	role = lit_role(w, ROLE_B, trust_of_b);
	lit_inline(w, role, "start", sound.permission);
	return lit_trace(w, MACHINE, "T");
}

static void one_of_two_roles_is_allowed_only_if_both_are(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	t = one_of_two(&w, sound.trust);
	assert_allowed(t);
	assert_int_equal(t->n_candidates, 2);
	assert_says(t, "so for each of the 2 roles that $.role may name");
	lit_free(&w);
	t = one_of_two(&w, TRUST("333333333333", ""));
	assert_unknown(t);
	assert_int_equal(t->n_candidates, 2);
	assert_int_equal(t->candidates[0].verdict, V_ALLOW);
	assert_int_equal(t->candidates[1].verdict, V_DENY_IMPLICIT);
	lit_free(&w);
}

static void holed_role_is_denied_when_all_candidates_are(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = HOLED_ROLE;
	e.trust = TRUST_SERVICE("ec2.amazonaws.com");
	e.assume = DOC(ALLOW("sts:AssumeRole", "*"));
	(void)estate_build(&w, &e);
	lit_member(&w, "333333333333");
	lit_role(&w, "arn:aws:iam::333333333333:role/TrustingAccountRl",
		 TRUST_SERVICE("ec2.amazonaws.com"));
	t = lit_trace(&w, MACHINE, "T");
	assert_int_equal(verdict_exit_status(t->verdict), 1);
	assert_true(t->has_blocking);
	assert_says(t, "2 roles");
	lit_free(&w);
}

/* ---- Credentials that cannot work ---- */

static void task_is_denied_when_credentials_have_another_field(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = TASK(START_SYNC, ",\"Credentials\":{\"TaskRole\":\"x\"}" START_CHILD);
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_DEFINITION, HOME);
	lit_free(&w);
}

static void task_is_denied_when_the_role_is_of_another_partition(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition =
	    TASK(START_SYNC,
		 CREDENTIALS("arn:aws-cn:iam::222222222222:role/TrustingAccountRl") START_CHILD);
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_cause(t, "wrong-partition");
	lit_free(&w);
}

static void task_is_denied_when_the_role_does_not_exist(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition =
	    TASK(START_SYNC, CREDENTIALS("arn:aws:iam::222222222222:role/Missing") START_CHILD);
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_int_equal(t->blocking_hop, 1);
	assert_false(t->hops[1].gates[GATE_TARGET_TRUST].applies);
	lit_free(&w);
}

static void task_names_the_path_that_is_left_out(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition =
	    TASK(START_SYNC, CREDENTIALS("arn:aws:iam::222222222222:role/Pathed") START_CHILD);
	(void)estate_build(&w, &e);
	lit_role(&w, "arn:aws:iam::222222222222:role/app/Pathed", e.trust);
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_cause(t, "role-path-missing");
	assert_says(t, "role/app/Pathed");
	lit_free(&w);
}

static void task_is_unknown_when_the_target_account_was_not_collected(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition =
	    TASK(START_SYNC, CREDENTIALS("arn:aws:iam::444444444444:role/Far") PARAMETERS(
				 "\"StateMachineArn\":\"arn:aws:states:us-east-1:444444444444:"
				 "stateMachine:Far\""));
	e.assume = DOC(ALLOW("sts:AssumeRole", "*"));
	t = estate_trace(&w, &e);
	assert_unknown(t);
	assert_false(t->complete);
	assert_cause(t, "account-not-cached");
	assert_says(t, "444444444444");
	lit_free(&w);
}

/* ---- organization ---- */

static void scp_of_the_source_denies_the_assumption(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	lit_level(&w, &b.home->scps, "SCP", "ou-1", LIT_ANY, DOC(DENY("sts:AssumeRole", "*")));
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_SCP, MANAGEMENT);
	assert_int_equal(t->blocking_hop, 1);
	assert_cause(t, "scp-explicit-deny");
	assert_says(t, "SCP p-second-ou-1 at ou-1");
	lit_free(&w);
}

static void scp_of_the_target_does_not_bind_the_assumption(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);

	(void)state;
	lit_level(&w, &b.away->scps, "SCP", "ou-1", LIT_ANY, DOC(DENY("sts:AssumeRole", "*")));
	assert_allowed(lit_trace(&w, MACHINE, "T"));
	lit_free(&w);
}

static void scp_of_the_target_denies_the_call(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	lit_level(&w, &b.away->scps, "SCP", "ou-1", LIT_ANY, DOC(DENY("states:*", "*")));
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_SCP, MANAGEMENT);
	assert_int_equal(t->blocking_hop, 2);
	lit_free(&w);
}

static void scp_that_allows_only_other_services_denies(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	lit_level(&w, &b.away->scps, "SCP", "ou-1", DOC(ALLOW("s3:*", "*")), NULL);
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_SCP, MANAGEMENT);
	assert_cause(t, "scp-allow-list");
	lit_free(&w);
}

static void scp_that_closes_the_region_is_named(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	lit_level(&w, &b.away->scps, "SCP", "ou-1", LIT_ANY,
		  DOC("{\"Effect\":\"Deny\",\"NotAction\":\"iam:*\",\"Resource\":\"*\"" CONDITION(
		      "StringNotEquals", "aws:RequestedRegion", "eu-west-1") "}"));
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_SCP, MANAGEMENT);
	assert_cause(t, "scp-region-deny");
	lit_free(&w);
}

static void scp_does_not_bind_the_management_account(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);

	(void)state;
	lit_level(&w, &b.home->scps, "SCP", "ou-1", LIT_ANY, DOC(DENY("*", "*")));
	b.home->management = true;
	assert_allowed(lit_trace(&w, MACHINE, "T"));
	lit_free(&w);
}

static void rcp_of_the_target_denies_the_assumption(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	lit_level(&w, &b.away->rcps, "RCP", "r-root",
		  DOC("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\","
		      "\"Resource\":\"*\"" CONDITION("StringNotEquals", "aws:PrincipalAccount",
						     "222222222222") "}"),
		  NULL);
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_RCP, MANAGEMENT);
	assert_int_equal(t->blocking_hop, 1);
	assert_cause(t, "rcp-deny");
	lit_free(&w);
}

static void uncollected_organization_is_assumed_absent(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	b.away->org = ORG_NOT_COLLECTED;
	t = lit_trace(&w, MACHINE, "T");
	assert_allowed(t);
	assert_false(t->complete);
	assert_true(t->n_gaps > 0);
	assert_true(t->gaps[0].assumed_absent);
	assert_says(t, "Allowed, if no ");
	assert_says(t, "of 222222222222 denies it: the organization was not collected");
	lit_free(&w);
}

static void strict_makes_an_assumption_unknown(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	b.away->org = ORG_NOT_COLLECTED;
	w.options.strict = true;
	t = lit_trace(&w, MACHINE, "T");
	assert_unknown(t);
	assert_false(t->complete);
	lit_free(&w);
}

static void strict_leaves_a_proof_alone(void **state)
{
	struct lit_world w;

	(void)state;
	(void)estate_build(&w, &sound);
	w.options.strict = true;
	assert_allowed(lit_trace(&w, MACHINE, "T"));
	lit_free(&w);
}

static void scps_of_an_account_outside_of_the_organization_are_not_known(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	b.away->org = ORG_OUTSIDE;
	t = lit_trace(&w, MACHINE, "T");
	assert_allowed(t);
	assert_false(t->complete);
	lit_free(&w);
}

/* ---- boundaries, missing documents ---- */

static void set_boundary(struct lit_world *w, struct lit_role *role, const char *json)
{
	role->role.boundary = STR("arn:aws:iam::111111111111:policy/Boundary");
	role->role.boundary_policy = lit_policy(w, json);
}

static void boundary_of_the_source_denies_the_assumption(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	set_boundary(&w, b.execution, DOC(ALLOW("s3:*", "*")));
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_BOUNDARY, HOME);
	assert_int_equal(t->blocking_hop, 1);
	assert_cause(t, "boundary");
	lit_free(&w);
}

static void boundary_of_the_target_denies_the_call(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	set_boundary(&w, b.target, DOC(ALLOW("s3:*", "*")));
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_BOUNDARY, AWAY);
	assert_int_equal(t->blocking_hop, 2);
	lit_free(&w);
}

static void missing_boundary_document_is_unknown(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	set_boundary(&w, b.target, NULL);
	t = lit_trace(&w, MACHINE, "T");
	assert_unknown(t);
	assert_cause(t, "policy-not-cached");
	lit_free(&w);
}

static void missing_policy_document_is_unknown(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.permission = NULL;
	t = estate_trace(&w, &e);
	assert_unknown(t);
	assert_false(t->complete);
	assert_cause(t, "policy-not-cached");
	assert_says(t, "inline start");
	lit_free(&w);
}

static void missing_document_beside_a_grant_is_unknown(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);

	(void)state;
	lit_inline(&w, b.target, "another", NULL);
	assert_unknown(lit_trace(&w, MACHINE, "T"));
	lit_free(&w);
}

static void explicit_deny_wins(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct trace *t;

	(void)state;
	lit_inline(&w, b.target, "guard", DOC(DENY("states:*", "*")));
	t = lit_trace(&w, MACHINE, "T");
	assert_denied_at(t, GATE_TARGET_PERMISSION, AWAY);
	assert_cause(t, "explicit-deny-identity");
	assert_says(t, "explicitly");
	lit_free(&w);
}

/* ---- .sync and what it depends on ---- */

#define START_WAIT "arn:aws:states:::states:startExecution.sync:2"
#define WAIT_TASK TASK(START_WAIT, CREDENTIALS(TARGET_ROLE) START_CHILD)
#define WAIT_HOME                                                                                  \
	TASK(START_WAIT, PARAMETERS("\"StateMachineArn\":\"arn:aws:states:us-east-1:111111111111:" \
				    "stateMachine:Local\""))

static void sync_without_polling_is_denied_across_accounts(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = WAIT_TASK;
	e.permission = DOC(ALLOW("states:StartExecution", CHILD));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_DEPENDENT_PERMISSION, AWAY);
	assert_cause(t, "sync-polling-missing");
	assert_int_equal(t->blocking_hop, 3);
	assert_string_equal(t->hops[3].kind, "poll");
	lit_free(&w);
}

static void sync_with_polling_is_allowed_across_accounts(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = WAIT_TASK;
	e.permission = DOC(ALLOW("states:StartExecution", CHILD) "," ALLOW(
	    "states:DescribeExecution",
	    "arn:aws:states:us-east-1:222222222222:execution:SecretCacheWfw:*"));
	t = estate_trace(&w, &e);
	assert_allowed(t);
	for (size_t i = 0; i < t->n_hops; i++)
		assert_true(t->hops[i].kind == NULL || strcmp(t->hops[i].kind, "eventbridge") != 0);
	lit_free(&w);
}

static void missing_cancel_is_a_finding_only(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;
	bool seen = false;

	(void)state;
	e.definition = WAIT_TASK;
	e.permission =
	    DOC(ALLOW("states:StartExecution", CHILD) "," ALLOW("states:DescribeExecution", "*"));
	t = estate_trace(&w, &e);
	assert_allowed(t);
	for (size_t i = 0; i < t->n_hops; i++)
		if (t->hops[i].kind != NULL && strcmp(t->hops[i].kind, "cancel") == 0) {
			seen = true;
			assert_false(t->hops[i].gates[GATE_DEPENDENT_PERMISSION].counts);
			assert_int_equal(t->hops[i].gates[GATE_DEPENDENT_PERMISSION].verdict,
					 V_DENY_IMPLICIT);
		}
	assert_true(seen);
	lit_free(&w);
}

static void sync_in_one_account_goes_on_with_events(void **state)
{
	struct estate e = sound;
	struct lit_world w;

	(void)state;
	e.definition = WAIT_HOME;
	e.assume = DOC(ALLOW("states:StartExecution", "*") "," ALLOW("events:*", "*"));
	assert_allowed(estate_trace(&w, &e));
	lit_free(&w);
}

static void sync_in_one_account_without_events_is_denied(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = WAIT_HOME;
	e.assume = DOC(ALLOW("states:StartExecution", "*") "," ALLOW("events:PutRule", "*"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_DEPENDENT_PERMISSION, HOME);
	assert_cause(t, "sync-polling-missing");
	lit_free(&w);
}

/* ---- calls without Credentials ---- */

static void machine_of_another_account_needs_credentials(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = TASK(START_SYNC, START_CHILD);
	e.assume = DOC(ALLOW("states:*", "*"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_RESOURCE_POLICY, AWAY);
	assert_int_equal(t->n_hops, 2);
	assert_cause(t, "credentials-missing");
	assert_says(t, "Credentials");
	lit_free(&w);
}

#define QUEUE "arn:aws:sqs:us-east-1:222222222222:jobs"
#define SEND                                                                                       \
	TASK("arn:aws:states:::sqs:sendMessage",                                                   \
	     PARAMETERS("\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/222222222222/"         \
			"jobs\",\"MessageBody\":\"x\""))
#define QUEUE_POLICY(principal)                                                                    \
	DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" principal                            \
	    "\"},\"Action\":\"sqs:SendMessage\",\"Resource\":\"" QUEUE "\"}")

static const struct trace *send_trace(struct lit_world *w, const char *policy, bool known)
{
	struct estate e = sound;

	e.definition = SEND;
	e.assume = DOC(ALLOW("sqs:SendMessage", QUEUE));
	(void)estate_build(w, &e);
	if (known)
		lit_resource(w, QUEUE, AWAY, policy);
	return lit_trace(w, MACHINE, "T");
}

static void queue_of_another_account_that_admits_the_role_is_allowed(void **state)
{
	struct lit_world w;

	(void)state;
	assert_allowed(send_trace(&w, QUEUE_POLICY(EXECUTION_ROLE), true));
	lit_free(&w);
}

static void queue_of_another_account_that_admits_no_one_denies(void **state)
{
	struct lit_world w;
	const struct trace *t = send_trace(&w, QUEUE_POLICY("333333333333"), true);

	(void)state;
	assert_denied_at(t, GATE_RESOURCE_POLICY, AWAY);
	assert_cause(t, "resource-policy-missing");
	lit_free(&w);
}

static void queue_of_another_account_without_policy_denies(void **state)
{
	struct lit_world w;
	const struct trace *t = send_trace(&w, NULL, true);

	(void)state;
	assert_denied_at(t, GATE_RESOURCE_POLICY, AWAY);
	lit_free(&w);
}

static void queue_of_another_account_that_was_not_collected_is_unknown(void **state)
{
	struct lit_world w;
	const struct trace *t = send_trace(&w, NULL, false);

	(void)state;
	assert_unknown(t);
	assert_says(t, "resource policy of " QUEUE);
	lit_free(&w);
}

static void queue_policy_that_names_the_service_denies(void **state)
{
	struct lit_world w;
	const struct trace *t = send_trace(
	    &w,
	    DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},"
		"\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\"}"),
	    true);

	(void)state;
	assert_denied_at(t, GATE_RESOURCE_POLICY, AWAY);
	assert_cause(t, "resource-policy-names-service");
	lit_free(&w);
}

static void queue_policy_that_cannot_be_read_says_where(void **state)
{
	struct lit_world w;
	const struct trace *t = send_trace(
	    &w,
	    DOC("{\"Sid\":\"Bare\",\"Effect\":\"Allow\",\"Principal\":"
		"\"arn:aws:iam::111111111111:role/Exec\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}"),
	    true);

	(void)state;
	assert_unknown(t);
	assert_says(t, "the policy of jobs (statement Bare): IAM has no such kind of principal");
	lit_free(&w);
}

static void queue_of_the_own_account_is_denied_unless_its_policy_grants(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = TASK(
	    "arn:aws:states:::sqs:sendMessage",
	    PARAMETERS("\"QueueUrl\":\"https://sqs.us-east-1.amazonaws.com/111111111111/jobs\","
		       "\"MessageBody\":\"x\""));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_PERMISSION, HOME);
	assert_false(t->complete);
	assert_says(t, "unless the policy of jobs grants it: that was not collected");
	lit_free(&w);
}

static void resource_of_another_region_is_denied(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = TASK(
	    "arn:aws:states:::lambda:invoke",
	    PARAMETERS("\"FunctionName\":\"arn:aws:lambda:eu-west-1:111111111111:function:f\""));
	e.assume = DOC(ALLOW("lambda:InvokeFunction", "*"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_DEFINITION, HOME);
	assert_cause(t, "cross-region");
	lit_free(&w);
}

static void resource_of_a_placeholder_for_a_region_is_unknown(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = TASK(
	    "arn:aws:states:::lambda:invoke",
	    PARAMETERS("\"FunctionName\":\"arn:aws:lambda:{REGION}:111111111111:function:f\""));
	e.assume = DOC(ALLOW("lambda:InvokeFunction", "*"));
	t = estate_trace(&w, &e);
	assert_int_equal(t->verdict, V_UNKNOWN);
	assert_says(t, "the resource is in {REGION}");
	lit_free(&w);
}

static void qualified_function_needs_the_qualified_arn(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition =
	    TASK("arn:aws:states:::lambda:invoke",
		 PARAMETERS(
		     "\"FunctionName\":\"arn:aws:lambda:us-east-1:111111111111:function:f:live\""));
	e.assume =
	    DOC(ALLOW("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111111111111:function:f"));
	t = estate_trace(&w, &e);
	assert_denied_at(t, GATE_TARGET_PERMISSION, HOME);
	assert_cause(t, "lambda-qualifier");
	lit_free(&w);
}

/* ---- DISTRIBUTED Map ---- */

#define MAP(inner)                                                                                 \
	"{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\",\"End\":true,\"ItemProcessor\":{"  \
	"\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"STANDARD\"},"           \
	"\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"" START_SYNC        \
	"\"" inner ",\"End\":true}}}}}}"

static void distributed_map_needs_to_start_itself(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.definition = MAP(CREDENTIALS(TARGET_ROLE) START_CHILD);
	(void)estate_build(&w, &e);
	t = lit_trace(&w, MACHINE, "M");
	assert_denied_at(t, GATE_DEPENDENT_PERMISSION, HOME);
	assert_cause(t, "distributed-map-self-start");
	lit_free(&w);
}

static void child_of_a_distributed_map_has_an_uncertain_externalid(void **state)
{
	struct estate e = sound;
	struct lit_world w;

	(void)state;
	e.definition = MAP(CREDENTIALS(TARGET_ROLE) START_CHILD);
	assert_unknown(estate_trace(&w, &e));
	lit_free(&w);
	e.trust = TRUST(EXECUTION_ROLE, CONDITION("StringLike", "sts:ExternalId", MACHINE "*"));
	assert_allowed(estate_trace(&w, &e));
	lit_free(&w);
}

/* ---- nested machines ---- */

static void continues_says_how_the_child_fares(void **state)
{
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)estate_build(&w, &sound);
	lit_role(&w, "arn:aws:iam::222222222222:role/ChildRl",
		 TRUST_SERVICE("states.amazonaws.com"));
	lit_machine(&w, CHILD, "arn:aws:iam::222222222222:role/ChildRl",
		    TASK(START_SYNC, START_CHILD))
	    ->type = MACHINE_EXPRESS;
	t = lit_trace(&w, MACHINE, "T");
	assert_allowed(t);
	assert_int_equal(t->n_continues, 1);
	assert_str(t->continues[0].machine, CHILD);
	assert_int_equal(verdict_exit_status(t->continues[0].verdict), 1);
	lit_free(&w);
}

static void continues_is_unknown_for_a_machine_not_collected(void **state)
{
	struct lit_world w;
	const struct trace *t = estate_trace(&w, &sound);

	(void)state;
	assert_int_equal(t->n_continues, 1);
	assert_int_equal(t->continues[0].verdict, V_UNKNOWN);
	lit_free(&w);
}

/* ---- never a false allowance: each input dropped in turn ---- */

enum drop {
	DROP_EXECUTION_ROLE,
	DROP_EXECUTION_TRUST,
	DROP_ASSUME,
	DROP_TARGET_ROLE,
	DROP_TRUST,
	DROP_PERMISSION,
	DROP_HOME_ORG,
	DROP_AWAY_ORG,
	DROP_HOME_BOUNDARY,
	DROP_AWAY_BOUNDARY,
	DROP_HOME_COMPLETE,
	DROP_AWAY_COMPLETE,
	DROP_ROLE_ARN,
	DROP_SCP_DOCUMENT,
	DROP_COUNT,
};

static void drop_role(struct lit_world *w, const char *arn)
{
	for (size_t i = 0; i < w->roles.n; i++) {
		struct lit_role *role = *(struct lit_role **)vec_at(&w->roles, i);
		if (str_eq(role->role.arn, str_from(arn)))
			role->role.arn = STR("arn:aws:iam::000000000000:role/nobody");
	}
	for (size_t i = 0; i < w->accounts.n; i++)
		(*(struct lit_account **)vec_at(&w->accounts, i))->collected = false;
}

static void drop_one(struct lit_world *w, struct built *b, enum drop drop)
{
	switch (drop) {
	case DROP_EXECUTION_ROLE:
		drop_role(w, EXECUTION_ROLE);
		break;
	case DROP_EXECUTION_TRUST:
		b->execution->role.trust = NULL;
		break;
	case DROP_ASSUME:
		((struct attached_policy *)b->execution->policies.items)[0].policy = NULL;
		break;
	case DROP_TARGET_ROLE:
		drop_role(w, TARGET_ROLE);
		break;
	case DROP_TRUST:
		b->target->role.trust = NULL;
		break;
	case DROP_PERMISSION:
		((struct attached_policy *)b->target->policies.items)[0].policy = NULL;
		break;
	case DROP_HOME_ORG:
		b->home->org = ORG_NOT_COLLECTED;
		break;
	case DROP_AWAY_ORG:
		b->away->org = ORG_NOT_COLLECTED;
		break;
	case DROP_HOME_BOUNDARY:
		b->execution->role.boundary_known = false;
		break;
	case DROP_AWAY_BOUNDARY:
		b->target->role.boundary_known = false;
		break;
	case DROP_HOME_COMPLETE:
		b->execution->role.policies_complete = false;
		break;
	case DROP_AWAY_COMPLETE:
		b->target->role.policies_complete = false;
		break;
	case DROP_ROLE_ARN:
		b->machine->role_arn = STR("");
		break;
	case DROP_SCP_DOCUMENT:
		lit_level(w, &b->away->scps, "SCP", "ou-1", LIT_ANY, NULL);
		((struct bearing *)(uintptr_t)((struct level *)vec_at(&b->away->scps, 1))
		     ->policies)[0]
		    .policy = NULL;
		break;
	case DROP_COUNT:
		break;
	}
}

static void nothing_that_is_missing_yields_a_plain_allowance(void **state)
{
	(void)state;
	for (int drop = 0; drop < DROP_COUNT; drop++) {
		struct lit_world w;
		struct built b = estate_build(&w, &sound);
		drop_one(&w, &b, (enum drop)drop);
		const struct trace *t = lit_trace(&w, MACHINE, "T");
		if (t->verdict == V_ALLOW && t->complete)
			fail_msg("drop %d: %.*s", drop, STR_ARG(t->summary));
		if (verdict_exit_status(t->verdict) == 1)
			fail_msg("drop %d proves nothing, yet: %.*s", drop, STR_ARG(t->summary));
		assert_true(t->n_gaps > 0);
		lit_free(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(task_is_allowed_when_both_sides_allow),
	    cmocka_unit_test(task_is_denied_at_trust_by_another_externalid),
	    cmocka_unit_test(task_is_denied_when_assume_permission_is_missing),
	    cmocka_unit_test(task_is_denied_when_assume_names_another_role),
	    cmocka_unit_test(task_is_denied_when_trust_names_another_role),
	    cmocka_unit_test(task_is_denied_when_trust_names_a_service),
	    cmocka_unit_test(task_is_denied_when_trust_names_a_deleted_role),
	    cmocka_unit_test(task_is_denied_when_trust_asks_sourcearn),
	    cmocka_unit_test(task_is_denied_when_trust_asks_mfa),
	    cmocka_unit_test(task_is_denied_when_externalid_pattern_is_taken_literally),
	    cmocka_unit_test(task_is_allowed_when_externalid_pattern_fits),
	    cmocka_unit_test(task_is_denied_when_the_name_is_no_externalid),
	    cmocka_unit_test(task_is_denied_when_the_target_lacks_the_permission),
	    cmocka_unit_test(task_is_denied_when_the_policy_has_the_sdk_name),
	    cmocka_unit_test(task_is_denied_when_execution_role_trusts_lambda),
	    cmocka_unit_test(task_is_denied_when_execution_role_trusts_another_region),
	    cmocka_unit_test(task_is_allowed_when_execution_role_trusts_the_own_region),
	    cmocka_unit_test(task_is_denied_when_execution_role_wants_another_machine),
	    cmocka_unit_test(task_is_unknown_when_the_role_comes_at_run_time),
	    cmocka_unit_test(task_is_settled_by_a_binding),
	    cmocka_unit_test(task_is_settled_to_denial_by_a_binding),
	    cmocka_unit_test(holed_role_counts_as_the_one_it_matches),
	    cmocka_unit_test(holed_role_is_unknown_when_an_account_is_not_collected),
	    cmocka_unit_test(holed_role_is_denied_when_no_role_fits),
	    cmocka_unit_test(holed_role_is_unknown_when_its_candidates_disagree),
	    cmocka_unit_test(one_of_two_roles_is_allowed_only_if_both_are),
	    cmocka_unit_test(holed_role_is_denied_when_all_candidates_are),
	    cmocka_unit_test(task_is_denied_when_credentials_have_another_field),
	    cmocka_unit_test(task_is_denied_when_the_role_is_of_another_partition),
	    cmocka_unit_test(task_is_denied_when_the_role_does_not_exist),
	    cmocka_unit_test(task_names_the_path_that_is_left_out),
	    cmocka_unit_test(task_is_unknown_when_the_target_account_was_not_collected),
	    cmocka_unit_test(scp_of_the_source_denies_the_assumption),
	    cmocka_unit_test(scp_of_the_target_does_not_bind_the_assumption),
	    cmocka_unit_test(scp_of_the_target_denies_the_call),
	    cmocka_unit_test(scp_that_allows_only_other_services_denies),
	    cmocka_unit_test(scp_that_closes_the_region_is_named),
	    cmocka_unit_test(scp_does_not_bind_the_management_account),
	    cmocka_unit_test(rcp_of_the_target_denies_the_assumption),
	    cmocka_unit_test(uncollected_organization_is_assumed_absent),
	    cmocka_unit_test(strict_makes_an_assumption_unknown),
	    cmocka_unit_test(strict_leaves_a_proof_alone),
	    cmocka_unit_test(scps_of_an_account_outside_of_the_organization_are_not_known),
	    cmocka_unit_test(boundary_of_the_source_denies_the_assumption),
	    cmocka_unit_test(boundary_of_the_target_denies_the_call),
	    cmocka_unit_test(missing_boundary_document_is_unknown),
	    cmocka_unit_test(missing_policy_document_is_unknown),
	    cmocka_unit_test(missing_document_beside_a_grant_is_unknown),
	    cmocka_unit_test(explicit_deny_wins),
	    cmocka_unit_test(sync_without_polling_is_denied_across_accounts),
	    cmocka_unit_test(sync_with_polling_is_allowed_across_accounts),
	    cmocka_unit_test(missing_cancel_is_a_finding_only),
	    cmocka_unit_test(sync_in_one_account_goes_on_with_events),
	    cmocka_unit_test(sync_in_one_account_without_events_is_denied),
	    cmocka_unit_test(machine_of_another_account_needs_credentials),
	    cmocka_unit_test(queue_of_another_account_that_admits_the_role_is_allowed),
	    cmocka_unit_test(queue_of_another_account_that_admits_no_one_denies),
	    cmocka_unit_test(queue_of_another_account_without_policy_denies),
	    cmocka_unit_test(queue_of_another_account_that_was_not_collected_is_unknown),
	    cmocka_unit_test(queue_policy_that_names_the_service_denies),
	    cmocka_unit_test(queue_policy_that_cannot_be_read_says_where),
	    cmocka_unit_test(queue_of_the_own_account_is_denied_unless_its_policy_grants),
	    cmocka_unit_test(resource_of_another_region_is_denied),
	    cmocka_unit_test(resource_of_a_placeholder_for_a_region_is_unknown),
	    cmocka_unit_test(qualified_function_needs_the_qualified_arn),
	    cmocka_unit_test(distributed_map_needs_to_start_itself),
	    cmocka_unit_test(child_of_a_distributed_map_has_an_uncertain_externalid),
	    cmocka_unit_test(continues_says_how_the_child_fares),
	    cmocka_unit_test(continues_is_unknown_for_a_machine_not_collected),
	    cmocka_unit_test(nothing_that_is_missing_yields_a_plain_allowance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
