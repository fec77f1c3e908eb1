/* feed/aws_files.h - files of AWS's tools, and what they say about the way to AWS. */
#ifndef ROLEHOP_FEED_AWS_FILES_H
#define ROLEHOP_FEED_AWS_FILES_H

#include "feed/endpoint.h"
#include "rolehop/feed/profiles.h"

/* "~/" at the front becomes `home`, unless that is NULL. */
struct str aws_expand(struct arena *arena, const char *home, struct str path);

/* The whole file into the arena and nowhere else, since it may hold secrets; *found false where it
 * is not there. */
bool aws_file_read(struct arena *arena, struct str path, struct str *out, bool *found,
		   struct err *err);

/* The profile that is meant: the given one, else AWS_PROFILE, AWS_DEFAULT_PROFILE, "default". */
struct str aws_profile_name(struct str given);

/* Region, CA bundle and endpoints, by the environment and that profile. */
void aws_settings_of(const struct aws_files *files, struct str profile_name,
		     struct aws_settings *out);

#endif
