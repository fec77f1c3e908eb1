/* What is supposed: put, undone, laid over a world, written for --with. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rolehop/app/edits.h"
#include "rolehop/app/paths.h"
#include "rolehop/app/what_if.h"
#include "rolehop/trace/asked.h"

#define CONSUMER "arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheConsumerWfv"
#define RUNTIME "arn:aws:states:us-east-1:111111111111:stateMachine:SecretCacheRuntimeWfw"
#define ROLE "arn:aws:iam::222222222222:role/TrustingAccountRl"
#define RUNTIME_PATH "$.Configuration.Params.trustingAccountRoleArn"

#define OPEN_TRUST                                                                                 \
	"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},"           \
	"\"Action\":\"sts:AssumeRole\"}}"

static struct edit trust_edit(const char *document)
{
	return (struct edit){
	    .change = {.kind = CHANGE_TRUST, .of = STR(ROLE), .document = str_from(document)},
	    .label = STR("trust policy"),
	    .before = STR("{}")};
}

static struct edit value_edit(const char *role)
{
	return (struct edit){.kind = EDIT_VALUE,
			     .change = {.of = STR(RUNTIME)},
			     .state = STR("GetSecretCrossAccount"),
			     .pointer = STR("/States/GetSecretCrossAccount"),
			     .path = STR(RUNTIME_PATH),
			     .value = str_from(role)};
}

static enum verdict ask(struct app *app, const char *machine)
{
	const struct asked asked = {.machine = str_from(machine),
				    .pointer = STR("/States/GetSecretCrossAccount")};
	const struct trace_options options = {.brief = true};
	const struct trace *trace;
	struct err err;
	if (!asked_trace(&app->arena, &app->world, &asked, &options, &trace, &err))
		fail_msg("%s", err.text);
	return trace->verdict;
}

static void open_demo(struct app *app, struct edits *edits)
{
	struct err err;
	app_init(app);
	if (!app_open_demo(app, &err))
		fail_msg("%s", err.text);
	edits_init(edits);
}

static void lay(struct edits *edits, struct app *app)
{
	struct err err;
	if (!edits_lay(edits, app, &err))
		fail_msg("%s", err.text);
}

static void close_demo(struct app *app, struct edits *edits)
{
	edits_release(edits);
	app_release(app);
}

static void edits_turn_the_answers_and_undo_turns_them_back(void **state)
{
	struct app app;
	struct edits edits;
	struct edit edit = trust_edit(OPEN_TRUST);
	(void)state;
	open_demo(&app, &edits);
	assert_int_equal(ask(&app, CONSUMER), V_DENY_IMPLICIT);
	edits_put(&edits, &edit, 1);
	lay(&edits, &app);
	assert_true(app.what_if);
	assert_int_equal(ask(&app, CONSUMER), V_ALLOW);
	edits_undo(&edits, 2);
	lay(&edits, &app);
	assert_false(app.what_if);
	assert_int_equal(ask(&app, CONSUMER), V_DENY_IMPLICIT);
	assert_true(edits_can_redo(&edits));
	edits_redo(&edits, 3);
	lay(&edits, &app);
	assert_int_equal(ask(&app, CONSUMER), V_ALLOW);
	close_demo(&app, &edits);
}

static void values_settle_one_task_and_no_other(void **state)
{
	struct app app;
	struct edits edits;
	struct edit edit = value_edit(ROLE);
	(void)state;
	open_demo(&app, &edits);
	assert_int_equal(ask(&app, RUNTIME), V_UNKNOWN);
	edits_put(&edits, &edit, 1);
	lay(&edits, &app);
	assert_true(ask(&app, RUNTIME) != V_UNKNOWN);
	edit.pointer = STR("/States/Elsewhere");
	edits_drop_all(&edits, 2);
	edits_put(&edits, &edit, 3);
	lay(&edits, &app);
	assert_int_equal(ask(&app, RUNTIME), V_UNKNOWN);
	close_demo(&app, &edits);
}

static void later_edits_of_one_thing_replace_earlier_ones(void **state)
{
	struct edits edits;
	struct edit broken = trust_edit("{");
	struct edit first = trust_edit("{\"Statement\":[]}");
	struct edit second = trust_edit(OPEN_TRUST);
	struct edit value = value_edit(ROLE);
	(void)state;
	broken.unread = STR("line 1, column 2");
	edits_init(&edits);
	edits_put(&edits, &first, 1);
	edits_put(&edits, &value, 2);
	edits_put(&edits, &second, 3);
	assert_int_equal(edits_now(&edits)->n, 2);
	assert_true(str_eq(edits_now(&edits)->items[0]->change.document, STR(OPEN_TRUST)));
	/* what cannot be read waits beside what is in force, and goes once it is mended */
	edits_put(&edits, &broken, 4);
	assert_int_equal(edits_now(&edits)->n, 3);
	assert_int_equal(edits_in_force(&edits), 2);
	assert_true(str_eq(edits_document(&edits, &broken.change, false)->change.document,
			   STR(OPEN_TRUST)));
	assert_true(
	    str_eq(edits_document(&edits, &broken.change, true)->change.document, STR("{")));
	edits_put(&edits, &first, 5);
	assert_int_equal(edits_now(&edits)->n, 2);
	edits_drop(&edits, 0, 6);
	assert_int_equal(edits_now(&edits)->n, 1);
	assert_non_null(edits_value(&edits, value.change.of, value.pointer, STR("")));
	edits_release(&edits);
}

