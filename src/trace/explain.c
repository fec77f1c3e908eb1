/* trace/explain.c - what AWS denied, held against what the inventory says of it. */
#include "rolehop/trace/explain.h"

#include "explaining.h"
#include "rolehop/asl/event.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* ---- who and what -----------------------------------------------------------------------------
 */

/* Of an event only the API's name may be known. */
static void find_actions(struct explaining *x)
{
	struct str *one = arena_array(x->arena, 1, sizeof(*one));

	if (str_is_empty(x->denial.action)) {
		asl_event_actions(x->arena, x->incident->event_source, x->incident->event_name,
				  &x->actions, &x->n_actions);
		if (x->n_actions == 1)
			x->denial.action = x->actions[0];
		return;
	}
	one[0] = x->denial.action;
	x->actions = one;
	x->n_actions = 1;
}

/* A session's ARN lacks the path of its role, which only the inventory tells. */
static bool find_caller(struct explaining *x)
{
	struct str text = str_is_empty(x->incident->identity)
			      ? explain_principal(x->arena, x->denial.principal)
			      : x->incident->identity;
	enum found found = FOUND_UNKNOWN;
	const struct role *role = NULL;
	struct lack lack;
	struct arn arn;
	bool ok = true;

	if (!arn_parse(text, &arn))
		return true;
	if (arn_is_assumed_role(&arn) && arn_is_account_id(arn.account))
		ok = x->world->ops->role_named(x->world->self, x->arena, arn.account,
					       arn_session_role_name(&arn), &found, &role, &lack,
					       x->err);
	else if (arn_is_role(&arn))
		ok = x->world->ops->identity(x->world->self, x->arena, text, &found, &role, &lack,
					     x->err);
	x->caller_known = found == FOUND_YES;
	x->caller = x->caller_known ? role->arn : arn_is_role(&arn) ? text : STR("");
	return ok;
}

/* ---- without a Task ---------------------------------------------------------------------------
 */

static bool names_role(struct str resource)
{
	struct arn arn;

	return arn_parse(resource, &arn) && arn_is_role(&arn) && arn_is_account_id(arn.account);
}

static bool assumes(struct str action)
{
	return str_starts_nocase(action, STR("sts:AssumeRole"));
}

/* Step Functions sends the machine's ARN. Source: Step Functions Developer Guide, "Accessing
 * resources in other AWS accounts in workflows". */
static bool knows_external_id(const struct explaining *x, struct str *out)
{
	const struct incident *in = x->incident;
	struct str machine =
	    str_is_empty(x->options->machine) ? in->machine : arn_machine_base(x->options->machine);
	bool task = in->source == INCIDENT_TASK || in->source == INCIDENT_EXECUTION;

	*out = in->has_external_id ? in->external_id : machine;
	return in->has_external_id || (task && !str_is_empty(machine));
}

/* Adds a key unless the user said something of it: that counts more than the event does. */
static void give(struct vec *keys, const struct trace_options *own, struct context_value value)
{
	const struct request said = {.context = own->context, .n_context = own->n_context};

	if (request_find(&said, value.key) == NULL)
		*(struct context_value *)vec_push(keys) = value;
}

static void give_conditions(struct vec *keys, const struct trace_options *own,
			    const struct denial *d)
{
	for (size_t i = 0; i < d->n_conditions; i++)
		give(keys, own,
		     (struct context_value){.key = d->conditions[i].key,
					    .state = CTX_PRESENT,
					    .multi = d->conditions[i].n_values > 1,
					    .values = d->conditions[i].values,
					    .n_values = d->conditions[i].n_values,
					    .source = STR("as the decoded message has it")});
}

