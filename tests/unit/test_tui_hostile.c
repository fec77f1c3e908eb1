/* Names that attack a terminal, odd inventories, and scripts: nothing raw comes through. */
#include <unistd.h>

#include "tui_help.h"

#include "rolehop/base/safe.h"
#include "tui/actions.h"

/* OSC 52, CSI, C1, a line feed, right-to-left override, zero width, wide characters, bad UTF-8. */
#define EVIL                                                                                       \
	"\033]52;c;ZXZpbA==\007\033[2J\x9b"                                                        \
	"1m\n\t\xe2\x80\xae\xe2\x80\x8b日本\xff\xc3"

#define ROLE "arn:aws:iam::111111111111:role/evil" EVIL
#define MACHINE "arn:aws:states:us-east-1:111111111111:stateMachine:evil" EVIL

static void fill_evil(struct store *store)
{
	static const char trust[] =
	    "{\"Statement\":[{\"Sid\":\"\\u001b]0;x\\u0007\xe2\x80\xae\",\"Effect\":\"Allow\","
	    "\"Principal\":{\"Service\":\"states.amazonaws.com\xe2\x80\xae\",\"AWS\":\"" ROLE "\"},"
	    "\"Action\":\"sts:AssumeRole\"}]}";
	static const char definition[] =
	    "{\"StartAt\":\"A\xe2\x80\xae\\u001b[31m\",\"States\":{\"A\xe2\x80\xae\\u001b[31m\":{"
	    "\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::sqs:sendMessage\xe2\x80\x8b\","
	    "\"Credentials\":{\"RoleArn\":\"arn:aws:iam::222222222222:role/x\xe2\x80\xae\"},"
	    "\"End\":true}}}";
	const struct fact_put role[] = {{.kind = FACT_EXISTS},
					document(FACT_TRUST, "", trust),
					document(FACT_INLINE, "inline" EVIL, trust)};
	const struct fact_put machine[] = {{.kind = FACT_EXISTS},
					   document(FACT_DEFINITION, "", definition),
					   value(FACT_ROLE_ARN, ROLE),
					   value(FACT_TYPE, "STANDARD" EVIL)};
	const struct fact_put exists = {.kind = FACT_EXISTS};
	put(store, ENTITY_ACCOUNT, "111111111111", "111111111111", "evil" EVIL, &exists, 1);
	put(store, ENTITY_ROLE, ROLE, "111111111111", "evil" EVIL, role, 3);
	put(store, ENTITY_MACHINE, MACHINE, "111111111111", "evil" EVIL, machine, 4);
}

static void fill_nothing(struct store *store)
{
	(void)store;
}

/* Definitions and documents that are damaged, missing or withheld. */
static void fill_broken(struct store *store)
{
	const struct fact_put withheld[] = {{.kind = FACT_EXISTS}, {.kind = FACT_WITHHELD}};
	const struct fact_put bare[] = {{.kind = FACT_EXISTS}};
	const struct fact_put damaged[] = {{.kind = FACT_EXISTS},
					   document(FACT_DEFINITION, "", "{\"a\": [1, 2]}")};
	const struct fact_put deny[] = {{.kind = FACT_EXISTS},
					document(FACT_TRUST, "", "{\"Statement\": {}}"),
					document(FACT_INLINE, "torn", "{\"Statement\": [torn")};
	put(store, ENTITY_MACHINE, "arn:aws:states:us-east-1:111111111111:stateMachine:withheld",
	    "111111111111", "withheld", withheld, 2);
	put(store, ENTITY_MACHINE, "arn:aws:states:us-east-1:111111111111:stateMachine:bare",
	    "111111111111", "bare", bare, 1);
	put(store, ENTITY_MACHINE, "arn:aws:states:us-east-1:111111111111:stateMachine:damaged",
	    "111111111111", "damaged", damaged, 2);
	put(store, ENTITY_ROLE, "arn:aws:iam::111111111111:role/bare", "111111111111", "bare", bare,
	    1);
	put(store, ENTITY_ROLE, "arn:aws:iam::111111111111:role/empty", "111111111111", "empty",
	    deny, 3);
}

static void assert_clean(struct screen *s)
{
	struct str dump = screen_text(s);
	for (size_t i = 0; i < dump.n; i++) {
		unsigned char c = (unsigned char)dump.p[i];
		assert_true((c >= 0x20 && c != 0x7f) || c == '\n');
		assert_false(c == 0xc2 && (unsigned char)dump.p[i + 1] < 0xa0);
	}
	assert_false(str_contains(dump, STR("\xe2\x80\xae")));
	assert_false(str_contains(dump, STR("\xe2\x80\x8b")));
}

