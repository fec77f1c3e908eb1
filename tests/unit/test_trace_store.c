/* test_trace_store.c - the world as the inventory has it. */
#include <string.h>

#include "rolehop/policy/parse.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/trace.h"
#include "rolehop/trace/world_store.h"
#include "trace_estate.h"

/* An inventory in memory, and a world over it once it is filled. */
struct inventory {
	struct arena arena;
	struct store *store;
	struct world world;
	struct err err;
};

#define must(inventory, call)                                                                      \
	do {                                                                                       \
		if (!(call))                                                                       \
			fail_msg("%s: %s", #call, (inventory)->err.text);                          \
	} while (0)

static void fill(struct inventory *i)
{
	memset(i, 0, sizeof(*i));
	must(i, store_open(":memory:", STORE_WRITE, &i->store, &i->err));
	must(i, store_begin(i->store, STR("test"), 1000, &i->err));
}

static void look(struct inventory *i)
{
	int64_t snapshot;
	bool changed;

	must(i, store_commit(i->store, &changed, &snapshot, &i->err));
	must(i, world_store_open(&i->arena, i->store, 2000, &i->world, &i->err));
}

static void drop(struct inventory *i)
{
	store_close(i->store);
	arena_release(&i->arena);
}

#define FACT(k, n, v)                                                                              \
	{                                                                                          \
		.kind = k, .name = STR_INIT(n), .value = STR_INIT(v)                               \
	}
#define DOCUMENT(k, n, text)                                                                       \
	{                                                                                          \
		.kind = k, .name = STR_INIT(n), .document = STR_INIT(text), .has_document = true   \
	}

static void put(struct inventory *i, enum entity_kind kind, const char *key, const char *account,
		const char *name, const struct fact_put *facts, size_t n)
{
	struct fact_put all[16] = {{.kind = FACT_EXISTS}};
	struct entity_put entity = {.kind = kind,
				    .key = str_from(key),
				    .account = str_from(account),
				    .name = str_from(name),
				    .facts = all,
				    .n_facts = n + 1};

	assert_true(n < 16);
	for (size_t f = 0; f < n; f++)
		all[f + 1] = facts[f];
	must(i, store_put(i->store, &entity, &i->err));
}

#define PUT(i, kind, key, account, name, ...)                                                      \
	do {                                                                                       \
		const struct fact_put facts_[] = {__VA_ARGS__};                                    \
		put(i, kind, key, account, name, facts_, sizeof(facts_) / sizeof(facts_[0]));      \
	} while (0)

static void cover(struct inventory *i, const char *account, enum entity_kind kind,
		  enum coverage_state state)
{
	const struct coverage coverage = {
	    .account = str_from(account), .kind = kind, .state = state, .when = 1000};

	must(i, store_cover(i->store, &coverage, &i->err));
}

static const struct role *identity(struct inventory *i, const char *arn, enum found *found,
				   struct lack *lack)
{
	const struct role *role = NULL;

	must(i, i->world.ops->identity(i->world.self, &i->arena, str_from(arn), found, &role, lack,
				       &i->err));
	return role;
}

static void role_is_assembled_from_its_facts(void **state)
{
	struct inventory i;
	enum found found;
	struct lack lack;
	const struct role *role;

	(void)state;
	fill(&i);
	PUT(&i, ENTITY_POLICY, "arn:aws:iam::111111111111:policy/Managed", HOME, "Managed",
	    DOCUMENT(FACT_DOCUMENT, "", LIT_ANY));
	PUT(&i, ENTITY_ROLE, "arn:aws:iam::111111111111:role/app/R", HOME, "R",
	    DOCUMENT(FACT_TRUST, "", TRUST_SERVICE("states.amazonaws.com")),
	    DOCUMENT(FACT_INLINE, "own", LIT_ANY),
	    FACT(FACT_ATTACHED, "arn:aws:iam::111111111111:policy/Managed", ""),
	    FACT(FACT_ATTACHED, "arn:aws:iam::aws:policy/ReadOnlyAccess", ""),
	    FACT(FACT_BOUNDARY, "", "arn:aws:iam::111111111111:policy/Managed"),
	    FACT(FACT_UNIQUE_ID, "", "AROAEXAMPLE"), FACT(FACT_TAG, "team", "blue"),
	    FACT(FACT_COMPLETE, "policies", ""));
	look(&i);
	role = identity(&i, "arn:aws:iam::111111111111:role/app/R", &found, &lack);
	assert_int_equal(found, FOUND_YES);
	assert_non_null(role->trust);
	assert_int_equal(role->n_policies, 3);
	assert_str(role->policies[0].label, "inline own");
	assert_non_null(role->policies[0].policy);
	assert_str(role->policies[1].label, "arn:aws:iam::111111111111:policy/Managed");
	assert_ptr_equal(role->policies[1].policy, role->policies[0].policy);
	assert_null(role->policies[2].policy);
	assert_true(role->policies_complete);
	assert_ptr_equal(role->boundary_policy, role->policies[0].policy);
	assert_true(role->boundary_known);
	assert_str(role->unique_id, "AROAEXAMPLE");
	assert_int_equal(role->n_tags, 1);
	assert_false(role->tags_known);
	drop(&i);
}

static void user_has_the_policies_of_its_groups(void **state)
{
	struct inventory i;
	enum found found;
	struct lack lack;
	const struct role *user;

	(void)state;
	fill(&i);
	PUT(&i, ENTITY_GROUP, "arn:aws:iam::111111111111:group/Ops", HOME, "Ops",
	    DOCUMENT(FACT_INLINE, "ops", LIT_ANY), FACT(FACT_COMPLETE, "policies", ""));
	PUT(&i, ENTITY_USER, "arn:aws:iam::111111111111:user/alice", HOME, "alice",
	    FACT(FACT_GROUP, "Ops", ""), FACT(FACT_COMPLETE, "policies", ""));
	PUT(&i, ENTITY_USER, "arn:aws:iam::111111111111:user/bob", HOME, "bob",
	    FACT(FACT_GROUP, "Gone", ""), FACT(FACT_COMPLETE, "policies", ""));
	look(&i);
	user = identity(&i, "arn:aws:iam::111111111111:user/alice", &found, &lack);
	assert_int_equal(found, FOUND_YES);
	assert_int_equal(user->n_policies, 1);
	assert_str(user->policies[0].of, "arn:aws:iam::111111111111:group/Ops");
	assert_true(user->policies_complete);
	user = identity(&i, "arn:aws:iam::111111111111:user/bob", &found, &lack);
	assert_false(user->policies_complete);
	drop(&i);
}

static void absence_is_proof_only_where_the_kind_is_complete(void **state)
{
	struct inventory i;
	enum found found;
	struct lack lack;

	(void)state;
	fill(&i);
	PUT(&i, ENTITY_ROLE, "arn:aws:iam::111111111111:role/A", HOME, "A",
	    FACT(FACT_UNIQUE_ID, "", "AROA1"));
	PUT(&i, ENTITY_ROLE, "arn:aws:iam::222222222222:role/A", AWAY, "A",
	    FACT(FACT_UNIQUE_ID, "", "AROA2"));
	cover(&i, HOME, ENTITY_ROLE, COVERAGE_COMPLETE);
	cover(&i, AWAY, ENTITY_ROLE, COVERAGE_PARTIAL);
	cover(&i, "333333333333", ENTITY_ROLE, COVERAGE_REFUSED);
	look(&i);
	assert_null(identity(&i, "arn:aws:iam::111111111111:role/B", &found, &lack));
	assert_int_equal(found, FOUND_ABSENT);
	(void)identity(&i, "arn:aws:iam::222222222222:role/B", &found, &lack);
	assert_int_equal(found, FOUND_UNKNOWN);
	assert_str(lack.because, "partial");
	assert_str(lack.account, AWAY);
	assert_str(lack.missing, "roles");
	(void)identity(&i, "arn:aws:iam::333333333333:role/B", &found, &lack);
	assert_str(lack.because, "refused");
	(void)identity(&i, "arn:aws:iam::444444444444:role/B", &found, &lack);
	assert_str(lack.because, "never collected");
	(void)identity(&i, "arn:aws:iam::111111111111:role/a", &found, &lack);
	assert_int_equal(found, FOUND_ABSENT);
	drop(&i);
}

static void role_is_found_by_its_name_without_path(void **state)
{
	const struct role *role = NULL;
	struct inventory i;
	enum found found;
	struct lack lack;

	(void)state;
	fill(&i);
	PUT(&i, ENTITY_ROLE, "arn:aws:iam::111111111111:role/app/R", HOME, "R",
	    FACT(FACT_PATH, "", "/app/"));
	look(&i);
	must(&i, i.world.ops->role_named(i.world.self, &i.arena, STR(HOME), STR("R"), &found, &role,
					 &lack, &i.err));
	assert_int_equal(found, FOUND_YES);
	assert_str(role->arn, "arn:aws:iam::111111111111:role/app/R");
	must(&i, i.world.ops->role_named(i.world.self, &i.arena, STR(HOME), STR("r"), &found, &role,
					 &lack, &i.err));
	assert_int_equal(found, FOUND_UNKNOWN);
	drop(&i);
}

/* ---- organizations ---- */

static void put_organization(struct inventory *i)
{
	PUT(i, ENTITY_ORGANIZATION, "o-1", "", "", FACT(FACT_MANAGEMENT, "", MANAGEMENT));
	PUT(i, ENTITY_ROOT, "r-1", "", "Root", FACT(FACT_COMPLETE, "none", ""));
	PUT(i, ENTITY_OU, "ou-1", "", "Work", FACT(FACT_PARENT, "", "r-1"));
	PUT(i, ENTITY_ACCOUNT, HOME, HOME, "home", FACT(FACT_PARENT, "", "ou-1"));
	PUT(i, ENTITY_ACCOUNT, MANAGEMENT, MANAGEMENT, "management", FACT(FACT_PARENT, "", "r-1"));
	cover(i, "", ENTITY_ACCOUNT, COVERAGE_COMPLETE);
}

static void put_scps(struct inventory *i)
{
	PUT(i, ENTITY_SCP, "p-1", "", "Full", DOCUMENT(FACT_DOCUMENT, "", LIT_ANY),
	    FACT(FACT_TARGET, "r-1", ""), FACT(FACT_TARGET, "ou-1", ""),
	    FACT(FACT_TARGET, HOME, ""), FACT(FACT_COMPLETE, "targets", ""));
	cover(i, "", ENTITY_SCP, COVERAGE_COMPLETE);
	cover(i, "", ENTITY_RCP, COVERAGE_COMPLETE);
}

static struct world_org organization(struct inventory *i, const char *account)
{
	struct world_org org;
	struct lack lack;

	must(i, i->world.ops->organization(i->world.self, &i->arena, str_from(account), &org, &lack,
					   &i->err));
	return org;
}

static void organization_binds_by_levels_root_first(void **state)
{
	struct inventory i;
	struct world_org org;

	(void)state;
	fill(&i);
	put_organization(&i);
	put_scps(&i);
	look(&i);
	org = organization(&i, HOME);
	assert_int_equal(org.facts.state, ORG_MEMBER);
	assert_str(org.facts.id, "o-1");
	assert_int_equal(org.facts.n_paths, 1);
	assert_str(org.facts.paths[0], "o-1/r-1/ou-1/");
	assert_str(org.management_account, MANAGEMENT);
	assert_true(org.scps_known);
	assert_true(org.scps_enabled);
	assert_int_equal(org.n_scps, 3);
	assert_str(org.scps[0].of, "r-1");
	assert_str(org.scps[2].of, HOME);
	assert_int_equal(org.scps[1].n_policies, 1);
	assert_str(org.scps[1].policies[0].label, "SCP p-1");
	assert_true(organization(&i, MANAGEMENT).facts.management);
	drop(&i);
}

static void account_that_a_whole_list_lacks_is_outside(void **state)
{
	struct inventory i;

	(void)state;
	fill(&i);
	put_organization(&i);
	PUT(&i, ENTITY_ACCOUNT, AWAY, AWAY, "", FACT(FACT_ALIAS, "", "away"));
	put_scps(&i);
	look(&i);
	assert_int_equal(organization(&i, AWAY).facts.state, ORG_OUTSIDE);
	assert_int_equal(organization(&i, "333333333333").facts.state, ORG_OUTSIDE);
	drop(&i);
}

static void without_a_list_of_accounts_nothing_is_known(void **state)
{
	struct inventory i;

	(void)state;
	fill(&i);
	PUT(&i, ENTITY_ACCOUNT, AWAY, AWAY, "", FACT(FACT_ALIAS, "", "away"));
	look(&i);
	assert_int_equal(organization(&i, AWAY).facts.state, ORG_NOT_COLLECTED);
	drop(&i);
}

static void scps_that_were_not_collected_are_not_known(void **state)
{
	struct inventory i;
	struct world_org org;

	(void)state;
	fill(&i);
	put_organization(&i);
	look(&i);
	org = organization(&i, HOME);
	assert_int_equal(org.facts.state, ORG_MEMBER);
	assert_false(org.scps_known);
	assert_int_equal(org.n_scps, 0);
	drop(&i);
}

static void organization_without_any_scp_binds_nobody(void **state)
{
	struct inventory i;
	struct world_org org;

	(void)state;
	fill(&i);
	put_organization(&i);
	cover(&i, "", ENTITY_SCP, COVERAGE_COMPLETE);
	look(&i);
	org = organization(&i, HOME);
	assert_true(org.scps_known);
	assert_false(org.scps_enabled);
	drop(&i);
}

static void scps_that_hang_on_nothing_are_not_in_force(void **state)
{
	struct inventory i;
	struct world_org org;

	(void)state;
	fill(&i);
	put_organization(&i);
	PUT(&i, ENTITY_SCP, "p-1", "", "Full", DOCUMENT(FACT_DOCUMENT, "", LIT_ANY),
	    FACT(FACT_COMPLETE, "targets", ""));
	cover(&i, "", ENTITY_SCP, COVERAGE_COMPLETE);
	look(&i);
	org = organization(&i, HOME);
	assert_true(org.scps_known);
	assert_false(org.scps_enabled);
	drop(&i);
}

static void scp_whose_targets_are_not_all_known_leaves_the_layer_open(void **state)
{
	struct inventory i;

	(void)state;
	fill(&i);
	put_organization(&i);
	put_scps(&i);
	PUT(&i, ENTITY_SCP, "p-2", "", "Other", DOCUMENT(FACT_DOCUMENT, "", LIT_ANY));
	look(&i);
	assert_false(organization(&i, HOME).scps_known);
	drop(&i);
}

/* ---- resources and roles with holes ---- */

static enum found resource(struct inventory *i, const char *arn)
{
	const struct policy *policy = NULL;
	enum found found;
	struct lack lack;

	must(i, i->world.ops->resource_policy(i->world.self, &i->arena, str_from(arn), &found,
					      &policy, &lack, &i->err));
	assert_true((policy != NULL) == (found == FOUND_YES));
	return found;
}

static void resource_policy_is_there_or_known_to_be_absent_or_unknown(void **state)
{
	struct inventory i;
	struct str owner;

	(void)state;
	fill(&i);
	PUT(&i, ENTITY_RESOURCE, "arn:aws:sqs:us-east-1:111111111111:a", HOME, "a",
	    DOCUMENT(FACT_DOCUMENT, "", LIT_ANY));
	PUT(&i, ENTITY_RESOURCE, "arn:aws:sqs:us-east-1:111111111111:b", HOME, "b",
	    FACT(FACT_COMPLETE, "policy", ""));
	PUT(&i, ENTITY_RESOURCE, "arn:aws:s3:::c", HOME, "c", FACT(FACT_TAG, "k", "v"));
	look(&i);
	assert_int_equal(resource(&i, "arn:aws:sqs:us-east-1:111111111111:a"), FOUND_YES);
	assert_int_equal(resource(&i, "arn:aws:sqs:us-east-1:111111111111:b"), FOUND_ABSENT);
	assert_int_equal(resource(&i, "arn:aws:s3:::c"), FOUND_UNKNOWN);
	assert_int_equal(resource(&i, "arn:aws:sqs:us-east-1:111111111111:d"), FOUND_UNKNOWN);
	must(&i, i.world.ops->owner(i.world.self, &i.arena, STR("arn:aws:s3:::c"), &owner, &i.err));
	assert_str(owner, HOME);
	drop(&i);
}

/* Without any resource none is looked for; a machine or a role that is called is found still. */
static void machines_and_roles_are_found_where_there_is_no_resource(void **state)
{
	static const char machine[] = "arn:aws:states:us-east-1:111111111111:stateMachine:m";
	static const char role[] = "arn:aws:iam::111111111111:role/R";
	struct inventory i;
	struct str owner;

	(void)state;
	fill(&i);
	PUT(&i, ENTITY_MACHINE, machine, HOME, "m", FACT(FACT_TYPE, "", "STANDARD"));
	PUT(&i, ENTITY_ROLE, role, HOME, "R", FACT(FACT_PATH, "", "/"));
	look(&i);
	must(&i, i.world.ops->owner(i.world.self, &i.arena, str_from(machine), &owner, &i.err));
	assert_str(owner, HOME);
	must(&i, i.world.ops->owner(i.world.self, &i.arena, str_from(role), &owner, &i.err));
	assert_str(owner, HOME);
	assert_int_equal(resource(&i, "arn:aws:sqs:us-east-1:111111111111:q"), FOUND_UNKNOWN);
	must(&i, i.world.ops->owner(i.world.self, &i.arena, STR("arn:aws:s3:::c"), &owner, &i.err));
	assert_str(owner, "");
	drop(&i);
}

static size_t fitting(struct inventory *i, const char *holed, bool *all)
{
	const struct str *arns = NULL;
	size_t n = 0;

	must(i, i->world.ops->roles_fitting(i->world.self, &i->arena, str_from(holed), &arns, &n,
					    all, &i->err));
	return n;
}

static void roles_that_fit_are_all_only_where_every_account_was_collected(void **state)
{
	struct inventory i;
	bool all;

	(void)state;
	fill(&i);
	put_organization(&i);
	PUT(&i, ENTITY_ROLE, "arn:aws:iam::111111111111:role/Fixed", HOME, "Fixed",
	    FACT(FACT_UNIQUE_ID, "", "AROA1"));
	cover(&i, HOME, ENTITY_ROLE, COVERAGE_COMPLETE);
	look(&i);
	assert_int_equal(fitting(&i, "arn:aws:iam::\x01:role/Fixed", &all), 1);
	assert_false(all);
	assert_int_equal(fitting(&i, "arn:aws:iam::111111111111:role/F\x01", &all), 1);
	assert_true(all);
	assert_int_equal(fitting(&i, "arn:aws:iam::1\x01:role/Fixed", &all), 1);
	assert_false(all); /* another account of the world begins with 1, too */
	assert_int_equal(fitting(&i, "arn:aws:iam::999999999999:role/\x01", &all), 0);
	assert_false(all);
	drop(&i);
}

/* ---- a trace through the inventory ---- */

static void put_estate(struct inventory *i, const char *trust)
{
	const struct fact_put target[] = {
	    {.kind = FACT_TRUST, .document = str_from(trust), .has_document = true},
	    DOCUMENT(FACT_INLINE, "start", DOC(ALLOW("states:StartSyncExecution", CHILD))),
	    FACT(FACT_COMPLETE, "policies", ""),
	    FACT(FACT_COMPLETE, "boundary", "")};

	PUT(i, ENTITY_ROLE, EXECUTION_ROLE, HOME, "TrustedAccountRl",
	    DOCUMENT(FACT_TRUST, "", TRUST_SERVICE("states.amazonaws.com")),
	    DOCUMENT(FACT_INLINE, "assume", DOC(ALLOW("sts:AssumeRole", TARGET_ROLE))),
	    FACT(FACT_COMPLETE, "policies", ""), FACT(FACT_COMPLETE, "boundary", ""));
	put(i, ENTITY_ROLE, TARGET_ROLE, AWAY, "TrustingAccountRl", target, 4);
	PUT(i, ENTITY_MACHINE, MACHINE, HOME, "SecretCacheConsumerWfw",
	    DOCUMENT(FACT_DEFINITION, "", TASK(START_SYNC, CREDENTIALS(TARGET_ROLE) START_CHILD)),
	    FACT(FACT_ROLE_ARN, "", EXECUTION_ROLE), FACT(FACT_TYPE, "", "STANDARD"));
	put_organization(i);
	PUT(i, ENTITY_ACCOUNT, AWAY, AWAY, "away", FACT(FACT_PARENT, "", "ou-1"));
	put_scps(i);
	PUT(i, ENTITY_SCP, "p-2", "", "More", DOCUMENT(FACT_DOCUMENT, "", LIT_ANY),
	    FACT(FACT_TARGET, AWAY, ""), FACT(FACT_COMPLETE, "targets", ""));
	cover(i, "", ENTITY_SCP, COVERAGE_COMPLETE);
}

static const struct trace *trace_inventory(struct inventory *i)
{
	const struct trace_options options = {.bindings = NULL};
	const struct machine *machine = NULL;
	const struct asl *asl = NULL;
	const struct asl_state *const *states = NULL;
	const struct trace *trace = NULL;
	size_t n = 0;

	must(i, trace_machine(&i->arena, &i->world, STR(MACHINE), &machine, &asl, &i->err));
	trace_tasks(&i->arena, asl, &states, &n);
	assert_int_equal(n, 1);
	must(i,
	     trace_task(&i->arena, &i->world, machine, asl, states[0], &options, &trace, &i->err));
	return trace;
}

static void inventory_that_proves_it_allows(void **state)
{
	struct inventory i;
	const struct trace *t;

	(void)state;
	fill(&i);
	put_estate(&i, TRUST(EXECUTION_ROLE, EXTERNAL_ID(MACHINE)));
	look(&i);
	t = trace_inventory(&i);
	assert_allowed(t);
	assert_true(t->complete);
	assert_int_equal(t->taken, 1000);
	drop(&i);
}

static void inventory_that_disproves_it_denies(void **state)
{
	struct inventory i;

	(void)state;
	fill(&i);
	put_estate(&i, TRUST(EXECUTION_ROLE, EXTERNAL_ID(MACHINE "2")));
	look(&i);
	assert_denied_at(trace_inventory(&i), GATE_TARGET_TRUST, AWAY);
	drop(&i);
}

static void machine_that_is_not_there_is_bad_input(void **state)
{
	const struct machine *machine = NULL;
	const struct asl *asl = NULL;
	struct inventory i;

	(void)state;
	fill(&i);
	put_estate(&i, TRUST(EXECUTION_ROLE, ""));
	look(&i);
	assert_false(trace_machine(
	    &i.arena, &i.world,
	    STR("arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfx"),
	    &machine, &asl, &i.err));
	assert_int_equal(i.err.kind, ERR_INPUT);
	assert_contains(str_from(i.err.text), "did you mean " MACHINE);
	drop(&i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(role_is_assembled_from_its_facts),
	    cmocka_unit_test(user_has_the_policies_of_its_groups),
	    cmocka_unit_test(absence_is_proof_only_where_the_kind_is_complete),
	    cmocka_unit_test(role_is_found_by_its_name_without_path),
	    cmocka_unit_test(organization_binds_by_levels_root_first),
	    cmocka_unit_test(account_that_a_whole_list_lacks_is_outside),
	    cmocka_unit_test(without_a_list_of_accounts_nothing_is_known),
	    cmocka_unit_test(scps_that_were_not_collected_are_not_known),
	    cmocka_unit_test(organization_without_any_scp_binds_nobody),
	    cmocka_unit_test(scps_that_hang_on_nothing_are_not_in_force),
	    cmocka_unit_test(scp_whose_targets_are_not_all_known_leaves_the_layer_open),
	    cmocka_unit_test(resource_policy_is_there_or_known_to_be_absent_or_unknown),
	    cmocka_unit_test(machines_and_roles_are_found_where_there_is_no_resource),
	    cmocka_unit_test(roles_that_fit_are_all_only_where_every_account_was_collected),
	    cmocka_unit_test(inventory_that_proves_it_allows),
	    cmocka_unit_test(inventory_that_disproves_it_denies),
	    cmocka_unit_test(machine_that_is_not_there_is_bad_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
