/* tui/verdicts.c - the answers of all Tasks, filled in while nobody types. */
#include "tui/verdicts.h"

#include <stdlib.h>

#include "rolehop/base/mem.h"

struct str mark_text(enum mark_word word)
{
	static const struct str texts[] = {
	    [WORD_FAIL] = STR_INIT("[FAIL]"),	 [WORD_UNKNOWN] = STR_INIT("[ ?? ]"),
	    [WORD_ASSUMED] = STR_INIT("[ ok?]"), [WORD_OK] = STR_INIT("[ ok ]"),
	    [WORD_NONE] = STR_INIT("[ -- ]"),	 [WORD_LATER] = STR_INIT("[ .. ]"),
	};
	return texts[word];
}

enum theme_role mark_role(enum mark_word word)
{
	static const enum theme_role roles[] = {
	    [WORD_FAIL] = THEME_DENY,	    [WORD_UNKNOWN] = THEME_UNKNOWN,
	    [WORD_ASSUMED] = THEME_UNKNOWN, [WORD_OK] = THEME_ALLOW,
	    [WORD_NONE] = THEME_NONE,	    [WORD_LATER] = THEME_DIM,
	};
	return roles[word];
}

enum mark_word mark_of_answer(const struct task_answer *answer)
{
	switch (answer->verdict) {
	case V_ALLOW:
		return answer->complete ? WORD_OK : WORD_ASSUMED;
	case V_DENY_IMPLICIT:
	case V_DENY_EXPLICIT:
		return WORD_FAIL;
	case V_UNKNOWN:
		break;
	}
	return WORD_UNKNOWN;
}

void verdicts_init(struct verdicts *verdicts, const struct world *world,
		   const struct inventory *inventory)
{
	*verdicts = (struct verdicts){.world = world, .inventory = inventory};
	verdicts->arena = mem_alloc(sizeof(*verdicts->arena));
	map_init(&verdicts->by_role, verdicts->arena);
}

void verdicts_release(struct verdicts *verdicts)
{
	if (verdicts->arena != NULL)
		arena_release(verdicts->arena);
	free(verdicts->arena);
	arena_release(&verdicts->scratch);
	*verdicts = (struct verdicts){0};
}

static void add_use(struct verdicts *verdicts, struct str role, const struct task_answer *answer)
{
	if (role.n == 0)
		return;
	struct role_uses *uses = map_find(&verdicts->by_role, role);
	if (uses == NULL) {
		uses = arena_alloc(verdicts->arena, sizeof(*uses));
		vec_init(&uses->answers, verdicts->arena, sizeof(const struct task_answer *));
		uses->word = WORD_LATER;
		map_put(&verdicts->by_role, role, uses);
	}
	*(const struct task_answer **)vec_push(&uses->answers) = answer;
	enum mark_word word = mark_of_answer(answer);
	uses->word = word < uses->word ? word : uses->word;
}

static void take_answers(struct verdicts *verdicts, struct machine_answers *machine)
{
	machine->word = machine->n > 0 ? WORD_LATER : WORD_NONE;
	for (size_t i = 0; i < machine->n; i++) {
		const struct task_answer *answer = &machine->answers[i];
		enum mark_word word = mark_of_answer(answer);
		machine->word = word < machine->word ? word : machine->word;
		verdicts->words[word]++;
		add_use(verdicts, answer->caller_role, answer);
		if (!str_eq(answer->target_role, answer->caller_role))
			add_use(verdicts, answer->target_role, answer);
	}
	verdicts->n_tasks += machine->n;
}

static void count_for_account(struct verdicts *verdicts, struct str id,
			      const struct machine_answers *machine)
{
	const struct account *account = inventory_account(verdicts->inventory, id);
	if (account == NULL)
		return;
	size_t at = (size_t)(account - verdicts->inventory->accounts);
	for (size_t i = 0; i < machine->n; i++) {
		enum mark_word word = mark_of_answer(&machine->answers[i]);
		verdicts->account_fails[at] += word == WORD_FAIL;
		verdicts->account_unknowns[at] += word == WORD_UNKNOWN;
	}
}

