/* trace/explain_tell.c - an explained denial as lines for people and as JSON for programs. */
#include "lines.h"
#include "rolehop/base/json.h"
#include "rolehop/trace/explain.h"

enum { JSON_MAX = 256 << 20, INDENT = 2, INDENT_MARK = 9, LISTED_MAX = 20 };

/* ---- JSON -------------------------------------------------------------------------------------
 */

static void put_parsed(struct json_out *out, const struct denial *d)
{
	json_out_open(out, "parsed", '{');
	json_out_str_or_null(out, "principal", d->principal);
	json_out_str_or_null(out, "session", d->session);
	json_out_str_or_null(out, "action", d->action);
	json_out_str_or_null(out, "resource", d->resource);
	json_out_str(out, "reason", str_from(denial_reason_word(d->reason)));
	json_out_str_or_null(out, "policyArn", d->policy_arn);
	json_out_str_or_null(out, "service", d->service);
	json_out_str_or_null(out, "encoded", d->encoded);
	json_out_close(out, '}');
}

static void put_agrees(struct json_out *out, enum explain_agreement agrees)
{
	switch (agrees) {
	case EXPLAIN_NO_CAUSE:
	case EXPLAIN_CANNOT_TELL:
		json_out_null(out, "agrees");
		return;
	case EXPLAIN_AGREES:
	case EXPLAIN_DIFFERS:
		json_out_bool(out, "agrees", agrees == EXPLAIN_AGREES);
		return;
	}
}

static void put_candidates(struct json_out *out, const struct explained *e)
{
	json_out_open(out, "candidates", '[');
	for (size_t i = 0; i < e->n_candidates; i++) {
		const struct explain_candidate *c = &e->candidates[i];
		json_out_open(out, NULL, '{');
		json_out_str(out, "machine", c->machine);
		json_out_str(out, "state", c->state);
		json_out_str(out, "pointer", c->pointer);
		json_out_str(out, "verdict", str_from(verdict_word(c->verdict)));
		json_out_bool(out, "complete", c->complete);
		json_out_str_or_null(out, "cause", c->cause);
		json_out_str(out, "summary", c->summary);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
}

struct str explain_json(struct arena *arena, const struct explained *e)
{
	struct buf buf;
	struct json_out out;

	buf_init(&buf, arena, JSON_MAX);
	json_out_init(&out, &buf, false);
	json_out_open(&out, NULL, '{');
	json_out_int(&out, "rolehop", 1);
	put_parsed(&out, &e->parsed);
	if (e->trace == NULL)
		json_out_null(&out, "trace");
	else
		json_out_raw(&out, "trace", str_trim(tell_json(arena, e->trace)));
	put_agrees(&out, e->agrees);
	json_out_str(&out, "said", e->said);
	json_out_str_or_null(&out, "compared", e->compared);
	json_out_str_or_null(&out, "because", e->why_not);
	json_out_open(&out, "facts", '[');
	for (size_t i = 0; i < e->n_facts; i++)
		json_out_str(&out, NULL, e->facts[i]);
	json_out_close(&out, ']');
	put_candidates(&out, e);
	json_out_close(&out, '}');
	return buf_str(&buf);
}

/* ---- lines ------------------------------------------------------------------------------------
 */

static void paragraph(struct lines *lines, enum tell_style style, struct str text)
{
	if (str_is_empty(text))
		return;
	lines_wrap(lines, style, 0, text);
}

/* The inventory's own sentence about what was traced. */
static void tell_shown(struct lines *lines, const struct explained *e)
{
	enum tell_style style;

	if (e->trace == NULL) {
		paragraph(lines, TELL_UNKNOWN,
			  arena_printf(lines->arena, "Not traced: %.*s.", STR_ARG(e->why_not)));
		return;
	}
	(void)tell_mark(e->trace->verdict, e->trace->complete, &style);
	paragraph(lines, style,
		  arena_printf(lines->arena, "%s%s: %.*s",
			       e->trace->before ? "With what is supposed" : "The inventory says",
			       e->n_candidates > 0 ? " of one of the Tasks that fit" : "",
			       STR_ARG(e->trace->summary)));
}

static void tell_candidates(struct lines *lines, const struct explained *e)
{
	size_t listed = 0;

	if (e->n_candidates == 0)
		return;
	lines_blank(lines);
	lines_add(lines, TELL_STRONG,
		  arena_printf(lines->arena,
			       "%zu Tasks fit; the one in [brackets] is traced below. "
			       "--machine ARN chooses another.",
			       e->n_candidates));
	lines_end(lines);
	for (size_t i = 0; i < e->n_candidates; i++) {
		const struct explain_candidate *c = &e->candidates[i];
		if (i >= LISTED_MAX && !c->shown)
			continue;
		listed++;
		enum tell_style style;
		const char *mark = tell_mark(c->verdict, c->complete, &style);
		lines_to(lines, INDENT);
		lines_add(lines, style, str_from(mark));
		lines_to(lines, INDENT_MARK);
		lines_wrap(lines, c->shown ? TELL_STRONG : TELL_PLAIN, INDENT_MARK,
			   arena_printf(lines->arena, "%s%.*s%s of %.*s%s%.*s", c->shown ? "[" : "",
					STR_ARG(c->state), c->shown ? "]" : "", STR_ARG(c->machine),
					c->cause.n ? ": " : "", STR_ARG(c->cause)));
	}
}

static void tell_known(struct lines *lines, const struct explained *e)
{
	tell_shown(lines, e);
	if (e->trace == NULL || e->trace->before == NULL)
		paragraph(lines, TELL_PLAIN, e->compared);
	for (size_t i = 0; i < e->n_facts; i++)
		paragraph(lines, TELL_DIM, e->facts[i]);
}

void explain_tell(struct arena *arena, const struct explained *e, size_t columns, unsigned parts,
		  const struct tell_line **out, size_t *n)
{
	struct lines lines;

	lines_init(&lines, arena, columns);
	if (parts & EXPLAIN_SAID)
		paragraph(&lines, TELL_STRONG, e->said);
	if (parts & EXPLAIN_KNOWN)
		tell_known(&lines, e);
	if (parts & EXPLAIN_FITS)
		tell_candidates(&lines, e);
	lines_blank(&lines);
	*out = lines.done.items;
	*n = lines.done.n;
}
