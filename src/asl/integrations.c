/* asl/integrations.c - from a Task to the calls it makes. */
#include "rolehop/asl/integrations.h"

#include "asl/catalogue.h"
#include "asl/plan.h"
#include "asl/pointer.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

struct str asl_catalogue_date(void)
{
	struct catalogue_rows rows = catalogue_group(CATALOGUE_ABOUT, STR("date"));
	return rows.from < rows.to ? catalogue_cell(CATALOGUE_ABOUT, rows.from, 1)
				   : (struct str){NULL, 0};
}

static void add_flaw(struct vec *list, struct str pointer, struct str text)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct asl_flaw *known = vec_at(list, i);
		if (str_eq(known->pointer, pointer) && str_eq(known->text, text))
			return;
	}
	*(struct asl_flaw *)vec_push(list) = (struct asl_flaw){pointer, text};
}

void plan_refuse(struct planner *planner, struct str pointer, struct str text)
{
	add_flaw(&planner->refusals, pointer, text);
}

void plan_doubt(struct planner *planner, struct str pointer, struct str text)
{
	add_flaw(&planner->doubts, pointer, text);
}

struct str plan_at(const struct planner *planner, const char *field)
{
	return asl_pointer_add(planner->arena, planner->in->state->pointer, str_from(field));
}

static bool same_context(const struct asl_call_need *a, const struct asl_call_need *b)
{
	if (a->n_context != b->n_context)
		return false;
	for (size_t i = 0; i < a->n_context; i++)
		if (!str_eq(a->context[i].key, b->context[i].key) ||
		    !str_eq(a->context[i].value, b->context[i].value) ||
		    a->context[i].absent != b->context[i].absent)
			return false;
	return true;
}

void plan_add_one(struct planner *planner, const struct expanded *resource,
		  struct asl_call_need row)
{
	for (size_t i = 0; i < planner->calls.n; i++) {
		const struct asl_call_need *known = vec_at(&planner->calls, i);
		if (known->kind == row.kind && known->need == row.need &&
		    str_eq(known->action, row.action) && str_eq(known->resource, resource->text) &&
		    same_context(known, &row))
			return;
	}
	row.resource = resource->text;
	row.decides = resource->decides;
	row.plain = resource->plain;
	row.part = planner->scene.container;
	if (resource->at)
		row.decides_pointer = json_pointer(planner->arena, resource->at);
	*(struct asl_call_need *)vec_push(&planner->calls) = row;
}

void plan_add(struct planner *planner, struct str template, struct asl_call_need row)
{
	const struct expanded *texts;
	size_t n;

	template_expand(&planner->scene, template, &texts, &n);
	for (size_t i = 0; i < n; i++)
		plan_add_one(planner, &texts[i], row);
}

void plan_add_given(struct planner *planner, struct str template, struct asl_call_need row)
{
	const struct expanded *texts;
	size_t n;

	template_expand(&planner->scene, template, &texts, &n);
	for (size_t i = 0; i < n; i++)
		if (texts[i].given)
			plan_add_one(planner, &texts[i], row);
}

enum tri plan_given(struct planner *planner, struct str field)
{
	const struct field *found;
	enum tri given = TRI_NO;
	size_t n;

	fields_find(&planner->fields, planner->scene.container, field, &found, &n);
	if (found[0].value->kind == VAL_UNKNOWN)
		return TRI_UNKNOWN;
	/* of a list: by one of its elements */
	for (size_t i = 0; i < n; i++)
		given = tri_or(given, found[i].value->kind == VAL_UNKNOWN  ? TRI_UNKNOWN
				      : found[i].value->kind == VAL_ABSENT ? TRI_NO
									   : TRI_YES);
	return given;
}

struct str plan_named_action(struct planner *planner, struct str prefix, struct str api)
{
	char first = api.n > 0 ? ascii_upper(api.p[0]) : '\0';

	return ARENA_JOIN(planner->arena, prefix, STR(":"), {&first, 1}, str_skip(api, 1));
}

