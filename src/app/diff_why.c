/* app/diff_why.c - which change turned a Task's verdict: each is tried alone. */
#include "app/diff_why.h"

#include "rolehop/base/vec.h"
#include "rolehop/policy/parse.h"
#include "rolehop/trace/asked.h"
#include "rolehop/trace/world_overlay.h"

void diff_principals(struct arena *arena, struct str text, const struct trust_row **out, size_t *n)
{
	const struct policy *policy = NULL;
	struct role role = {.arn = STR("")};
	struct err unread;

	if (!str_is_empty(text) && policy_parse(arena, text, &policy, &unread))
		role.trust = policy;
	trusts_of(arena, &role, out, n);
}

static enum change_kind kind_of(const struct diff_change *c)
{
	if (c->fact == FACT_TRUST)
		return CHANGE_TRUST;
	if (c->fact == FACT_INLINE)
		return CHANGE_INLINE;
	if (c->fact == FACT_DEFINITION)
		return CHANGE_DEFINITION;
	if (c->entity == ENTITY_POLICY)
		return CHANGE_MANAGED;
	return c->entity == ENTITY_RESOURCE ? CHANGE_RESOURCE : CHANGE_ORG_POLICY;
}

/* The change as one that can be laid over a world; false where it is of another kind. */
static bool overlay_of(const struct diff_change *c, struct change *out)
{
	if (c->fact != FACT_TRUST && c->fact != FACT_INLINE && c->fact != FACT_DEFINITION &&
	    c->fact != FACT_DOCUMENT)
		return false;
	*out = (struct change){.kind = kind_of(c), .of = c->of, .document = c->after};
	if (c->fact == FACT_INLINE)
		out->name = str_skip(c->what, STR("inline ").n);
	return !str_is_empty(c->after);
}

struct why {
	struct arena *arena;
	const struct world *before;
	struct asked asked;
	const struct trace *old, *new;
	struct err *err;
};

static bool meets(const struct trace *trace, const struct diff_change *c)
{
	if (trace == NULL)
		return false;
	if (str_eq(c->of, trace->machine))
		return true;
	for (size_t i = 0; i < trace->n_hops; i++) {
		const struct hop *hop = &trace->hops[i];
		if (str_eq(c->of, hop->identity) || str_eq(c->of, hop->target))
			return true;
		for (int g = 0; g < GATE_COUNT; g++)
			for (size_t k = 0; k < hop->gates[g].explanation.n_evidence; k++) {
				const struct evidence *e = &hop->gates[g].explanation.evidence[k];
				if (str_eq(c->of, e->of) || str_contains(e->policy, c->of))
					return true;
			}
	}
	return false;
}

/* Does the change alone turn the old verdict into the new one? */
static bool turns(struct why *w, const struct diff_change *c, bool *out)
{
	const struct trace_options options = {.brief = true};
	const struct trace *trace;
	struct change change;
	struct world world;
	struct err unread;

	*out = false;
	if (!overlay_of(c, &change) ||
	    !world_overlay_open(w->arena, w->before, &change, 1, &world, &unread))
		return true;
	if (!asked_trace(w->arena, &world, &w->asked, &options, &trace, &unread)) {
		if (unread.kind == ERR_INPUT)
			return true;
		*w->err = unread;
		return false;
	}
	*out = verdict_exit_status(trace->verdict) == verdict_exit_status(w->new->verdict);
	return true;
}

/* The whole trace in a world; NULL where the Task is not in it. */
static bool whole(struct why *w, const struct world *world, const struct trace **out)
{
	const struct trace_options options = {.brief = false};
	struct err unread;

	*out = NULL;
	if (asked_trace(w->arena, world, &w->asked, &options, out, &unread))
		return true;
	*out = NULL;
	if (unread.kind == ERR_INPUT)
		return true;
	*w->err = unread;
	return false;
}

bool diff_why(struct arena *arena, const struct world *before, const struct world *after,
	      const struct diff_change *changes, size_t n, struct diff_flip *flip, struct err *err)
{
	const struct task_answer *any = flip->after != NULL ? flip->after : flip->before;
	struct why w = {arena, before, {any->machine, any->pointer, NULL}, NULL, NULL, err};
	struct vec proved, near;
	bool turned;

	vec_init(&proved, arena, sizeof(size_t));
	vec_init(&near, arena, sizeof(size_t));
	if (!whole(&w, before, &w.old) || !whole(&w, after, &w.new))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!meets(w.old, &changes[i]) && !meets(w.new, &changes[i]))
			continue;
		*(size_t *)vec_push(&near) = i;
		if (w.old == NULL || w.new == NULL)
			continue;
		if (!turns(&w, &changes[i], &turned))
			return false;
		if (turned)
			*(size_t *)vec_push(&proved) = i;
	}
	flip->proved = proved.n > 0;
	flip->because = proved.n > 0 ? proved.items : near.items;
	flip->n_because = proved.n > 0 ? proved.n : near.n;
	return true;
}
