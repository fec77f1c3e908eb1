/* test_asl_iam.c - actions of IAM, and what each is asked of. */
#include <string.h>

#include "unit.h"

#include "asl/catalogue.h"
#include "rolehop/asl/iam.h"

#define assert_text(actual, expected)                                                              \
	do {                                                                                       \
		struct str text_ = actual;                                                         \
		if (!str_eq(text_, str_from(expected)))                                            \
			fail_msg("%.*s instead of %s", STR_ARG(text_), expected);                  \
	} while (0)

static void action_is_found_whatever_its_letters(void **state)
{
	struct arena arena = {0};
	struct iam_action action;

	(void)state;
	assert_true(iam_action_find(&arena, STR("S3:getobject"), &action));
	assert_text(action.name, "S3:GetObject");
	assert_false(iam_action_find(&arena, STR("s3:HeadObject"), &action));
	assert_false(iam_action_find(&arena, STR("GetObject"), &action));
	assert_false(iam_action_find(&arena, STR(":GetObject"), &action));
	assert_false(iam_action_find(&arena, STR("nosuch:GetObject"), &action));
	arena_release(&arena);
}

static void call_names_the_actions_that_it_needs(void **state)
{
	(void)state;
	assert_text(iam_actions_of_call(STR("s3:HeadObject")), "s3:GetObject");
	assert_text(iam_actions_of_call(STR("lambda:Invoke")), "lambda:InvokeFunction");
	assert_text(iam_actions_of_call(STR("s3:NoSuchCall")), "");
	assert_text(iam_actions_of_call(STR("HeadObject")), "");
}

static void mistyped_action_is_guessed(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_text(iam_action_near(&arena, STR("s3:GetObjet")), "s3:GetObject");
	assert_text(iam_action_near(&arena, STR("s3:Xyz")), "");
	assert_text(iam_action_near(&arena, STR("nosuch:GetObject")), "");
	assert_text(iam_action_near(&arena, STR("GetObject")), "");
	arena_release(&arena);
}

/* The forms that an action is asked of, one after the other. */
static struct str asked(struct arena *arena, struct str name, bool patterns)
{
	struct iam_action action;
	const struct iam_form *forms;
	struct str all = STR("");
	size_t n;

	assert_true(iam_action_find(arena, name, &action));
	if (!iam_forms(arena, &action, STR("aws-cn"), &forms, &n))
		return STR("not known");
	for (size_t i = 0; i < n; i++)
		if (forms[i].asked)
			all = ARENA_JOIN(arena, all, patterns ? forms[i].pattern : forms[i].shown,
					 STR(" "));
	return all;
}

static void forms_are_those_of_the_action(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_text(asked(&arena, STR("s3:ListBucket"), true), "arn:*:s3:::* ");
	assert_text(asked(&arena, STR("s3:ListBucket"), false), "arn:aws-cn:s3:::{Bucket} ");
	assert_text(asked(&arena, STR("dynamodb:PutItem"), false),
		    "arn:aws-cn:dynamodb:{Region}:{Account}:table/{TableName} ");
	assert_text(asked(&arena, STR("sqs:SendMessage"), true), "arn:*:sqs:*:*:* ");
	assert_text(asked(&arena, STR("sqs:SendMessage"), false),
		    "arn:aws-cn:sqs:{Region}:{Account}:{QueueUrl} ");
	assert_text(asked(&arena, STR("route53:GetHostedZone"), false),
		    "arn:aws-cn:route53:::hostedzone/{Id} ");
	assert_text(asked(&arena, STR("sts:GetCallerIdentity"), false), "");
	arena_release(&arena);
}

static void every_type_has_a_form(void **state)
{
	struct catalogue_rows all = catalogue_all(CATALOGUE_IAM_TYPES);
	struct arena arena = {0};
	size_t at = all.from;

	(void)state;
	while (at < all.to) {
		struct str prefix = catalogue_cell(CATALOGUE_IAM_TYPES, at, 0);
		struct iam_action action = {.name = ARENA_JOIN(&arena, prefix, STR(":x")),
					    .types = STR("")};
		const struct iam_form *forms;
		size_t n;

		assert_true(iam_forms(&arena, &action, STR("aws"), &forms, &n));
		for (size_t i = 0; i < n; i++) {
			assert_true(str_starts(forms[i].pattern, STR("arn:*:")));
			assert_true(str_starts(forms[i].shown, STR("arn:aws:")));
			assert_true(str_find_char(forms[i].pattern, '{') < 0);
			assert_true(str_find(forms[i].shown, STR("$")) < 0);
			assert_true(str_find(forms[i].shown, STR("{}")) < 0);
			assert_true(str_find_char(forms[i].shown, '|') < 0);
		}
		at += n;
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(action_is_found_whatever_its_letters),
	    cmocka_unit_test(call_names_the_actions_that_it_needs),
	    cmocka_unit_test(mistyped_action_is_guessed),
	    cmocka_unit_test(forms_are_those_of_the_action),
	    cmocka_unit_test(every_type_has_a_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
