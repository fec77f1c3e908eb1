/* base/check.h - the strict reading of one JSON value, for span_check and the cutter. */
#ifndef ROLEHOP_BASE_CHECK_H
#define ROLEHOP_BASE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/err.h"
#include "rolehop/base/span.h"
#include "rolehop/base/str.h"

enum check_result {
	CHECK_GOOD,
	CHECK_BAD,   /* err is set */
	CHECK_SHORT, /* more text is needed; err is untouched */
};

/*
 * Checks the value at the front of the text, after white space; *end is the offset after it.
 * `whole`: nothing follows the text; else what ends too early, or might go on, is CHECK_SHORT.
 */
enum check_result check_value(struct str text, const struct span_rules *rules, bool whole,
			      size_t *end, struct err *err);

/* Is the whole of it a JSON number? */
bool check_is_number(struct str number);

enum { CHECK_ODD_MAX = 120, CHECK_AHEAD = 4 };

/*
 * Names what is odd wherever it stands between the values of a JSON text - a comment, a control
 * character, a byte that is not UTF-8, a character that only looks like JSON's; false where the
 * byte at `at` is nothing of the kind. Looks at CHECK_AHEAD bytes.
 */
bool check_odd(struct str text, size_t at, char what[CHECK_ODD_MAX]);

/* Names what stands where a value should begin. */
void check_no_value(struct str text, size_t at, char what[CHECK_ODD_MAX]);

#endif
