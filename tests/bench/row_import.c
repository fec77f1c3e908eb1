/* row_import.c - an estate imported, and imported again, beside the bare work. */
#include "bench.h"

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

struct importing {
	struct command command;
	const char *db; /* removed before each lap; NULL: stays */
};

static void remove_db(const char *db)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[1024];

	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s%s", db, ends[i]);
		unlink(path);
	}
}

static struct lap import_lap(void *self)
{
	struct importing *importing = self;

	if (importing->db)
		remove_db(importing->db);
	return lap_command(&importing->command);
}

/* A command whose last words are the files of the estate. */
static const char *const *with_files(struct bench *bench, const char *const *words, size_t n)
{
	glob_t files;
	const char **argv;

	if (glob(bench_estate(bench, "import/*.json*"), 0, NULL, &files) != 0)
		return NULL;
	argv = arena_array(&bench->arena, n + files.gl_pathc + 1, sizeof(*argv));
	for (size_t i = 0; i < n; i++)
		argv[i] = words[i];
	for (size_t i = 0; i < files.gl_pathc; i++)
		argv[n + i] = arena_cstr(&bench->arena, str_from(files.gl_pathv[i]));
	globfree(&files);
	return argv;
}

/* An inventory taken into an empty one. */
static void row_merge(struct bench *bench, const char *from)
{
	const char *into = bench_path(bench, "bench/merged.db"),
		   *copy = bench_path(bench, "bench/copied.db");
	struct importing ours = {{(const char *const[]){bench_path(bench, "rolehop"), "merge",
							"--quiet", "--db", into, from, NULL},
				  1, 1, NULL},
				 into};
	struct importing other = {
	    {(const char *const[]){bench_path(bench, "bench/floor"), "copy", from, copy, NULL}, 1,
	     1, NULL},
	    copy};

	bench_row(bench, &(struct row){"merge: an inventory into an empty one",
				       "merges",
				       0.6,
				       {"rolehop", import_lap, &ours},
				       {"its rows copied by SQLite", import_lap, &other}});
	remove_db(into);
	remove_db(copy);
}

void rows_import(struct bench *bench)
{
	const char *fresh = bench_path(bench, "bench/import.db"),
		   *kept = bench_estate(bench, "import.db");
	const char *bare = bench_path(bench, "bench/floor.db"),
		   *floor = bench_path(bench, "bench/floor");
	const char *rolehop = bench_path(bench, "rolehop"), *folder = bench_estate(bench, "import");
	struct importing ours = {
	    {(const char *const[]){rolehop, "import", "--quiet", "--db", fresh, folder, NULL}, 1, 1,
	     NULL},
	    fresh};
	struct importing again = {
	    {(const char *const[]){rolehop, "import", "--quiet", "--db", kept, folder, NULL}, 1, 1,
	     NULL},
	    NULL};
	struct importing other = {
	    {with_files(bench, (const char *const[]){floor, "import", bare}, 3), 1, 1, NULL}, bare};
	struct importing parse = {
	    {with_files(bench, (const char *const[]){floor, "parse"}, 2), 1, 1, NULL}, NULL};

	if (!other.command.argv || !parse.command.argv) {
		bench_skip(bench, "import", "there is no estate to import");
		return;
	}
	bench_row(bench, &(struct row){"import: an estate",
				       "estates",
				       0.6,
				       {"rolehop", import_lap, &ours},
				       {"cJSON with an arena, SQLite", import_lap, &other}});
	bench_row(bench, &(struct row){"import: the same again",
				       "estates",
				       0.8,
				       {"rolehop", import_lap, &again},
				       {"cJSON with an arena", import_lap, &parse}});
	row_merge(bench, kept);
	remove_db(fresh);
	remove_db(bare);
}
