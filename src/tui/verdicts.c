/* tui/verdicts.c - the answers of all Tasks, filled in while nobody types. */
#include "tui/verdicts.h"

#include <stdlib.h>

#include "rolehop/base/mem.h"
#include "rolehop/model/arn.h"

enum { WORLD_BYTES = 8 << 20 };

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

void verdicts_init(struct verdicts *verdicts, struct app *app, struct inventory *inventory)
{
	*verdicts = (struct verdicts){.app = app, .inventory = inventory};
	verdicts->arena = mem_alloc(sizeof(*verdicts->arena));
	verdicts->world_arena = mem_alloc(sizeof(*verdicts->world_arena));
	vec_init(&verdicts->causes, verdicts->arena, sizeof(struct verdict_cause));
}

static void free_arena(struct arena *arena)
{
	if (arena != NULL)
		arena_release(arena);
	free(arena);
}

void verdicts_release(struct verdicts *verdicts)
{
	chunks_release(&verdicts->notes);
	pool_release(&verdicts->pool);
	free_arena(verdicts->arena);
	arena_release(&verdicts->told_arena);
	free_arena(verdicts->world_arena);
	free(verdicts->roles);
	*verdicts = (struct verdicts){0};
}

/* ---- answers are noted ----------------------------------------------------------------------- */

enum { NOTES_PER_CHUNK = CHUNK_SIZE / sizeof(struct task_note) };

static struct task_note *note_at(const struct verdicts *verdicts, size_t note)
{
	struct task_note *chunk = (void *)verdicts->notes.items[note / NOTES_PER_CHUNK];
	return chunk + note % NOTES_PER_CHUNK;
}

const struct task_note *verdicts_note(const struct verdicts *verdicts, size_t note)
{
	return note_at(verdicts, note);
}

static struct task_note *add_note(struct verdicts *verdicts)
{
	uint64_t at;
	if (verdicts->n_tasks % NOTES_PER_CHUNK == 0)
		chunks_add(&verdicts->notes, CHUNK_SIZE, &at);
	return note_at(verdicts, verdicts->n_tasks++);
}

/* A role as notes name it. */
static uint32_t role_number(struct verdicts *verdicts, struct str arn)
{
	struct arn parts;
	size_t row;
	if (arn_parse(arn, &parts) &&
	    names_find(&verdicts->inventory->roles, parts.account, arn, &row))
		return (uint32_t)row;
	return NOTE_ELSEWHERE | pool_add(&verdicts->pool, arn);
}

static void add_use(struct verdicts *verdicts, uint32_t role, size_t note)
{
	const struct task_note *added = note_at(verdicts, note);
	if ((role & NOTE_ELSEWHERE) != 0)
		return;
	struct role_uses *uses = &verdicts->roles[role];
	if (uses->first == 0) {
		uses->first = (uint32_t)note + 1;
		uses->row = role;
		uses->word = WORD_LATER;
	} else {
		struct task_note *last = note_at(verdicts, uses->last);
		*(last->caller == role ? &last->next_caller : &last->next_target) =
		    (uint32_t)note + 1;
	}
	uses->last = (uint32_t)note;
	uses->n++;
	if (added->word < (uint8_t)uses->word)
		uses->word = (enum mark_word)added->word;
}

static void add_account(struct verdict_cause *cause, struct str account)
{
	if (!arn_is_account_id(account))
		return;
	if (!vec_has_str(&cause->accounts, account))
		*(struct str *)vec_push(&cause->accounts) =
		    arena_str(cause->accounts.arena, account);
}

static struct verdict_cause *cause_of(struct verdicts *verdicts, const struct task_answer *answer,
				      enum mark_word word)
{
	for (size_t i = 0; i < verdicts->causes.n; i++) {
		struct verdict_cause *cause = vec_at(&verdicts->causes, i);
		if (cause->word == word && str_eq(cause->finding->cause, answer->cause))
			return cause;
	}
	struct verdict_cause *cause = vec_push(&verdicts->causes);
	size_t n;
	struct task_answer *kept = arena_alloc(verdicts->arena, sizeof(*kept));
	*kept = (struct task_answer){.verdict = answer->verdict,
				     .complete = answer->complete,
				     .cause = arena_str(verdicts->arena, answer->cause)};
	findings_group(verdicts->arena, kept, 1, &cause->finding, &n);
	cause->word = word;
	cause->first = (uint32_t)verdicts->n_tasks;
	vec_init(&cause->accounts, verdicts->arena, sizeof(struct str));
	return cause;
}

