/* profiles.c - config and credentials of the AWS CLI, and the chains of profiles in them. */
#include "read.h"

#include "rolehop/feed/profiles.h"

const bool read_has_head = false;

void read_begin(void)
{
}

void read_text(struct arena *arena, const uint8_t *head, struct str text)
{
	struct str_split it = {text, false};
	struct str config = {"", 0};
	struct str credentials = {"", 0};
	struct aws_files files;
	struct err err = {ERR_NONE, ""};
	const struct profile *const *chain;
	size_t n;

	(void)head;
	str_next(&it, FUZZ_SEPARATOR, &config);
	str_next(&it, FUZZ_SEPARATOR, &credentials);
	bool ok = aws_files_read(arena, STR("config"), config, STR("credentials"), credentials,
				 &files, &err);
	read_told(ok, &err);
	for (size_t i = 0; ok && i < files.n_profiles && i < 8; i++)
		read_told(profiles_chain(arena, files.profiles, files.n_profiles,
					 files.profiles[i].name, &chain, &n, &err),
			  &err);
}
