/* test_trace_faults.c - where the world fails, there is an error and no verdict: each question of a
 * trace and each call of SQLite under it fails in turn. */
#include "sqlite_faults.h"

#include <stdio.h>

#include "broken_world.h"
#include "changing_estate.h"
#include "trace_estate.h"

#include "rolehop/base/buf.h"
#include "rolehop/trace/explain.h"
#include "rolehop/trace/findings.h"
#include "rolehop/trace/risks.h"
#include "rolehop/trace/whocan.h"
#include "rolehop/trace/world_overlay.h"
#include "rolehop/trace/world_recorder.h"
#include "rolehop/trace/world_store.h"

enum { ANSWER_MAX = 1 << 24, ESTATES = 3 };

/* What is asked of; `store` is NULL where the world is made of literals. */
struct asking_of {
	const struct world *world;
	struct store *store;
	struct arena *arena;
	struct buf out; /* the whole answer */
	struct err *err;
};

/* ---- questions --------------------------------------------------------------------------------
 */

static bool ask_task(struct asking_of *a, struct str machine_arn)
{
	const struct trace_options options = {.strict = false};
	const struct machine *machine;
	const struct asl *asl;
	const struct trace *trace;

	if (!trace_machine(a->arena, a->world, machine_arn, &machine, &asl, a->err))
		return false;
	for (size_t i = 0; i < asl->n_states; i++) {
		const struct asl_state *state = asl->states[i];
		if (state->type != ASL_TASK && state->type != ASL_MAP)
			continue;
		if (!trace_task(a->arena, a->world, machine, asl, state, &options, &trace, a->err))
			return false;
		buf_add(&a->out, tell_json(a->arena, trace));
	}
	return true;
}

static bool ask_chain(struct asking_of *a, struct str principal, struct str role,
		      const char *action, const char *resource)
{
	const struct trace_options options = {.strict = false};
	const struct trace_assumption assumption = {.role = role};
	const struct trace_chain chain = {.principal = principal,
					  .assumptions = &assumption,
					  .n_assumptions = role.n > 0,
					  .action = str_from(action),
					  .resource = str_from(resource)};
	const struct trace *trace;

	if (!trace_chain(a->arena, a->world, &chain, &options, &trace, a->err))
		return a->err->kind == ERR_INPUT;
	buf_add(&a->out, tell_json(a->arena, trace));
	return true;
}

static bool ask_findings(struct asking_of *a, struct str machine_arn)
{
	const struct findings_options how = {.whole = true};
	const struct task_answer *answers;
	struct arena scratch;
	struct vec risks;
	size_t n;
	bool done;

	arena_init(&scratch);
	done = findings_machine_with(a->arena, &scratch, a->world, machine_arn, &how, &answers, &n,
				     a->err);
	arena_release(&scratch);
	for (size_t i = 0; done && i < n; i++)
		buf_add(&a->out, answers[i].json);
	vec_init(&risks, a->arena, sizeof(struct risk));
	done = done && risks_of_machine(a->arena, a->world, machine_arn, &risks, a->err);
	for (size_t i = 0; done && i < risks.n; i++)
		buf_add(&a->out, ((struct risk *)vec_at(&risks, i))->says);
	return done;
}

static bool ask_explain(struct asking_of *a, const char *text)
{
	const struct explain_options options = {.machine = STR("")};
	const struct incident *incidents;
	struct explained explained;
	size_t n;

	if (!incidents_read(a->arena, str_from(text), &incidents, &n, a->err))
		fail_msg("%s", a->err->text);
	if (!explain_question(a->arena, a->world, a->store, &incidents[0], &options, &explained,
			      a->err))
		return false;
	buf_add(&a->out, explain_json(a->arena, &explained));
	return true;
}

static bool ask_risks(struct asking_of *a, struct str arn)
{
	enum found found;
	const struct role *role = NULL;
	struct lack lack;
	struct vec risks;

	vec_init(&risks, a->arena, sizeof(struct risk));
	if (!a->world->ops->identity(a->world->self, a->arena, arn, &found, &role, &lack, a->err))
		return false;
	if (found == FOUND_YES && !risks_of_role(a->arena, a->world, role, &risks, a->err))
		return false;
	for (size_t i = 0; i < risks.n; i++)
		buf_add(&a->out, ((struct risk *)vec_at(&risks, i))->says);
	return true;
}

