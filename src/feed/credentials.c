/* feed/credentials.c - credentials of AWS, found where the AWS CLI finds them. */
#include "feed/credentials.h"

#include <stdlib.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/clock.h"

static const double EXPIRES_MOST_MS = 1e15;

enum { TEXT_MAX = 1 << 16, CHAIN_MAX = 10, NAMES_SHOWN = 12 };

/* ---- taking keys out of answers -----------------------------------------------------------------
 */

bool keys_read(const struct json *json, const struct key_names *names, struct credentials *out)
{
	struct credentials made = {.expires = 0};
	const struct json *expires = json_get(json, names->expires);

	if (json_get_str(json, names->id).n == 0 || json_get_str(json, names->secret).n == 0)
		return false;
	made.keys.id = arena_str(&made.arena, json_get_str(json, names->id));
	made.keys.secret = arena_str(&made.arena, json_get_str(json, names->secret));
	made.token = arena_str(&made.arena, json_get_str(json, names->token));
	if (json_is(expires, JSON_STRING))
		clock_parse(json_str(expires), &made.expires);
	else if (json_number(expires) > 0 && json_number(expires) < EXPIRES_MOST_MS)
		made.expires = (int64_t)(json_number(expires) / 1000);
	*out = made;
	return true;
}

static bool keys_given(struct str id, struct str secret, struct str token, const char *source,
		       struct credentials *out)
{
	struct credentials made = {.source = source};

	if (id.n == 0 || secret.n == 0)
		return false;
	made.keys.id = arena_str(&made.arena, id);
	made.keys.secret = arena_str(&made.arena, secret);
	made.token = arena_str(&made.arena, token);
	*out = made;
	return true;
}

bool credentials_failed(const struct answer *answer, const char *what, struct err *err)
{
	struct arena arena = {0};

	err_set(err, ERR_ENVIRONMENT, "%s: %.*s", what, STR_ARG(answer_words(&arena, answer)));
	arena_release(&arena);
	return false;
}

/* ---- sts:AssumeRole -----------------------------------------------------------------------------
 */

static void add_parameter(struct buf *buf, const char *name, struct str value)
{
	if (value.n == 0)
		return;
	buf_printf(buf, "%s%s=", buf->n > 0 ? "&" : "", name);
	sign_encode(buf, value, false);
}

struct call assumption_call(struct arena *arena, const struct assumption *assumption,
			    struct str region, struct session *session)
{
	struct str name = assumption->session_name;
	struct buf query;

	if (name.n == 0)
		name = arena_printf(arena, "rolehop-%lld", (long long)clock_now());
	buf_init(&query, arena, TEXT_MAX);
	add_parameter(&query, "RoleArn", assumption->role_arn);
	add_parameter(&query, "RoleSessionName", name);
	add_parameter(&query, "ExternalId", assumption->external_id);
	add_parameter(&query, "DurationSeconds", assumption->duration);
	add_parameter(&query, "SerialNumber", assumption->mfa_serial);
	add_parameter(&query, "TokenCode", assumption->mfa_code);
	return (struct call){.service = service_find(STR("sts")),
			     .region = region,
			     .session = session,
			     .operation = STR("AssumeRole"),
			     .query = buf_str(&query)};
}

bool assumption_read(const struct json *answer, struct credentials *out)
{
	static const struct key_names names = {STR_INIT("AccessKeyId"), STR_INIT("SecretAccessKey"),
					       STR_INIT("SessionToken"), STR_INIT("Expiration")};
	bool done = keys_read(json_get(answer, STR("Credentials")), &names, out);

	if (done)
		out->source = "an assumed role";
	return done;
}

static struct str region_of(const struct finder *finder)
{
	return finder->settings->region.n > 0 ? finder->settings->region : STR("us-east-1");
}

/* Assumes the profile's role with the keys that `source` holds. */
static bool assume(const struct finder *finder, const struct profile *profile,
		   struct credentials *source, struct credentials *out, struct err *err)
{
	struct session session = {.credentials = *source};
	struct assumption assumption = {
	    .role_arn = profile->role_arn,
	    .external_id = profile->external_id,
	    .session_name = profile->role_session_name,
	    .duration = profile->duration_seconds,
	    .mfa_serial = profile->mfa_serial,
	};
	struct answer answer = {.outcome = CALL_FAILED};
	struct arena arena = {0};
	struct call call;
	bool done = true;

