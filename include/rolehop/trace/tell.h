/* trace/tell.h - a trace as paragraphs of styled text, for the terminal and the explorer alike. */
#ifndef ROLEHOP_TRACE_TELL_H
#define ROLEHOP_TRACE_TELL_H

#include <stdbool.h>
#include <stddef.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/str.h"
#include "rolehop/trace/remedy.h"
#include "rolehop/trace/trace.h"

/* What a piece of text means; themes give each its look. */
enum tell_style {
	TELL_PLAIN,
	TELL_STRONG,
	TELL_DIM,
	TELL_ALLOW,   /* [ ok ] */
	TELL_DENY,    /* [FAIL] */
	TELL_UNKNOWN, /* [ ?? ], [ ok?] */
	TELL_NONE,    /* [ -- ] */
	TELL_ARN,
	TELL_WANTS,
	TELL_HAS,
	TELL_FIX,
};

struct tell_span {
	enum tell_style style;
	struct str text; /* safe (base/safe) */
};

enum { TELL_NO_HOP = -1, TELL_NO_GATE = -1, TELL_NO_EVIDENCE = -1, TELL_NO_REMEDY = -1 };

struct tell_line {
	const struct tell_span *spans;
	size_t n_spans;
	int hop;      /* index, or TELL_NO_HOP; what a cursor on this line is about */
	int gate;     /* enum gate, or TELL_NO_GATE */
	int evidence; /* index into the gate's evidence, or TELL_NO_EVIDENCE */
	int remedy;   /* index, or TELL_NO_REMEDY */
	bool heads;   /* first line of a gate or a remedy: where a cursor stops */
};

struct tell_options {
	size_t columns;		     /* lines are wrapped to this many columns (40 or more) */
	bool all_gates;		     /* the not-applicable ones too */
	bool ascii;		     /* no characters beyond ASCII of our own */
	const enum remedy_form *fix; /* remedies as such code; NULL: as statements */
	bool unbroken;		     /* code and statements in whole lines, to be copied */
	struct str key;		     /* that binds what is open at run time; empty: --set does */
	const bool
	    *folded; /* per hop * GATE_COUNT + gate: leave the evidence out; NULL: show all */
};

void tell_trace(struct arena *arena, const struct trace *trace, const struct tell_options *options,
		const struct tell_line **lines, size_t *n);

/* A text of a trace in which such a key takes the place of --set; an empty one leaves all. */
struct str tell_settled(struct arena *arena, struct str text, struct str key);

/* "[ ok ]", "[FAIL]", "[ ?? ]", "[ ok?]" and its style. */
const char *tell_mark(enum verdict verdict, bool complete, enum tell_style *style);

/* A trace's JSON object of interface.md. */
struct str tell_json(struct arena *arena, const struct trace *trace);

#endif
