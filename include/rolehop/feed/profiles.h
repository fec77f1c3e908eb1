/* feed/profiles.h - profiles of the AWS config and credentials files: which role one assumes,
 * through which other. */
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
};

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
