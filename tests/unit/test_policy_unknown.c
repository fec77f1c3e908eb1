/* test_policy_unknown.c - less knowledge makes answers unknown, never others; gates add up. */
#include "policy_forget.h"

#include <stdio.h>

#include "rolehop/base/json.h"

enum { ROUNDS = 12000, CHANGES = 6 };

/* ---- what must hold ---------------------------------------------------------------------------
 */

static void complain(const char *what, size_t round, const struct random_question *q,
		     const struct decision *d, const struct random_question *before,
		     const struct decision *was)
{
	struct buf buf;
	buf_init(&buf, q->arena, 1 << 18);
	if (before)
		describe(before, was, &buf);
	describe(q, d, &buf);
	fprintf(stderr, "%.*s\n", STR_ARG(buf_str(&buf)));
	fail_msg("round %zu: %s", round, what);
}

/* Evidence points at something, and says something. */
static void check_evidence(const struct random_question *q, const struct decision *d, size_t round)
{
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		struct explanation x;
		policy_explain(q->arena, &q->question, d, (enum layer)i, &x);
		for (size_t k = 0; k < x.n_evidence; k++) {
			const struct evidence *e = &x.evidence[k];
			const struct json *json;
			struct err err;
			if (e->why.n == 0)
				complain("evidence without a sentence", round, q, d, NULL, NULL);
			if (e->document.n == 0)
				continue;
			assert_true(json_parse(q->arena, e->document, &json, &err));
			if (!json_at(json, e->pointer))
				complain("a pointer to nothing", round, q, d, NULL, NULL);
		}
		bool decides = d->layers[i].role == ROLE_DECIDES;
		bool silent = x.n_evidence == 0 && x.summary.n == 0;
		if (decides && d->layers[i].verdict != V_ALLOW && silent)
			complain("a gate that does not allow says nothing", round, q, d, NULL,
				 NULL);
		if (decides && denies(d->layers[i].verdict) && x.n_evidence &&
		    x.evidence[0].matched == TRI_UNKNOWN)
			complain("a sure denial begins with something unsure", round, q, d, NULL,
				 NULL);
	}
}

static void one_round(struct arena *arena, struct dice *dice, size_t round, size_t counts[4])
{
	struct random_question q;
	struct decision decision;
	random_make(&q, arena, dice);
	policy_decide(&q.question, &decision);
	counts[decision.verdict]++;
	if (adds_up(&decision))
		complain(adds_up(&decision), round, &q, &decision, NULL, NULL);
	if (round % 4 == 0)
		check_evidence(&q, &decision, round);
	for (size_t i = 0; i < CHANGES; i++) {
		struct random_question less;
		struct decision now;
		random_copy(&q, &less);
		const char *what = forget(&less);
		if (dice_one_in(dice, 3))
			what = forget(&less);
		policy_decide(&less.question, &now);
		if (now.complete && !may_become(decision.verdict, now.verdict))
			complain(what, round, &less, &now, &q, &decision);
		if (adds_up(&now))
			complain(adds_up(&now), round, &less, &now, NULL, NULL);
		if ((round + i) % 16 == 0)
			check_evidence(&less, &now, round);
	}
}

static void less_knowledge_never_turns_an_answer_around(void **state)
{
	(void)state;
	struct dice dice = {0x9E3779B97F4A7C15U};
	size_t counts[4] = {0};
	for (size_t round = 0; round < ROUNDS; round++) {
		struct arena arena = {NULL};
		one_round(&arena, &dice, round, counts);
		arena_release(&arena);
	}
	/* every verdict is met often enough for the claim to mean something */
	for (size_t i = 0; i < 4; i++)
		if (counts[i] < ROUNDS / 50)
			fail_msg("%s came up %zu times only", verdict_decision((enum verdict)i),
				 counts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(less_knowledge_never_turns_an_answer_around),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
