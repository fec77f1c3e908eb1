/* test_cli_given.c - --set, --context, --assume and --input as a trace gets them. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/given.h"
#include "cli/run.h"
#include "rolehop/base/json.h"

enum { ARGS_MAX = 16 };

/* Options of `rolehop trace` as if they had been typed: name, value, name, value, ..., NULL. */
struct typed {
	struct arena arena;
	struct arg options[ARGS_MAX];
	struct args args;
	struct trace_options out;
	struct err err;
};

static void type(struct typed *t, const char *const *words)
{
	memset(t, 0, sizeof(*t));
	for (size_t n = 0; words[2 * n]; n++) {
		const struct option *o = cmd_trace.options;
		while (strcmp(o->name, words[2 * n]) != 0)
			o++;
		t->options[n] = (struct arg){o, words[2 * n + 1]};
		t->args.n_options = n + 1;
	}
	t->args.command = &cmd_trace;
	t->args.options = t->options;
}

#define TYPE(t, ...) type(t, (const char *const[]){__VA_ARGS__, NULL})

static void value_is_json_or_else_text(void **state)
{
	(void)state;
	struct typed t;
	TYPE(&t, "set", "$.a.role=arn:aws:iam::1:role/R", "set", "$.n=12", "set",
	     "$.o={\"k\": [1, 2]}", "set", "$.q=\"12\"", "set", "$.eq=a=b=c", "set",
	     "$.empty=", "set", "$.quote=say \"hi\"");
	assert_true(given_bindings(&t.arena, &t.args, &t.out, &t.err));
	assert_int_equal(t.out.n_bindings, 7);
	assert_str(t.out.bindings[0].path, "$.a.role");
	assert_str(json_str(t.out.bindings[0].value), "arn:aws:iam::1:role/R");
	assert_true(json_is(t.out.bindings[1].value, JSON_NUMBER));
	assert_int_equal(json_count(json_get(t.out.bindings[2].value, STR("k"))), 2);
	assert_str(json_str(t.out.bindings[3].value), "12");
	assert_str(json_str(t.out.bindings[4].value), "a=b=c");
	assert_true(json_is(t.out.bindings[5].value, JSON_STRING));
	assert_str(json_str(t.out.bindings[6].value), "say \"hi\"");
	arena_release(&t.arena);
}

static void path_may_hold_equals_signs_in_brackets(void **state)
{
	(void)state;
	struct typed t;
	TYPE(&t, "set", "$.a[?(@.b=='x]=y')].c=v", "set", "$['k=1'].c=w");
	assert_true(given_bindings(&t.arena, &t.args, &t.out, &t.err));
	assert_str(t.out.bindings[0].path, "$.a[?(@.b=='x]=y')].c");
	assert_str(json_str(t.out.bindings[0].value), "v");
	assert_str(t.out.bindings[1].path, "$['k=1'].c");
	arena_release(&t.arena);
	TYPE(&t, "set", "$.a");
	assert_false(given_bindings(&t.arena, &t.args, &t.out, &t.err));
	assert_int_equal(t.err.kind, ERR_USAGE);
	assert_contains(str_from(t.err.text), "is not KEY=VALUE");
	arena_release(&t.arena);
	TYPE(&t, "set", "=v");
	assert_false(given_bindings(&t.arena, &t.args, &t.out, &t.err));
	arena_release(&t.arena);
}

static void context_is_known_unknown_or_absent(void **state)
{
	(void)state;
	struct typed t;
	TYPE(&t, "context", "aws:SourceIp=203.0.113.7", "context", "aws:MultiFactorAuthPresent=?",
	     "context", "aws:PrincipalTag/team!", "context", "aws:TagKeys=a", "context",
	     "AWS:TAGKEYS=b", "context", "aws:RequestTag/mark=!", "context",
	     "aws:RequestTag/none=");
	if (!given_context(&t.arena, &t.args, &t.out, &t.err))
		fail_msg("%s", t.err.text);
	assert_int_equal(t.out.n_context, 6);
	const struct context_value *c = t.out.context;
	assert_str(c[0].key, "aws:SourceIp");
	assert_int_equal(c[0].state, CTX_PRESENT);
	assert_str(c[0].values[0], "203.0.113.7");
	assert_false(c[0].multi);
	assert_int_equal(c[1].state, CTX_UNKNOWN);
	assert_false(c[1].present);
	assert_int_equal(c[2].state, CTX_ABSENT);
	assert_str(c[2].key, "aws:PrincipalTag/team");
	assert_true(c[3].multi);
	assert_int_equal(c[3].n_values, 2);
	assert_str(c[3].values[1], "b");
	assert_str(c[4].values[0], "!");
	assert_str(c[5].values[0], "");
	arena_release(&t.arena);
}

