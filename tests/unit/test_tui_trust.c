/* Which trusts stay in the account, in the organization, or leave it. */
#include "tui_help.h"

#define HOME "111111111111"
#define TRUST(principal, more)                                                                     \
	"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":" principal                            \
	",\"Action\":\"sts:AssumeRole\"" more "}}"
#define ORG(operator, id) ",\"Condition\":{\"" operator"\":{\"aws:PrincipalOrgID\":\"" id "\"}}"

static void put_role(struct store *store, const char *account, const char *name, const char *trust)
{
	char arn[200];
	struct fact_put facts[] = {{.kind = FACT_EXISTS}, document(FACT_TRUST, "", trust)};
	snprintf(arn, sizeof(arn), "arn:aws:iam::%s:role/%s", account, name);
	put(store, ENTITY_ROLE, arn, account, name, facts, 2);
}

static void put_roles(struct store *store)
{
	put_role(store, HOME, "Own", TRUST("{\"AWS\":\"" HOME "\"}", ""));
	put_role(store, HOME, "Near", TRUST("{\"AWS\":\"222222222222\"}", ""));
	put_role(store, HOME, "Far", TRUST("{\"AWS\":\"arn:aws:iam::999999999999:role/X\"}", ""));
	put_role(store, HOME, "Open", TRUST("\"*\"", ""));
	put_role(store, HOME, "Fenced",
		 "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:"
		 "AssumeRole\"},"
		 "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"" ORG(
		     "StringNotEquals", "o-1") "}]}");
	put_role(store, HOME, "Ours", TRUST("\"*\"", ORG("StringEquals", "o-1")));
	put_role(store, HOME, "Theirs", TRUST("\"*\"", ORG("StringEquals", "o-2")));
	put_role(store, HOME, "NotOurs", TRUST("\"*\"", ORG("StringNotEquals", "o-1")));
	put_role(store, HOME, "IfAny", TRUST("\"*\"", ORG("StringEqualsIfExists", "o-1")));
	put_role(store, HOME, "Lambda", TRUST("{\"Service\":\"lambda.amazonaws.com\"}", ""));
	put_role(store, "888888888888", "Stray", TRUST("{\"AWS\":\"999999999999\"}", ""));
}

static void put_account(struct store *store, const char *id)
{
	const struct fact_put facts[] = {{.kind = FACT_EXISTS}, value(FACT_PARENT, "r-1")};
	put(store, ENTITY_ACCOUNT, id, id, id, facts, 2);
}

static void in_organization(struct store *store)
{
	const struct fact_put organization[] = {{.kind = FACT_EXISTS},
						value(FACT_MANAGEMENT, "222222222222")};
	const struct fact_put root = {.kind = FACT_EXISTS};
	const struct coverage coverage = {.account = STR(""),
					  .region = STR(""),
					  .kind = ENTITY_ACCOUNT,
					  .state = COVERAGE_COMPLETE,
					  .when = 1700000000};
	struct err err;
	put(store, ENTITY_ORGANIZATION, "o-1", "", "", organization, 2);
	put(store, ENTITY_ROOT, "r-1", "", "Root", &root, 1);
	put_account(store, HOME);
	put_account(store, "222222222222");
	if (!store_cover(store, &coverage, &err))
		fail_msg("%s", err.text);
	put_roles(store);
}

static int organized(void **state)
{
	*state = screen_of(in_organization, 160, 40);
	return 0;
}

static int alone(void **state)
{
	*state = screen_of(put_roles, 160, 40);
	return 0;
}

/* The row of the role says where it trusts to: the words of KIND and WHERE. */
static void assert_where(struct screen *s, const char *role, const char *where)
{
	struct str_split it = {screen_text(s), false};
	struct str row;
	while (str_next(&it, '\n', &row)) {
		struct str_split words = {row, false};
		struct str word;
		struct buf buf;
		buf_init(&buf, &s->arena, 1 << 12);
		buf_add_char(&buf, ' ');
		while (str_next(&words, ' ', &word)) {
			if (word.n > 0)
				buf_printf(&buf, "%.*s ", STR_ARG(word));
		}
		if (!str_contains(buf_str(&buf), arena_printf(&s->arena, " %s 1111", role)) &&
		    !str_contains(buf_str(&buf), arena_printf(&s->arena, " %s 8888", role)))
			continue;
		if (!str_contains(buf_str(&buf), arena_printf(&s->arena, " %s ", where)))
			fail_msg("not %s: %.*s", where, STR_ARG(row));
		return;
	}
	fail_msg("no row of %s:\n%.*s", role, STR_ARG(screen_text(s)));
}

static void trusts_say_whether_they_leave_the_organization(void **state)
{
	static const char *const rows[][2] = {
	    {"Own", "account account"},	    {"Near", "account inside"},
	    {"Far", "role outside"},	    {"Open", "everyone anyone"},
	    {"Ours", "everyone inside"},    {"Theirs", "everyone outside"},
	    {"Fenced", "everyone depends"}, {"NotOurs", "everyone depends"},
	    {"IfAny", "everyone depends"},  {"Stray", "account unknown"},
	};
	struct screen *s = *state;
	press(s, "4 G");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_where(s, rows[i][0], rows[i][1]);
}

static void trusts_that_leave_the_organization_are_found_by_a_word(void **state)
{
	struct screen *s = *state;
	press(s, "4 / ");
	type_text(s, "outside");
	press(s, "Enter");
	assert_shows(s, "2 of 12");
	assert_cursor_on(s, " Far ");
	assert_shows(s, "Far trusts arn:aws:iam::999999999999:role/X outside of its organization");
	press(s, "o");
	assert_shows(s, "X  999999999999  outside of its organization");
}

static void trusts_that_go_farthest_sort_first(void **state)
{
	struct screen *s = *state;
	press(s, "4 s s s s s");
	assert_shows(s, "sort: WHERE v");
	assert_cursor_on(s, " Open ");
}

/* Without an organization nobody knows which accounts are of one. */
static void trusts_of_an_unknown_organization_leave_open_where_they_go(void **state)
{
	struct screen *s = *state;
	press(s, "4 G");
	assert_where(s, "Far", "role unknown");
	assert_where(s, "Near", "account unknown");
	assert_where(s, "Ours", "everyone depends");
	assert_where(s, "Own", "account account");
}

static void accounts_outside_say_so(void **state)
{
	struct screen *s = *state;
	press(s, "1 / ");
	type_text(s, "8888");
	press(s, "Enter Enter");
	assert_shows(s, "outside of o-1: another one may bind it");
}

static void accounts_of_an_unknown_organization_say_so(void **state)
{
	struct screen *s = *state;
	press(s, "1 Enter");
	assert_shows(s, "[ ?? ] its organization: never collected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(trusts_say_whether_they_leave_the_organization,
					    organized, demo_done),
	    cmocka_unit_test_setup_teardown(trusts_that_leave_the_organization_are_found_by_a_word,
					    organized, demo_done),
	    cmocka_unit_test_setup_teardown(accounts_outside_say_so, organized, demo_done),
	    cmocka_unit_test_setup_teardown(accounts_of_an_unknown_organization_say_so, alone,
					    demo_done),
	    cmocka_unit_test_setup_teardown(trusts_that_go_farthest_sort_first, organized,
					    demo_done),
	    cmocka_unit_test_setup_teardown(
		trusts_of_an_unknown_organization_leave_open_where_they_go, alone, demo_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
