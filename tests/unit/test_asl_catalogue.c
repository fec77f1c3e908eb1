/* test_asl_catalogue.c - the packed tables can be read, and agree with each other. */
#include "asl_case.h"

#include "asl/catalogue.h"
#include "asl/template.h"

enum { ACTIONS_ACTIONS = 2, ACTIONS_CONFIDENCE };
enum { ARNS_ACTION = 2, ARNS_USE, ARNS_ARN };
enum { CALLS_KIND = 2, CALLS_NEED, CALLS_IF, CALLS_WHEN, CALLS_ACTION, CALLS_ARN };

static bool action_exists(struct str action)
{
	ptrdiff_t colon = str_find_char(action, ':');
	if (colon <= 0)
		return false;
	struct catalogue_rows rows =
	    catalogue_rows(CATALOGUE_IAM_ACTIONS, str_slice(action, 0, (size_t)colon),
			   str_skip(action, (size_t)colon + 1));
	return rows.to == rows.from + 1;
}

static void assert_action(struct str action)
{
	if (!action_exists(action))
		fail_msg("there is no action %.*s", STR_ARG(action));
}

static void catalogue_finds_every_row_by_its_key(void **state)
{
	(void)state;
	static const enum catalogue_table both[] = {CATALOGUE_ACTIONS, CATALOGUE_ARNS,
						    CATALOGUE_IAM_ACTIONS, CATALOGUE_IAM_TYPES,
						    CATALOGUE_PASSROLE};
	static const enum catalogue_table one[] = {CATALOGUE_ABOUT, CATALOGUE_CALLS,
						   CATALOGUE_INTEGRATIONS, CATALOGUE_SERVICES};
	for (size_t t = 0; t < sizeof(both) / sizeof(both[0]); t++) {
		struct catalogue_rows all = catalogue_all(both[t]);
		assert_true(all.to > 100);
		for (size_t row = all.from; row < all.to; row++) {
			struct catalogue_rows found =
			    catalogue_rows(both[t], catalogue_cell(both[t], row, 0),
					   catalogue_cell(both[t], row, 1));
			assert_true(found.from <= row && row < found.to);
			found = catalogue_group(both[t], catalogue_cell(both[t], row, 0));
			assert_true(found.from <= row && row < found.to);
			assert_true(row == 0 || row == found.from ||
				    str_eq_nocase(catalogue_cell(both[t], row, 0),
						  catalogue_cell(both[t], row - 1, 0)));
		}
	}
	for (size_t t = 0; t < sizeof(one) / sizeof(one[0]); t++) {
		struct catalogue_rows all = catalogue_all(one[t]);
		assert_true(all.to > 0);
		for (size_t row = all.from; row < all.to; row++) {
			struct catalogue_rows found =
			    catalogue_group(one[t], catalogue_cell(one[t], row, 0));
			assert_true(found.from <= row && row < found.to);
		}
	}
}

static void catalogue_finds_nothing_for_what_is_not_there(void **state)
{
	(void)state;
	static const char *const names[] = {"", "a", "zzzz", "s", "s3x", "\xff"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct catalogue_rows rows =
		    catalogue_group(CATALOGUE_SERVICES, str_from(names[i]));
		assert_int_equal(rows.from, rows.to);
		rows = catalogue_rows(CATALOGUE_ACTIONS, STR("s3"), str_from(names[i]));
		assert_int_equal(rows.from, rows.to);
	}
	struct catalogue_rows rows =
	    catalogue_rows(CATALOGUE_IAM_ACTIONS, STR("S3"), STR("gETobject"));
	assert_int_equal(rows.to, rows.from + 1);
	assert_str(catalogue_cell(CATALOGUE_IAM_ACTIONS, rows.from, 1), "GetObject");
}

static void catalogue_actions_exist(void **state)
{
	(void)state;
	struct catalogue_rows rows = catalogue_all(CATALOGUE_CALLS);
	for (size_t row = rows.from; row < rows.to; row++)
		assert_action(catalogue_cell(CATALOGUE_CALLS, row, CALLS_ACTION));
	rows = catalogue_all(CATALOGUE_ACTIONS);
	for (size_t row = rows.from; row < rows.to; row++) {
		struct str confidence = catalogue_cell(CATALOGUE_ACTIONS, row, ACTIONS_CONFIDENCE);
		struct str_split split = {catalogue_cell(CATALOGUE_ACTIONS, row, ACTIONS_ACTIONS),
					  false};
		struct str action;
		if (str_eq(confidence, STR("low")))
			continue;
		assert_true(str_eq(confidence, STR("high")) || str_eq(confidence, STR("medium")));
		while (str_next(&split, ' ', &action))
			assert_action(action);
	}
	rows = catalogue_all(CATALOGUE_ARNS);
	for (size_t row = rows.from; row < rows.to; row++) {
		struct str action = catalogue_cell(CATALOGUE_ARNS, row, ARNS_ACTION);
		if (action.n > 0)
			assert_action(action);
	}
}

static void catalogue_types_of_actions_exist(void **state)
{
	(void)state;
	struct catalogue_rows rows = catalogue_all(CATALOGUE_IAM_ACTIONS);
	for (size_t row = rows.from; row < rows.to; row++) {
		struct str types = catalogue_cell(CATALOGUE_IAM_ACTIONS, row, 2);
		struct str_split split = {types, false};
		struct str type;
		while (types.n > 0 && str_next(&split, ' ', &type)) {
			if (str_ends(type, STR("!")))
				type = str_slice(type, 0, type.n - 1);
			struct catalogue_rows found =
			    catalogue_rows(CATALOGUE_IAM_TYPES,
					   catalogue_cell(CATALOGUE_IAM_ACTIONS, row, 0), type);
			if (found.to != found.from + 1)
				fail_msg("type %.*s of %.*s", STR_ARG(type),
					 STR_ARG(catalogue_cell(CATALOGUE_IAM_ACTIONS, row, 1)));
		}
	}
}