/* clang-format off */
static const struct {
	const char *of, *label;
	bool is;
	enum change_kind kind;
	const char *what; /* of --with */
} labels[] = {
	{ROLE, "trust policy", true, CHANGE_TRUST, "trust:" ROLE},
	{ROLE, "inline start-cache", true, CHANGE_INLINE, "policy:" ROLE "/start-cache"},
	{ROLE, "boundary arn:aws:iam::222222222222:policy/B", true, CHANGE_MANAGED, "arn:aws:iam::222222222222:policy/B"},
	{ROLE, "arn:aws:iam::222222222222:policy/P", true, CHANGE_MANAGED, "arn:aws:iam::222222222222:policy/P"},
	{"ou-1", "SCP p-abcdefgh", true, CHANGE_ORG_POLICY, "scp:p-abcdefgh"},
	{"ou-1", "SCP (new)", true, CHANGE_SCP_AT, "scp:ou-1"},
	{"arn:aws:sqs:us-east-1:222222222222:q", "resource policy", true, CHANGE_RESOURCE, "arn:aws:sqs:us-east-1:222222222222:q"},
	{"arn:aws:sqs:us-east-1:222222222222:q", "policy", true, CHANGE_RESOURCE, "arn:aws:sqs:us-east-1:222222222222:q"},
	{"p-abcdefgh", "policy", true, CHANGE_ORG_POLICY, "scp:p-abcdefgh"},
	{CONSUMER, "definition", true, CHANGE_DEFINITION, CONSUMER},
	{"arn:aws:iam::222222222222:group/G", "inline x", false, CHANGE_INLINE, NULL},
	{ROLE, "session policy", false, CHANGE_INLINE, NULL},
};
/* clang-format on */

static void labels_of_evidence_say_what_is_edited_and_what_with_calls_it(void **state)
{
	struct arena arena = {0};
	(void)state;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct change change;
		bool is = edit_of_label(str_from(labels[i].of), str_from(labels[i].label), &change);
		if (is != labels[i].is)
			fail_msg("%s", labels[i].label);
		if (!is)
			continue;
		assert_int_equal(change.kind, labels[i].kind);
		struct change again;
		assert_true(edit_of_label(change.of, edit_label(&arena, &change), &again));
		assert_int_equal(again.kind, change.kind);
		assert_true(str_eq(again.of, change.of) && str_eq(again.name, change.name));
		if (!str_eq(edit_what(&arena, &change), str_from(labels[i].what)))
			fail_msg("%s is %.*s", labels[i].what, STR_ARG(edit_what(&arena, &change)));
	}
	arena_release(&arena);
}

/* The --with of each line of the file `with`. */
static size_t read_with(struct arena *arena, const char *folder, const char **out)
{
	struct str text, line;
	struct err err;
	size_t n = 0;
	if (!paths_read(arena, arena_printf(arena, "%s/with", folder).p, 1 << 16, &text, &err))
		fail_msg("%s", err.text);
	for (struct str_split it = {text, false}; str_next(&it, '\n', &line);)
		if (str_starts(line, STR("--with ")))
			out[n++] = arena_cstr(arena, str_skip(line, 7));
	return n;
}

static void what_is_written_means_the_same_to_with(void **state)
{
	char folder[] = "/tmp/rolehop-edits-XXXXXX";
	const char *with[4];
	struct arena arena = {0};
	struct app app, other;
	struct edits edits;
	struct edit edit = trust_edit(OPEN_TRUST);
	struct edit value = value_edit(ROLE);
	struct err err;
	struct stat made;
	size_t n;
	(void)state;
	assert_non_null(mkdtemp(folder));
	open_demo(&app, &edits);
	edits_put(&edits, &edit, 1);
	edits_put(&edits, &value, 2);
	if (!edits_write(&edits, folder, &n, &err))
		fail_msg("%s", err.text);
	assert_int_equal(n, 1);
	assert_int_equal(read_with(&arena, folder, with), 1);
	assert_int_equal(stat(arena_printf(&arena, "%s/with", folder).p, &made), 0);
	assert_int_equal(made.st_mode & 0777, 0600);
	app_init(&other);
	assert_true(app_open_demo(&other, &err));
	if (!app_what_if(&other, with, 1, &(struct supposed_place){.n_parameters = 0}, &err))
		fail_msg("%s", err.text);
	assert_int_equal(ask(&other, CONSUMER), V_ALLOW);
	assert_int_equal(access(arena_printf(&arena, "%s/set", folder).p, R_OK), 0);
	app_release(&other);
	close_demo(&app, &edits);
	unlink(arena_printf(&arena, "%s/set", folder).p);
	unlink(arena_printf(&arena, "%s/with", folder).p);
	unlink(arena_printf(&arena, "%s/1-trust-TrustingAccountRl.json", folder).p);
	assert_int_equal(rmdir(folder), 0);
	arena_release(&arena);
}

static void text_that_is_no_document_is_refused_with_its_place(void **state)
{
	struct arena arena = {0};
	struct change policy = {.kind = CHANGE_TRUST,
				.document = STR("{\n  \"Statement\": [,]\n}")};
	struct change machine = {.kind = CHANGE_DEFINITION, .document = STR("{\"x\": 1}")};
	struct err err;
	(void)state;
	assert_false(edits_check(&arena, &policy, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "line 2, column 17"));
	assert_false(edits_check(&arena, &machine, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(edits_turn_the_answers_and_undo_turns_them_back),
	    cmocka_unit_test(values_settle_one_task_and_no_other),
	    cmocka_unit_test(later_edits_of_one_thing_replace_earlier_ones),
	    cmocka_unit_test(labels_of_evidence_say_what_is_edited_and_what_with_calls_it),
	    cmocka_unit_test(what_is_written_means_the_same_to_with),
	    cmocka_unit_test(text_that_is_no_document_is_refused_with_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
