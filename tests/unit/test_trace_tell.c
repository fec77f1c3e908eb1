/* test_trace_tell.c - traces as text, as JSON, and as findings. */
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/base/safe.h"
#include "rolehop/base/width.h"
#include "rolehop/trace/causes.h"
#include "rolehop/trace/findings.h"
#include "trace/lines.h"
#include "trace_estate.h"

#define OTHER_MACHINE "arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfv"

static struct str line_text(struct lit_world *w, const struct tell_line *line)
{
	struct buf buf;

	buf_init(&buf, &w->arena, 1 << 16);
	for (size_t i = 0; i < line->n_spans; i++)
		buf_add(&buf, line->spans[i].text);
	return buf_str(&buf);
}

static const struct tell_line *tell(struct lit_world *w, const struct trace *trace, size_t columns,
				    bool ascii, size_t *n)
{
	const struct tell_options options = {.columns = columns, .ascii = ascii};
	const struct tell_line *lines = NULL;

	tell_trace(&w->arena, trace, &options, &lines, n);
	return lines;
}

static struct str tell_all(struct lit_world *w, const struct trace *trace, size_t columns)
{
	size_t n = 0;
	const struct tell_line *lines = tell(w, trace, columns, false, &n);
	struct buf buf;

	buf_init(&buf, &w->arena, 1 << 20);
	for (size_t i = 0; i < n; i++) {
		buf_add(&buf, line_text(w, &lines[i]));
		buf_add_char(&buf, '\n');
	}
	return buf_str(&buf);
}

static const struct trace *mismatch(struct lit_world *w)
{
	struct estate e = sound;

	e.machine = OTHER_MACHINE;
	return estate_trace(w, &e);
}

/* ---- text ---- */

static void text_begins_with_the_answer(void **state)
{
	struct lit_world w;
	const struct trace *t = mismatch(&w);
	size_t n = 0;

	(void)state;
	assert_contains(line_text(&w, &tell(&w, t, 200, false, &n)[0]),
			"[FAIL] Denied at target-trust in 222222222222");
	assert_contains(
	    tell_all(&w, t, 100),
	    "[ ok ] execution-role-trust  TrustedAccountRl trusts states.amazonaws.com");
	assert_contains(tell_all(&w, t, 100), "[FAIL] target-trust");
	assert_contains(tell_all(&w, t, 200),
			"If that were mended, nothing else would stand in the way.");
	lit_free(&w);
}

static void wants_and_has_are_aligned_over_a_mark(void **state)
{
	struct lit_world w;
	const struct trace *t = mismatch(&w);
	size_t n = 0, at = 0;
	const struct tell_line *lines = tell(&w, t, 160, false, &n);
	struct str wants, has, mark;

	(void)state;
	while (at < n && !str_contains(line_text(&w, &lines[at]), STR("wants    ")))
		at++;
	assert_true(at + 2 < n);
	wants = line_text(&w, &lines[at]);
	has = line_text(&w, &lines[at + 1]);
	mark = line_text(&w, &lines[at + 2]);
	assert_contains(wants, MACHINE);
	assert_contains(has, OTHER_MACHINE);
	assert_int_equal(str_find(wants, STR("arn:")), str_find(has, STR("arn:")));
	assert_int_equal(str_find_char(mark, '^'), (ptrdiff_t)has.n - 1);
	assert_true(str_is_empty(str_trim(str_slice(mark, 0, mark.n - 1))));
	lit_free(&w);
}

static void mark_behind_the_end_is_never_lost_at_the_edge(void **state)
{
	static const struct str text = STR_INIT("arn:aws:states:us-east-1:111111111111:Orders");
	struct arena arena = {0};

	(void)state;
	for (size_t columns = 40; columns < 80; columns++) {
		struct lines lines;
		size_t marks = 0;

		lines_init(&lines, &arena, columns);
		lines_chop(&lines, TELL_HAS, 9, text, text.n);
		for (size_t i = 0; i < lines.done.n; i++) {
			const struct tell_line *line = vec_at(&lines.done, i);
			size_t width = 0;
			for (size_t k = 0; k < line->n_spans; k++) {
				width += line->spans[k].text.n;
				marks += str_eq(line->spans[k].text, STR("^"));
			}
			assert_true(width <= columns);
		}
		assert_int_equal(marks, 1);
	}
	arena_release(&arena);
}