static void context_that_contradicts_itself_is_refused(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
	    {"aws:SourceIp=1.2.3.4", "aws:SourceIp=?"},
	    {"aws:SourceIp!", "aws:SourceIp=1.2.3.4"},
	    {"aws:SourceIp=?", "aws:sourceip!"},
	    {"aws:SourceIp", "aws:SourceIp=?"},
	    {"nocolon=1", "aws:SourceIp=?"},
	    {"=1", "aws:SourceIp=?"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct typed t;
		TYPE(&t, "context", cases[i][0], "context", cases[i][1]);
		assert_false(given_context(&t.arena, &t.args, &t.out, &t.err));
		assert_int_equal(t.err.kind, ERR_USAGE);
		arena_release(&t.arena);
	}
}

static void external_id_goes_with_the_assumption_before_it(void **state)
{
	(void)state;
	struct typed t;
	struct trace_chain chain;
	TYPE(&t, "principal", "P", "assume", "A", "assume", "B", "external-id", "x", "action",
	     "s3:GetObject", "resource", "*");
	assert_true(given_chain(&t.arena, &t.args, &chain, &t.err));
	assert_int_equal(chain.n_assumptions, 2);
	assert_false(chain.assumptions[0].has_external_id);
	assert_true(chain.assumptions[1].has_external_id);
	assert_str(chain.assumptions[1].external_id, "x");
	assert_str(chain.action, "s3:GetObject");
	arena_release(&t.arena);
}

static void chain_without_a_question_is_refused(void **state)
{
	(void)state;
	static const char *const cases[][9] = {
	    {"principal", "P", NULL},
	    {"principal", "P", "action", "s3:GetObject", NULL},
	    {"principal", "P", "assume", "A", "resource", "*", NULL},
	    {"principal", "P", "external-id", "x", "assume", "A", NULL},
	    {"principal", "P", "assume", "A", "external-id", "x", "external-id", "y", NULL},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct typed t;
		struct trace_chain chain;
		type(&t, cases[i]);
		assert_false(given_chain(&t.arena, &t.args, &chain, &t.err));
		assert_int_equal(t.err.kind, ERR_USAGE);
		arena_release(&t.arena);
	}
}

static void input_is_read_and_its_damage_is_named(void **state)
{
	(void)state;
	char path[] = "/tmp/rolehop-input-XXXXXX";
	struct typed t;
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "{\"a\": 1}", 8), 8);
	TYPE(&t, "input", path);
	assert_true(given_input(&t.arena, &t.args, &t.out, &t.err));
	assert_true(json_is(json_get(t.out.input, STR("a")), JSON_NUMBER));
	arena_release(&t.arena);
	assert_int_equal(write(fd, "}", 1), 1);
	TYPE(&t, "input", path);
	assert_false(given_input(&t.arena, &t.args, &t.out, &t.err));
	assert_int_equal(t.err.kind, ERR_INPUT);
	assert_contains(str_from(t.err.text), path);
	assert_contains(str_from(t.err.text), "line 1");
	arena_release(&t.arena);
	close(fd);
	unlink(path);
	TYPE(&t, "input", path);
	assert_false(given_input(&t.arena, &t.args, &t.out, &t.err));
	assert_int_equal(t.err.kind, ERR_ENVIRONMENT);
	arena_release(&t.arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(value_is_json_or_else_text),
	    cmocka_unit_test(path_may_hold_equals_signs_in_brackets),
	    cmocka_unit_test(context_is_known_unknown_or_absent),
	    cmocka_unit_test(context_that_contradicts_itself_is_refused),
	    cmocka_unit_test(external_id_goes_with_the_assumption_before_it),
	    cmocka_unit_test(chain_without_a_question_is_refused),
	    cmocka_unit_test(input_is_read_and_its_damage_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
