/* feed/credentials_sso.c - credentials of IAM Identity Center, by the token of `aws sso login`. */
#include "feed/credentials.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/hash.h"
#include "rolehop/base/own_file.h"

enum { TEXT_MAX = 1 << 18, REFRESH_SECONDS = 15 * 60 };

/* What a login left in ~/.aws/sso/cache. */
struct login {
	struct arena *arena;
	const struct finder *finder;
	const struct profile *profile;
	struct str region;
	struct str path;
	const struct json *cached;
	struct str token;
	int64_t expires;
};

static bool log_in(const struct login *login, const char *why, struct err *err)
{
	return err_set(err, ERR_ENVIRONMENT, "profile %.*s: %s: run `aws sso login --profile %.*s`",
		       STR_ARG(login->profile->name), why, STR_ARG(login->profile->name));
}

/* The section that the profile names, else the profile's own settings; the file is named after
 * either. Source: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider". */
static bool login_place(struct login *login, struct err *err)
{
	const struct profile *profile = login->profile;
	const struct profile *session = profile;
	struct str name =
	    profile->sso_session.n > 0 ? profile->sso_session : profile->sso_start_url;

	if (profile->sso_session.n > 0)
		session = aws_files_sso_session(login->finder->files, profile->sso_session);
	if (session == NULL)
		return err_set(err, ERR_INPUT,
			       "profile %.*s names sso_session %.*s, which is not there",
			       STR_ARG(profile->name), STR_ARG(profile->sso_session));
	login->region = session->sso_region.n > 0 ? session->sso_region : profile->sso_region;
	if (login->region.n == 0 || profile->sso_account_id.n == 0 || profile->sso_role_name.n == 0)
		return err_set(err, ERR_INPUT,
			       "profile %.*s lacks sso_region, sso_account_id or sso_role_name: "
			       "run `aws configure sso`",
			       STR_ARG(profile->name));
	if (login->finder->home == NULL)
		return log_in(login, "there is no home folder with a token", err);
	login->path = arena_printf(login->arena, "%s/.aws/sso/cache/%.*s.json", login->finder->home,
				   STR_ARG(hash_sha1_hex(login->arena, name)));
	return true;
}

/* Old versions of the AWS CLI wrote "2020-06-17T10:02:08UTC". */
static bool parse_expiry(struct arena *arena, struct str text, int64_t *out)
{
	if (str_ends(text, STR("UTC")))
		text = arena_printf(arena, "%.*sZ", STR_ARG(str_slice(text, 0, text.n - 3)));
	return clock_parse(text, out);
}

static bool login_read(struct login *login, struct err *err)
{
	struct err unread;
	struct str text;
	bool found = false;

	if (!aws_file_read(login->arena, login->path, &text, &found, err))
		return false;
	if (!found)
		return log_in(login, "nobody has logged in yet", err);
	if (!json_parse(login->arena, text, &login->cached, &unread))
		return log_in(login, "the token of the last login is damaged", err);
	login->token = json_get_str(login->cached, STR("accessToken"));
	if (login->token.n == 0 ||
	    !parse_expiry(login->arena, json_get_str(login->cached, STR("expiresAt")),
			  &login->expires))
		return log_in(login, "the token of the last login is damaged", err);
	return true;
}

/* ---- a new token for the old one ----------------------------------------------------------------
 */

static struct str refresh_body(const struct login *login)
{
	struct json_out json;
	struct buf body;

	buf_init(&body, login->arena, TEXT_MAX);
	json_out_init(&json, &body, false);
	json_out_open(&json, NULL, '{');
	json_out_str(&json, "clientId", json_get_str(login->cached, STR("clientId")));
	json_out_str(&json, "clientSecret", json_get_str(login->cached, STR("clientSecret")));
	json_out_str(&json, "grantType", STR("refresh_token"));
	json_out_str(&json, "refreshToken", json_get_str(login->cached, STR("refreshToken")));
	json_out_close(&json, '}');
	return buf_str(&body);
}

/* The file as AWS's tools keep it, with the new tokens: the old ones are good no more. */
static struct str refreshed_file(const struct login *login, struct str refresh)
{
	struct buf text;

