/* fuzz_policy.c - policy documents of every kind, judged: no crash, and answers that keep their
 * promises. */
#include "fuzz.h"

#include "policy_forget.h"
#include "rolehop/base/edit.h"
#include "rolehop/base/json.h"
#include "rolehop/base/scan.h"
#include "rolehop/base/span.h"
#include "rolehop/model/arn.h"
#include "rolehop/policy/context.h"
#include "rolehop/policy/match.h"

/* What one input comes to. */
struct input {
	struct arena *arena;
	struct dice dice;
	const uint8_t *head;
	struct str texts[FUZZ_TEXTS];
	const struct policy *policies[FUZZ_TEXTS];
	size_t n; /* of texts that are policies */
	struct str words[64];
	size_t n_words; /* texts that stand in them */
};

/* Bytes of the head: the dice, then what is chosen by itself. */
enum { HEAD_LAYERS = 8, HEAD_STATES = 9, HEAD_WORDS = 11, HEAD_CHECKS = 12, HEAD_PLACES = 13 };

/* ---- the question -----------------------------------------------------------------------------
 */

static void collect_words(struct input *in, const struct json *json)
{
	for (const struct json *c = json_first(json); c; c = json_next(c)) {
		if (in->n_words == sizeof(in->words) / sizeof(in->words[0]))
			return;
		if (json_is(c, JSON_STRING))
			in->words[in->n_words++] = json_str(c);
		else
			collect_words(in, c);
	}
}

/* A text of the documents with its wildcards filled in: what is asked should sometimes fit. */
static struct str a_word(struct input *in)
{
	static const char fillers[] = "ab1:/x";
	struct str word =
	    in->n_words ? in->words[dice_below(&in->dice, (unsigned)in->n_words)] : STR("a");
	char *p = arena_cstr(in->arena, word);
	for (size_t i = 0; i < word.n; i++)
		if (p[i] == '*' || p[i] == '?')
			p[i] = fillers[dice_below(&in->dice, sizeof(fillers) - 1)];
	return (struct str){p, word.n};
}

/* What AWS asks STS for is always about a role: of others nothing is promised. */
static void ask_sts_about_roles(struct random_question *q)
{
	struct arn arn;
	if (str_starts_nocase(q->request.action, STR("sts:")) &&
	    (!arn_parse(q->request.resource, &arn) || !arn_is_role(&arn))) {
		q->request.resource = STR("arn:aws:iam::222222222222:role/T");
		q->request.resource_account = STR("222222222222");
	}
}

/* A caller of their words; of a role, a session of it. */
static void call_as(struct input *in, struct random_question *q, struct str who)
{
	struct principal *caller = &q->request.caller;
	struct arn role;
	struct err err;
	if (!principal_parse(who, caller, &err) || caller->kind != PRINCIPAL_ROLE_SESSION ||
	    !arn_parse(caller->identity, &role))
		return;
	caller->session = STR("s");
	caller->arn =
	    arena_printf(in->arena, "arn:%.*s:sts::%.*s:assumed-role/%.*s/s",
			 STR_ARG(role.partition), STR_ARG(role.account), STR_ARG(arn_name(&role)));
}

static void ask_in_their_words(struct input *in, struct random_question *q)
{
	static const struct str accounts[] = {
	    STR_INIT("222222222222"), STR_INIT("111111111111"), STR_INIT(""),
	    STR_INIT("aws"),	      STR_INIT("\x01"),		STR_INIT("2222\x01"),
	};
	unsigned which = in->head[HEAD_WORDS];
	if (which & 1)
		q->request.resource = a_word(in);
	if (which & 2)
		q->request.action = a_word(in);
	if (which & 4)
		call_as(in, q, a_word(in));
	if (which & 8)
		q->request.caller.unique_id = STR("AROAEXAMPLEEXAMPLE12");
	if (which & 16)
		q->request.resource_account = accounts[dice_below(&in->dice, 6)];
	for (size_t i = 0; i < q->request.n_context && which & 32; i++) {
		struct context_value *value = &q->context[i];
		struct str *values = arena_array(in->arena, 2, sizeof(*values));
		if (value->n_values == 0 || dice_one_in(&in->dice, 2))
			continue;
		values[0] = a_word(in);
		values[1] = dice_one_in(&in->dice, 2) ? a_word(in) : STR("");
		value->values = values;
	}
}

