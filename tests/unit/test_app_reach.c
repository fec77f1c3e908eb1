/* Who can reach whom, through which workflow: what is drawn around a role or an account. */
#include "unit.h"

#include "rolehop/app/reach.h"

#define ROLE(account, name) "arn:aws:iam::" account ":role/" name
#define MACHINE(name) "arn:aws:states:us-east-1:111111111111:stateMachine:" name

static struct task_answer answer(const char *machine, const char *state, const char *caller,
				 const char *target, enum verdict verdict)
{
	return (struct task_answer){.machine = str_from(machine),
				    .state = str_from(state),
				    .action = STR("sqs:SendMessage"),
				    .caller_role = str_from(caller),
				    .target_role = str_from(target),
				    .verdict = verdict,
				    .complete = true};
}

static size_t node_named(const struct reach *reach, const char *name)
{
	for (size_t i = 0; i < reach->n; i++)
		if (str_eq(reach->things[i].name, str_from(name)))
			return i;
	fail_msg("nothing is called %s", name);
	return 0;
}

static const struct graph_relation *arrow(const struct reach *reach, const char *from,
					  const char *to)
{
	size_t a = node_named(reach, from);
	size_t b = node_named(reach, to);
	for (size_t i = 0; i < reach->n_relations; i++)
		if (reach->relations[i].from == a && reach->relations[i].to == b)
			return &reach->relations[i];
	return NULL;
}

static void roles_are_joined_through_their_workflows(void **state)
{
	struct arena arena = {0};
	struct reach reach;
	const struct task_answer tasks[] = {
	    answer(MACHINE("W"), "One", ROLE("111111111111", "E"), ROLE("222222222222", "T"),
		   V_ALLOW),
	    answer(MACHINE("W"), "Two", ROLE("111111111111", "E"), ROLE("222222222222", "T"),
		   V_DENY_IMPLICIT),
	    answer(MACHINE("V"), "Own", ROLE("222222222222", "T"), "", V_UNKNOWN),
	};
	const struct task_answer *const answers[] = {&tasks[0], &tasks[1], &tasks[2]};
	(void)state;
	reach_of_role(&arena, STR(ROLE("222222222222", "T")), NULL, 0, answers, 3, &reach);
	assert_non_null(arrow(&reach, "E", "W"));
	assert_non_null(arrow(&reach, "W", "T"));
	assert_non_null(arrow(&reach, "T", "V"));
	assert_int_equal(reach.n_relations, 3);
	size_t w = node_named(&reach, "W");
	/* Two Tasks of one machine are one box, with the worst of them. */
	assert_int_equal(reach.nodes[w].n_tasks, 2);
	assert_int_equal(reach.things[w].mark, GRAPH_FAIL);
	assert_str(reach.things[w].rows[0], "2 Tasks");
	assert_str(reach.things[w].rows[1], "Two");
	assert_int_equal(reach.things[node_named(&reach, "V")].mark, GRAPH_UNKNOWN);
	assert_str(reach.things[node_named(&reach, "T")].rows[1], "@222222222222");
	arena_release(&arena);
}

static void whom_a_trust_policy_names_is_joined_by_a_dashed_arrow(void **state)
{
	struct arena arena = {0};
	struct reach reach;
	const struct trust_row trusts[] = {
	    {.principal = STR_INIT("111111111111"),
	     .kind = "account",
	     .account = STR_INIT("111111111111")},
	    {.principal = STR_INIT("states.amazonaws.com"), .kind = "service"},
	    {.principal = STR_INIT(ROLE("111111111111", "E")),
	     .kind = "role",
	     .external_id = STR_INIT("arn:x:y:z:1:stateMachine:W")},
	    {.principal = STR_INIT("*"), .kind = "everyone", .other_conditions = true},
	    {.principal = STR_INIT(ROLE("333333333333", "D")), .kind = "role", .deny = true},
	};
	(void)state;
	reach_of_role(&arena, STR(ROLE("222222222222", "T")), trusts, 5, NULL, 0, &reach);
	assert_int_equal(reach.n, 6);
	assert_true(arrow(&reach, "111111111111", "T")->dashed);
	assert_str(arrow(&reach, "states.amazonaws.com", "T")->label, "");
	assert_str(arrow(&reach, "E", "T")->label, "ExternalId W");
	assert_str(arrow(&reach, "*", "T")->label, "under conditions");
	assert_str(arrow(&reach, "D", "T")->label, "denied");
	arena_release(&arena);
}

