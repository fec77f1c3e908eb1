/* test_trace_remedy.c - changes that make a denial pass: tried, small, and honest about the rest.
 */
#include "rolehop/trace/remedy.h"

#include "rolehop/base/json.h"
#include "rolehop/trace/world_overlay.h"
#include "trace_incidents.h"

/* Denials that no policy mends: the workflow has to ask for something else. */
static const char *const beyond_mending[] = {"passrole-across-accounts",
					     "unsupported-integration",
					     "name-not-valid-externalid",
					     "rolearn-wrong",
					     "wrong-partition",
					     "cross-region",
					     "lambda-tail-log"};

static bool is_beyond_mending(const struct incident *i)
{
	if (i->gate != GATE_DEFINITION)
		return false;
	for (size_t k = 0; k < sizeof(beyond_mending) / sizeof(beyond_mending[0]); k++)
		if (strcmp(beyond_mending[k], i->cause) == 0)
			return true;
	return false;
}

static const struct trace *remedied(struct lit_world *w, const struct trace *trace)
{
	const struct asked asked = {.machine = trace->machine, .pointer = trace->pointer};
	const struct trace *out = NULL;

	if (!remedies_find(&w->arena, &w->world, &asked, &w->options, trace, &out, &w->err))
		fail_msg("%s", w->err.text);
	return out;
}

/* The change that a remedy of these tests is, for a world of our own making. */
static struct change change_of(const struct remedy *r)
{
	struct change c = {.of = r->of, .name = r->name, .document = r->document};

	c.kind = r->kind == REMEDY_TRUST_POLICY	     ? CHANGE_TRUST
		 : r->kind == REMEDY_IDENTITY_POLICY ? CHANGE_INLINE
		 : r->kind == REMEDY_DEFINITION	     ? CHANGE_DEFINITION
						     : CHANGE_RESOURCE;
	return c;
}

/* The question asked again over a world in which the remedy and those it needs were carried out. */
static const struct trace *carried_out(struct lit_world *w, const struct trace *t, size_t index)
{
	const struct remedy *r = &t->remedies[index];
	const struct asked asked = {.machine = t->machine, .pointer = t->pointer};
	struct change changes[16];
	struct world *mended = arena_alloc(&w->arena, sizeof(*mended));
	const struct trace *out = NULL;
	size_t n = 0;

	changes[n++] = change_of(r);
	for (size_t i = 0; i < r->n_needs; i++)
		changes[n++] = change_of(&t->remedies[r->needs[i]]);
	if (!world_overlay_open(&w->arena, &w->world, changes, n, mended, &w->err) ||
	    !asked_trace(&w->arena, mended, &asked, &w->options, &out, &w->err))
		fail_msg("%s", w->err.text);
	return out;
}

static void every_denial_that_a_policy_can_mend_has_a_remedy_that_passes(void **state)
{
	(void)state;
	for (size_t k = 0; k < INCIDENTS; k++) {
		struct lit_world w;
		const struct trace *t = remedied(&w, trace_incident(&w, &incidents[k]));
		bool passes = false;
		for (size_t i = 0; i < t->n_remedies; i++) {
			const struct remedy *r = &t->remedies[i];
			bool claims = r->verified || r->verified_together;
			const struct trace *again = carried_out(&w, t, i);
			if (claims != (again->verdict == V_ALLOW))
				fail_msg("%s: \"%.*s\" claims %d, and the verdict is %s",
					 incidents[k].cause, STR_ARG(r->summary), claims,
					 verdict_word(again->verdict));
			passes = passes || claims;
		}
		if (passes == is_beyond_mending(&incidents[k]))
			fail_msg("incident %zu, %s: %s", k, incidents[k].cause,
				 passes ? "mended after all" : "no remedy passes");
		lit_free(&w);
	}
}