static bool judge(struct verdicts *verdicts, size_t i, struct err *err)
{
	struct machine_answers *machine = &verdicts->machines[i];
	const struct entity *entity = &verdicts->inventory->machines.items[i];
	machine->known = true;
	machine->word = WORD_UNKNOWN;
	verdicts->done++;
	verdicts->version++;
	bool ok = findings_machine(verdicts->arena, &verdicts->scratch, verdicts->world,
				   entity->key, &machine->answers, &machine->n, err);
	arena_release(&verdicts->scratch);
	if (!ok)
		return false;
	take_answers(verdicts, machine);
	count_for_account(verdicts, entity->account, machine);
	return true;
}

/* Room for an answer per machine, once the lists are there. */
static bool ready(struct verdicts *verdicts)
{
	const struct entity_list *list = &verdicts->inventory->machines;
	size_t n_accounts = verdicts->inventory->n_accounts;
	if (verdicts->machines != NULL || !list->loaded || !verdicts->inventory->accounts_loaded)
		return verdicts->machines != NULL;
	verdicts->account_fails = arena_array(verdicts->arena, n_accounts + 1, sizeof(size_t));
	verdicts->account_unknowns = arena_array(verdicts->arena, n_accounts + 1, sizeof(size_t));
	verdicts->machines =
	    arena_array(verdicts->arena, list->n + 1, sizeof(struct machine_answers));
	verdicts->n_machines = list->n;
	verdicts->wanted = list->n;
	for (size_t i = 0; i < list->n; i++)
		verdicts->machines[i].word = WORD_LATER;
	return true;
}

bool verdicts_step(struct verdicts *verdicts, bool *more, struct err *err)
{
	if (!ready(verdicts)) {
		*more = false;
		return true;
	}
	size_t i = verdicts->wanted;
	verdicts->wanted = verdicts->n_machines;
	if (i >= verdicts->n_machines || verdicts->machines[i].known) {
		while (verdicts->next < verdicts->n_machines &&
		       verdicts->machines[verdicts->next].known)
			verdicts->next++;
		i = verdicts->next;
	}
	bool ok = i >= verdicts->n_machines || judge(verdicts, i, err);
	*more = !verdicts_finished(verdicts);
	return ok;
}

bool verdicts_need(struct verdicts *verdicts, size_t machine, struct err *err)
{
	if (!ready(verdicts) || machine >= verdicts->n_machines ||
	    verdicts->machines[machine].known)
		return true;
	return judge(verdicts, machine, err);
}

void verdicts_want(struct verdicts *verdicts, size_t machine)
{
	if (ready(verdicts) && machine < verdicts->n_machines &&
	    !verdicts->machines[machine].known && verdicts->wanted == verdicts->n_machines)
		verdicts->wanted = machine;
}

const struct machine_answers *verdicts_machine(const struct verdicts *verdicts, size_t machine)
{
	static const struct machine_answers later = {.word = WORD_LATER};
	return machine < verdicts->n_machines ? &verdicts->machines[machine] : &later;
}

bool verdicts_finished(const struct verdicts *verdicts)
{
	return verdicts->machines != NULL && verdicts->done >= verdicts->n_machines;
}

const struct role_uses *verdicts_role(const struct verdicts *verdicts, struct str role)
{
	return map_find(&verdicts->by_role, role);
}

enum mark_word verdicts_role_word(const struct verdicts *verdicts, struct str role)
{
	const struct role_uses *uses = verdicts_role(verdicts, role);
	bool finished = verdicts_finished(verdicts);
	if (uses == NULL)
		return finished ? WORD_NONE : WORD_LATER;
	return finished || uses->word == WORD_FAIL ? uses->word : WORD_LATER;
}
