/* cli/cmd_import.c - reads what the AWS CLI printed into the inventory. */
#include <string.h>
#include <sys/stat.h>

#include "cli/import.h"
#include "cli/place.h"
#include "cli/progress.h"
#include "rolehop/app/import_json.h"
#include "rolehop/model/arn.h"

enum { LIST_MAX = 1 << 16, EXIT_REFUSED = 4 };

/* ---- what was read, told ----------------------------------------------------------------------
 */

/* "3 roles, 1 machine": what an import put, in the order of the kinds. */
static struct str put_words(struct arena *arena, const struct import_report *report)
{
	struct buf list;
	buf_init(&list, arena, LIST_MAX);
	for (size_t i = 0; i < ENTITY_KIND_COUNT; i++) {
		size_t n = report->put[i];
		if (n)
			buf_printf(&list, "%s%zu %s", list.n ? ", " : "", n,
				   n == 1 ? entity_kind_word((enum entity_kind)i)
					  : entity_kind_plural((enum entity_kind)i));
	}
	return list.n ? buf_str(&list) : STR("nothing");
}

static void report_passed_over(struct cli *cli, const struct import_report *report)
{
	if (report->skipped)
		out_line(&cli->out,
			 "Passed over: %zu file%s in folders that %s neither JSON, YAML nor gzip.",
			 report->skipped, report->skipped == 1 ? "" : "s",
			 report->skipped == 1 ? "is" : "are");
	if (report->empty)
		out_line(&cli->out, "Empty answers: %zu file%s of 0 bytes.", report->empty,
			 report->empty == 1 ? "" : "s");
	if (report->unused)
		out_line(&cli->out,
			 "Of no use here: %zu file%s that hold%s nothing the inventory keeps.",
			 report->unused, report->unused == 1 ? "" : "s",
			 report->unused == 1 ? "s" : "");
}

static void report_complaints(struct cli *cli, const struct import_report *report)
{
	for (size_t i = 0; i < report->n_warnings; i++)
		cli_note(cli, "rolehop: warning: %.*s", STR_ARG(report->warnings[i]));
	for (size_t i = 0; i < report->n_refused; i++)
		out_line(&cli->notes, "rolehop: refused: %.*s", STR_ARG(report->refused[i].text));
}

/* A machine to name in the advice, or empty. */
static struct str some_machine(struct cli *cli)
{
	struct err ignored;
	const struct entity *machines;
	size_t n;
	if (!store_list(cli->app->store, cli->arena, ENTITY_MACHINE, STR(""), &machines, &n,
			&ignored))
		return STR("");
	return n ? machines[0].key : STR("");
}

static void report_text(struct cli *cli, const struct import_report *report)
{
	struct str put = put_words(cli->arena, report);
	struct str machine = some_machine(cli);
	out_line(&cli->out, "Read %zu file%s: %.*s.", report->files, report->files == 1 ? "" : "s",
		 STR_ARG(put));
	report_passed_over(cli, report);
	if (report->n_refused)
		out_line(&cli->out, "Refused: %zu file%s.", report->n_refused,
			 report->n_refused == 1 ? "" : "s");
	if (report->n_warnings)
		out_line(&cli->out, "Warnings: %zu.", report->n_warnings);
	if (report->changed)
		out_line(&cli->out, "New snapshot %lld in %s.", (long long)report->snapshot,
			 cli->app->settings.db);
	else if (report->snapshot)
		out_line(&cli->out, "Nothing changed: snapshot %lld of %s stands.",
			 (long long)report->snapshot, cli->app->settings.db);
	else
		out_line(&cli->out, "Nothing changed: %s is empty.", cli->app->settings.db);
	if (!machine.n)
		out_line(&cli->out, "Next: rolehop");
	else
		out_line(&cli->out, "Next: rolehop, or rolehop trace --machine %.*s",
			 STR_ARG(machine));
}

static void report_json(struct cli *cli, const struct import_report *report)
{
	struct buf buf;
	struct json_out json;
	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "db", str_from(cli->app->settings.db));
	import_report_json(&json, report);
	cli_json_end(cli, &json);
}

/* ---- the import -------------------------------------------------------------------------------
 */

/* Is one of them standard input, a pipe or a device? */
static bool any_stream(const char *const *paths, size_t n)
{
	struct stat st;
	for (size_t i = 0; i < n; i++)
		if (strcmp(paths[i], "-") == 0 ||
		    (stat(paths[i], &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)))
			return true;
	return false;
}

