/* Keys by name, the table of actions, and the line that is typed into. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rolehop/tui/tui.h"
#include "tui/actions.h"
#include "tui/custom.h"
#include "tui/keys.h"
#include "tui/panes.h"
#include "tui/prompt.h"

static void keys_are_named_and_parsed_alike(void **state)
{
	const uint32_t keys[] = {K_UP, K_ENTER, K_ESC, K_SHIFT_TAB, K_CTRL('d'), K_F1,	     K_F12,
				 'j',  'G',	'?',   ' ',	    K_PGDN,	 K_BACKSPACE};
	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		char name[KEY_NAME_MAX];
		uint32_t key = K_NONE;
		assert_true(key_parse(str_from(key_show(keys[i], name)), &key));
		assert_int_equal(key, keys[i]);
	}
}

static void keys_that_do_not_exist_are_refused(void **state)
{
	const char *names[] = {"", "Entre", "Ctrl-", "Ctrl-DD", "F0", "F13", "abc", "\x01"};
	uint32_t key;
	uint32_t first;
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_false(key_parse(str_from(names[i]), &key));
	assert_false(key_parse_chord(STR("ggg"), &first, &key));
	assert_true(key_parse_chord(STR("gg"), &first, &key));
	assert_int_equal(first, 'g');
}

static void every_action_has_keys_help_and_a_handler(void **state)
{
	const struct action *action;
	size_t n = 0;
	(void)state;
	for (; (action = action_row(n)) != NULL; n++) {
		struct str_split it = {str_from(action->info.keys), false};
		struct str word;
		assert_non_null(action->run);
		assert_true(strlen(action->info.help) > 1);
		assert_true(strlen(action->info.where) > 1);
		assert_ptr_equal(tui_action_info(n), &action->info);
		while (str_next(&it, ' ', &word)) {
			uint32_t first;
			uint32_t key;
			assert_true(key_parse_chord(word, &first, &key));
		}
	}
	assert_true(n > 30);
	assert_null(tui_action_info(n));
}

/* A key that two actions of one pane claim would leave the second one dead. */
static void no_key_means_two_things_in_a_pane_alone(void **state)
{
	const struct action *a;
	(void)state;
	for (size_t i = 0; (a = action_row(i)) != NULL; i++) {
		for (size_t k = 0; k < i; k++) {
			struct str_split it = {str_from(a->info.keys), false};
			const struct action *b = action_row(k);
			struct str word;
			while (action_overlaps(a, b) && str_next(&it, ' ', &word)) {
				uint32_t first;
				uint32_t key;
				key_parse_chord(word, &first, &key);
				assert_false(key_in(b->info.keys, first, key));
				assert_false(first == K_NONE && key_begins(b->info.keys, key));
				assert_false(first != K_NONE &&
					     key_in(b->info.keys, K_NONE, first));
			}
		}
	}
}

static void actions_of_a_pane_come_before_those_everywhere(void **state)
{
	(void)state;
	struct keymap map;
	keymap_init(&map);
	const struct action *action = keymap_action(&map, PANE_TRACE, K_NONE, 'h');
	assert_string_equal(action->info.name, "previous-evidence");
	action = keymap_action(&map, PANE_ROLES, K_NONE, 'h');
	assert_string_equal(action->info.name, "close");
	assert_true(keymap_begins(&map, PANE_ROLES, 'g'));
	action = keymap_action(&map, PANE_ROLES, 'g', 'g');
	assert_string_equal(action->info.name, "top");
	assert_null(keymap_action(&map, PANE_ROLES, K_NONE, 'g'));
}

/* ---- keys.conf ------------------------------------------------------------------------------- */

static bool rebind(struct keymap *map, struct arena *arena, const char *text, struct err *err)
{
	keymap_init(map);
	return keymap_parse(map, arena, STR("keys.conf"), str_from(text), err);
}

static const char *name_of(const struct keymap *map, enum pane_kind kind, uint32_t first,
			   uint32_t key)
{
	const struct action *action = keymap_action(map, kind, first, key);
	return action == NULL ? "" : action->info.name;
}

