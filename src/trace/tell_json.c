/* trace/tell_json.c - a trace as the JSON object that programs read. */
#include "gate_json.h"
#include "rolehop/base/clock.h"
#include "rolehop/base/json.h"
#include "rolehop/model/holes.h"
#include "rolehop/trace/remedy.h"
#include "rolehop/trace/tell.h"

enum { JSON_MAX = 256 << 20 };

static void put_question(struct json_out *out, const struct trace *trace)
{
	json_out_open(out, "question", '{');
	if (!str_is_empty(trace->machine)) {
		json_out_str(out, "machine", trace->machine);
		json_out_str(out, "state", trace->state);
		json_out_str(out, "pointer", trace->pointer);
	} else {
		json_out_str(out, "principal", trace->principal);
		json_out_str(out, "action", trace->action);
		json_out_str(out, "resource", trace->resource);
	}
	json_out_close(out, '}');
}

static void put_blocking(struct json_out *out, const struct trace *trace)
{
	if (!trace->has_blocking) {
		json_out_null(out, "blocking");
		return;
	}
	json_out_open(out, "blocking", '{');
	json_out_str(out, "gate", str_from(gate_name(trace->blocking_gate)));
	json_out_str_or_null(out, "account", trace->blocking_account);
	json_out_int(out, "hop", (long long)trace->blocking_hop);
	json_out_close(out, '}');
}

static void put_evidence(struct json_out *out, const struct evidence *e)
{
	json_out_open(out, NULL, '{');
	json_out_str(out, "policy", e->policy);
	json_out_str_or_null(out, "of", e->of);
	json_out_str(out, "pointer", e->pointer);
	json_out_str_or_null(out, "effect", e->effect);
	json_out_str_or_null(out, "sid", e->sid);
	json_out_str(out, "matched", str_from(tri_word(e->matched)));
	json_out_str_or_null(out, "wants", holes_show(out->buf->arena, e->wants));
	json_out_str_or_null(out, "has", holes_show(out->buf->arena, e->has));
	json_out_str(out, "why", e->why);
	json_out_close(out, '}');
}

