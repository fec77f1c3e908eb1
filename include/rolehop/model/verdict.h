/* model/verdict.h - the three-valued answers: of one match, of one decision. */
#ifndef ROLEHOP_MODEL_VERDICT_H
#define ROLEHOP_MODEL_VERDICT_H

#include <stdbool.h>

/* Kleene's three values; the order makes AND the minimum and OR the maximum. */
enum tri { TRI_NO, TRI_UNKNOWN, TRI_YES };

static inline enum tri tri_and(enum tri a, enum tri b)
{
	return a < b ? a : b;
}

static inline enum tri tri_or(enum tri a, enum tri b)
{
	return a > b ? a : b;
}

enum tri tri_not(enum tri a);
const char *tri_word(enum tri t); /* "no", "unknown", "yes" */

/* What a gate, a hop or a trace comes to. */
enum verdict { V_ALLOW, V_DENY_IMPLICIT, V_DENY_EXPLICIT, V_UNKNOWN };

bool verdict_denies(enum verdict v);

const char *verdict_word(enum verdict v); /* "allow", "deny", "unknown" */
const char *verdict_decision(
    enum verdict v); /* "Allowed", "ImplicitlyDenied", "ExplicitlyDenied", "DependsOn" */
int verdict_exit_status(enum verdict v); /* 0, 1, 2 */

#endif
