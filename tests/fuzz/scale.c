/* scale.c - twice the input takes about twice the time: documents, patterns and definitions that
 * grow. */
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "rolehop/asl/integrations.h"
#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"
#include "rolehop/base/arena.h"
#include "rolehop/base/json.h"
#include "rolehop/graph/workflow.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/eval.h"
#include "rolehop/policy/match.h"
#include "rolehop/policy/parse.h"
#include "rolehop/record/incident.h"

/* ---- texts that grow --------------------------------------------------------------------------
 */

struct text {
	char *p;
	size_t n, max;
};

static void add_n(struct text *t, const char *p, size_t n)
{
	if (t->n + n > t->max) {
		t->max = (t->n + n) * 2;
		t->p = realloc(t->p, t->max);
		if (!t->p)
			abort();
	}
	memcpy(t->p + t->n, p, n);
	t->n += n;
}

static void add(struct text *t, const char *fmt, ...)
{
	char piece[1024];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(piece, sizeof(piece), fmt, args);
	va_end(args);
	add_n(t, piece, (size_t)n);
}

/* `piece` n times, `between` between. */
static void add_times(struct text *t, const char *piece, size_t n, const char *between)
{
	for (size_t i = 0; i < n; i++) {
		add_n(t, between, i ? strlen(between) : 0);
		add_n(t, piece, strlen(piece));
	}
}

static struct str str_of(const struct text *t)
{
	return (struct str){t->p, t->n};
}

/* A text of its own for each case: what is asked about, beside the document. */
struct given {
	struct text document;
	struct text resource; /* of the request; a context value too */
	struct text path;     /* of a state, to look at it alone */
};

/* ---- policies ---------------------------------------------------------------------------------
 */

static void statements(struct given *g, size_t n, const char *statement)
{
	add(&g->document, "{\"Version\":\"2012-10-17\",\"Statement\":[");
	add_times(&g->document, statement, n, ",");
	add(&g->document, "]}");
}

static void many_statements(struct given *g, size_t n)
{
	statements(
	    g, n,
	    "{\"Effect\":\"Allow\",\"Action\":\"s3:Put*\",\"Resource\":\"arn:aws:s3:::b/*\"}");
}

static void many_that_allow(struct given *g, size_t n)
{
	statements(g, n, "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}");
}

static void many_with_variables(struct given *g, size_t n)
{
	statements(
	    g, n,
	    "{\"Effect\":\"Deny\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::b/${k:s}/*\","
	    "\"Condition\":{\"StringLike\":{\"k:s\":[\"${k:t}*\",\"x\"]}}}");
}

static void many_flaws(struct given *g, size_t n)
{
	statements(g, n,
		   "{\"Effect\":\"allow\",\"Acton\":\"*\",\"Resource\":\"a\",\"Principal\":[]}");
}

/* One statement with a long list in one of its elements. */
static void one_with(struct given *g, size_t n, const char *before, const char *item,
		     const char *after)
{
	add(&g->document, "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",%s",
	    before);
	add_times(&g->document, item, n, ",");
	add(&g->document, "%s}}", after);
}

static void many_actions(struct given *g, size_t n)
{
	one_with(g, n, "\"Resource\":\"*\",\"Action\":[", "\"s3:Put*Object\"", "]");
}

static void many_resources(struct given *g, size_t n)
{
	one_with(g, n, "\"Action\":\"*\",\"Resource\":[", "\"arn:aws:s3:::*b*/k/*x\"", "]");
}

static void many_principals(struct given *g, size_t n)
{
	one_with(g, n, "\"Action\":\"*\",\"Principal\":{\"AWS\":[",
		 "\"arn:aws:iam::111111111111:role/X\"", "]}");
}

static void many_values(struct given *g, size_t n)
{
	one_with(g, n,
		 "\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"StringNotLike\":{\"k:s\":[",
		 "\"*b*c\"", "]}}");
}

static void many_arns(struct given *g, size_t n)
{
	one_with(g, n, "\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"ArnLike\":{\"k:s\":[",
		 "\"arn:*:s*:*:*:*a*b*\"", "]}}");
}