void gate_json(struct json_out *out, const struct gate_result *gate)
{
	const struct explanation *x = &gate->explanation;
	size_t n_evidence = gate->applies ? x->n_evidence : 0;
	size_t n_depends = gate->applies ? x->n_depends : 0;

	json_out_open(out, NULL, '{');
	json_out_str(out, "gate", str_from(gate_name(gate->gate)));
	json_out_str_or_null(out, "account", gate->account);
	json_out_str(out, "verdict",
		     gate->applies ? str_from(verdict_word(gate->verdict)) : STR("not-applicable"));
	if (gate->applies)
		json_out_str(out, "decision", str_from(verdict_decision(gate->verdict)));
	else
		json_out_null(out, "decision");
	if (gate->applies && !gate->counts)
		json_out_bool(out, "counts", false);
	if (gate->applies && gate->assumed)
		json_out_bool(out, "assumed", true);
	json_out_str(out, "summary", gate->summary);
	json_out_open(out, "evidence", '[');
	for (size_t i = 0; i < n_evidence; i++)
		put_evidence(out, &x->evidence[i]);
	json_out_close(out, ']');
	json_out_open(out, "depends", '[');
	for (size_t i = 0; i < n_depends; i++) {
		json_out_open(out, NULL, '{');
		json_out_str(out, "key", x->depends[i].key);
		json_out_str(out, "flips", x->depends[i].flips);
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
	json_out_close(out, '}');
}

static void put_hop(struct json_out *out, const struct hop *hop)
{
	json_out_open(out, NULL, '{');
	json_out_str(out, "caller", hop->caller);
	json_out_str(out, "action", hop->action);
	json_out_str(out, "resource", hop->resource);
	json_out_str(out, "verdict", str_from(verdict_word(hop->verdict)));
	json_out_bool(out, "dependent", hop->dependent);
	if (hop->dependent) {
		json_out_str(out, "kind", str_from(hop->kind));
		if (!hop->counts)
			json_out_bool(out, "counts", false);
		if (!str_is_empty(hop->when))
			json_out_str(out, "when", hop->when);
	}
	json_out_open(out, "gates", '[');
	for (int g = 0; g < GATE_COUNT; g++)
		gate_json(out, &hop->gates[g]);
	json_out_close(out, ']');
	json_out_close(out, '}');
}

static void put_gaps(struct json_out *out, const struct trace *trace)
{
	json_out_open(out, "gaps", '[');
	for (size_t i = 0; i < trace->n_gaps; i++) {
		const struct gap *gap = &trace->gaps[i];
		json_out_open(out, NULL, '{');
		json_out_str_or_null(out, "account", gap->account);
		json_out_str(out, "missing", gap->missing);
		json_out_str(out, "because", gap->because);
		json_out_str(out, "effect",
			     gap->assumed_absent ? STR("assumed absent") : STR("makes it unknown"));
		json_out_close(out, '}');
	}
	json_out_close(out, ']');
}

static void put_named_verdict(struct json_out *out, const char *name, struct str value,
			      enum verdict verdict)
{
	json_out_open(out, NULL, '{');
	json_out_str(out, name, value);
	json_out_str(out, "verdict", str_from(verdict_word(verdict)));
	json_out_close(out, '}');
}

static void put_others(struct json_out *out, const struct trace *trace)
{
	json_out_open(out, "candidates", '[');
	for (size_t i = 0; i < trace->n_candidates; i++)
		put_named_verdict(out, "value", trace->candidates[i].value,
				  trace->candidates[i].verdict);
	json_out_close(out, ']');
	json_out_open(out, "continues", '[');
	for (size_t i = 0; i < trace->n_continues; i++)
		put_named_verdict(out, "machine", trace->continues[i].machine,
				  trace->continues[i].verdict);
	json_out_close(out, ']');
}

/* A document as one value; text that is no JSON (a definition in YAML) as a string. */
static void put_document(struct json_out *out, const char *key, struct str text)
{
	struct arena *arena = out->buf->arena;
	const struct json *json;
	struct err unread;
	struct buf buf;

	buf_init(&buf, arena, JSON_MAX);
	if (json_parse(arena, text, &json, &unread) && json_write(&buf, json, false))
		json_out_raw(out, key, buf_str(&buf));
	else
		json_out_str(out, key, text);
}

/* The new part: one value, or a list where there are several. */
static void put_statements(struct json_out *out, const struct remedy *remedy)
{
	if (remedy->n_statements == 1) {
		put_document(out, "statement", remedy->statements[0]);
		return;
	}
	json_out_open(out, "statement", '[');
	for (size_t i = 0; i < remedy->n_statements; i++)
		put_document(out, NULL, remedy->statements[i]);
	json_out_close(out, ']');
}

static void put_remedy(struct json_out *out, const struct remedy *remedy)
{
	json_out_open(out, NULL, '{');
	json_out_str_or_null(out, "account", remedy->account);
	json_out_str(out, "change", str_from(remedy_kind_word(remedy->kind)));
	json_out_str(out, "of", remedy->of);
	json_out_str(out, "policy", remedy->policy);
	json_out_str(out, "summary", remedy->summary);
	put_statements(out, remedy);
	put_document(out, "document", remedy->document);
	json_out_str(out, "pointer", remedy->pointer);
	json_out_open(out, "widens", '[');
	for (size_t i = 0; i < remedy->n_widens; i++)
		json_out_str(out, NULL, remedy->widens[i]);
	json_out_close(out, ']');
	json_out_bool(out, "verified", remedy->verified);
	if (remedy->n_needs > 0) {
		json_out_open(out, "needs", '[');
		for (size_t i = 0; i < remedy->n_needs; i++)
			json_out_int(out, NULL, (long long)remedy->needs[i]);
		json_out_close(out, ']');
		json_out_bool(out, "verifiedTogether", remedy->verified_together);
	}
	if (!str_is_empty(remedy->prefer))
		json_out_str(out, "prefer", remedy->prefer);
	json_out_open(out, "code", '{');
	for (int f = 0; f < REMEDY_FORM_COUNT; f++)
		json_out_str(out, remedy_form_word((enum remedy_form)f),
			     remedy_code(out->buf->arena, remedy, (enum remedy_form)f));
	json_out_close(out, '}');
	json_out_close(out, '}');
}

static void put_remedies(struct json_out *out, const struct trace *trace)
{
	json_out_open(out, "remedies", '[');
	for (size_t i = 0; i < trace->n_remedies; i++)
		put_remedy(out, &trace->remedies[i]);
	json_out_close(out, ']');
}

static void put_before(struct json_out *out, const struct trace *before)
{
	json_out_open(out, "before", '{');
	json_out_str(out, "verdict", str_from(verdict_word(before->verdict)));
	json_out_bool(out, "complete", before->complete);
	json_out_str(out, "summary", before->summary);
	json_out_str_or_null(out, "cause", before->cause);
	put_blocking(out, before);
	json_out_close(out, '}');
}

struct str tell_json(struct arena *arena, const struct trace *trace)
{
	struct json_out out;
	struct buf buf;

	buf_init(&buf, arena, JSON_MAX);
	json_out_init(&out, &buf, false);
	json_out_open(&out, NULL, '{');
	json_out_int(&out, "rolehop", 1);
	put_question(&out, trace);
	json_out_str(&out, "verdict", str_from(verdict_word(trace->verdict)));
	json_out_bool(&out, "complete", trace->complete);
	json_out_str(&out, "summary", trace->summary);
	json_out_str_or_null(&out, "cause", trace->cause);
	put_blocking(&out, trace);
	if (trace->before != NULL)
		put_before(&out, trace->before);
	json_out_open(&out, "hops", '[');
	for (size_t i = 0; i < trace->n_hops; i++)
		put_hop(&out, &trace->hops[i]);
	json_out_close(&out, ']');
	put_gaps(&out, trace);
	put_others(&out, trace);
	put_remedies(&out, trace);
	json_out_str_or_null(&out, "taken",
			     trace->taken ? clock_iso(arena, trace->taken) : STR(""));
	json_out_close(&out, '}');
	return buf_str(&buf);
}