static bool names_star(struct arena *arena, struct str statement)
{
	const struct json *json = NULL;
	struct err err;

	if (!json_parse(arena, statement, &json, &err) ||
	    !str_eq(json_get_str(json, STR("Effect")), STR("Allow")))
		return false;
	return str_eq(json_get_str(json, STR("Action")), STR("*")) ||
	       str_eq(json_get_str(json, STR("Resource")), STR("*")) ||
	       str_eq(json_get_str(json_get(json, STR("Principal")), STR("AWS")), STR("*"));
}

/* Statements that were there stay as they are, so only one that a remedy adds is looked at; in a
 * key's policy the Resource * is the key. */
static void no_remedy_grants_everything(void **state)
{
	(void)state;
	for (size_t k = 0; k < INCIDENTS; k++) {
		struct lit_world w;
		const struct trace *t = remedied(&w, trace_incident(&w, &incidents[k]));
		for (size_t i = 0; i < t->n_remedies; i++)
			for (size_t s = 0; s < t->remedies[i].n_statements; s++)
				if (t->remedies[i].kind != REMEDY_KEY_POLICY &&
				    !str_contains(t->remedies[i].summary, STR("change")) &&
				    names_star(&w.arena, t->remedies[i].statements[s]))
					fail_msg("%s: %.*s", incidents[k].cause,
						 STR_ARG(t->remedies[i].statements[s]));
		lit_free(&w);
	}
}

static const struct trace *of_estate(struct lit_world *w, const struct estate *e)
{
	return remedied(w, estate_trace(w, e));
}

static void a_trust_statement_of_its_own_keeps_the_external_id(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = TRUST("333333333333", "");
	t = of_estate(&w, &e);
	assert_int_equal(t->n_remedies, 1);
	assert_true(t->remedies[0].kind == REMEDY_TRUST_POLICY);
	assert_true(str_eq(t->remedies[0].account, STR(AWAY)));
	assert_true(str_eq(t->remedies[0].statements[0],
			   STR("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" EXECUTION_ROLE
			       "\"},\"Action\":\"sts:AssumeRole\",\"Condition\":{\"StringEquals\":{"
			       "\"sts:ExternalId\":\"" MACHINE "\"}}}")));
	assert_int_equal(t->remedies[0].n_widens, 0);
	lit_free(&w);
}

/* The statement that the role of the other account is offered. */
static void gains(const char *task, const char *allowed, const char *statement)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	e.definition = task;
	e.permission = allowed;
	t = of_estate(&w, &e);
	assert_int_equal(t->n_remedies, 1);
	if (!str_eq(t->remedies[0].statements[0], str_from(statement)))
		fail_msg("%.*s", STR_ARG(t->remedies[0].statements[0]));
	lit_free(&w);
}

#define RUN_ON_EKS                                                                                 \
	TASK("arn:aws:states:::emr-containers:startJobRun",                                        \
	     CREDENTIALS(TARGET_ROLE)                                                              \
		 PARAMETERS("\"VirtualClusterId\":\"v\",\"ExecutionRoleArn\":"                     \
			    "\"arn:aws:iam::222222222222:role/Run\""))
#define EKS_CLUSTER "arn:aws:emr-containers:us-east-1:222222222222:/virtualclusters/v"

static void what_is_granted_is_bound_by_what_the_call_carries(void **state)
{
	(void)state;
	gains(TASK("arn:aws:states:::aws-sdk:pipes:createPipe",
		   CREDENTIALS(TARGET_ROLE) PARAMETERS(
		       "\"Name\":\"p\",\"RoleArn\":\"arn:aws:iam::222222222222:role/P\"")),
	      DOC(ALLOW("pipes:CreatePipe", "*")),
	      "{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":"
	      "\"arn:aws:iam::222222222222:role/P\",\"Condition\":{\"StringEquals\":{"
	      "\"iam:PassedToService\":\"pipes.amazonaws.com\"}}}");
	gains(RUN_ON_EKS,
	      DOC("{\"Effect\":\"Allow\",\"Action\":\"emr-containers:StartJobRun\",\"Resource\":"
		  "\"*\"" CONDITION("ArnEquals", "emr-containers:ExecutionRoleArn",
				    "arn:aws:iam::222222222222:role/Other") "}"),
	      "{\"Effect\":\"Allow\",\"Action\":\"emr-containers:StartJobRun\",\"Resource\":"
	      "\"" EKS_CLUSTER "\",\"Condition\":{\"StringEquals\":{"
	      "\"emr-containers:ExecutionRoleArn\":\"arn:aws:iam::222222222222:role/Run\"}}}");
	/* where no statement asks for it, nothing is held against it */
	gains(RUN_ON_EKS, DOC(ALLOW("s3:GetObject", "*")),
	      ALLOW("emr-containers:StartJobRun", EKS_CLUSTER));
}

