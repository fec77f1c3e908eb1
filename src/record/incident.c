/* record/incident.c - what was denied, out of whatever a person has of it. */
#include "rolehop/record/incident.h"

#include "clean.h"
#include "pieces.h"
#include "rolehop/base/buf.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/base/yaml.h"
#include "rolehop/model/arn.h"
#include "rolehop/record/cloudtrail.h"
#include "rolehop/record/history.h"

enum { CHILD_DEPTH = 8 };

struct asking {
	struct arena *arena;
	struct vec list;  /* struct incident */
	struct map known; /* where in the list, from 1, by what makes them the same */
};

/* ---- the same again ---------------------------------------------------------------------------
 */

/* Sessions have names of their own; the role is what is denied. */
static struct str without_session(const struct denial *d)
{
	return str_slice(d->principal, 0, d->principal.n - d->session.n);
}

static bool is_same(const struct incident *a, const struct incident *b)
{
	return str_eq(without_session(&a->denial), without_session(&b->denial)) &&
	       str_eq(a->denial.action, b->denial.action) &&
	       str_eq(a->denial.resource, b->denial.resource) &&
	       a->denial.reason == b->denial.reason && str_eq(a->event_name, b->event_name) &&
	       str_eq(a->machine, b->machine) && str_eq(a->state, b->state) &&
	       str_eq(a->task_role, b->task_role) && str_eq(a->external_id, b->external_id);
}

/* The same for incidents that are the same, and nearly never for others. */
static struct str key_of(struct arena *arena, const struct incident *incident)
{
	const struct denial *d = &incident->denial;

	return ARENA_JOIN(arena, without_session(d), STR(" "), d->action, STR(" "), d->resource,
			  STR(" "), incident->event_name, STR(" "), incident->machine, STR(" "),
			  incident->state, STR(" "), incident->task_role, STR(" "),
			  incident->external_id);
}

static void add(struct asking *asking, const struct incident *incident)
{
	struct str key = key_of(asking->arena, incident);
	size_t *place = map_find(&asking->known, key);

	if (place != NULL) {
		struct incident *known = vec_at(&asking->list, *place - 1);
		if (is_same(known, incident)) {
			known->times++;
			return;
		}
	}
	*(struct incident *)vec_push(&asking->list) = *incident;
	((struct incident *)vec_at(&asking->list, asking->list.n - 1))->times = 1;
	place = arena_alloc(asking->arena, sizeof(*place));
	*place = asking->list.n;
	map_put(&asking->known, key, place);
}

/* ---- CloudTrail -------------------------------------------------------------------------------
 */

/* `text` is what the events are in: a sentence in it counts where no event says no. */
static bool take_events(struct asking *asking, const struct json *json, struct str text,
			struct err *err)
{
	struct incident sentence = {.source = INCIDENT_TEXT};
	const struct trail_event *events;
	size_t n, seen;

	cloudtrail_denials(asking->arena, json, &events, &n, &seen);
	for (size_t i = 0; i < n; i++)
		add(asking, &(struct incident){.source = INCIDENT_EVENT,
					       .denial = events[i].denial,
					       .event_source = events[i].source,
					       .event_name = events[i].name,
					       .identity = events[i].identity,
					       .knows_request = events[i].knows_request,
					       .has_external_id = events[i].has_external_id,
					       .external_id = events[i].external_id,
					       .context = events[i].context,
					       .n_context = events[i].n_context,
					       .error = events[i].code});
	if (n == 0 && denial_find(asking->arena, text, &sentence.denial) &&
	    sentence.denial.reason != DENIAL_OPAQUE) {
		add(asking, &sentence);
		return true;
	}
	return n > 0 || err_set(err, ERR_INPUT,
				"%zu event%s of CloudTrail, and none was denied: an event that was "
				"has an errorCode such as AccessDenied",
				seen, seen == 1 ? "" : "s");
}

/* ---- executions -------------------------------------------------------------------------------
 */

/* A member whichever way the API or a child's cause writes it. */
static const struct json *member(const struct json *json, const char *name)
{
	return json_get_nocase(json, str_from(name));
}

/* What describe-execution prints, EventBridge's event of an execution, or the cause with which
 * .sync tells of a child. */
