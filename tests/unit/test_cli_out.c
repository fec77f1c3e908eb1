/* test_cli_out.c - what reaches a terminal is safe, in the width, and only coloured where wanted.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/out.h"
#include "cli/progress.h"

/* A stream into memory. */
struct sink {
	struct app app;
	struct out out;
	char *text;
	size_t n;
};

static void open_sink(struct sink *sink, enum app_color color)
{
	memset(sink, 0, sizeof(*sink));
	app_init(&sink->app);
	sink->app.settings.color = color;
	app_choose_color(&sink->app, false);
	/* Its descriptor tells that a file is no terminal; then it is replaced. */
	out_init(&sink->out, stderr, &sink->app, &sink->app.arena);
	sink->out.terminal = false;
	sink->out.color = sink->app.color;
	sink->out.ascii = false;
	sink->out.columns = 60;
	sink->out.file = open_memstream(&sink->text, &sink->n);
}

static struct str written(struct sink *sink)
{
	fflush(sink->out.file);
	return (struct str){sink->text, sink->n};
}

static void close_sink(struct sink *sink)
{
	fclose(sink->out.file);
	free(sink->text);
	app_release(&sink->app);
}

static void controls_from_outside_are_shown_not_sent(void **state)
{
	(void)state;
	struct sink sink;
	open_sink(&sink, COLOR_NEVER);
	out_line(&sink.out, "role %s", "A\033[2J\nB\xe2\x80\xae");
	assert_str(written(&sink), "role A<0x1B>[2J<0x0A>B<U+202E>\n");
	close_sink(&sink);
}

static void styles_are_colours_only_where_wanted(void **state)
{
	(void)state;
	struct sink sink;
	open_sink(&sink, COLOR_NEVER);
	out_text(&sink.out, TELL_DENY, STR("[FAIL]"));
	assert_str(written(&sink), "[FAIL]");
	close_sink(&sink);
	open_sink(&sink, COLOR_ALWAYS);
	out_text(&sink.out, TELL_DENY, STR("[FAIL]"));
	out_text(&sink.out, TELL_PLAIN, STR(" x"));
	assert_str(written(&sink), "\033[1;31m[FAIL]\033[m x");
	close_sink(&sink);
}

static void ascii_shows_other_characters_by_number(void **state)
{
	(void)state;
	struct sink sink;
	open_sink(&sink, COLOR_NEVER);
	sink.out.ascii = true;
	out_text(&sink.out, TELL_PLAIN, STR("r\xc3\xb4le \xf0\x9f\x94\x91"));
	assert_str(written(&sink), "r<U+00F4>le <U+1F511>");
	close_sink(&sink);
}

static void words_are_wrapped_behind_their_indent(void **state)
{
	(void)state;
	struct sink sink;
	open_sink(&sink, COLOR_NEVER);
	sink.out.columns = 20;
	out_wrap(&sink.out, 4, 0, "one two three four averyveryverylongword five");
	assert_str(written(&sink),
		   "    one two three\n    four\n    averyveryverylongword\n    five\n");
	close_sink(&sink);
}

static void full_disk_is_an_error_and_a_gone_reader_is_none(void **state)
{
	(void)state;
	struct sink sink;
	struct err err = {.kind = ERR_NONE};
	open_sink(&sink, COLOR_NEVER);
	FILE *memory = sink.out.file;
	FILE *full = fopen("/dev/full", "w");
	if (full) {
		sink.out.file = full;
		out_line(&sink.out, "text");
		assert_false(out_finish(&sink.out, &err));
		assert_int_equal(err.kind, ERR_ENVIRONMENT);
		fclose(full);
	}
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	signal(SIGPIPE, SIG_IGN);
	sink.out.file = fdopen(ends[1], "w");
	out_line(&sink.out, "text");
	assert_true(out_finish(&sink.out, &err));
	fclose(sink.out.file);
	signal(SIGPIPE, SIG_DFL);
	sink.out.file = memory;
	close_sink(&sink);
}

static void interrupt_is_noticed_once_and_forgotten(void **state)
{
	(void)state;
	struct interrupt interrupt;
	struct sigaction after;
	signal(SIGINT, SIG_DFL); /* whoever started the tests may have it ignored */
	interrupt_watch(&interrupt, false);
	assert_false(interrupt_came(&interrupt));
	raise(SIGINT);
	assert_true(interrupt_came(&interrupt));
	interrupt_unwatch(&interrupt);
	sigaction(SIGINT, NULL, &after);
	assert_true(after.sa_handler == SIG_DFL);
}

static void import_stops_once_ctrl_c_was_pressed(void **state)
{
	(void)state;
	struct sink sink;
	struct progress progress;
	bool interrupted;
	signal(SIGINT, SIG_DFL);
	open_sink(&sink, COLOR_NEVER);
	progress_begin(&progress, &sink.out, false, false);
	assert_true(progress_step(&progress, STR("file"), 1, 2));
	raise(SIGINT);
	assert_false(progress_step(&progress, STR("file"), 2, 2));
	progress_end(&progress, &interrupted);
	assert_true(interrupted);
	assert_str(written(&sink), "");
	close_sink(&sink);
}

static void ignored_interrupts_stay_ignored(void **state)
{
	(void)state;
	struct interrupt interrupt;
	signal(SIGINT, SIG_IGN);
	interrupt_watch(&interrupt, false);
	raise(SIGINT);
	assert_false(interrupt_came(&interrupt));
	interrupt_unwatch(&interrupt);
	signal(SIGINT, SIG_DFL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(controls_from_outside_are_shown_not_sent),
	    cmocka_unit_test(styles_are_colours_only_where_wanted),
	    cmocka_unit_test(ascii_shows_other_characters_by_number),
	    cmocka_unit_test(words_are_wrapped_behind_their_indent),
	    cmocka_unit_test(full_disk_is_an_error_and_a_gone_reader_is_none),
	    cmocka_unit_test(interrupt_is_noticed_once_and_forgotten),
	    cmocka_unit_test(import_stops_once_ctrl_c_was_pressed),
	    cmocka_unit_test(ignored_interrupts_stay_ignored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