static const char *const tour[] = {
    "1",     "Enter", "2",	 "Enter", "Enter", "2 w",	"3",	 "Enter",     "D",
    "f",     "Enter", "Esc L",	 "Enter", "Enter", "a",		"G",	 "v",	      "4",
    "Enter", "5",     "Enter",	 "Enter", "?",	   "? !",	"! : t", "Esc Esc W", "C",
    "H",     "P",     "3 Esc t", "b",	  "a",	   "2 Esc gg e"};

/* Edits of such things, damaged and not. */
static void suppose_evil(struct screen *s)
{
	const struct edit edits[] = {
	    {.change = {.kind = CHANGE_INLINE,
			.of = STR(ROLE),
			.name = STR("x" EVIL),
			.document = STR("{\"Statement\":[" EVIL)},
	     .label = STR("inline x" EVIL),
	     .before = STR("{}" EVIL),
	     .unread = STR("line 1: " EVIL)},
	    {.kind = EDIT_VALUE,
	     .change = {.of = STR(MACHINE)},
	     .state = STR("A" EVIL),
	     .pointer = STR("/States/A" EVIL),
	     .path = STR("$.x" EVIL),
	     .value = STR(ROLE)},
	};
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		edits_put(&s->tui.edits, &edits[i], ++s->tui.stamp);
		press(s, "W G gg");
		assert_clean(s);
		press(s, "Enter");
		assert_clean(s);
		press(s, "3");
	}
}

static void hostile_names_never_reach_the_screen_raw(void **state)
{
	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		struct screen *s = screen_of(fill_evil, wide ? 140 : 80, wide ? 40 : 24);
		for (size_t i = 0; i < sizeof(tour) / sizeof(tour[0]); i++) {
			press(s, tour[i]);
			assert_clean(s);
		}
		press(s, "Esc 2");
		assert_shows(s, "<U+202E>");
		suppose_evil(s);
		screen_free(s);
	}
}

/* What is copied, compared and bookmarked, and what a comparison shows. */
static void hostile_names_are_taken_along_as_safe_text(void **state)
{
	static const char *const copies[] = {"1", "2",	     "2 Enter",	  "2 Enter Enter",
					     "3", "3 Enter", "3 Enter D", "3 Enter t",
					     "4", "5",	     "'"};
	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		struct screen *s = screen_of(fill_evil, wide ? 140 : 80, wide ? 40 : 24);
		press(s, "2 m Enter Enter m 3 m Enter m '");
		assert_clean(s);
		for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
			struct str_split it;
			struct str line;
			press(s, "Esc Esc Esc Esc");
			press(s, copies[i]);
			assert_clean(s);
			s->tui.copied = STR("");
			press(s, "yv");
			it = (struct str_split){s->tui.copied, false};
			while (str_next(&it, '\n', &line))
				if (!safe_is(line))
					fail_msg("yv of %s: %.*s", copies[i], STR_ARG(line));
			s->tui.copied = STR("");
			press(s, "yr yy");
			it = (struct str_split){s->tui.copied, false};
			while (str_next(&it, '\t', &line))
				if (!safe_is(line))
					fail_msg("yy of %s: %.*s", copies[i], STR_ARG(line));
		}
		press(s, "Esc Esc Esc");
		tui_begin_reading(&s->tui);
		tui_apply(&s->tui, &(struct effect){.kind = EFFECT_OPEN,
						    .place = {.kind = PANE_DIFF,
							      .subject = STR(ROLE),
							      .detail = STR(ROLE)}});
		tui_end_reading(&s->tui);
		script_settle(&s->tui);
		assert_int_equal(tui_focus(&s->tui)->ops->kind, PANE_DIFF);
		assert_shows(s, "policy inline");
		assert_clean(s);
		press(s, "z G");
		assert_clean(s);
		screen_free(s);
	}
}

static void wide_names_keep_the_columns_aligned(void **state)
{
	struct screen *s = screen_of(fill_evil, 80, 24);
	(void)state;
	press(s, "2");
	for (int y = 0; y < s->tui.canvas.rows; y++) {
		for (int x = 0; x < s->tui.canvas.cols; x++) {
			const struct cell *cell = canvas_at(&s->tui.canvas, x, y);
			if (cell->width == 2)
				assert_int_equal(canvas_at(&s->tui.canvas, x + 1, y)->width, 0);
		}
	}
	screen_free(s);
}

