/* test_tui_export.c - what leaves the explorer: files of other formats, the clipboard, marks. */
#include "tui_help.h"

#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/app/paths.h"
#include "rolehop/base/cells.h"
#include "rolehop/base/json.h"
#include "rolehop/base/safe.h"
#include "tui/actions.h"
#include "tui/clip.h"
#include "tui/export.h"
#include "tui/picks.h"
#include "tui/table.h"

static char folder[] = "/tmp/rolehop-export-XXXXXX";

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

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int drop_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

/* Types the name at the prompt that x opens, and reads what was written. */
static struct str exported(struct screen *s, const char *name)
{
	struct str path = arena_printf(&s->arena, "%s/%s", folder, name);
	struct str text;
	struct err err;
	struct stat st;
	press(s, "x Ctrl-U");
	type_text(s, path.p);
	press(s, "Enter");
	if (!paths_read(&s->arena, path.p, 1 << 20, &text, &err))
		fail_msg("%s\n%.*s", err.text, STR_ARG(screen_text(s)));
	assert_int_equal(stat(path.p, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	unlink(path.p);
	return text;
}

static void assert_text(struct str actual, const char *wanted)
{
	if (!str_eq(actual, str_from(wanted)))
		fail_msg("this:\n%.*s\nis not:\n%s", STR_ARG(actual), wanted);
}

static void export_writes_the_rows_that_the_filter_leaves(void **state)
{
	struct screen *s = *state;
	press(s, "2 /");
	type_text(s, "trusted");
	press(s, "Enter");
	assert_text(
	    exported(s, "roles.csv"),
	    "\"VERDICT\",\"ROLE\",\"ACCOUNT\",\"TRUSTED BY\",\"POL\",\"TASKS\",\"ARN\"\r\n"
	    "\"[FAIL]\",\"TrustedAccountRl\",\"workflows\",\"states.amazonaws.com\",\"2\",\"9\","
	    "\"arn:aws:iam::111111111111:role/TrustedAccountRl\"\r\n");
	assert_shows(s, "1 row written to ");
	assert_text(exported(s, "roles.json"),
		    "{\"rolehop\":1,\"verdict\":\"[FAIL]\",\"role\":\"TrustedAccountRl\","
		    "\"account\":\"workflows\",\"trustedBy\":\"states.amazonaws.com\",\"pol\":"
		    "\"2\",\"tasks\":\"9\","
		    "\"arn\":\"arn:aws:iam::111111111111:role/TrustedAccountRl\"}\n");
	assert_text(exported(s, "roles.md"),
		    "## Roles\n\n| VERDICT | ROLE | ACCOUNT | TRUSTED BY | POL | TASKS | ARN |\n"
		    "|---|---|---|---|---|---|---|\n"
		    "| \\[FAIL\\] | TrustedAccountRl | workflows | states.amazonaws.com | 2 | 9 | "
		    "arn:aws:iam::111111111111:role/TrustedAccountRl |\n");
	assert_text(exported(s, "roles.TXT"),
		    "VERDICT  ROLE              ACCOUNT    TRUSTED BY            POL  TASKS  ARN\n"
		    "[FAIL]   TrustedAccountRl  workflows  states.amazonaws.com  2    9      "
		    "arn:aws:iam::111111111111:role/TrustedAccountRl\n");
}

static void export_of_marked_rows_leaves_the_others_out(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg j Space j Space gg");
	struct str text = exported(s, "workflows.txt");
	assert_true(str_contains(text, STR("MonthEndWfw")));
	assert_true(str_contains(text, STR("SecretCacheConsumerWfv")));
	assert_false(str_contains(text, STR("ArchiveWfw")));
	assert_false(str_contains(text, STR("NightlyReportWfw")));
	press(s, "* x Esc");
	assert_true(str_contains(exported(s, "workflows.txt"), STR("ArchiveWfw")));
}

/* Every pane that there is can be written in every format, and JSON can be read again. */
static void export_writes_every_pane_in_every_format(void **state)
{
	static const char *const panes[] = {
	    "1",	  "1 Enter",	  "2",		"2 Enter", "3", "3 Enter",     "4",
	    "5 gg Enter", "3 gg Enter t", "4 gg Enter", "?",	   "!", "3 gg Enter D"};
	const struct export_format *format;
	struct screen *s = *state;
	for (size_t i = 0; i < sizeof(panes) / sizeof(panes[0]); i++) {
		press(s, "Esc Esc Esc Esc");
		press(s, panes[i]);
		struct str before = screen_text(s);
		for (size_t k = 0; (format = export_format(k)) != NULL; k++) {
			if (format->of_graph && tui_focus(&s->tui)->drawing == NULL)
				continue;
			struct str text =
			    exported(s, arena_printf(&s->arena, "any%s", format->ending).p);
			struct str_split it = {text, false};
			struct str line;
			assert_true(text.n > 10);
			if (strstr(format->ending, "json") == NULL)
				continue;
			struct err err;
			const struct json *json;
			if (json_parse(&s->arena, text, &json, &err))
				continue; /* a document, or lines in one object */
			while (str_next(&it, '\n', &line)) {
				if (line.n > 0 && !json_parse(&s->arena, line, &json, &err))
					fail_msg("%s: %s", panes[i], err.text);
			}
		}
		press(s, "Ctrl-L"); /* takes the message away */
		assert_true(str_eq(before, screen_text(s)));
	}
}

static void export_of_a_graph_is_the_graph(void **state)
{
	struct screen *s = *state;
	press(s, "3 x Ctrl-U");
	type_text(s, "workflows.svg");
	press(s, "Enter");
	assert_shows(s, "it ends in one of .csv, .json, .jsonl, .md, .txt");
	assert_hides(s, ".svg,");
	press(s, "gg Enter D");
	assert_true(str_starts(exported(s, "g.svg"), STR("<svg ")));
	assert_true(str_contains(exported(s, "g.mmd"), STR("\nflowchart TD\n")));
	assert_true(str_starts(exported(s, "g.dot"), STR("digraph workflow {\n")));
	assert_true(str_contains(exported(s, "g.txt"), STR("( end )\n")));
	press(s, "x");
	assert_shows(s, "write to: graph.svg");
	press(s, "Esc");
}

static void export_of_a_document_is_that_document(void **state)
{
	struct screen *s = *state;
	struct err err;
	const struct json *json;
	press(s, "2 /");
	type_text(s, "trustingaccountrl");
	press(s, "Enter Enter f Enter");
	press(s, ":");
	type_text(s, "go arn:aws:iam::222222222222:role/TrustingAccountRl");
	press(s, "Enter Enter");
	assert_int_equal(tui_focus(&s->tui)->ops->kind, PANE_DOCUMENT);
	struct str text = exported(s, "document.json");
	assert_true(json_parse(&s->arena, text, &json, &err));
	assert_non_null(json_get(json, STR("Statement")));
}

static void export_by_command_takes_the_name(void **state)
{
	struct screen *s = *state;
	struct str path = arena_printf(&s->arena, "%s/by-command.csv", folder);
	press(s, "1 :");
	type_text(s, arena_printf(&s->arena, "export %.*s", STR_ARG(path)).p);
	press(s, "Enter");
	assert_shows(s, "3 rows written to");
	assert_int_equal(unlink(path.p), 0);
	press(s, ":");
	type_text(s, "export");
	press(s, "Enter");
	assert_shows(s, "write to: accounts.csv");
	press(s, "Esc");
}

static void export_leaves_files_alone_that_are_there(void **state)
{
	struct screen *s = *state;
	struct str path = arena_printf(&s->arena, "%s/there.csv", folder);
	FILE *f = fopen(path.p, "w");
	fputs("mine\n", f);
	fclose(f);
	press(s, "3 x Ctrl-U");
	type_text(s, path.p);
	press(s, "Enter");
	assert_shows(s, "is there already");
	struct str text;
	struct err err;
	assert_true(paths_read(&s->arena, path.p, 100, &text, &err));
	assert_text(text, "mine\n");
	unlink(path.p);
	press(s, "x Ctrl-U");
	type_text(s, "/no/such/folder/a.csv");
	press(s, "Enter");
	assert_shows(s, "No such file or directory");
	press(s, "x");
	assert_shows(s, "write to: workflows.csv");
	press(s, "Ctrl-U");
	type_text(s, "workflows.xls");
	press(s, "Enter");
	assert_shows(s, "the file's name says its format: it ends in one of .csv, .json");
}

static void cells_stay_text_in_spreadsheets_and_markdown(void **state)
{
	struct screen *s = *state;
	struct buf buf;
	buf_init(&buf, &s->arena, 1000);
	cells_csv(&buf, STR("=1+1"));
	cells_csv(&buf, STR("a \"b\", c"));
	cells_csv(&buf, STR(""));
	assert_text(buf_str(&buf), "\"'=1+1\"\"a \"\"b\"\", c\"\"\"");
	buf_clear(&buf);
	cells_markdown(&buf, STR("a|b <i> *x* `y`"));
	assert_text(buf_str(&buf), "a\\|b \\<i\\> \\*x\\* \\`y\\`");
}

/* ---- the clipboard --------------------------------------------------------------------------- */

static void copy_takes_arn_row_view_or_what_is_marked(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg ya");
	assert_int_equal(s->tui.wish, WISH_COPY);
	assert_text(s->tui.copied, "arn:aws:states:us-east-1:111111111111:stateMachine:ArchiveWfw");
	press(s, "yr");
	assert_text(s->tui.copied,
		    "[FAIL]\tArchiveWfw\tworkflows\t2\t1\t0\tSTANDARD\tTrustedAccountRl");
	press(s, "yv");
	assert_true(str_contains(s->tui.copied, STR("VERDICT  WORKFLOW")));
	assert_true(str_contains(s->tui.copied, STR("SecretCacheWfw")));
	struct str apart = export_text(&s->tui, tui_focus(&s->tui), &s->arena);
	assert_true(str_eq(s->tui.copied, apart));
	press(s, "Space Space yy");
	assert_text(s->tui.copied,
		    "arn:aws:states:us-east-1:111111111111:stateMachine:ArchiveWfw\n"
		    "arn:aws:states:us-east-1:111111111111:stateMachine:MonthEndWfw");
	press(s, "Enter");
	assert_int_equal(s->tui.wish, WISH_NONE);
}

static void copy_of_a_trace_is_its_lines(void **state)
{
	struct screen *s = *state;
	press(s, "3 gg Enter t yv");
	assert_true(str_contains(s->tui.copied, STR("[FAIL] Denied at ")));
	tui_key(&s->tui, 'y');
	assert_shows(s, "y-  a y copy the ARN");
	press(s, "Esc");
}

static bool is_json(struct screen *s, struct str text)
{
	const struct json *json;
	struct err err;
	return json_parse(&s->arena, text, &json, &err);
}

/* What is pasted into an editor or a ticket has no line numbers. */
static void copied_documents_are_documents(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter t yd");
	assert_true(is_json(s, s->tui.copied));
	assert_false(str_contains(s->tui.copied, STR("ConsumerWfv")));
	press(s, "i yd");
	assert_true(is_json(s, s->tui.copied));
	assert_true(str_contains(s->tui.copied, STR("ConsumerWfv")));
	press(s, "Enter yd");
	assert_true(str_contains(s->tui.copied, STR("ConsumerWfv")));
	press(s, "4 yd");
	assert_true(str_contains(s->tui.copied, STR("\"states.amazonaws.com\"")));
	press(s, "5 yd");
	assert_shows(s, "copy-document is off: no document here");
}

static void copied_lines_are_whole(void **state)
{
	struct screen *s = *state;
	press(s, "3 / ");
	type_text(s, "wfv");
	press(s, "Enter t i yr");
	assert_true(str_contains(s->tui.copied, STR("in the trust policy of TrustingAccountRl")));
	assert_true(str_contains(s->tui.copied, STR("with this change the question is allowed")));
	assert_false(str_contains(s->tui.copied, STR("add a statement")));
}

static void copy_of_more_than_clipboards_take_is_refused(void **state)
{
	struct screen *s = *state;
	press(s, "2 yy");
	struct str before = arena_str(&s->arena, s->tui.copied);
	struct str much = {calloc(CLIP_MAX + 1, 1), CLIP_MAX + 1};
	struct str sequence = clip_sequence(&s->arena, str_slice(much, 0, CLIP_MAX));
	assert_int_equal(sequence.n, 7 + (CLIP_MAX + 2) / 3 * 4 + 1);
	assert_true(str_eq(before, s->tui.copied));
	free((void *)(uintptr_t)much.p);
}

static void nothing_is_taken_of_a_pane_that_could_not_be_opened(void **state)
{
	struct screen *s = *state;
	s->tui.copied = STR("before");
	const struct effect nobody = {
	    .kind = EFFECT_OPEN,
	    .place = {.kind = PANE_ROLE, .subject = STR("arn:aws:iam::222222222222:role/Nobody")}};
	tui_apply(&s->tui, &nobody);
	press(s, "yv");
	assert_shows(s, "copy-view is off: this pane could not be opened");
	press(s, "x");
	assert_shows(s, "export is off: this pane could not be opened");
	assert_text(s->tui.copied, "before");
}

static void clip_sequence_is_osc_52_with_base64(void **state)
{
	/* RFC 4648, 10. */
	static const char *const cases[][2] = {{"", ""},
					       {"f", "Zg=="},
					       {"fo", "Zm8="},
					       {"foo", "Zm9v"},
					       {"foob", "Zm9vYg=="},
					       {"fooba", "Zm9vYmE="},
					       {"foobar", "Zm9vYmFy"},
					       {"\xff\xfe\xfb", "//77"}};
	struct screen *s = *state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_text(clip_sequence(&s->arena, str_from(cases[i][0])),
			    arena_printf(&s->arena, "\033]52;c;%s\a", cases[i][1]).p);
}

/* ---- marks ----------------------------------------------------------------------------------- */

static void marks_stay_on_their_rows(void **state)
{
	struct screen *s = *state;
	press(s, "2 / ");
	type_text(s, "support");
	press(s, "Enter Space");
	assert_shows(s, ">*");
	press(s, "Esc s S gg");
	press(s, "/");
	type_text(s, "support");
	press(s, "Enter");
	assert_shows(s, ">*");
	press(s, "* Esc");
	assert_hides(s, "*[");
	press(s, "*");
	assert_int_equal(tui_focus(&s->tui)->table->picks.n, 7);
	press(s, "gg Space");
	assert_int_equal(tui_focus(&s->tui)->table->picks.n, 6);
}

static void picks_are_a_set(void **state)
{
	struct picks picks = {0};
	uint64_t all[] = {9, 1, UINT64_MAX, 0, 5};
	(void)state;
	for (uint64_t i = 0; i < 100; i++)
		picks_toggle(&picks, i * 7919 % 101);
	assert_int_equal(picks.n, 100);
	for (uint64_t i = 0; i < 100; i++)
		assert_true(picks_has(&picks, i * 7919 % 101));
	assert_false(picks_has(&picks, 1000));
	for (uint64_t i = 0; i < 100; i += 2)
		picks_toggle(&picks, i * 7919 % 101);
	assert_int_equal(picks.n, 50);
	picks_set(&picks, all, 5);
	assert_int_equal(picks.n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_true(picks_has(&picks, all[i]));
	picks_release(&picks);
}

#define DEMO(test) cmocka_unit_test_setup_teardown(test, demo, done)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    DEMO(export_writes_the_rows_that_the_filter_leaves),
	    DEMO(export_of_marked_rows_leaves_the_others_out),
	    DEMO(export_writes_every_pane_in_every_format),
	    DEMO(export_of_a_graph_is_the_graph),
	    DEMO(export_of_a_document_is_that_document),
	    DEMO(export_by_command_takes_the_name),
	    DEMO(export_leaves_files_alone_that_are_there),
	    DEMO(cells_stay_text_in_spreadsheets_and_markdown),
	    DEMO(copy_takes_arn_row_view_or_what_is_marked),
	    DEMO(copy_of_a_trace_is_its_lines),
	    DEMO(copied_documents_are_documents),
	    DEMO(copied_lines_are_whole),
	    DEMO(copy_of_more_than_clipboards_take_is_refused),
	    DEMO(nothing_is_taken_of_a_pane_that_could_not_be_opened),
	    DEMO(clip_sequence_is_osc_52_with_base64),
	    DEMO(marks_stay_on_their_rows),
	    cmocka_unit_test(picks_are_a_set),
	};
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
