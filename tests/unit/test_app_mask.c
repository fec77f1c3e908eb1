/* unit/test_app_mask.c - what is masked by its form alone, without an inventory. */
#include "unit.h"

#include "rolehop/app/mask.h"

static struct arena arena;

static struct str masked(const char *text)
{
	struct mask *mask;
	struct err err;
	assert_true(mask_open(&arena, NULL, &mask, &err));
	mask_hide(mask, "external-id", STR("partner:7/x"));
	return mask_text(mask, &arena, str_from(text));
}

struct row {
	const char *text, *masked;
};

static void check(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str now = masked(rows[i].text);
		if (!str_eq(now, str_from(rows[i].masked)))
			fail_msg("\"%s\" becomes \"%.*s\", not \"%s\"", rows[i].text, STR_ARG(now),
				 rows[i].masked);
	}
}
#define CHECK(rows) check(rows, sizeof(rows) / sizeof((rows)[0]))

static void arns_keep_their_form(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"arn:aws:iam::111111111111:role/Exec", "arn:aws:iam::900000000002:role/name-3"},
	    {"arn:aws:iam::111111111111:root", "arn:aws:iam::900000000002:root"},
	    {"arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"},
	    {"arn:aws:lambda:us-east-1:111111111111:function:Echo:$LATEST",
	     "arn:aws:lambda:us-east-1:900000000002:function:name-3:$LATEST"},
	    {"arn:aws:iam::*:role/Tar*", "arn:aws:iam::*:role/name-2*"},
	    {"arn:aws:iam::<?>:role/<?>", "arn:aws:iam::<?>:role/<?>"},
	    {"arn:aws:s3:::bucket/key", "arn:aws:s3:::name-2/name-3"},
	    {"(arn:aws:sqs:us-east-1:111111111111:jobs).",
	     "(arn:aws:sqs:us-east-1:900000000002:name-3)."},
	};
	CHECK(rows);
}

static void the_same_stands_for_the_same(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"Exec of arn:aws:iam::111111111111:role/Exec, Exec. 111111111111",
	     "name-3 of arn:aws:iam::900000000002:role/name-3, name-3. 900000000002"},
	    {"call sqs:SendMessage on queue/jobs: arn:aws:sqs:us-east-1:111111111111:jobs; the "
	     "jobs",
	     "call sqs:SendMessage on queue/jobs: arn:aws:sqs:us-east-1:900000000002:name-3; the "
	     "jobs"},
	    {"on table/orders", "on table/name-2"},
	    {"with partner:7/x.", "with external-id-1."},
	};
	CHECK(rows);
}

static void ids_and_addresses_are_known_by_their_form(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"111111111111", "900000000002"},
	    {"1111111111111 11111111111", "1111111111111 11111111111"},
	    {"logs-111111111111-eu", "logs-900000000002-eu"},
	    {"AROAEXAMPLEEXAMPLE01", "id-2"},
	    {"AROAD", "AROAD"},
	    {"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111", "organization-2/r-ab12/organization-3"},
	    {"ops@example.com", "email-2"},
	    {"Truste~untRl", "name-2~name-3"},
	};
	CHECK(rows);
}

static void what_is_no_name_stays(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"", ""},
	    {"sts:AssumeRole by states.amazonaws.com in us-east-1",
	     "sts:AssumeRole by states.amazonaws.com in us-east-1"},
	    {"arn:aws:logs:us-east-1:111111111111:log-group:/aws/lambda/Fn lambda:InvokeFunction",
	     "arn:aws:logs:us-east-1:900000000002:log-group:/name-3/name-4/name-5 "
	     "lambda:InvokeFunction"},
	    {"{\"account\":\"111111111111\",\"name\":\"x\"}",
	     "{\"account\":\"900000000002\",\"name\":\"x\"}"},
	    {"arn: no ARN", "arn: no ARN"},
	};
	CHECK(rows);
}

static void a_column_keeps_its_place(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"arn:aws:iam::111111111111:role/TheLongestOfThem  X",
	     "arn:aws:iam::900000000002:role/name-3            X"},
	    {"arn:aws:iam::111111111111:role/Abc     X",
	     "arn:aws:iam::900000000002:role/name-3  X"},
	};
	CHECK(rows);
}

static void pieces_of_names_are_dropped(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"they part at character 5: the policy has \"Consumer\", the request \"Night\"",
	     "they part at character 5: the policy has \"...\", the request \"...\""},
	    {"{\"why\":\"the request lacks \\\"Wfw\\\" at character 9\"}",
	     "{\"why\":\"the request lacks \\\"...\\\" at character 9\"}"},
	};
	CHECK(rows);
}

static int end(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(arns_keep_their_form),
	    cmocka_unit_test(the_same_stands_for_the_same),
	    cmocka_unit_test(ids_and_addresses_are_known_by_their_form),
	    cmocka_unit_test(what_is_no_name_stays),
	    cmocka_unit_test(a_column_keeps_its_place),
	    cmocka_unit_test(pieces_of_names_are_dropped),
	};
	return cmocka_run_group_tests(tests, NULL, end);
}