bool import_paths(struct cli *cli, const char *const *paths, size_t n,
		  struct import_options *options, bool json, struct err *err)
{
	struct progress progress;
	struct import_report report = {0};
	bool interrupted = false;
	if (!app_open_for_writing(cli->app, err))
		return false;
	progress_begin(&progress, &cli->notes, cli->app->settings.quiet, any_stream(paths, n));
	options->now = cli->app->now;
	options->progress = progress_step;
	options->progress_self = &progress;
	bool ok = feed_import(cli->arena, cli->app->store, paths, n, options, &report, err);
	progress_end(&progress, &interrupted);
	if (!ok && interrupted)
		return err_set(err, ERR_INTERRUPTED, "interrupted: nothing was imported");
	if (!ok)
		return false;
	report_complaints(cli, &report);
	if (json)
		report_json(cli, &report);
	else
		report_text(cli, &report);
	if (report.n_refused)
		cli->status = EXIT_REFUSED;
	return true;
}

/* ---- what the options may hold ----------------------------------------------------------------
 */

/* An ARN, or the root, OU, account or policy that an answer of `aws organizations` is about. */
static bool check_for(struct str target, struct err *err)
{
	struct arn arn;
	return !target.n || arn_parse(target, &arn) || arn_is_account_id(target) ||
	       str_starts(target, STR("r-")) || str_starts(target, STR("ou-")) ||
	       str_starts(target, STR("p-")) ||
	       err_set(err, ERR_USAGE,
		       "--for: \"%.*s\" is neither an ARN nor a root, OU, account or policy of an "
		       "organization",
		       STR_ARG(target));
}

static bool check_arn(const char *option, struct str text, bool (*is)(const struct arn *),
		      const char *kind, struct err *err)
{
	struct arn arn;
	return !text.n || (arn_parse(text, &arn) && is(&arn)) ||
	       err_set(err, ERR_USAGE, "--%s: \"%.*s\" is not the ARN of a %s", option,
		       STR_ARG(text), kind);
}

static bool run_import(struct cli *cli, struct err *err)
{
	const struct args *args = &cli->args;
	struct import_options options = {
	    .account = args_str(args, "account"),
	    .region = args_str(args, "region"),
	    .for_arn = args_str(args, "for"),
	    .machine_arn = args_str(args, "machine-arn"),
	    .role_arn = args_str(args, "role-arn"),
	    .keep_going = args_has(args, "keep-going"),
	};
	if (!cli_parameters(cli, &options.parameters, &options.n_parameters, err) ||
	    !place_check(args, err) || !check_for(options.for_arn, err) ||
	    !check_arn("machine-arn", options.machine_arn, arn_is_machine, "state machine", err) ||
	    !check_arn("role-arn", options.role_arn, arn_is_role, "role", err))
		return false;
	return import_paths(cli, args->words, args->n_words, &options, cli_wants_json(cli), err);
}

/* clang-format off */
static const struct option options[] = {
	{"account", OPTION_TEXT, "ID", NULL, false, "the account that files without one are from"},
	{"region", OPTION_TEXT, "REGION", NULL, false, "the region that files without one are from"},
	{"for", OPTION_TEXT, "ARN", NULL, false, "what an answer is about that does not say so: a resource, or a target of an organization policy"},
	{"machine-arn", OPTION_TEXT, "ARN", NULL, false, "the state machine of a bare definition"},
	{"role-arn", OPTION_TEXT, "ARN", NULL, false, "the execution role of a bare definition"},
	{"parameter", OPTION_TEXT, "NAME=VALUE", NULL, true, "a parameter of a template, or what else it leaves open, by the name that is told"},
	{"keep-going", OPTION_FLAG, NULL, NULL, false, "take the good files and list the bad ones; exit status 4 if there are any"},
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "how to tell what was read"},
	{0},
};

