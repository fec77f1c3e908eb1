/* test_app_theme.c - theme files: what they may hold, and where damage is named. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/app/theme.h"

static bool parse(struct arena *arena, const char *text, struct theme *out, struct err *err)
{
	*err = (struct err){.kind = ERR_NONE};
	return theme_parse(arena, STR("/themes/dusk.theme"), str_from(text), out, err);
}

static void look_takes_colours_and_attributes(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct theme theme;
	struct err err;
	assert_true(parse(&arena,
			  "# a comment\n\n"
			  "about = quiet colours = at dusk\n"
			  "text = default on default\n"
			  "allow = green\r\n"
			  "deny=bright-red on 17 bold underline\n"
			  "  title =   #0a0B0c on #ffffff   italic  \n"
			  "dim = dim\n"
			  "cursor = on blue reverse\n"
			  "hint = 255",
			  &theme, &err));
	assert_str(theme.name, "dusk");
	assert_str(theme.about, "quiet colours = at dusk");
	assert_int_equal(theme.looks[THEME_TEXT].fg, THEME_DEFAULT_COLOUR);
	assert_int_equal(theme.looks[THEME_ALLOW].fg, 2);
	assert_int_equal(theme.looks[THEME_ALLOW].bg, THEME_DEFAULT_COLOUR);
	assert_int_equal(theme.looks[THEME_DENY].fg, 9);
	assert_int_equal(theme.looks[THEME_DENY].bg, 17);
	assert_true(theme.looks[THEME_DENY].bold && theme.looks[THEME_DENY].underline);
	assert_false(theme.looks[THEME_DENY].italic);
	assert_int_equal(theme.looks[THEME_TITLE].fg, 0x1000000 + 0x0a0b0c);
	assert_int_equal(theme.looks[THEME_TITLE].bg, 0x1ffffff);
	assert_true(theme.looks[THEME_TITLE].italic);
	assert_true(theme.looks[THEME_DIM].dim);
	assert_int_equal(theme.looks[THEME_CURSOR].fg, THEME_DEFAULT_COLOUR);
	assert_int_equal(theme.looks[THEME_CURSOR].bg, 4);
	assert_int_equal(theme.looks[THEME_HINT].fg, 255);
	arena_release(&arena);
}

static void role_that_is_not_named_keeps_its_look_without_colours(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct theme theme;
	struct err err;
	assert_true(parse(&arena, "allow = green\n", &theme, &err));
	assert_memory_equal(&theme.looks[THEME_CURSOR], &theme_mono()->looks[THEME_CURSOR],
			    sizeof(theme.looks[0]));
	arena_release(&arena);
}

static void colour_that_is_left_out_is_that_of_text(void **state)
{
	(void)state;
	struct arena arena = {0};
	struct theme theme;
	struct err err;
	assert_true(parse(&arena,
			  "allow = green\ncursor = on 17\nkey = default on default\n"
			  "text = 230 on 16\n",
			  &theme, &err));
	assert_int_equal(theme.looks[THEME_ALLOW].fg, 2);
	assert_int_equal(theme.looks[THEME_ALLOW].bg, 16);
	assert_int_equal(theme.looks[THEME_CURSOR].fg, 230);
	assert_int_equal(theme.looks[THEME_CURSOR].bg, 17);
	assert_int_equal(theme.looks[THEME_TITLE].fg, 230); /* not named at all */
	assert_true(theme.looks[THEME_TITLE].reverse);
	assert_int_equal(theme.looks[THEME_KEY].fg, THEME_DEFAULT_COLOUR);
	assert_int_equal(theme.looks[THEME_KEY].bg, THEME_DEFAULT_COLOUR);
	arena_release(&arena);
}

static void damage_is_named_with_its_place(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"allow green\n", "line 1, column 1: this is no `key = value` line"},
	    {"\n  = green\n", "line 2, column 3: there is no key"},
	    {"alow = green\n", "line 1, column 1: there is no role \"alow\"; did you mean allow?"},
	    {"quux = green\n", "line 1, column 1: there is no role \"quux\""},
	    {"allow = grean\n", "line 1, column 9: \"grean\" is no colour"},
	    {"allow = 256\n", "line 1, column 9: \"256\" is no colour"},
	    {"allow = #12345\n", "line 1, column 9: \"#12345\" is no colour"},
	    {"allow = #12345g\n", "line 1, column 9: \"#12345g\" is no colour"},
	    {"allow = green on\n", "line 1, column 15: a colour is missing after \"on\""},
	    {"allow = green on blurple\n", "a colour is missing after \"on\""},
	    {"allow = green red\n", "line 1, column 15: \"red\" is no colour and no attribute"},
	    {"allow = bold green\n", "line 1, column 14: \"green\" is none of bold"},
	    {"allow = bright-default\n", "line 1, column 9: \"bright-default\" is no colour"},
	    {"allow = green\nallow = red\n", "line 2, column 1: \"allow\" is given twice"},
	};
	struct arena arena = {0};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct theme theme = {.name = STR_INIT("untouched")};
		struct err err;
		assert_false(parse(&arena, cases[i].text, &theme, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_non_null(strstr(err.text, cases[i].want));
		assert_non_null(strstr(err.text, "/themes/dusk.theme, line "));
		assert_str(theme.name, "untouched");
	}
	arena_release(&arena);
}

