/* Imports and syncs from inside the explorer: keys in, screens out. The inventory is a file. */
#include "tui_help.h"

#include <sys/stat.h>
#include <unistd.h>

struct inventory_file {
	struct screen *screen;
	char folder[32];
	struct arena arena;
};

static const char *in_folder(struct inventory_file *f, const char *name)
{
	return arena_printf(&f->arena, "%s/%s", f->folder, name).p;
}

static void write_file(struct inventory_file *f, const char *name, const char *text)
{
	FILE *file = fopen(in_folder(f, name), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

#define ROLE(name)                                                                                 \
	"{\"Role\":{\"RoleName\":\"" name "\",\"Path\":\"/\",\"RoleId\":\"AROA" name               \
	"\",\"Arn\":\"arn:aws:iam::111111111111:role/" name                                        \
	"\",\"AssumeRolePolicyDocument\":{\"Statement\":[]}}}"

static int start(void **state)
{
	struct inventory_file *f = calloc(1, sizeof(*f));
	struct store *store;
	struct err err;
	bool changed;
	int64_t snapshot;
	const struct fact_put role = {.kind = FACT_EXISTS};
	snprintf(f->folder, sizeof(f->folder), "/tmp/rolehop-taken-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->screen = calloc(1, sizeof(*f->screen));
	app_init(&f->screen->app);
	f->screen->app.settings.db = in_folder(f, "i.db");
	if (!store_open(f->screen->app.settings.db, STORE_WRITE, &store, &err) ||
	    !store_begin(store, STR("test"), 1700000000, &err))
		fail_msg("%s", err.text);
	put(store, ENTITY_ROLE, "arn:aws:iam::111111111111:role/First", "111111111111", "First",
	    &role, 1);
	if (!store_commit(store, &changed, &snapshot, &err))
		fail_msg("%s", err.text);
	store_close(store);
	if (!app_open(&f->screen->app, &err))
		fail_msg("%s", err.text);
	tui_init(&f->screen->tui, &f->screen->app, 100, 30);
	script_settle(&f->screen->tui);
	*state = f;
	return 0;
}

static int stop(void **state)
{
	static const char *const names[] = {"i.db",	 "i.db-wal", "i.db-shm",
					    "role.json", "bad.json", "in/other.json"};
	struct inventory_file *f = *state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(in_folder(f, names[i]));
	rmdir(in_folder(f, "in"));
	screen_free(f->screen);
	int left = rmdir(f->folder);
	arena_release(&f->arena);
	free(f);
	return left;
}

static void type_path(struct inventory_file *f, const char *name)
{
	press(f->screen, "I");
	assert_shows(f->screen, "import file or folder:");
	type_text(f->screen, in_folder(f, name));
}

static void imported_roles_are_in_the_lists_at_once(void **state)
{
	struct inventory_file *f = *state;
	struct screen *s = f->screen;
	write_file(f, "role.json", ROLE("Second"));
	press(s, "2");
	assert_shows(s, "Roles (1)");
	type_path(f, "role.json");
	press(s, "Enter");
	assert_shows(s, "1 account, 1 role");
	assert_hides(s, "! 1"); /* nothing failed */
	assert_shows(s, "new snapshot 2");
	assert_shows(s, "import done: snapshot 2");
	press(s, "[ ");
	assert_shows(s, "Roles (2)");
	assert_shows(s, "Second");
	press(s, "P");
	assert_shows(s, "rolehop import");
	press(s, "H");
	assert_shows(s, "Snapshots (2)");
}

static void damage_is_named_with_its_place_and_changes_nothing(void **state)
{
	struct inventory_file *f = *state;
	struct screen *s = f->screen;
	write_file(f, "bad.json", "{\"Role\":\n {\"RoleName\": ,}}");
	type_path(f, "bad.json");
	press(s, "Enter");
	assert_shows(s, "failed: nothing was changed by it");
	assert_shows(s, "line 2, column 15");
	press(s, "2");
	assert_shows(s, "Roles (1)");
	press(s, "H");
	assert_shows(s, "Snapshots (1)");
}

static void paths_are_completed(void **state)
{
	struct inventory_file *f = *state;
	struct screen *s = f->screen;
	write_file(f, "role.json", ROLE("Second"));
	assert_int_equal(mkdir(in_folder(f, "in"), 0700), 0);
	write_file(f, "in/other.json", ROLE("Third"));
	type_path(f, "r");
	press(s, "Tab");
	assert_shows(s, "/role.json");
	press(s, "Ctrl-U");
	type_text(s, in_folder(f, "i"));
	press(s, "Tab"); /* several go on: they are named */
	assert_shows(s, "i.db");
	type_text(s, "n");
	press(s, "Tab Tab Enter");
	assert_shows(s, "new snapshot 2");
	press(s, "2");
	assert_shows(s, "Third");
	press(s, "I");
	type_text(s, "/no/such/path");
	press(s, "Tab");
	assert_shows(s, "nothing there begins like that");
	press(s, "Esc");
}

static void import_is_stopped_and_nothing_comes_of_it(void **state)
{
	struct inventory_file *f = *state;
	struct screen *s = f->screen;
	press(s, "I");
	for (const char *c = "/dev/stdin"; *c != '\0'; c++)
		tui_key(&s->tui, (unsigned char)*c);
	(void)f;
	tui_key(&s->tui, K_CTRL('u'));
	for (const char *c = "/dev/zero"; *c != '\0'; c++) /* it would never end */
		tui_key(&s->tui, (unsigned char)*c);
	tui_key(&s->tui, K_ENTER);
	assert_true(s->tui.collecting.job.running || s->tui.collecting.ended);
	tui_key(&s->tui, K_CTRL('c'));
	script_settle(&s->tui);
	assert_int_equal(s->tui.jobs.n, 0);
	press(s, "H");
	assert_shows(s, "Snapshots (1)");
}

static void cursor_stays_on_its_role_whatever_comes_before_it(void **state)
{
	struct inventory_file *f = *state;
	struct screen *s = f->screen;
	write_file(f, "role.json", ROLE("Aardvark"));
	press(s, "2");
	assert_cursor_on(s, "First");
	type_path(f, "role.json");
	press(s, "Enter [");
	assert_shows(s, "Roles (2)");
	assert_cursor_on(s, "First");
}

static void what_is_supposed_stays_over_new_data(void **state)
{
	struct inventory_file *f = *state;
	struct screen *s = f->screen;
	const struct edit edit = {.change = {.kind = CHANGE_TRUST,
					     .of = STR("arn:aws:iam::111111111111:role/First"),
					     .document = STR("{\"Statement\":[]}")},
				  .label = STR("trust policy")};
	edits_put(&s->tui.edits, &edit, ++s->tui.stamp);
	press(s, "W");
	write_file(f, "role.json", ROLE("Second"));
	type_path(f, "role.json");
	press(s, "Enter");
	assert_shows(s, "WHAT-IF 1 edit");
	assert_shows(s, "new snapshot 2");
	press(s, "W dd");
	assert_hides(s, "WHAT-IF");
	press(s, "2");
	assert_shows(s, "Roles (2)");
}

/* Stands for `rolehop sync --progress json`. */
static void pretend_sync(struct screen *s, const char *script)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	struct collecting *it = &s->tui.collecting;
	struct err err;
	collecting_release(&s->tui);
	*it = (struct collecting){.kind = INTAKE_SYNC, .what = STR("--org")};
	vec_init(&it->accounts, &it->arena, sizeof(struct collecting_account));
	vec_init(&it->messages, &it->arena, sizeof(struct str));
	if (!job_exec(&it->job, argv, &err))
		fail_msg("%s", err.text);
	jobs_add(&s->tui.jobs, &it->job);
}

static void sync_tells_how_far_it_is_and_what_was_refused(void **state)
{
	struct screen *s = ((struct inventory_file *)*state)->screen;
	bool changed = false;
	press(s, "P");
	pretend_sync(s, "echo '{\"account\":\"111111111111\",\"state\":\"at-work\",\"calls\":0,"
			"\"callsKnown\":3,\"callsPerSecond\":0,\"secondsLeft\":null}';"
			"echo '{\"account\":\"222222222222\",\"state\":\"at-work\",\"calls\":20,"
			"\"callsKnown\":40,\"callsPerSecond\":5,\"secondsLeft\":4}';"
			"echo '{\"account\":\"111111111111\",\"state\":\"collected\",\"calls\":50,"
			"\"callsKnown\":50,\"callsPerSecond\":7,\"secondsLeft\":0}';"
			"echo '{\"account\":\"333333333333\",\"state\":\"\\u001b[31m\"}';"
			"echo '{\"accounts\":9,\"accountsDone\":4,\"calls\":70,\"callsKnown\":90,"
			"\"callsPerSecond\":12,\"throttled\":3,\"secondsLeft\":null,"
			"\"account\":\"111111111111\"}'; read -r _ <&0; exec sleep 60");
	while (s->tui.collecting.progress == NULL) {
		jobs_wait(&s->tui.jobs, 1000);
		tui_idle(&s->tui, &changed);
	}
	assert_shows(s, "4 of 9 accounts");
	assert_shows(s, "70 calls of 90");
	assert_shows(s, "3 throttled");
	assert_shows(s, "at-work   222222222222  20 of 40 calls, 5 a second, 4 s left");
	assert_shows(s, "collected 111111111111  50 calls, 7 a second");
	assert_shows(s, "          333333333333  0 calls");
	assert_shows(s, "sync 4/9 accounts");
	press(s, "Ctrl-C");
	assert_shows(s, "sync stopped: accounts that were whole are kept");
	pretend_sync(
	    s, "echo 'rolehop: warning: slow\x1b[31m'; echo '{\"rolehop\":1,\"accounts\":2,"
	       "\"read\":{\"roles\":5},\"gaps\":[{\"account\":\"222222222222\",\"region\":null,"
	       "\"missing\":\"roles\",\"because\":\"refused\",\"words\":\"AccessDenied\"}],"
	       "\"changed\":false,\"snapshot\":1}'");
	script_settle(&s->tui);
	assert_shows(s, "read: 5 roles");
	assert_shows(s, "NOT COLLECTED");
	assert_shows(s, "refused  222222222222  roles  AccessDenied");
	assert_shows(s, "warning: slow<0x1B>[31m");
	assert_shows(s, "nothing had changed");
}

static void a_sync_has_no_terminal_to_ask_at(void **state)
{
	struct screen *s = ((struct inventory_file *)*state)->screen;
	press(s, "P");
	pretend_sync(s, "(exec 3</dev/tty) 2>/dev/null && echo asked || echo nowhere to ask");
	script_settle(&s->tui);
	assert_shows(s, "nowhere to ask");
}

static void sync_that_cannot_be_started_says_so(void **state)
{
	struct screen *s = ((struct inventory_file *)*state)->screen;
	press(s, "R");
	assert_shows(s, "rolehop sync");
	type_text(s, "--profile nobody");
	press(s, "Enter");
	assert_shows(s, "sync failed: ");
	assert_hides(s, "changed nothing");
}

static void example_takes_nothing_in(void **state)
{
	struct screen *s = *state;
	press(s, "I");
	assert_shows(s, "import is off: this is the built-in example");
	press(s, "R");
	assert_shows(s, "sync is off: this is the built-in example");
	press(s, "C");
	assert_shows(s, "Coverage (");
	assert_shows(s, "complete");
	press(s, "Enter");
	assert_shows(s, "COLLECTED");
}

int main(void)
{
#define FILED(test) cmocka_unit_test_setup_teardown(test, start, stop)
	const struct CMUnitTest tests[] = {
	    FILED(imported_roles_are_in_the_lists_at_once),
	    FILED(damage_is_named_with_its_place_and_changes_nothing),
	    FILED(paths_are_completed),
	    FILED(import_is_stopped_and_nothing_comes_of_it),
	    FILED(cursor_stays_on_its_role_whatever_comes_before_it),
	    FILED(what_is_supposed_stays_over_new_data),
	    FILED(sync_tells_how_far_it_is_and_what_was_refused),
	    FILED(a_sync_has_no_terminal_to_ask_at),
	    FILED(sync_that_cannot_be_started_says_so),
	    cmocka_unit_test_setup_teardown(example_takes_nothing_in, demo_wide, demo_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