static bool is_execution(const struct json *json)
{
	return json_is(json, JSON_OBJECT) && member(json, "executionArn") != NULL &&
	       member(json, "stateMachineArn") != NULL && member(json, "status") != NULL;
}

static const struct json *parse(struct arena *arena, struct str text)
{
	const struct json *json;
	struct err ignored;

	return json_parse(arena, text, &json, &ignored) ? json : NULL;
}

/* The denial in error and cause. A child's cause is an execution in its turn. */
static bool read_cause(struct asking *asking, struct str error, struct str cause,
		       struct incident *out, int depth)
{
	const struct json *child = parse(asking->arena, cause);
	struct str both = arena_printf(asking->arena, "%.*s: %.*s", STR_ARG(error), STR_ARG(cause));

	out->error = error;
	if (depth == 0 || !is_execution(child))
		return denial_find(asking->arena, both, &out->denial);
	if (str_is_empty(out->parent)) {
		out->parent = out->machine;
		out->parent_state = out->state;
	}
	out->machine = arn_machine_base(json_str(member(child, "stateMachineArn")));
	out->state = out->task_role = out->execution_role = STR("");
	out->parameters = NULL;
	out->states = NULL;
	out->n_states = 0;
	out->input = parse(asking->arena, json_str(member(child, "input")));
	out->source = INCIDENT_EXECUTION;
	return read_cause(asking, json_str(member(child, "error")),
			  json_str(member(child, "cause")), out, depth - 1);
}

static bool take_execution(struct asking *asking, const struct json *json, struct err *err)
{
	struct incident incident = {
	    .source = INCIDENT_EXECUTION,
	    .machine = arn_machine_base(json_str(member(json, "stateMachineArn"))),
	    .input = parse(asking->arena, json_str(member(json, "input"))),
	};
	struct str error = json_str(member(json, "error"));

	if (!read_cause(asking, error, json_str(member(json, "cause")), &incident, CHILD_DEPTH))
		return err_set(err, ERR_INPUT, "the execution is %.*s%s%.*s, which is no denial",
			       STR_ARG(json_str(member(json, "status"))), error.n ? " with " : "",
			       STR_ARG(error));
	add(asking, &incident);
	return true;
}

/* An execution, or the one that an event of EventBridge is about; NULL where it is neither. */
static const struct json *execution_in(const struct json *json)
{
	const struct json *detail = json_get(json, STR("detail"));

	return is_execution(json) ? json : is_execution(detail) ? detail : NULL;
}

/* Those of a list that were denied; where none was, why the last was not. */
static bool take_executions(struct asking *asking, const struct json *list, struct err *err)
{
	struct err last;

	for (const struct json *m = json_first(list); m != NULL; m = json_next(m))
		if (execution_in(m) != NULL)
			(void)take_execution(asking, execution_in(m), &last);
	if (asking->list.n > 0)
		return true;
	*err = last;
	return false;
}

static struct incident of_history(const struct history *history)
{
	return (struct incident){.source = INCIDENT_EXECUTION,
				 .machine = history->machine,
				 .version = history->version,
				 .execution_role = history->role,
				 .input = history->input,
				 .withheld = history->withheld,
				 .states = history->states,
				 .n_states = history->n_states};
}

static void take_task(struct asking *asking, const struct history *history,
		      const struct history_task *task)
{
	struct incident incident = of_history(history);

	if (task->outcome != HISTORY_FAILED)
		return;
	incident.source = INCIDENT_TASK;
	incident.state = task->state;
	incident.task_role = task->role;
	incident.parameters = task->parameters;
	incident.map = task->map;
	incident.iteration = task->iteration;
	if (read_cause(asking, task->error, task->cause, &incident, CHILD_DEPTH))
		add(asking, &incident);
}

static bool take_history(struct asking *asking, const struct json *json, struct err *err)
{
	struct history history;
	struct incident whole;

	if (!history_read(asking->arena, json, &history, err))
		return false;
	for (size_t i = 0; i < history.n_tasks; i++)
		take_task(asking, &history, &history.tasks[i]);
	if (asking->list.n > 0)
		return true;
	whole = of_history(&history);
	if (read_cause(asking, history.error, history.cause, &whole, CHILD_DEPTH)) {
		add(asking, &whole);
		return true;
	}
	if (history.failed)
		return err_set(err, ERR_INPUT, "the execution failed with %.*s, which is no denial",
			       STR_ARG(history.error));
	return err_set(err, ERR_INPUT, "the execution did not fail: nothing in it was denied");
}