static void more_context(struct input *in, struct random_question *q)
{
	static const struct {
		const char *key, *value;
		bool multi;
	} more[] = {
	    {"aws:SourceIp", "203.0.113.7", false},
	    {"aws:CurrentTime", "2026-09-26T12:00:00Z", false},
	    {"aws:TagKeys", "team", true},
	    {"aws:SourceArn", "arn:aws:states:us-east-1:111111111111:stateMachine:M", false},
	    {"aws:PrincipalOrgID", "o-a1b2c3d4e5", false},
	};
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		struct str *value = arena_array(in->arena, 1, sizeof(*value));
		*value = str_from(more[i].value);
		q->context[q->request.n_context++] =
		    (struct context_value){.key = str_from(more[i].key),
					   .state = CTX_PRESENT,
					   .multi = more[i].multi,
					   .values = value,
					   .n_values = dice_one_in(&in->dice, 6) ? 0 : 1};
	}
}

static void put_level(struct input *in, struct random_question *q, enum layer layer, size_t at)
{
	struct level *level = &q->levels[layer][at];
	level->of = STR("it");
	level->policies = q->bearings[layer][at];
	level->n_policies = 1 + dice_one_in(&in->dice, 4);
	for (size_t k = 0; k < level->n_policies; k++) {
		size_t which = (layer + at + k + in->head[HEAD_PLACES]) % in->n;
		q->bearings[layer][at][k] =
		    (struct bearing){STR("policy"), STR("it"), in->policies[which], false};
	}
}

static void put_layer(struct input *in, struct random_question *q, enum layer layer)
{
	struct layer_input *input = &q->question.layers[layer];
	bool levels = layer == LAYER_SCP || layer == LAYER_RCP;
	unsigned states = in->head[HEAD_STATES] | (unsigned)in->head[HEAD_STATES + 1] << 8;
	unsigned state = states >> 2 * layer & 3;
	if (!(in->head[HEAD_LAYERS] >> layer & 1)) {
		input->state = state == 3 ? LAYER_NOT_COLLECTED : LAYER_ABSENT;
		return;
	}
	input->state = state == 1 ? LAYER_PARTIAL : LAYER_COLLECTED;
	input->levels = q->levels[layer];
	input->n_levels = levels && state == 2 ? 2 : 1;
	for (size_t i = 0; i < input->n_levels; i++)
		put_level(in, q, layer, i);
}

static void make_question(struct input *in, struct random_question *q)
{
	*q = (struct random_question){.arena = in->arena, .dice = &in->dice};
	q->question.request = &q->request;
	random_request(q);
	more_context(in, q);
	ask_in_their_words(in, q);
	ask_sts_about_roles(q);
	q->request.closed = !(in->head[HEAD_WORDS] & 64);
	for (int i = 0; i < LAYER_COUNT; i++)
		put_layer(in, q, (enum layer)i);
}

/* ---- promises ---------------------------------------------------------------------------------
 */

static void says_nothing_false(const struct explanation *x)
{
	struct span span;
	for (size_t i = 0; i < x->n_evidence; i++) {
		const struct evidence *e = &x->evidence[i];
		FUZZ_HOLDS(e->why.n > 0);
		FUZZ_HOLDS(e->document.n == 0 || span_find(e->document, e->pointer, &span, NULL));
	}
}

/* The second pass comes to the verdict of the first. */
static void explain_agrees(struct arena *arena, const struct random_question *q,
			   const struct decision *d)
{
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		struct explanation x;
		enum verdict v = d->layers[i].verdict;
		if (d->layers[i].role != ROLE_DECIDES)
			continue;
		policy_explain(arena, &q->question, d, (enum layer)i, &x);
		says_nothing_false(&x);
		const struct evidence *first = x.n_evidence ? &x.evidence[0] : NULL;
		FUZZ_HOLDS(v == V_ALLOW || first || x.summary.n > 0);
		FUZZ_HOLDS(!denies(v) || !first || first->matched != TRI_UNKNOWN);
		FUZZ_HOLDS(v != V_DENY_EXPLICIT || (first && first->matched == TRI_YES &&
						    str_eq(first->effect, STR("Deny"))));
		for (size_t k = 0; k < x.n_evidence && v == V_DENY_IMPLICIT; k++)
			FUZZ_HOLDS(x.evidence[k].matched != TRI_YES ||
				   x.evidence[k].pointer.n == 0 ||
				   !str_eq(x.evidence[k].effect, STR("Deny")));
	}
}

