/* test_trace_overlay.c - a world with a document changed answers by it, and the base as before. */
#include "rolehop/trace/world_overlay.h"

#include "trace_incidents.h"

#define BOUNDARY "arn:aws:iam::222222222222:policy/Limits"
#define MANAGED "arn:aws:iam::222222222222:policy/Start"

static enum verdict asked_of(struct lit_world *w, const struct world *world)
{
	const struct asked asked = {.machine = STR(MACHINE), .pointer = STR("/States/T")};
	const struct trace *out = NULL;

	if (!asked_trace(&w->arena, world, &asked, &w->options, &out, &w->err))
		fail_msg("%s", w->err.text);
	return out->verdict;
}

/* What is put into the sound estate before, beside what the row itself says. */
static void put_nothing(struct lit_world *w, struct built *b)
{
	(void)w;
	(void)b;
}

static void put_boundary(struct lit_world *w, struct built *b)
{
	b->target->role.boundary = STR(BOUNDARY);
	b->target->role.boundary_policy = lit_policy(w, DOC(ALLOW("s3:*", "*")));
}

static void put_missing_boundary(struct lit_world *w, struct built *b)
{
	(void)w;
	b->target->role.boundary = STR(BOUNDARY);
	b->target->role.boundary_policy = NULL;
}

static void put_managed(struct lit_world *w, struct built *b)
{
	lit_inline(w, b->target, MANAGED, DOC(DENY("states:*", "*")));
	((struct attached_policy *)vec_at(&b->target->policies, 1))->inline_policy = false;
}

static void put_denying_scp(struct lit_world *w, struct built *b)
{
	lit_level(w, &b->away->scps, "SCP", "ou-1", DOC(DENY("states:*", "*")), LIT_ANY);
}

static void put_denying_rcp(struct lit_world *w, struct built *b)
{
	lit_level(w, &b->away->rcps, "RCP", "ou-1",
		  DOC("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:*\",\"Resource\":"
		      "\"*\"}"),
		  NULL);
}

static void put_function(struct lit_world *w, struct built *b)
{
	b->machine->definition = str_from(INVOKE(FUNCTION(AWAY)));
	lit_inline(w, b->execution, "all", LIT_ANY);
	lit_resource(w, FUNCTION(AWAY), AWAY,
		     GRANT("333333333333", "lambda:InvokeFunction", FUNCTION(AWAY)));
}

static void put_key(struct lit_world *w, struct built *b)
{
	b->machine->definition =
	    str_from(TASK("arn:aws:states:::aws-sdk:kms:encrypt",
			  PARAMETERS("\"KeyId\":\"" KEY "\",\"Plaintext\":\"a\"")));
	lit_inline(w, b->execution, "all", LIT_ANY);
	lit_resource(w, KEY, AWAY, GRANT("arn:aws:iam::222222222222:root", "kms:*", "*"));
}