static void two_closed_gates_need_two_changes_that_pass_only_together(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.assume = DOC(ALLOW("s3:GetObject", "arn:aws:s3:::x/*"));
	e.permission = DOC(ALLOW("s3:GetObject", "arn:aws:s3:::x/*"));
	t = of_estate(&w, &e);
	assert_int_equal(t->n_remedies, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_false(t->remedies[i].verified);
		assert_true(t->remedies[i].verified_together);
		assert_int_equal(t->remedies[i].n_needs, 1);
		assert_int_equal(t->remedies[i].needs[0], 1 - i);
	}
	lit_free(&w);
}

static void what_other_machines_gain_is_listed(void **state)
{
	static const char other[] = "arn:aws:states:us-east-1:111111111111:stateMachine:Other";
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.assume = DOC(ALLOW("s3:GetObject", "arn:aws:s3:::x/*"));
	(void)estate_build(&w, &e);
	(void)lit_machine(&w, other, EXECUTION_ROLE, sound.definition);
	t = remedied(&w, lit_trace(&w, e.machine, "T"));
	assert_int_equal(t->n_remedies, 1);
	assert_int_equal(t->remedies[0].n_widens, 1);
	assert_true(str_contains(t->remedies[0].widens[0], str_from(other)));
	lit_free(&w);
}

static void a_condition_that_opens_tells_whom_else_it_lets_in(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = TRUST(HOME, EXTERNAL_ID(MACHINE "2"));
	t = of_estate(&w, &e);
	assert_true(t->n_remedies >= 1 && t->remedies[0].n_widens == 1);
	assert_true(str_contains(t->remedies[0].widens[0], STR(HOME " may assume")));
	lit_free(&w);
}

static void an_external_id_that_is_not_sent_is_not_waived(void **state)
{
	const struct trace_assumption one = {.role = STR(TARGET_ROLE)};
	const struct trace_chain chain = {
	    .principal = STR(EXECUTION_ROLE), .assumptions = &one, .n_assumptions = 1};
	const struct asked asked = {.chain = &chain};
	struct lit_world w;
	const struct trace *t;

	(void)state;
	(void)estate_build(&w, &sound);
	assert_true(asked_trace(&w.arena, &w.world, &asked, &w.options, &t, &w.err));
	assert_true(remedies_find(&w.arena, &w.world, &asked, &w.options, t, &t, &w.err));
	assert_true(str_eq(t->cause, STR("externalid-missing")));
	assert_int_equal(t->n_remedies, 0);
	lit_free(&w);
}

static void what_is_allowed_or_unknown_has_no_remedy(void **state)
{
	struct estate e = sound;
	struct lit_world w;

	(void)state;
	assert_int_equal(of_estate(&w, &e)->n_remedies, 0);
	lit_free(&w);
	e.definition = TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD);
	assert_int_equal(of_estate(&w, &e)->n_remedies, 0);
	lit_free(&w);
}

/* ---- guardrails ---- */

static const struct trace *first_remedy(struct lit_world *w, enum remedy_kind kind,
					const struct remedy **out)
{
	const struct trace *t = remedied(w, lit_trace(w, sound.machine, "T"));

	if (t->n_remedies == 0)
		fail_msg("no remedy: %.*s", STR_ARG(t->summary));
	*out = &t->remedies[0];
	if ((*out)->kind != kind || !((*out)->verified || (*out)->verified_together))
		fail_msg("%s: %.*s", remedy_kind_word((*out)->kind), STR_ARG((*out)->summary));
	return t;
}

