/* feed/sync_check.c - what a sync would meet: files, credentials, certificates, AWS itself. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feed/sync_job.h"
#include "rolehop/base/clock.h"

enum { CLOCK_GOOD = 30, PROFILES_SHOWN = 20, TEXT_MAX = 1 << 16 };

struct checking {
	struct arena *arena;
	struct vec checks;
	struct arena secrets;
	struct aws_files files;
	struct aws_settings settings;
	struct str profile;
	const char *home;
};

static void say(struct checking *c, enum sync_health health, const char *what, struct str words)
{
	*(struct sync_check *)vec_push(&c->checks) = (struct sync_check){
	    .what = what, .health = health, .words = arena_str(c->arena, words)};
}

/* ---- without the network ------------------------------------------------------------------------
 */

/* Where a profile's keys come from, in words. */
static struct str profile_words(struct arena *arena, const struct profile *profile)
{
	if (profile->role_arn.n > 0)
		return arena_printf(arena, "assumes %.*s%s", STR_ARG(profile->role_arn),
				    profile->mfa_serial.n > 0 ? ", with a code of an MFA device"
							      : "");
	if (profile->sso_session.n > 0 || profile->sso_start_url.n > 0)
		return STR("IAM Identity Center (aws sso login)");
	if (profile->access_key_id.n > 0)
		return STR("keys of the credentials file");
	if (profile->credential_process.n > 0)
		return STR("a credential process");
	return STR("");
}

static void check_credentials(struct checking *c)
{
	struct str name = aws_profile_name(c->profile);
	const struct profile *profile = aws_files_profile(&c->files, name);
	struct str words = profile != NULL ? profile_words(c->arena, profile) : STR("");

	if (c->profile.n == 0 && getenv("AWS_ACCESS_KEY_ID") != NULL)
		say(c, SYNC_FINE, "credentials", STR("keys of the environment"));
	else if (words.n > 0)
		say(c, SYNC_FINE, "credentials",
		    arena_printf(c->arena, "profile %.*s: %.*s", STR_ARG(name), STR_ARG(words)));
	else if (getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != NULL ||
		 getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") != NULL ||
		 getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI") != NULL)
		say(c, SYNC_FINE, "credentials", STR("those of the container"));
	else
		say(c, SYNC_NOTE, "credentials",
		    arena_printf(c->arena,
				 "none in the environment or profile %.*s (%zu profiles): a sync "
				 "would ask the machine's metadata",
				 STR_ARG(name), c->files.n_profiles));
}

static void check_profiles(struct checking *c)
{
	struct buf list;

	if (c->files.n_profiles == 0)
		return;
	buf_init(&list, c->arena, TEXT_MAX);
	for (size_t i = 0; i < c->files.n_profiles && i < PROFILES_SHOWN; i++)
		buf_printf(&list, "%s%.*s", i > 0 ? ", " : "", STR_ARG(c->files.profiles[i].name));
	if (c->files.n_profiles > PROFILES_SHOWN)
		buf_printf(&list, " and %zu more", c->files.n_profiles - PROFILES_SHOWN);
	say(c, SYNC_FINE, "profiles",
	    arena_printf(c->arena, "%.*s (--profile NAME chooses)", STR_ARG(buf_str(&list))));
}

static void check_certificates(struct checking *c)
{
	struct str file = c->settings.ca_bundle;

	if (file.n == 0)
		say(c, SYNC_FINE, "TLS", STR("the system's certificates"));
	else if (access(arena_cstr(c->arena, file), R_OK) != 0)
		say(c, SYNC_BROKEN, "TLS",
		    arena_printf(c->arena, "the CA bundle %.*s: %s", STR_ARG(file),
				 strerror(errno)));
	else
		say(c, SYNC_FINE, "TLS",
		    arena_printf(c->arena, "certificates of %.*s", STR_ARG(file)));
}

/* The host alone: a proxy's URL may hold a password. */
static void check_way(struct checking *c)
{
	static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
	struct str url = {NULL, 0};
	ptrdiff_t at = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && url.n == 0; i++)
		url = str_from(getenv(names[i]));
	at = str_find_last_char(url, '@');
	if (url.n > 0)
		say(c, SYNC_FINE, "proxy", at < 0 ? url : str_skip(url, (size_t)at + 1));
	if (getenv("AWS_ENDPOINT_URL") != NULL || c->settings.endpoint_url.n > 0)
		say(c, SYNC_NOTE, "endpoint",
		    STR("AWS_ENDPOINT_URL or endpoint_url leads elsewhere than to AWS's own"));
}