static void evidence_names_the_line_of_the_document(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;

	(void)state;
	e.trust = "{\n \"Version\": \"2012-10-17\",\n \"Statement\": [\n  {\"Effect\": \"Allow\",\n"
		  "   \"Principal\": {\"AWS\": \"" EXECUTION_ROLE
		  "\"},\n   \"Action\": \"sts:AssumeRole\",\n"
		  "   \"Condition\": {\"StringEquals\": {\n    \"sts:ExternalId\": \"other\"}}}]}";
	t = estate_trace(&w, &e);
	assert_contains(tell_all(&w, t, 200), "trust policy of TrustingAccountRl, line 8, "
					      "/Statement/0/Condition/StringEquals/sts:ExternalId");
	lit_free(&w);
}

static void every_line_fits_every_width(void **state)
{
	struct lit_world w;
	const struct trace *t = mismatch(&w);

	(void)state;
	for (size_t columns = 40; columns <= 140; columns += 5) {
		size_t n = 0;
		const struct tell_line *lines = tell(&w, t, columns, false, &n);
		for (size_t i = 0; i < n; i++)
			if (width_text(line_text(&w, &lines[i])) > columns)
				fail_msg("%zu columns: \"%.*s\"", columns,
					 STR_ARG(line_text(&w, &lines[i])));
	}
	lit_free(&w);
}

static void no_word_is_lost_by_wrapping(void **state)
{
	struct lit_world w;
	const struct trace *t = mismatch(&w);
	struct str text = tell_all(&w, t, 40);
	struct buf packed;

	(void)state;
	buf_init(&packed, &w.arena, 1 << 20);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\n' && text.p[i] != ' ')
			buf_add_char(&packed, text.p[i]);
	assert_contains(buf_str(&packed), "nothingelsewouldstandintheway.");
	assert_contains(buf_str(&packed), "wants" MACHINE "has" OTHER_MACHINE);
	lit_free(&w);
}

static void ascii_text_has_no_other_character(void **state)
{
	struct lit_world w;
	const struct trace *t = mismatch(&w);
	size_t n = 0;
	const struct tell_line *lines = tell(&w, t, 80, true, &n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		struct str text = line_text(&w, &lines[i]);
		for (size_t k = 0; k < text.n; k++)
			assert_true((unsigned char)text.p[k] < 0x80);
	}
	lit_free(&w);
}

static void hostile_text_is_made_safe(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct trace *t;
	size_t n = 0;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE, EXTERNAL_ID("\\u001b[2J\\u202eevil"));
	e.permission =
	    DOC("{\"Sid\":\"a\\nb\",\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}");
	t = estate_trace(&w, &e);
	const struct tell_line *lines = tell(&w, t, 80, false, &n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < lines[i].n_spans; k++)
			assert_true(safe_is(lines[i].spans[k].text));
	assert_contains(tell_all(&w, t, 200), "<0x1B>[2J<U+202E>evil");
	lit_free(&w);
}

static void cursor_stops_at_gates_and_knows_their_evidence(void **state)
{
	struct lit_world w;
	const struct trace *t = mismatch(&w);
	size_t n = 0, heads = 0, evidence = 0;
	const struct tell_line *lines = tell(&w, t, 80, false, &n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		if (lines[i].heads) {
			heads++;
			assert_true(lines[i].hop >= 0 && lines[i].hop < (int)t->n_hops);
			assert_true(t->hops[lines[i].hop].gates[lines[i].gate].applies);
		}
		if (lines[i].evidence != TELL_NO_EVIDENCE) {
			evidence++;
			assert_true(
			    lines[i].evidence <
			    (int)t->hops[lines[i].hop].gates[lines[i].gate].explanation.n_evidence);
		}
	}
	assert_true(heads >= 8);
	assert_true(evidence >= 3);
	lit_free(&w);
}

static void what_comes_next_is_said(void **state)
{
	struct estate e = sound;
	struct lit_world w;

	(void)state;
	e.machine = OTHER_MACHINE;
	e.permission = DOC(ALLOW("s3:*", "*"));
	assert_contains(tell_all(&w, estate_trace(&w, &e), 200),
			"If that were mended, target-permission of hop 2 would be next to deny: no "
			"policy of TrustingAccountRl allows");
	lit_free(&w);
}

static void what_is_not_known_before_a_denial_stands_in_the_way_too(void **state)
{
	struct estate e = sound;
	struct lit_world w;

	(void)state;
	e.trust = TRUST(EXECUTION_ROLE, CONDITION("IpAddress", "aws:SourceIp", "10.0.0.0/8"));
	e.permission = DOC(ALLOW("s3:*", "*"));
	assert_contains(tell_all(&w, estate_trace(&w, &e), 200),
			"If that were mended, target-trust of hop 1 would still be unknown: it "
			"depends on aws:SourceIp");
	lit_free(&w);
}