/* For people: two questions, of which one should not answer so if the other does. */
static void show(const struct random_question *a, const struct decision *was,
		 const struct random_question *b, const struct decision *now, const char *what)
{
	struct buf buf;
	buf_init(&buf, a->arena, 1 << 18);
	describe(a, was, &buf);
	describe(b, now, &buf);
	fprintf(stderr, "%s: %.*s\n", what, STR_ARG(buf_str(&buf)));
}

static void less_is_known(const struct random_question *q, const struct decision *before)
{
	struct random_question less;
	struct decision now;
	random_copy(q, &less);
	const char *what = forget(&less);
	policy_decide(&less.question, &now);
	if (now.complete && !may_become(before->verdict, now.verdict))
		show(q, before, &less, &now, what);
	FUZZ_HOLDS(!now.complete || may_become(before->verdict, now.verdict));
	FUZZ_HOLDS(!adds_up(&now));
}

/* The same question to other documents in the place of these. */
static void ask_others(const struct input *in, const struct random_question *q,
		       const struct policy *const others[FUZZ_TEXTS], struct decision *out)
{
	struct random_question other;
	random_copy(q, &other);
	for (size_t i = 0; i < LAYER_COUNT; i++)
		for (size_t k = 0; k < RANDOM_LEVELS; k++)
			for (size_t p = 0; p < RANDOM_POLICIES; p++)
				for (size_t n = 0; n < in->n; n++)
					if (q->bearings[i][k][p].policy == in->policies[n])
						other.bearings[i][k][p].policy = others[n];
	policy_decide(&other.question, out);
}

static void same_answer(const struct decision *a, const struct decision *b)
{
	FUZZ_HOLDS(a->verdict == b->verdict && a->complete == b->complete);
	for (size_t i = 0; i < LAYER_COUNT; i++)
		FUZZ_HOLDS(a->layers[i].verdict == b->layers[i].verdict &&
			   a->layers[i].role == b->layers[i].role);
}

/* The text with white space wherever JSON has it. */
static struct str spaced(struct input *in, struct str text)
{
	static const char space[] = " \t\n\r";
	char *p = arena_alloc(in->arena, text.n * 3 + 1);
	size_t n = 0;
	bool inside = false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool mark = !inside &&
			    (c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':');
		if (c == '"')
			inside = !inside;
		if (mark)
			p[n++] = space[dice_below(&in->dice, 4)];
		p[n++] = c;
		if (mark)
			p[n++] = space[dice_below(&in->dice, 4)];
		if (inside && c == '\\' && i + 1 < text.n)
			p[n++] = text.p[++i];
	}
	return (struct str){p, n};
}

/* Neither white space nor the way of writing a character is any of a policy's meaning. */
static void writing_means_nothing(struct input *in, const struct random_question *q,
				  const struct decision *before)
{
	const struct policy *others[FUZZ_TEXTS];
	struct decision now;
	struct err err;
	for (size_t i = 0; i < in->n; i++) {
		const struct json *json;
		struct buf buf;
		struct str text = spaced(in, in->texts[i]);
		if (dice_one_in(&in->dice, 2)) {
			buf_init(&buf, in->arena, text.n * 6 + 64);
			FUZZ_HOLDS(json_parse(in->arena, text, &json, &err));
			FUZZ_HOLDS(json_write(&buf, json, false));
			text = buf_str(&buf);
		}
		FUZZ_HOLDS(policy_parse(in->arena, text, &others[i], &err));
		for (size_t k = 0; policy_flaw(in->policies[i], k); k++)
			FUZZ_HOLDS(policy_flaw(others[i], k));
	}
	ask_others(in, q, others, &now);
	same_answer(before, &now);
}

static struct str a_deny(struct input *in)
{
	static const char allow[] = "{\"Effect\":\"Allow\"";
	struct buf buf;
	buf_init(&buf, in->arena, 1 << 16);
	random_statement(&buf, &in->dice, (enum layer)dice_below(&in->dice, LAYER_COUNT));
	struct str text = buf_str(&buf);
	if (!str_starts(text, str_from(allow)))
		return text;
	return arena_printf(in->arena, "{\"Effect\":\"Deny\"%.*s",
			    STR_ARG(str_skip(text, sizeof(allow) - 1)));
}