/* The keys of the request itself. */
static void give_context(struct explaining *x, struct trace_options *options)
{
	const struct incident *in = x->incident;
	const struct trace_options own = *options;
	struct str ignored;
	struct vec keys;

	vec_init(&keys, x->arena, sizeof(struct context_value));
	for (size_t i = 0; i < own.n_context; i++)
		*(struct context_value *)vec_push(&keys) = own.context[i];
	for (size_t i = 0; i < in->n_context; i++)
		give(&keys, &own, in->context[i]);
	give_conditions(&keys, &own, &x->denial);
	if (str_starts_nocase(x->denial.action, STR("sts:")) && !in->knows_request &&
	    !knows_external_id(x, &ignored))
		give(&keys, &own,
		     (struct context_value){
			 .key = STR("sts:ExternalId"),
			 .state = CTX_UNKNOWN,
			 .source = STR("the text does not say whether an ExternalId was sent")});
	options->context = keys.items;
	options->n_context = keys.n;
}

/* What was called, as a chain of one. */
static const struct trace_chain *make_chain(struct explaining *x)
{
	struct trace_chain *chain = arena_alloc(x->arena, sizeof(*chain));
	struct trace_assumption *assumption = arena_alloc(x->arena, sizeof(*assumption));
	const struct denial *d = &x->denial;
	struct arn arn;

	chain->principal = explain_principal(x->arena, d->principal);
	if (x->caller_known &&
	    ((x->incident->source == INCIDENT_EVENT && str_is_empty(d->session)) ||
	     explain_hides_session(chain->principal)))
		chain->principal = x->caller;
	if (str_eq_nocase(d->action, STR("sts:AssumeRole")) && names_role(x->resource)) {
		assumption->role = x->resource;
		assumption->has_external_id = knows_external_id(x, &assumption->external_id);
		chain->assumptions = assumption;
		chain->n_assumptions = 1;
		return chain;
	}
	chain->action = d->action;
	chain->resource = x->resource;
	if (!arn_parse(x->resource, &arn) && !str_eq(x->resource, STR("*")))
		chain->resource = STR(HOLE_TEXT);
	return chain;
}

/* Why nothing can be asked; empty where something can. */
static struct str cannot_ask(const struct explaining *x)
{
	const struct denial *d = &x->denial;
	struct str hidden = explain_hides_caller(d->principal);

	if (d->reason == DENIAL_SFN_EXECUTION_ROLE && str_is_empty(d->resource))
		return STR(
		    "the text does not say which machine or role it was; give --machine ARN");
	if (d->reason == DENIAL_SFN_MANAGED_RULE)
		return STR("no machine of the inventory that runs as that role has a Task that "
			   "needs a managed rule");
	if (d->reason == DENIAL_SFN_LOG_DESTINATION)
		return STR("the text does not say which machine it was; give --machine ARN");
	if (str_is_empty(d->principal))
		return STR("the text does not say who was denied");
	if (!str_is_empty(hidden))
		return arena_printf(x->arena, "the text hides %.*s; give it whole: %.*s",
				    STR_ARG(hidden), STR_ARG(d->principal));
	if (str_is_empty(d->action))
		return STR("the text does not say what was asked for");
	if (assumes(d->action) && holes_any(x->resource))
		return arena_printf(
		    x->arena, "the text hides which role was to be assumed; give it whole: %.*s",
		    STR_ARG(d->resource));
	if (assumes(d->action) && !names_role(x->resource))
		return STR("the text does not say which role was to be assumed");
	return STR("");
}

/* How to ask the same where the text does not tell who it was. */
static struct str ask_instead(const struct explaining *x)
{
	const struct denial *d = &x->denial;
	bool whole = !str_is_empty(x->resource) && !holes_any(x->resource);

	if (str_is_empty(d->action) ||
	    (!str_is_empty(d->principal) && str_is_empty(explain_hides_caller(d->principal))))
		return STR("");
	if (str_eq_nocase(d->action, STR("sts:AssumeRole")))
		return arena_printf(
		    x->arena, "With who it was, ask: rolehop trace --principal ARN --assume %.*s",
		    STR_ARG(whole ? x->resource : STR("ROLE")));
	return arena_printf(
	    x->arena,
	    "With who it was, ask: rolehop trace --principal ARN --action %.*s --resource %.*s",
	    STR_ARG(d->action), STR_ARG(whole ? x->resource : STR("RESOURCE")));
}

