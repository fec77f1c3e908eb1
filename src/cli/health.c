/* cli/health.c - how checks came out: lines with marks, or a JSON object each. */
#include "cli/health.h"

/* One check, with what is missing and all of the policy to attach where something is. */
static void say_json(struct cli *cli, const struct sync_check *check)
{
	static const char *const healths[] = {"ok", "note", "fail"};
	struct json_out json;
	struct buf buf;
	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "check", str_from(check->what));
	json_out_str(&json, "health", str_from(healths[check->health]));
	json_out_str(&json, "words", check->words);
	if (check->n_missing > 0) {
		json_out_open(&json, "missing", '[');
		for (size_t i = 0; i < check->n_missing; i++)
			json_out_str(&json, NULL, check->missing[i]);
		json_out_close(&json, ']');
		json_out_str(&json, "policy", feed_sync_policy(cli->arena));
	}
	cli_json_end(cli, &json);
}

static void say_text(struct cli *cli, const struct sync_check *check)
{
	static const char *const marks[] = {"[ ok ]", "[note]", "[FAIL]"};
	static const enum tell_style styles[] = {TELL_ALLOW, TELL_UNKNOWN, TELL_DENY};
	out_text(&cli->out, styles[check->health], str_from(marks[check->health]));
	out_printf(&cli->out, TELL_STRONG, " %-11s ", check->what);
	out_text(&cli->out, TELL_PLAIN, check->words);
	out_end_line(&cli->out);
	if (check->n_missing == 0)
		return;
	out_line(&cli->out, "         what is missing, as a policy to attach:");
	out_line(&cli->out, "         %.*s",
		 STR_ARG(feed_policy_of(cli->arena, check->missing, check->n_missing)));
}

void health_json(struct cli *cli, enum sync_health health, const char *what, struct str words)
{
	const struct sync_check check = {.what = what, .health = health, .words = words};
	say_json(cli, &check);
}

void health_say_all(struct cli *cli, const struct sync_check *checks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (cli_wants_json(cli))
			say_json(cli, &checks[i]);
		else
			say_text(cli, &checks[i]);
		if (checks[i].health == SYNC_BROKEN)
			cli->status = err_exit_status(ERR_ENVIRONMENT);
	}
}

void health_say(struct cli *cli, enum sync_health health, const char *what, struct str words)
{
	const struct sync_check check = {.what = what, .health = health, .words = words};
	health_say_all(cli, &check, 1);
}