	if (profile->mfa_serial.n > 0)
		done = finder->ask != NULL
			   ? finder->ask(finder->ask_self, profile->mfa_serial, &arena,
					 &assumption.mfa_code, err)
			   : err_set(err, ERR_ENVIRONMENT,
				     "profile %.*s asks for a code of %.*s, and there is no "
				     "terminal to ask at",
				     STR_ARG(profile->name), STR_ARG(profile->mfa_serial));
	if (done) {
		call = assumption_call(&arena, &assumption, region_of(finder), &session);
		done = client_call_now(finder->client, &arena, &call, &answer, err);
	}
	if (done && (answer.outcome != CALL_DONE || !assumption_read(answer.json, out))) {
		done = credentials_failed(&answer, "sts:AssumeRole", err);
		err_prefix(err, "profile %.*s cannot assume %.*s", STR_ARG(profile->name),
			   STR_ARG(profile->role_arn));
	}
	arena_wipe(&arena);
	return done;
}

/* ---- web identity -------------------------------------------------------------------------------
 */

static bool web_identity(const struct finder *finder, struct str token_file, struct str role_arn,
			 struct str session_name, struct credentials *out, struct err *err)
{
	struct answer answer = {.outcome = CALL_FAILED};
	struct arena arena = {0};
	struct call call;
	struct str token;
	struct buf query;
	bool found = false;
	bool done = aws_file_read(&arena, aws_expand(&arena, finder->home, token_file), &token,
				  &found, err);

	if (done && !found)
		done = err_set(
		    err, ERR_ENVIRONMENT,
		    "the web identity token %.*s is not there (AWS_WEB_IDENTITY_TOKEN_FILE, "
		    "or web_identity_token_file of the profile)",
		    STR_ARG(token_file));
	if (done) {
		struct assumption assumption = {.role_arn = role_arn, .session_name = session_name};
		call = assumption_call(&arena, &assumption, region_of(finder), NULL);
		call.operation = STR("AssumeRoleWithWebIdentity");
		buf_init(&query, &arena, TEXT_MAX);
		buf_add(&query, call.query);
		add_parameter(&query, "WebIdentityToken", str_trim(token));
		call.query = buf_str(&query);
		done = client_call_now(finder->client, &arena, &call, &answer, err);
	}
	if (done && (answer.outcome != CALL_DONE || !assumption_read(answer.json, out)))
		done = credentials_failed(
		    &answer, "the web identity got no keys: sts:AssumeRoleWithWebIdentity", err);
	if (done)
		out->source = "a web identity";
	arena_wipe(&arena);
	return done;
}

/* ---- a profile ----------------------------------------------------------------------------------
 */

static bool from_environment(struct credentials *out)
{
	return keys_given(str_from(getenv("AWS_ACCESS_KEY_ID")),
			  str_from(getenv("AWS_SECRET_ACCESS_KEY")),
			  str_from(getenv("AWS_SESSION_TOKEN")), "the environment", out);
}

/* credential_source: Environment, EcsContainer, Ec2InstanceMetadata. */
static bool from_source(const struct finder *finder, const struct profile *profile,
			struct credentials *out, struct err *err)
{
	struct str source = profile->credential_source;
	bool found = false;
	bool done = true;

	if (str_eq_nocase(source, STR("Environment")))
		found = from_environment(out);
	else if (str_eq_nocase(source, STR("EcsContainer")))
		done = credentials_container(finder, out, &found, err);
	else if (str_eq_nocase(source, STR("Ec2InstanceMetadata")))
		done = credentials_machine(finder, out, &found, err);
	else
		return err_set(err, ERR_INPUT,
			       "profile %.*s: credential_source is \"%.*s\", and only Environment, "
			       "EcsContainer and Ec2InstanceMetadata are known",
			       STR_ARG(profile->name), STR_ARG(source));
	if (done && !found)
		return err_set(err, ERR_ENVIRONMENT,
			       "profile %.*s: its credential_source %.*s has no keys here",
			       STR_ARG(profile->name), STR_ARG(source));
	return done;
}

static bool from_profile(const struct finder *finder, struct str name, unsigned depth,
			 bool keys_only, struct credentials *out, bool *found, struct err *err);

/* The keys with which a profile's role is assumed. */
static bool role_source(const struct finder *finder, const struct profile *profile, unsigned depth,
			struct credentials *out, struct err *err)
{
	struct str source = profile->source_profile;
	bool found = false;