static void many_keys(struct given *g, size_t n)
{
	add(&g->document,
	    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
	    "\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document, "%s\"k:%zu\":\"a\"", i ? "," : "", i);
	add(&g->document, "}}}}");
}

static void many_operators(struct given *g, size_t n)
{
	add(&g->document, "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Condition\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document, "%s\"Op%zu\":{\"k:s\":\"a\"}", i ? "," : "", i);
	add(&g->document, "}}}");
}

static void one_name_again_and_again(struct given *g, size_t n)
{
	one_with(g, n, "", "\"Action\":\"s3:*\"", "");
}

static void one_long_string(struct given *g, size_t n)
{
	add(&g->document, "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"");
	add_times(&g->document, "\\u00e9*", n, "");
	add(&g->document, "\"}}");
}

static void one_long_number(struct given *g, size_t n)
{
	add(&g->document,
	    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
	    "\"Condition\":{\"NumericEquals\":{\"k:s\":");
	add_times(&g->document, "7", n, "");
	add(&g->document, "}}}}");
}

static void placeholders_that_do_not_close(struct given *g, size_t n)
{
	add(&g->document, "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
			  "\"Action\":\"*\",\"Resource\":\"");
	add_times(&g->document, "${", n, "");
	add(&g->document, "\"}}");
}

static void many_variables(struct given *g, size_t n)
{
	add(&g->document, "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
			  "\"Action\":\"*\",\"Resource\":\"");
	add_times(&g->document, "${k:s}", n, "");
	add(&g->document, "\"}}");
}

/* A document whose resources are a pattern, and a long resource. */
static void pattern(struct given *g, const char *before, const char *piece, size_t pieces,
		    const char *after)
{
	add(&g->document,
	    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
	    "\"Resource\":\"");
	add(&g->document, "%s", before);
	add_times(&g->document, piece, pieces, "");
	add(&g->document, "%s\"}}", after);
}

static void stars_over_one_letter(struct given *g, size_t n)
{
	pattern(g, "arn:aws:s3:::", "*a", 4, "*b");
	add(&g->resource, "arn:aws:s3:::");
	add_times(&g->resource, "a", n, "");
}

static void stars_and_queries(struct given *g, size_t n)
{
	pattern(g, "*", "?*a", 8, "b");
	add(&g->resource, "arn:aws:s3:::");
	add_times(&g->resource, "a", n, "");
}

static void a_long_piece_after_a_star(struct given *g, size_t n)
{
	pattern(g, "*", "a", 2000, "b*");
	add_times(&g->resource, "a", n, "");
}

static void long_both(struct given *g, size_t n)
{
	pattern(g, "*", "a", n / 2, "b*");
	add_times(&g->resource, "a", n, "");
}

static void stars_both(struct given *g, size_t n)
{
	pattern(g, "", "*a", n / 4, "b");
	add_times(&g->resource, "a", n, "");
}

static void stars_within_segments(struct given *g, size_t n)
{
	pattern(g, "arn:aws:s3:::", "*a:", 6, "*b");
	add(&g->resource, "arn:aws:s3:::");
	add_times(&g->resource, "a:", n / 2, "");
}

static void a_text_with_holes(struct given *g, size_t n)
{
	pattern(g, "*", "a*", 4, "b");
	add_times(&g->resource, "aaaaaaaaa\x01", n / 10, "");
}

static void stars_over_holes(struct given *g, size_t n)
{
	pattern(g, "x", "*", 1000, "b");
	add_times(&g->resource, "aaaaaaaaa\x01", n / 100, "");
}

static void nested(struct given *g, size_t n)
{
	add(&g->document, "{\"Statement\":");
	add_times(&g->document, "[", n, "");
	add_times(&g->document, "]", n, "");
	add(&g->document, "}");
}

static void nested_open(struct given *g, size_t n)
{
	add_times(&g->document, "{\"Statement\":[", n, "");
}

/* Parses, decides in four layers, and explains each. */
static size_t judge(struct arena *arena, const struct given *g)
{
	const struct policy *policy;
	struct err err;
	struct str value = g->resource.n ? str_of(&g->resource) : STR("abab");
	struct context_value context[] = {
	    {.key = STR("k:s"), .state = CTX_PRESENT, .values = &value, .n_values = 1},
	    {.key = STR("k:t"), .state = CTX_UNKNOWN},
	};
	struct request request = {.action = STR("s3:GetObject"),
				  .resource = g->resource.n ? str_of(&g->resource)
							    : STR("arn:aws:s3:::b/a"),
				  .resource_account = STR("222222222222"),
				  .context = context,
				  .n_context = 2};
	struct decision decision;
	struct explanation x;
	if (!policy_parse(arena, str_of(&g->document), &policy, &err) ||
	    !principal_parse(STR("arn:aws:iam::111111111111:user/u"), &request.caller, &err))
		return 0;
	const struct bearing bearing = {STR("policy"), STR("it"), policy, false};
	const struct level level = {STR("it"), &bearing, 1};
	struct question question = {.request = &request};
	for (size_t i = 0; i < LAYER_COUNT; i += 2)
		question.layers[i] =
		    (struct layer_input){.state = LAYER_COLLECTED, .levels = &level, .n_levels = 1};
	question.layers[LAYER_RESOURCE] = question.layers[LAYER_IDENTITY];
	policy_decide(&question, &decision);
	for (size_t i = 0; i < LAYER_COUNT; i++)
		policy_explain(arena, &question, &decision, (enum layer)i, &x);
	return 1;
}

/* ---- definitions ------------------------------------------------------------------------------
 */

static const char task[] =
    "\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:s3:getObject\","
    "\"Parameters\":{\"Bucket.$\":\"$.b\",\"Key\":\"k\"},"
    "\"Credentials\":{\"RoleArn.$\":\"$.role\"}";

/* A chain of n states, each of them `state` with a Next, then a Task. */
static void chain(struct given *g, size_t n, const char *state)
{
	add(&g->document, "{\"StartAt\":\"S0\",\"States\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document, "\"S%zu\":{%s,\"Next\":\"S%zu\"},", i, state, i + 1);
	add(&g->document, "\"S%zu\":{%s,\"End\":true}}}", n, task);
}

static void many_tasks(struct given *g, size_t n)
{
	chain(g, n, task);
}

static void many_passes(struct given *g, size_t n)
{
	chain(g, n, "\"Type\":\"Pass\",\"Result\":{\"a\":1},\"ResultPath\":\"$.x\"");
}

static void many_flawed_tasks(struct given *g, size_t n)
{
	chain(g, n,
	      "\"Type\":\"Task\",\"Resource\":\"x\",\"InputPath\":7,\"Catch\":[{\"Next\":"
	      "\"nowhere\"}]");
}

static void tasks_with_catchers(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"S0\",\"States\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "\"S%zu\":{%s,\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"S%zu\"}],"
		    "\"Next\":\"S%zu\"},",
		    i, task, n, i + 1);
	add(&g->document, "\"S%zu\":{%s,\"End\":true}}}", n, task);
}