/* ---- JSON ---- */

static const struct json *parse(struct lit_world *w, const struct trace *trace)
{
	const struct json *json = NULL;

	if (!json_parse(&w->arena, tell_json(&w->arena, trace), &json, &w->err))
		fail_msg("%s", w->err.text);
	return json;
}

static void json_lists_every_gate_of_every_hop(void **state)
{
	struct lit_world w;
	const struct json *json = parse(&w, mismatch(&w));
	const struct json *hops = json_get(json, STR("hops"));

	(void)state;
	assert_int_equal((int)json_number(json_get(json, STR("rolehop"))), 1);
	assert_str(json_get_str(json, STR("verdict")), "deny");
	assert_str(json_get_str(json, STR("cause")), "externalid-mismatch");
	assert_str(json_get_str(json_get(json, STR("blocking")), STR("gate")), "target-trust");
	assert_str(json_get_str(json_get(json, STR("blocking")), STR("account")), AWAY);
	assert_int_equal((int)json_number(json_at(json, STR("/blocking/hop"))), 1);
	assert_int_equal(json_count(hops), 3);
	for (const struct json *hop = json_first(hops); hop != NULL; hop = json_next(hop)) {
		const struct json *gates = json_get(hop, STR("gates"));
		size_t g = 0;
		assert_int_equal(json_count(gates), GATE_COUNT);
		for (const struct json *gate = json_first(gates); gate != NULL;
		     gate = json_next(gate), g++)
			assert_str(json_get_str(gate, STR("gate")), gate_name((enum gate)g));
	}
	assert_str(json_str(json_at(json, STR("/hops/1/gates/3/verdict"))), "deny");
	assert_str(json_str(json_at(json, STR("/hops/1/gates/3/decision"))), "ImplicitlyDenied");
	assert_str(json_str(json_at(json, STR("/hops/1/gates/3/evidence/0/wants"))), MACHINE);
	assert_str(json_str(json_at(json, STR("/hops/1/gates/3/evidence/0/has"))), OTHER_MACHINE);
	assert_str(json_str(json_at(json, STR("/hops/1/gates/3/evidence/0/policy"))),
		   "trust policy");
	assert_str(json_str(json_at(json, STR("/hops/1/gates/3/evidence/0/of"))), TARGET_ROLE);
	assert_str(json_str(json_at(json, STR("/hops/0/gates/3/verdict"))), "not-applicable");
	assert_true(json_is(json_get(json, STR("remedies")), JSON_ARRAY));
	lit_free(&w);
}

static void json_of_an_allowed_task_blocks_nowhere(void **state)
{
	struct lit_world w;
	const struct json *json = parse(&w, estate_trace(&w, &sound));

	(void)state;
	assert_str(json_get_str(json, STR("verdict")), "allow");
	assert_true(json_is(json_get(json, STR("blocking")), JSON_NULL));
	assert_true(json_is(json_get(json, STR("cause")), JSON_NULL));
	assert_true(json_bool(json_get(json, STR("complete"))));
	assert_int_equal(json_count(json_get(json, STR("gaps"))), 0);
	lit_free(&w);
}

static void json_marks_what_does_not_count(void **state)
{
	struct estate e = sound;
	struct lit_world w;
	const struct json *json;

	(void)state;
	e.definition = TASK("arn:aws:states:::states:startExecution.sync:2",
			    CREDENTIALS(TARGET_ROLE) START_CHILD);
	e.permission =
	    DOC(ALLOW("states:StartExecution", CHILD) "," ALLOW("states:DescribeExecution", "*"));
	json = parse(&w, estate_trace(&w, &e));
	assert_str(json_str(json_at(json, STR("/hops/4/kind"))), "cancel");
	assert_true(json_bool(json_at(json, STR("/hops/4/dependent"))));
	assert_true(json_is(json_at(json, STR("/hops/4/gates/12/counts")), JSON_BOOL));
	assert_false(json_bool(json_at(json, STR("/hops/4/gates/12/counts"))));
	assert_null(json_at(json, STR("/hops/3/gates/12/counts")));
	lit_free(&w);
}

static void json_says_what_a_gap_does(void **state)
{
	struct lit_world w;
	struct built b = estate_build(&w, &sound);
	const struct json *json;

	(void)state;
	b.away->org = ORG_NOT_COLLECTED;
	json = parse(&w, lit_trace(&w, MACHINE, "T"));
	assert_false(json_bool(json_get(json, STR("complete"))));
	assert_str(json_str(json_at(json, STR("/gaps/0/account"))), AWAY);
	assert_str(json_str(json_at(json, STR("/gaps/0/because"))), "never collected");
	assert_str(json_str(json_at(json, STR("/gaps/0/effect"))), "assumed absent");
	lit_free(&w);
}

