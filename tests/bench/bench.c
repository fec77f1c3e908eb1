/* bench.c - runs the rows, prints the table and writes bench.json. */
#include "bench.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds_of(const struct rusage *usage)
{
	return (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
	       1e-6 * (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec);
}

/* CPU of this process, or of the children that it has waited for. */
static double used(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return seconds_of(&usage);
}

struct lap lap_calls(const struct bench *bench, void (*call)(void *self), void *self)
{
	double begin = used(RUSAGE_SELF), spent = 0;
	size_t n = 0, step = 1;

	for (; spent < bench->lap_seconds; step *= 2) {
		for (size_t i = 0; i < step; i++)
			call(self);
		n += step;
		spent = used(RUSAGE_SELF) - begin;
	}
	return (struct lap){(double)n, spent};
}

/* A verdict is no failure: exit statuses 0 to 2 are answers. */
static bool run_once(const char *const *argv)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		int null = open("/dev/null", O_RDWR);
		if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
			_exit(126);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	       WEXITSTATUS(status) <= 2;
}

struct lap lap_command(void *self)
{
	const struct command *command = self;
	double begin = used(RUSAGE_CHILDREN);

	for (int i = 0; i < command->times; i++) {
		if (command->forget != NULL)
			unlink(command->forget);
		if (!run_once(command->argv))
			return (struct lap){0, 0};
	}
	return (struct lap){command->units * command->times, used(RUSAGE_CHILDREN) - begin};
}

struct lap lap_given(void *self)
{
	return *(const struct lap *)self;
}

bool bench_wants(const struct bench *bench, const char *name)
{
	return !bench->only || strstr(name, bench->only) != NULL;
}

const char *bench_path(struct bench *bench, const char *name)
{
	return arena_printf(&bench->arena, "%s/%s", bench->build, name).p;
}

const char *bench_estate(struct bench *bench, const char *name)
{
	return arena_printf(&bench->arena, "%s/%s", bench->estates, name).p;
}

struct str bench_file(struct bench *bench, const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	long size = 0;

	if (file && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
		rewind(file);
		text = arena_alloc(&bench->arena, (size_t)size + 1);
		if (fread(text, 1, (size_t)size, file) != (size_t)size)
			size = 0;
	}
	if (file)
		fclose(file);
	return (struct str){text, (size_t)(size > 0 ? size : 0)};
}

/* ---- the table --------------------------------------------------------------------------------
 */

/* Units a second of the better of two laps. */
static void keep_best(double *best, struct lap lap)
{
	double rate = lap.seconds > 0 ? lap.units / lap.seconds : 0;

	if (rate > *best)
		*best = rate;
}

static void add_json(struct bench *bench, struct str row)
{
	bench->json = arena_printf(&bench->arena, "%.*s%s\n  %.*s", STR_ARG(bench->json),
				   bench->json.n ? "," : "", STR_ARG(row));
}

void bench_skip(struct bench *bench, const char *name, const char *why)
{
	if (!bench_wants(bench, name))
		return;
	printf("%-44s not measured: %s\n", name, why);
	add_json(bench,
		 arena_printf(&bench->arena, "{\"name\": \"%s\", \"skipped\": \"%s\"}", name, why));
}

void bench_row(struct bench *bench, const struct row *row)
{
	double ours = 0, other = 0;

	if (!bench_wants(bench, row->name))
		return;
	for (int i = 0; i < bench->laps; i++) {
		keep_best(&ours, row->ours.run(row->ours.self));
		keep_best(&other, row->other.run(row->other.self));
	}
	if (ours <= 0 || other <= 0) {
		bench_skip(bench, row->name, ours <= 0 ? "ours failed" : "the other failed");
		bench->missed++;
		return;
	}
	double ratio = ours / other;
	bool met = ratio >= row->goal;
	bench->missed += met ? 0 : 1;
	printf("%-44s %12.4g %12.4g  %9.3g  %7.3g  %-6s %s/s, %s\n", row->name, ours, other, ratio,
	       row->goal, met ? "met" : "MISSED", row->unit, row->other.name);
	fflush(stdout);
	add_json(bench, arena_printf(&bench->arena,
				     "{\"name\": \"%s\", \"ours\": %.6g, \"other\": %.6g, "
				     "\"other_name\": \"%s\", \"unit\": \"%s/s\", \"ratio\": %.4g, "
				     "\"goal\": %.4g, \"met\": %s}",
				     row->name, ours, other, row->other.name, row->unit, ratio,
				     row->goal, met ? "true" : "false"));
}

static bool write_json(struct bench *bench)
{
	FILE *file = fopen(bench_path(bench, "bench.json"), "w");
	bool ok = file && fprintf(file, "[%.*s\n]\n", STR_ARG(bench->json)) > 0;

	return file && fclose(file) == 0 && ok;
}

int main(int argc, char **argv)
{
	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: bench BUILD ESTATES [PART OF A ROW'S NAME]\n");
		return 3;
	}
	bool quick = getenv("QUICK") != NULL;
	struct bench bench = {.build = argv[1],
			      .estates = argv[2],
			      .only = argc > 3 ? argv[3] : NULL,
			      .laps = quick ? 3 : 5,
			      .lap_seconds = quick ? 0.1 : 0.4};
	arena_init(&bench.arena);
	printf("%-44s %12s %12s  %9s  %7s\n", "row", "ours", "other", "ratio", "goal");
	rows_judge(&bench);
	rows_asl(&bench);
	rows_program(&bench);
	rows_again(&bench);
	rows_import(&bench);
	rows_size(&bench, quick);
	bool ok = write_json(&bench);
	printf("%d missed\n", bench.missed);
	arena_release(&bench.arena);
	return ok ? 0 : 5;
}