/* ---- with it ------------------------------------------------------------------------------------
 */

static void check_clock(struct checking *c, const struct client *client)
{
	int64_t off = client_counts(client).seen_skew;

	say(c, off > CLOCK_GOOD || off < -CLOCK_GOOD ? SYNC_NOTE : SYNC_FINE, "clock",
	    arena_printf(c->arena, "%lld s %s AWS's%s", (long long)(off < 0 ? -off : off),
			 off > 0 ? "behind" : "ahead of",
			 off > CLOCK_GOOD || off < -CLOCK_GOOD
			     ? ": a sync corrects for it; better set it"
			     : ""));
}

static struct str listed(struct arena *arena, const struct vec *texts, const char *between)
{
	struct buf list;

	buf_init(&list, arena, TEXT_MAX);
	for (size_t i = 0; i < texts->n; i++)
		buf_printf(&list, "%s%.*s", i > 0 ? between : "",
			   STR_ARG(*(struct str *)vec_at(texts, i)));
	return buf_str(&list);
}

/* What of the policy to attach is missing. */
static void say_permissions(struct checking *c, const struct vec *refused, struct str region)
{
	struct sync_check *last;

	if (refused->n == 0) {
		say(c, SYNC_FINE, "permissions",
		    arena_printf(c->arena, "nothing that a sync asks for is refused in %.*s",
				 STR_ARG(region)));
		return;
	}
	say(c, SYNC_NOTE, "permissions",
	    arena_printf(c->arena, "refused: %.*s (rolehop sync --policy prints what to allow)",
			 STR_ARG(listed(c->arena, refused, ", "))));
	last = vec_at(&c->checks, c->checks.n - 1);
	last->missing = refused->items;
	last->n_missing = refused->n;
}

/* Of each service that a sync asks, one list was asked for. */
static void say_services(struct checking *c, const struct probe *probe, struct str region)
{
	if (probe->failed.n == 0)
		say(c, SYNC_FINE, "services",
		    arena_printf(c->arena, "%zu answer in %.*s", probe->asked, STR_ARG(region)));
	else
		say(c, SYNC_NOTE, "services",
		    arena_printf(c->arena, "%zu of %zu do not answer in %.*s: %.*s",
				 probe->failed.n, probe->asked, STR_ARG(region),
				 STR_ARG(listed(c->arena, &probe->failed, "; "))));
	if (!probe->whole)
		say(c, SYNC_NOTE, "permissions", STR("some calls were not answered"));
}

static void check_services(struct checking *c, struct client *client, struct session *session,
			   struct str account, struct str region)
{
	struct probe probe = {.asked = 0};

	vec_init(&probe.refused, c->arena, sizeof(struct str));
	vec_init(&probe.failed, c->arena, sizeof(struct str));
	sync_probe(client, session, account, region, &c->settings, c->arena, &probe);
	if (probe.refused.n > 1)
		qsort(probe.refused.items, probe.refused.n, sizeof(struct str), str_qsort);
	say_services(c, &probe, region);
	say_permissions(c, &probe.refused, region);
}

static void check_answer(struct checking *c, struct client *client, struct session *session)
{
	struct str region = c->settings.region.n > 0 ? c->settings.region : STR("us-east-1");
	struct answer answer = {.outcome = CALL_FAILED};
	struct call call = {.service = service_find(STR("sts")),
			    .region = region,
			    .session = session,
			    .operation = STR("GetCallerIdentity")};
	struct err err = {ERR_NONE, ""};

	if (!client_call_now(client, &c->secrets, &call, &answer, &err)) {
		say(c, SYNC_BROKEN, "AWS", str_from(err.text));
		return;
	}
	if (answer.outcome == CALL_DONE)
		say(c, SYNC_FINE, "AWS",
		    arena_printf(c->arena, "answers: we are %.*s",
				 STR_ARG(json_get_str(answer.json, STR("Arn")))));
	else
		say(c, SYNC_BROKEN, "AWS", answer_words(c->arena, &answer));
	if (answer.status > 0)
		check_clock(c, client);
	if (answer.outcome == CALL_DONE)
		check_services(c, client, session, json_get_str(answer.json, STR("Account")),
			       region);
}