static void keys_of_the_user_take_the_place_of_the_usual_ones(void **state)
{
	struct arena arena = {0};
	struct keymap map;
	struct err err;
	(void)state;
	assert_true(rebind(&map, &arena,
			   "# vi no more\n"
			   "down = Ctrl-N Down\nup = Ctrl-P\n"
			   "sort = S\nreverse = s\n" /* they change places */
			   "usual =\nbottom = ge\n",
			   &err));
	assert_string_equal(name_of(&map, PANE_ROLES, K_NONE, K_CTRL('n')), "down");
	assert_string_equal(name_of(&map, PANE_ROLES, K_NONE, K_DOWN), "down");
	assert_string_equal(name_of(&map, PANE_ROLES, K_NONE, 'j'), "");
	assert_string_equal(name_of(&map, PANE_ROLES, K_NONE, 'S'), "sort");
	assert_string_equal(name_of(&map, PANE_ROLES, K_NONE, 's'), "reverse");
	assert_string_equal(name_of(&map, PANE_ROLES, K_NONE, '='), "");
	assert_string_equal(name_of(&map, PANE_ROLES, 'g', 'e'), "bottom");
	assert_string_equal(name_of(&map, PANE_ROLES, 'g', 'g'), "top");
	arena_release(&arena);
}

static void wrong_keys_are_named_with_their_place(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"donw = x\n",
	     "keys.conf, line 1, column 1: there is no action \"donw\"; did you mean down?"},
	    {"zzzzzz = x\n", "there is no action \"zzzzzz\"; docs/keys.md lists them"},
	    {"down = Entre\n", "line 1, column 8: \"Entre\" is no key"},
	    {"down = j Ctrl-\n", "line 1, column 10: \"Ctrl-\" is no key"},
	    {"down = x\ndown = y\n", "line 2, column 1: \"down\" is given twice"},
	    {"\ndown = k\n", "line 2, column 8: the key k would be that of up and of down"},
	    {"top = Q\n", "the key Q would be that of quit and of top"},
	    {"top = Qx\n", "the key Q would be that of quit and of top"}, /* never reached */
	    {"down = g\n", "the key g would be that of"},
	    {"down\n", "line 1, column 1: this is no `key = value` line"},
	};
	struct arena arena = {0};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct keymap map;
		struct err err = {.kind = ERR_NONE};
		assert_false(rebind(&map, &arena, cases[i].text, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		if (strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
		assert_string_equal(name_of(&map, PANE_ROLES, K_NONE, 'j'), "down");
	}
	arena_release(&arena);
}

/* ---- commands.conf --------------------------------------------------------------------------- */

static void commands_of_the_user_have_a_name_a_key_and_a_text(void **state)
{
	struct arena arena = {0};
	struct customs customs = {.n = 0};
	struct keymap map;
	struct err err;
	(void)state;
	keymap_init(&map);
	assert_true(customs_parse(&customs, &map, &arena, STR("commands.conf"),
				  STR("# mine\nshow = F5 echo \"$ROLEHOP_ARN\" | less -R  \n"
				      "note = %a  cat >> x = y\n"),
				  &err));
	assert_int_equal(customs.n, 2);
	const struct custom *show = customs_of_key(&customs, K_NONE, K_F1 + 4);
	assert_string_equal(show->command, "echo \"$ROLEHOP_ARN\" | less -R");
	assert_ptr_equal(customs_of_name(&customs, STR("show")), show);
	assert_string_equal(customs_of_key(&customs, '%', 'a')->command, "cat >> x = y");
	assert_true(customs_begin(&customs, '%'));
	assert_false(customs_begin(&customs, 'a'));
	arena_release(&arena);
}

static void wrong_commands_are_named_with_their_place(void **state)
{
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"x = j echo\n", "c.conf, line 1, column 5: the key j is that of down"},
	    {"x = yz echo\n", "" /* y begins chords of its own, and z is none of them */},
	    {"x = ya echo\n", "the key ya is that of copy"},
	    {"x = ja echo\n", "the key ja is that of down"},
	    {"x = y echo\n", "the key y is that of copy"},
	    {"x = F5 a\ny = F5 b\n", "line 2, column 5: the key F5 is that of another command"},
	    {"x = %a a\ny = % b\n", "the key % is that of another command"},
	    {"x = % a\ny = %a b\n", "the key %a is that of another command"},
	    {"x = F5 a\nx = F6 b\n", "line 2, column 1: there is a command \"x\" already"},
	    {"down = F5 a\n", "there is a command \"down\" already"},
	    {"theme = F5 a\n", "there is a command \"theme\" already"},
	    {"a b = F5 a\n", "a name is one word"},
	    {"x = Entre a\n", "\"Entre\" is no key"},
	    {"x = \n", "\"\" is no key"},
	    {"x = F5\n", "there is no command after the key"},
	};
	struct arena arena = {0};
	struct keymap map;
	(void)state;
	keymap_init(&map);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct customs customs = {.n = 0};
		struct err err = {.kind = ERR_NONE};
		bool ok = customs_parse(&customs, &map, &arena, STR("c.conf"),
					str_from(cases[i].text), &err);
		assert_true(ok == (cases[i].want[0] == '\0'));
		if (!ok && strstr(err.text, cases[i].want) == NULL)
			fail_msg("%s", err.text);
	}
	arena_release(&arena);
}