static void one_more_deny_allows_nothing(struct input *in, const struct random_question *q,
					 const struct decision *before)
{
	const struct policy *others[FUZZ_TEXTS];
	struct decision now;
	struct err err;
	struct str text;
	size_t which = dice_below(&in->dice, (unsigned)in->n);
	memcpy(others, in->policies, sizeof(others));
	if (before->verdict == V_ALLOW ||
	    !edit_append(in->arena, in->texts[which], STR("/Statement"), a_deny(in), &text))
		return;
	FUZZ_HOLDS(policy_parse(in->arena, text, &others[which], &err));
	ask_others(in, q, others, &now);
	if (now.verdict == V_ALLOW)
		show(q, before, q, &now, "one more Deny");
	FUZZ_HOLDS(now.verdict != V_ALLOW);
}

static void asked_twice(const struct random_question *q, const struct decision *before)
{
	struct decision now;
	policy_decide(&q->question, &now);
	same_answer(before, &now);
}

/* ---- with the context that AWS sends ----------------------------------------------------------
 */

static void facts_of(struct input *in, struct context_facts *facts)
{
	static const struct str paths[] = {STR_INIT("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/")};
	static const struct role role = {.name = STR_INIT("E")};
	struct dice *dice = &in->dice;
	struct org_facts org = {.state = (enum org_state)dice_below(dice, 3),
				.id = STR("o-a1b2c3d4e5"),
				.paths = paths,
				.n_paths = dice_below(dice, 2),
				.management = dice_one_in(dice, 4)};
	*facts = (struct context_facts){
	    .origin = (enum call_origin)dice_below(dice, 3),
	    .region = STR("us-east-1"),
	    .now = 1790000000,
	    .chained_session = dice_one_in(dice, 2),
	    .caller_org = org,
	    .caller = dice_one_in(dice, 2) ? &role : NULL,
	    .source_arn = dice_one_in(dice, 2) ? a_word(in) : STR(""),
	    .source_account = dice_one_in(dice, 2) ? STR("111111111111") : STR(""),
	    .external_id_state = (enum context_state)dice_below(dice, 3),
	    .external_id = a_word(in),
	};
	org.state = (enum org_state)dice_below(dice, 3);
	facts->resource_org = org;
}

/* Some of what is filled, to be forgotten. */
static const char *const filled_keys[] = {
    "aws:PrincipalArn", "aws:userid",	"sts:ExternalId",  "aws:PrincipalOrgID",
    "aws:SourceArn",	"aws:SourceIp", "aws:CurrentTime", "aws:ResourceAccount"};

static void filled_context_keeps_them_too(struct input *in, const struct random_question *q)
{
	struct random_question filled;
	struct context_facts facts;
	struct decision decision;
	struct decision less;
	facts_of(in, &facts);
	random_copy(q, &filled);
	facts.given = q->context;
	facts.n_given = dice_one_in(&in->dice, 2) ? q->request.n_context : 0;
	context_fill(in->arena, &facts, &filled.request);
	policy_decide(&filled.question, &decision);
	FUZZ_HOLDS(!adds_up(&decision));
	explain_agrees(in->arena, &filled, &decision);
	size_t n = filled.request.n_context;
	struct context_value *values = arena_array(in->arena, n + 1, sizeof(*values));
	if (n)
		memcpy(values, filled.request.context, n * sizeof(*values));
	size_t at = dice_below(&in->dice, (unsigned)n + 1);
	values[n].key = str_from(
	    filled_keys[dice_below(&in->dice, sizeof(filled_keys) / sizeof(filled_keys[0]))]);
	values[at] = (struct context_value){
	    .key = values[at].key, .state = CTX_UNKNOWN, .multi = values[at].multi};
	filled.request.context = values;
	filled.request.n_context = at == n ? n + 1 : n;
	policy_decide(&filled.question, &less);
	if (less.complete && !may_become(decision.verdict, less.verdict))
		fprintf(stderr, "forgetting %.*s turned %s into %s\n", STR_ARG(values[at].key),
			verdict_decision(decision.verdict), verdict_decision(less.verdict));
	FUZZ_HOLDS(!less.complete || may_become(decision.verdict, less.verdict));
}

/* ---- the text itself --------------------------------------------------------------------------
 */

/* What is read can be written and read again, and is the same; what is refused is refused by both.
 */
static void json_keeps_its_promises(struct arena *arena, struct str text)
{
	static const struct span_rules rules = {
	    .max_depth = 1000, .first_line = 1, .first_column = 1};
	const struct json *json;
	const struct json *again;
	struct err err;
	struct buf once;
	struct buf twice;
	bool good = json_parse(arena, text, &json, &err);
	FUZZ_HOLDS(good == span_check(scan_after_mark(text), &rules, &err));
	if (!good)
		return;
	buf_init(&once, arena, text.n * 8 + 64);
	buf_init(&twice, arena, text.n * 8 + 64);
	FUZZ_HOLDS(json_write(&once, json, true));
	FUZZ_HOLDS(json_parse(arena, buf_str(&once), &again, &err));
	FUZZ_HOLDS(json_write(&twice, again, true));
	FUZZ_HOLDS(str_eq(buf_str(&once), buf_str(&twice)));
}