/* The number of the cause that the answer is a finding of, + 1. */
static uint16_t count_cause(struct verdicts *verdicts, const struct task_answer *answer,
			    enum mark_word word)
{
	struct arn target;
	if (word == WORD_OK)
		return 0;
	struct verdict_cause *cause = cause_of(verdicts, answer, word);
	cause->n++;
	add_account(cause, answer->account);
	if (arn_parse(answer->target_role, &target))
		add_account(cause, target.account);
	return (uint16_t)(cause - (struct verdict_cause *)verdicts->causes.items + 1);
}

static bool is_first_level(const struct task_answer *answer)
{
	return str_starts(answer->pointer, STR("/States/")) &&
	       str_eq(str_skip(answer->pointer, 8), answer->state);
}

static void note_answer(struct verdicts *verdicts, size_t machine, const struct task_answer *answer)
{
	struct pool *pool = &verdicts->pool;
	enum mark_word word = mark_of_answer(answer);
	uint16_t cause = count_cause(verdicts, answer, word);
	size_t at = verdicts->n_tasks;
	struct task_note *note = add_note(verdicts);
	*note = (struct task_note){
	    .machine = (uint32_t)machine,
	    .state = pool_add(pool, answer->state),
	    .pointer = is_first_level(answer) ? 0 : pool_add(pool, answer->pointer),
	    .action = pool_add(pool, answer->action),
	    .gate = pool_add(pool, answer->gate),
	    .path = pool_add(pool, answer->target_path),
	    .caller = role_number(verdicts, answer->caller_role),
	    .target = role_number(verdicts, answer->target_role),
	    .cause = cause,
	    .word = (uint8_t)word,
	    .verdict = (uint8_t)answer->verdict,
	    .complete = answer->complete,
	};
	verdicts->words[word]++;
	add_use(verdicts, note->caller, at);
	if (note->target != note->caller)
		add_use(verdicts, note->target, at);
}

static void count_for_account(struct verdicts *verdicts, struct str id,
			      const struct machine_verdict *machine)
{
	const struct account *account = inventory_account(verdicts->inventory, id);
	if (account == NULL)
		return;
	size_t at = (size_t)(account - verdicts->inventory->accounts);
	verdicts->account_fails[at] += machine->n_fails;
	verdicts->account_unknowns[at] += machine->n_unknowns;
}

/* ---- machines are judged --------------------------------------------------------------------- */

/* What a world has looked up it keeps: now and then another one begins. */
static bool have_world(struct verdicts *verdicts, struct err *err)
{
	if (verdicts->world.ops != NULL && arena_footprint(verdicts->world_arena) < WORLD_BYTES)
		return true;
	arena_release(verdicts->world_arena);
	verdicts->world = (struct world){.ops = NULL};
	return app_world_again(verdicts->app, verdicts->world_arena, verdicts->bare,
			       &verdicts->world, err);
}

bool verdicts_ask(struct verdicts *verdicts, struct arena *arena, struct str machine,
		  const struct task_answer **answers, size_t *n, struct err *err)
{
	bool ok =
	    have_world(verdicts, err) &&
	    findings_machine(arena, &verdicts->scratch, &verdicts->world, machine, answers, n, err);
	arena_release(&verdicts->scratch);
	return ok;
}

static void sum_up(struct machine_verdict *machine, const struct task_answer *answers, size_t n)
{
	*machine = (struct machine_verdict){
	    .n_tasks = (uint32_t)n, .known = true, .word = n > 0 ? WORD_LATER : WORD_NONE};
	for (size_t i = 0; i < n; i++) {
		enum mark_word word = mark_of_answer(&answers[i]);
		machine->word = word < machine->word ? word : machine->word;
		machine->n_fails += word == WORD_FAIL;
		machine->n_unknowns += word == WORD_UNKNOWN;
	}
}

/* Can answers be noted, with the roles they are about? */
static bool can_note(const struct verdicts *verdicts)
{
	return verdicts->roles != NULL;
}