static bool explain_chain(struct explaining *x)
{
	struct explained *out = x->out;
	struct err unread;

	out->why_not = cannot_ask(x);
	if (!str_is_empty(out->why_not)) {
		x->ask_instead = ask_instead(x);
		return true;
	}
	out->asked = (struct asked){.chain = make_chain(x)};
	out->options = x->options->trace;
	give_context(x, &out->options);
	if (asked_trace(x->arena, x->world, &out->asked, &out->options, &out->trace, &unread)) {
		out->hop = 0;
		return true;
	}
	out->trace = NULL;
	if (unread.kind != ERR_INPUT && unread.kind != ERR_USAGE) {
		*x->err = unread;
		return false;
	}
	out->why_not = arena_str(x->arena, str_from(unread.text));
	return true;
}

/* Source: Step Functions Developer Guide, "Using CloudWatch Logs to log execution history in Step
 * Functions", IAM policies for logging. */
static const struct str log_actions[] = {
    STR_INIT("logs:CreateLogDelivery"),	       STR_INIT("logs:GetLogDelivery"),
    STR_INIT("logs:UpdateLogDelivery"),	       STR_INIT("logs:DeleteLogDelivery"),
    STR_INIT("logs:ListLogDeliveries"),	       STR_INIT("logs:PutResourcePolicy"),
    STR_INIT("logs:DescribeResourcePolicies"), STR_INIT("logs:DescribeLogGroups"),
};

/* Is the role allowed all that writing the log takes? The first action that it is not, else the
 * first. */
static bool ask_log_actions(struct explaining *x, struct str role)
{
	struct explained *out = x->out;

	out->options = x->options->trace;
	out->hop = 0;
	for (size_t i = 0; i <= sizeof(log_actions) / sizeof(log_actions[0]); i++) {
		struct trace_chain *chain = arena_alloc(x->arena, sizeof(*chain));
		size_t action = i < sizeof(log_actions) / sizeof(log_actions[0]) ? i : 0;
		*chain = (struct trace_chain){
		    .principal = role, .action = log_actions[action], .resource = STR("*")};
		out->asked = (struct asked){.chain = chain};
		if (!asked_trace(x->arena, x->world, &out->asked, &out->options, &out->trace,
				 x->err))
			return false;
		if (out->trace->verdict != V_ALLOW)
			return true;
	}
	return true;
}

/* The execution role's right to write the log is no Task's. */
static bool ask_for_log(struct explaining *x)
{
	struct str machine =
	    str_is_empty(x->incident->machine) ? x->options->machine : x->incident->machine;
	const struct machine *found;
	const struct asl *asl;
	struct arn arn;

	if (x->denial.reason != DENIAL_SFN_LOG_DESTINATION)
		return true;
	if (str_is_empty(machine) && !holes_any(x->resource) && arn_parse(x->resource, &arn) &&
	    arn_is_machine(&arn))
		machine = x->resource;
	if (str_is_empty(machine))
		return true;
	if (!trace_machine(x->arena, x->world, machine, &found, &asl, x->err))
		return x->err->kind == ERR_INPUT && str_is_empty(x->options->machine);
	return ask_log_actions(x, found->role_arn);
}

/* ---- the answer -------------------------------------------------------------------------------
 */

bool explain_question(struct arena *arena, const struct world *world, struct store *store,
		      const struct incident *incident, const struct explain_options *options,
		      struct explained *out, struct err *err)
{
	struct explaining x = {.arena = arena,
			       .world = world,
			       .store = store,
			       .incident = incident,
			       .options = options,
			       .err = err,
			       .denial = incident->denial,
			       .out = out};

	*out = (struct explained){.hop = TELL_NO_HOP};
	x.resource = explain_unhide(arena, x.denial.resource);
	find_actions(&x);
	if (!find_caller(&x) || !ask_for_log(&x))
		return false;
	if (out->trace == NULL && !explain_tasks(&x))
		return false;
	if (out->trace == NULL && !explain_chain(&x))
		return false;
	out->parsed = x.denial;
	explain_say(&x);
	return true;
}
