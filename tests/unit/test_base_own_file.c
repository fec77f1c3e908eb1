/* test_base_own_file.c - files for their owner alone: who may read them, and what they go through.
 */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/base/own_file.h"
#include "tui/log_file.h"

enum { LIMIT = 100 };

static struct arena arena;
static char folder[64];
static mode_t before;

static int begin(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/rolehop-own-XXXXXX");
	arena_init(&arena);
	before = umask(0); /* so that what is made may be what everybody can write */
	return mkdtemp(folder) == NULL;
}

static const char *in_folder(const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name).p;
}

static int end(void **state)
{
	static const char *const all[] = {"file", "link", "precious", "pipe"};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		unlink(in_folder(all[i]));
	umask(before);
	arena_release(&arena);
	return rmdir(folder);
}

static void assert_mode(const char *path, mode_t wanted)
{
	struct stat is;

	assert_int_equal(lstat(path, &is), 0);
	assert_int_equal(is.st_mode, S_IFREG | wanted);
}

static void assert_holds(const char *path, struct str wanted)
{
	struct str bytes;

	assert_true(own_file_read(&arena, path, LIMIT, &bytes));
	assert_true(str_eq(bytes, wanted));
}

/* A link to a file that nobody means to change. */
static const char *link_to_precious(const char **precious)
{
	const char *link = in_folder("link");

	*precious = in_folder("precious");
	assert_true(own_file_create(*precious, STR("precious")));
	assert_int_equal(symlink(*precious, link), 0);
	return link;
}

static void a_file_is_for_its_owner_alone_whatever_the_umask(void **state)
{
	const char *file = in_folder("file");

	(void)state;
	assert_true(own_file_create(file, STR("one")));
	assert_mode(file, 0600);
	assert_int_equal(chmod(file, 0666), 0);
	assert_true(own_file_replace(&arena, file, STR("two")));
	assert_mode(file, 0600);
	assert_holds(file, STR("two"));
}

static void nothing_is_created_where_something_is(void **state)
{
	const char *precious;
	const char *link = link_to_precious(&precious);

	(void)state;
	assert_false(own_file_create(precious, STR("other")));
	assert_int_equal(errno, EEXIST);
	assert_false(own_file_create(link, STR("other")));
	assert_holds(precious, STR("precious"));
	assert_int_equal(unlink(precious), 0);
	assert_false(own_file_create(link, STR("other"))); /* a link that leads nowhere */
	assert_int_equal(access(precious, F_OK), -1);
}

static void a_link_is_replaced_itself(void **state)
{
	const char *precious;
	const char *link = link_to_precious(&precious);

	(void)state;
	assert_true(own_file_replace(&arena, link, STR("other")));
	assert_mode(link, 0600);
	assert_holds(precious, STR("precious"));
}

static void what_is_no_file_of_ones_own_is_not_read(void **state)
{
	struct str bytes;
	const char *precious;
	const char *link = link_to_precious(&precious);

	(void)state;
	assert_false(own_file_read(&arena, link, LIMIT, &bytes));
	assert_false(own_file_read(&arena, folder, LIMIT, &bytes));
	assert_false(own_file_read(&arena, precious, 7, &bytes));
	assert_int_equal(mkfifo(in_folder("pipe"), 0600), 0);
	assert_false(own_file_read(&arena, in_folder("pipe"), LIMIT, &bytes));
}

static void a_log_is_for_its_owner_alone_and_goes_through_no_link(void **state)
{
	struct log_file log = {0};
	struct err err = {ERR_NONE, ""};
	const char *precious;
	const char *link = link_to_precious(&precious);

	(void)state;
	assert_false(log_file_open(&log, link, &err));
	assert_int_equal(err.kind, ERR_ENVIRONMENT);
	assert_holds(precious, STR("precious"));
	log = (struct log_file){0};
	assert_true(log_file_open(&log, in_folder("file"), &err));
	log_file_close(&log);
	assert_mode(in_folder("file"), 0600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_file_is_for_its_owner_alone_whatever_the_umask, begin,
					    end),
	    cmocka_unit_test_setup_teardown(nothing_is_created_where_something_is, begin, end),
	    cmocka_unit_test_setup_teardown(a_link_is_replaced_itself, begin, end),
	    cmocka_unit_test_setup_teardown(what_is_no_file_of_ones_own_is_not_read, begin, end),
	    cmocka_unit_test_setup_teardown(a_log_is_for_its_owner_alone_and_goes_through_no_link,
					    begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