static bool judge(struct verdicts *verdicts, size_t i, struct err *err)
{
	struct machine_verdict *machine = &verdicts->machines[i];
	struct names *names = &verdicts->inventory->machines;
	const struct task_answer *answers;
	size_t n;
	struct arena kept = {0};
	struct str arn = names_key(names, &kept, i);
	bool ok = verdicts_ask(verdicts, &kept, arn, &answers, &n, err);
	verdicts->version++;
	if (ok)
		sum_up(machine, answers, n);
	else
		*machine = (struct machine_verdict){.known = true, .word = WORD_UNKNOWN};
	if (can_note(verdicts)) {
		machine->noted = true;
		machine->first_note = (uint32_t)verdicts->n_tasks;
		verdicts->done++;
		for (size_t k = 0; ok && k < n; k++)
			note_answer(verdicts, i, &answers[k]);
		count_for_account(verdicts, names_stem(names, i)->account, machine);
	}
	arena_release(&kept);
	return ok;
}

/* Room for a verdict per machine, once those are all read; and for notes, once all is read. */
static bool ready(struct verdicts *verdicts)
{
	const struct inventory *inventory = verdicts->inventory;
	struct arena *arena = verdicts->arena;
	size_t n = inventory->machines.n;
	if (verdicts->machines == NULL && inventory->machines.complete) {
		verdicts->machines = arena_array(arena, n + 1, sizeof(*verdicts->machines));
		verdicts->n_machines = n;
		verdicts->wanted = n;
		for (size_t i = 0; i < n; i++)
			verdicts->machines[i].word = WORD_LATER;
	}
	if (verdicts->roles == NULL && inventory->accounts_loaded) {
		size_t n_accounts = inventory->n_accounts + 1;
		verdicts->account_fails = arena_array(arena, n_accounts, sizeof(uint32_t));
		verdicts->account_unknowns = arena_array(arena, n_accounts, sizeof(uint32_t));
		verdicts->roles = calloc(inventory->roles.n + 1, sizeof(*verdicts->roles));
		if (verdicts->roles == NULL)
			mem_die();
	}
	return verdicts->machines != NULL;
}

/* The machine that is judged next: one that is looked at, else the first that is not noted. */
static size_t pick(struct verdicts *verdicts)
{
	size_t i = verdicts->wanted;
	verdicts->wanted = verdicts->n_machines;
	if (i < verdicts->n_machines && !verdicts->machines[i].known)
		return i;
	if (!can_note(verdicts))
		return verdicts->n_machines;
	while (verdicts->next < verdicts->n_machines && verdicts->machines[verdicts->next].noted)
		verdicts->next++;
	return verdicts->next;
}

bool verdicts_step(struct verdicts *verdicts, bool *more, struct err *err)
{
	*more = false;
	if (!ready(verdicts))
		return true;
	size_t i = pick(verdicts);
	bool ok = i >= verdicts->n_machines || judge(verdicts, i, err);
	*more = can_note(verdicts) && !verdicts_finished(verdicts);
	return ok;
}

bool verdicts_need(struct verdicts *verdicts, size_t machine, struct err *err)
{
	if (!ready(verdicts) || machine >= verdicts->n_machines ||
	    verdicts->machines[machine].noted ||
	    (verdicts->machines[machine].known && !can_note(verdicts)))
		return true;
	return judge(verdicts, machine, err);
}

void verdicts_want(struct verdicts *verdicts, size_t machine)
{
	if (ready(verdicts) && machine < verdicts->n_machines &&
	    !verdicts->machines[machine].known && verdicts->wanted == verdicts->n_machines)
		verdicts->wanted = machine;
}

bool verdicts_is_wanted(const struct verdicts *verdicts)
{
	return verdicts->wanted < verdicts->n_machines;
}

/* ---- what is known --------------------------------------------------------------------------- */

const struct machine_verdict *verdicts_machine(const struct verdicts *verdicts, size_t machine)
{
	static const struct machine_verdict later = {.word = WORD_LATER};
	return machine < verdicts->n_machines ? &verdicts->machines[machine] : &later;
}

bool verdicts_finished(const struct verdicts *verdicts)
{
	return can_note(verdicts) && verdicts->machines != NULL &&
	       verdicts->done >= verdicts->n_machines;
}

const struct role_uses *verdicts_role_at(const struct verdicts *verdicts, size_t role)
{
	bool used = verdicts->roles != NULL && role < verdicts->inventory->roles.n &&
		    verdicts->roles[role].first != 0;
	return used ? &verdicts->roles[role] : NULL;
}