/* ---- text -------------------------------------------------------------------------------------
 */

static bool take_text(struct asking *asking, struct str text, struct err *err)
{
	struct incident incident = {.source = INCIDENT_TEXT};

	if (str_is_empty(str_trim(text)))
		return err_set(err, ERR_INPUT,
			       "it is empty: give the text of an AccessDenied error, a CloudTrail "
			       "event or an execution's history");
	if (!denial_find(asking->arena, text, &incident.denial))
		return err_set(
		    err, ERR_INPUT,
		    "no denial in it: give the whole text of the error (\"User: ... is "
		    "not authorized to perform: ...\"), a CloudTrail event, or what `aws "
		    "stepfunctions get-execution-history` prints");
	add(asking, &incident);
	return true;
}

/* ---- which it is ------------------------------------------------------------------------------
 */

/* Lines of JSON as one list; NULL where a line is none. */
static const struct json *parse_lines(struct arena *arena, struct str text)
{
	struct str_split it = {text, false};
	struct str line;
	struct buf list;

	if (!str_starts(str_trim(text), STR("{")))
		return NULL;
	buf_init(&list, arena, 2 * text.n + 2);
	buf_add_char(&list, '[');
	while (str_next(&it, '\n', &line)) {
		line = str_trim(line);
		if (str_is_empty(line))
			continue;
		if (list.n > 1)
			buf_add_char(&list, ',');
		buf_add(&list, line);
	}
	buf_add_char(&list, ']');
	return parse(arena, buf_str(&list));
}

/* What the AWS CLI prints with --output yaml; NULL for what is neither a history nor an event. */
static const struct json *parse_yaml(struct arena *arena, struct str text)
{
	const struct json *json;
	struct err ignored;

	if ((!str_contains(text, STR("previousEventId: ")) &&
	     !str_contains(text, STR("stateMachineArn: ")) &&
	     !str_contains(text, STR("CloudTrailEvent: "))) ||
	    !yaml_parse_either(arena, text, &json, &ignored))
		return NULL;
	return history_is(json) || execution_in(json) != NULL || cloudtrail_is(json) ? json : NULL;
}

/* Of the JSON in a text that is something else, a history if there is one, or all of it. */
static const struct json *parse_pieces(struct arena *arena, struct str text)
{
	const struct json *list = pieces_of(arena, text);

	for (const struct json *piece = json_first(list); piece != NULL; piece = json_next(piece))
		if (history_is(piece) || execution_in(piece) != NULL)
			return piece;
	return cloudtrail_is(list) || history_is(list) ? list : NULL;
}

static bool take(struct asking *asking, struct str text, struct err *err)
{
	const struct json *json = parse(asking->arena, text);
	struct incident decoded = {.source = INCIDENT_DECODED};

	if (json == NULL)
		json = parse_lines(asking->arena, text);
	if (json == NULL)
		json = parse_yaml(asking->arena, text);
	if (json == NULL)
		json = parse_pieces(asking->arena, text);
	if (history_is(json))
		return take_history(asking, json, err);
	if (execution_in(json) != NULL)
		return take_execution(asking, execution_in(json), err);
	if (json_is(json, JSON_ARRAY) && execution_in(json_first(json)) != NULL)
		return take_executions(asking, json, err);
	if (denial_decoded(asking->arena, json, &decoded.denial)) {
		add(asking, &decoded);
		return true;
	}
	if (cloudtrail_is(json))
		return take_events(asking, json, text, err);
	if (json_is(json, JSON_STRING))
		text = json_str(json);
	return take_text(asking, text, err);
}

bool incidents_read(struct arena *arena, struct str text, const struct incident **out, size_t *n,
		    struct err *err)
{
	struct asking asking = {.arena = arena};

	text = clean_encoding(arena, text);
	vec_init(&asking.list, arena, sizeof(struct incident));
	map_init(&asking.known, arena);
	if (!take(&asking, text, err))
		return false;
	*out = asking.list.items;
	*n = asking.list.n;
	return true;
}
