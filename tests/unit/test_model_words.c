/* unit/test_model_words.c - verdicts, ARNs, holes and requests. */
#include "unit.h"

#include <stdlib.h>

#include "rolehop/base/arena.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/model/machine.h"
#include "rolehop/model/request.h"
#include "rolehop/model/verdict.h"

static void and_is_the_least_and_or_the_greatest(void **state)
{
	(void)state;
	const enum tri all[] = {TRI_NO, TRI_UNKNOWN, TRI_YES};
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < 3; k++) {
			assert_int_equal(tri_and(all[i], all[k]), all[i < k ? i : k]);
			assert_int_equal(tri_or(all[i], all[k]), all[i > k ? i : k]);
		}
		assert_int_equal(tri_not(all[i]), all[2 - i]);
	}
	assert_string_equal(tri_word(TRI_NO), "no");
	assert_string_equal(tri_word(TRI_UNKNOWN), "unknown");
	assert_string_equal(tri_word(TRI_YES), "yes");
}

static void verdicts_have_words_and_exit_statuses(void **state)
{
	(void)state;
	static const struct {
		enum verdict verdict;
		const char *word, *decision;
		int status;
	} rows[] = {{V_ALLOW, "allow", "Allowed", 0},
		    {V_DENY_IMPLICIT, "deny", "ImplicitlyDenied", 1},
		    {V_DENY_EXPLICIT, "deny", "ExplicitlyDenied", 1},
		    {V_UNKNOWN, "unknown", "DependsOn", 2}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_string_equal(verdict_word(rows[i].verdict), rows[i].word);
		assert_string_equal(verdict_decision(rows[i].verdict), rows[i].decision);
		assert_int_equal(verdict_exit_status(rows[i].verdict), rows[i].status);
	}
}

static void an_arn_has_six_parts(void **state)
{
	(void)state;
	struct arn arn;
	assert_true(arn_parse(STR("arn:aws:lambda:eu-west-1:111111111111:function:f:PROD"), &arn));
	assert_str(arn.partition, "aws");
	assert_str(arn.service, "lambda");
	assert_str(arn.region, "eu-west-1");
	assert_str(arn.account, "111111111111");
	assert_str(arn.resource, "function:f:PROD");
	assert_false(arn_parse(STR("arn:aws:s3::bucket"), &arn));
	assert_false(arn_parse(STR("urn:aws:s3:::bucket"), &arn));
	assert_false(arn_parse(STR(""), &arn));
}

/* Whatever the lengths of its parts, and with nothing behind it that could be read. */
static void an_arn_is_cut_at_its_colons(void **state)
{
	(void)state;
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789:/";
	for (size_t n = 0; n < 4000; n++) {
		size_t lengths[5] = {n % 4, n % 19, n / 7 % 17, n / 3 % 14, n % 37};
		char text[256] = "arn";
		for (size_t i = 0; i < 5; i++) {
			size_t at = strlen(text);
			text[at] = ':';
			memcpy(text + at + 1, letters + (i == 4 ? 1 : 0), lengths[i]);
		}
		struct str whole = str_from(text);
		char *exact = malloc(whole.n);
		assert_non_null(exact);
		memcpy(exact, text, whole.n);
		struct arn arn;
		struct str_split it = {{exact, whole.n}, false};
		struct str part;
		assert_true(arn_parse((struct str){exact, whole.n}, &arn));
		assert_true(str_next(&it, ':', &part));
		const struct str *parts[] = {&arn.partition, &arn.service, &arn.region,
					     &arn.account};
		for (size_t i = 0; i < 4; i++) {
			assert_true(str_next(&it, ':', &part));
			assert_true(str_eq(*parts[i], part));
		}
		assert_true(str_eq(arn.resource, it.rest));
		assert_false(arn_parse((struct str){exact, whole.n - arn.resource.n - 1}, &arn));
		free(exact);
	}
}

