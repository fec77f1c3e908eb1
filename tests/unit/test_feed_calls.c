/* test_feed_calls.c - the table of AWS operations: what holds of every row, and its templates. */
#include "unit.h"

#include "feed/calls.h"
#include "feed/endpoint.h"
#include "rolehop/base/vec.h"

static void every_row_is_a_call_of_a_known_service(void **state)
{
	(void)state;
	const struct collected_kind *kind = NULL;
	unsigned depth = 0;

	for (size_t i = 0; (kind = collected_kind_row(i)) != NULL; i++) {
		assert_true(kind->depth <= depth && kind->depth < COLLECTED_DEPTHS);
		depth = kind->depth + 1;
		const struct service *service = service_find(str_from(kind->service));
		bool rest = false;
		if (service == NULL)
			fail_msg("row %zu: no service %s", i, kind->service);
		rest = service->protocol == PROTOCOL_REST_JSON ||
		       service->protocol == PROTOCOL_REST_XML;
		assert_true(!rest == (kind->list.path == NULL));
		assert_true(kind->get.name == NULL || !rest == (kind->get.path == NULL));
		if (kind->what == WHAT_POLICIES) {
			assert_true(kind->policy != NULL || kind->get.name != NULL ||
				    kind->names != NULL);
			assert_non_null(kind->prefix);
			assert_true(kind->id != NULL || kind->arn != NULL);
		}
	}
}

/* Verbs of operations that change nothing. */
static bool reads(struct str name)
{
	static const struct str verbs[] = {STR_INIT("Get"), STR_INIT("List"), STR_INIT("Describe"),
					   STR_INIT("Select")};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (str_starts(name, verbs[i]) && name.n > verbs[i].n &&
		    ascii_is_upper(name.p[verbs[i].n]))
			return true;
	return false;
}

static bool operation_reads(const struct operation *operation)
{
	struct str method = str_from(operation->method);

	return operation->name == NULL ||
	       (reads(str_from(operation->name)) &&
		(method.n == 0 || str_eq(method, STR("GET")) || str_eq(method, STR("POST"))));
}

static void every_call_only_reads(void **state)
{
	(void)state;
	const struct collected_kind *kind = NULL;
	struct arena arena = {0};
	struct vec actions;

	for (size_t i = 0; (kind = collected_kind_row(i)) != NULL; i++)
		if (!operation_reads(&kind->list) || !operation_reads(&kind->get))
			fail_msg("row %zu: %s or %s does more than read", i, kind->list.name,
				 kind->get.name ? kind->get.name : "-");
	vec_init(&actions, &arena, sizeof(struct str));
	calls_actions(&arena, true, &actions);
	for (size_t i = 0; i < actions.n; i++) {
		struct str action = *(struct str *)vec_at(&actions, i);
		struct str name = str_skip(action, (size_t)str_find_char(action, ':') + 1);
		if (!reads(name) && !str_eq(action, STR("sts:AssumeRole")))
			fail_msg("%.*s does more than read", STR_ARG(action));
	}
	arena_release(&arena);
}

static void the_arn_of_a_row_is_under_its_prefix(void **state)
{
	(void)state;
	const struct collected_kind *kind = NULL;
	struct arena arena = {0};
	struct fields fields = {.id = STR("name"),
				.account = STR("111111111111"),
				.region = STR("eu-west-1"),
				.partition = "aws"};

	for (size_t i = 0; (kind = collected_kind_row(i)) != NULL; i++) {
		struct str arn = fields_fill(&arena, kind->arn, &fields, ENCODING_NONE);
		struct str prefix = fields_fill(&arena, kind->prefix, &fields, ENCODING_NONE);
		if (!str_starts(arn, STR("arn:")) || kind->what != WHAT_POLICIES)
			continue;
		if (!str_starts(arn, prefix))
			fail_msg("%.*s is not under %.*s", STR_ARG(arn), STR_ARG(prefix));
	}
	arena_release(&arena);
}

static void templates_are_filled_as_their_place_needs(void **state)
{
	(void)state;
	struct arena arena = {0};
	const struct json *element = NULL;
	struct err err;
	struct fields fields = {.id = STR("https://q/1/my queue\""),
				.arn = STR("arn:x"),
				.account = STR("1"),
				.region = STR("r"),
				.partition = "aws"};

	assert_true(
	    json_parse(&arena, STR("{\"arn\":\"theirs\",\"owner\":\"o/p\"}"), &element, &err));
	fields.element = element;
	assert_str(fields_fill(&arena, "/x/{last}?o={owner}", &fields, ENCODING_URL),
		   "/x/my%20queue%22?o=o%2Fp");
	assert_str(fields_fill(&arena, "\"Q\":{id}", &fields, ENCODING_JSON),
		   "\"Q\":\"https://q/1/my queue\\\"\"");
	assert_str(fields_fill(&arena, "{arn} {arn_} {P} {A} {R} {none}", &fields, ENCODING_NONE),
		   "arn:x theirs aws 1 r ");
	assert_str(fields_fill(&arena, NULL, &fields, ENCODING_NONE), "");
	arena_release(&arena);
}

static void codes_are_looked_up_between_bars(void **state)
{
	(void)state;
	assert_true(code_is_among(STR("B"), "A|B"));
	assert_false(code_is_among(STR("A|B"), "A|B"));
	assert_false(code_is_among(STR(""), "A|B"));
	assert_false(code_is_among(STR("A"), NULL));
}

static void the_actions_are_without_repetition(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct vec actions;

	vec_init(&actions, &arena, sizeof(struct str));
	calls_actions(&arena, false, &actions);
	assert_true(actions.n > 20);
	calls_actions(&arena, true, &actions);
	for (size_t i = 0; i < actions.n; i++) {
		struct str action = *(struct str *)vec_at(&actions, i);
		assert_false(str_eq(action, STR("s3:ListBuckets")));
		for (size_t j = 0; j < i; j++)
			assert_false(str_eq(action, *(struct str *)vec_at(&actions, j)));
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_row_is_a_call_of_a_known_service),
	    cmocka_unit_test(every_call_only_reads),
	    cmocka_unit_test(the_arn_of_a_row_is_under_its_prefix),
	    cmocka_unit_test(templates_are_filled_as_their_place_needs),
	    cmocka_unit_test(codes_are_looked_up_between_bars),
	    cmocka_unit_test(the_actions_are_without_repetition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
