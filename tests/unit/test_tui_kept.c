/* test_tui_kept.c - what is kept: lines typed before, bookmarks, orders, and what u brings back. */
#include "tui_help.h"

#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/app/paths.h"
#include "tui/kept.h"
#include "tui/log_file.h"
#include "tui/recall.h"
#include "tui/table.h"

static int demo(void **state)
{
	*state = screen_of_demo(120, 30);
	return 0;
}

static int done(void **state)
{
	screen_free(*state);
	return 0;
}

static void assert_line(struct recall *recall, int by, const char *now, const char *wanted)
{
	struct str line = {0};
	bool found = recall_step(recall, by, str_from(now), &line);
	if (wanted == NULL)
		assert_false(found);
	else if (!found || !str_eq(line, str_from(wanted)))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(line), wanted);
}

static void recall_goes_through_lines_that_begin_as_what_was_typed(void **state)
{
	static struct recall recall;
	(void)state;
	recall_add(&recall, STR("theme dark"));
	recall_add(&recall, STR("go arn:1"));
	recall_add(&recall, STR("theme light"));
	recall_add(&recall, STR(""));
	recall_begin(&recall);
	assert_line(&recall, 1, "", NULL);
	assert_line(&recall, -1, "", "theme light");
	assert_line(&recall, -1, "theme light", "go arn:1");
	assert_line(&recall, -1, "go arn:1", "theme dark");
	assert_line(&recall, -1, "theme dark", NULL);
	assert_line(&recall, 1, "theme dark", "go arn:1");
	assert_line(&recall, 1, "go arn:1", "theme light");
	assert_line(&recall, 1, "theme light", "");
	recall_begin(&recall);
	assert_line(&recall, -1, "the", "theme light");
	assert_line(&recall, -1, "theme light", "theme dark");
	assert_line(&recall, 1, "theme dark", "theme light");
	assert_line(&recall, 1, "theme light", "the");
	recall_add(&recall, STR("theme dark")); /* moves to the end */
	assert_int_equal(recall.n, 3);
	recall_begin(&recall);
	assert_line(&recall, -1, "", "theme dark");
}

static void recall_keeps_the_last_lines_only(void **state)
{
	static struct recall recall;
	char line[RECALL_LINE_MAX + 2];
	(void)state;
	for (int i = 0; i < RECALL_LINES + 10; i++) {
		snprintf(line, sizeof(line), "line %d", i);
		recall_add(&recall, str_from(line));
	}
	assert_int_equal(recall.n, RECALL_LINES);
	assert_true(str_eq(recall_line(&recall, 0), STR("line 10")));
	memset(line, 'x', sizeof(line));
	recall_add(&recall, (struct str){line, RECALL_LINE_MAX + 1});
	assert_int_equal(recall.n, RECALL_LINES);
}

static void commands_and_filters_come_back(void **state)
{
	struct screen *s = *state;
	press(s, ":");
	type_text(s, "findings");
	press(s, "Enter : Up");
	assert_shows(s, ":findings");
	press(s, "Down");
	assert_hides(s, ":findings");
	press(s, "Esc 2 /");
	type_text(s, "trusting");
	press(s, "Enter 3 / Ctrl-P");
	assert_shows(s, "/trusting");
	assert_shows(s, "nothing matches the filter");
	press(s, "Ctrl-N");
	assert_hides(s, "/trusting");
	press(s, "Esc");
}

/* ---- undo ------------------------------------------------------------------------------------ */

static void undo_brings_filter_order_and_columns_back(void **state)
{
	struct screen *s = *state;
	press(s, "2 z u");
	assert_shows(s, "undo is off: nothing was filtered");
	press(s, "/");
	type_text(s, "rl$");
	press(s, "Enter s S c j j j Space Esc");
	assert_shows(s, "sort: VERDICT ^");
	assert_hides(s, "TRUSTED BY");
	press(s, "u");
	assert_shows(s, "TRUSTED BY");
	press(s, "u u");
	assert_hides(s, "sort:");
	assert_shows(s, "filter: rl$");
	press(s, "u");
	assert_hides(s, "filter:");
	press(s, "u");
	assert_shows(s, "undo is off");
	press(s, "U U U U");
	assert_shows(s, "sort: VERDICT ^");
	assert_shows(s, "filter: rl$");
	assert_hides(s, "TRUSTED BY");
	press(s, "U");
	assert_shows(s, "redo is off: nothing was undone");
	press(s, "u /");
	type_text(s, "x");
	press(s, "Enter U");
	assert_shows(s, "redo is off");
}

static void undo_does_not_take_back_going_back(void **state)
{
	struct screen *s = *state;
	press(s, "2 /");
	type_text(s, "trust");
	press(s, "Enter 3 2 Esc [ [");
	assert_shows(s, "filter: trust");
	press(s, "]");
	press(s, "]");
	press(s, "[ [ u");
	press(s, "[");
}

