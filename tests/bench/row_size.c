/* row_size.c - what there should be less of: memory of an import, bytes of an inventory, time on
 * the clock with two cores. */
#define _DEFAULT_SOURCE /* wait4 */
#include "bench.h"

#include <fcntl.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 12, SAID_MAX = 1 << 16, WORKERS = 2 };

/* ---- one run of a command -----------------------------------------------------------------------
 */

struct run {
	double memory;	     /* the most that it held, in KB */
	double clock;	     /* seconds */
	char said[SAID_MAX]; /* on standard error */
};

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static void become(const char *const *argv, int said)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(said, 2) < 0)
		_exit(126);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void read_said(int fd, char *into)
{
	size_t n = 0;
	ssize_t got;

	while ((got = read(fd, into + n, SAID_MAX - 1 - n)) > 0)
		n += (size_t)got;
	into[n] = '\0';
}

static bool run(const char *const *argv, struct run *out)
{
	double begin = now();
	struct rusage used;
	int ends[2], status;
	pid_t child;

	if (pipe(ends) != 0)
		return false;
	child = fork();
	if (child == 0)
		become(argv, ends[1]);
	close(ends[1]);
	read_said(ends[0], out->said);
	close(ends[0]);
	if (child < 0 || wait4(child, &status, 0, &used) != child)
		return false;
	out->clock = now() - begin;
	out->memory = (double)used.ru_maxrss;
	return WIFEXITED(status) && WEXITSTATUS(status) <= 2;
}

static void remove_db(const char *db)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-read"};
	char path[1024];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", db, ends[i]);
		unlink(path);
	}
}

static double size_of(const char *path)
{
	struct stat is;

	return stat(path, &is) == 0 ? (double)is.st_size : 0;
}

/* A number that is better the smaller it is, as a side: so many units in that many "seconds". */
static struct side smaller(const char *name, struct lap *lap, double number)
{
	*lap = (struct lap){1, number};
	return (struct side){name, lap_given, lap};
}

static void row_smaller(struct bench *bench, const char *name, const char *unit, double goal,
			double ours, const char *other_name, double other)
{
	struct lap our_lap, other_lap;

	bench_row(bench, &(struct row){name, unit, goal, smaller("rolehop", &our_lap, ours),
				       smaller(other_name, &other_lap, other)});
}

/* ---- import: memory and bytes -------------------------------------------------------------------
 */

static const char *const *floor_words(struct bench *bench, const char *db)
{
	glob_t files;
	const char **argv;

	if (glob(bench_estate(bench, "import/*.json*"), 0, NULL, &files) != 0)
		return NULL;
	argv = arena_array(&bench->arena, files.gl_pathc + 4, sizeof(*argv));
	argv[0] = bench_path(bench, "bench/floor");
	argv[1] = "import";
	argv[2] = db;
	for (size_t i = 0; i < files.gl_pathc; i++)
		argv[3 + i] = arena_cstr(&bench->arena, str_from(files.gl_pathv[i]));
	globfree(&files);
	return argv;
}

static void rows_of_import(struct bench *bench)
{
	static const char memory[] = "size: memory of an import", bytes[] = "size: an inventory";
	const char *fresh = bench_path(bench, "bench/size.db"),
		   *bare = bench_path(bench, "bench/size-floor.db");
	const char *const *floor = floor_words(bench, bare);
	const char *const ours[] = {
	    bench_path(bench, "rolehop"),  "import", "--quiet", "--db", fresh,
	    bench_estate(bench, "import"), NULL};
	static struct run our_run, floor_run;

	if (!bench_wants(bench, memory) && !bench_wants(bench, bytes))
		return;
	remove_db(fresh);
	if (floor == NULL || !run(ours, &our_run) || !run(floor, &floor_run)) {
		bench_skip(bench, memory, "the estate cannot be imported");
		return;
	}
	row_smaller(bench, memory, "KB^-1", 1 / 1.2, our_run.memory, "cJSON, SQLite",
		    floor_run.memory);
	row_smaller(bench, bytes, "byte^-1", 1 / 1.25, size_of(fresh), "cJSON, SQLite",
		    size_of(bare));
	remove_db(fresh);
	remove_db(bare);
}

static void row_of_large(struct bench *bench, double roles)
{
	static const char name[] = "size: a role of the large estate";

	if (bench_wants(bench, name))
		row_smaller(bench, name, "byte^-1", 1,
			    size_of(bench_estate(bench, "large.db")) / roles, "1.5 KB", 1536);
}

/* ---- two cores ----------------------------------------------------------------------------------
 */

struct cores {
	const char *argv[WORDS];
	const char *forget;
	double balance; /* the least CPU time of a process over the most, of the best lap */
};

/* "rolehop: scan: process 1 of 2: 0.52 s of CPU", a line a process. */
static double balance_of(const char *said)
{
	double least = 0, most = 0, seconds;
	int n = 0;

	for (const char *at = strstr(said, ": process "); at; at = strstr(at + 1, ": process "))
		if (sscanf(at, ": process %*d of %*d: %lf", &seconds) == 1) {
			least = n == 0 || seconds < least ? seconds : least;
			most = seconds > most ? seconds : most;
			n++;
		}
	return n == WORKERS && most > 0 ? least / most : 0;
}

static struct lap cores_lap(void *self)
{
	static struct run one;
	struct cores *cores = self;
	double balance;

	unlink(cores->forget);
	if (!run(cores->argv, &one))
		return (struct lap){0, 0};
	balance = balance_of(one.said);
	cores->balance = balance > cores->balance ? balance : cores->balance;
	return (struct lap){1, one.clock};
}

static void set_cores(struct bench *bench, const char *workers, struct cores *out)
{
	const char *const words[] = {
	    bench_path(bench, "rolehop"),    "scan",	  "--tasks-only", "--verbose", "--db",
	    bench_estate(bench, "large.db"), "--workers", workers,	  NULL};

	memset(out, 0, sizeof(*out));
	memcpy(out->argv, words, sizeof(words));
	out->forget = bench_estate(bench, "large.db-scan");
}

/* Times on the clock: they mean something only where nothing else runs. */
static void rows_of_cores(struct bench *bench)
{
	static const char faster[] = "cores: a scan on two, of one",
			  balance[] = "cores: the work of the two processes";
	struct cores one, two;
	struct lap ours, even = {1, 1};

	if (!bench_wants(bench, faster) && !bench_wants(bench, balance))
		return;
	if (sysconf(_SC_NPROCESSORS_ONLN) < WORKERS) {
		bench_skip(bench, faster, "there is one core");
		return;
	}
	set_cores(bench, "1", &one);
	set_cores(bench, "2", &two);
	bench_row(bench, &(struct row){faster,
				       "scans",
				       1.5,
				       {"two", cores_lap, &two},
				       {"one process, on the clock", cores_lap, &one}});
	if (two.balance <= 0)
		(void)cores_lap(&two);
	ours = (struct lap){two.balance, 1};
	bench_row(bench, &(struct row){balance,
				       "least",
				       0.9,
				       {"least", lap_given, &ours},
				       {"the most of the two", lap_given, &even}});
}

void rows_size(struct bench *bench, bool quick)
{
	rows_of_import(bench);
	row_of_large(bench, quick ? 30000 : 300000);
	rows_of_cores(bench);
}