static void states_that_set_variables(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"S0\",\"States\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "\"S%zu\":{\"Type\":\"Pass\",\"Assign\":{\"v%zu\":%zu},\"Next\":\"S%zu\"},", i,
		    i % 100, i, i + 1);
	add(&g->document, "\"S%zu\":{%s,\"End\":true}}}", n, task);
}

static void a_loop_of_choices(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"S0\",\"States\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "\"S%zu\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.a\","
		    "\"StringEquals\":\"%zu\",\"Next\":\"S0\"}],"
		    "\"Default\":\"S%zu\"},",
		    i, i, i + 1);
	add(&g->document, "\"S%zu\":{%s,\"End\":true}}}", n, task);
}

static void one_choice_with_rules(struct given *g, size_t n)
{
	add(&g->document,
	    "{\"StartAt\":\"C\",\"States\":{\"T\":{%s,\"End\":true},\"C\":{\"Type\":\"Choice\","
	    "\"Choices\":[",
	    task);
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "%s{\"Variable\":\"$.a\",\"StringEquals\":\"%zu\",\"Next\":\"T\"}",
		    i ? "," : "", i);
	add(&g->document, "]}}}");
}

static void one_choice_with_assigns(struct given *g, size_t n)
{
	add(&g->document,
	    "{\"StartAt\":\"C\",\"States\":{\"T\":{%s,\"End\":true},\"C\":{\"Type\":\"Choice\","
	    "\"Choices\":[",
	    task);
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "%s{\"Variable\":\"$.a\",\"NumericEquals\":%zu,\"Assign\":{\"v\":\"%zu\"},"
		    "\"Next\":\"T\"}",
		    i ? "," : "", i, i);
	add(&g->document, "]}}}");
}