/* ---- findings and causes ---- */

static void findings_group_by_cause_worst_first(void **state)
{
	struct arena scratch = {NULL};
	const struct task_answer *answers = NULL;
	const struct finding *findings = NULL;
	struct task_answer all[3];
	struct lit_world w;
	size_t n = 0;

	(void)state;
	(void)estate_build(&w, &sound);
	lit_machine(&w, OTHER_MACHINE, EXECUTION_ROLE, sound.definition);
	lit_machine(&w, OTHER_MACHINE "2", EXECUTION_ROLE,
		    TASK(START_SYNC, CREDENTIALS_PATH("$.role") START_CHILD));
	const char *const machines[] = {OTHER_MACHINE "2", MACHINE, OTHER_MACHINE};
	for (size_t i = 0; i < 3; i++) {
		assert_true(findings_machine(&w.arena, &scratch, &w.world, str_from(machines[i]),
					     &answers, &n, &w.err));
		assert_int_equal(n, 1);
		all[i] = answers[0];
	}
	assert_str(all[2].gate, "target-trust");
	assert_str(all[2].caller_role, EXECUTION_ROLE);
	assert_str(all[2].target_role, TARGET_ROLE);
	assert_str(all[0].target_path, "$.role");
	findings_group(&w.arena, all, 3, &findings, &n);
	assert_int_equal(n, 2);
	assert_str(findings[0].cause, "externalid-mismatch");
	assert_string_equal(findings[0].severity, "high");
	assert_int_equal(findings[0].n_accounts, 2);
	assert_str(findings[1].cause, "dynamic-role-arn");
	assert_string_equal(findings[1].severity, "medium");
	arena_release(&scratch);
	lit_free(&w);
}

static void machine_that_cannot_be_read_is_one_unknown_answer(void **state)
{
	struct arena scratch = {NULL};
	const struct task_answer *answers = NULL;
	struct lit_world w;
	size_t n = 0;

	(void)state;
	(void)estate_build(&w, &sound);
	lit_machine(&w, OTHER_MACHINE, EXECUTION_ROLE, "{\"StartAt\": }");
	assert_true(findings_machine(&w.arena, &scratch, &w.world, STR(OTHER_MACHINE), &answers, &n,
				     &w.err));
	assert_int_equal(n, 1);
	assert_int_equal(answers[0].verdict, V_UNKNOWN);
	assert_contains(answers[0].summary, "line 1");
	arena_release(&scratch);
	lit_free(&w);
}

static void every_cause_has_words(void **state)
{
	static const char *const names[] = {"externalid-mismatch", "role-path-missing",
					    "wrong-partition",	   "case-errors",
					    "credentials-missing", "lambda-qualifier"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct cause *cause = cause_find(str_from(names[i]));
		assert_non_null(cause);
		assert_true(cause->title[0] != '\0' && cause->advice[0] != '\0');
	}
	assert_null(cause_find(STR("no-such-cause")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_begins_with_the_answer),
	    cmocka_unit_test(wants_and_has_are_aligned_over_a_mark),
	    cmocka_unit_test(mark_behind_the_end_is_never_lost_at_the_edge),
	    cmocka_unit_test(evidence_names_the_line_of_the_document),
	    cmocka_unit_test(every_line_fits_every_width),
	    cmocka_unit_test(no_word_is_lost_by_wrapping),
	    cmocka_unit_test(ascii_text_has_no_other_character),
	    cmocka_unit_test(hostile_text_is_made_safe),
	    cmocka_unit_test(cursor_stops_at_gates_and_knows_their_evidence),
	    cmocka_unit_test(what_comes_next_is_said),
	    cmocka_unit_test(what_is_not_known_before_a_denial_stands_in_the_way_too),
	    cmocka_unit_test(json_lists_every_gate_of_every_hop),
	    cmocka_unit_test(json_of_an_allowed_task_blocks_nowhere),
	    cmocka_unit_test(json_marks_what_does_not_count),
	    cmocka_unit_test(json_says_what_a_gap_does),
	    cmocka_unit_test(findings_group_by_cause_worst_first),
	    cmocka_unit_test(machine_that_cannot_be_read_is_one_unknown_answer),
	    cmocka_unit_test(every_cause_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
