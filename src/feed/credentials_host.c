/* feed/credentials_host.c - credentials that a container or a machine of AWS has. */
#include <stdlib.h>
#include <string.h>

#include "feed/credentials.h"

#define METADATA "/latest/meta-data/iam/security-credentials/"

enum { SHORT_MS = 1000, LONG_MS = 5000 };

static const struct key_names names = {STR_INIT("AccessKeyId"), STR_INIT("SecretAccessKey"),
				       STR_INIT("Token"), STR_INIT("Expiration")};

static bool is_true(const char *variable)
{
	return str_eq_nocase(str_from(getenv(variable)), STR("true"));
}

/* A plain request to a service beside us, never through a proxy. */
static bool ask(const struct finder *finder, struct arena *arena, const char *method,
		struct str url, struct header extra, int timeout_ms, struct answer *answer,
		struct err *err)
{
	struct call call = {.url = url,
			    .method = str_from(method),
			    .extra = extra,
			    .plain = true,
			    .no_proxy = true,
			    .raw = true,
			    .attempts = 1,
			    .timeout_ms = timeout_ms};

	return client_call_now(finder->client, arena, &call, answer, err);
}

static bool take_keys(struct arena *arena, const struct answer *answer, const char *source,
		      struct credentials *out)
{
	const struct json *json = NULL;
	struct err ignored;

	if (answer->outcome != CALL_DONE || !json_parse(arena, answer->body, &json, &ignored) ||
	    !keys_read(json, &names, out))
		return false;
	out->source = source;
	return true;
}

/* ---- containers ---------------------------------------------------------------------------------
 */

/* Source: AWS SDKs and Tools Reference Guide, "Container credential provider". */
static bool is_near(struct str url)
{
	static const struct str hosts[] = {
	    STR_INIT("localhost"),     STR_INIT("127.0.0.1"),	   STR_INIT("[::1]"),
	    STR_INIT("169.254.170.2"), STR_INIT("169.254.170.23"), STR_INIT("[fd00:ec2::23]"),
	};
	struct endpoint endpoint;
	struct err ignored;

	if (!endpoint_parse(url, &endpoint, &ignored))
		return false;
	if (str_eq(endpoint.scheme, STR("https")))
		return true;
	for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++)
		if (str_eq(endpoint.host, hosts[i]) ||
		    (str_starts(endpoint.host, hosts[i]) && endpoint.host.p[hosts[i].n] == ':'))
			return true;
	return false;
}

static bool container_token(const struct finder *finder, struct arena *arena, struct str *token,
			    struct err *err)
{
	struct str file = str_from(getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
	bool found = false;

	*token = str_from(getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
	if (file.n == 0)
		return true;
	if (!aws_file_read(arena, aws_expand(arena, finder->home, file), token, &found, err))
		return false;
	*token = str_trim(*token);
	return found || err_set(err, ERR_ENVIRONMENT,
				"%.*s, which AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names, is not "
				"there",
				STR_ARG(file));
}

bool credentials_container(const struct finder *finder, struct credentials *out, bool *found,
			   struct err *err)
{
	struct str relative = str_from(getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"));
	struct str url = str_from(getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
	struct answer answer = {.outcome = CALL_FAILED};
	struct arena arena = {0};
	struct str token;
	bool done = true;

	*found = relative.n > 0 || url.n > 0;
	if (!*found)
		return true;
	if (relative.n > 0)
		url = arena_printf(&arena, "http://169.254.170.2%.*s", STR_ARG(relative));
	if (!is_near(url))
		done = err_set(err, ERR_INPUT,
			       "AWS_CONTAINER_CREDENTIALS_FULL_URI: %.*s is neither https nor a "
			       "host beside this one",
			       STR_ARG(url));
	done = done && container_token(finder, &arena, &token, err) &&
	       ask(finder, &arena, "GET", url,
		   (struct header){token.n > 0 ? STR("Authorization") : STR(""), token}, LONG_MS,
		   &answer, err);
	if (done && !take_keys(&arena, &answer, "the container", out))
		done =
		    credentials_failed(&answer, "the container's credentials cannot be had", err);
	arena_wipe(&arena);
	return done;
}

/* ---- machines -----------------------------------------------------------------------------------
 */

static struct str machine_url(struct arena *arena, const char *path)
{
	struct str base = str_from(getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT"));

	if (base.n == 0)
		base = STR("http://169.254.169.254");
	while (str_ends(base, STR("/")))
		base = str_slice(base, 0, base.n - 1);
	return arena_printf(arena, "%.*s%s", STR_ARG(base), path);
}

/* The session's token of version 2; none where only version 1 is there. Source: EC2 User Guide,
 * "Use the Instance Metadata Service". */
static bool machine_token(const struct finder *finder, struct arena *arena, struct header *token,
			  bool *there, struct err *err)
{
	struct header ttl = {STR("X-aws-ec2-metadata-token-ttl-seconds"), STR("21600")};
	struct answer answer = {.outcome = CALL_FAILED};
	bool old = false;

	if (!ask(finder, arena, "PUT", machine_url(arena, "/latest/api/token"), ttl, SHORT_MS,
		 &answer, err))
		return false;
	old = (answer.status == 403 || answer.status == 404 || answer.status == 405) &&
	      !is_true("AWS_EC2_METADATA_V1_DISABLED");
	*there = answer.outcome == CALL_DONE || old;
	if (answer.outcome == CALL_DONE)
		*token = (struct header){STR("X-aws-ec2-metadata-token"), str_trim(answer.body)};
	return true;
}

/* Source: IAM API Reference, "Role": RoleName. */
static bool is_role_name(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool letter = ascii_is_letter(c);
		if (!letter && !ascii_is_digit(c) && !strchr("_+=,.@-", c))
			return false;
	}
	return text.n > 0 && text.n <= 128;
}

static bool machine_keys(const struct finder *finder, struct arena *arena, struct header token,
			 struct credentials *out, bool *found, struct err *err)
{
	struct answer answer = {.outcome = CALL_FAILED};
	struct str role;

	if (!ask(finder, arena, "GET", machine_url(arena, METADATA), token, SHORT_MS, &answer, err))
		return false;
	role = str_trim(answer.body);
	*found = answer.outcome == CALL_DONE && is_role_name(role);
	if (!*found)
		return true;
	role = arena_printf(arena, METADATA "%.*s", STR_ARG(role));
	if (!ask(finder, arena, "GET", machine_url(arena, role.p), token, SHORT_MS, &answer, err))
		return false;
	return take_keys(arena, &answer, "the machine's role", out) ||
	       credentials_failed(&answer, "the machine's credentials cannot be had", err);
}

bool credentials_machine(const struct finder *finder, struct credentials *out, bool *found,
			 struct err *err)
{
	struct header token = {STR(""), STR("")};
	struct arena arena = {0};
	bool there = false;
	bool done = true;

	*found = false;
	if (is_true("AWS_EC2_METADATA_DISABLED"))
		return true;
	done = machine_token(finder, &arena, &token, &there, err);
	if (done && there)
		done = machine_keys(finder, &arena, token, out, found, err);
	arena_wipe(&arena);
	return done;
}