static void one_parallel(struct given *g, size_t n)
{
	char branch[512];
	snprintf(branch, sizeof(branch), "{\"StartAt\":\"T\",\"States\":{\"T\":{%s,\"End\":true}}}",
		 task);
	add(&g->document, "{\"StartAt\":\"P\",\"States\":{\"P\":{\"Type\":\"Parallel\",\"End\":"
			  "true,\"Branches\":[");
	add_times(&g->document, branch, n, ",");
	add(&g->document, "]}}}");
}

static void maps_in_maps(struct given *g, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(&g->document, "{\"StartAt\":\"M\",\"States\":{\"M\":{\"Type\":\"Map\",\"End\":"
				  "true,\"ItemProcessor\":");
	add(&g->document, "{\"StartAt\":\"T\",\"States\":{\"T\":{%s,\"End\":true}}}", task);
	add_times(&g->document, "}}}", n, "");
}

static void a_task_with_fields(struct given *g, size_t n)
{
	add(&g->document,
	    "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,\"Resource\":"
	    "\"arn:aws:states:::aws-sdk:s3:getObject\",\"Parameters\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document, "\"f%zu.$\":\"$.a.b\",", i);
	add(&g->document, "\"Bucket\":\"b\"}}}}");
}

/* A Pass whose Parameters put one long expression into the role of the Task after it. */
static void expression(struct given *g, const char *member, const char *before, const char *piece,
		       size_t n, const char *middle, const char *close, const char *after)
{
	add(&g->document,
	    "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,%s\"Resource\":"
	    "\"arn:aws:states:::aws-sdk:s3:getObject\",\"Credentials\":{\"%s\":\"%s",
	    member[7] ? "" : "\"QueryLanguage\":\"JSONata\",", member, before);
	add_times(&g->document, piece, n, "");
	add(&g->document, "%s", middle);
	add_times(&g->document, close, n, "");
	add(&g->document, "%s\"}}}}", after);
}

static void jsonata_brackets(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% ", "(", n, "'a'", ")", " %}");
}

static void jsonata_calls(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% ", "$string(", n, "'a'", ")", " %}");
}

static void jsonata_concatenation(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% 'a'", " & 'b'", n, "", "", " %}");
}

static void jsonata_open_concatenation(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% 'a'", " & $states.input.a", n, "", "", " %}");
}

static void jsonata_steps(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% $states.input", ".a", n, "", "", " %}");
}

static void jsonata_array(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% [1", ", 'a'", n, "][0]", "", " %}");
}

static void jsonata_conditions(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% ", "$v ? 'a' : ", n, "'b'", "", " %}");
}

static void jsonata_binds(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% (", "$x := 'a'; ", n, "$x)", "", " %}");
}

static void jsonata_doubling(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% ($x := 'a'; ", "$x := $x & $x; ", n, "$x)", "", " %}");
}

static void jsonata_doubling_arrays(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% ($x := ['a']; ", "$x := $append($x, $x); ", n, "$join($x))",
		   "", " %}");
}

static void jsonata_doubling_objects(struct given *g, size_t n)
{
	expression(g, "RoleArn", "{% ($x := {'a':'b'}; ", "$x := {'a': $x, 'b': $x}; ", n,
		   "$string($x))", "", " %}");
}

