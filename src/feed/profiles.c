/* feed/profiles.c - the AWS config and credentials files. */
#include "rolehop/feed/profiles.h"

#include "rolehop/base/vec.h"

/* ---- the files ---------------------------------------------------------------------------------
 */

struct setting_row {
	const char *key;
	size_t offset;
};

/* clang-format off */
static const struct setting_row settings[] = {
	{"role_arn", offsetof(struct profile, role_arn)},
	{"source_profile", offsetof(struct profile, source_profile)},
	{"credential_source", offsetof(struct profile, credential_source)},
	{"external_id", offsetof(struct profile, external_id)},
	{"region", offsetof(struct profile, region)},
	{"mfa_serial", offsetof(struct profile, mfa_serial)},
	{"duration_seconds", offsetof(struct profile, duration_seconds)},
	{"role_session_name", offsetof(struct profile, role_session_name)},
	{"web_identity_token_file", offsetof(struct profile, web_identity_token_file)},
	{"credential_process", offsetof(struct profile, credential_process)},
	{"sso_session", offsetof(struct profile, sso_session)},
	{"sso_start_url", offsetof(struct profile, sso_start_url)},
	{"sso_region", offsetof(struct profile, sso_region)},
	{"sso_account_id", offsetof(struct profile, sso_account_id)},
	{"sso_role_name", offsetof(struct profile, sso_role_name)},
	{"aws_access_key_id", offsetof(struct profile, access_key_id)},
	{"aws_secret_access_key", offsetof(struct profile, secret_access_key)},
	{"aws_session_token", offsetof(struct profile, session_token)},
	{"ca_bundle", offsetof(struct profile, ca_bundle)},
	{"endpoint_url", offsetof(struct profile, endpoint_url)},
	{"services", offsetof(struct profile, services)},
	{"use_dualstack_endpoint", offsetof(struct profile, dualstack)},
	{"use_fips_endpoint", offsetof(struct profile, fips)},
	{"ignore_configured_endpoint_urls", offsetof(struct profile, ignore_endpoints)},
};
/* clang-format on */

struct reading {
	struct vec profiles; /* struct profile */
	struct vec sessions; /* struct profile: [sso-session NAME] */
	struct vec urls;     /* struct service_url */
	struct str file;
	bool config; /* sections of a config file say "profile" */
	size_t line;
	struct vec *section; /* NULL: one that is not for us */
	size_t current;	     /* in it */
	struct str services; /* within [services NAME] */
	struct str service;  /* the setting above, to which indented lines belong */
	struct err *err;
};

static ptrdiff_t find(const struct vec *profiles, struct str name)
{
	for (size_t i = 0; i < profiles->n; i++)
		if (str_eq(((const struct profile *)vec_at(profiles, i))->name, name))
			return (ptrdiff_t)i;
	return -1;
}

static bool complain(struct reading *r, const char *what)
{
	return err_set(r->err, ERR_INPUT, "%.*s: line %zu: %s", STR_ARG(r->file), r->line, what);
}

static void open_named(struct reading *r, struct vec *section, struct str name)
{
	ptrdiff_t at = find(section, name);

	r->section = section;
	r->current = at >= 0 ? (size_t)at : section->n;
	if (at < 0)
		((struct profile *)vec_push(section))->name = name;
}

/* What follows the word and a blank, its quotes taken off; empty where it is not that word. */
static struct str after_word(struct str name, struct str word)
{
	if (!str_starts(name, word) || name.n == word.n ||
	    (name.p[word.n] != ' ' && name.p[word.n] != '\t'))
		return (struct str){NULL, 0};
	name = str_trim(str_skip(name, word.n));
	if (name.n > 1 && (name.p[0] == '"' || name.p[0] == '\'') &&
	    name.p[name.n - 1] == name.p[0])
		name = str_slice(name, 1, name.n - 1);
	return name;
}

/* "[profile x]", "[default]", "[sso-session x]", "[services x]", and "[x]" of a credentials file;
 * others are not for us. */
static bool open_section(struct reading *r, struct str line)
{
	ptrdiff_t end = str_find_char(line, ']');
	struct str name, profile, session;

	if (end < 0)
		return complain(r, "a section's name ends with ]");
	name = str_trim(str_slice(line, 1, (size_t)end));
	profile = after_word(name, STR("profile"));
	session = after_word(name, STR("sso-session"));
	r->section = NULL;
	r->services = after_word(name, STR("services"));
	r->service = STR("");
	if (!r->config || str_eq(name, STR("default")))
		open_named(r, &r->profiles, name);
	else if (profile.n > 0)
		open_named(r, &r->profiles, profile);
	else if (session.n > 0)
		open_named(r, &r->sessions, session);
	return true;
}

/* Of a setting that both files have the credentials file's holds. Source: AWS CLI User Guide,
 * "Configuration and credential file settings"; botocore does so with every setting. */
static void take_profile_setting(struct reading *r, struct str key, struct str value)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		struct str *field = NULL;
		if (!str_eq_nocase(key, str_from(settings[i].key)))
			continue;
		field = (struct str *)(void *)((char *)vec_at(r->section, r->current) +
					       settings[i].offset);
		if (str_is_empty(*field) || !r->config)
			*field = value;
	}
}

