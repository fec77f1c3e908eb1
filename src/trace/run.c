/* trace/run.c - what a run of a machine has shown, as what a trace may take as known. */
#include "run.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/map.h"
#include "tracer.h"

enum { BINDINGS_MAX = 200, NAMES_DEPTH = 8, VISITS_MAX = 16, TEXT_MAX = 1 << 20 };

/* ---- paths ------------------------------------------------------------------------------------
 */

void run_bind(struct vec *bindings, struct str path, const struct json *value)
{
	if (!str_is_empty(path) && value != NULL && bindings->n < BINDINGS_MAX)
		*(struct asl_binding *)vec_push(bindings) = (struct asl_binding){path, value, NULL};
}

/* What the expressions of a template came to, from what was sent. */
static void bind_template(struct vec *bindings, const struct json *template,
			  const struct json *sent, int depth)
{
	struct str text = json_str(template);

	if (str_starts(text, STR("{%")) && str_ends(text, STR("%}"))) {
		run_bind(bindings, text, sent);
		run_bind(bindings, str_trim(str_slice(text, 2, text.n - 2)), sent);
	}
	if (!json_is(template, JSON_OBJECT) || !json_is(sent, JSON_OBJECT) || depth == 0)
		return;
	for (const struct json *m = json_first(template); m != NULL; m = json_next(m)) {
		struct str key = json_key(m);
		bool path = str_ends(key, STR(".$"));
		struct str name = path ? str_slice(key, 0, key.n - 2) : key;
		const struct json *value = json_get_nocase(sent, name);
		if (path)
			run_bind(bindings, json_str(m), value);
		else if (value != NULL)
			bind_template(bindings, m, value, depth - 1);
	}
}

void run_bind_sent(struct vec *bindings, const struct asl_state *state, const struct json *sent)
{
	const struct json *template = json_get(state->node, STR("Parameters"));

	if (template == NULL)
		template = json_get(state->node, STR("Arguments"));
	if (sent != NULL)
		bind_template(bindings, template, sent, NAMES_DEPTH);
}

/* ---- states -----------------------------------------------------------------------------------
 */

const struct str *run_missing(const struct asl *asl, const struct str *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct asl_state *found;
		size_t matches = 0;
		asl_find(asl, names[i], &found, 1, &matches);
		if (matches == 0)
			return &names[i];
	}
	return NULL;
}

bool run_check(const struct trace_run *run, const struct machine *machine, const struct asl *asl,
	       struct err *err)
{
	const struct history *history = &run->history;
	const struct str *missing = run_missing(asl, history->states, history->n_states);

	if (!str_is_empty(history->machine) && !str_eq(history->machine, machine->arn))
		return err_set(err, ERR_INPUT, "it is the history of an execution of %.*s",
			       STR_ARG(history->machine));
	if (missing == NULL)
		return true;
	return err_set(
	    err, ERR_INPUT,
	    "the execution entered the state \"%.*s\", which the definition of %.*s in "
	    "the inventory lacks: it is another machine's, or the definition was changed",
	    STR_ARG(*missing), STR_ARG(machine->arn));
}

/* ---- what the states were given, and answered -------------------------------------------------
 */

struct visits {
	const struct history_task *tasks[VISITS_MAX];
	size_t n;
	bool all; /* false: there are more than can be told apart */
};

/* A text that states are found by, their names and their pointers. */
struct called {
	size_t n; /* states that it finds */
	struct visits visits;
};

static void call(struct map *map, struct str text)
{
	struct called *called = map_find(map, text);

	if (called == NULL) {
		called = arena_alloc(map->arena, sizeof(*called));
		called->visits.all = true;
		map_put(map, text, called);
	}
	called->n++;
}

/* struct called by text, with the visits that the history has of it. */
static void find_visits(struct map *map, struct arena *arena, const struct asl *asl,
			const struct history *history)
{
	map_init(map, arena);
	for (size_t i = 0; i < asl->n_states; i++) {
		call(map, asl->states[i]->name);
		if (!str_eq(asl->states[i]->pointer, asl->states[i]->name))
			call(map, asl->states[i]->pointer);
	}
	for (size_t i = 0; i < history->n_tasks; i++) {
		struct called *called = map_find(map, history->tasks[i].state);
		if (called == NULL)
			continue;
		if (called->visits.n < VISITS_MAX)
			called->visits.tasks[called->visits.n++] = &history->tasks[i];
		else
			called->visits.all = false;
	}
}

/* NULL of a state whose name finds others, too. */
static const struct visits *visits_of(const struct map *map, const struct asl_state *state)
{
	const struct called *called = map_find(map, state->name);

	return called->n == 1 ? &called->visits : NULL;
}

static bool all_have_input(const struct visits *visits)
{
	for (size_t i = 0; i < visits->n; i++)
		if (visits->tasks[i]->input == NULL)
			return false;
	return visits->all;
}

/* A visit that failed answers nothing, and goes on by a catcher. */
static bool all_answered(const struct visits *visits)
{
	for (size_t i = 0; i < visits->n; i++)
		if (visits->tasks[i]->outcome != HISTORY_SUCCEEDED ||
		    visits->tasks[i]->output == NULL)
			return false;
	return visits->all;
}