static void every_kind_of_pane_has_its_row(void **state)
{
	(void)state;
	for (int kind = 0; kind < PANE_KIND_COUNT; kind++) {
		const struct pane_ops *ops = pane_row((enum pane_kind)kind);
		assert_int_equal(ops->kind, kind);
		assert_non_null(ops->open);
		assert_true(strlen(ops->name) > 0);
	}
}

static void type(struct prompt *prompt, const char *text)
{
	for (; *text != '\0'; text++)
		prompt_key(prompt, (unsigned char)*text);
}

static void assert_text(const struct prompt *prompt, const char *text)
{
	assert_true(str_eq(prompt_text(prompt), str_from(text)));
}

static void prompt_edits_in_the_middle_of_wide_text(void **state)
{
	struct prompt prompt = {0};
	(void)state;
	prompt_open(&prompt, PROMPT_FILTER, STR("日本"));
	assert_int_equal(prompt_key(&prompt, K_LEFT), PROMPT_EDITED);
	type(&prompt, "x");
	assert_text(&prompt, "日x本");
	prompt_key(&prompt, K_BACKSPACE);
	prompt_key(&prompt, K_BACKSPACE);
	assert_text(&prompt, "本");
	prompt_key(&prompt, K_DELETE);
	assert_text(&prompt, "");
	assert_int_equal(prompt_key(&prompt, K_BACKSPACE), PROMPT_GIVEN_UP);
}

static void prompt_knows_the_keys_of_a_line(void **state)
{
	struct prompt prompt = {0};
	(void)state;
	prompt_open(&prompt, PROMPT_COMMAND, STR(""));
	type(&prompt, "one two");
	prompt_key(&prompt, K_CTRL('w'));
	assert_text(&prompt, "one ");
	prompt_key(&prompt, K_HOME);
	type(&prompt, "a");
	prompt_key(&prompt, K_CTRL('k'));
	assert_text(&prompt, "a");
	prompt_key(&prompt, K_CTRL('u'));
	assert_text(&prompt, "");
	assert_int_equal(prompt_key(&prompt, K_TAB), PROMPT_COMPLETE);
	assert_int_equal(prompt_key(&prompt, K_DOWN), PROMPT_PASSED);
	assert_int_equal(prompt_key(&prompt, 0x202e), PROMPT_PASSED);
	assert_int_equal(prompt_key(&prompt, K_ESC), PROMPT_GIVEN_UP);
}

/* A filter is gone on with; the name of a file that was offered is not. */
static void prompt_gives_what_it_offers_for_what_is_typed(void **state)
{
	struct prompt prompt = {0};
	(void)state;
	prompt_open(&prompt, PROMPT_EXPORT, STR("roles.csv"));
	type(&prompt, "/tmp/a.md");
	assert_text(&prompt, "/tmp/a.md");
	prompt_open(&prompt, PROMPT_EXPORT, STR("roles.csv"));
	prompt_key(&prompt, K_BACKSPACE);
	type(&prompt, "x");
	assert_text(&prompt, "roles.csx");
	prompt_open(&prompt, PROMPT_FILTER, STR("ro"));
	type(&prompt, "le");
	assert_text(&prompt, "role");
}

static void prompt_holds_so_much_and_no_more(void **state)
{
	struct prompt prompt = {0};
	(void)state;
	prompt_open(&prompt, PROMPT_FILTER, STR(""));
	for (int i = 0; i < 1000; i++)
		prompt_key(&prompt, 0x65e5);
	assert_true(prompt_text(&prompt).n <= PROMPT_MAX);
	assert_int_equal(prompt_text(&prompt).n % 3, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_are_named_and_parsed_alike),
	    cmocka_unit_test(keys_that_do_not_exist_are_refused),
	    cmocka_unit_test(every_action_has_keys_help_and_a_handler),
	    cmocka_unit_test(no_key_means_two_things_in_a_pane_alone),
	    cmocka_unit_test(actions_of_a_pane_come_before_those_everywhere),
	    cmocka_unit_test(keys_of_the_user_take_the_place_of_the_usual_ones),
	    cmocka_unit_test(wrong_keys_are_named_with_their_place),
	    cmocka_unit_test(commands_of_the_user_have_a_name_a_key_and_a_text),
	    cmocka_unit_test(wrong_commands_are_named_with_their_place),
	    cmocka_unit_test(every_kind_of_pane_has_its_row),
	    cmocka_unit_test(prompt_edits_in_the_middle_of_wide_text),
	    cmocka_unit_test(prompt_knows_the_keys_of_a_line),
	    cmocka_unit_test(prompt_gives_what_it_offers_for_what_is_typed),
	    cmocka_unit_test(prompt_holds_so_much_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