static void intrinsics_nested(struct given *g, size_t n)
{
	expression(g, "RoleArn.$", "", "States.Format('{}', ", n, "'a'", ")", "");
}

static void intrinsic_arguments(struct given *g, size_t n)
{
	expression(g, "RoleArn.$", "States.ArrayGetItem(States.Array('a'", ", 'b'", n, "), 0)", "",
		   "");
}

static void intrinsic_unique(struct given *g, size_t n)
{
	add(&g->document,
	    "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,\"Resource\":"
	    "\"arn:aws:states:::aws-sdk:s3:getObject\",\"Credentials\":{\"RoleArn.$\":\"States."
	    "ArrayGetItem("
	    "States.ArrayUnique(States.Array('a'");
	for (size_t i = 0; i < n; i++)
		add(&g->document, ", '%zu'", i);
	add(&g->document, ")), 0)\"}}}}");
}

static void intrinsic_format(struct given *g, size_t n)
{
	add(&g->document,
	    "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,\"Resource\":"
	    "\"arn:aws:states:::aws-sdk:s3:getObject\",\"Credentials\":{\"RoleArn.$\":\"States."
	    "Format('");
	add_times(&g->document, "{}", n, "");
	add(&g->document, "'");
	add_times(&g->document, ", 'a'", n, "");
	add(&g->document, ")\"}}}}");
}

static void intrinsic_split(struct given *g, size_t n)
{
	expression(g, "RoleArn.$", "States.ArrayGetItem(States.StringSplit('a", ",b", n,
		   "', ','), 1)", "", "");
}

static void intrinsic_range(struct given *g, size_t n)
{
	add(&g->document,
	    "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"End\":true,\"Resource\":"
	    "\"arn:aws:states:::aws-sdk:s3:getObject\",\"Credentials\":{\"RoleArn.$\":\"States."
	    "ArrayLength("
	    "States.ArrayRange(0, %zu, 1))\"}}}}",
	    n);
}

static void path_steps(struct given *g, size_t n)
{
	expression(g, "RoleArn.$", "$", ".a", n, "", "", "");
}

static void path_indexes(struct given *g, size_t n)
{
	expression(g, "RoleArn.$", "$", "[0]", n, "", "", "");
}

static void placeholders(struct given *g, size_t n)
{
	expression(g, "RoleArn", "arn", "${A}", n, "", "", "");
}

/* n states, each of which makes twice as much of what it is given. */
static void doubling_objects(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"S0\",\"States\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "\"S%zu\":{\"Type\":\"Pass\",\"Parameters\":{\"a.$\":\"$\",\"b.$\":\"$\"},"
		    "\"Next\":\"S%zu\"},",
		    i, i + 1);
	add(&g->document,
	    "\"S%zu\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:s3:getObject\","
	    "\"End\":true,"
	    "\"Parameters\":{\"Bucket.$\":\"States.JsonToString($)\"},\"Credentials\":{\"RoleArn.$"
	    "\":\"States.JsonToString($)\"}}}}",
	    n);
}

static void doubling_objects_in_a_choice(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"S0\",\"States\":{");
	for (size_t i = 0; i < n; i++) {
		add(&g->document,
		    "\"S%zu\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.q\","
		    "\"IsPresent\":true,\"Next\":\"A%zu\"}],\"Default\":\"B%zu\"},",
		    i, i, i);
		add(&g->document,
		    "\"A%zu\":{\"Type\":\"Pass\",\"Parameters\":{\"a.$\":\"$\",\"b.$\":\"$\"},"
		    "\"Next\":\"S%zu\"},",
		    i, i + 1);
		add(&g->document,
		    "\"B%zu\":{\"Type\":\"Pass\",\"Parameters\":{\"a.$\":\"$\",\"b.$\":\"$\",\"q\":"
		    "%zu},\"Next\":\"S%zu\"},",
		    i, i, i + 1);
	}
	add(&g->document, "\"S%zu\":{%s,\"End\":true}}}", n, task);
}

