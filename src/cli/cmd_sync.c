/* cli/cmd_sync.c - collects accounts straight from AWS into the inventory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include "cli/health.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "cli/sync.h"
#include "cli/teller.h"
#include "rolehop/app/paths.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/feed/sync.h"

enum { CODE_MAX = 64, LIST_MAX = 1 << 16, EXECUTIONS_MAX = 1000 };

void sync_keep_to_ourselves(void)
{
	struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
#if defined(__linux__)
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* ---- the code of an MFA device ----------------------------------------------------------------
 */

/* A line from the terminal, which does not show it. */
static bool read_hidden(int fd, char *into, size_t size, size_t *n)
{
	struct termios before, hidden;
	bool is_terminal = tcgetattr(fd, &before) == 0;
	*n = 0;
	if (is_terminal) {
		hidden = before;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(fd, TCSAFLUSH, &hidden);
	}
	while (*n < size) {
		ssize_t got = read(fd, into + *n, 1);
		if (got <= 0 || into[*n] == '\n')
			break;
		++*n;
	}
	if (is_terminal)
		tcsetattr(fd, TCSAFLUSH, &before);
	return *n > 0;
}

static bool ask(void *self, struct str device, struct arena *arena, struct str *code,
		struct err *err)
{
	struct teller *teller = self;
	char *text = arena_alloc(arena, CODE_MAX);
	size_t n = 0;
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_set(err, ERR_ENVIRONMENT,
			       "a code of %.*s is needed, and there is no terminal to ask at",
			       STR_ARG(device));
	teller_wipe(teller);
	out_text(&teller->cli->notes, TELL_PLAIN, STR("Code of the MFA device "));
	out_text(&teller->cli->notes, TELL_PLAIN, device);
	out_text(&teller->cli->notes, TELL_PLAIN, STR(": "));
	fflush(teller->cli->notes.file);
	bool ok = read_hidden(fd, text, CODE_MAX, &n);
	close(fd);
	out_end_line(&teller->cli->notes);
	*code = str_trim((struct str){text, n});
	return (ok && code->n > 0) || err_set(err, ERR_INTERRUPTED, "no code was given");
}

/* ---- what came of it --------------------------------------------------------------------------
 */

/* Gaps of one kind and one reason: the messages differ by account and region. */
struct alike {
	const struct sync_gap *first;
	size_t n;
};

/* "ListQueues: AccessDeniedException: ..." without its last part. */
static struct str reason_of(struct str because)
{
	ptrdiff_t operation = str_find_char(because, ':');
	struct str rest = operation < 0 ? STR("") : str_skip(because, (size_t)operation + 1);
	ptrdiff_t code = str_find_char(rest, ':');
	return code < 0 ? because : str_slice(because, 0, (size_t)(operation + 1 + code));
}

static void sort_out(struct cli *cli, const struct sync_report *report, struct vec *kinds)
{
	struct map seen;
	map_init(&seen, cli->arena);
	vec_init(kinds, cli->arena, sizeof(struct alike *));
	for (size_t i = 0; i < report->n_gaps; i++) {
		const struct sync_gap *gap = &report->gaps[i];
		struct str reason = reason_of(gap->because);
		struct str key = arena_printf(cli->arena, "%d %.*s %.*s", gap->refused,
					      STR_ARG(gap->what), STR_ARG(reason));
		struct alike *alike = map_find(&seen, key);
		if (!alike) {
			alike = arena_alloc(cli->arena, sizeof(*alike));
			alike->first = gap;
			map_put(&seen, key, alike);
			*(struct alike **)vec_push(kinds) = alike;
		}
		alike->n++;
	}
}

/* The same in many regions and accounts is said once. */
static void report_gaps(struct cli *cli, const struct sync_report *report)
{
	struct vec kinds;
	sort_out(cli, report, &kinds);
	for (size_t i = 0; i < kinds.n; i++) {
		const struct alike *alike = *(struct alike **)vec_at(&kinds, i);
		const struct sync_gap *gap = alike->first;
		struct str others = alike->n > 1
					? arena_printf(cli->arena, " and %zu more", alike->n - 1)
					: STR("");
		out_line(&cli->out, "  %s %.*s%s%.*s%.*s: %.*s: %.*s",
			 gap->refused ? "refused" : "failed ",
			 STR_ARG(gap->account.n ? gap->account : STR("organization")),
			 gap->region.n ? " " : "", STR_ARG(gap->region), STR_ARG(others),
			 STR_ARG(gap->what), STR_ARG(gap->because));
	}
}

