/* tui/risk_list.h - what policies leave open, found by another process, for the panes of findings.
 */
#ifndef TUI_RISK_LIST_H
#define TUI_RISK_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/base/vec.h"
#include "rolehop/trace/risks.h"
#include "tui/query.h"

struct tui;

enum { RISK_KINDS_MAX = 32, RISK_PLACES_MAX = 5000 };

/* One place. */
struct risk_place {
	size_t kind; /* row of the table of risks */
	struct str account;
	struct str of;	    /* ARN of the role, resource or machine */
	struct str pointer; /* into its policy or definition */
	struct str principal;
};

/* All zero: nothing was asked. */
struct risk_list {
	struct arena arena;
	struct vec places;	       /* struct risk_place, in the order of a scan */
	size_t counts[RISK_KINDS_MAX]; /* of a kind */
	size_t listed[RISK_KINDS_MAX]; /* of those, among the places: up to RISK_PLACES_MAX */
	struct query query;
	bool asked;
	unsigned version; /* grows with what is known */
	size_t n_ignored; /* at version `seen`, and `triaged` of what shows */
	unsigned seen;
	unsigned triaged;
};

/* It is asked anew when somebody wants to know: the inventory is another, or what is supposed. */
void risk_list_reset(struct risk_list *list);

/* Asks, if nobody did, and takes what came; true if that is anything. */
bool risk_list_work(struct tui *tui);

/* How many places the kind is found in that are not ignored, and how many are. */
void risk_list_count(struct tui *tui, size_t kind, size_t *open, size_t *ignored);

/* How many places of any kind there are, and are ignored. */
size_t risk_list_all(const struct risk_list *list);
size_t risk_list_ignored(struct tui *tui);

/* Why the place is ignored; empty: it is not. */
struct str risk_list_reason(struct tui *tui, const struct risk_place *place);

/* The row of the kind of that name, or RISK_KINDS_MAX. */
size_t risk_list_kind(struct str name);

#endif
