/* trace/asking.c - one principal is asked about and becomes a row. */
#include "asking.h"

#include <stdlib.h>

#include "rolehop/model/holes.h"

void asking_init(struct asking *a)
{
	a->options.brief = true;
	arena_init(&a->scratch);
	vec_init(&a->rows, a->arena, sizeof(struct whocan_row));
	map_init(&a->seen, a->arena);
	map_init(&a->by_id, a->arena);
}

void asking_add(struct asking *a, struct str principal, struct str account, enum verdict verdict,
		bool complete, struct str because)
{
	struct whocan_row *row = vec_push(&a->rows);

	*row = (struct whocan_row){.principal = arena_str(a->arena, principal),
				   .account = arena_str(a->arena, account),
				   .verdict = verdict,
				   .complete = complete,
				   .because = arena_str(a->arena, because)};
	map_put(&a->seen, row->principal, a);
}

static bool ask_once(struct asking *a, struct str principal, const struct str *external_id,
		     const struct trace **out)
{
	const struct trace_assumption assumption = {
	    .role = a->ask->resource,
	    .has_external_id = external_id != NULL,
	    .external_id = external_id ? *external_id : STR(""),
	};
	struct trace_chain chain = {.principal = principal};

	if (a->assume) {
		chain.assumptions = &assumption;
		chain.n_assumptions = 1;
	} else {
		chain.action = a->ask->action;
		chain.resource = a->ask->resource;
	}
	return trace_chain(&a->scratch, a->world, &chain, &a->options, out, a->err);
}

/* Is it the trust policy that stands in the way, so that an ExternalId may help? Of a caller of
 * another account nothing helps that its own policies do not allow. */
static bool trust_refuses(const struct asking *a, const struct trace *trace, struct str account)
{
	const struct gate_result *gates = trace->hops[0].gates;
	const struct gate_result *trust = &gates[GATE_TARGET_TRUST];
	const struct gate_result *own = &gates[GATE_ASSUME_PERMISSION];

	if (own->applies && verdict_denies(own->verdict) && !str_eq(account, a->owner))
		return false;
	return trace->verdict != V_ALLOW && trust->applies && trust->verdict != V_ALLOW;
}

bool asking_send(struct asking *a, struct str principal, struct str account,
		 const struct trace **out, const struct str **sent)
{
	const struct trace *trace;

	*sent = a->ask->has_external_id ? &a->ask->external_id : NULL;
	if (!ask_once(a, principal, *sent, out))
		return false;
	for (size_t i = 0; i < a->n_ids && trust_refuses(a, *out, account); i++) {
		if (!ask_once(a, principal, &a->ids[i], &trace))
			return false;
		if (trust_refuses(a, trace, account) &&
		    (trace->verdict != V_UNKNOWN || (*out)->verdict == V_UNKNOWN))
			continue;
		*out = trace;
		*sent = &a->ids[i];
	}
	return true;
}

/* Of someone who is not known by name: what the resource's side says of him, or `open` where it
 * lets him in. */
static struct str say_stranger(struct asking *a, const struct trace *trace, const char *open)
{
	const struct gate_result *gates = trace->hops[0].gates;
	const struct gate_result *gate =
	    &gates[a->trust ? GATE_TARGET_TRUST : GATE_RESOURCE_POLICY];

	if (trace->verdict != V_UNKNOWN)
		return trace->summary;
	if (!gate->applies || gate->verdict == V_ALLOW)
		return str_from(open);
	return arena_printf(&a->scratch, "Unknown: %.*s.", STR_ARG(gate->summary));
}

struct str asking_because(struct asking *a, const struct str *sent, struct str because)
{
	if (sent != NULL && !a->ask->has_external_id)
		because = arena_printf(&a->scratch, "With ExternalId %.*s: %.*s", STR_ARG(*sent),
				       STR_ARG(because));
	return holes_show(&a->scratch, because);
}

bool asking_judge(struct asking *a, struct str principal, struct str shown, struct str account,
		  const char *open)
{
	struct arena_mark mark = arena_mark(&a->scratch);
	const struct str *sent;
	const struct trace *trace;
	struct str because;
	bool ok = asking_send(a, principal, account, &trace, &sent);

	if (ok) {
		because = *open ? say_stranger(a, trace, open) : trace->summary;
		asking_add(a, shown, account, trace->verdict, trace->complete,
			   asking_because(a, sent, because));
	} else if (a->err->kind == ERR_INPUT) {
		/* only what a policy names can be missing: whatever is listed is there */
		asking_add(a, shown, account, V_DENY_IMPLICIT, true, str_from(a->err->text));
		ok = true;
	}
	arena_rewind(&a->scratch, mark);
	return ok;
}

bool asking_tell(struct asking *a, whocan_tell *progress, void *self)
{
	const struct whocan_progress so_far = {a->done, a->total, a->rows.items, a->rows.n};

	return progress == NULL || progress(self, &so_far) ||
	       err_set(a->err, ERR_INTERRUPTED, "stopped");
}

static int by_account(const void *a, const void *b)
{
	const struct whocan_row *left = a, *right = b;
	int order = str_cmp(left->account, right->account);

	return order ? order : str_cmp(left->principal, right->principal);
}

void asking_finish(struct asking *a, const struct whocan_row **out, size_t *n)
{
	if (a->rows.n)
		qsort(a->rows.items, a->rows.n, sizeof(struct whocan_row), by_account);
	*out = a->rows.items;
	*n = a->rows.n;
}