	buf_init(&text, login->arena, TEXT_MAX);
	buf_add_char(&text, '{');
	for (const struct json *member = json_first(login->cached); member != NULL;
	     member = json_next(member)) {
		struct str key = json_key(member);
		buf_add_cstr(&text, text.n > 1 ? ", " : "");
		json_write_str(&text, key);
		buf_add_cstr(&text, ": ");
		if (str_eq(key, STR("accessToken")))
			json_write_str(&text, login->token);
		else if (str_eq(key, STR("expiresAt")))
			json_write_str(&text, clock_iso(login->arena, login->expires));
		else if (str_eq(key, STR("refreshToken")) && refresh.n > 0)
			json_write_str(&text, refresh);
		else
			json_write(&text, member, false);
	}
	buf_add_char(&text, '}');
	return buf_str(&text);
}

/* That it cannot be kept harms nobody but the next one who needs it. */
static void login_keep(const struct login *login, struct str refresh)
{
	const char *path = arena_cstr(login->arena, login->path);

	(void)own_file_replace(login->arena, path, refreshed_file(login, refresh));
}

static bool login_refresh(struct login *login, struct err *err)
{
	struct answer answer = {.outcome = CALL_FAILED};
	struct call call = {.service = service_find(STR("sso-oauth")),
			    .region = login->region,
			    .method = STR("POST"),
			    .path = STR("/token"),
			    .body = refresh_body(login)};
	double seconds = 0;

	if (!client_call_now(login->finder->client, login->arena, &call, &answer, err))
		return false;
	if (answer.outcome != CALL_DONE || json_get_str(answer.json, STR("accessToken")).n == 0)
		return log_in(login, "the login has ended, and its token was not renewed", err);
	login->token = json_get_str(answer.json, STR("accessToken"));
	seconds = json_number(json_get(answer.json, STR("expiresIn")));
	login->expires = client_now(login->finder->client) +
			 (seconds > 0 && seconds < 1e9 ? (int64_t)seconds : 0);
	login_keep(login, json_get_str(answer.json, STR("refreshToken")));
	return true;
}

/* A token that still is good is used when no new one is to be had. */
static bool login_renew(struct login *login, struct err *err)
{
	int64_t now = client_now(login->finder->client);
	bool can = json_get_str(login->cached, STR("refreshToken")).n > 0 &&
		   json_get_str(login->cached, STR("clientSecret")).n > 0;
	struct err ignored = {ERR_NONE, ""};

	if (login->expires > now + REFRESH_SECONDS)
		return true;
	if (can && login_refresh(login, &ignored))
		return true;
	if (ignored.kind == ERR_INTERRUPTED || (can && login->expires <= now)) {
		*err = ignored;
		return false;
	}
	return login->expires > now || log_in(login, "the login has ended", err);
}

/* ---- the role's keys ----------------------------------------------------------------------------
 */

static bool login_keys(struct login *login, struct credentials *out, struct err *err)
{
	static const struct key_names names = {STR_INIT("accessKeyId"), STR_INIT("secretAccessKey"),
					       STR_INIT("sessionToken"), STR_INIT("expiration")};
	struct answer answer = {.outcome = CALL_FAILED};
	struct call call = {.service = service_find(STR("sso")),
			    .region = login->region,
			    .path = STR("/federation/credentials"),
			    .extra = {STR("x-amz-sso_bearer_token"), login->token}};
	struct buf query;

	buf_init(&query, login->arena, TEXT_MAX);
	buf_add_cstr(&query, "role_name=");
	sign_encode(&query, login->profile->sso_role_name, false);
	buf_add_cstr(&query, "&account_id=");
	sign_encode(&query, login->profile->sso_account_id, false);
	call.query = buf_str(&query);
	if (!client_call_now(login->finder->client, login->arena, &call, &answer, err))
		return false;
	if (answer.status == 401)
		return log_in(login, "the login has ended", err);
	if (answer.outcome != CALL_DONE ||
	    !keys_read(json_get(answer.json, STR("roleCredentials")), &names, out)) {
		credentials_failed(&answer, "IAM Identity Center gives no keys", err);
		return err_prefix(err, "profile %.*s", STR_ARG(login->profile->name));
	}
	out->source = "IAM Identity Center";
	return true;
}

bool credentials_sso(const struct finder *finder, const struct profile *profile,
		     struct credentials *out, struct err *err)
{
	struct arena arena = {0};
	struct login login = {.arena = &arena, .finder = finder, .profile = profile};
	bool done = login_place(&login, err) && login_read(&login, err) &&
		    login_renew(&login, err) && login_keys(&login, out, err);

	arena_wipe(&arena);
	return done;
}