static void report_text(struct cli *cli, const struct sync_report *report)
{
	struct buf list;
	buf_init(&list, cli->arena, LIST_MAX);
	for (size_t i = 0; i < ENTITY_KIND_COUNT; i++)
		if (report->put[i] && i != ENTITY_ACCOUNT)
			buf_printf(&list, "%s%zu %s", list.n ? ", " : "", report->put[i],
				   report->put[i] == 1 ? entity_kind_word((enum entity_kind)i)
						       : entity_kind_plural((enum entity_kind)i));
	out_line(&cli->out, "Collected %zu account%s in %zu call%s: %.*s.", report->accounts,
		 report->accounts == 1 ? "" : "s", report->calls, report->calls == 1 ? "" : "s",
		 STR_ARG(list.n ? buf_str(&list) : STR("nothing")));
	if (report->resumed)
		out_line(&cli->out, "Of these, %zu had been collected before it was broken off.",
			 report->resumed);
	if (report->n_gaps)
		out_line(&cli->out, "Not collected, and so unknown to every verdict:");
	report_gaps(cli, report);
	if (report->changed)
		out_line(&cli->out, "New snapshot %lld in %s.", (long long)report->snapshot,
			 cli->app->settings.db);
	else
		out_line(&cli->out, "Nothing changed in %s.", cli->app->settings.db);
}

static void report_json(struct cli *cli, const struct sync_report *report)
{
	struct buf buf;
	struct json_out json;
	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "db", str_from(cli->app->settings.db));
	json_out_int(&json, "accounts", (long long)report->accounts);
	json_out_int(&json, "resumed", (long long)report->resumed);
	json_out_int(&json, "failed", (long long)report->failed);
	json_out_int(&json, "calls", (long long)report->calls);
	json_out_int(&json, "throttled", (long long)report->throttled);
	json_out_int(&json, "bytes", (long long)report->bytes);
	json_out_int(&json, "receiveMs", (long long)report->receive_ms);
	json_out_int(&json, "readMs", (long long)report->read_ms);
	json_out_open(&json, "read", '{');
	for (size_t i = 0; i < ENTITY_KIND_COUNT; i++)
		if (report->put[i] && i != ENTITY_ACCOUNT)
			json_out_int(&json, entity_kind_plural((enum entity_kind)i),
				     (long long)report->put[i]);
	json_out_close(&json, '}');
	json_out_open(&json, "gaps", '[');
	for (size_t i = 0; i < report->n_gaps; i++) {
		json_out_open(&json, NULL, '{');
		json_out_str_or_null(&json, "account", report->gaps[i].account);
		json_out_str_or_null(&json, "region", report->gaps[i].region);
		json_out_str(&json, "missing", report->gaps[i].what);
		json_out_str(&json, "because",
			     report->gaps[i].refused ? STR("refused") : STR("partial"));
		json_out_str(&json, "words", report->gaps[i].because);
		json_out_close(&json, '}');
	}
	json_out_close(&json, ']');
	json_out_bool(&json, "changed", report->changed);
	json_out_int(&json, "snapshot", (long long)report->snapshot);
	cli_json_end(cli, &json);
}

/* ---- the command ------------------------------------------------------------------------------
 */

/* Source: IAM API Reference, "AssumeRole": ExternalId. */
static bool is_external_id(struct str text)
{
	if (text.n < 2 || text.n > 1224)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool letter = ascii_is_letter(c);
		if (!letter && !ascii_is_digit(c) && !strchr("_+=,.@:/-", c))
			return false;
	}
	return true;
}

static bool check(const struct sync_options *options, struct err *err)
{
	if (options->organization && !options->role.n)
		return err_set(err, ERR_USAGE,
			       "--org needs --role NAME: the role to assume in every account");
	if (!options->organization && options->role.n)
		return err_set(err, ERR_USAGE, "--role goes with --org");
	if (options->external_id.n && !options->role.n)
		return err_set(err, ERR_USAGE, "--external-id goes with --org and --role");
	if (options->external_id.n && !is_external_id(options->external_id))
		return err_set(err, ERR_USAGE,
			       "--external-id: it has 2 to 1224 letters, digits and _+=,.@:/-");
	return true;
}