static void account_shows_what_leaves_it_and_what_comes_to_it(void **state)
{
	struct arena arena = {0};
	struct reach reach;
	const struct task_answer tasks[] = {
	    answer(MACHINE("Out"), "A", ROLE("111111111111", "E"), ROLE("222222222222", "T"),
		   V_ALLOW),
	    answer(MACHINE("In"), "A", ROLE("222222222222", "X"), ROLE("111111111111", "Y"),
		   V_ALLOW),
	    answer(MACHINE("Inside"), "A", ROLE("111111111111", "E"), ROLE("111111111111", "Y"),
		   V_ALLOW),
	    answer(MACHINE("Own"), "A", ROLE("111111111111", "E"), "", V_ALLOW),
	    answer(MACHINE("Far"), "A", ROLE("333333333333", "E"), ROLE("222222222222", "T"),
		   V_ALLOW),
	};
	const struct task_answer *const answers[] = {&tasks[0], &tasks[1], &tasks[2], &tasks[3],
						     &tasks[4]};
	(void)state;
	reach_of_account(&arena, STR("111111111111"), answers, 5, &reach);
	assert_non_null(arrow(&reach, "Out", "T"));
	assert_non_null(arrow(&reach, "In", "Y"));
	assert_int_equal(reach.n, 6);
	arena_release(&arena);
}

/* Many workflows between two roles: the worst by themselves, the others counted. */
static void workflows_beyond_the_most_are_counted(void **state)
{
	enum { MANY = REACH_BETWEEN_MAX + 7 };
	struct arena arena = {0};
	struct reach reach;
	struct task_answer *tasks = arena_array(&arena, MANY, sizeof(*tasks));
	const struct task_answer **answers = arena_array(&arena, MANY, sizeof(*answers));
	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		tasks[i] = answer(arena_printf(&arena, MACHINE("W%zu"), i).p, "A",
				  ROLE("111111111111", "E"), ROLE("222222222222", "T"),
				  i + 2 > MANY ? V_DENY_EXPLICIT : V_ALLOW);
		answers[i] = &tasks[i];
	}
	reach_of_role(&arena, STR(ROLE("222222222222", "T")), NULL, 0, answers, MANY, &reach);
	assert_int_equal(reach.n, REACH_BETWEEN_MAX + 3);
	size_t more = node_named(&reach, "7 more workflows");
	assert_int_equal(reach.nodes[more].kind, REACH_MORE);
	assert_int_equal(reach.nodes[more].n_tasks, 7);
	assert_int_equal(reach.things[more].mark, GRAPH_OK);
	assert_non_null(arrow(&reach, "E", "7 more workflows"));
	assert_non_null(arrow(&reach, "7 more workflows", "T"));
	/* The last to come is the one that fails: it is drawn. */
	assert_non_null(arrow(&reach, "W12", "T"));
	arena_release(&arena);
}

/* Many roles count as their accounts, so that the drawing can be read; every Task is in a box. */
static void many_roles_count_as_their_account(void **state)
{
	enum { ROLES = 90, EACH = 3 };
	struct arena arena = {0};
	struct reach reach;
	struct task_answer *tasks = arena_array(&arena, ROLES * EACH, sizeof(*tasks));
	const struct task_answer **answers = arena_array(&arena, ROLES * EACH, sizeof(*answers));
	(void)state;
	for (size_t i = 0; i < ROLES * EACH; i++) {
		const char *account = i % 2 == 0 ? "111111111111" : "333333333333";
		tasks[i] =
		    answer(arena_printf(&arena, MACHINE("W%zu"), i).p, "A",
			   arena_printf(&arena, "arn:aws:iam::%s:role/E%zu", account, i / EACH).p,
			   ROLE("222222222222", "T"), V_ALLOW);
		answers[i] = &tasks[i];
	}
	for (int around = 0; around < 2; around++) {
		size_t counted = 0;
		if (around == 0)
			reach_of_account(&arena, STR("222222222222"), answers, ROLES * EACH,
					 &reach);
		else
			reach_of_role(&arena, STR(ROLE("222222222222", "T")), NULL, 0, answers,
				      ROLES * EACH, &reach);
		for (size_t i = 0; i < reach.n; i++)
			counted += reach.nodes[i].n_tasks;
		assert_int_equal(counted, ROLES * EACH);
		assert_int_equal(reach.n, 2 * (REACH_BETWEEN_MAX + 1) + 3);
		assert_int_equal(reach.nodes[node_named(&reach, "333333333333")].kind,
				 REACH_ACCOUNT);
		assert_non_null(
		    arrow(&reach, "129 more workflows", around == 0 ? "222222222222" : "T"));
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(roles_are_joined_through_their_workflows),
	    cmocka_unit_test(whom_a_trust_policy_names_is_joined_by_a_dashed_arrow),
	    cmocka_unit_test(account_shows_what_leaves_it_and_what_comes_to_it),
	    cmocka_unit_test(workflows_beyond_the_most_are_counted),
	    cmocka_unit_test(many_roles_count_as_their_account),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
