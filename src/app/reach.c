/* app/reach.c - who can reach whom, through which workflow: around a role or an account. */
#include "rolehop/app/reach.h"

#include "app/flows.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"

struct building {
	struct arena *arena;
	struct vec things;    /* struct graph_thing */
	struct vec nodes;     /* struct reach_node, one for each */
	struct vec relations; /* struct graph_relation */
	struct map known;     /* by key: size_t, the thing */
};

static void begin(struct building *b, struct arena *arena)
{
	*b = (struct building){.arena = arena};
	vec_init(&b->things, arena, sizeof(struct graph_thing));
	vec_init(&b->nodes, arena, sizeof(struct reach_node));
	vec_init(&b->relations, arena, sizeof(struct graph_relation));
	map_init(&b->known, arena);
}

static size_t add(struct building *b, struct str key, const struct reach_node *node,
		  const struct graph_thing *thing)
{
	size_t *at = arena_alloc(b->arena, sizeof(*at));
	*at = b->things.n;
	*(struct graph_thing *)vec_push(&b->things) = *thing;
	*(struct reach_node *)vec_push(&b->nodes) = *node;
	map_put(&b->known, key, at);
	return *at;
}

static void relate(struct building *b, size_t from, size_t to, struct str label, bool dashed)
{
	*(struct graph_relation *)vec_push(&b->relations) =
	    (struct graph_relation){from, to, label, dashed};
}

/* The last part of an ARN, or all of what is none. */
static struct str short_name(struct str text)
{
	struct arn arn;
	ptrdiff_t slash = str_find_last_char(text, '/');
	ptrdiff_t colon = str_find_last_char(text, ':');
	ptrdiff_t cut = slash > colon ? slash : colon;
	return arn_parse(text, &arn) && cut >= 0 ? str_skip(text, (size_t)cut + 1) : text;
}

static struct str account_row(struct building *b, struct str text)
{
	struct arn arn;
	return arn_parse(text, &arn) && arn.account.n > 0
		   ? arena_printf(b->arena, "@%.*s", STR_ARG(arn.account))
		   : STR("");
}

/* A role, or an account that stands for its roles. */
static size_t end_of(struct building *b, struct str key)
{
	bool account = arn_is_account_id(key);
	const size_t *known = map_find(&b->known, key);
	const struct reach_node node = {.kind = account ? REACH_ACCOUNT : REACH_ROLE, .key = key};
	const struct graph_thing thing = {
	    .name = short_name(key),
	    .rows = {account ? STR("roles of the account") : STR("role"), account_row(b, key)}};
	return known != NULL ? *known : add(b, key, &node, &thing);
}

/* ---- workflows ------------------------------------------------------------------------------- */

/* What is drawn between two roles: so many workflows, the worst, and the rest in one box. */
struct drawn_pair {
	size_t shown;
	size_t more; /* the box of the rest, from 1; 0: there is none yet */
};

/* Between the roles of the pair. */
static size_t add_between(struct building *b, const struct flow_pair *pair,
			  const struct reach_node *node, const struct graph_thing *thing)
{
	struct str key = arena_printf(b->arena, "\n%zu", b->things.n);
	size_t at = add(b, key, node, thing);
	if (pair->caller.n > 0)
		relate(b, end_of(b, pair->caller), at, STR(""), false);
	if (pair->target.n > 0)
		relate(b, at, end_of(b, pair->target), STR(""), false);
	return at;
}

static void add_flow(struct building *b, const struct flow_pair *pair, const struct flow *flow)
{
	const struct task_answer *worst = flow->worst;
	bool one = flow->n_tasks == 1;
	const struct reach_node node = {.kind = REACH_WORKFLOW,
					.key = worst->machine,
					.answer = worst,
					.n_tasks = flow->n_tasks};
	struct graph_thing thing = {
	    .name = short_name(worst->machine), .marked = true, .mark = flow->mark};
	thing.rows[0] = one ? worst->state : arena_printf(b->arena, "%zu Tasks", flow->n_tasks);
	thing.rows[1] = one ? worst->action : worst->state;
	if (worst->gate.n > 0)
		thing.rows[2] = arena_printf(b->arena, "stops at %.*s", STR_ARG(worst->gate));
	else if (worst->target_path.n > 0)
		thing.rows[2] = arena_printf(b->arena, "role: %.*s", STR_ARG(worst->target_path));
	add_between(b, pair, &node, &thing);
}

/* One of the workflows that are not drawn by themselves: none is worse than those that are. */
static void add_rest(struct building *b, const struct flow_pair *pair, struct drawn_pair *drawn,
		     const struct flow *flow)
{
	if (drawn->more == 0) {
		size_t n = pair->n_flows - drawn->shown;
		const struct reach_node node = {
		    .kind = REACH_MORE, .key = pair->caller.n > 0 ? pair->caller : pair->target};
		const struct graph_thing thing = {
		    .name = arena_printf(b->arena, "%zu %sworkflow%s", n,
					 drawn->shown > 0 ? "more " : "", n == 1 ? "" : "s"),
		    .marked = true,
		    .mark = flow->mark};
		drawn->more = add_between(b, pair, &node, &thing) + 1;
	}
	struct reach_node *node = vec_at(&b->nodes, drawn->more - 1);
	struct graph_thing *thing = vec_at(&b->things, drawn->more - 1);
	node->n_tasks += flow->n_tasks;
	thing->rows[0] =
	    arena_printf(b->arena, "%zu Task%s", node->n_tasks, node->n_tasks == 1 ? "" : "s");
}

