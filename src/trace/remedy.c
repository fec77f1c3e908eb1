/* trace/remedy.c - looks for changes that make a denied trace pass, and tries each. */
#include "mend.h"

#include "rolehop/base/yaml.h"
#include "tracer.h"

enum { STEPS_MAX = 12, ALTERNATIVES_MAX = 8 };

const char *remedy_kind_word(enum remedy_kind kind)
{
	static const char *const words[REMEDY_KIND_COUNT] = {
	    [REMEDY_TRUST_POLICY] = "trust-policy",
	    [REMEDY_IDENTITY_POLICY] = "identity-policy",
	    [REMEDY_RESOURCE_POLICY] = "resource-policy",
	    [REMEDY_BOUNDARY] = "boundary",
	    [REMEDY_SCP] = "scp",
	    [REMEDY_RCP] = "rcp",
	    [REMEDY_KEY_POLICY] = "key-policy",
	    [REMEDY_DEFINITION] = "definition",
	};

	return words[kind];
}

/* ---- the search ---------------------------------------------------------------------------------
 */

struct search {
	struct arena *arena;
	const struct world *world;
	const struct asked *asked;
	struct trace_options options;
	struct vec chosen;	 /* struct offer */
	struct vec alternatives; /* struct alternative */
	const struct trace *last;
	struct err *err;
};

/* Another way to do what a chosen offer does. */
struct alternative {
	size_t step; /* index into `chosen` */
	struct offer offer;
};

/* The world with what was chosen, where `at` (if below their number) is replaced by `other`; with
 * `other` at the end where `at` is their number. */
static bool lay(struct search *s, size_t at, const struct offer *other, struct world *out)
{
	size_t n = s->chosen.n > at ? s->chosen.n : other != NULL ? at + 1 : s->chosen.n;
	struct change *changes = arena_array(s->arena, n, sizeof(*changes));

	for (size_t i = 0; i < n; i++)
		changes[i] =
		    i == at ? other->change : ((const struct offer *)vec_at(&s->chosen, i))->change;
	return world_overlay_open(s->arena, s->world, changes, n, out, s->err);
}

static bool ask_with(struct search *s, size_t at, const struct offer *other, struct world *world,
		     const struct trace **out)
{
	return lay(s, at, other, world) &&
	       asked_trace(s->arena, world, s->asked, &s->options, out, s->err);
}

/* ---- one step ----------------------------------------------------------------------------------
 */

static const struct gate_result *blocking(const struct trace *t)
{
	return &t->hops[t->blocking_hop].gates[t->blocking_gate];
}

static bool same_place(const struct evidence *a, const struct evidence *b)
{
	return str_eq(a->policy, b->policy) && str_eq(a->of, b->of) &&
	       str_eq(a->pointer, b->pointer) && str_eq(a->wants, b->wants);
}

/* A change of the definition may put other requests in the place of one. */
static bool same_request(const struct trace *a, const struct trace *b)
{
	const struct hop *one = &a->hops[a->blocking_hop], *other = &b->hops[b->blocking_hop];

	return str_eq(one->identity, other->identity) && str_eq(one->action, other->action) &&
	       str_eq(one->target, other->target);
}

/* Did the change get the question further: another gate denies, or another place of it, or none? */
static bool opens(const struct trace *before, const struct trace *after)
{
	if (!verdict_denies(after->verdict))
		return true;
	if (after->blocking_hop != before->blocking_hop || !same_request(before, after))
		return after->blocking_hop >= before->blocking_hop;
	if (after->blocking_gate != before->blocking_gate)
		return after->blocking_gate > before->blocking_gate ||
		       blocking(after)->verdict != blocking(before)->verdict;
	return !same_place(deciding(blocking(before)), deciding(blocking(after)));
}

static bool is_same_document(const struct change *a, const struct change *b)
{
	return a->kind == b->kind && str_eq(a->of, b->of) && str_eq(a->name, b->name);
}

