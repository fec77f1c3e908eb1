/* app/diff_why.h - which changes turned a Task's verdict. */
#ifndef ROLEHOP_SRC_APP_DIFF_WHY_H
#define ROLEHOP_SRC_APP_DIFF_WHY_H

#include "rolehop/app/diff.h"

struct why;

/*
 * For flips between two sides that are open; `diff` has its snapshots and changes, and must, like
 * the sides and the arena, outlive the answers.
 */
struct why *why_open(struct arena *arena, struct app *before, struct app *after,
		     const struct diff *diff);

/*
 * Fills in why the flip came about. A snapshot is read with some of the changes as they are in the
 * other one, and the Task is asked there again: changes each of which, taken over into the older
 * snapshot alone, turns the verdict; else those that only together do, as few as were found.
 */
bool why_flip(struct why *why, struct diff_flip *flip, struct err *err);

#endif
