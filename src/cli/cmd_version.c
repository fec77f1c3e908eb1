/* cli/cmd_version.c - the version, the catalogue's date and the notices of others. */
#include "cli/run.h"
#include "rolehop/asl/integrations.h"

static const char *const notices[] = {
    "rolehop is free software under the MIT licence, without any warranty.",
    "",
    "It is linked with libraries of others:",
    "  ncurses    MIT-X11 licence, copyright Thomas E. Dickey and the Free Software Foundation",
    "  cJSON      MIT licence, copyright Dave Gamble and cJSON contributors",
    "  SQLite     public domain",
    "  OpenSSL    Apache License 2.0, copyright The OpenSSL Project Authors",
    "  libyaml    MIT licence, copyright Ingy dot Net and Kirill Simonov",
    "  zlib       zlib licence, copyright Jean-loup Gailly and Mark Adler",
    "  Zstandard  BSD licence, copyright Meta Platforms and contributors",
    "  curl       curl licence, copyright Daniel Stenberg and many contributors",
    "  expat      MIT licence, copyright the Expat maintainers",
    "",
    "Its tables of integrations and of SAM's policies are reduced from public data:",
    "  AWS documentation     Step Functions Developer Guide, Service Authorization Reference",
    "  botocore, AWS models  Apache License 2.0, copyright Amazon.com, Inc. or its affiliates",
    "  iam-dataset           MIT licence, copyright Ian Mckay",
    "  iam-data              MIT licence, copyright Cloud Copilot",
    "  SAM's translator      Apache License 2.0, copyright Amazon.com, Inc. or its affiliates",
    "",
    "rolehop is not made or endorsed by Amazon Web Services.",
    NULL,
};

static bool run_version(struct cli *cli, struct err *err)
{
	struct str date = asl_catalogue_date();
	(void)err;
	out_line(&cli->out, "rolehop %s", cli_version());
	out_line(&cli->out, "catalogue of service integrations of %.*s", STR_ARG(date));
	out_end_line(&cli->out);
	for (size_t i = 0; notices[i]; i++)
		out_line(&cli->out, "%s", notices[i]);
	return true;
}

/* clang-format off */
const struct command cmd_version = {
	.name = "version",
	.usage = (const char *const[]){"version", NULL},
	.summary = "the version, the catalogue's date and the notices of the libraries",
	.examples = (const struct example[]){
		{"Which version this is.", "rolehop version"},
		{NULL, NULL},
	},
	.exits = (const struct exit_status[]){{0, "done"}, {0, NULL}},
	.works_unconfigured = true,
	.run = run_version,
};
/* clang-format on */
