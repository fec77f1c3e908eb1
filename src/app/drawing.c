/* app/drawing.c - what is known of the states of a workflow, as its drawing takes it. */
#include "rolehop/app/drawing.h"

#include "rolehop/base/map.h"
#include "rolehop/model/arn.h"

enum graph_mark drawing_mark(const struct task_answer *answer)
{
	switch (answer->verdict) {
	case V_ALLOW:
		return answer->complete ? GRAPH_OK : GRAPH_ASSUMED;
	case V_DENY_IMPLICIT:
	case V_DENY_EXPLICIT:
		return GRAPH_FAIL;
	case V_UNKNOWN:
		break;
	}
	return GRAPH_UNKNOWN;
}

/* The account that the Task's role is of, where it is another than the machine's. */
static struct str account_of(const struct machine *machine, const struct task_answer *answer)
{
	struct arn role;
	if (!arn_parse(answer->target_role, &role) || str_eq(role.account, machine->account))
		return STR("");
	return role.account;
}

const struct graph_fact *drawing_facts(struct arena *arena, const struct machine *machine,
				       const struct asl *asl, const struct task_answer *answers,
				       size_t n)
{
	struct graph_fact *facts = arena_array(arena, asl->n_states + 1, sizeof(*facts));
	struct map states;
	map_init(&states, arena);
	for (size_t i = 0; i < asl->n_states; i++) {
		if (!asl_calls(asl->states[i]))
			continue;
		facts[i].mark = GRAPH_LATER;
		map_put(&states, asl->states[i]->pointer, &facts[i]);
	}
	for (size_t i = 0; i < n; i++) {
		struct graph_fact *fact = map_find(&states, answers[i].pointer);
		if (fact != NULL)
			*fact = (struct graph_fact){.mark = drawing_mark(&answers[i]),
						    .calls = answers[i].action,
						    .account = account_of(machine, &answers[i]),
						    .role = answers[i].target_path,
						    .gate = answers[i].gate};
	}
	return facts;
}