static void doubling_texts(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"S0\",\"States\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "\"S%zu\":{\"Type\":\"Pass\",\"Parameters\":{\"a.$\":\"States.Format('{}{}', "
		    "%s, %s)\"},\"Next\":\"S%zu\"},",
		    i, i ? "$.a" : "'x'", i ? "$.a" : "'y'", i + 1);
	add(&g->document,
	    "\"S%zu\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:s3:getObject\","
	    "\"End\":true,"
	    "\"Credentials\":{\"RoleArn.$\":\"$.a\"}}}}",
	    n);
}

static void a_loop_that_grows(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Result\":{"
			  "\"s\":\"x\",\"o\":{},\"n\":0},\"Next\":\"L0\"},");
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "\"L%zu\":{\"Type\":\"Pass\",\"Parameters\":{\"s.$\":\"States.Format('{}x', "
		    "$.s)\",\"o\":{\"p.$\":\"$.o\"},"
		    "\"n.$\":\"States.MathAdd($.n, 1)\"},\"Next\":\"C%zu\"},"
		    "\"C%zu\":{\"Type\":\"Choice\",\"Choices\":[{\"Variable\":\"$.q\","
		    "\"StringEquals\":\"y\",\"Next\":\"L%zu\"}],"
		    "\"Default\":\"L%zu\"},",
		    i, i, i, i / 2, i + 1);
	add(&g->document,
	    "\"L%zu\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:s3:getObject\","
	    "\"End\":true,"
	    "\"Credentials\":{\"RoleArn.$\":\"$.s\"}}}}",
	    n);
}

static void much_data(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\",\"Next\":\"T\","
			  "\"Result\":{\"role\":\"r\"");
	for (size_t i = 0; i < n; i++)
		add(&g->document, ",\"f%zu\":[%zu]", i, i);
	add(&g->document, "}},\"T\":{%s,\"End\":true}}}", task);
}

static void a_deep_definition(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"T\",\"States\":{\"T\":{%s,\"End\":true,\"X\":", task);
	add_times(&g->document, "[", n, "");
	add_times(&g->document, "]", n, "");
	add(&g->document, "}}}");
}

/* Reads, follows, and plans every Task. */
static size_t plan(struct arena *arena, const struct given *g)
{
	const struct asl *asl;
	struct err err;
	struct asl_flow_cache cache = {.arena = arena};
	struct asl_environment env = {
	    .machine_arn = STR("arn:aws:states:us-east-1:111111111111:stateMachine:M"),
	    .machine_name = STR("M"),
	    .role_arn = STR("arn:aws:iam::111111111111:role/E"),
	    .cache = &cache};
	if (!asl_read(arena, str_of(&g->document), &asl, &err))
		return 0;
	for (size_t i = 0; i < asl->n_states; i++) {
		struct asl_value role;
		struct asl_plan out;
		struct asl_plan_input in = {.asl = asl,
					    .state = asl->states[i],
					    .env = &env,
					    .machine_type = MACHINE_STANDARD,
					    .partition = STR("aws"),
					    .region = STR("us-east-1"),
					    .home_account = STR("111111111111"),
					    .effective_account = STR("111111111111")};
		if (!asl_calls(asl->states[i]))
			continue;
		asl_resolve(arena, asl, asl->states[i], &env, STR("Credentials"), STR("RoleArn"),
			    &role);
		in.has_credentials = role.kind != ASL_VALUE_NONE;
		asl_plan_task(arena, &in, &out);
	}
	return 1;
}

/* ---- drawings ---------------------------------------------------------------------------------
 */

/* Arrows back, over one, over two, and so on. */
static void a_chain_with_handlers(struct given *g, size_t n)
{
	add(&g->document, "{\"StartAt\":\"S0\",\"States\":{");
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "\"S%zu\":{\"Type\":\"Task\",\"Resource\":\"x\",\"Next\":\"S%zu\",\"Catch\":["
		    "{\"ErrorEquals\":[\"A\"],\"Next\":\"H\"},"
		    "{\"ErrorEquals\":[\"B\"],\"Next\":\"S%zu\"}]},",
		    i, (i + 1) % n, i * 7919 % n);
	add(&g->document, "\"H\":{\"Type\":\"Fail\"}}}");
}

