/* record/history.c - an execution's history: which Task did what as which role, and what came of
 * it. */
#include "rolehop/record/history.h"

#include <stdlib.h>

#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"

enum { DEPTH_MAX = 5 };

/* The Map iteration that an event belongs to. */
struct scope {
	const struct scope *outer;
	struct str map;
	size_t iteration;
};

/* A visit of a state. */
struct visit {
	struct history_task task;
	const struct scope *scope;
	bool shown; /* it is a Task, or failed */
};

struct event {
	long long id, previous;
	struct str type;
	const struct json *details;
	struct visit *visit;
	const struct scope *scope;
};

struct reader {
	struct arena *arena;
	struct vec events; /* struct event, by id */
	struct vec visits; /* struct visit * */
	struct vec states; /* struct str */
	struct history *out;
	bool has_data; /* some event tells its input, parameters or output */
};

/* ---- events, as the API and as CloudWatch Logs have them --------------------------------------
 */

/* A value that may be JSON text in a string. */
static const struct json *inside(struct arena *arena, const struct json *value)
{
	const struct json *parsed;
	struct err ignored;

	if (json_is(value, JSON_STRING) && json_parse(arena, json_str(value), &parsed, &ignored))
		return parsed;
	return value;
}

static bool is_event(const struct json *json)
{
	return json_is(json_get(json, STR("type")), JSON_STRING) &&
	       json_get(json, STR("id")) != NULL &&
	       (json_get(json, STR("previousEventId")) != NULL ||
		json_get(json, STR("previous_event_id")) != NULL ||
		json_get(json, STR("timestamp")) != NULL);
}

/* The event in what CloudWatch Logs has for one: {"message": EVENT}, a row of Logs Insights as the
 * console exports it, {"@message": EVENT}, or as the API has it, [{"field": "@message", "value":
 * EVENT}]. */
static const struct json *held_by(const struct json *json)
{
	const struct json *held = json_get(json, STR("message"));

	if (held == NULL)
		held = json_get(json, STR("@message"));
	if (!json_is(json, JSON_ARRAY))
		return held;
	for (const struct json *m = json_first(json); m != NULL && held == NULL; m = json_next(m))
		if (str_eq(json_get_str(m, STR("field")), STR("@message")))
			held = json_get(m, STR("value"));
	return held;
}

/* An event, or what holds one, as JSON or as its text. */
static bool may_be_event(const struct json *json)
{
	const struct json *held = held_by(json);
	struct str text = json_is(held, JSON_STRING) ? json_str(held) : STR("");

	return is_event(json) || is_event(held) ||
	       (str_starts(text, STR("{")) && str_contains(text, STR("\"previous_event_id\"")));
}

/* The list of events in `json`, at most `depth` levels down; what stands around it names the
 * execution. */
static const struct json *find_events(const struct json *json, int depth, struct history *out)
{
	const struct json *events = json_get(json, STR("events"));
	const struct json *found = NULL;

	if (json_is(json, JSON_ARRAY) && may_be_event(json_first(json)))
		return json;
	if (json_is(events, JSON_ARRAY) && may_be_event(json_first(events)))
		found = events;
	for (const struct json *m = json_first(json);
	     found == NULL && depth > 0 && json_is(json, JSON_OBJECT) && m != NULL;
	     m = json_next(m))
		found = find_events(m, depth - 1, out);
	if (found == NULL || out == NULL)
		return found;
	if (str_is_empty(out->execution))
		out->execution = json_get_str(json, STR("executionArn"));
	if (str_is_empty(out->machine))
		out->machine = arn_machine_base(json_get_str(json, STR("stateMachineArn")));
	return found;
}

bool history_is(const struct json *json)
{
	return find_events(json, DEPTH_MAX, NULL) != NULL;
}

static long long number(struct arena *arena, const struct json *json)
{
	double value = 0;

	return str_to_double(json_scalar(arena, json), &value) && value > 0 && value < 1e15
		   ? (long long)value
		   : 0;
}

static const struct json *details_of(const struct json *event)
{
	const struct json *details = json_get(event, STR("details"));

	for (const struct json *m = json_first(event); details == NULL && m != NULL;
	     m = json_next(m))
		if (str_ends(json_key(m), STR("EventDetails")))
			details = m;
	return details;
}

static void add_event(struct reader *r, const struct json *json)
{
	struct event *event;
	const struct json *previous = json_get(json, STR("previousEventId"));

	if (!is_event(json))
		json = inside(r->arena, held_by(json));
	if (!is_event(json))
		return;
	if (previous == NULL)
		previous = json_get(json, STR("previous_event_id"));
	event = vec_push(&r->events);
	event->id = number(r->arena, json_get(json, STR("id")));
	event->previous = number(r->arena, previous);
	event->type = json_get_str(json, STR("type"));
	event->details = details_of(json);
	if (str_is_empty(r->out->execution))
		r->out->execution = json_get_str(json, STR("execution_arn"));
}