/* Nothing but a placeholder: most often a Lambda function's ARN, but it may be anything. */
static void plan_placeholder(struct planner *planner, const struct field *field)
{
	struct expanded anything = {.text = planner->resource.name,
				    .decides = field->value->source,
				    .at = field->at,
				    .given = true};

	plan_doubt(
	    planner, json_pointer(planner->arena, field->at),
	    arena_printf(planner->arena,
			 "Resource is the placeholder %.*s: taken as the ARN of a Lambda function",
			 STR_ARG(field->value->source)));
	plan_add_one(planner, &anything,
		     (struct asl_call_need){.kind = ASL_CALL,
					    .need = ASL_REQUIRED,
					    .action = STR("lambda:InvokeFunction"),
					    .source = STR("a guess: Resource is a placeholder")});
}

/* Source: Step Functions Developer Guide, "Task workflow state": a function's ARN as Resource. */
static void plan_lambda_arn(struct planner *planner, const struct field *field)
{
	struct expanded function = {.text = planner->resource.name, .given = true};

	if (planner->resource.whole_hole) {
		plan_placeholder(planner, field);
		return;
	}
	if (holes_any(function.text)) {
		function.decides = field->value->source;
		function.at = field->at;
	}
	plan_add_one(
	    planner, &function,
	    (struct asl_call_need){.kind = ASL_CALL,
				   .need = ASL_REQUIRED,
				   .action = STR("lambda:InvokeFunction"),
				   .sure = true,
				   .source = STR("Step Functions Developer Guide, Task state")});
}

static void plan_strange(struct planner *planner, const struct field *field)
{
	struct str shown = holes_show(planner->arena, str_slice(planner->resource.name, 0, 200));

	if (field->value->kind == VAL_ABSENT)
		return; /* a flaw of the definition */
	if (holes_any(planner->resource.name))
		plan_doubt(planner, json_pointer(planner->arena, field->at),
			   arena_printf(planner->arena, "what Resource is (%.*s) is not known",
					STR_ARG(shown)));
	else
		plan_refuse(planner, json_pointer(planner->arena, field->at),
			    arena_printf(planner->arena,
					 "\"%.*s\" is no Resource that Step Functions knows",
					 STR_ARG(shown)));
}

static bool starts_machines(const struct resource *resource)
{
	if (!str_starts(resource->api, STR("start")) || !str_ends(resource->api, STR("Execution")))
		return false;
	return resource->kind == ASL_RESOURCE_SDK ? str_eq(resource->service, STR("sfn"))
						  : str_eq(resource->service, STR("states"));
}

static struct str started_machine(struct planner *planner)
{
	struct str ignored = {NULL, 0};

	if (!starts_machines(&planner->resource))
		return (struct str){NULL, 0};
	struct field field =
	    fields_get(&planner->fields, STR("Parameters"), STR("StateMachineArn"));
	if (field.value->kind == VAL_ABSENT)
		return (struct str){NULL, 0};
	return val_text(planner->arena, field.value, &ignored);
}

static struct str full_service(struct planner *planner)
{
	if (planner->resource.kind == ASL_RESOURCE_MAP)
		return STR("map");
	if (planner->resource.kind != ASL_RESOURCE_SDK)
		return planner->resource.service;
	return ARENA_JOIN(planner->arena, STR("aws-sdk:"), planner->resource.service);
}

static struct str integration_name(struct planner *planner)
{
	return ARENA_JOIN(planner->arena, planner->resource.service, STR(":"),
			  planner->resource.api);
}

static void plan_kind(struct planner *planner, const struct field *field)
{
	switch (planner->resource.kind) {
	case ASL_RESOURCE_OPTIMIZED:
	case ASL_RESOURCE_HTTP:
		plan_optimized(planner, integration_name(planner));
		break;
	case ASL_RESOURCE_SDK:
		plan_sdk(planner);
		break;
	case ASL_RESOURCE_LAMBDA_ARN:
		plan_lambda_arn(planner, field);
		break;
	case ASL_RESOURCE_ACTIVITY:
		break; /* its worker needs rights, the execution role does not */
	case ASL_RESOURCE_MAP:
		plan_map(planner);
		break;
	case ASL_RESOURCE_STRANGE:
		plan_strange(planner, field);
		break;
	}
}