static bool take_setting(struct reading *r, struct str line, bool indented)
{
	ptrdiff_t equals = str_find_char(line, '=');
	struct str key, value;

	if (equals < 0)
		return indented || complain(r, "this is neither a section nor KEY = VALUE");
	key = str_trim(str_slice(line, 0, (size_t)equals));
	value = str_trim(str_skip(line, (size_t)equals + 1));
	if (indented && r->services.n > 0 && str_eq_nocase(key, STR("endpoint_url")))
		*(struct service_url *)vec_push(&r->urls) =
		    (struct service_url){r->services, r->service, value};
	if (indented)
		return true;
	r->service = key;
	if (r->section != NULL)
		take_profile_setting(r, key, value);
	return true;
}

/* An indented line belongs to the setting above it, such as `s3 =`. */
static bool read_line(struct reading *r, struct str line)
{
	struct str bare = str_trim(line);

	if (str_is_empty(bare) || bare.p[0] == '#' || bare.p[0] == ';')
		return true;
	if (bare.p[0] == '[')
		return open_section(r, bare);
	return take_setting(r, bare, line.p[0] == ' ' || line.p[0] == '\t');
}

static bool read_file(struct reading *r, struct str name, struct str text, bool config)
{
	struct str_split it = {text, false};
	struct str line;

	r->file = name;
	r->config = config;
	r->line = 0;
	r->section = NULL;
	r->services = r->service = STR("");
	while (str_next(&it, '\n', &line)) {
		r->line++;
		if (!read_line(r, line))
			return false;
	}
	return true;
}

bool aws_files_read(struct arena *arena, struct str config_name, struct str config,
		    struct str credentials_name, struct str credentials, struct aws_files *out,
		    struct err *err)
{
	struct reading r = {.err = err};

	vec_init(&r.profiles, arena, sizeof(struct profile));
	vec_init(&r.sessions, arena, sizeof(struct profile));
	vec_init(&r.urls, arena, sizeof(struct service_url));
	if (!read_file(&r, config_name, config, true) ||
	    !read_file(&r, credentials_name, credentials, false))
		return false;
	*out = (struct aws_files){r.profiles.items, r.profiles.n, r.sessions.items,
				  r.sessions.n,	    r.urls.items, r.urls.n};
	return true;
}

bool profiles_read(struct arena *arena, struct str config_name, struct str config,
		   struct str credentials_name, struct str credentials, const struct profile **out,
		   size_t *n, struct err *err)
{
	struct aws_files files;

	if (!aws_files_read(arena, config_name, config, credentials_name, credentials, &files, err))
		return false;
	*out = files.profiles;
	*n = files.n_profiles;
	return true;
}

/* ---- chains -------------------------------------------------------------------------------------
 */

static const struct profile *named(const struct profile *profiles, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(profiles[i].name, name))
			return &profiles[i];
	return NULL;
}

const struct profile *aws_files_profile(const struct aws_files *files, struct str name)
{
	return named(files->profiles, files->n_profiles, name);
}

const struct profile *aws_files_sso_session(const struct aws_files *files, struct str name)
{
	return named(files->sso_sessions, files->n_sso_sessions, name);
}

static bool in_chain(const struct vec *chain, const struct profile *profile)
{
	for (size_t i = 0; i < chain->n; i++)
		if (*(const struct profile **)vec_at(chain, i) == profile)
			return true;
	return false;
}

static void turn_round(struct vec *chain)
{
	const struct profile **items = chain->items;

	for (size_t i = 0; i < chain->n / 2; i++) {
		const struct profile *kept = items[i];
		items[i] = items[chain->n - 1 - i];
		items[chain->n - 1 - i] = kept;
	}
}

bool profiles_chain(struct arena *arena, const struct profile *profiles, size_t n, struct str name,
		    const struct profile *const **out, size_t *n_out, struct err *err)
{
	const struct profile *profile = named(profiles, n, name);
	struct vec chain;

	if (profile == NULL)
		return err_set(err, ERR_INPUT, "the AWS config files have no profile %.*s",
			       STR_ARG(name));
	if (str_is_empty(profile->role_arn))
		return err_set(err, ERR_INPUT, "profile %.*s assumes no role: it has no role_arn",
			       STR_ARG(name));
	vec_init(&chain, arena, sizeof(const struct profile *));
	while (profile != NULL && !str_is_empty(profile->role_arn)) {
		if (in_chain(&chain, profile))
			return err_set(err, ERR_INPUT,
				       "profile %.*s: its source profiles go round in a circle",
				       STR_ARG(name));
		*(const struct profile **)vec_push(&chain) = profile;
		if (str_is_empty(profile->source_profile) ||
		    str_eq(profile->source_profile, profile->name))
			break;
		if (named(profiles, n, profile->source_profile) == NULL)
			return err_set(err, ERR_INPUT,
				       "profile %.*s names source_profile %.*s, which is not there",
				       STR_ARG(profile->name), STR_ARG(profile->source_profile));
		profile = named(profiles, n, profile->source_profile);
	}
	turn_round(&chain);
	*out = chain.items;
	*n_out = chain.n;
	return true;
}