/* Source: Step Functions API Reference, "ListExecutions": maxResults. */
static bool take_executions(const struct args *args, struct sync_options *options, struct err *err)
{
	bool given = args_has(args, "executions");
	if (given && (!str_to_size(args_str(args, "executions"), &options->executions) ||
		      options->executions == 0 || options->executions > EXECUTIONS_MAX))
		return err_set(err, ERR_USAGE, "--executions: a number from 1 to %d",
			       EXECUTIONS_MAX);
	return true;
}

/* --check: what a sync would meet, and nothing is collected. */
static bool run_check(struct cli *cli)
{
	const struct sync_check *checks;
	size_t n = 0;
	feed_sync_check(cli->arena, args_str(&cli->args, "profile"), paths_home(cli->arena), true,
			&checks, &n);
	health_say_all(cli, checks, n);
	return true;
}

/* Collects and tells; `teller` has been told how. */
static bool collect(struct cli *cli, struct sync_options *options, struct teller *teller, bool json,
		    struct err *err)
{
	const char *term = getenv("TERM");
	struct sync_report report = {0};
	if (!app_open_for_writing(cli->app, err))
		return false;
	options->home = paths_home(cli->arena);
	options->now = cli->app->now;
	options->ask = ask;
	options->tell = teller_tell;
	options->tell_account = teller_tell_account;
	options->stop = teller_stop;
	options->self = teller;
	options->resume_file = arena_printf(cli->arena, "%s.sync", cli->app->settings.db).p;
	teller->bar = cli->notes.terminal && !cli->app->settings.quiet && !teller->json && term &&
		      strcmp(term, "dumb") != 0;
	interrupt_watch(&teller->interrupt, false);
	bool ok = feed_sync(cli->arena, cli->app->store, options, &report, err);
	interrupt_unwatch(&teller->interrupt);
	teller_wipe(teller);
	if (!ok)
		return false;
	if (json)
		report_json(cli, &report);
	else
		report_text(cli, &report);
	return true;
}

static bool run_sync(struct cli *cli, struct err *err)
{
	struct teller teller = {.cli = cli, .json = args_has(&cli->args, "progress")};
	struct sync_options options = {
	    .organization = args_has(&cli->args, "org"),
	    .role = args_str(&cli->args, "role"),
	    .external_id = args_str(&cli->args, "external-id"),
	    .aggregator = args_str(&cli->args, "from-aggregator"),
	    .function_versions = args_has(&cli->args, "function-versions"),
	};
	options.profiles = args_all(cli->arena, &cli->args, "profile", &options.n_profiles);
	options.regions = args_all(cli->arena, &cli->args, "region", &options.n_regions);
	options.parameters = args_all(cli->arena, &cli->args, "parameter", &options.n_parameters);
	if (args_has(&cli->args, "policy")) {
		out_raw(&cli->out, feed_sync_policy(cli->arena));
		return true;
	}
	if (!take_executions(&cli->args, &options, err) || !check(&options, err))
		return false;
	sync_keep_to_ourselves();
	if (args_has(&cli->args, "check"))
		return run_check(cli);
	return collect(cli, &options, &teller, cli_wants_json(cli), err);
}

/* The child of sync_profile: what went wrong is told here. */
static void sync_and_exit(struct cli *cli, struct str profile)
{
	struct teller teller = {.cli = cli};
	struct sync_options options = {.profiles = &profile, .n_profiles = profile.n > 0};
	struct err err = {.kind = ERR_NONE};
	sync_keep_to_ourselves();
	if (!collect(cli, &options, &teller, false, &err)) {
		out_text(&cli->out, TELL_DENY, str_from(err.text));
		out_end_line(&cli->out);
	}
	fflush(cli->out.file);
	fflush(cli->notes.file);
	_exit(err_exit_status(err.kind));
}

bool sync_profile(struct cli *cli, struct str profile, bool *done, struct err *err)
{
	int status = 0;
	*done = false;
	fflush(cli->out.file);
	fflush(cli->notes.file);
	pid_t child = fork();
	if (child < 0)
		return err_set(err, ERR_ENVIRONMENT, "sync cannot be started: %s", strerror(errno));
	if (child == 0)
		sync_and_exit(cli, profile);
	struct interrupt interrupt;
	interrupt_watch(&interrupt, false);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	interrupt_unwatch(&interrupt);
	*done = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return true;
}

