/* base/clock.h - time as an injected value, and its ISO 8601 form. */
#ifndef ROLEHOP_BASE_CLOCK_H
#define ROLEHOP_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"

/* Seconds since 1970-01-01T00:00:00Z of the system clock; for app only, others are told the time.
 */
int64_t clock_now(void);

/* Milliseconds of a clock that never goes back, for latency and progress. */
int64_t clock_ticks_ms(void);

/* "2026-11-25T03:12:00Z". */
struct str clock_iso(struct arena *arena, int64_t seconds);

/* ISO 8601 as AWS writes it (date, date and time with Z or offset, fraction ignored), or epoch
 * seconds. */
bool clock_parse(struct str text, int64_t *seconds);

/* "Wed, 25 Nov 2026 14:36:20 GMT". Source: RFC 9110, "Date/Time Formats". */
bool clock_parse_http(struct str text, int64_t *seconds);

/* "2h14m", "3d", "just now": an age for people. */
struct str clock_age(struct arena *arena, int64_t seconds);

#endif