static void a_region_has_a_form(void **state)
{
	(void)state;
	static const char *const regions[] = {"us-east-1",	"eu-central-2",	  "us-gov-west-1",
					      "cn-northwest-1", "eusc-de-east-1", "mx-central-1"};
	static const char *const others[] = {"",  "us",	    "us-east",	 "us-east-1a",	"{REGION}",
					     "*", "us-*-1", "US-EAST-1", "us-east-1-1", "--1"};
	for (size_t i = 0; i < sizeof(regions) / sizeof(regions[0]); i++)
		assert_true(arn_is_region(str_from(regions[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(arn_is_region(str_from(others[i])));
}

static void a_role_has_a_name_and_a_path(void **state)
{
	(void)state;
	struct arn arn;
	assert_true(arn_parse(STR("arn:aws:iam::111111111111:role/a/b/Name"), &arn));
	assert_true(arn_is_role(&arn));
	assert_false(arn_is_user(&arn));
	assert_str(arn_name(&arn), "Name");
	assert_str(arn_path(&arn), "/a/b/");
	assert_true(arn_parse(STR("arn:aws:iam::111111111111:user/U"), &arn));
	assert_true(arn_is_user(&arn));
	assert_str(arn_path(&arn), "/");
	assert_true(arn_parse(STR("arn:aws:iam::111111111111:root"), &arn));
	assert_true(arn_is_root(&arn));
	assert_str(arn_path(&arn), "/");
}

static void a_service_linked_role_is_known_by_the_front_of_its_path(void **state)
{
	(void)state;
	struct arn arn;
	assert_true(arn_parse(
	    STR("arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/R"), &arn));
	assert_true(arn_is_service_linked_role(&arn));
	assert_true(arn_parse(STR("arn:aws:iam::111111111111:role/x/aws-service-role/R"), &arn));
	assert_false(arn_is_service_linked_role(&arn));
}

static void a_session_has_a_role_and_a_name(void **state)
{
	(void)state;
	struct arn arn;
	assert_true(arn_parse(STR("arn:aws:sts::111111111111:assumed-role/R/s@x"), &arn));
	assert_true(arn_is_assumed_role(&arn));
	assert_str(arn_session_role_name(&arn), "R");
	assert_str(arn_session_name(&arn), "s@x");
	assert_true(arn_parse(STR("arn:aws:sts::111111111111:assumed-role/R"), &arn));
	assert_str(arn_session_name(&arn), "");
	assert_true(arn_parse(STR("arn:aws:iam::111111111111:role/R"), &arn));
	assert_str(arn_session_role_name(&arn), "");
	assert_str(arn_session_name(&arn), "");
}

static void versions_and_aliases_of_a_machine_have_its_base(void **state)
{
	(void)state;
	assert_str(arn_machine_base(STR("arn:aws:states:eu-west-1:111111111111:stateMachine:M:7")),
		   "arn:aws:states:eu-west-1:111111111111:stateMachine:M");
	assert_str(arn_machine_base(STR("arn:aws:states:eu-west-1:111111111111:stateMachine:M")),
		   "arn:aws:states:eu-west-1:111111111111:stateMachine:M");
	assert_str(arn_machine_base(STR("arn:aws:states:eu-west-1:111111111111:activity:A:1")),
		   "arn:aws:states:eu-west-1:111111111111:activity:A:1");
	assert_str(arn_machine_base(STR("M:7")), "M:7");
}

static void a_short_arn_keeps_name_and_account(void **state)
{
	(void)state;
	struct arena arena = {NULL};
	assert_str(arn_short(&arena, STR("arn:aws:iam::111122223333:role/a/TrustedAccountRl")),
		   "TrustedAccountRl@1111");
	assert_str(arn_short(&arena, STR("arn:aws:sts::111122223333:assumed-role/R/s")), "R@1111");
	assert_str(arn_short(&arena, STR("arn:aws:states:eu-west-1:111122223333:stateMachine:M")),
		   "M@1111");
	assert_str(arn_short(&arena, STR("arn:aws:s3:::bucket")), "bucket");
	assert_str(arn_short(&arena, STR("states.amazonaws.com")), "states.amazonaws.com");
	arena_release(&arena);
}

static void an_account_id_has_twelve_digits(void **state)
{
	(void)state;
	assert_true(arn_is_account_id(STR("012345678901")));
	assert_false(arn_is_account_id(STR("12345678901")));
	assert_false(arn_is_account_id(STR("0123456789012")));
	assert_false(arn_is_account_id(STR("01234567890a")));
}

static void a_hole_fits_any_text_and_none(void **state)
{
	(void)state;
	assert_true(holes_any(STR("a\x01")));
	assert_false(holes_any(STR("a")));
	assert_true(holes_only(STR("\x01")));
	assert_true(holes_only(STR("\x01\x01")));
	assert_true(holes_fits(STR("a\x01"
				   "c"),
			       STR("abbbc")));
	assert_true(holes_fits(STR("a\x01"
				   "c"),
			       STR("ac")));
	assert_true(holes_fits(STR("\x01"), STR("")));
	assert_true(holes_fits(STR("\x01"
				   "ab\x01"),
			       STR("aab")));
	assert_false(holes_fits(STR("a\x01"
				    "c"),
				STR("abd")));
	assert_false(holes_fits(STR("a"), STR("ab")));
	assert_false(holes_fits(STR("ab"), STR("a")));
}

static void a_hole_is_shown_as_a_question(void **state)
{
	(void)state;
	struct arena arena = {NULL};
	assert_str(holes_show(&arena, STR("a\x01"
					  "b\x01")),
		   "a<?>b<?>");
	assert_str(holes_show(&arena, STR("plain")), "plain");
	arena_release(&arena);
}

static void the_last_key_of_that_name_is_found_whatever_its_case(void **state)
{
	(void)state;
	const struct context_value values[] = {{.key = STR("aws:X"), .state = CTX_ABSENT},
					       {.key = STR("AWS:x"), .state = CTX_UNKNOWN}};
	const struct request request = {.context = values, .n_context = 2};
	assert_ptr_equal(request_find(&request, STR("aws:x")), &values[1]);
	assert_null(request_find(&request, STR("aws:y")));
}

static void a_family_answers_for_keys_that_are_not_listed(void **state)
{
	(void)state;
	const struct context_value values[] = {{.key = STR("aws:PrincipalTag/a")},
					       {.key = STR("aws:PrincipalTag/")}};
	const struct request request = {.context = values, .n_context = 2};
	assert_ptr_equal(request_find(&request, STR("aws:principaltag/A")), &values[0]);
	assert_ptr_equal(request_find(&request, STR("aws:PrincipalTag/b")), &values[1]);
	assert_null(request_find(&request, STR("aws:PrincipalTa")));
}

static void principals_are_read_from_what_people_give(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum principal_kind kind;
		const char *identity, *account, *session;
	} rows[] = {
	    {"arn:aws:sts::111111111111:assumed-role/R/s", PRINCIPAL_ROLE_SESSION, "",
	     "111111111111", "s"},
	    {"arn:aws:iam::111111111111:role/p/R", PRINCIPAL_ROLE_SESSION,
	     "arn:aws:iam::111111111111:role/p/R", "111111111111", "\x01"},
	    {"arn:aws:iam::111111111111:user/U", PRINCIPAL_USER, "arn:aws:iam::111111111111:user/U",
	     "111111111111", ""},
	    {"arn:aws:iam::111111111111:root", PRINCIPAL_ROOT, "arn:aws:iam::111111111111:root",
	     "111111111111", ""},
	    {"arn:aws:sts::111111111111:federated-user/F", PRINCIPAL_FEDERATED_USER, "",
	     "111111111111", ""},
	    {"states.amazonaws.com", PRINCIPAL_SERVICE, "", "", ""},
	    {"ec2.amazonaws.com.cn", PRINCIPAL_SERVICE, "", "", ""},
	    {"accounts.google.com", PRINCIPAL_WEB_OR_SAML, "", "", ""},
	    {"cognito-identity.amazonaws.com", PRINCIPAL_WEB_OR_SAML, "", "", ""},
	    {"arn:aws:iam::111111111111:saml-provider/P", PRINCIPAL_WEB_OR_SAML, "", "", ""},
	    {"anonymous", PRINCIPAL_ANONYMOUS, "", "", ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct principal p;
		struct err err;
		assert_true(principal_parse(str_from(rows[i].text), &p, &err));
		assert_int_equal(p.kind, rows[i].kind);
		assert_str(p.identity, rows[i].identity);
		assert_str(p.account, rows[i].account);
		assert_str(p.session, rows[i].session);
	}
}

static void what_is_no_principal_is_refused_and_nothing_is_touched(void **state)
{
	(void)state;
	static const char *const texts[] = {"",
					    "alice",
					    "111111111111",
					    "arn:aws:s3:::b",
					    "arn:aws:iam::111111111111:group/G",
					    "arn:aws:sts::111111111111:assumed-role/R"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct principal p = {.kind = PRINCIPAL_ROOT};
		struct err err = {0};
		assert_false(principal_parse(str_from(texts[i]), &p, &err));
		assert_int_equal(p.kind, PRINCIPAL_ROOT);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_contains(str_from(err.text), "is no principal");
	}
}

static void types_of_machines_have_words(void **state)
{
	(void)state;
	assert_string_equal(machine_type_word(MACHINE_STANDARD), "STANDARD");
	assert_string_equal(machine_type_word(MACHINE_EXPRESS), "EXPRESS");
	assert_string_equal(machine_type_word(MACHINE_TYPE_UNKNOWN), "unknown");
}

static void texts_with_holes_on_both_sides_may_be_the_same(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool may;
	} rows[] = {
	    {"ab", "ab", true},
	    {"ab", "a" HOLE_TEXT, true},
	    {"ab", "b" HOLE_TEXT, false},
	    {"a" HOLE_TEXT, "ab", true},
	    {"a" HOLE_TEXT "c", HOLE_TEXT "bc", true},
	    {"a" HOLE_TEXT "c", "b" HOLE_TEXT "c", false},
	    {"a" HOLE_TEXT "c", "a" HOLE_TEXT "d", false},
	    {"a" HOLE_TEXT, "abc" HOLE_TEXT, true},
	    {HOLE_TEXT "c", HOLE_TEXT "abc", true},
	    {HOLE_TEXT, HOLE_TEXT, true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str a = str_from(rows[i].a);
		struct str b = str_from(rows[i].b);
		if (holes_may_be_same(a, b) != rows[i].may ||
		    holes_may_be_same(b, a) != rows[i].may)
			fail_msg("row %zu", i);
	}
}

/* A name that a deployment makes up is another than one without a random end, and itself. */
static void a_made_up_name_is_apart_from_what_was_named(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool apart;
	} rows[] = {
	    {"role/{s.R}", "role/Fixed", true},
	    {"role/{s.R}", "role/s-R-1A2B3C4D5E6F", false},
	    {"role/{s.R}", "role/s-R-abcdef", false},
	    {"role/{s.R}", "role/s-R-abc", true},
	    {"role/{s.R}", "role/s-R-20241231", false},
	    {"role/{s.R}", "role/build20241231", false},
	    {"role/{s.R}", "role/{s.R}", false},
	    {"role/{s.R}", "role/{s.Q}", true},
	    {"role/{s.R}", "role/{t.Q}", false},
	    {"role/{s.R~}", "role/Fixed", false},
	    {"role/{s.R}", "role/x*", false},
	    {"role/{s.R}", "role/", false},
	    {"role/{s.R}x", "role/Fixed", false},
	    {"role/{sR}", "role/Fixed", false},
	    {"role/{s.R", "role/Fixed", false},
	    {"role/{s.R}/a", "role/Fixed/a", true},
	    {"role/${s.R}", "role/Fixed", false},
	    {"role/Fixed", "role/Other", false},
	    {"role/A{s.R}", "role/AFixed", true},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str a = str_from(rows[i].a);
		struct str b = str_from(rows[i].b);
		if (holes_made_apart(a, b) != rows[i].apart ||
		    holes_made_apart(b, a) != rows[i].apart)
			fail_msg("row %zu: %s, %s", i, rows[i].a, rows[i].b);
	}
}

static void placeholders_are_found_where_a_name_is_in_them(void **state)
{
	(void)state;
	assert_str(holes_placeholder(STR("a${B}c")), "B");
	assert_str(holes_placeholder(STR("a${AWS::Region}")), "AWS::Region");
	assert_str(holes_placeholder(STR("a${aws:username}")), "");
	assert_str(holes_placeholder(STR("a${B")), "");
	assert_str(holes_placeholder(STR("a${}")), "");
	assert_str(holes_placeholder(STR("a${b c}")), "");
	assert_str(holes_placeholder(STR("a${*}")), "");
	assert_str(holes_placeholder(STR("$")), "");
	assert_str(holes_placeholder(STR("$${B}")), "B");
	assert_str(holes_placeholder(STR("$b${C}")), "C");
	assert_true(holes_made(STR("x{a-b_c.D~1}")));
	assert_false(holes_made(STR("x{a b.c}")));
	assert_false(holes_made(STR("x{abc}y")));
	assert_false(holes_made(STR("x${a.b}")));
}

/* The parts one by one, as a person would count colons. */
static bool parts_by_hand(struct str text, struct str parts[6])
{
	size_t n = 0, from = 0;

	for (size_t i = 0; i <= text.n && n < 5; i++)
		if (i < text.n && text.p[i] == ':') {
			parts[n++] = str_slice(text, from, i);
			from = i + 1;
		}
	parts[5] = str_skip(text, from);
	return n == 5 && str_eq(parts[0], STR("arn"));
}

static void check_parts(struct str text)
{
	struct str parts[6];
	struct arn arn;
	bool is = parts_by_hand(text, parts);

	if (arn_parse(text, &arn) != is)
		fail_msg("\"%.*s\": %s", STR_ARG(text), is ? "not read" : "read");
	if (!is)
		return;
	assert_true(str_eq(arn.whole, text) && str_eq(arn.partition, parts[1]) &&
		    str_eq(arn.service, parts[2]) && str_eq(arn.region, parts[3]) &&
		    str_eq(arn.account, parts[4]) && str_eq(arn.resource, parts[5]));
}

/* Colons wherever they may stand, beside bytes that differ from them in one bit. */
static void an_arn_is_cut_at_its_first_five_colons(void **state)
{
	static const char bytes[] = {':', ':', ';', '9', 'a', '\x01', '\xba', '\xff', '\0'};
	char text[48] = "arn:";
	unsigned long dice = 1;

	(void)state;
	for (size_t round = 0; round < 200000; round++) {
		size_t n = round % (sizeof(text) - 4);
		for (size_t i = 0; i < n; i++) {
			dice = dice * 6364136223846793005UL + 1442695040888963407UL;
			text[4 + i] = bytes[(dice >> 33) % (round % 2 ? sizeof(bytes) : 5)];
		}
		check_parts((struct str){text, 4 + n});
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(and_is_the_least_and_or_the_greatest),
	    cmocka_unit_test(verdicts_have_words_and_exit_statuses),
	    cmocka_unit_test(an_arn_has_six_parts),
	    cmocka_unit_test(an_arn_is_cut_at_its_first_five_colons),
	    cmocka_unit_test(an_arn_is_cut_at_its_colons),
	    cmocka_unit_test(a_region_has_a_form),
	    cmocka_unit_test(a_role_has_a_name_and_a_path),
	    cmocka_unit_test(a_service_linked_role_is_known_by_the_front_of_its_path),
	    cmocka_unit_test(a_session_has_a_role_and_a_name),
	    cmocka_unit_test(versions_and_aliases_of_a_machine_have_its_base),
	    cmocka_unit_test(a_short_arn_keeps_name_and_account),
	    cmocka_unit_test(an_account_id_has_twelve_digits),
	    cmocka_unit_test(a_hole_fits_any_text_and_none),
	    cmocka_unit_test(texts_with_holes_on_both_sides_may_be_the_same),
	    cmocka_unit_test(a_made_up_name_is_apart_from_what_was_named),
	    cmocka_unit_test(placeholders_are_found_where_a_name_is_in_them),
	    cmocka_unit_test(a_hole_is_shown_as_a_question),
	    cmocka_unit_test(the_last_key_of_that_name_is_found_whatever_its_case),
	    cmocka_unit_test(a_family_answers_for_keys_that_are_not_listed),
	    cmocka_unit_test(principals_are_read_from_what_people_give),
	    cmocka_unit_test(what_is_no_principal_is_refused_and_nothing_is_touched),
	    cmocka_unit_test(types_of_machines_have_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
