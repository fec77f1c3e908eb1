/* unit.h - what every unit test includes. */
#ifndef ROLEHOP_TESTS_UNIT_H
#define ROLEHOP_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rolehop/base/str.h"

/* Equal text, with both shown where it is not. */
#define assert_str(actual, expected)                                                               \
	do {                                                                                       \
		struct str actual_ = (actual);                                                     \
		struct str expected_ = str_from(expected);                                         \
		if (!str_eq(actual_, expected_))                                                   \
			fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(actual_), expected);            \
	} while (0)

/* The text holds the words. */
#define assert_contains(actual, words)                                                             \
	do {                                                                                       \
		struct str actual_ = (actual);                                                     \
		if (!str_contains(actual_, str_from(words)))                                       \
			fail_msg("\"%.*s\" does not hold \"%s\"", STR_ARG(actual_), words);        \
	} while (0)

#endif
