/* feed/profiles.h - the AWS config and credentials files: profiles, SSO sessions, endpoints. */
#ifndef ROLEHOP_FEED_PROFILES_H
#define ROLEHOP_FEED_PROFILES_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/err.h"
#include "rolehop/base/str.h"

struct profile {
	struct str name;
	struct str role_arn;	      /* empty: it assumes none */
	struct str source_profile;    /* whose credentials assume it */
	struct str credential_source; /* Environment, Ec2InstanceMetadata, EcsContainer */
	struct str external_id;
	struct str region;
	struct str mfa_serial;
	struct str duration_seconds;
	struct str role_session_name;
	struct str web_identity_token_file;
	struct str credential_process;
	struct str sso_session;
	struct str sso_start_url; /* these four also of a section [sso-session NAME] */
	struct str sso_region;
	struct str sso_account_id;
	struct str sso_role_name;
	struct str access_key_id; /* of the credentials file, where that has them */
	struct str secret_access_key;
	struct str session_token;
	struct str ca_bundle;
	struct str endpoint_url;
	struct str services; /* the section [services NAME] with endpoints of single services */
	struct str dualstack;
	struct str fips;
	struct str ignore_endpoints;
};

/* An endpoint of one service: "s3" of [services NAME]. */
struct service_url {
	struct str section;
	struct str service;
	struct str url;
};

/* Both files together. */
struct aws_files {
	const struct profile *profiles;
	size_t n_profiles;
	const struct profile *sso_sessions; /* of their own names */
	size_t n_sso_sessions;
	const struct service_url *urls;
	size_t n_urls;
};

bool aws_files_read(struct arena *arena, struct str config_name, struct str config,
		    struct str credentials_name, struct str credentials, struct aws_files *out,
		    struct err *err);

/*
 * Both files from where the environment says (AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE), else
 * from `home`/.aws; one that is not there is empty. The arena then holds secrets.
 */
bool aws_files_load(struct arena *arena, const char *home, struct aws_files *out, struct err *err);

/* The profile of that name, or NULL; the same of an SSO session. */
const struct profile *aws_files_profile(const struct aws_files *files, struct str name);
const struct profile *aws_files_sso_session(const struct aws_files *files, struct str name);

/*
 * All profiles of a config file ([default], [profile NAME]) and a credentials file ([NAME]); of a
 * setting that both have, the config file's holds. A line that is no setting is ERR_INPUT with file
 * and line. Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
 */
bool profiles_read(struct arena *arena, struct str config_name, struct str config,
		   struct str credentials_name, struct str credentials, const struct profile **out,
		   size_t *n, struct err *err);

/*
 * The profiles that are assumed one after the other until `name` is: those that assume a role, the
 * first one first. ERR_INPUT for a profile that is not there, one that assumes none, or a circle.
 * A profile that names itself as its source has credentials of its own. Source: AWS SDKs and Tools
 * Reference Guide, "Assume role credential provider".
 */
bool profiles_chain(struct arena *arena, const struct profile *profiles, size_t n, struct str name,
		    const struct profile *const **out, size_t *n_out, struct err *err);

#endif