static void an_scp_exempts_the_role_and_says_from_what(void **state)
{
	const struct remedy *r;
	struct lit_world w;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	lit_level(&w, &b.away->scps, "SCP", "ou-1", LIT_ANY, DOC(DENY("states:*", "*")));
	(void)first_remedy(&w, REMEDY_SCP, &r);
	assert_true(str_contains(
	    r->document, STR("{\"ArnNotEquals\":{\"aws:PrincipalArn\":\"" TARGET_ROLE "\"}}")));
	/* the rest of the statement, and whoever may assume the role */
	assert_int_equal(r->n_widens, 2);
	lit_free(&w);
}

static void a_list_of_exempt_callers_grows_by_one(void **state)
{
	const struct remedy *r;
	struct lit_world w;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	lit_level(&w, &b.away->scps, "SCP", "ou-1", LIT_ANY,
		  DOC("{\"Effect\":\"Deny\",\"Action\":\"states:*\",\"Resource\":\"*\"" CONDITION(
		      "ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/admin/*") "}"));
	(void)first_remedy(&w, REMEDY_SCP, &r);
	assert_true(str_contains(r->document,
				 STR("[\"arn:aws:iam::*:role/admin/*\",\"" TARGET_ROLE "\"]")));
	lit_free(&w);
}

static void an_scp_that_lists_what_is_allowed_takes_one_more(void **state)
{
	const struct remedy *r;
	struct lit_world w;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	lit_level(&w, &b.away->scps, "SCP", "ou-1", DOC(ALLOW("s3:*", "*")), NULL);
	(void)first_remedy(&w, REMEDY_SCP, &r);
	assert_true(str_contains(r->document, STR(ALLOW("states:StartSyncExecution", CHILD))));
	lit_free(&w);
}

static void a_closed_region_may_be_opened_instead(void **state)
{
	const struct remedy *r;
	const struct trace *t;
	struct lit_world w;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	lit_level(&w, &b.away->scps, "SCP", "ou-1", LIT_ANY,
		  DOC("{\"Effect\":\"Deny\",\"Action\":\"states:*\",\"Resource\":\"*\"" CONDITION(
		      "StringNotEquals", "aws:RequestedRegion", "eu-west-1") "}"));
	t = first_remedy(&w, REMEDY_SCP, &r);
	assert_true(t->n_remedies >= 2 && t->remedies[1].verified);
	assert_true(str_contains(t->remedies[1].document, STR("[\"eu-west-1\",\"us-east-1\"]")));
	lit_free(&w);
}

static void an_rcp_exempts_the_caller(void **state)
{
	const struct remedy *r;
	struct lit_world w;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	lit_level(&w, &b.away->rcps, "RCP", "r-root",
		  DOC("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:*\",\"Resource\":"
		      "\"*\"}"),
		  NULL);
	(void)first_remedy(&w, REMEDY_RCP, &r);
	assert_true(str_contains(r->document, STR("\"aws:PrincipalArn\":\"" EXECUTION_ROLE "\"")));
	lit_free(&w);
}

static void a_boundary_takes_the_action_in(void **state)
{
	const struct remedy *r;
	struct lit_world w;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	b.target->role.boundary = STR("arn:aws:iam::222222222222:policy/Cap");
	b.target->role.boundary_policy = lit_policy(&w, DOC(ALLOW("s3:*", "*")));
	(void)first_remedy(&w, REMEDY_BOUNDARY, &r);
	assert_true(str_contains(r->document, STR(ALLOW("states:StartSyncExecution", CHILD))));
	assert_true(r->n_widens == 1 &&
		    str_contains(r->widens[0], STR("arn:aws:iam::222222222222:policy/Cap")));
	lit_free(&w);
}