/* Whose they are in the end, and how long they are good: never the keys. */
static void say_keys(struct checking *c, const struct credentials *credentials)
{
	struct str until = STR("");

	if (credentials->expires > 0)
		until = arena_printf(c->arena, ", good until %.*s",
				     STR_ARG(clock_iso(c->arena, credentials->expires)));
	say(c, SYNC_FINE, "keys",
	    arena_printf(c->arena, "found: those of %s%.*s", credentials->source, STR_ARG(until)));
}

static void check_online(struct checking *c)
{
	struct client_options options = {.settings = &c->settings, .in_flight = 2};
	struct session session = {.stale = false};
	struct finder finder = {
	    .files = &c->files, .settings = &c->settings, .home = c->home, .profile = c->profile};
	struct err err = {ERR_NONE, ""};

	if (!client_open(&options, &finder.client, &err)) {
		say(c, SYNC_BROKEN, "AWS", str_from(err.text));
		return;
	}
	if (credentials_find(&finder, &session.credentials, &err)) {
		say_keys(c, &session.credentials);
		check_answer(c, finder.client, &session);
	} else
		say(c, SYNC_BROKEN, "AWS", str_from(err.text));
	credentials_wipe(&session.credentials);
	client_close(finder.client);
}

void feed_sync_check(struct arena *arena, struct str profile, const char *home, bool online,
		     const struct sync_check **out, size_t *n)
{
	struct checking c = {.arena = arena, .profile = profile, .home = home};
	struct err err = {ERR_NONE, ""};

	vec_init(&c.checks, arena, sizeof(struct sync_check));
	if (aws_files_load(&c.secrets, home, &c.files, &err)) {
		aws_settings_of(&c.files, profile, &c.settings);
		check_credentials(&c);
		check_profiles(&c);
		check_certificates(&c);
		check_way(&c);
		if (online)
			check_online(&c);
	} else {
		say(&c, SYNC_BROKEN, "credentials", str_from(err.text));
	}
	arena_wipe(&c.secrets);
	*out = c.checks.items;
	*n = c.checks.n;
}

/* ---- the policy ---------------------------------------------------------------------------------
 */

static void add_actions(struct buf *buf, const struct vec *actions)
{
	for (size_t i = 0; i < actions->n; i++) {
		buf_add_cstr(buf, i > 0 ? ",\n      " : "\n      ");
		json_write_str(buf, *(struct str *)vec_at(actions, i));
	}
}

struct str feed_policy_of(struct arena *arena, const struct str *actions, size_t n)
{
	struct buf out;

	buf_init(&out, arena, TEXT_MAX);
	buf_add_cstr(&out, "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
			   "\"Resource\":\"*\",\"Action\":[");
	for (size_t i = 0; i < n; i++) {
		buf_add_cstr(&out, i > 0 ? "," : "");
		json_write_str(&out, actions[i]);
	}
	buf_add_cstr(&out, "]}]}");
	return buf_str(&out);
}

struct str feed_sync_policy(struct arena *arena)
{
	static const char *const others[] = {"account:ListRegions",
					     "config:SelectAggregateResourceConfig",
					     "ssm:GetParameter", "ec2:DescribeRegions"};
	struct vec actions;
	struct buf out;

	vec_init(&actions, arena, sizeof(struct str));
	calls_actions(arena, false, &actions);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		*(struct str *)vec_push(&actions) = str_from(others[i]);
	qsort(actions.items, actions.n, sizeof(struct str), str_qsort);
	buf_init(&out, arena, TEXT_MAX);
	buf_add_cstr(&out, "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Sid\": "
			   "\"Inventory\", \"Effect\": \"Allow\", \"Resource\": \"*\", "
			   "\"Action\": [");
	add_actions(&out, &actions);
	buf_add_cstr(&out, "]},\n    {\"Sid\": \"ExecutionsIfAskedFor\", \"Effect\": \"Allow\", "
			   "\"Resource\": \"*\", \"Action\": [");
	vec_init(&actions, arena, sizeof(struct str));
	calls_actions(arena, true, &actions);
	add_actions(&out, &actions);
	buf_add_cstr(&out,
		     "]},\n    {\"Sid\": \"Organization\", \"Effect\": \"Allow\", \"Resource\": "
		     "\"*\", \"Action\": [\n      \"organizations:DescribeOrganization\", "
		     "\"organizations:DescribePolicy\", \"organizations:List*\"]}\n  ]\n}\n");
	return buf_str(&out);
}
