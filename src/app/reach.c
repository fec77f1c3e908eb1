/* app/reach.c - who can reach whom, through which workflow: around a role or an account. */
#include "rolehop/app/reach.h"

#include "rolehop/app/drawing.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"

struct building {
	struct arena *arena;
	struct vec things;    /* struct graph_thing */
	struct vec nodes;     /* struct reach_node, one for each */
	struct vec relations; /* struct graph_relation */
	struct map known;     /* by key: size_t, the thing */
	size_t n_workflows;
	size_t left_out; /* Tasks of workflows beyond the most that are drawn */
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

static size_t role_of(struct building *b, struct str role)
{
	const size_t *known = map_find(&b->known, role);
	const struct reach_node node = {.kind = REACH_ROLE, .key = role};
	const struct graph_thing thing = {.name = short_name(role),
					  .rows = {STR("role"), account_row(b, role)}};
	return known != NULL ? *known : add(b, role, &node, &thing);
}

/* ---- workflows ------------------------------------------------------------------------------- */

/* The workflow that leads from one role to another, made where it is not there. */
static size_t *workflow_of(struct building *b, const struct task_answer *answer)
{
	struct str key = arena_printf(b->arena, "%.*s\n%.*s\n%.*s", STR_ARG(answer->machine),
				      STR_ARG(answer->caller_role), STR_ARG(answer->target_role));
	size_t *known = map_find(&b->known, key);
	if (known != NULL || b->n_workflows >= REACH_WORKFLOWS_MAX)
		return known;
	const struct reach_node node = {.kind = REACH_WORKFLOW, .key = answer->machine};
	const struct graph_thing thing = {.name = short_name(answer->machine), .marked = true};
	size_t at = add(b, key, &node, &thing);
	b->n_workflows++;
	if (answer->caller_role.n > 0)
		relate(b, role_of(b, answer->caller_role), at, STR(""), false);
	if (answer->target_role.n > 0 && !str_eq(answer->target_role, answer->caller_role))
		relate(b, at, role_of(b, answer->target_role), STR(""), false);
	return map_find(&b->known, key);
}

static void add_task(struct building *b, const struct task_answer *answer)
{
	const size_t *at = workflow_of(b, answer);
	if (at == NULL) {
		b->left_out++;
		return;
	}
	struct reach_node *node = vec_at(&b->nodes, *at);
	struct graph_thing *thing = vec_at(&b->things, *at);
	enum graph_mark mark = drawing_mark(answer);
	if (node->answer == NULL || mark > thing->mark) {
		node->answer = answer;
		thing->mark = mark;
	}
	node->n_tasks++;
}

/* What the boxes of workflows say, once all of their Tasks are known. */
static void finish_workflows(struct building *b)
{
	for (size_t i = 0; i < b->nodes.n; i++) {
		const struct reach_node *node = vec_at(&b->nodes, i);
		struct graph_thing *thing = vec_at(&b->things, i);
		if (node->kind != REACH_WORKFLOW)
			continue;
		const struct task_answer *worst = node->answer;
		thing->rows[0] = node->n_tasks == 1
				     ? worst->state
				     : arena_printf(b->arena, "%zu Tasks", node->n_tasks);
		thing->rows[1] = node->n_tasks == 1 ? worst->action : worst->state;
		if (worst->gate.n > 0)
			thing->rows[2] =
			    arena_printf(b->arena, "stops at %.*s", STR_ARG(worst->gate));
		else if (worst->target_path.n > 0)
			thing->rows[2] =
			    arena_printf(b->arena, "role: %.*s", STR_ARG(worst->target_path));
	}
	if (b->left_out == 0)
		return;
	struct str name = arena_printf(b->arena, "and %zu more Tasks", b->left_out);
	const struct reach_node node = {.kind = REACH_MORE, .n_tasks = b->left_out};
	const struct graph_thing thing = {.name = name, .rows = {STR("of other workflows")}};
	add(b, name, &node, &thing);
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

void reach_of_role(struct arena *arena, struct str role, const struct trust_row *trusts,
		   size_t n_trusts, const struct task_answer *const *answers, size_t n_answers,
		   struct reach *out)
{
	struct building b;
	begin(&b, arena);
	size_t self = role_of(&b, role);
	for (size_t i = 0; i < n_answers; i++)
		add_task(&b, answers[i]);
	for (size_t i = 0; i < n_trusts; i++)
		add_trust(&b, self, &trusts[i]);
	finish_workflows(&b);
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
	begin(&b, arena);
	for (size_t i = 0; i < n_answers; i++) {
		bool leaves = is_of(answers[i]->caller_role, account);
		bool comes = is_of(answers[i]->target_role, account);
		if (leaves != comes &&
		    (comes || answers[i]->target_role.n > 0 || answers[i]->target_path.n > 0))
			add_task(&b, answers[i]);
	}
	finish_workflows(&b);
	finish(&b, out);
}