/* clang-format off */
static const struct option options[] = {
	{"profile", OPTION_TEXT, "NAME", NULL, true, "collect the account of this profile of ~/.aws/config; may be repeated"},
	{"org", OPTION_FLAG, NULL, NULL, false, "collect every account of the organization; needs --role"},
	{"role", OPTION_TEXT, "NAME", NULL, false, "the role to assume in every account of the organization"},
	{"external-id", OPTION_TEXT, "X", NULL, false, "the ExternalId that this role's trust policy asks for"},
	{"region", OPTION_TEXT, "REGION", NULL, true, "look into this region only; may be repeated; without it, into all that are enabled"},
	{"parameter", OPTION_TEXT, "NAME", NULL, true, "collect this SSM parameter, too, from which definitions take roles; may be repeated"},
	{"executions", OPTION_TEXT, "N", NULL, false, "collect the last N failed executions of each state machine with their histories, for explain; they hold what workflows were given"},
	{"function-versions", OPTION_FLAG, NULL, NULL, false, "collect the policy of every version of a function, too: a call for each of them"},
	{"from-aggregator", OPTION_TEXT, "NAME", NULL, false, "take what AWS Config has gathered in this aggregator; with --org, complete it from every account"},
	{"check", OPTION_FLAG, NULL, NULL, false, "collect nothing: say whether AWS answers, accepts the credentials, has our time, and what it would refuse"},
	{"policy", OPTION_FLAG, NULL, NULL, false, "print the policy that allows all that is asked for, and nothing else"},
	{"progress", OPTION_CHOICE, "FORMAT", "json", false, "tell how far it is for programs: JSON lines on standard error"},
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "how to tell what was collected"},
	{0},
};

const struct command cmd_sync = {
	.name = "sync",
	.usage = (const char *const[]){"sync [--profile NAME]... [--region REGION]...", "sync --org --role NAME [--external-id X]", "sync --from-aggregator NAME [--org --role NAME]", "sync --check [--profile NAME]", "sync --policy", NULL},
	.summary = "collect accounts straight from AWS over HTTPS; the only command but doctor --online that uses the network",
	.about = (const char *const[]){
		"It asks only to read (`rolehop sync --policy` prints the policy that allows all of it; the managed policy SecurityAudit has most), several accounts and regions at once, and as fast as AWS takes it: what is throttled is asked again, more slowly. Credentials are found where the AWS CLI finds them: environment, profiles with role_arn, SSO, credential_process, web identity, containers, machines. They are kept in memory alone.",
		"Collected are IAM's authorization details and identity providers, state machines with their definitions, versions and aliases, the organization (where it may be read) with its policies, and resource policies of Lambda (functions and aliases; versions with --function-versions), SQS, SNS, S3, KMS (with grants and aliases), Secrets Manager, DynamoDB, EventBridge, Glue, SES, Bedrock, SSM parameters that can be shared, and others, with the keys that encrypt them, what S3 blocks of public access, and which SSM parameters there are.",
		"An organization that is too large to walk can be read --from-aggregator: one call tells of a hundred things. What AWS Config keeps may be hours old, is no proof that anything is absent, and has neither definitions of state machines nor grants of keys; with --org and --role these, and the policies that Config lacks, are asked of every account.",
		"An account becomes part of the inventory as soon as it is whole, so that Ctrl-C, or worse, loses none that was; the same command then goes on with the others. What AWS refuses or fails to give is listed, recorded, and named by every verdict that it bears on: a call that is denied is never taken for \"there is no policy\".",
		"With --progress json, a line on standard error is one object: `accounts` and `accountsDone`, `calls` (answered) and `callsKnown` (with those that wait), `inFlight`, `throttled`, `callsPerSecond`, `secondsLeft` (null where it cannot be told) and `account`, the one that was done last (null before). Another line is of one account, with its `state` (`at-work`, `collected`, `failed`, `stopped`): `account`, `calls`, `callsKnown`, `callsPerSecond` and `secondsLeft`, for the calls that are known, since its lists tell of more. One comes when it begins, one when it ends, and some in between. More members may come. On a terminal there is a bar for all of it, and one for each account at work, eight at most.",
		"HTTP_PROXY and its like, AWS_CA_BUNDLE, AWS_ENDPOINT_URL and what else the AWS CLI heeds about the way to AWS are heeded. Certificates are always verified.",
		NULL,
	},
	.options = options,
	.examples = (const struct example[]){
		{"The policy that whoever collects needs.", "rolehop sync --policy"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "collected; what was refused is listed"},
		{3, "wrong usage"},
		{4, "a config file of AWS is damaged"},
		{5, "no credentials, no network, or the inventory cannot be written"},
		{130, "interrupted; the accounts that were whole are kept"},
		{0, NULL},
	},
	.has_one_snapshot = true,
	.run = run_sync,
};
/* clang-format on */