static bool ask_who(struct asking_of *a, const char *action, struct str resource)
{
	const struct whocan_ask ask = {.action = str_from(action), .resource = resource};
	const struct trace_options options = {.strict = false};
	const struct whocan_row *rows = NULL;
	size_t n = 0;

	if (!whocan(a->arena, a->world, a->store, &ask, &options, &rows, &n, a->err))
		return a->err->kind == ERR_INPUT;
	for (size_t i = 0; i < n; i++)
		buf_printf(&a->out, "%.*s %d %.*s\n", STR_ARG(rows[i].principal),
			   (int)rows[i].verdict, STR_ARG(rows[i].because));
	return true;
}

static bool ask_version(struct asking_of *a, struct str arn)
{
	const struct str *versions;
	size_t n;

	if (!trace_versions(a->arena, a->world, arn, &versions, &n, a->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!ask_task(a, versions[i]) && a->err->kind != ERR_INPUT)
			return false;
	return true;
}

/* ---- what is asked of an inventory, one question after the other --------------------------------
 */

#define IN_HOME(name) STR("arn:aws:iam::111111111111:" name)
#define IN_AWAY(name) STR("arn:aws:iam::222222222222:" name)
#define SESSION_OF(role)                                                                           \
	"User: arn:aws:sts::111111111111:assumed-role/" role "/QwErTyUiOpAsDfGhJkLzXcVbNmQwErTy"

enum { MACHINE_QUESTIONS = 9, QUESTIONS_ASKED = MACHINE_QUESTIONS * 2 + 12 };

/* Over changes, and noting what is asked, as `scan --with` does. */
static bool ask_supposed(struct asking_of *a, bool (*ask)(struct asking_of *, struct str),
			 struct str arn)
{
	const struct change changes[] = {
	    {.kind = CHANGE_TRUST,
	     .of = IN_AWAY("role/r1"),
	     .document = STR(TRUST("111111111111", ""))},
	    {.kind = CHANGE_SCP_AT, .of = STR("111111111111"), .document = STR(LIT_ANY)},
	    {.kind = CHANGE_RESOURCE, .of = STR("arn:aws:s3:::bucket"), .document = STR(LIT_ANY)},
	};
	const struct world *bare = a->world;
	struct recorder *recorder;
	struct world supposed, noted;
	bool done;

	if (!world_overlay_open(a->arena, bare, changes, 3, &supposed, a->err))
		return false;
	recorder = world_recorder_open(a->arena, &supposed, &noted);
	recorder_begin(recorder);
	a->world = &noted;
	done = ask(a, arn);
	a->world = bare;
	return done;
}

static bool ask_number(struct asking_of *a, size_t i)
{
	static const char *const accounts[] = {"111111111111", "222222222222", "333333333333"};
	struct str machine = arena_printf(a->arena, "arn:aws:states:us-east-1:%s:stateMachine:m%zu",
					  accounts[i % MACHINE_QUESTIONS / 3], i % 3);

	if (i < MACHINE_QUESTIONS)
		return ask_findings(a, machine) || a->err->kind == ERR_INPUT;
	if (i < MACHINE_QUESTIONS * 2)
		return ask_supposed(a, i % 2 ? ask_findings : ask_version,
				    arena_printf(a->arena, "%.*s%s", STR_ARG(machine),
						 i % 2 ? "" : ":live")) ||
		       a->err->kind == ERR_INPUT;
	switch (i - MACHINE_QUESTIONS * 2) {
	case 0:
		return ask_chain(a, IN_HOME("role/r0"), IN_AWAY("role/r1"), "sqs:SendMessage",
				 "arn:aws:sqs:us-east-1:222222222222:queue");
	case 1:
		return ask_chain(a, IN_HOME("user/u0"), STR(""), "s3:GetObject",
				 "arn:aws:s3:::bucket/k");
	case 2:
		return ask_chain(a, IN_HOME("user/u9"), STR(""), "kms:Decrypt",
				 "arn:aws:kms:us-east-1:222222222222:key/k");
	case 3:
		return ask_explain(
		    a,
		    SESSION_OF("r0") " is not authorized to perform: sts:AssumeRole on resource: "
				     "arn:aws:iam::222222222222:role/r1");
	case 4:
		return ask_explain(
		    a,
		    SESSION_OF("r1") " is not authorized to perform: sqs:SendMessage on resource: "
				     "arn:aws:sqs:us-east-1:222222222222:queue");
	case 5:
		return ask_who(a, "sts:AssumeRole", IN_AWAY("role/r1"));
	case 6:
		return ask_who(a, "sqs:SendMessage",
			       STR("arn:aws:sqs:us-east-1:222222222222:queue"));
	case 7:
		return ask_who(a, "s3:GetObject", STR("arn:aws:s3:::bucket/k"));
	case 8:
		return ask_risks(a, IN_HOME("role/r0"));
	case 9:
		return ask_risks(a, IN_AWAY("role/r1"));
	case 10:
		return ask_chain(a, STR("arn:aws:sts::111111111111:assumed-role/r1/s"), STR(""),
				 "sqs:SendMessage", "arn:aws:sqs:us-east-1:222222222222:queue");
	default:
		return ask_version(a,
				   STR("arn:aws:states:us-east-1:111111111111:stateMachine:m0:3"));
	}
}

/* ---- what must hold -------------------------------------------------------------------------- */

static void begin_answer(struct asking_of *a, struct arena *arena, struct err *err)
{
	arena_init(arena);
	memset(err, 0, sizeof(*err));
	buf_init(&a->out, arena, ANSWER_MAX);
	a->arena = arena;
	a->err = err;
}

/* Each question of the world fails in turn. */
static void never_answers_on_a_broken_world(struct asking_of *a,
					    bool (*ask)(struct asking_of *, size_t), size_t i,
					    const struct world *whole)
{
	struct broken broken;
	struct world world = broken_open(&broken, whole);
	struct arena arena;
	struct err err;
	long asked;

	a->world = &world;
	begin_answer(a, &arena, &err);
	if (!ask(a, i))
		fail_msg("question %zu: %s", i, err.text);
	arena_release(&arena);
	asked = broken.asked;
	for (long n = 1; n <= asked; n++) {
		begin_answer(a, &arena, &err);
		broken.asked = 0;
		broken.fails_at = n;
		if (ask(a, i))
			fail_msg("question %zu: an answer although %ld of %ld failed", i, n, asked);
		assert_int_equal(err.kind, ERR_ENVIRONMENT);
		arena_release(&arena);
	}
}

static void fill(struct changing *c, unsigned seed)
{
	*c = (struct changing){.dice = seed * UINT64_C(0x9e3779b97f4a7c15), .clock = 1780000000};
	must(c, store_open(":memory:", STORE_WRITE, &c->store, &c->err));
	fill_at_random(c);
}

static void empty(struct changing *c)
{
	store_close(c->store);
	arena_release(&c->arena);
}

static void no_inventory_is_judged_on_a_broken_world(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= ESTATES; seed++) {
		struct changing c;
		struct world world;
		struct arena arena;
		fill(&c, seed);
		arena_init(&arena);
		must(&c, world_store_open(&arena, c.store, c.clock, &world, &c.err));
		struct asking_of a = {.store = c.store};
		for (size_t i = 0; i < QUESTIONS_ASKED; i++)
			never_answers_on_a_broken_world(&a, ask_number, i, &world);
		arena_release(&arena);
		empty(&c);
	}
}