const struct command cmd_import = {
	.name = "import",
	.usage = (const char *const[]){"import [OPTION]... PATH...", NULL},
	.summary = "read files or folders of AWS CLI answers into the inventory",
	.about = (const char *const[]){
		"A PATH is a file, a folder (walked), or - for standard input; what is packed with gzip is unpacked, and of a file of JSON lines each line is taken. What a file is, its content says:",
		"- `aws iam`: get-account-authorization-details (one or many pages), get-role, list-roles, get-role-policy, "
		"list-role-policies, list-attached-role-policies, get-policy, get-policy-version, their twins for users "
		"and groups; list-saml-providers, list-open-id-connect-providers, and what gets one of those;",
		"- `aws stepfunctions`: describe-state-machine, list-state-machines, list-state-machine-versions, list-state-machine-aliases, describe-state-machine-alias; a bare definition, in JSON or YAML, "
		"needs --machine-arn, and --role-arn for its execution role; get-execution-history, kept for trace and explain, "
		"with --for EXECUTION-ARN (or a file named so) where several machines run as its role;",
		"- a resource's policy as `{\"ResourceArn\": ARN, \"Policy\": DOCUMENT}`, or as the get-policy command of its "
		"service prints it, with --for where that does not name the resource; all policies of one: `aws sesv2 get-email-identity-policies`, "
		"`aws ssm get-resource-policies`, `aws glue get-resource-policies`, which needs --account and --region;",
		"- rows of other engines, one a line: `{\"kind\": \"role\", \"account\": ID, \"arn\": ARN, \"document\": ITS POLICY OR DEFINITION}`, "
		"and what `aws configservice select-aggregate-resource-config` prints;",
		"- a folder that iam-collect wrote (`aws/aws/accounts/...`);",
		"- `aws kms` list-aliases and list-grants, with --for KEY where these are all grants of that key;",
		"- which key encrypts: `aws dynamodb describe-table`, `aws kinesis describe-stream-summary`, `aws ssm describe-parameters`, "
		"and with --for BUCKET or OBJECT `aws s3api` get-bucket-encryption and head-object;",
		"- S3 access points: `aws s3control` list-access-points, get-access-point, and with --for ACCESSPOINT get-access-point-policy and get-access-point-policy-status;"
		"- what S3 makes of public policies: with --for BUCKET `aws s3api` get-public-access-block and get-bucket-policy-status, "
		"with --for arn:aws:iam::ACCOUNT:root `aws s3control get-public-access-block`;",
		"- templates of CloudFormation, SAM and CDK (what `cdk synth` writes), JSON or YAML: the roles, policies, state machines and "
		"resources that they will deploy to --account in --region. Functions, conditions, mappings and parameters (their defaults, "
		"--parameter) are worked out; a definition is read from the file beside the template, and SAM's own roles, policy "
		"templates and connectors are written out. What is not settled stays open, by its name (`${Name}`), and a verdict that depends on it is "
		"unknown: --parameter NAME=VALUE settles a parameter, a condition (true or false), what another stack exports, or the name that a resource will have. "
		"A name that the deployment makes up is written `{stack.LogicalId}`, with AWS::StackName for the stack where that "
		"parameter is given, else the folder's and the file's name;",
		"- what `terraform show -json` prints of a plan or a state, modules and all. Account and Region come from the ARNs, from "
		"aws_caller_identity and aws_region, from a provider's settings, or from --account and --region (for a provider with an alias: "
		"--parameter aws.ALIAS=ACCOUNT and aws.ALIAS.region=REGION; for what is destroyed and no longer in the configuration, ADDRESS.account=ACCOUNT). A value that is known only after apply is what its one reference leads to; a document "
		"that is made then is open by its address, and --parameter ADDRESS.ATTRIBUTE=VALUE settles it;",
		"- `aws ssm get-parameter`; `aws organizations` list and describe commands, with --for where the answer does "
		"not name its subject;",
		"- the organization as a whole, merged from those into one `organization.json`: "
		"`{\"Organization\": {\"Id\", \"MasterAccountId\"}, \"Roots\": [], \"OrganizationalUnits\": [{\"Id\", \"Name\", "
		"\"ParentId\"}], \"Accounts\": [{\"Id\", \"Name\", \"ParentId\"}], \"Policies\": [{\"Id\", \"Name\", \"Type\": "
		"\"SERVICE_CONTROL_POLICY\" or \"RESOURCE_CONTROL_POLICY\", \"Content\": JSON TEXT, \"Targets\": [root, OU or "
		"account]}]}`. A level allows only what is attached there, so FullAWSAccess is listed with its targets; with no "
		"service control policy at all that layer is off.",
		"An import is one transaction: all of it or nothing, and a new snapshot if anything changed. Files in "
		"a folder that are neither JSON, YAML nor gzip are passed over. Damage is named with file, line and column.",
		"What files told is kept beside the inventory, in FILE-read: a file that is the same again is not read while "
		"nothing else changed what it told. FILE-read can be removed at any time; without it an import does the same, later.",
		NULL,
	},
	.options = options,
	.words = WORDS_FILES,
	.min_words = 1,
	.max_words = (size_t)-1,
	.examples = (const struct example[]){
		{"A folder with what the AWS CLI printed.", "rolehop import inventory"},
		{"What a template would deploy.", "rolehop import --account 111111111111 --region us-east-1 --parameter Stage=dev template.yaml"},
		{"Take what is good of it, and see the rest listed.", "rolehop import --keep-going inventory"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "imported, or nothing had changed"},
		{3, "wrong usage"},
		{4, "a file is damaged or not understood; with --keep-going: some were refused"},
		{5, "a path cannot be read, or the inventory not written"},
		{130, "interrupted; nothing was imported"},
		{0, NULL},
	},
	.has_one_snapshot = true,
	.run = run_import,
};
/* clang-format on */