static void mono_has_no_colour(void **state)
{
	(void)state;
	for (size_t i = 0; i < THEME_ROLE_COUNT; i++) {
		assert_int_equal(theme_mono()->looks[i].fg, THEME_DEFAULT_COLOUR);
		assert_int_equal(theme_mono()->looks[i].bg, THEME_DEFAULT_COLOUR);
	}
}

static void every_role_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < THEME_ROLE_COUNT; i++) {
		const char *name = theme_role_name((enum theme_role)i);
		assert_non_null(name);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(name, theme_role_name((enum theme_role)j));
	}
}

/* A folder of its own with one theme file in it. */
static void write_theme(const char *folder, const char *name, const char *text)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void themes_are_found_by_name(void **state)
{
	(void)state;
	char folder[] = "/tmp/rolehop-theme-XXXXXX";
	struct arena arena = {0};
	struct theme theme;
	struct err err;
	const struct str *names;
	size_t n;
	bool listed = false;
	assert_non_null(mkdtemp(folder));
	write_theme(folder, "zz-test.theme", "about = a test\nallow = cyan\n");
	write_theme(folder, "readme.txt", "not a theme");
	setenv("ROLEHOP_THEMES", folder, 1);
	assert_true(theme_load(&arena, "zz-test", &theme, &err));
	assert_str(theme.name, "zz-test");
	assert_int_equal(theme.looks[THEME_ALLOW].fg, 6);
	assert_true(theme_load(&arena, "mono", &theme, &err)); /* in no folder: in the program */
	write_theme(folder, "mono.theme", "allow = cyan\n");
	assert_true(theme_load(&arena, "mono", &theme, &err)); /* the user's own goes first */
	assert_int_equal(theme.looks[THEME_ALLOW].fg, 6);
	unlink(arena_printf(&arena, "%s/mono.theme", folder).p);
	assert_false(theme_load(&arena, "no-such", &theme, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "zz-test"));
	theme_list(&arena, &names, &n);
	for (size_t i = 0; i < n; i++) {
		listed = listed || str_eq(names[i], STR("zz-test"));
		assert_false(str_eq(names[i], STR("readme")));
		assert_true(i == 0 || str_cmp(names[i - 1], names[i]) < 0);
	}
	assert_true(listed);
	unlink(arena_printf(&arena, "%s/zz-test.theme", folder).p);
	unlink(arena_printf(&arena, "%s/readme.txt", folder).p);
	rmdir(folder);
	unsetenv("ROLEHOP_THEMES");
	arena_release(&arena);
}

static void theme_files_of_the_project_can_be_read(void **state)
{
	(void)state;
	const char *tests = getenv("ROLEHOP_TESTS");
	struct arena arena = {0};
	struct theme theme;
	struct err err;
	const struct str *names;
	size_t n;
	if (!tests)
		skip();
	setenv("ROLEHOP_THEMES", arena_printf(&arena, "%s/../themes", tests).p, 1);
	theme_list(&arena, &names, &n);
	assert_true(n > 1);
	for (size_t i = 0; i < n; i++)
		if (!theme_load(&arena, names[i].p, &theme, &err))
			fail_msg("%s", err.text);
	unsetenv("ROLEHOP_THEMES");
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(look_takes_colours_and_attributes),
	    cmocka_unit_test(role_that_is_not_named_keeps_its_look_without_colours),
	    cmocka_unit_test(colour_that_is_left_out_is_that_of_text),
	    cmocka_unit_test(damage_is_named_with_its_place),
	    cmocka_unit_test(mono_has_no_colour),
	    cmocka_unit_test(every_role_has_a_name_of_its_own),
	    cmocka_unit_test(themes_are_found_by_name),
	    cmocka_unit_test(theme_files_of_the_project_can_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
