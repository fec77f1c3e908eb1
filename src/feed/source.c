/* feed/source.c - what the name of a file and its folders say about the data in it. */
#include "feed/private.h"
#include "rolehop/model/arn.h"

/* The name without the endings that say how it is written. */
static struct str stem_of(struct str base)
{
	static const struct str endings[] = {
	    STR_INIT(".gz"),  STR_INIT(".json"), STR_INIT(".jsonl"), STR_INIT(".ndjson"),
	    STR_INIT(".asl"), STR_INIT(".yaml"), STR_INIT(".yml"),   STR_INIT(".txt"),
	};
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
			if (!str_ends(base, endings[i]) || base.n == endings[i].n)
				continue;
			base = str_slice(base, 0, base.n - endings[i].n);
			again = true;
		}
	}
	return base;
}

struct str source_unpacked_name(const struct source *source)
{
	struct str name = source->name;

	return str_ends(name, STR(".gz")) ? str_slice(name, 0, name.n - STR(".gz").n) : name;
}

/* Folders from the inside out: the nearest that looks like an account or a region counts. */
static void from_folders(struct str folders, struct source *out)
{
	while (folders.n > 0) {
		ptrdiff_t slash = str_find_last_char(folders, '/');
		struct str part = slash < 0 ? folders : str_skip(folders, (size_t)slash + 1);
		folders = slash < 0 ? STR("") : str_slice(folders, 0, (size_t)slash);
		if (out->account.n == 0 && arn_is_account_id(part))
			out->account = part;
		if (out->region.n == 0 && arn_is_region(part))
			out->region = part;
	}
}

void source_describe(struct arena *arena, const struct import_options *options, struct str path,
		     struct source *out)
{
	struct str name = arena_str(arena, path);
	ptrdiff_t slash = str_find_last_char(name, '/');
	struct str base = slash < 0 ? name : str_skip(name, (size_t)slash + 1);
	struct str stem = stem_of(base);
	ptrdiff_t dot = str_find_char(stem, '.');
	struct arn arn;

	*out = (struct source){.name = name,
			       .for_arn = options->for_arn,
			       .account = options->account,
			       .region = options->region,
			       .when = options->now};
	if (out->for_arn.n == 0 && arn_parse(stem, &arn))
		out->for_arn = stem;
	out->command = dot < 0 ? stem : str_slice(stem, 0, (size_t)dot);
	out->subject = dot < 0 ? STR("") : str_skip(stem, (size_t)dot + 1);
	from_folders(slash < 0 ? STR("") : str_slice(name, 0, (size_t)slash), out);
}
