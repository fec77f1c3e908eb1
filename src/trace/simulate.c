/* trace/simulate.c - a self-contained request judged, and the answer as JSON. */
#include "rolehop/trace/simulate.h"

#include "gate_json.h"
#include "pointing.h"
#include "rolehop/model/arn.h"
#include "rolehop/policy/parse.h"
#include "say.h"
#include "simulate_read.h"

enum { ANSWER_MAX = 256 << 20 };

/* What the sentences about gates are made from. */
struct asked_by {
	struct actor actor;
	struct ask ask;
};

static bool assumes_role(const struct request *request)
{
	struct arn arn;

	return str_starts_nocase(request->action, STR("sts:AssumeRole")) &&
	       arn_parse(request->resource, &arn) && arn_is_role(&arn);
}

static enum gate gate_of(enum layer layer, const struct ask *ask)
{
	switch (layer) {
	case LAYER_IDENTITY:
		return ask_assumes(ask) ? GATE_ASSUME_PERMISSION : GATE_TARGET_PERMISSION;
	case LAYER_RESOURCE:
		if (ask->kind == ASK_SERVICE_ASSUMES)
			return GATE_EXECUTION_ROLE_TRUST;
		return ask_assumes(ask) ? GATE_TARGET_TRUST : GATE_RESOURCE_POLICY;
	case LAYER_BOUNDARY:
		return GATE_BOUNDARY;
	case LAYER_SESSION:
		return GATE_SESSION;
	case LAYER_SCP:
		return GATE_SCP;
	case LAYER_RCP:
		return GATE_RCP;
	case LAYER_ENDPOINT:
		break;
	}
	return GATE_ENDPOINT;
}

static bool is_of_resource(enum layer layer)
{
	return layer == LAYER_RESOURCE || layer == LAYER_RCP || layer == LAYER_ENDPOINT;
}

static void describe(struct arena *arena, const struct request *request, struct asked_by *out)
{
	struct actor *actor = &out->actor;

	*actor = (struct actor){.principal = request->caller, .found = FOUND_YES};
	actor->name = request->caller.kind == PRINCIPAL_ANONYMOUS
			  ? STR("an anonymous caller")
			  : say_name(arena, request->caller.arn);
	out->ask = (struct ask){.kind = ASK_CALL,
				.caller = actor,
				.action = request->action,
				.resource = request->resource,
				.resource_account = request->resource_account,
				.origin = ORIGIN_PERSON,
				.target_found = FOUND_YES,
				.sure = true,
				.counts = true};
	if (assumes_role(request))
		out->ask.kind =
		    request->caller.kind == PRINCIPAL_SERVICE ? ASK_SERVICE_ASSUMES : ASK_ASSUME;
}

/* ---- gates ------------------------------------------------------------------------------------
 */

static struct str say_unknown(struct arena *arena, const struct explanation *x)
{
	if (x->n_depends > 0)
		return arena_printf(arena, "it depends on %.*s: %.*s", STR_ARG(x->depends[0].key),
				    STR_ARG(x->depends[0].flips));
	if (!str_is_empty(x->summary) || x->n_evidence == 0)
		return x->summary;
	return x->evidence[0].why;
}

static struct str say(struct arena *arena, const struct ask *ask, const struct gate_result *gate)
{
	const struct evidence *e = deciding(gate);

	if (gate->verdict == V_UNKNOWN)
		return say_unknown(arena, &gate->explanation);
	/* no document: the sentences for inventories speak of what was collected */
	if (gate->verdict == V_DENY_IMPLICIT && gate->explanation.n_evidence > 0 &&
	    str_is_empty(e->document))
		return e->why;
	return say_gate(arena, ask, gate);
}

static bool arises(enum layer layer, const struct question *question,
		   const struct layer_decision *decision)
{
	if (decision->role == ROLE_DECIDES)
		return true;
	return decision->role == ROLE_NOT_NEEDED && layer == LAYER_RESOURCE &&
	       question->layers[layer].state != LAYER_ABSENT;
}

static void fill_gate(struct arena *arena, const struct question *question,
		      const struct decision *decision, enum layer layer, const struct ask *ask,
		      struct gate_result *gates)
{
	const struct layer_decision *d = &decision->layers[layer];
	struct gate_result *gate = &gates[gate_of(layer, ask)];

	gate->account =
	    is_of_resource(layer) ? ask->resource_account : ask->caller->principal.account;
	gate->applies = arises(layer, question, d);
	gate->summary = str_is_empty(d->why) ? question->layers[layer].why : d->why;
	if (!gate->applies)
		return;
	gate->verdict = d->verdict;
	policy_explain(arena, question, decision, layer, &gate->explanation);
	gate->summary = say(arena, ask, gate);
}

/* Where each gate is sure and their sum is not, whose resource it is decides. */
static void place_owner(struct arena *arena, const struct decision *decision, const struct ask *ask,
			struct gate_result *gates)
{
	struct gate_result *gate = &gates[gate_of(LAYER_RESOURCE, ask)];
	struct dependence *depends = arena_alloc(arena, sizeof(*depends));

	for (int i = 0; i < GATE_COUNT; i++)
		if (gates[i].applies && gates[i].verdict == V_UNKNOWN)
			return;
	if (decision->verdict != V_UNKNOWN)
		return;
	*depends = (struct dependence){
	    STR("resourceAccount"),
	    arena_printf(arena,
			 "within account %.*s one side's Allow is enough, across accounts "
			 "both sides must allow",
			 STR_ARG(ask->caller->principal.account))};
	gate->applies = true;
	gate->verdict = V_UNKNOWN;
	gate->explanation = (struct explanation){.depends = depends, .n_depends = 1};
	gate->summary = say_unknown(arena, &gate->explanation);
}