/* Braces are in pairs, and what a template yields without parameters is an ARN, a star or nothing
 * known. */
static void assert_template(struct asl_case *c, struct fields *fields, struct str template)
{
	struct template_scene scene = {.arena = &c->arena,
				       .fields = fields,
				       .container = STR("Parameters"),
				       .partition = STR("aws"),
				       .region = STR("us-east-1"),
				       .account = STR("222222222222"),
				       .home = STR("111111111111"),
				       .machine_arn = c->env.machine_arn,
				       .machine_name = c->env.machine_name};
	const struct expanded *texts;
	size_t n;
	int depth = 0;

	for (size_t i = 0; i < template.n; i++) {
		depth += template.p[i] == '{' ? 1 : template.p[i] == '}' ? -1 : 0;
		assert_true(depth >= 0);
	}
	assert_int_equal(depth, 0);
	template_expand(&scene, template, &texts, &n);
	assert_true(n >= 1);
	struct str text = texts[0].text;
	if (!str_eq(text, STR("*")) && !str_starts(text, STR("arn:aws:")) && !holes_only(text))
		fail_msg("%.*s makes %.*s", STR_ARG(template),
			 STR_ARG(holes_show(&c->arena, text)));
	if (str_find_char(text, '{') >= 0 || str_find_char(text, '|') >= 0)
		fail_msg("%.*s makes %.*s", STR_ARG(template), STR_ARG(text));
}

static void catalogue_templates_can_be_read(void **state)
{
	(void)state;
	struct asl_case c;
	struct fields fields;
	case_open(&c, "{\"StartAt\":\"T\",\"States\":{\"T\":{\"Type\":\"Task\",\"Resource\":\"arn:"
		      "aws:states:::sns:publish\","
		      "\"Parameters\":{},\"End\":true}}}");
	fields_init(&fields, &c.arena, c.asl, c.asl->states[0], &c.env);
	struct catalogue_rows rows = catalogue_all(CATALOGUE_ARNS);
	for (size_t row = rows.from; row < rows.to; row++) {
		struct arena_mark mark = arena_mark(&c.arena);
		struct str arn = catalogue_cell(CATALOGUE_ARNS, row, ARNS_ARN);
		struct str use = catalogue_cell(CATALOGUE_ARNS, row, ARNS_USE);
		assert_true(str_eq(use, STR("required")) || str_eq(use, STR("optional")) ||
			    str_eq(use, STR("extra")));
		if (!str_eq(arn, STR("?")))
			assert_template(&c, &fields, arn);
		else
			assert_str(use, "extra");
		arena_rewind(&c.arena, mark);
	}
	rows = catalogue_all(CATALOGUE_CALLS);
	for (size_t row = rows.from; row < rows.to; row++)
		assert_template(&c, &fields, catalogue_cell(CATALOGUE_CALLS, row, CALLS_ARN));
	rows = catalogue_all(CATALOGUE_IAM_TYPES);
	for (size_t row = rows.from; row < rows.to; row++)
		assert_template(&c, &fields, catalogue_cell(CATALOGUE_IAM_TYPES, row, 2));
	case_close(&c);
}

static void catalogue_words_are_known(void **state)
{
	(void)state;
	static const char *const kinds[] = {"call",	   "poll",     "cancel",
					    "eventbridge", "passrole", "service-linked-role",
					    "tag",	   "data",     "resource-policy"};
	static const char *const needs[] = {"required", "best-effort", "same-account-only",
					    "instead", "conditional"};
	struct catalogue_rows rows = catalogue_all(CATALOGUE_CALLS);
	for (size_t row = rows.from; row < rows.to; row++) {
		bool kind = false;
		bool need = false;
		struct str of = catalogue_cell(CATALOGUE_CALLS, row, CALLS_NEED);
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			kind = kind || str_eq(catalogue_cell(CATALOGUE_CALLS, row, CALLS_KIND),
					      str_from(kinds[i]));
		for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
			need = need || str_eq(of, str_from(needs[i]));
		assert_true(kind && need);
		if (str_eq(of, STR("conditional")))
			assert_true(catalogue_cell(CATALOGUE_CALLS, row, CALLS_WHEN).n > 0);
		struct str integration = catalogue_cell(CATALOGUE_CALLS, row, 0);
		if (!str_starts(integration, STR("aws-sdk:"))) {
			struct catalogue_rows about =
			    catalogue_group(CATALOGUE_INTEGRATIONS, integration);
			assert_int_equal(about.to, about.from + 1);
		}
	}
	for (int kind = ASL_CALL; kind <= ASL_RESOURCE_POLICY; kind++)
		assert_string_equal(asl_call_kind_word((enum asl_call_kind)kind), kinds[kind]);
}

static void catalogue_has_a_date(void **state)
{
	(void)state;
	assert_int_equal(asl_catalogue_date().n, 10);
	assert_true(str_starts(asl_catalogue_date(), STR("20")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(catalogue_finds_every_row_by_its_key),
	    cmocka_unit_test(catalogue_finds_nothing_for_what_is_not_there),
	    cmocka_unit_test(catalogue_actions_exist),
	    cmocka_unit_test(catalogue_types_of_actions_exist),
	    cmocka_unit_test(catalogue_templates_can_be_read),
	    cmocka_unit_test(catalogue_words_are_known),
	    cmocka_unit_test(catalogue_has_a_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