static void add_state(const struct visits *visits, const struct asl_state *state,
		      struct vec *entries, struct vec *results)
{
	bool given = all_have_input(visits), answered = all_answered(visits);

	for (size_t i = 0; i < visits->n; i++) {
		if (given)
			*(struct asl_entry *)vec_push(entries) =
			    (struct asl_entry){state->pointer, visits->tasks[i]->input};
		if (answered)
			*(struct asl_result *)vec_push(results) = (struct asl_result){
			    .state = state->pointer, .value = visits->tasks[i]->output};
	}
}

/* What a run shows of all states. */
struct run_shown {
	struct map called;  /* struct called */
	struct vec entries; /* struct asl_entry */
	struct vec results; /* struct asl_result */
};

static const struct run_shown *gather(struct arena *arena, const struct asl *asl,
				      const struct history *history)
{
	struct run_shown *shown = arena_alloc(arena, sizeof(*shown));

	find_visits(&shown->called, arena, asl, history);
	vec_init(&shown->entries, arena, sizeof(struct asl_entry));
	vec_init(&shown->results, arena, sizeof(struct asl_result));
	for (size_t i = 0; i < asl->n_states; i++) {
		const struct visits *visits = visits_of(&shown->called, asl->states[i]);
		if (visits != NULL)
			add_state(visits, asl->states[i], &shown->entries, &shown->results);
	}
	return shown;
}

/* The same for all Tasks of a machine. */
static const struct run_shown *shown_by(struct arena *arena, const struct asl *asl,
					const struct history *history, struct trace_first *first)
{
	if (first == NULL)
		return gather(arena, asl, history);
	if (first->shown == NULL)
		first->shown = gather(first->arena, asl, history);
	return first->shown;
}

/* ---- the Task itself --------------------------------------------------------------------------
 */

static bool same_json(struct arena *arena, const struct json *a, const struct json *b)
{
	struct buf left, right;

	buf_init(&left, arena, TEXT_MAX);
	buf_init(&right, arena, TEXT_MAX);
	return json_write(&left, a, true) && json_write(&right, b, true) &&
	       str_eq(buf_str(&left), buf_str(&right));
}

static bool is_in(struct arena *arena, const struct vec *bindings, const struct asl_binding *one)
{
	for (size_t i = 0; i < bindings->n; i++) {
		const struct asl_binding *b = vec_at(bindings, i);
		if (str_eq(b->path, one->path) && same_json(arena, b->value, one->value))
			return true;
	}
	return false;
}

/* Only what was the same in every visit; what the input tells, it tells better. */
static void add_sent(struct arena *arena, const struct asl_state *state,
		     const struct visits *visits, struct vec *bindings)
{
	bool given = all_have_input(visits);
	struct vec first;

	vec_init(&first, arena, sizeof(struct asl_binding));
	if (visits->n > 0 && visits->all)
		run_bind_sent(&first, state, visits->tasks[0]->parameters);
	for (size_t i = 0; i < first.n; i++) {
		const struct asl_binding *one = vec_at(&first, i);
		bool same = !given || !str_starts(one->path, STR("$."));
		for (size_t k = 1; k < visits->n && same; k++) {
			struct vec other;
			vec_init(&other, arena, sizeof(struct asl_binding));
			run_bind_sent(&other, state, visits->tasks[k]->parameters);
			same = is_in(arena, &other, one);
		}
		if (same)
			*(struct asl_binding *)vec_push(bindings) = *one;
	}
}

static void add_roles(struct arena *arena, const struct visits *visits, struct trace_options *out)
{
	struct str *roles = arena_array(arena, VISITS_MAX, sizeof(*roles));

	out->roles = roles;
	out->n_roles = 0;
	for (size_t i = 0; i < visits->n && visits->all; i++)
		if (!str_is_empty(visits->tasks[i]->role))
			roles[out->n_roles++] = visits->tasks[i]->role;
}

void run_settle(struct arena *arena, const struct asl *asl, const struct asl_state *state,
		const struct trace_run *run, const struct trace_options *base,
		struct trace_options *out)
{
	const struct history *history = &run->history;
	static const struct visits none = {.n = 0};
	const struct visits *visits;
	const struct run_shown *shown = shown_by(arena, asl, history, base->first);
	struct vec bindings;

	*out = *base;
	if (out->input == NULL)
		out->input = history->input;
	out->entries = shown->entries.items;
	out->n_entries = shown->entries.n;
	out->results = shown->results.items;
	out->n_results = shown->results.n;
	vec_init(&bindings, arena, sizeof(struct asl_binding));
	for (size_t i = 0; i < base->n_bindings; i++)
		*(struct asl_binding *)vec_push(&bindings) = base->bindings[i];
	visits = visits_of(&shown->called, state);
	add_sent(arena, state, visits ? visits : &none, &bindings);
	add_roles(arena, visits ? visits : &none, out);
	if (bindings.n > base->n_bindings) {
		out->bindings = bindings.items;
		out->n_bindings = bindings.n;
	}
	if (bindings.n > base->n_bindings || base->first == NULL)
		out->flows = NULL;
}