/* Two changes to one document are one change: the later document holds both. */
static void merge(struct search *s, struct offer *into, const struct offer *later)
{
	struct remedy *r = &into->remedy;
	const struct remedy *more = &later->remedy;
	size_t old = later->n_parts > 0 ? 0 : r->n_statements;
	struct str *statements =
	    arena_array(s->arena, old + more->n_statements, sizeof(struct str));

	for (size_t i = 0; i < old; i++)
		statements[i] = r->statements[i];
	for (size_t i = 0; i < more->n_statements; i++)
		statements[old + i] = more->statements[i];
	r->summary = later->n_parts > 0 ? more->summary
					: arena_printf(s->arena, "%.*s; %.*s", STR_ARG(r->summary),
						       STR_ARG(more->summary));
	r->statements = statements;
	r->n_statements = old + more->n_statements;
	r->document = more->document;
	into->parts = later->parts;
	into->n_parts = later->n_parts;
	into->change = later->change;
}

static void add_widens(struct search *s, struct remedy *r, const struct remedy *more)
{
	struct str *lines = arena_array(s->arena, r->n_widens + more->n_widens, sizeof(*lines));
	size_t n = 0;

	for (size_t i = 0; i < r->n_widens; i++)
		lines[n++] = r->widens[i];
	for (size_t i = 0; i < more->n_widens; i++)
		lines[n++] = more->widens[i];
	r->widens = lines;
	r->n_widens = n;
}

static void drop_alternatives(struct search *s, size_t step)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->alternatives.n; i++) {
		struct alternative *a = vec_at(&s->alternatives, i);
		if (a->step != step)
			*(struct alternative *)vec_at(&s->alternatives, kept++) = *a;
	}
	s->alternatives.n = kept;
}

static void choose(struct search *s, const struct offer *offer, size_t *step)
{
	for (size_t i = 0; i < s->chosen.n; i++) {
		struct offer *earlier = vec_at(&s->chosen, i);
		if (!is_same_document(&earlier->change, &offer->change))
			continue;
		merge(s, earlier, offer);
		add_widens(s, &earlier->remedy, &offer->remedy);
		drop_alternatives(s, i);
		*step = i;
		return;
	}
	*step = s->chosen.n;
	*(struct offer *)vec_push(&s->chosen) = *offer;
}

/* A definition may be YAML. */
static const struct json *document_of(struct search *s, const struct evidence *e)
{
	const struct json *document = NULL;
	struct err unread;

	(void)yaml_parse_either(s->arena, e->document, &document, &unread);
	return document;
}

static bool propose(struct search *s, const struct world *world, struct vec *offers)
{
	const struct trace *t = s->last;
	const struct gate_result *gate = blocking(t);
	const struct evidence *e = deciding(gate);
	struct mend m = {.arena = s->arena,
			 .world = world,
			 .trace = t,
			 .hop = &t->hops[t->blocking_hop],
			 .gate = gate,
			 .e = e,
			 .chosen = &s->chosen,
			 .offers = offers,
			 .err = s->err};

	m.at = pointing_of(s->arena, m.e->pointer);
	m.document = document_of(s, m.e);
	return mend_gate(&m);
}

/* Tries the offers for the gate that denies; the first that opens it is chosen, others become its
 * alternatives. *moved: there was one. */
static bool step(struct search *s, const struct world *world, bool *moved)
{
	const struct trace *before = s->last, *after;
	const struct hop *hop = &before->hops[before->blocking_hop];
	size_t at = s->chosen.n, chosen = 0;
	struct vec offers;

	*moved = false;
	vec_init(&offers, s->arena, sizeof(struct offer));
	if (!propose(s, world, &offers))
		return false;
	for (size_t i = 0; i < offers.n; i++) {
		struct offer *offer = vec_at(&offers, i);
		struct world tried;
		if (!ask_with(s, at, offer, &tried, &after))
			return false;
		if (!opens(before, after))
			continue;
		if (!widen(s->arena, world, before, hop, offer, s->err))
			return false;
		if (!*moved) {
			*moved = true;
			s->last = after;
			choose(s, offer, &chosen);
		} else if (s->alternatives.n < ALTERNATIVES_MAX && chosen == at) {
			*(struct alternative *)vec_push(&s->alternatives) =
			    (struct alternative){chosen, *offer};
		}
		if (chosen != at)
			return true;
		at = s->chosen.n - 1;
	}
	return true;
}