/* clang-format off */
static const struct overlay_row {
	const char *name;
	void (*put)(struct lit_world *w, struct built *b);
	enum change_kind kind;
	const char *of, *policy, *document;
	enum verdict before, after;
} rows[] = {
	{"a trust that names nobody of ours", put_nothing, CHANGE_TRUST, TARGET_ROLE, "", TRUST("333333333333", ""), V_ALLOW, V_DENY_IMPLICIT},
	{"the trust of another role", put_nothing, CHANGE_TRUST, "arn:aws:iam::222222222222:role/Other", "", TRUST("333333333333", ""), V_ALLOW, V_ALLOW},
	{"an inline policy replaced", put_nothing, CHANGE_INLINE, TARGET_ROLE, "start", DOC(ALLOW("s3:*", "*")), V_ALLOW, V_DENY_IMPLICIT},
	{"an inline policy beside", put_nothing, CHANGE_INLINE, TARGET_ROLE, "more", DOC(ALLOW("s3:*", "*")), V_ALLOW, V_ALLOW},
	{"an inline policy that denies", put_nothing, CHANGE_INLINE, EXECUTION_ROLE, "no", DOC(DENY("sts:*", "*")), V_ALLOW, V_DENY_EXPLICIT},
	{"a managed policy", put_managed, CHANGE_MANAGED, MANAGED, "", LIT_ANY, V_DENY_EXPLICIT, V_ALLOW},
	{"a managed policy as a boundary", put_boundary, CHANGE_MANAGED, BOUNDARY, "", LIT_ANY, V_DENY_IMPLICIT, V_ALLOW},
	{"the document that a boundary lacks", put_missing_boundary, CHANGE_MANAGED, BOUNDARY, "", LIT_ANY, V_UNKNOWN, V_ALLOW},
	{"a boundary where there is none", put_nothing, CHANGE_BOUNDARY, TARGET_ROLE, "", DOC(ALLOW("s3:*", "*")), V_ALLOW, V_DENY_IMPLICIT},
	{"a boundary instead of another", put_boundary, CHANGE_BOUNDARY, TARGET_ROLE, "", LIT_ANY, V_DENY_IMPLICIT, V_ALLOW},
	{"an SCP", put_denying_scp, CHANGE_ORG_POLICY, "p-first-ou-1", "", LIT_ANY, V_DENY_EXPLICIT, V_ALLOW},
	{"one more SCP", put_nothing, CHANGE_SCP_AT, "r-root", "", DOC(DENY("sts:AssumeRole", "*")), V_ALLOW, V_DENY_EXPLICIT},
	{"one more SCP elsewhere", put_nothing, CHANGE_SCP_AT, "ou-9", "", DOC(DENY("*", "*")), V_ALLOW, V_ALLOW},
	{"an RCP", put_denying_rcp, CHANGE_ORG_POLICY, "p-first-ou-1", "", DOC("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}"), V_DENY_EXPLICIT, V_ALLOW},
	{"a resource's policy", put_function, CHANGE_RESOURCE, FUNCTION(AWAY), "", GRANT(EXECUTION_ROLE, "lambda:InvokeFunction", FUNCTION(AWAY)), V_DENY_IMPLICIT, V_ALLOW},
	{"a key's policy", put_key, CHANGE_RESOURCE, KEY, "", GRANT(EXECUTION_ROLE, "kms:*", "*"), V_DENY_IMPLICIT, V_ALLOW},
	{"a definition", put_nothing, CHANGE_DEFINITION, MACHINE, "", TASK(START_SYNC, CREDENTIALS("arn:aws:iam::222222222222:user/u") START_CHILD), V_ALLOW, V_DENY_IMPLICIT},
	{"the definition of another machine", put_nothing, CHANGE_DEFINITION, MACHINE "2", "", TASK(START_SYNC, ""), V_ALLOW, V_ALLOW},
};
/* clang-format on */

static void each_kind_of_change_counts_and_leaves_the_base_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct overlay_row *row = &rows[i];
		const struct change change = {row->kind, str_from(row->of), str_from(row->policy),
					      str_from(row->document)};
		struct lit_world w;
		struct built b = estate_build(&w, &sound);
		struct world changed;
		enum verdict before, after, base;
		row->put(&w, &b);
		before = asked_of(&w, &w.world);
		if (!world_overlay_open(&w.arena, &w.world, &change, 1, &changed, &w.err))
			fail_msg("%s: %s", row->name, w.err.text);
		after = asked_of(&w, &changed);
		base = asked_of(&w, &w.world);
		if (before != row->before || after != row->after || base != before)
			fail_msg("%s: %s, then %s, and the base %s", row->name,
				 verdict_word(before), verdict_word(after), verdict_word(base));
		lit_free(&w);
	}
}

static void of_two_changes_to_one_thing_the_later_holds(void **state)
{
	struct change changes[] = {
	    {CHANGE_TRUST, STR_INIT(TARGET_ROLE), STR_INIT(""), STR("")},
	    {CHANGE_TRUST, STR_INIT(TARGET_ROLE), STR_INIT(""), STR("")},
	};
	struct lit_world w;
	struct world changed;

	(void)state;
	(void)estate_build(&w, &sound);
	changes[0].document = str_from(TRUST("333333333333", ""));
	changes[1].document = str_from(TRUST(HOME, ""));
	assert_true(world_overlay_open(&w.arena, &w.world, changes, 2, &changed, &w.err));
	assert_int_equal(asked_of(&w, &changed), V_ALLOW);
	changes[1].document = changes[0].document;
	changes[0].document = str_from(TRUST(HOME, ""));
	assert_true(world_overlay_open(&w.arena, &w.world, changes, 2, &changed, &w.err));
	assert_int_equal(asked_of(&w, &changed), V_DENY_IMPLICIT);
	lit_free(&w);
}

static void what_is_no_policy_is_refused(void **state)
{
	const struct change change = {CHANGE_TRUST, STR_INIT(TARGET_ROLE), STR_INIT(""),
				      STR_INIT("[1]")};
	struct lit_world w;
	struct world changed;

	(void)state;
	(void)estate_build(&w, &sound);
	assert_false(world_overlay_open(&w.arena, &w.world, &change, 1, &changed, &w.err));
	assert_int_equal(w.err.kind, ERR_INPUT);
	lit_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_kind_of_change_counts_and_leaves_the_base_alone),
	    cmocka_unit_test(of_two_changes_to_one_thing_the_later_holds),
	    cmocka_unit_test(what_is_no_policy_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
