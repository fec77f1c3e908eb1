/* cli/health.c - how checks came out: lines with marks, or a JSON object each. */
#include "cli/health.h"

void health_json(struct cli *cli, enum health health, const char *what, struct str words)
{
	static const char *const healths[] = {"ok", "note", "fail"};
	struct json_out json;
	struct buf buf;
	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "check", str_from(what));
	json_out_str(&json, "health", str_from(healths[health]));
	json_out_str(&json, "words", words);
	cli_json_end(cli, &json);
}

static void say_text(struct cli *cli, enum health health, const char *what, struct str words)
{
	static const char *const marks[] = {"[ ok ]", "[note]", "[FAIL]"};
	static const enum tell_style styles[] = {TELL_ALLOW, TELL_UNKNOWN, TELL_DENY};
	out_text(&cli->out, styles[health], str_from(marks[health]));
	out_printf(&cli->out, TELL_STRONG, " %-11s ", what);
	out_text(&cli->out, TELL_PLAIN, words);
	out_end_line(&cli->out);
}

void health_say(struct cli *cli, enum health health, const char *what, struct str words)
{
	if (cli_wants_json(cli))
		health_json(cli, health, what, words);
	else
		say_text(cli, health, what, words);
	if (health == HEALTH_BROKEN)
		cli->status = err_exit_status(ERR_ENVIRONMENT);
}

static void say_missing_text(struct cli *cli, const struct sync_check *check)
{
	struct str policy = feed_policy_of(cli->arena, check->missing, check->n_missing);
	out_line(&cli->out, "         what is missing, as a policy to attach:");
	out_line(&cli->out, "         %.*s", STR_ARG(policy));
}

/* What is missing, and all of the policy to attach. */
static void say_missing_json(struct cli *cli, const struct sync_check *check)
{
	struct json_out json;
	struct buf buf;
	cli_json_begin(cli, &buf, &json);
	json_out_str(&json, "check", str_from(check->what));
	json_out_str(&json, "health", STR("note"));
	json_out_str(&json, "words", check->words);
	json_out_open(&json, "missing", '[');
	for (size_t i = 0; i < check->n_missing; i++)
		json_out_str(&json, NULL, check->missing[i]);
	json_out_close(&json, ']');
	json_out_str(&json, "policy", feed_sync_policy(cli->arena));
	cli_json_end(cli, &json);
}

void health_say_all(struct cli *cli, const struct sync_check *checks, size_t n)
{
	static const enum health healths[] = {HEALTH_FINE, HEALTH_NOTE, HEALTH_BROKEN};

	for (size_t i = 0; i < n; i++) {
		if (checks[i].n_missing > 0 && cli_wants_json(cli)) {
			say_missing_json(cli, &checks[i]);
			continue;
		}
		health_say(cli, healths[checks[i].health], checks[i].what, checks[i].words);
		if (checks[i].n_missing > 0)
			say_missing_text(cli, &checks[i]);
	}
}