const struct role_uses *verdicts_role(const struct verdicts *verdicts, struct str role)
{
	struct arn parts;
	size_t row;
	bool found = arn_parse(role, &parts) &&
		     names_find(&verdicts->inventory->roles, parts.account, role, &row);
	return found ? verdicts_role_at(verdicts, row) : NULL;
}

enum mark_word verdicts_role_word(const struct verdicts *verdicts, size_t role)
{
	const struct role_uses *uses = verdicts_role_at(verdicts, role);
	bool finished = verdicts_finished(verdicts);
	if (uses == NULL)
		return finished ? WORD_NONE : WORD_LATER;
	return finished || uses->word == WORD_FAIL ? uses->word : WORD_LATER;
}

bool verdicts_first_use(const struct role_uses *uses, size_t *note)
{
	if (uses == NULL || uses->first == 0)
		return false;
	*note = uses->first - 1;
	return true;
}

bool verdicts_next_use(const struct verdicts *verdicts, const struct role_uses *uses, size_t *note)
{
	const struct task_note *here = note_at(verdicts, *note);
	uint32_t next = here->caller == uses->row ? here->next_caller : here->next_target;
	if (next == 0)
		return false;
	*note = next - 1;
	return true;
}

bool verdicts_worst_use(const struct verdicts *verdicts, const struct role_uses *uses, size_t *note)
{
	size_t at;
	if (!verdicts_first_use(uses, &at))
		return false;
	*note = at;
	while (note_at(verdicts, *note)->word != (uint8_t)WORD_FAIL &&
	       verdicts_next_use(verdicts, uses, &at)) {
		if (note_at(verdicts, at)->word < note_at(verdicts, *note)->word)
			*note = at;
	}
	return true;
}

static struct str role_arn(const struct verdicts *verdicts, struct arena *arena, uint32_t role)
{
	if ((role & NOTE_ELSEWHERE) != 0)
		return pool_text(&verdicts->pool, role & ~NOTE_ELSEWHERE);
	return names_key(&verdicts->inventory->roles, arena, role);
}

struct task_answer verdicts_answer(const struct verdicts *verdicts, struct arena *arena, size_t at)
{
	const struct task_note *note = note_at(verdicts, at);
	const struct pool *pool = &verdicts->pool;
	struct names *machines = &verdicts->inventory->machines;
	struct str state = pool_text(pool, note->state);
	struct str pointer = pool_text(pool, note->pointer);
	if (pointer.n == 0 && state.n > 0)
		pointer = arena_printf(arena, "/States/%.*s", STR_ARG(state));
	const struct verdict_cause *cause =
	    note->cause > 0 ? vec_at(&verdicts->causes, note->cause - 1u) : NULL;
	return (struct task_answer){
	    .machine = names_key(machines, arena, note->machine),
	    .account = names_stem(machines, note->machine)->account,
	    .state = state,
	    .pointer = pointer,
	    .action = pool_text(pool, note->action),
	    .caller_role = role_arn(verdicts, arena, note->caller),
	    .target_role = role_arn(verdicts, arena, note->target),
	    .target_path = pool_text(pool, note->path),
	    .verdict = (enum verdict)note->verdict,
	    .complete = note->complete,
	    .cause = cause != NULL ? cause->finding->cause : STR(""),
	    .gate = pool_text(pool, note->gate),
	};
}

struct str verdicts_tell(struct verdicts *verdicts, struct str machine, struct str pointer)
{
	const struct task_answer *answers;
	size_t n;
	struct err err;
	struct arena kept = {0};
	if (str_eq(machine, verdicts->told_machine) && str_eq(pointer, verdicts->told_pointer))
		return verdicts->told;
	verdicts->told_machine = arena_str(&kept, machine);
	verdicts->told_pointer = arena_str(&kept, pointer);
	verdicts->told = STR("");
	if (verdicts_ask(verdicts, &kept, verdicts->told_machine, &answers, &n, &err)) {
		for (size_t i = 0; i < n; i++) {
			if (str_eq(answers[i].pointer, pointer))
				verdicts->told = answers[i].summary;
		}
	}
	arena_release(&verdicts->told_arena);
	verdicts->told_arena = kept;
	return verdicts->told;
}