static void undo_remembers_so_many_steps(void **state)
{
	struct screen *s = *state;
	press(s, "2 s");
	for (int i = 0; i < 60; i++)
		press(s, "S");
	for (int i = 0; i < 60; i++)
		press(s, "u");
	assert_shows(s, "undo is off");
	assert_shows(s, "sort: VERDICT");
}

/* ---- columns --------------------------------------------------------------------------------- */

static void columns_are_shown_and_hidden(void **state)
{
	struct screen *s = *state;
	press(s, "3 z c");
	assert_shows(s, "[x]    WORKFLOW");
	press(s, "j j Enter");
	assert_shows(s, "[ ]    ACCOUNT");
	press(s, "Esc");
	assert_hides(s, "ACCOUNT ");
	assert_shows(s, "WORKFLOW");
	press(s, "c");
	for (int i = 0; i < 8; i++)
		press(s, i == 2 ? "j" : "Enter j");
	press(s, "Enter");
	assert_shows(s, "one column has to show");
	press(s, "Esc");
	assert_shows(s, "RUNS AS");
}

static void next_pane_of_a_kind_has_the_order_of_the_last(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg Enter s s");
	assert_shows(s, "sort: TASK v");
	press(s, "[ j j Enter");
	assert_shows(s, "sort: TASK v");
}

/* ---- bookmarks ------------------------------------------------------------------------------- */

static void bookmarks_lead_back(void **state)
{
	struct screen *s = *state;
	press(s, "2 '");
	assert_shows(s, "no bookmarks yet");
	press(s, "Esc /");
	type_text(s, "supportrl");
	press(s, "Enter m");
	assert_shows(s, "bookmark set");
	press(s, "3 gg Enter t m 1 gg m 5 m");
	assert_shows(s, "bookmark is off: nothing here could be opened again");
	press(s, "'");
	assert_shows(s, "Bookmarks (3)");
	assert_shows(s, "SupportRl");
	assert_shows(s, "ArchiveWfw /States/");
	press(s, "j Enter");
	assert_int_equal(tui_focus(&s->tui)->ops->kind, PANE_TRACE);
	press(s, "m");
	assert_shows(s, "bookmark taken away");
	press(s, "'");
	assert_shows(s, "Bookmarks (2)");
	press(s, "gg m");
	assert_shows(s, "Bookmarks (1)");
}

/* ---- the file -------------------------------------------------------------------------------- */

static struct str printed(struct screen *s, const struct kept *kept)
{
	struct buf buf;
	buf_init(&buf, &s->arena, 1 << 20);
	kept_print(kept, &buf);
	return buf_str(&buf);
}

static void what_is_kept_is_read_again_as_it_was_written(void **state)
{
	struct screen *s = *state;
	struct kept again;
	press(s, "2 s s S c G Space Esc / ");
	type_text(s, "rl$ !x");
	press(s, "Enter m :");
	type_text(s, "zoom");
	press(s, "Enter + m 4");
	s->tui.kept.theme = STR("glacier");
	s->tui.mouse = true;
	struct place odd = {.kind = PANE_TRACE,
			    .subject = STR("arn:x\"\n\t"),
			    .detail = STR("/States/\xe6\x97\xa5\xe6\x9c\xac # = x")};
	kept_toggle_bookmark(&s->tui.kept, &odd);
	tui_give_kept(&s->tui);
	struct str text = printed(s, &s->tui.kept);
	kept_init(&again);
	kept_parse(&again, text);
	assert_true(str_eq(printed(s, &again), text));
	assert_int_equal(again.tab, PANE_TRUST);
	assert_true(again.zoom && again.mouse);
	assert_int_equal(again.split, 5);
	assert_true(kept_bookmark(&again, &odd) < again.bookmarks.n);
	assert_true(str_contains(text, STR("sort.roles = ROLE\nreverse.roles = yes\n")));
	assert_true(str_contains(text, STR("hidden.roles = TASKS\n")));
	assert_true(str_contains(text, STR("filter = rl$ !x\n")));
	assert_true(str_contains(text, STR("command = zoom\n")));
	kept_release(&again);
}

static void what_nobody_knows_is_passed_over(void **state)
{
	static const char *const texts[] = {
	    "",
	    "tab = nowhere\ntab = role\nsplit = 1000\nsplit = -\nsplit = x\n",
	    "bookmark = \nbookmark = {}\nbookmark = [1,2,3,4]\nbookmark = [\"role\"]\n",
	    "bookmark = [\"rule\",\"a\",\"b\",\"c\"]\n",
	    "sort.nothing = X\nsort. = X\nfuture = yes\n",
	    "no sign at all\n",
	    "\xff\xfe\x00",
	};
	struct screen *s = *state;
	struct kept kept;
	kept_init(&kept);
	struct str usual = printed(s, &kept);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		kept_parse(&kept, str_from(texts[i]));
	/* what is too long is not kept in part */
	char overlong[KEPT_ORDER_MAX + 1];
	memset(overlong, 'x', KEPT_ORDER_MAX);
	overlong[KEPT_ORDER_MAX] = '\0';
	kept_parse(&kept, arena_printf(&kept.arena, "sort.roles = %s\nhidden.roles = %s\n",
				       overlong, overlong));
	assert_true(str_eq(printed(s, &kept), usual));
	kept_parse(&kept, STR("sort.roles = NO SUCH\nhidden.roles = NO,NONE\n"));
	kept_release(&s->tui.kept);
	s->tui.kept = kept;
	press(s, "2");
	assert_shows(s, "TrustingAccountRl");
}