static size_t draw(struct arena *arena, const struct given *g)
{
	const struct graph_options options = {.columns = 0};
	const struct asl *asl;
	struct err err;
	if (!asl_read(arena, str_of(&g->document), &asl, &err))
		return 0;
	return graph_workflow(arena, asl,
			      arena_array(arena, asl->n_states, sizeof(struct graph_fact)),
			      &options)
	    ->n_boxes;
}

/* ---- denials ----------------------------------------------------------------------------------
 */

static void log_of_arns(struct given *g, size_t n)
{
	add_times(&g->document, "INFO arn:aws:iam::111111111111:role/R is fine\n", n, "");
	add(&g->document,
	    "Role arn:aws:iam::111111111111:role/X is invalid or cannot be assumed\n");
}

static void log_of_blanks(struct given *g, size_t n)
{
	add(&g->document, "x");
	add_times(&g->document, " ", n, "");
	add(&g->document, "User: arn:aws:iam::111111111111:user/U is not authorized to perform: "
			  "s3:GetObject on resource: arn:aws:s3:::b/k\n");
}

static void events_of_each_object(struct given *g, size_t n)
{
	add(&g->document, "{\"Records\":[");
	for (size_t i = 0; i < n; i++)
		add(&g->document,
		    "%s{\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\","
		    "\"errorCode\":\"AccessDenied\",\"requestParameters\":{\"bucketName\":\"b\","
		    "\"key\":\"%zu\"}}",
		    i ? "," : "", i);
	add(&g->document, "]}");
}

static size_t explain(struct arena *arena, const struct given *g)
{
	const struct incident *incidents;
	struct err err;
	size_t n = 0;
	return incidents_read(arena, str_of(&g->document), &incidents, &n, &err) ? n : 0;
}

/* ---- measured ---------------------------------------------------------------------------------
 */

#define CASE(make, run, n)                                                                         \
	{                                                                                          \
#make, make, run, n, 2                                                             \
	}
/* Of these twice as many is much more than twice as much, and must be refused or cut short. */
#define LIMIT(make, run, n)                                                                        \
	{                                                                                          \
#make, make, run, n, 0                                                             \
	}