/* Opens gate after gate until nothing denies, or nothing helps. */
static bool run(struct search *s)
{
	bool moved = true;

	for (int i = 0; i < STEPS_MAX && moved; i++) {
		struct world world;
		if (!verdict_denies(s->last->verdict))
			return true;
		if (!lay(s, s->chosen.n, NULL, &world) || !step(s, &world, &moved))
			return false;
	}
	return true;
}

/* ---- the list ----------------------------------------------------------------------------------
 */

/* Where one gate opens by changes of several kinds: who would rather make which. */
static const char *const preferences[REMEDY_KIND_COUNT] = {
    [REMEDY_IDENTITY_POLICY] =
	"where the role's owner decides what it may do: the usual way within one account",
    [REMEDY_RESOURCE_POLICY] = "where the resource's owner decides who may use it, or the role's "
			       "policies are not yours to change",
    [REMEDY_KEY_POLICY] = "where the resource's owner decides who may use it, or the role's "
			  "policies are not yours to change",
    [REMEDY_DEFINITION] = "where the call should be made by a role of the resource's account",
};

static void set_preference(struct search *s, size_t step_index, struct remedy *r)
{
	enum remedy_kind own = r->kind;
	bool differs = false;

	for (size_t i = 0; i < s->alternatives.n; i++) {
		const struct alternative *a = vec_at(&s->alternatives, i);
		const struct offer *first = vec_at(&s->chosen, step_index);
		if (a->step == step_index &&
		    (a->offer.remedy.kind != own || first->remedy.kind != own))
			differs = true;
	}
	if (differs && str_is_empty(r->prefer))
		r->prefer = str_from(preferences[own]);
}

static void set_needs(struct search *s, size_t step_index, struct remedy *r)
{
	size_t *needs = arena_array(s->arena, s->chosen.n, sizeof(*needs));
	size_t n = 0;

	for (size_t i = 0; i < s->chosen.n; i++)
		if (i != step_index)
			needs[n++] = i;
	r->needs = needs;
	r->n_needs = n;
}

static void set_result(struct search *s, size_t step_index, struct remedy *r,
		       const struct trace *result)
{
	bool passed = result->verdict == V_ALLOW;

	r->verified = passed && s->chosen.n == 1;
	r->verified_together = passed && s->chosen.n > 1;
	set_needs(s, step_index, r);
	set_preference(s, step_index, r);
}

/* The chosen ones first, in the order of their steps, so that `needs` are indexes; then what could
 * stand in the place of one of them. */
static bool list(struct search *s, struct trace *out)
{
	struct remedy *remedies =
	    arena_array(s->arena, s->chosen.n + s->alternatives.n, sizeof(*remedies));
	size_t n = 0;

	for (size_t i = 0; i < s->chosen.n; i++) {
		remedies[n] = ((struct offer *)vec_at(&s->chosen, i))->remedy;
		set_result(s, i, &remedies[n++], s->last);
	}
	for (size_t i = 0; i < s->alternatives.n; i++) {
		struct alternative *a = vec_at(&s->alternatives, i);
		const struct trace *result;
		struct world world;
		if (!ask_with(s, a->step, &a->offer, &world, &result))
			return false;
		remedies[n] = a->offer.remedy;
		set_result(s, a->step, &remedies[n], result);
		if (remedies[n].verified || remedies[n].verified_together)
			n++;
	}
	out->remedies = remedies;
	out->n_remedies = n;
	return true;
}

bool remedies_find(struct arena *arena, const struct world *world, const struct asked *asked,
		   const struct trace_options *options, const struct trace *trace,
		   const struct trace **out, struct err *err)
{
	struct search s = {
	    .arena = arena, .world = world, .asked = asked, .options = *options, .err = err};
	struct trace *copy = arena_alloc(arena, sizeof(*copy));

	*copy = *trace;
	*out = copy;
	if (!trace->has_blocking)
		return true;
	vec_init(&s.chosen, arena, sizeof(struct offer));
	vec_init(&s.alternatives, arena, sizeof(struct alternative));
	s.options.strict = false;
	s.options.wary = true;
	if (!asked_trace(arena, world, asked, &s.options, &s.last, err))
		return false;
	s.options.brief = true;
	return run(&s) && list(&s, copy);
}
