/* feed/profiles.c - profiles of the AWS config and credentials files. */
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
};
/* clang-format on */

struct reading {
	struct vec profiles; /* struct profile */
	struct str file;
	bool config; /* sections of a config file say "profile" */
	size_t line;
	ptrdiff_t current; /* index; -1: a section that is no profile */
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

/* "[profile x]", "[default]", "[x]" of a credentials file; others are not for us. */
static bool open_section(struct reading *r, struct str line)
{
	ptrdiff_t end = str_find_char(line, ']');
	struct str name, word = STR("profile ");

	if (end < 0)
		return complain(r, "a section's name ends with ]");
	name = str_trim(str_slice(line, 1, (size_t)end));
	r->current = -1;
	if (r->config && str_starts(name, word))
		name = str_trim(str_skip(name, word.n));
	else if (r->config && !str_eq(name, STR("default")))
		return true;
	if (name.n > 1 && (name.p[0] == '"' || name.p[0] == '\'') &&
	    name.p[name.n - 1] == name.p[0])
		name = str_slice(name, 1, name.n - 1);
	r->current = find(&r->profiles, name);
	if (r->current >= 0)
		return true;
	((struct profile *)vec_push(&r->profiles))->name = name;
	r->current = (ptrdiff_t)r->profiles.n - 1;
	return true;
}

static bool take_setting(struct reading *r, struct str line)
{
	ptrdiff_t equals = str_find_char(line, '=');
	struct str key, value, *field;

	if (equals < 0)
		return complain(r, "this is neither a section nor KEY = VALUE");
	key = str_trim(str_slice(line, 0, (size_t)equals));
	value = str_trim(str_skip(line, (size_t)equals + 1));
	for (size_t i = 0; r->current >= 0 && i < sizeof(settings) / sizeof(settings[0]); i++) {
		if (!str_eq_nocase(key, str_from(settings[i].key)))
			continue;
		field = (struct str *)(void *)((char *)vec_at(&r->profiles, (size_t)r->current) +
					       settings[i].offset);
		if (str_is_empty(*field))
			*field = value;
	}
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
	if (line.p[0] == ' ' || line.p[0] == '\t')
		return true;
	return take_setting(r, bare);
}

static bool read_file(struct reading *r, struct str name, struct str text, bool config)
{
	struct str_split it = {text, false};
	struct str line;

	r->file = name;
	r->config = config;
	r->line = 0;
	r->current = -1;
	while (str_next(&it, '\n', &line)) {
		r->line++;
		if (!read_line(r, line))
			return false;
	}
	return true;
}

bool profiles_read(struct arena *arena, struct str config_name, struct str config,
		   struct str credentials_name, struct str credentials, const struct profile **out,
		   size_t *n, struct err *err)
{
	struct reading r = {.err = err};

	vec_init(&r.profiles, arena, sizeof(struct profile));
	if (!read_file(&r, config_name, config, true) ||
	    !read_file(&r, credentials_name, credentials, false))
		return false;
	*out = r.profiles.items;
	*n = r.profiles.n;
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