/* The worst workflows by themselves, all others counted between the roles that they join. */
static void add_flows(struct building *b, struct flows *flows)
{
	size_t n_pairs = flows->pairs.n;
	struct drawn_pair *drawn = arena_array(b->arena, n_pairs + 1, sizeof(struct drawn_pair));
	size_t share = n_pairs > 0 ? REACH_WORKFLOWS_MAX / n_pairs : 0;
	size_t most = share > REACH_BETWEEN_MAX ? REACH_BETWEEN_MAX : share > 0 ? share : 1;
	size_t shown = 0;
	flows_sort(flows);
	for (size_t i = 0; i < flows->flows.n; i++) {
		const struct flow *flow = vec_at(&flows->flows, i);
		const struct flow_pair *pair = vec_at(&flows->pairs, flow->pair);
		struct drawn_pair *here = &drawn[flow->pair];
		bool fits = here->shown < most && shown < REACH_WORKFLOWS_MAX;
		if (fits && here->more == 0) {
			add_flow(b, pair, flow);
			here->shown++;
			shown++;
		} else {
			add_rest(b, pair, here, flow);
		}
	}
}

/* ---- trust policies -------------------------------------------------------------------------- */

/* "ExternalId …", "under conditions", "denied" */
static struct str trust_label(struct building *b, const struct trust_row *row)
{
	if (row->deny)
		return STR("denied");
	if (row->external_id.n > 0)
		return arena_printf(b->arena, "ExternalId %.*s",
				    STR_ARG(short_name(row->external_id)));
	return row->other_conditions ? STR("under conditions") : STR("");
}

static void add_trust(struct building *b, size_t role, const struct trust_row *row)
{
	const size_t *known = map_find(&b->known, row->principal);
	const struct reach_node node = {.kind = REACH_PRINCIPAL, .key = row->principal};
	bool account = str_eq(str_from(row->kind), STR("account")) && row->account.n > 0;
	const struct graph_thing thing = {
	    .name = account ? row->account : short_name(row->principal),
	    .rows = {str_from(row->kind), account ? STR("") : account_row(b, row->principal)}};
	if (known != NULL && *known == role)
		return;
	relate(b, known != NULL ? *known : add(b, row->principal, &node, &thing), role,
	       trust_label(b, row), true);
}

static void finish(const struct building *b, struct reach *out)
{
	*out = (struct reach){.things = b->things.items,
			      .nodes = b->nodes.items,
			      .n = b->things.n,
			      .relations = b->relations.items,
			      .n_relations = b->relations.n};
}

/* All flows; where there are too many roles to read, between accounts. */
static void collect(struct arena *arena, struct str subject,
		    const struct task_answer *const *answers, size_t n, struct flows *flows)
{
	for (int condensed = 0; condensed < 2; condensed++) {
		flows_begin(flows, arena, subject, condensed != 0);
		for (size_t i = 0; i < n; i++)
			flows_add(flows, answers[i]);
		if (flows->pairs.n <= REACH_PAIRS_MAX)
			break;
	}
}

void reach_of_role(struct arena *arena, struct str role, const struct trust_row *trusts,
		   size_t n_trusts, const struct task_answer *const *answers, size_t n_answers,
		   struct reach *out)
{
	struct building b;
	struct flows flows;
	begin(&b, arena);
	size_t self = end_of(&b, role);
	collect(arena, role, answers, n_answers, &flows);
	add_flows(&b, &flows);
	for (size_t i = 0; i < n_trusts; i++)
		add_trust(&b, self, &trusts[i]);
	finish(&b, out);
}

static bool is_of(struct str role, struct str account)
{
	struct arn arn;
	return arn_parse(role, &arn) && str_eq(arn.account, account);
}

void reach_of_account(struct arena *arena, struct str account,
		      const struct task_answer *const *answers, size_t n_answers, struct reach *out)
{
	struct building b;
	struct flows flows;
	const struct task_answer **crossing = arena_array(arena, n_answers + 1, sizeof(*crossing));
	size_t n = 0;
	begin(&b, arena);
	for (size_t i = 0; i < n_answers; i++) {
		bool leaves = is_of(answers[i]->caller_role, account);
		bool comes = is_of(answers[i]->target_role, account);
		if (leaves != comes &&
		    (comes || answers[i]->target_role.n > 0 || answers[i]->target_path.n > 0))
			crossing[n++] = answers[i];
	}
	collect(arena, account, crossing, n, &flows);
	add_flows(&b, &flows);
	finish(&b, out);
}