static void empty_inventory_says_so_in_every_tab(void **state)
{
	struct screen *s = screen_of(fill_nothing, 80, 24);
	(void)state;
	press(s, "1");
	assert_shows(s, "no account is in the inventory");
	press(s, "2 j k G gg f t w o s S n / ");
	press(s, "Esc");
	assert_shows(s, "no role is in the inventory");
	press(s, "3 v t Enter");
	assert_shows(s, "no state machine is in the inventory");
	press(s, "4 Enter");
	press(s, "5 Enter");
	assert_shows(s, "there is no Task to judge");
	screen_free(s);
}

/* What is there and cannot be read is not called missing. */
static void damaged_policies_are_shown_as_they_came(void **state)
{
	struct screen *s = screen_of(fill_broken, 80, 24);
	(void)state;
	press(s, "2 G Enter");
	assert_shows(s, "torn  document cannot be read");
	press(s, "j Enter");
	assert_shows(s, "3     torn");
	press(s, "2 gg Space G d");
	assert_shows(s, "policy inline torn");
	assert_shows(s, "{\"Statement\": [torn");
	assert_hides(s, "not in the inventory");
	screen_free(s);
}

static void damaged_things_are_shown_as_such(void **state)
{
	(void)state;
	for (int wide = 0; wide < 2; wide++) {
		struct screen *s = screen_of(fill_broken, wide ? 140 : 80, wide ? 40 : 24);
		for (size_t i = 0; i < sizeof(tour) / sizeof(tour[0]); i++) {
			press(s, tour[i]);
			assert_clean(s);
		}
		press(s, "Esc Esc 3 / ");
		type_text(s, "bare");
		press(s, "Enter");
		assert_shows(s, "[ ?? ]");
		press(s, "v");
		assert_shows(s, "not collected");
		press(s, "Esc");
		screen_free(s);
	}
}

/* ---- scripts --------------------------------------------------------------------------------- */

static bool play(struct screen *s, const char *text, struct err *err)
{
	struct script script = {.file = "keys", .text = str_from(text), .line = 1};
	uint32_t key = K_NONE;
	do {
		if (!script_next(&script, &s->tui, &key, err))
			return false;
		if (key != K_NONE)
			tui_key(&s->tui, key);
	} while (key != K_NONE);
	return true;
}

static void script_plays_keys_text_and_sizes(void **state)
{
	struct screen *s = screen_of_demo(80, 24);
	struct err err;
	(void)state;
	assert_true(play(s, "# a comment\n2 /\ntype month end\nEnter size 100x30 gg\n", &err));
	script_settle(&s->tui);
	assert_shows(s, "filter: month end");
	assert_shows(s, "MonthEndRl");
	assert_int_equal(s->tui.canvas.cols, 100);
	screen_free(s);
}

static void script_names_the_line_of_a_word_that_is_no_key(void **state)
{
	struct screen *s = screen_of_demo(80, 24);
	struct err err;
	(void)state;
	assert_false(play(s, "j\nk Entre\n", &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "keys, line 2: \"Entre\" is no key"));
	assert_false(play(s, "size 80", &err));
	assert_false(play(s, "size 80x99999", &err));
	assert_false(play(s, "dump\n/nowhere\n", &err));
	assert_non_null(strstr(err.text, "keys, line 1: dump wants a file"));
	assert_false(play(s, "j\nsize\n80x24\n", &err));
	assert_non_null(strstr(err.text, "keys, line 2: size wants"));
	assert_false(play(s, "dump /nowhere/at/all", &err));
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	screen_free(s);
}

static void script_dumps_the_screen_as_text(void **state)
{
	char path[] = "/tmp/rolehop-test-XXXXXX";
	char line[256] = "";
	char keys[64];
	struct screen *s = screen_of_demo(80, 24);
	struct err err;
	int fd = mkstemp(path);
	(void)state;
	assert_true(fd >= 0);
	snprintf(keys, sizeof(keys), "2 dump %s", path);
	assert_true(play(s, keys, &err));
	FILE *file = fdopen(fd, "r");
	assert_non_null(fgets(line, sizeof(line), file));
	assert_non_null(strstr(line, "rolehop  Roles"));
	fclose(file);
	unlink(path);
	screen_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hostile_names_never_reach_the_screen_raw),
	    cmocka_unit_test(hostile_names_are_taken_along_as_safe_text),
	    cmocka_unit_test(wide_names_keep_the_columns_aligned),
	    cmocka_unit_test(empty_inventory_says_so_in_every_tab),
	    cmocka_unit_test(damaged_things_are_shown_as_such),
	    cmocka_unit_test(damaged_policies_are_shown_as_they_came),
	    cmocka_unit_test(script_plays_keys_text_and_sizes),
	    cmocka_unit_test(script_names_the_line_of_a_word_that_is_no_key),
	    cmocka_unit_test(script_dumps_the_screen_as_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
