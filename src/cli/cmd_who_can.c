/* cli/cmd_who_can.c - every principal of the inventory that may do one thing. */
#include "cli/given.h"
#include "cli/listing.h"
#include "cli/run.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/whocan.h"

static const struct column columns[] = {
    {"principal", "PRINCIPAL", COLUMN_TEXT}, {NULL, "VERDICT", COLUMN_MARK},
    {"verdict", NULL, COLUMN_TEXT},	     {"complete", NULL, COLUMN_RAW},
    {"because", "BECAUSE", COLUMN_TEXT},
};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static void fill(const struct whocan_row *row, struct str *cells)
{
	enum tell_style style;

	cells[0] = row->principal;
	cells[1] = str_from(tell_mark(row->verdict, row->complete, &style));
	cells[2] = str_from(verdict_word(row->verdict));
	cells[3] = row->complete ? STR("true") : STR("false");
	cells[4] = row->because;
}

static bool is_denied(const struct whocan_row *row)
{
	return verdict_denies(row->verdict);
}

/* People are told of those who may or might; the denied are counted. */
static bool print_text(struct cli *cli, const struct listing *listing, size_t denied,
		       struct err *err)
{
	if (listing->rows.n)
		listing_print_table(cli, listing);
	else
		out_line(&cli->out, "No one may.");
	if (denied && !args_has(&cli->args, "all"))
		out_line(&cli->out, "%zu %s denied; --all shows why.", denied,
			 denied == 1 ? "other principal is" : "other principals are");
	return cli_tell_age(cli, err);
}

static bool print(struct cli *cli, const struct whocan_row *rows, size_t n, struct err *err)
{
	bool json = cli_wants_json(cli);
	struct listing listing;
	size_t denied = 0;

	listing_init(&listing, cli->arena, columns, COLUMNS);
	for (size_t i = 0; i < n; i++) {
		denied += is_denied(&rows[i]);
		if (json || !is_denied(&rows[i]) || args_has(&cli->args, "all"))
			fill(&rows[i], listing_add(&listing));
	}
	return json ? listing_print(cli, &listing, true, err)
		    : print_text(cli, &listing, denied, err);
}

static bool is_role(struct str text)
{
	struct arn arn;

	return arn_parse(text, &arn) && arn_is_role(&arn) && arn_is_account_id(arn.account);
}

static bool is_action(struct str text)
{
	ptrdiff_t colon = str_find_char(text, ':');

	return colon > 0 && (size_t)colon + 1 < text.n && str_find_char(text, '*') < 0;
}

static bool read_ask(const struct args *args, struct whocan_ask *out, struct err *err)
{
	struct str role = args_str(args, "assume");
	struct arn arn;

	*out =
	    (struct whocan_ask){.action = args_str(args, "action"),
				.resource = args_str(args, "resource"),
				.has_external_id = args_has(args, "external-id"),
				.external_id = args_str(args, "external-id"),
				.silent_denials = !args_has(args, "all") &&
						  !str_eq(args_str(args, "format"), STR("json"))};
	if (args_has(args, "assume")) {
		if (args_has(args, "action") || args_has(args, "resource"))
			return err_set(err, ERR_USAGE,
				       "--assume stands for --action sts:AssumeRole --resource "
				       "ROLE: give one or the other");
		if (!is_role(role))
			return err_set(err, ERR_USAGE,
				       "--assume: %.*s is not the ARN of a role; write "
				       "arn:aws:iam::ACCOUNT:role/NAME, with the role's path",
				       STR_ARG(role));
		out->action = STR("sts:AssumeRole");
		out->resource = role;
		return true;
	}
	if (!out->action.n || !out->resource.n)
		return err_set(err, ERR_USAGE,
			       "the question is missing: --assume ROLE, or --action ACTION and "
			       "--resource ARN (or '*')");
	if (out->has_external_id && !str_eq_nocase(out->action, STR("sts:AssumeRole")))
		return err_set(
		    err, ERR_USAGE,
		    "--external-id is sent with sts:AssumeRole alone; name a context key "
		    "with --context");
	if (!is_action(out->action))
		return err_set(err, ERR_USAGE,
			       "--action: %.*s is not an action; write SERVICE:Action, such as "
			       "s3:GetObject",
			       STR_ARG(out->action));
	if (!arn_parse(out->resource, &arn) && !str_eq(out->resource, STR("*")))
		return err_set(err, ERR_USAGE, "--resource: %.*s is no ARN and not '*'",
			       STR_ARG(out->resource));
	return true;
}

static bool run_who_can(struct cli *cli, struct err *err)
{
	struct trace_options options = {.strict = cli->app->settings.strict};
	const struct whocan_row *rows;
	struct whocan_ask ask;
	size_t n;

	if (!read_ask(&cli->args, &ask, err) ||
	    !given_context(cli->arena, &cli->args, &options, err) || !cli_open_for_much(cli, err) ||
	    !whocan(cli->arena, &cli->app->world, cli->app->store, &ask, &options, &rows, &n, err))
		return false;
	cli->status = verdict_exit_status(whocan_verdict(rows, n));
	return print(cli, rows, n, err);
}

/* clang-format off */
static const struct option options[] = {
	{"action", OPTION_TEXT, "ACTION", NULL, false, "what is asked for, such as s3:GetObject"},
	{"resource", OPTION_TEXT, "ARN", NULL, false, "on what; '*' for an action that names no resource"},
	{"assume", OPTION_TEXT, "ROLE", NULL, false, "short for --action sts:AssumeRole --resource ROLE"},
	{"external-id", OPTION_TEXT, "ID", NULL, false, "the ExternalId sent; otherwise those that the trust policy wants are tried"},
	{"context", OPTION_TEXT, "KEY=VALUE", NULL, true, "a context key of the request; KEY=? is unknown, KEY! absent; a repeated key makes a list"},
	OPTION_WITH,
	OPTION_WITH_ACCOUNT,
	{"all", OPTION_FLAG, NULL, NULL, false, "in text, the denied ones too, with the reason"},
	{"format", OPTION_CHOICE, "FORMAT", "text|json", false, "a table of who may or might, or one JSON object a line for every principal"},
	{0},
};

const struct command cmd_who_can = {
	.name = "who-can",
	.usage = (const char *const[]){
		"who-can --assume ROLE [--external-id ID] [--context KEY=VALUE]...",
		"who-can --action ACTION --resource ARN [--context KEY=VALUE]...",
		NULL,
	},
	.summary = "list every principal of the inventory that may do one thing",
	.about = (const char *const[]){
		"Every role and user of the inventory is judged as `rolehop trace --principal` would, and so is whom only the "
		"resource's policy names: everyone, other accounts, services. What the inventory lacks leaves a principal unknown. "
		"The root users of accounts are not listed.",
		NULL,
	},
	.options = options,
	.examples = (const struct example[]){
		{"Who may assume this role?", "rolehop who-can --assume arn:aws:iam::222222222222:role/TrustingAccountRl"},
		{"Who may start this machine, for a program.", "rolehop who-can --action states:StartExecution --resource arn:aws:states:us-east-1:222222222222:stateMachine:SecretCacheWfw --format json"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){
		{0, "someone may"},
		{1, "surely no one may"},
		{2, "unknown"},
		{3, "wrong usage"},
		{4, "a role that is not in the inventory"},
		{5, "the inventory cannot be read"},
		{0, NULL},
	},
	.run = run_who_can,
};
/* clang-format on */