/* Opens the inventory anew, so that nothing of it is kept, and asks. */
static bool ask_anew(struct asking_of *a, size_t i, int64_t now)
{
	struct world world;

	if (!world_store_open(a->arena, a->store, now, &world, a->err))
		return false;
	a->world = &world;
	return ask_number(a, i);
}

static void an_inventory_that_cannot_be_read_gives_no_other_answer(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= ESTATES; seed++) {
		struct changing c;
		fill(&c, seed);
		struct asking_of a = {.store = c.store};
		for (size_t i = 0; i < QUESTIONS_ASKED; i++) {
			struct arena usual, arena;
			struct err err;
			begin_answer(&a, &usual, &err);
			if (!ask_anew(&a, i, c.clock))
				fail_msg("question %zu: %s", i, err.text);
			struct str answer = buf_str(&a.out);
			for (long n = 1, reached = 0; reached == n - 1; n++) {
				begin_answer(&a, &arena, &err);
				calls = 0;
				failing = n;
				bool ok = ask_anew(&a, i, c.clock);
				failing = 0;
				reached = calls < n ? calls : n;
				if (!ok && (calls < n || err.text[0] == '\0'))
					fail_msg("question %zu: call %ld failed without a word", i,
						 n);
				if (ok && !str_eq(buf_str(&a.out), answer))
					fail_msg("question %zu: call %ld makes another answer", i,
						 n);
				arena_release(&arena);
			}
			arena_release(&usual);
		}
		empty(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_inventory_is_judged_on_a_broken_world),
	    cmocka_unit_test(an_inventory_that_cannot_be_read_gives_no_other_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
