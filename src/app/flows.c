/* app/flows.c - Tasks by workflow and by the two roles that they lead from and to. */
#include "app/flows.h"

#include <stdlib.h>

#include "rolehop/app/drawing.h"
#include "rolehop/model/arn.h"

void flows_begin(struct flows *flows, struct arena *arena, struct str subject, bool condensed)
{
	*flows = (struct flows){.arena = arena, .subject = subject, .condensed = condensed};
	vec_init(&flows->flows, arena, sizeof(struct flow));
	vec_init(&flows->pairs, arena, sizeof(struct flow_pair));
	map_init(&flows->flow_of, arena);
	map_init(&flows->pair_of, arena);
}

/*
 * The number that belongs to the key in the map; *fresh: there was none, and it is `next`. A key
 * that was there already takes no memory.
 */
static size_t number_of(struct flows *flows, struct map *map, struct str key,
			struct arena_mark before, size_t next, bool *fresh)
{
	size_t *known = map_find(map, key);
	*fresh = known == NULL;
	if (known != NULL) {
		arena_rewind(flows->arena, before);
		return *known;
	}
	known = arena_alloc(flows->arena, sizeof(*known));
	*known = next;
	map_put(map, key, known);
	return next;
}

/* What a role counts as. */
static struct str end_of(const struct flows *flows, struct str role)
{
	struct arn arn;
	if (!flows->condensed || str_eq(role, flows->subject) || !arn_parse(role, &arn))
		return role;
	return arn.account;
}

static size_t pair_of(struct flows *flows, const struct task_answer *answer)
{
	struct arena_mark mark = arena_mark(flows->arena);
	struct str caller = end_of(flows, answer->caller_role);
	struct str target = end_of(flows, answer->target_role);
	if (str_eq(answer->target_role, answer->caller_role))
		target = STR("");
	struct str key = arena_printf(flows->arena, "%.*s\n%.*s", STR_ARG(caller), STR_ARG(target));
	bool fresh;
	size_t i = number_of(flows, &flows->pair_of, key, mark, flows->pairs.n, &fresh);
	if (fresh)
		*(struct flow_pair *)vec_push(&flows->pairs) =
		    (struct flow_pair){.caller = caller, .target = target, .order = i};
	return i;
}

void flows_add(struct flows *flows, const struct task_answer *answer)
{
	size_t pair = pair_of(flows, answer);
	struct arena_mark before = arena_mark(flows->arena);
	struct str key = arena_printf(flows->arena, "%zu\n%.*s", pair, STR_ARG(answer->machine));
	enum graph_mark mark = drawing_mark(answer);
	bool fresh;
	size_t i = number_of(flows, &flows->flow_of, key, before, flows->flows.n, &fresh);
	struct flow_pair *both = vec_at(&flows->pairs, pair);
	if (fresh) {
		*(struct flow *)vec_push(&flows->flows) =
		    (struct flow){.worst = answer, .mark = mark, .pair = pair, .order = i};
		both->n_flows++;
	}
	struct flow *flow = vec_at(&flows->flows, i);
	flow->n_tasks++;
	if (mark > flow->mark) {
		flow->worst = answer;
		flow->mark = mark;
	}
	both->worst = mark > both->worst ? mark : both->worst;
}

static int compare_flows(const void *a, const void *b)
{
	const struct flow *one = a;
	const struct flow *two = b;
	if (one->mark != two->mark)
		return one->mark > two->mark ? -1 : 1;
	return one->order < two->order ? -1 : one->order > two->order;
}

void flows_sort(struct flows *flows)
{
	if (flows->flows.n > 0)
		qsort(flows->flows.items, flows->flows.n, sizeof(struct flow), compare_flows);
}
