/* trace/duties.c - TABLE: what an execution role must be allowed beside the calls of its Tasks. */
#include <string.h>

#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/trace/risks.h"
#include "rolehop/trace/trace.h"
#include "tracer.h"

enum { DUTY_ACTIONS = 8, DUTY_NAMED = 3 };

static bool delivers_logs(const struct machine *machine)
{
	return machine->logs;
}

static bool sends_traces(const struct machine *machine)
{
	return machine->traces;
}

static bool has_key(const struct machine *machine)
{
	return !str_is_empty(machine->key);
}

/* Source: Step Functions Developer Guide, "Logging using CloudWatch Logs", "Tracing with X-Ray",
 * "Data at rest encryption". Of the log actions those that create and update the delivery. */
static const struct duty_row {
	const char *risk; /* row of the table of risks */
	bool (*arises)(const struct machine *machine);
	bool on_key; /* else on everything */
	const char *actions[DUTY_ACTIONS];
} duty_rows[] = {
    {"log-destination",
     delivers_logs,
     false,
     {"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies", "logs:DescribeLogGroups"}},
    {"tracing-permissions",
     sends_traces,
     false,
     {"xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules",
      "xray:GetSamplingTargets"}},
    {"workflow-key", has_key, true, {"kms:Decrypt", "kms:GenerateDataKey"}},
};

/* The ARN of the workflow's key; empty where it is not known. */
static bool find_key(struct arena *arena, const struct world *world, const struct machine *machine,
		     struct str *out, struct err *err)
{
	struct arn of;

	*out = STR("");
	if (!arn_parse(machine->arn, &of))
		return true;
	if (!key_arn(world, arena, machine->key, &of, out, err))
		return false;
	if (holes_any(*out))
		*out = STR("");
	return true;
}

/* Is the call denied? *open: but for what was not collected. */
static bool is_denied(struct arena *arena, const struct world *world, const struct machine *machine,
		      const char *action, struct str resource, bool *denied, bool *open,
		      struct err *err)
{
	static const struct str key = STR_INIT("kms:EncryptionContext:aws:states:stateMachineArn");
	const struct context_value context = {
	    .key = key, .values = &machine->arn, .n_values = 1, .state = CTX_PRESENT};
	const struct trace_options options = {
	    .context = &context, .n_context = 1, .brief = true, .silent = true};
	const struct trace_chain chain = {
	    .principal = machine->role_arn, .action = str_from(action), .resource = resource};
	const struct trace *trace;
	struct err why;

	*denied = false;
	if (trace_chain(arena, world, &chain, &options, &trace, &why)) {
		*denied = verdict_denies(trace->verdict);
		*open |= *denied && !trace->complete;
		return true;
	}
	/* a role that is not there is told of by the Tasks */
	if (why.kind == ERR_INPUT)
		return true;
	*err = why;
	return false;
}

static const struct risk_kind *kind_named(const char *name)
{
	size_t i = 0;

	while (strcmp(risk_kind_row(i)->name, name) != 0)
		i++;
	return risk_kind_row(i);
}

/* "X lacks logs:CreateLogDelivery, logs:GetLogDelivery, logs:UpdateLogDelivery and 5 more" */
static struct str say(struct arena *arena, const struct machine *machine,
		      const struct duty_row *row, bool open, const char *const *lacking, size_t n)
{
	struct str says =
	    arena_printf(arena, "%.*s lacks", STR_ARG(arn_short(arena, machine->role_arn)));

	for (size_t i = 0; i < n && i < DUTY_NAMED; i++)
		says = arena_printf(arena, "%.*s%s %s", STR_ARG(says), i ? "," : "", lacking[i]);
	if (n > DUTY_NAMED)
		says = arena_printf(arena, "%.*s and %zu more", STR_ARG(says), n - DUTY_NAMED);
	return row->on_key
		   ? arena_printf(arena, "%.*s on %.*s%s", STR_ARG(says), STR_ARG(machine->key),
				  open ? ", unless a grant of the key allows it" : "")
		   : says;
}

static bool look_at(struct arena *arena, const struct world *world, const struct machine *machine,
		    const struct duty_row *row, struct vec *out, struct err *err)
{
	struct str resource = STR("*");
	const char *lacking[DUTY_ACTIONS];
	bool open = false;
	size_t n = 0;

	if (row->on_key && !find_key(arena, world, machine, &resource, err))
		return false;
	for (size_t i = 0; resource.n && i < DUTY_ACTIONS && row->actions[i]; i++) {
		struct arena scratch;
		bool denied = false;
		arena_init(&scratch);
		bool ok = is_denied(&scratch, world, machine, row->actions[i], resource, &denied,
				    &open, err);
		arena_release(&scratch);
		if (!ok)
			return false;
		if (denied)
			lacking[n++] = row->actions[i];
	}
	if (n)
		*(struct risk *)vec_push(out) =
		    (struct risk){.kind = kind_named(row->risk),
				  .account = machine->account,
				  .of = machine->arn,
				  .says = say(arena, machine, row, open, lacking, n)};
	return true;
}

bool risks_of_machine(struct arena *arena, const struct world *world, struct str machine_arn,
		      struct vec *out, struct err *err)
{
	const struct machine *machine;
	struct lack lack;
	enum found found;

	if (!world->ops->machine(world->self, arena, machine_arn, &found, &machine, &lack, err))
		return false;
	if (found != FOUND_YES || str_is_empty(machine->role_arn))
		return true;
	for (size_t i = 0; i < sizeof(duty_rows) / sizeof(duty_rows[0]); i++)
		if (duty_rows[i].arises(machine) &&
		    !look_at(arena, world, machine, &duty_rows[i], out, err))
			return false;
	return true;
}