static void what_aws_keeps_itself_is_not_offered_for_change(void **state)
{
	const struct trace *t;
	struct lit_world w;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	b.target->role.boundary = STR("arn:aws:iam::aws:policy/ReadOnlyAccess");
	b.target->role.boundary_policy = lit_policy(&w, DOC(ALLOW("s3:Get*", "*")));
	t = remedied(&w, lit_trace(&w, sound.machine, "T"));
	assert_true(t->has_blocking && t->blocking_gate == GATE_BOUNDARY);
	assert_int_equal(t->n_remedies, 0);
	lit_free(&w);
}

static void lines_for_tools_quote_what_they_carry(void **state)
{
	struct str statement = STR("{\"Effect\":\"Allow\"}");
	struct remedy r = {.kind = REMEDY_IDENTITY_POLICY,
			   .of = STR("arn:aws:iam::111111111111:role/p/a b"),
			   .policy = STR("inline it's"),
			   .name = STR("it's"),
			   .statements = &statement,
			   .n_statements = 1,
			   .document = STR("{\"v\": \"${aws:username}'\"}")};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_true(str_eq(remedy_code(&arena, &r, REMEDY_CLI),
			   STR("aws iam put-role-policy --role-name 'a b' --policy-name 'it'\\''s' "
			       "--policy-document '{\"v\":\"${aws:username}'\\''\"}'")));
	assert_true(str_contains(remedy_code(&arena, &r, REMEDY_TERRAFORM),
				 STR("jsonencode({\"v\":\"$${aws:username}'\"})")));
	assert_true(str_contains(remedy_code(&arena, &r, REMEDY_CLOUDFORMATION),
				 STR("\"PolicyName\":\"it's\"")));
	arena_release(&arena);
}

/* Every kind of remedy has lines for every tool, whatever it is changed on. */
static void every_kind_of_change_has_its_lines(void **state)
{
	static const char *const of[] = {"arn:aws:iam::111111111111:user/u",
					 "arn:aws:iam::111111111111:role/r",
					 "arn:aws:lambda:us-east-1:111111111111:function:f",
					 "arn:aws:sqs:us-east-1:111111111111:q",
					 "arn:aws:xyz:us-east-1:111111111111:thing",
					 "ou-exmp-1",
					 ""};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (int kind = 0; kind < REMEDY_KIND_COUNT; kind++)
		for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++)
			for (int form = 0; form < REMEDY_FORM_COUNT; form++) {
				const struct remedy r = {.kind = (enum remedy_kind)kind,
							 .of = str_from(of[i]),
							 .document = STR("{}")};
				struct str code = remedy_code(&arena, &r, (enum remedy_form)form);
				assert_true(code.n > 0);
				assert_false(str_contains(code, STR("{document}")));
			}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_denial_that_a_policy_can_mend_has_a_remedy_that_passes),
	    cmocka_unit_test(no_remedy_grants_everything),
	    cmocka_unit_test(a_trust_statement_of_its_own_keeps_the_external_id),
	    cmocka_unit_test(what_is_granted_is_bound_by_what_the_call_carries),
	    cmocka_unit_test(two_closed_gates_need_two_changes_that_pass_only_together),
	    cmocka_unit_test(what_other_machines_gain_is_listed),
	    cmocka_unit_test(a_condition_that_opens_tells_whom_else_it_lets_in),
	    cmocka_unit_test(an_external_id_that_is_not_sent_is_not_waived),
	    cmocka_unit_test(what_is_allowed_or_unknown_has_no_remedy),
	    cmocka_unit_test(an_scp_exempts_the_role_and_says_from_what),
	    cmocka_unit_test(a_list_of_exempt_callers_grows_by_one),
	    cmocka_unit_test(an_scp_that_lists_what_is_allowed_takes_one_more),
	    cmocka_unit_test(a_closed_region_may_be_opened_instead),
	    cmocka_unit_test(an_rcp_exempts_the_caller),
	    cmocka_unit_test(a_boundary_takes_the_action_in),
	    cmocka_unit_test(what_aws_keeps_itself_is_not_offered_for_change),
	    cmocka_unit_test(lines_for_tools_quote_what_they_carry),
	    cmocka_unit_test(every_kind_of_change_has_its_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