static const struct scale_case {
	const char *name;
	void (*make)(struct given *g, size_t n);
	size_t (*run)(struct arena *arena, const struct given *g);
	size_t n;
	bool grows;
} cases[] = {
    CASE(many_statements, judge, 50000),
    CASE(many_that_allow, judge, 50000),
    CASE(many_with_variables, judge, 50000),
    CASE(many_flaws, judge, 50000),
    CASE(many_actions, judge, 40000),
    CASE(many_resources, judge, 25000),
    CASE(many_principals, judge, 20000),
    CASE(many_values, judge, 60000),
    CASE(many_arns, judge, 30000),
    CASE(many_keys, judge, 40000),
    CASE(many_operators, judge, 25000),
    CASE(one_name_again_and_again, judge, 30000),
    CASE(one_long_string, judge, 80000),
    CASE(one_long_number, judge, 500000),
    CASE(many_variables, judge, 80000),
    CASE(placeholders_that_do_not_close, judge, 100000),
    CASE(stars_over_one_letter, judge, 100000),
    CASE(stars_and_queries, judge, 100000),
    CASE(a_long_piece_after_a_star, judge, 50000),
    CASE(long_both, judge, 50000),
    CASE(stars_both, judge, 50000),
    CASE(stars_within_segments, judge, 100000),
    CASE(a_text_with_holes, judge, 100000),
    CASE(stars_over_holes, judge, 50000),
    CASE(nested, judge, 100000),
    CASE(nested_open, judge, 50000),
    CASE(many_tasks, plan, 2000),
    CASE(many_passes, plan, 4000),
    CASE(many_flawed_tasks, plan, 2000),
    CASE(tasks_with_catchers, plan, 1000),
    CASE(states_that_set_variables, plan, 2000),
    CASE(a_loop_of_choices, plan, 1000),
    CASE(one_choice_with_rules, plan, 4000),
    CASE(one_choice_with_assigns, plan, 4000),
    CASE(one_parallel, plan, 1000),
    CASE(maps_in_maps, plan, 100),
    CASE(a_task_with_fields, plan, 20000),
    CASE(jsonata_brackets, plan, 50000),
    CASE(jsonata_calls, plan, 50000),
    CASE(jsonata_concatenation, plan, 50000),
    CASE(jsonata_open_concatenation, plan, 50000),
    CASE(jsonata_steps, plan, 50000),
    CASE(jsonata_array, plan, 50000),
    CASE(jsonata_conditions, plan, 50000),
    CASE(jsonata_binds, plan, 50000),
    CASE(intrinsics_nested, plan, 50000),
    CASE(intrinsic_arguments, plan, 50000),
    CASE(intrinsic_unique, plan, 10000),
    CASE(intrinsic_format, plan, 50000),
    CASE(intrinsic_split, plan, 100000),
    CASE(intrinsic_range, plan, 500000),
    CASE(path_steps, plan, 50000),
    CASE(path_indexes, plan, 50000),
    CASE(placeholders, plan, 50000),
    CASE(a_loop_that_grows, plan, 300),
    CASE(much_data, plan, 20000),
    CASE(a_deep_definition, plan, 50000),
    CASE(a_chain_with_handlers, draw, 16000),
    CASE(log_of_arns, explain, 20000),
    CASE(log_of_blanks, explain, 1000000),
    CASE(events_of_each_object, explain, 10000),
    LIMIT(jsonata_doubling, plan, 60),
    LIMIT(jsonata_doubling_arrays, plan, 60),
    LIMIT(jsonata_doubling_objects, plan, 60),
    LIMIT(doubling_objects, plan, 60),
    LIMIT(doubling_objects_in_a_choice, plan, 40),
    LIMIT(doubling_texts, plan, 60),
};

enum { ROUNDS = 3 };

/* Milliseconds of CPU, the least of several rounds; *done: what was made of it, 0 where it was
 * refused or is over a megabyte. */
static double measure(const struct scale_case *c, size_t n, size_t *done)
{
	struct given g = {0};
	double least = 1e9;
	c->make(&g, n);
	for (int i = 0; i < ROUNDS && (i == 0 || least < 2000); i++) {
		struct arena arena = {NULL};
		clock_t from = clock();
		*done = c->run(&arena, &g);
		double ms = (double)(clock() - from) * 1000 / CLOCKS_PER_SEC;
		least = ms < least ? ms : least;
		arena_release(&arena);
	}
	if (g.document.n > 1 << 20)
		*done = 0;
	free(g.document.p);
	free(g.resource.p);
	return least;
}

/* Grows with the input, and no faster than three times for twice as much. */
static int grows_well(const struct scale_case *c)
{
	size_t done;
	size_t n = c->n;
	double once = measure(c, n, &done);
	double twice = measure(c, n * 2, &done);
	/* what takes no time cannot be compared: more of it, until it does */
	while (c->grows && done && twice < 4 && n < c->n * 64) {
		n *= 2;
		once = twice;
		twice = measure(c, n * 2, &done);
	}
	int good = c->grows ? twice < 8 || twice < once * 3 : twice < 1000;
	printf("%-32s %9zu %9.1f ms %9zu %9.1f ms  %5.2f%s\n", c->name, n, once, n * 2, twice,
	       once > 0 ? twice / once : 0, good ? "" : "  TOO MUCH");
	fflush(stdout);
	return good;
}

int main(int argc, char **argv)
{
	int failed = 0;
	int passed = 0;
	/* What is freed stays, so that no round waits for pages of the system. */
	mallopt(M_MMAP_THRESHOLD, 1 << 30);
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (argc > 1 && !strstr(cases[i].name, argv[1]))
			continue;
		int good = grows_well(&cases[i]) || grows_well(&cases[i]);
		passed += good;
		failed += !good;
	}
	printf("%d passed, %d failed\n", passed, failed);
	return failed > 0;
}