static int by_id(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static const struct event *event_at(const struct reader *r, long long id)
{
	const struct event key = {.id = id};

	return r->events.n == 0 ? NULL
				: bsearch(&key, r->events.items, r->events.n, sizeof(key), by_id);
}

/* ---- what each event means --------------------------------------------------------------------
 */

static const struct json *data(struct reader *r, const struct event *event, const char *name)
{
	const struct json *value = json_get(event->details, str_from(name));
	const struct json *about =
	    json_get(event->details, arena_printf(r->arena, "%sDetails", name));

	/* Source: Step Functions API Reference, "HistoryEventExecutionDataDetails". */
	if (json_bool(json_get(about, STR("truncated"))))
		return NULL;
	r->has_data = r->has_data || value != NULL;
	return inside(r->arena, value);
}

static struct str text(const struct event *event, const char *name)
{
	return json_get_str(event->details, str_from(name));
}

static void note_state(struct reader *r, struct str name)
{
	if (!vec_has_str(&r->states, name))
		*(struct str *)vec_push(&r->states) = name;
}

static void enter_state(struct reader *r, struct event *event)
{
	struct visit *visit = arena_alloc(r->arena, sizeof(*visit));

	visit->task.state = text(event, "name");
	visit->task.input = data(r, event, "input");
	visit->shown = str_eq(event->type, STR("TaskStateEntered"));
	visit->scope = event->scope;
	*(struct visit **)vec_push(&r->visits) = visit;
	note_state(r, visit->task.state);
	event->visit = visit;
}

static void start_iteration(struct reader *r, struct event *event)
{
	struct scope *scope = arena_alloc(r->arena, sizeof(*scope));

	scope->outer = event->scope;
	scope->map = text(event, "name");
	scope->iteration = (size_t)number(r->arena, json_get(event->details, STR("index")));
	event->scope = scope;
	event->visit = NULL;
}

static void schedule(struct reader *r, struct event *event)
{
	struct history_task *task = &event->visit->task;
	const struct json *credentials = json_get(event->details, STR("taskCredentials"));

	event->visit->shown = true;
	task->type = text(event, "resourceType");
	task->resource = text(event, "resource");
	task->region = text(event, "region");
	task->parameters = data(r, event, "parameters");
	if (task->parameters == NULL)
		task->parameters = data(r, event, "input");
	task->role = json_get_str(credentials, STR("roleArn"));
	task->outcome = HISTORY_OPEN;
	task->error = task->cause = STR("");
	task->submitted = false;
	task->attempts++;
}

static void end_call(struct reader *r, struct event *event, enum history_outcome outcome)
{
	struct history_task *task = &event->visit->task;

	event->visit->shown = true;
	task->outcome = outcome;
	if (outcome == HISTORY_SUCCEEDED) {
		task->output = data(r, event, "output");
		task->error = task->cause = STR("");
		return;
	}
	task->error = text(event, "error");
	task->cause = text(event, "cause");
}

static void end_execution(struct reader *r, const struct event *event)
{
	r->out->failed = !str_ends(event->type, STR("Succeeded"));
	r->out->error = text(event, "error");
	r->out->cause = text(event, "cause");
}

static void start_execution(struct reader *r, const struct event *event)
{
	struct str qualified = text(event, "stateMachineVersionArn");

	r->out->input = data(r, event, "input");
	r->out->role = text(event, "roleArn");
	r->out->version = qualified;
	if (str_is_empty(qualified))
		qualified = text(event, "stateMachineAliasArn");
	if (str_is_empty(r->out->machine))
		r->out->machine = arn_machine_base(qualified);
}

/* The end of a Map leaves the iteration that came before it. */
static bool leaves_map(struct str type)
{
	return str_eq(type, STR("MapStateSucceeded")) || str_eq(type, STR("MapStateFailed")) ||
	       str_eq(type, STR("MapStateAborted"));
}

/* A page of a history may begin inside a state, whose name is then not known. */
static void begin_unknown(struct reader *r, struct event *event)
{
	event->visit = arena_alloc(r->arena, sizeof(*event->visit));
	event->visit->scope = event->scope;
	*(struct visit **)vec_push(&r->visits) = event->visit;
}

static void take_call(struct reader *r, struct event *event)
{
	struct str type = event->type;

	if (event->visit == NULL &&
	    (str_ends(type, STR("Scheduled")) || str_ends(type, STR("Failed"))))
		begin_unknown(r, event);
	if (event->visit == NULL)
		return;
	if (str_ends(type, STR("Scheduled")))
		schedule(r, event);
	else if (str_eq(type, STR("TaskSubmitted")))
		event->visit->task.submitted = true;
	else if (str_ends(type, STR("Failed")))
		end_call(r, event, HISTORY_FAILED);
	else if (str_ends(type, STR("TimedOut")))
		end_call(r, event, HISTORY_TIMED_OUT);
	else if (str_eq(type, STR("TaskSucceeded")) ||
		 str_eq(type, STR("LambdaFunctionSucceeded")) ||
		 str_eq(type, STR("ActivitySucceeded")))
		end_call(r, event, HISTORY_SUCCEEDED);
}

static void take_event(struct reader *r, struct event *event)
{
	const struct event *previous = event_at(r, event->previous);
	struct str type = event->type;

	if (previous != NULL && previous != event) {
		event->visit = previous->visit;
		event->scope = previous->scope;
	}
	if (leaves_map(type) && event->scope != NULL) {
		event->scope = event->scope->outer;
		event->visit = NULL;
	}
	if (str_eq(type, STR("ExecutionStarted")))
		start_execution(r, event);
	else if (str_starts(type, STR("Execution")))
		end_execution(r, event);
	else if (str_ends(type, STR("StateEntered")))
		enter_state(r, event);
	else if (str_eq(type, STR("MapIterationStarted")))
		start_iteration(r, event);
	else if (str_eq(type, STR("MapRunStarted")) && str_is_empty(r->out->machine))
		r->out->machine = history_machine(r->arena, text(event, "mapRunArn"));
	else if (!str_starts(type, STR("MapIteration")) && !str_starts(type, STR("MapState")) &&
		 !str_starts(type, STR("ParallelState")))
		take_call(r, event);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

struct str history_machine(struct arena *arena, struct str text)
{
	static const struct str kinds[] = {STR_INIT("execution:"), STR_INIT("express:"),
					   STR_INIT("mapRun:")};
	struct arn arn;

	if (!arn_parse(text, &arn) || !str_eq(arn.service, STR("states")))
		return STR("");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t end = 0;
		struct str name = str_skip(arn.resource, kinds[i].n);
		if (!str_starts(arn.resource, kinds[i]))
			continue;
		while (end < name.n && name.p[end] != ':' && name.p[end] != '/')
			end++;
		return arena_printf(arena, "arn:%.*s:states:%.*s:%.*s:stateMachine:%.*s",
				    STR_ARG(arn.partition), STR_ARG(arn.region),
				    STR_ARG(arn.account), STR_ARG(str_slice(name, 0, end)));
	}
	return STR("");
}

static void keep_tasks(struct reader *r)
{
	struct vec tasks;

	vec_init(&tasks, r->arena, sizeof(struct history_task));
	for (size_t i = 0; i < r->visits.n; i++) {
		const struct visit *visit = *(struct visit **)vec_at(&r->visits, i);
		struct history_task *task;
		if (!visit->shown)
			continue;
		task = vec_push(&tasks);
		*task = visit->task;
		if (visit->scope != NULL) {
			task->map = visit->scope->map;
			task->iteration = visit->scope->iteration;
		}
	}
	r->out->tasks = tasks.items;
	r->out->n_tasks = tasks.n;
}

bool history_read(struct arena *arena, const struct json *json, struct history *out,
		  struct err *err)
{
	struct history history = {.failed = false};
	struct reader r = {.arena = arena, .out = &history};
	const struct json *events = find_events(json, DEPTH_MAX, &history);

	vec_init(&r.events, arena, sizeof(struct event));
	vec_init(&r.visits, arena, sizeof(struct visit *));
	vec_init(&r.states, arena, sizeof(struct str));
	for (const struct json *e = json_first(events); e != NULL; e = json_next(e))
		add_event(&r, e);
	if (r.events.n == 0)
		return err_set(err, ERR_INPUT,
			       "no history of an execution: give the answer of `aws stepfunctions "
			       "get-execution-history`");
	qsort(r.events.items, r.events.n, sizeof(struct event), by_id);
	for (size_t i = 0; i < r.events.n; i++)
		take_event(&r, vec_at(&r.events, i));
	keep_tasks(&r);
	history.states = r.states.items;
	history.n_states = r.states.n;
	history.withheld = !r.has_data;
	if (str_is_empty(history.machine))
		history.machine = history_machine(arena, history.execution);
	*out = history;
	return true;
}
