/* fuzz_policy.c - policy documents of every kind, judged: no crash, and answers that keep their
 * promises. */
#include "fuzz.h"

#include "rolehop/base/span.h"

static void fuzz_make(struct buf *buf, struct dice *dice)
{
	unsigned n = 1 + dice_below(dice, 4);

	buf_add_cstr(buf, dice_one_in(dice, 8) ? "{" : "{\"Version\":\"2012-10-17\",");
	buf_add_cstr(buf, "\"Statement\":[");
	for (unsigned i = 0; i < n; i++) {
		buf_add_cstr(buf, i ? "," : "");
		if (dice_one_in(dice, 20))
			buf_add_cstr(buf, DICE_PICK(dice, random_oddities));
		else
			random_statement(buf, dice, (enum layer)dice_below(dice, LAYER_COUNT));
	}
	buf_add_cstr(buf, "]}");
}

static bool fuzz_add(struct arena *arena, struct str text, struct dice *dice, struct str *out)
{
	struct buf statement;

	buf_init(&statement, arena, 1 << 16);
	random_statement(&statement, dice, (enum layer)dice_below(dice, LAYER_COUNT));
	return edit_append(arena, text, STR("/Statement"), buf_str(&statement), out);
}

static void fuzz_value(struct buf *buf, struct dice *dice)
{
	switch (dice_below(dice, 7)) {
	case 0:
		buf_add_cstr(buf, DICE_PICK(dice, random_principals));
		return;
	case 1:
		buf_add_cstr(buf, DICE_PICK(dice, random_actions));
		return;
	case 2:
		buf_add_cstr(buf, DICE_PICK(dice, random_resources));
		return;
	case 3:
		buf_add_cstr(buf, "{");
		random_condition(buf, dice);
		buf_add_cstr(buf, "}");
		return;
	case 4:
		buf_printf(buf, "\"%s\"", DICE_PICK(dice, random_arns));
		return;
	case 5:
		buf_printf(buf, "\"%s\"", DICE_PICK(dice, random_strings));
		return;
	default:
		buf_add_cstr(buf, DICE_PICK(dice, random_oddities));
		return;
	}
}

/* ---- promises ---- */

static void put(struct random_question *q, enum layer layer, size_t at, const struct policy *policy)
{
	struct level *level = &q->levels[layer][0];

	q->question.layers[layer] = (struct layer_input){
	    .state = LAYER_COLLECTED, .levels = q->levels[layer], .n_levels = 1};
	level->of = STR("it");
	level->policies = q->bearings[layer][0];
	level->n_policies = at + 1;
	q->bearings[layer][0][at] = (struct bearing){STR("policy"), STR("it"), policy};
}

static enum verdict decide(const struct random_question *q)
{
	struct decision decision;

	policy_decide(&q->question, &decision);
	return decision.verdict;
}

static bool denies(enum verdict v)
{
	return v == V_DENY_IMPLICIT || v == V_DENY_EXPLICIT;
}

/* Less knowledge may make an answer unknown, and turns none around. */
static void less_is_known(const struct random_question *q, enum verdict before, unsigned key)
{
	struct random_question other;
	enum verdict after;

	random_copy(q, &other);
	other.context[key % other.request.n_context].state = CTX_UNKNOWN;
	other.context[key % other.request.n_context].n_values = 0;
	after = decide(&other);
	FUZZ_HOLDS(after == V_UNKNOWN || after == before || (denies(before) && denies(after)));
}

/* One more Deny allows nothing. */
static void one_more_denies(const struct random_question *q, enum verdict before,
			    const struct policy *deny)
{
	struct random_question other;

	random_copy(q, &other);
	put(&other, LAYER_IDENTITY, 1, deny);
	FUZZ_HOLDS(before == V_ALLOW || decide(&other) != V_ALLOW);
}

/* White space is none of a policy's meaning. */
static void spaces_mean_nothing(struct arena *arena, const struct random_question *q,
				enum verdict before, struct str text)
{
	struct random_question other;
	const struct policy *policy;
	const struct json *json;
	struct err err;
	struct buf buf;

	buf_init(&buf, arena, text.n * 6 + 64);
	FUZZ_HOLDS(json_parse(arena, text, &json, &err) && json_write(&buf, json, false));
	FUZZ_HOLDS(policy_parse(arena, buf_str(&buf), &policy, &err));
	random_copy(q, &other);
	for (int i = 0; i < LAYER_COUNT; i++)
		if (other.question.layers[i].state == LAYER_COLLECTED)
			put(&other, (enum layer)i, 0, policy);
	FUZZ_HOLDS(decide(&other) == before);
}

static void each_piece_has_its_place(struct arena *arena, const struct random_question *q,
				     enum layer layer)
{
	struct explanation x;
	struct decision decision;
	struct span span;

	policy_decide(&q->question, &decision);
	policy_explain(arena, &q->question, &decision, layer, &x);
	for (size_t i = 0; i < x.n_evidence; i++) {
		const struct evidence *e = &x.evidence[i];
		FUZZ_HOLDS(e->why.n > 0);
		FUZZ_HOLDS(e->pointer.n == 0 || span_find(e->document, e->pointer, &span, NULL));
	}
}

static const struct policy *deny_all(struct arena *arena)
{
	const struct policy *policy = NULL;
	struct err err;

	(void)policy_parse(arena,
			   STR("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\","
			       "\"Action\":\"*\",\"Resource\":\"*\"}}"),
			   &policy, &err);
	return policy;
}

static void judge(struct arena *arena, const uint8_t *head, struct str text)
{
	uint64_t seed;
	struct dice dice;
	struct random_question q;
	const struct policy *policy;
	enum verdict verdict;
	struct err err;

	memcpy(&seed, head, sizeof(seed));
	dice.state = seed | 1;
	if (!policy_parse(arena, text, &policy, &err))
		return;
	q = (struct random_question){.arena = arena, .dice = &dice};
	q.question.request = &q.request;
	random_request(&q);
	for (int i = 0; i < LAYER_COUNT; i++)
		if (head[8] >> i & 1)
			put(&q, (enum layer)i, 0, policy);
	verdict = decide(&q);
	less_is_known(&q, verdict, head[9]);
	each_piece_has_its_place(arena, &q, (enum layer)(head[10] % LAYER_COUNT));
	if (head[11] % 4 == 0)
		spaces_mean_nothing(arena, &q, verdict, text);
	if (head[11] % 4 == 1 && q.question.layers[LAYER_IDENTITY].state == LAYER_COLLECTED)
		one_more_denies(&q, verdict, deny_all(arena));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {NULL};

	fuzz_count(size);
	if (size > FUZZ_HEAD)
		judge(&arena, data, (struct str){(const char *)data + FUZZ_HEAD, size - FUZZ_HEAD});
	arena_release(&arena);
	return 0;
}
