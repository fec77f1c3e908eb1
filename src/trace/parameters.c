/* trace/parameters.c - what Tasks that read an SSM parameter are known to answer. */
#include "rolehop/base/buf.h"
#include "rolehop/base/json.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "tracer.h"

/* Source: Step Functions Developer Guide, "Learning to use AWS service SDK integrations". */
static bool reads_parameter(const struct asl_state *state)
{
	struct str resource = json_get_str(state->node, STR("Resource"));
	struct arn arn;

	return state->type == ASL_TASK && str_ends(resource, STR("etParameter")) &&
	       arn_parse(resource, &arn) && str_eq(arn.service, STR("states")) &&
	       str_eq_nocase(arn.resource, STR("aws-sdk:ssm:getParameter"));
}

/* The one value that a field surely has; empty where that is not known. */
static struct str sure_value(struct tracer *t, const struct task *task,
			     const struct asl_state *state, struct str container, struct str name)
{
	struct asl_value value;

	asl_resolve(t->arena, task->asl, state, &task->env, container, name, &value);
	return value.kind == ASL_VALUE_ONE && !holes_any(value.candidates[0]) ? value.candidates[0]
									      : STR("");
}

/* Whose parameters the Task reads: the account of the role that it takes, else the machine's. */
static struct str account_of(struct tracer *t, const struct task *task,
			     const struct asl_state *state)
{
	struct arn arn;

	if (json_get(state->node, STR("Credentials")) == NULL)
		return task->machine->account;
	return arn_parse(sure_value(t, task, state, STR("Credentials"), STR("RoleArn")), &arn)
		   ? arn.account
		   : STR("");
}

/*
 * Names are given with or without the slash that begins a hierarchy; a version or label behind a
 * colon is another value than the one that was collected. Source: Systems Manager API Reference,
 * "GetParameter", Name.
 */
static struct str parameter_arn(struct tracer *t, const struct task *task,
				const struct asl_state *state)
{
	struct str name = sure_value(t, task, state, STR("Parameters"), STR("Name"));
	struct str account = account_of(t, task, state);

	if (str_starts(name, STR("arn:")))
		return name;
	if (str_is_empty(name) || str_is_empty(account) || str_find_char(name, ':') >= 0)
		return STR("");
	return arena_printf(t->arena, "arn:%.*s:ssm:%.*s:%.*s:parameter%s%.*s",
			    STR_ARG(task->machine->partition), STR_ARG(task->machine->region),
			    STR_ARG(account), str_starts(name, STR("/")) ? "" : "/", STR_ARG(name));
}

static const struct json *text_json(struct arena *arena, struct str text)
{
	const struct json *json = NULL;
	struct err ignored;
	struct buf buf;

	buf_init(&buf, arena, 8 * text.n + 16);
	json_write_str(&buf, text);
	return json_parse(arena, buf_str(&buf), &json, &ignored) ? json : NULL;
}

static bool is_known(const struct task *task, const struct asl_state *state)
{
	for (size_t i = 0; i < task->env.n_results; i++)
		if (str_eq(task->env.results[i].state, state->pointer))
			return true;
	return false;
}

static bool settle_state(struct tracer *t, const struct task *task, const struct asl_state *state,
			 struct vec *results)
{
	struct str arn = parameter_arn(t, task, state);
	enum found found = FOUND_UNKNOWN;
	struct str value = {NULL, 0};

	if (str_is_empty(arn))
		return true;
	if (!t->world->ops->parameter(t->world->self, t->arena, arn, &found, &value, t->err))
		return false;
	if (found == FOUND_YES)
		*(struct asl_result *)vec_push(results) =
		    (struct asl_result){.state = state->pointer,
					.at = STR("$.Parameter.Value"),
					.value = text_json(t->arena, value)};
	return true;
}

static bool any_reads(const struct asl *asl)
{
	for (size_t i = 0; i < asl->n_states; i++)
		if (reads_parameter(asl->states[i]))
			return true;
	return false;
}

/* Has the definition no Task that reads a parameter? */
static bool reads_none(const struct tracer *t, const struct asl *asl)
{
	struct trace_first *first = t->options->first;

	if (first == NULL)
		return false;
	if (first->reads_parameters == TRI_UNKNOWN)
		first->reads_parameters = any_reads(asl) ? TRI_YES : TRI_NO;
	return first->reads_parameters == TRI_NO;
}

bool parameters_settle(struct tracer *t, struct task *task)
{
	struct vec results;

	if (reads_none(t, task->asl))
		return true;
	vec_init(&results, t->arena, sizeof(struct asl_result));
	for (size_t i = 0; i < task->env.n_results; i++)
		*(struct asl_result *)vec_push(&results) = task->env.results[i];
	for (size_t i = 0; i < task->asl->n_states; i++) {
		const struct asl_state *state = task->asl->states[i];
		if (reads_parameter(state) && !is_known(task, state) &&
		    !settle_state(t, task, state, &results))
			return false;
	}
	if (results.n == task->env.n_results)
		return true;
	task->env.results = results.items;
	task->env.n_results = results.n;
	task->env.cache = flows_new(t->arena);
	return true;
}
