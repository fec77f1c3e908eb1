/* test_trace_risks.c - what policies leave open, each risk by its name. */
#include "rolehop/trace/risks.h"
#include "trace_estate.h"

/* A role's trust policy, and the names of the risks that it shows. */
struct open_trust {
	const char *trust;
	const char *shows[4];
};

#define OUTSIDER "444444444444"
#define SERVICE_IF(condition)                                                                      \
	DOC("{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"states.amazonaws.com\"},"          \
	    "\"Action\":\"sts:AssumeRole\"" condition "}")
#define BOTH_SOURCES(arn_account, account)                                                         \
	",\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:states:us-east-1:" arn_account   \
	":stateMachine:*\"},\"StringEquals\":{\"aws:SourceAccount\":\"" account "\"}}"

#define EVERYONE "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"}"
#define KEEP_OUT(operator, key, value)                                                             \
	"{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"" CONDITION(        \
	    operator, key, value) "}"

/* clang-format off */
static const struct open_trust trusts[] = {
	{TRUST(EXECUTION_ROLE, EXTERNAL_ID(MACHINE)), {"trust-unused"}},
	{TRUST(EXECUTION_ROLE, ""), {"trust-unused", "trust-without-externalid"}},
	{TRUST(HOME, ""), {"trust-without-externalid", "trust-whole-account"}},
	{TRUST(HOME, EXTERNAL_ID("x")), {"trust-whole-account"}},
	{TRUST(HOME, CONDITION("ArnEquals", "aws:PrincipalArn", EXECUTION_ROLE)), {NULL}},
	{TRUST("*", ""), {"trust-everyone"}},
	{TRUST("*", CONDITION("StringEquals", "aws:PrincipalOrgID", "o-test")), {NULL}},
	{TRUST("arn:aws:iam::" OUTSIDER ":role/R", EXTERNAL_ID("x")), {"trust-unused", "trust-outside-organization"}},
	{TRUST("AROAEXAMPLEEXAMPLE123", ""), {"dangling-principal"}},
	{TRUST("arn:aws:iam::" AWAY ":role/Own", ""), {NULL}},
	{TRUST_SERVICE("states.amazonaws.com"), {"service-trust-without-source"}},
	{TRUST_SERVICE("lambda.amazonaws.com"), {NULL}},
	{TRUST_SERVICE(""), {"service-principal-empty"}},
	{SERVICE_IF(CONDITION("StringEquals", "aws:SourceAccount", AWAY)), {NULL}},
	{SERVICE_IF(BOTH_SOURCES(AWAY, AWAY)), {NULL}},
	{SERVICE_IF(BOTH_SOURCES(HOME, AWAY)), {"source-keys-disagree"}},
	{SERVICE_IF(",\"Condition\":{\"ArnLike\":{\"aws:SourceArn\":[\"arn:aws:states:us-east-1:" HOME ":stateMachine:*\",\"arn:aws:states:us-east-1:" AWAY ":stateMachine:*\"]},\"StringEquals\":{\"aws:SourceAccount\":\"" AWAY "\"}}"), {NULL}},
	{SERVICE_IF(CONDITION("StringEquals", "aws:SourceOrgID", "o-test")), {NULL}},
	{DOC(EVERYONE "," KEEP_OUT("StringNotEquals", "aws:PrincipalOrgID", "o-test")), {NULL}},
	{DOC(EVERYONE "," KEEP_OUT("Bool", "aws:SecureTransport", "false")), {"trust-everyone"}},
	{DOC("{\"effect\":\"Deny\",\"principal\":\"*\",\"action\":\"sts:AssumeRole\"}"), {NULL}},
	{DOC("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"}"), {NULL}},
};
/* clang-format on */

static bool has(const struct vec *risks, const char *name)
{
	for (size_t i = 0; i < risks->n; i++)
		if (strcmp(((struct risk *)vec_at(risks, i))->kind->name, name) == 0)
			return true;
	return false;
}

static void expect(const struct vec *risks, const char *const *shows, size_t index)
{
	size_t n = 0;

	for (; n < 4 && shows[n] != NULL; n++)
		if (!has(risks, shows[n]))
			fail_msg("trust %zu does not show %s", index, shows[n]);
	if (risks->n != n)
		fail_msg("trust %zu shows %zu risks, among them %s", index, risks->n,
			 ((struct risk *)vec_at(risks, 0))->kind->name);
}

static void each_trust_shows_its_risks_and_no_others(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(trusts) / sizeof(trusts[0]); i++) {
		struct estate e = sound;
		struct lit_world w;
		struct vec risks;
		struct built b;

		e.trust = trusts[i].trust;
		b = estate_build(&w, &e);
		lit_account(&w, OUTSIDER)->org = ORG_OUTSIDE;
		vec_init(&risks, &w.arena, sizeof(struct risk));
		assert_true(risks_of_role(&w.arena, &w.world, &b.target->role, &risks, &w.err));
		expect(&risks, trusts[i].shows, i);
		lit_free(&w);
	}
}