/* A Resource of which the service or API is a placeholder says nothing about the call. */
static bool api_is_known(struct planner *planner, const struct field *field)
{
	if (planner->resource.kind != ASL_RESOURCE_OPTIMIZED &&
	    planner->resource.kind != ASL_RESOURCE_SDK)
		return true;
	if (!holes_any(planner->resource.service) && !holes_any(planner->resource.api) &&
	    !holes_any(planner->resource.pattern))
		return true;
	plan_doubt(planner, json_pointer(planner->arena, field->at),
		   arena_printf(planner->arena, "Resource holds the placeholder %.*s",
				STR_ARG(field->value->source)));
	return false;
}

static void begin(struct planner *planner, struct arena *arena, const struct asl_plan_input *input)
{
	*planner = (struct planner){.arena = arena, .in = input};
	vec_init(&planner->calls, arena, sizeof(struct asl_call_need));
	vec_init(&planner->refusals, arena, sizeof(struct asl_flaw));
	vec_init(&planner->doubts, arena, sizeof(struct asl_flaw));
	fields_init(&planner->fields, arena, input->asl, input->state, input->env);
	planner->scene = (struct template_scene){.arena = arena,
						 .fields = &planner->fields,
						 .container = STR("Parameters"),
						 .partition = input->partition,
						 .region = input->region,
						 .account = input->effective_account,
						 .home = input->home_account};
	if (input->env) {
		planner->scene.machine_arn = input->env->machine_arn;
		planner->scene.machine_name = input->env->machine_name;
	}
	if (!input->has_credentials)
		planner->scene.account = input->home_account;
}

static bool exists(const struct planner *planner, struct str pointer)
{
	const struct asl_state *state = planner->in->state;
	if (asl_pointer_within(pointer, state->pointer))
		return json_at(state->node, str_skip(pointer, state->pointer.n)) != NULL;
	return json_at(planner->in->asl->root, pointer) != NULL;
}

/* The pointer, or what is nearest above it: a field may be missing, or stand in what is no object.
 */
static struct str nearest(const struct planner *planner, struct str pointer)
{
	while (pointer.n > 0 && !exists(planner, pointer))
		pointer = str_slice(pointer, 0, (size_t)str_find_last_char(pointer, '/'));
	return pointer;
}

/* Pointers are followed by those who show the definition: each leads to something. */
static void mend_pointers(struct planner *planner)
{
	struct vec *const flaws[] = {&planner->refusals, &planner->doubts};

	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < flaws[k]->n; i++) {
			struct asl_flaw *flaw = vec_at(flaws[k], i);
			flaw->pointer = nearest(planner, flaw->pointer);
		}
}

void asl_plan_task(struct arena *arena, const struct asl_plan_input *input, struct asl_plan *out)
{
	struct planner planner;
	struct str ignored = {NULL, 0};

	begin(&planner, arena, input);
	struct field field = fields_get(&planner.fields, (struct str){NULL, 0}, STR("Resource"));
	if (input->state->type == ASL_MAP)
		planner.resource.kind = ASL_RESOURCE_MAP;
	else if (field.value->kind == VAL_STRING)
		planner.resource = resource_parse(val_text(arena, field.value, &ignored));
	else
		planner.resource.kind = ASL_RESOURCE_STRANGE;
	plan_rules(&planner);
	if (api_is_known(&planner, &field))
		plan_kind(&planner, &field);
	mend_pointers(&planner);
	*out = (struct asl_plan){
	    .kind = planner.resource.kind,
	    .service = full_service(&planner),
	    .api = planner.resource.api,
	    .pattern = planner.resource.pattern,
	    .calls = planner.calls.items,
	    .n_calls = planner.calls.n,
	    .refusals = planner.refusals.items,
	    .n_refusals = planner.refusals.n,
	    .doubts = planner.doubts.items,
	    .n_doubts = planner.doubts.n,
	    .starts_machine = started_machine(&planner),
	};
}

bool asl_knows_prefix(struct str prefix)
{
	struct catalogue_rows rows = catalogue_group(CATALOGUE_IAM_ACTIONS, prefix);

	return rows.from < rows.to;
}
