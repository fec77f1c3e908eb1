/* policy_noted.h - an explanation that rests on what the decision noted is the one without. */
#ifndef ROLEHOP_TESTS_POLICY_NOTED_H
#define ROLEHOP_TESTS_POLICY_NOTED_H

#include "unit.h"

#include "rolehop/base/arena.h"
#include "rolehop/base/buf.h"
#include "rolehop/policy/eval.h"

/* All that an explanation says. */
static inline struct str noted_text(struct arena *arena, const struct explanation *x)
{
	struct buf out;

	buf_init(&out, arena, SIZE_MAX);
	buf_printf(&out, "%.*s\n", STR_ARG(x->summary));
	for (size_t i = 0; i < x->n_evidence; i++) {
		const struct evidence *e = &x->evidence[i];
		const struct str texts[] = {e->policy, e->of,	 e->pointer, e->effect,
					    e->sid,    e->wants, e->has,     e->why};
		buf_printf(&out, "%d %d %zu", (int)e->matched, (int)e->misnamed, e->document.n);
		for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++)
			buf_printf(&out, " |%.*s", STR_ARG(texts[k]));
		buf_add_char(&out, '\n');
	}
	for (size_t i = 0; i < x->n_depends; i++)
		buf_printf(&out, "%.*s: %.*s\n", STR_ARG(x->depends[i].key),
			   STR_ARG(x->depends[i].flips));
	assert_false(out.over);
	return buf_str(&out);
}

/* Of every layer of the question; the decision is the same, too. */
static inline void assert_noted(struct arena *arena, const struct question *question)
{
	struct explanation noted[LAYER_COUNT] = {{.n_evidence = 0}};
	const unsigned all = (1U << LAYER_COUNT) - 1;
	const struct policy_notes *notes;
	struct decision with, without;

	notes = policy_decide_noting(arena, question, &with);
	policy_decide(question, &without);
	assert_int_equal(with.verdict, without.verdict);
	policy_explain_layers(arena, question, &with, notes, all, noted);
	for (int i = 0; i < LAYER_COUNT; i++) {
		struct explanation alone;
		policy_explain(arena, question, &without, (enum layer)i, &alone);
		assert_string_equal(arena_cstr(arena, noted_text(arena, &noted[i])),
				    arena_cstr(arena, noted_text(arena, &alone)));
	}
}

#endif
