/* test_app_settings.c - settings from everywhere: the last source wins. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/app/app.h"
#include "rolehop/app/options.h"
#include "rolehop/app/paths.h"

static int clean_environment(void **state)
{
	(void)state;
	setenv("HOME", "/home/nobody-here", 1);
	unsetenv("XDG_DATA_HOME");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("ROLEHOP_DB");
	unsetenv("ROLEHOP_NOW");
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm", 1);
	return 0;
}

static const struct setting *row(const char *name)
{
	const struct setting *found;
	for (size_t i = 0; (found = setting_row(i)); i++)
		if (strcmp(found->option.name, name) == 0)
			return found;
	return NULL;
}

static bool config(struct app *app, const char *text, struct err *err)
{
	*err = (struct err){.kind = ERR_NONE};
	return config_parse(app, STR("/etc/config"), str_from(text), err);
}

static void defaults_follow_the_xdg_folders(void **state)
{
	(void)state;
	struct app app;
	app_init(&app);
	assert_string_equal(app.settings.db, "/home/nobody-here/.local/share/rolehop/inventory.db");
	assert_string_equal(app_config_dir(&app), "/home/nobody-here/.config/rolehop");
	app_release(&app);
	setenv("XDG_DATA_HOME", "/data", 1);
	setenv("XDG_CONFIG_HOME", "relative", 1);
	app_init(&app);
	assert_string_equal(app.settings.db, "/data/rolehop/inventory.db");
	assert_string_equal(app_config_dir(&app), "/home/nobody-here/.config/rolehop");
	app_release(&app);
}

static void file_is_taken_line_by_line(void **state)
{
	(void)state;
	struct app app;
	struct err err;
	app_init(&app);
	assert_true(config(&app,
			   "# mine\n"
			   "db = ~/work/accounts 2026.db\r\n"
			   "\n"
			   "strict=yes\n"
			   "color = never\n"
			   "theme = dusk\n"
			   "plain = on\n"
			   "ascii = 0\n",
			   &err));
	assert_string_equal(app.settings.db, "/home/nobody-here/work/accounts 2026.db");
	assert_true(app.settings.strict);
	assert_int_equal(app.settings.color, COLOR_NEVER);
	assert_string_equal(app.settings.theme, "dusk");
	assert_true(app.settings.plain);
	assert_false(app.settings.ascii);
	app_release(&app);
}

static void damage_is_named_with_its_place(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"strict\n", "/etc/config, line 1, column 1: this is no `key = value` line"},
	    {"\nstrict = maybe\n", "line 2, column 10: \"maybe\" is neither yes nor no"},
	    {"  colour = never\n",
	     "line 1, column 3: there is no setting \"colour\"; did you mean color?"},
	    {"at = 3\n", "line 1, column 1: there is no setting \"at\""},
	    {"color = blue\n", "line 1, column 9: \"blue\" is none of auto|always|never"},
	    {"theme =\n", "line 1, column 8: the value is empty"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct app app;
		struct err err;
		app_init(&app);
		assert_false(config(&app, cases[i].text, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		if (!strstr(err.text, cases[i].want))
			fail_msg("%s", err.text);
		app_release(&app);
	}
}

/* A path that is cut short there would be another one. */
static void nul_is_named_with_its_place(void **state)
{
	(void)state;
	struct app app;
	struct err err = {.kind = ERR_NONE};
	app_init(&app);
	assert_false(config_parse(&app, STR("c"), STR("color = never\ndb = /a\0b\n"), &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_string_equal(err.text, "c, line 2, column 8: a NUL byte stands here, as in no text");
	app_release(&app);
}

static void later_source_wins_whatever_the_order(void **state)
{
	(void)state;
	struct app app;
	struct err err;
	setenv("ROLEHOP_DB", "/env.db", 1);
	app_init(&app);
	assert_string_equal(app.settings.db, "/env.db");
	assert_true(config(&app, "db = /file.db\n", &err));
	assert_string_equal(app.settings.db, "/env.db");
	assert_true(
	    setting_take(&app, row("db"), SOURCE_COMMAND_LINE, STR("/line.db"), "--db", &err));
	assert_string_equal(app.settings.db, "/line.db");
	assert_true(app_configure(&app, &err));
	assert_string_equal(app.settings.db, "/line.db");
	assert_int_equal(app.sources[setting_index(row("db"))], SOURCE_COMMAND_LINE);
	app_release(&app);
}

static void color_asked_for_by_hand_beats_no_color(void **state)
{
	(void)state;
	struct app app;
	app_init(&app);
	app_choose_color(&app, true);
	assert_true(app.color);
	app_choose_color(&app, false);
	assert_false(app.color);
	setenv("NO_COLOR", "1", 1);
	app_choose_color(&app, true);
	assert_false(app.color);
	app.settings.color = COLOR_ALWAYS;
	app_choose_color(&app, false);
	assert_true(app.color);
	app.settings.color = COLOR_NEVER;
	unsetenv("NO_COLOR");
	app_choose_color(&app, true);
	assert_false(app.color);
	app.settings.color = COLOR_AUTO;
	setenv("TERM", "dumb", 1);
	app_choose_color(&app, true);
	assert_false(app.color);
	app_release(&app);
}

static void every_setting_can_be_shown_and_taken_again(void **state)
{
	(void)state;
	struct app app;
	struct err err;
	const struct setting *setting;
	app_init(&app);
	for (size_t i = 0; (setting = setting_row(i)); i++) {
		struct str value = setting_show(&app, setting);
		assert_true(value.n > 0);
		if (!setting_take(&app, setting, SOURCE_CONFIG, value, "here", &err))
			fail_msg("%s: %s", setting->option.name, err.text);
		assert_true(str_eq(setting_show(&app, setting), value));
	}
	app_release(&app);
}

static void time_of_the_start_can_be_given(void **state)
{
	(void)state;
	struct app app;
	setenv("ROLEHOP_NOW", "2026-11-25T03:12:00Z", 1);
	app_init(&app);
	assert_int_equal(app.now, 1795576320);
	app_release(&app);
}

static void missing_inventory_is_told_with_a_way_out(void **state)
{
	(void)state;
	struct app app;
	struct err err = {.kind = ERR_NONE};
	bool there = true;
	app_init(&app);
	assert_true(app_find_inventory(&app, &there, &err));
	assert_false(there);
	assert_false(app_open(&app, &err));
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	assert_non_null(strstr(err.text, "rolehop import PATH..."));
	assert_non_null(strstr(err.text, app.settings.db));
	app_release(&app);
}

static void example_opens_and_holds_its_machine(void **state)
{
	(void)state;
	struct app app;
	struct err err;
	enum found found;
	const struct machine *machine;
	struct lack lack;
	app_init(&app);
	if (!app_open_demo(&app, &err))
		fail_msg("%s", err.text);
	assert_true(app.demo);
	assert_true(app.world.ops->machine(app.world.self, &app.arena, app_demo_machine(), &found,
					   &machine, &lack, &err));
	assert_int_equal(found, FOUND_YES);
	assert_true(str_contains(machine->definition, app_demo_state()));
	app_release(&app);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, clean_environment)
	static const struct CMUnitTest tests[] = {
	    TEST(defaults_follow_the_xdg_folders),
	    TEST(file_is_taken_line_by_line),
	    TEST(damage_is_named_with_its_place),
	    TEST(nul_is_named_with_its_place),
	    TEST(later_source_wins_whatever_the_order),
	    TEST(color_asked_for_by_hand_beats_no_color),
	    TEST(every_setting_can_be_shown_and_taken_again),
	    TEST(time_of_the_start_can_be_given),
	    TEST(missing_inventory_is_told_with_a_way_out),
	    TEST(example_opens_and_holds_its_machine),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
