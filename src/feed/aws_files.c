/* feed/aws_files.c - files that hold secrets, read without leaving copies; where AWS's tools keep
 * them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "feed/aws_files.h"

enum { AWS_FILE_MAX = 1 << 20 };

struct str aws_expand(struct arena *arena, const char *home, struct str path)
{
	if (home == NULL || !str_starts(path, STR("~/")))
		return arena_str(arena, path);
	return arena_printf(arena, "%s%.*s", home, STR_ARG(str_skip(path, 1)));
}

static bool read_whole(int fd, char *into, size_t size, size_t *n)
{
	*n = 0;
	while (*n < size) {
		ssize_t got = read(fd, into + *n, size - *n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		*n += (size_t)got;
	}
	return true;
}

bool aws_file_read(struct arena *arena, struct str path, struct str *out, bool *found,
		   struct err *err)
{
	const char *name = arena_cstr(arena, path);
	struct stat st;
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	char *text = NULL;
	size_t size = 0;
	size_t n = 0;
	bool ok = false;

	*out = STR("");
	*found = fd >= 0;
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return true;
	if (fd < 0)
		return err_set(err, ERR_ENVIRONMENT, "%s: cannot be opened: %s", name,
			       strerror(errno));
	ok = fstat(fd, &st) == 0;
	size = ok && st.st_size > 0 && st.st_size < AWS_FILE_MAX ? (size_t)st.st_size + 1
								 : AWS_FILE_MAX + 1;
	text = arena_alloc(arena, size);
	ok = ok && read_whole(fd, text, size, &n);
	if (!ok)
		err_set(err, ERR_ENVIRONMENT, "%s: cannot be read: %s", name, strerror(errno));
	else if (n == size)
		ok = err_set(err, ERR_INPUT,
			     "%s: is larger than such files are, or grew while it was read", name);
	close(fd);
	if (ok)
		*out = (struct str){text, n};
	return ok;
}

/* The file that a variable names, else the one of that name in ~/.aws. */
static bool read_one(struct arena *arena, const char *home, const char *variable, const char *name,
		     struct str *path, struct str *text, struct err *err)
{
	const char *given = getenv(variable);
	bool found = false;

	*text = STR("");
	*path = given != NULL && given[0] != '\0' ? aws_expand(arena, home, str_from(given))
		: home != NULL			  ? arena_printf(arena, "%s/.aws/%s", home, name)
						  : STR("");
	return path->n == 0 || aws_file_read(arena, *path, text, &found, err);
}

bool aws_files_load(struct arena *arena, const char *home, struct aws_files *out, struct err *err)
{
	struct str config_path, config, credentials_path, credentials;

	return read_one(arena, home, "AWS_CONFIG_FILE", "config", &config_path, &config, err) &&
	       read_one(arena, home, "AWS_SHARED_CREDENTIALS_FILE", "credentials",
			&credentials_path, &credentials, err) &&
	       aws_files_read(arena, config_path, config, credentials_path, credentials, out, err);
}

/* ---- what they and the environment say about the way to AWS -------------------------------------
 */

static bool is_true(struct str text)
{
	return str_eq_nocase(text, STR("true"));
}

static struct str env_or(const char *variable, struct str other)
{
	struct str value = str_from(getenv(variable));

	return value.n > 0 ? value : other;
}

struct str aws_profile_name(struct str given)
{
	struct str name = given.n > 0 ? given : str_from(getenv("AWS_PROFILE"));

	if (name.n == 0)
		name = str_from(getenv("AWS_DEFAULT_PROFILE"));
	return name.n > 0 ? name : STR("default");
}

void aws_settings_of(const struct aws_files *files, struct str profile_name,
		     struct aws_settings *out)
{
	static const struct profile none;
	const struct profile *profile = aws_files_profile(files, aws_profile_name(profile_name));

	if (profile == NULL)
		profile = &none;
	*out = (struct aws_settings){
	    .region = env_or("AWS_REGION", env_or("AWS_DEFAULT_REGION", profile->region)),
	    .ca_bundle = env_or("AWS_CA_BUNDLE", profile->ca_bundle),
	    .endpoint_url = profile->endpoint_url,
	    .services = profile->services,
	    .dualstack = is_true(env_or("AWS_USE_DUALSTACK_ENDPOINT", profile->dualstack)),
	    .fips = is_true(env_or("AWS_USE_FIPS_ENDPOINT", profile->fips)),
	    .ignore_endpoints =
		is_true(env_or("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", profile->ignore_endpoints)),
	    .files = files,
	};
}