	if (source.n > 0 && profile->credential_source.n > 0)
		return err_set(err, ERR_INPUT,
			       "profile %.*s has both source_profile and credential_source: only "
			       "one may be there",
			       STR_ARG(profile->name));
	if (profile->credential_source.n > 0)
		return from_source(finder, profile, out, err);
	if (source.n == 0)
		return err_set(err, ERR_INPUT,
			       "profile %.*s has a role_arn, and neither source_profile nor "
			       "credential_source to assume it with",
			       STR_ARG(profile->name));
	if (aws_files_profile(finder->files, source) == NULL)
		return err_set(err, ERR_INPUT,
			       "profile %.*s names source_profile %.*s, which is not there",
			       STR_ARG(profile->name), STR_ARG(source));
	if (!from_profile(finder, source, depth + 1, str_eq(source, profile->name), out, &found,
			  err))
		return false;
	return found ||
	       err_set(err, ERR_INPUT, "profile %.*s: its source_profile %.*s has no credentials",
		       STR_ARG(profile->name), STR_ARG(source));
}

static bool from_role(const struct finder *finder, const struct profile *profile, unsigned depth,
		      struct credentials *out, struct err *err)
{
	struct credentials source = {.expires = 0};
	bool done = false;

	if (profile->web_identity_token_file.n > 0)
		return web_identity(finder, profile->web_identity_token_file, profile->role_arn,
				    profile->role_session_name, out, err);
	done = role_source(finder, profile, depth, &source, err) &&
	       assume(finder, profile, &source, out, err);
	credentials_wipe(&source);
	return done;
}

/* `keys_only`: a profile that is its own source. */
static bool from_profile(const struct finder *finder, struct str name, unsigned depth,
			 bool keys_only, struct credentials *out, bool *found, struct err *err)
{
	const struct profile *profile = aws_files_profile(finder->files, name);

	*found = false;
	if (depth > CHAIN_MAX)
		return err_set(err, ERR_INPUT,
			       "profile %.*s: its source profiles go round in a circle",
			       STR_ARG(name));
	if (profile == NULL)
		return true;
	*found = true;
	if (profile->role_arn.n > 0 && !keys_only)
		return from_role(finder, profile, depth, out, err);
	if (profile->sso_session.n > 0 || profile->sso_start_url.n > 0)
		return credentials_sso(finder, profile, out, err);
	if (keys_given(profile->access_key_id, profile->secret_access_key, profile->session_token,
		       "the credentials file", out))
		return true;
	if (profile->credential_process.n > 0)
		return credentials_process(profile->credential_process, out, err);
	*found = false;
	return true;
}

/* ---- all of them --------------------------------------------------------------------------------
 */

static bool nothing_found(const struct finder *finder, struct str name, struct err *err)
{
	struct arena arena = {0};
	struct buf names;

	buf_init(&names, &arena, TEXT_MAX);
	for (size_t i = 0; i < finder->files->n_profiles && i < NAMES_SHOWN; i++)
		buf_printf(&names, "%s%.*s", i > 0 ? ", " : "",
			   STR_ARG(finder->files->profiles[i].name));
	if (finder->files->n_profiles > NAMES_SHOWN)
		buf_add_cstr(&names, " ...");
	err_set(err, ERR_ENVIRONMENT,
		"no AWS credentials were found: not in the environment, profile %.*s, a container "
		"or the machine's metadata; try `aws configure` or `aws sso login`, or name a "
		"profile with --profile (%s%.*s)",
		STR_ARG(name), names.n > 0 ? "there are " : "there are none",
		STR_ARG(buf_str(&names)));
	arena_release(&arena);
	return false;
}

static bool elsewhere(const struct finder *finder, struct credentials *out, bool *found,
		      struct err *err)
{
	struct str token = str_from(getenv("AWS_WEB_IDENTITY_TOKEN_FILE"));
	struct str role = str_from(getenv("AWS_ROLE_ARN"));

	*found = token.n > 0 && role.n > 0;
	if (*found)
		return web_identity(finder, token, role, str_from(getenv("AWS_ROLE_SESSION_NAME")),
				    out, err);
	if (!credentials_container(finder, out, found, err))
		return false;
	return *found || credentials_machine(finder, out, found, err);
}

bool credentials_find(const struct finder *finder, struct credentials *out, struct err *err)
{
	struct str name = aws_profile_name(finder->profile);
	bool found = false;

	if (finder->profile.n == 0 && from_environment(out))
		return true;
	if (!str_eq(name, STR("default")) && aws_files_profile(finder->files, name) == NULL)
		return nothing_found(finder, name, err) ||
		       err_prefix(err, "there is no profile %.*s", STR_ARG(name));
	if (!from_profile(finder, name, 0, false, out, &found, err))
		return false;
	if (!found && !elsewhere(finder, out, &found, err))
		return false;
	return found || nothing_found(finder, name, err);
}
