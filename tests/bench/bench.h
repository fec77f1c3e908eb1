/* bench.h - rows of the benchmark: ours and another one, in turn, per second of CPU. */
#ifndef ROLEHOP_TESTS_BENCH_H
#define ROLEHOP_TESTS_BENCH_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* Work that was done, and the CPU seconds (user and system, of all its processes) that it took. */
struct lap {
	double units;
	double seconds;
};

/* One side of a row: does its work once more. Fails by seconds 0. */
struct side {
	const char *name;
	struct lap (*run)(void *self);
	void *self;
};

struct row {
	const char *name;
	const char *unit; /* what is counted */
	double goal;	  /* ours per second over the other's, at least */
	struct side ours;
	struct side other;
};

struct bench {
	struct arena arena;
	const char *build;   /* folder of the program and of what is made here */
	const char *estates; /* folder of the estates */
	const char *only;    /* rows whose names hold this; NULL: all */
	int laps;	     /* of each side; the best one counts */
	double lap_seconds;  /* at least, of what is called in a loop */
	struct str json;     /* rows so far */
	int missed;
};

/* Runs a row's sides in turn, prints its line. */
void bench_row(struct bench *bench, const struct row *row);

/* Says why a row could not be measured here. */
void bench_skip(struct bench *bench, const char *name, const char *why);

bool bench_wants(const struct bench *bench, const char *name);

/* A path in the build folder or in that of the estates. */
const char *bench_path(struct bench *bench, const char *name);
const char *bench_estate(struct bench *bench, const char *name);

/* The whole file, in the arena; empty where it cannot be read. */
struct str bench_file(struct bench *bench, const char *path);

/* Calls again and again for as long as the row wants. */
struct lap lap_calls(const struct bench *bench, void (*call)(void *self), void *self);

/* A command with its output thrown away, `times` times; `units` of work each. `self` of a side. */
struct command {
	const char *const *argv;
	double units;
	int times;
	const char *forget; /* a file that is removed before each time; NULL: none */
};
struct lap lap_command(void *self);

/* The other side of a goal that is a number: `self` is its struct lap. */
struct lap lap_given(void *self);

/* The rows, one function a room. */
void rows_judge(struct bench *bench);
void rows_asl(struct bench *bench);
void rows_program(struct bench *bench);
void rows_again(struct bench *bench);
void rows_import(struct bench *bench);
void rows_size(struct bench *bench, bool quick);

#endif