/* ---- the answer -------------------------------------------------------------------------------
 */

static void put_flaws_of(struct json_out *json, const struct bearing *bearing)
{
	const struct policy_flaw *flaw;

	for (size_t i = 0; (flaw = policy_flaw(bearing->policy, i)) != NULL; i++) {
		json_out_open(json, NULL, '{');
		json_out_str(json, "policy", bearing->label);
		json_out_str(json, "pointer", flaw->pointer);
		json_out_str(json, "flaw", flaw->text);
		json_out_close(json, '}');
	}
}

static void put_flaws(struct json_out *json, const struct question *question)
{
	json_out_open(json, "flaws", '[');
	for (size_t i = 0; i < LAYER_COUNT; i++) {
		const struct layer_input *input = &question->layers[i];
		for (size_t k = 0; k < input->n_levels; k++)
			for (size_t p = 0; p < input->levels[k].n_policies; p++)
				put_flaws_of(json, &input->levels[k].policies[p]);
	}
	json_out_close(json, ']');
}

static void put_head(struct json_out *json, const struct simulated *asked)
{
	json_out_open(json, NULL, '{');
	json_out_int(json, "rolehop", 1);
	if (asked->named)
		json_out_str(json, "name", asked->name);
	else
		json_out_null(json, "name");
}

static void put_answer(struct arena *arena, struct json_out *json, const struct simulated *asked,
		       const struct decision *decision)
{
	struct gate_result gates[GATE_COUNT];
	struct asked_by by;

	describe(arena, &asked->request, &by);
	for (int i = 0; i < GATE_COUNT; i++)
		gates[i] =
		    (struct gate_result){.gate = (enum gate)i, .verdict = V_ALLOW, .counts = true};
	for (int i = 0; i < LAYER_COUNT; i++)
		fill_gate(arena, &asked->question, decision, (enum layer)i, &by.ask, gates);
	place_owner(arena, decision, &by.ask, gates);
	json_out_str(json, "decision", str_from(verdict_decision(decision->verdict)));
	json_out_open(json, "gates", '[');
	for (int i = 0; i < GATE_COUNT; i++)
		gate_json(json, &gates[i]);
	json_out_close(json, ']');
	put_flaws(json, &asked->question);
}

static void put_outcome(struct json_out *json, const struct simulated *asked,
			const struct simulation *simulation)
{
	json_out_str_or_null(json, "expected", asked->expected);
	if (simulation->expects)
		json_out_bool(json, "pass", simulation->passed);
	else
		json_out_null(json, "pass");
	json_out_close(json, '}');
}

static void put_refusal(struct json_out *json, const struct simulated *asked, struct str why)
{
	put_head(json, asked);
	json_out_str(json, "error", why);
	json_out_close(json, '}');
}

static void answer(struct arena *arena, struct json_out *json, const struct simulated *asked,
		   struct simulation *out)
{
	struct decision decision;

	policy_decide(&asked->question, &decision);
	out->verdict = decision.verdict;
	out->passed =
	    out->expects && str_eq(asked->expected, str_from(verdict_decision(decision.verdict)));
	put_head(json, asked);
	put_answer(arena, json, asked, &decision);
	put_outcome(json, asked, out);
}

/* What the request gives for a layer that does not bind its action. */
static void unbind(struct arena *arena, struct simulated *asked)
{
	const struct request *request = &asked->request;

	if (action_names_nothing(arena, request->action, request->resource))
		asked->question.layers[LAYER_RCP] = (struct layer_input){
		    .state = LAYER_ABSENT, .why = str_from(action_binds_nothing)};
}

static struct str refusal(struct arena *arena, const struct simulated *asked, struct str why)
{
	struct json_out json;
	struct buf buf;

	buf_init(&buf, arena, ANSWER_MAX);
	json_out_init(&json, &buf, false);
	put_refusal(&json, asked, why);
	return buf_str(&buf);
}

void simulate_refuse(struct arena *arena, struct str why, struct simulation *out)
{
	const struct simulated nothing = {.named = false};

	*out = (struct simulation){
	    .refused = true, .verdict = V_UNKNOWN, .json = refusal(arena, &nothing, why)};
}

void simulate_text(struct arena *arena, struct str text, size_t line, struct simulation *out)
{
	struct simulated *asked = arena_alloc(arena, sizeof(*asked));
	struct json_out json;
	struct buf buf;
	struct err err;

	*out = (struct simulation){.verdict = V_UNKNOWN};
	out->refused = !simulate_read(arena, text, line, asked, &err);
	if (!out->refused)
		unbind(arena, asked);
	out->expects = !str_is_empty(asked->expected);
	if (out->refused) {
		out->json = refusal(arena, asked, str_from(err.text));
		return;
	}
	buf_init(&buf, arena, ANSWER_MAX);
	json_out_init(&json, &buf, false);
	answer(arena, &json, asked, out);
	out->json = buf_str(&buf);
	out->refused = buf.over;
	if (out->refused)
		out->json = refusal(arena, asked, STR("the answer is too long"));
	out->passed &= !out->refused;
}

bool simulate_is_request(struct arena *arena, struct str text)
{
	const struct json *root;
	struct err ignored;

	return json_parse(arena, text, &root, &ignored) && json_get(root, STR("request")) != NULL;
}