static void state_is_written_whole_and_for_its_owner_alone(void **state)
{
	char folder[] = "/tmp/rolehop-kept-XXXXXX";
	struct screen *s = *state;
	struct kept kept;
	struct stat st;
	struct err err;
	assert_non_null(mkdtemp(folder));
	const char *path = arena_printf(&s->arena, "%s/a/b/state", folder).p;
	kept_init(&kept);
	assert_true(kept_load(&kept, path, &err)); /* there is none yet */
	kept.tab = PANE_FINDINGS;
	if (!kept_save(&kept, path, &err))
		fail_msg("%s", err.text);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	kept_release(&kept);
	kept_init(&kept);
	assert_true(kept_load(&kept, path, &err));
	assert_int_equal(kept.tab, PANE_FINDINGS);
	assert_false(kept_save(&kept, "/proc/nowhere/state", &err));
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	kept_release(&kept);
	unlink(path);
	rmdir(arena_printf(&s->arena, "%s/a/b", folder).p);
	rmdir(arena_printf(&s->arena, "%s/a", folder).p);
	assert_int_equal(rmdir(folder), 0);
}

static void log_is_added_to_line_by_line_and_put_aside_when_it_is_long(void **state)
{
	char folder[] = "/tmp/rolehop-log-XXXXXX";
	struct screen *s = *state;
	struct log_file file = {.fd = 0};
	struct log log;
	struct str text;
	struct stat st;
	struct err err;
	log_init(&log);
	assert_non_null(mkdtemp(folder));
	const char *path = arena_printf(&s->arena, "%s/x/log", folder).p;
	log_add(&log, "nobody writes this");
	log_file_write(&file, &log);
	assert_true(log_file_open(&file, path, &err));
	log_add(&log, "first \033[31m");
	log_file_write(&file, &log);
	for (int i = 0; i < LOG_LINES_MAX + 5; i++)
		log_add(&log, "line %d", i);
	log_file_write(&file, &log);
	log_file_write(&file, &log);
	log_file_close(&file);
	assert_true(paths_read(&s->arena, path, 1 << 20, &text, &err));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(str_contains(text, STR("Z nobody writes this\n")));
	assert_true(str_contains(text, STR("Z first <0x1B>[31m\n")));
	assert_false(str_contains(text, STR(" line 4\n"))); /* it was gone already */
	assert_true(str_contains(text, STR(" line 5\n")));
	assert_true(str_ends(text, STR(" line 2004\n")));
	assert_int_equal(truncate(path, LOG_FILE_MAX_BYTES + 1), 0);
	assert_true(log_file_open(&file, path, &err));
	log_file_close(&file);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 0);
	log_release(&log);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(unlink(arena_printf(&s->arena, "%s.1", path).p), 0);
	rmdir(arena_printf(&s->arena, "%s/x", folder).p);
	assert_int_equal(rmdir(folder), 0);
}

static void explorer_begins_where_it_was_left(void **state)
{
	struct screen *s = *state;
	kept_parse(&s->tui.kept, STR("tab = roles\nzoom = yes\nsort.roles = ACCOUNT\n"
				     "reverse.roles = yes\nhidden.roles = POL\n"));
	tui_take_kept(&s->tui);
	script_settle(&s->tui);
	assert_shows(s, "[2 Roles 7]");
	assert_shows(s, "sort: ACCOUNT ^");
	assert_hides(s, "POL");
	press(s, "[");
	assert_shows(s, "back is off: this is where you began");
}

#define DEMO(test) cmocka_unit_test_setup_teardown(test, demo, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(recall_goes_through_lines_that_begin_as_what_was_typed),
	    cmocka_unit_test(recall_keeps_the_last_lines_only),
	    DEMO(commands_and_filters_come_back),
	    DEMO(undo_brings_filter_order_and_columns_back),
	    DEMO(undo_does_not_take_back_going_back),
	    DEMO(undo_remembers_so_many_steps),
	    DEMO(columns_are_shown_and_hidden),
	    DEMO(next_pane_of_a_kind_has_the_order_of_the_last),
	    DEMO(bookmarks_lead_back),
	    DEMO(what_is_kept_is_read_again_as_it_was_written),
	    DEMO(what_nobody_knows_is_passed_over),
	    DEMO(state_is_written_whole_and_for_its_owner_alone),
	    DEMO(log_is_added_to_line_by_line_and_put_aside_when_it_is_long),
	    DEMO(explorer_begins_where_it_was_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