static void administrators_and_bootstrap_roles_are_not_for_others(void **state)
{
	struct attached_policy admin = {.label = STR("arn:aws:iam::aws:policy/AdministratorAccess"),
					.name = STR("arn:aws:iam::aws:policy/AdministratorAccess")};
	struct lit_world w;
	struct vec risks;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	b.target->role.policies = &admin;
	b.target->role.n_policies = 1;
	b.target->role.name = STR("cdk-hnb659fds-deploy-role-222222222222-us-east-1");
	vec_init(&risks, &w.arena, sizeof(struct risk));
	assert_true(risks_of_role(&w.arena, &w.world, &b.target->role, &risks, &w.err));
	assert_true(has(&risks, "admin-open-to-others"));
	assert_true(has(&risks, "cdk-bootstrap-trust"));
	lit_free(&w);
}

static void resources_shared_with_outsiders_are_told(void **state)
{
	struct lit_world w;
	struct vec risks;

	(void)state;
	(void)estate_build(&w, &sound);
	lit_account(&w, OUTSIDER)->org = ORG_OUTSIDE;
	vec_init(&risks, &w.arena, sizeof(struct risk));
	assert_true(risks_of_resource(
	    &w.arena, &w.world, STR("arn:aws:sqs:us-east-1:" AWAY ":q"), STR(AWAY),
	    lit_policy(&w, DOC("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"" OUTSIDER
			       "\",\"" HOME "\"]},\"Action\":\"sqs:*\",\"Resource\":\"*\"},"
			       "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\","
			       "\"Resource\":\"*\"}")),
	    &risks, &w.err));
	assert_int_equal(risks.n, 2);
	assert_true(has(&risks, "shared-outside-organization"));
	assert_true(has(&risks, "shared-with-everyone"));
	lit_free(&w);
}

static void a_trust_is_unused_only_where_workflows_were_looked_at(void **state)
{
	const struct task_answer used = {.account = STR(HOME),
					 .caller_role = STR(EXECUTION_ROLE),
					 .target_role = STR("arn:aws:iam::" AWAY ":role/Other")};
	struct task_answer open = used;
	struct risk_uses *uses;
	struct lit_world w;
	struct vec risks;
	struct built b;

	(void)state;
	b = estate_build(&w, &sound);
	vec_init(&risks, &w.arena, sizeof(struct risk));
	assert_true(risks_of_role(&w.arena, &w.world, &b.target->role, &risks, &w.err));
	uses = risk_uses_new(&w.arena);
	assert_false(risk_is_shown(uses, vec_at(&risks, 0)));
	risk_uses_add(uses, &used);
	assert_true(risk_is_shown(uses, vec_at(&risks, 0)));
	open.target_path = STR("$.role");
	open.target_role = STR("");
	risk_uses_add(uses, &open);
	assert_false(risk_is_shown(uses, vec_at(&risks, 0)));
	uses = risk_uses_new(&w.arena);
	open.target_path = STR("");
	open.target_role = STR(TARGET_ROLE);
	risk_uses_add(uses, &open);
	assert_false(risk_is_shown(uses, vec_at(&risks, 0)));
	lit_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_trust_shows_its_risks_and_no_others),
	    cmocka_unit_test(administrators_and_bootstrap_roles_are_not_for_others),
	    cmocka_unit_test(resources_shared_with_outsiders_are_told),
	    cmocka_unit_test(a_trust_is_unused_only_where_workflows_were_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