static void flaws_are_somewhere(const struct policy *policy)
{
	const struct policy_flaw *flaw;
	for (size_t i = 0; (flaw = policy_flaw(policy, i)) != NULL; i++)
		FUZZ_HOLDS(flaw->text.n > 0);
}

/* A pattern of the documents against a text of theirs: as the definition of '*' and '?' has it. */
static bool glob_by_definition(struct str pattern, struct str text)
{
	if (pattern.n == 0)
		return text.n == 0;
	if (pattern.p[0] == '*')
		return glob_by_definition(str_skip(pattern, 1), text) ||
		       (text.n > 0 && glob_by_definition(pattern, str_skip(text, 1)));
	return text.n > 0 && (pattern.p[0] == '?' || pattern.p[0] == text.p[0]) &&
	       glob_by_definition(str_skip(pattern, 1), str_skip(text, 1));
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || (unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static void globs_match_by_definition(struct input *in)
{
	struct str pattern = str_slice(a_word(in), 0, 12);
	struct str word = str_slice(a_word(in), 0, 16);
	char *p = arena_cstr(in->arena, pattern);
	for (size_t i = 0; i < pattern.n; i++)
		if (dice_one_in(&in->dice, 3))
			p[i] = dice_one_in(&in->dice, 3) ? '?' : '*';
	pattern.p = p;
	if (dice_one_in(&in->dice, 2))
		word = str_slice(pattern, dice_below(&in->dice, 3), pattern.n);
	if (!is_ascii(pattern) || !is_ascii(word))
		return;
	enum tri match = match_glob(pattern, word, false);
	FUZZ_HOLDS(match == (glob_by_definition(pattern, word) ? TRI_YES : TRI_NO));
}

/* ---- all of it --------------------------------------------------------------------------------
 */

static void read_texts(struct input *in, struct str text)
{
	struct str_split it = {text, false};
	struct str part;
	for (size_t i = 0; i < FUZZ_TEXTS && str_next(&it, FUZZ_SEPARATOR, &part); i++) {
		const struct json *json;
		struct err err;
		if ((in->head[HEAD_CHECKS] & 7) == 0)
			json_keeps_its_promises(in->arena, part);
		if (!policy_parse(in->arena, part, &in->policies[in->n], &err))
			continue;
		flaws_are_somewhere(in->policies[in->n]);
		in->texts[in->n++] = part;
		if (in->n == 1 && in->head[HEAD_WORDS] & 128 &&
		    json_parse(in->arena, part, &json, &err))
			collect_words(in, json);
	}
}

static void judge(struct input *in)
{
	struct random_question q;
	struct decision decision;
	unsigned checks = in->head[HEAD_CHECKS];
	make_question(in, &q);
	policy_decide(&q.question, &decision);
	FUZZ_HOLDS(!adds_up(&decision));
	less_is_known(&q, &decision);
	if (checks & 8)
		explain_agrees(in->arena, &q, &decision);
	switch (checks >> 4 & 7) {
	case 0:
		writing_means_nothing(in, &q, &decision);
		return;
	case 1:
	case 2:
		one_more_deny_allows_nothing(in, &q, &decision);
		return;
	case 3:
	case 4:
		filled_context_keeps_them_too(in, &q);
		return;
	case 5:
		globs_match_by_definition(in);
		return;
	case 6:
		asked_twice(&q, &decision);
		return;
	default:
		return;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena arena;
	static struct arena_mark empty;
	if (!arena.head) {
		(void)arena_alloc(&arena, 1 << 19);
		empty = (struct arena_mark){arena.head, 0};
	}
	arena_rewind(&arena, empty);
	fuzz_count(size);
	if (size <= FUZZ_HEAD)
		return 0;
	struct input in = {.arena = &arena, .head = data};
	memcpy(&in.dice.state, data, sizeof(in.dice.state));
	in.dice.state |= 1;
	read_texts(&in, (struct str){(const char *)data + FUZZ_HEAD, size - FUZZ_HEAD});
	if (in.n > 0)
		judge(&in);
	return 0;
}
