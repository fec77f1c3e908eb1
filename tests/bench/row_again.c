/* row_again.c - a scan after one policy changed, beside the whole scan. */
#include "bench.h"

#include <stdio.h>
#include <unistd.h>

#define ACCOUNT "100000000000"
#define ROLE "billing-dev-00021"

struct again {
	const char *db, *kept; /* an inventory of its own, and what its last scan found */
	const char *changes[2];
	struct command import, scan;
	struct command whole; /* that knows of no scan before; what it leaves, `scan` takes */
	const char *import_argv[9], *scan_argv[7];
	unsigned turn;
};

/* The answer to get-role-policy, which is one time this and one time that. */
static bool write_change(const char *path, const char *action)
{
	FILE *file = fopen(path, "w");
	bool ok = file && fprintf(file,
				  "{\"RoleName\":\"" ROLE "\",\"PolicyName\":\"again\","
				  "\"PolicyDocument\":{\"Version\":\"2012-10-17\",\"Statement\":"
				  "{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"*\"}}}",
				  action) > 0;

	return file && fclose(file) == 0 && ok;
}

/* Only the scan counts. */
static struct lap again_lap(void *self)
{
	struct again *a = self;

	a->import_argv[7] = a->changes[a->turn++ % 2];
	if (lap_command(&a->import).seconds <= 0)
		return (struct lap){0, 0};
	return lap_command(&a->scan);
}

static bool prepare(struct bench *bench, struct again *a)
{
	const char *large = bench_estate(bench, "large.db");
	const char *copy_argv[] = {"/bin/cp", large, NULL, NULL};
	struct command copy = {copy_argv, 1, 1, NULL};

	a->db = bench_path(bench, "bench/again.db");
	a->kept = bench_path(bench, "bench/again.db-scan");
	a->changes[0] = bench_path(bench, "bench/again-0.json");
	a->changes[1] = bench_path(bench, "bench/again-1.json");
	copy_argv[2] = a->db;
	const char *import[] = {bench_path(bench, "rolehop"),
				"import",
				"--quiet",
				"--db",
				a->db,
				"--account",
				ACCOUNT,
				NULL,
				NULL};
	const char *scan[] = {
	    bench_path(bench, "rolehop"), "scan", "--quiet", "--tasks-only", "--db", a->db, NULL};
	for (size_t i = 0; i < sizeof(import) / sizeof(import[0]); i++)
		a->import_argv[i] = import[i];
	for (size_t i = 0; i < sizeof(scan) / sizeof(scan[0]); i++)
		a->scan_argv[i] = scan[i];
	a->import = (struct command){a->import_argv, 1, 1, NULL};
	a->scan = (struct command){a->scan_argv, 1, 1, NULL};
	a->whole = (struct command){a->scan_argv, 1, 1, a->kept};
	return lap_command(&copy).seconds > 0 && write_change(a->changes[0], "sqs:SendMessage") &&
	       write_change(a->changes[1], "sqs:*") && lap_command(&a->whole).seconds > 0;
}

void rows_again(struct bench *bench)
{
	static const char name[] = "scan: again after one policy changed";
	struct again a = {.turn = 0};

	if (!bench_wants(bench, name))
		return;
	if (prepare(bench, &a))
		bench_row(bench, &(struct row){name,
					       "scans",
					       10,
					       {"rolehop", again_lap, &a},
					       {"the whole scan", lap_command, &a.whole}});
	else
		bench_skip(bench, name, "the estate cannot be copied and changed");
	unlink(a.db);
	unlink(a.kept);
}
