/* trace/tell_remedies.c - the changes that make a trace pass, as paragraphs. */
#include "lines.h"
#include "rolehop/trace/remedy.h"
#include "say.h"

enum { INDENT_REMEDY = 2, INDENT_WORDS = 7, INDENT_CODE = 7 };

static void add_note(struct lines *lines, const char *label, struct str text)
{
	if (str_is_empty(text))
		return;
	lines_to(lines, INDENT_WORDS);
	lines_add(lines, TELL_DIM, str_from(label));
	lines_wrap(lines, TELL_DIM, INDENT_WORDS + 2, text);
}

static void add_code(struct lines *lines, struct str code, const struct tell_options *o)
{
	struct str_split it = {code, false};
	struct str line;

	while (str_next(&it, '\n', &line)) {
		lines_to(lines, INDENT_CODE);
		if (!o->unbroken) {
			lines_chop(lines, TELL_PLAIN, INDENT_CODE, line, LINES_NO_MARK);
			continue;
		}
		lines_add(lines, TELL_PLAIN, line);
		lines_end(lines);
	}
}

static void add_change(struct lines *lines, const struct remedy *r, const struct tell_options *o)
{
	if (o->fix != NULL) {
		add_code(lines, remedy_code(lines->arena, r, *o->fix), o);
		return;
	}
	for (size_t i = 0; i < r->n_statements; i++)
		add_code(lines, r->statements[i], o);
}

static void add_remedy(struct lines *lines, const struct remedy *r, size_t number, bool instead,
		       const struct tell_options *options)
{
	struct str where = str_is_empty(r->account)
			       ? STR("")
			       : arena_printf(lines->arena, " (account %.*s)", STR_ARG(r->account));

	lines_to(lines, INDENT_REMEDY);
	lines_add(lines, TELL_FIX,
		  instead ? STR("or") : arena_printf(lines->arena, "%zu.", number));
	lines_to(lines, INDENT_WORDS);
	lines_wrap(lines, TELL_STRONG, INDENT_WORDS,
		   arena_printf(lines->arena, "%.*s%.*s", STR_ARG(r->summary), STR_ARG(where)));
	add_change(lines, r, options);
	add_note(lines, "prefer it ", r->prefer);
	for (size_t i = 0; i < r->n_widens; i++)
		add_note(lines, "also allows: ", r->widens[i]);
	if (r->verified)
		add_note(lines, "", STR("Tried: with this change the question is allowed."));
}

static void add_try(struct lines *lines, const struct trace *trace, struct str line,
		    const struct tell_options *options)
{
	const struct hop *hop = &trace->hops[trace->blocking_hop];
	bool assumes = str_eq(hop->action, STR("sts:AssumeRole"));

	lines_to(lines, INDENT_REMEDY);
	lines_wrap(lines, TELL_DIM, INDENT_REMEDY,
		   assumes ? arena_printf(lines->arena, "Then ask AWS itself, as %.*s:",
					  STR_ARG(say_name(lines->arena, hop->identity)))
			   : STR("Then ask AWS itself, in the caller's account:"));
	add_code(lines, line, options);
}

/* How many of the remedies are steps; the rest are alternatives to one of them. */
static size_t steps(const struct trace *trace)
{
	return trace->n_remedies == 0 ? 0 : trace->remedies[0].n_needs + 1;
}

void tell_remedies(struct lines *lines, const struct trace *trace,
		   const struct tell_options *options)
{
	size_t n_steps = steps(trace);
	struct str line;

	if (trace->n_remedies == 0)
		return;
	lines_blank(lines);
	lines_add(lines, TELL_STRONG, STR("What would make it work"));
	lines_end(lines);
	for (size_t i = 0; i < trace->n_remedies; i++) {
		lines->remedy = (int)i;
		lines->heads = true;
		add_remedy(lines, &trace->remedies[i], i + 1, i >= n_steps, options);
	}
	lines->remedy = TELL_NO_REMEDY;
	if (n_steps > 1)
		add_note(lines, "",
			 trace->remedies[0].verified_together
			     ? STR("Tried: with all the numbered changes the question is allowed.")
			     : STR("Not enough yet: with all of them the answer is still not "
				   "\"allowed\"."));
	line = remedy_try(lines->arena, trace);
	if (str_is_empty(line))
		return;
	add_try(lines, trace, line, options);
}
