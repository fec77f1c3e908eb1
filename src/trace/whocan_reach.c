/* trace/whocan_reach.c - whom one caller may assume: every role of the inventory, judged. */
#include "asking.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/trace/trusts.h"

/* The ExternalIds that may open the role asked about. */
static bool find_ids(struct asking *a)
{
	enum found found;
	struct lack lack;

	a->n_ids = 0;
	if (!a->world->ops->identity(a->world->self, &a->scratch, a->ask->resource, &found,
				     &a->target, &lack, a->err))
		return false;
	if (found == FOUND_YES)
		trust_ids_to_try(&a->scratch, a->target->trust, &a->ids, &a->n_ids);
	return true;
}

/* Adds the role if the caller may or might assume it. */
static bool try_role(struct asking *a, struct str caller, struct str account,
		     const struct entity *role, size_t *denied)
{
	const struct whocan_ask ask = {.action = STR("sts:AssumeRole"), .resource = role->key};
	struct arena_mark mark = arena_mark(&a->scratch);
	const struct str *sent = NULL;
	const struct trace *trace;
	bool ok;

	a->ask = &ask;
	a->owner = role->account;
	ok = find_ids(a) && asking_send(a, caller, account, &trace, &sent);
	if (ok && verdict_denies(trace->verdict))
		++*denied;
	else if (ok)
		*(struct whocan_row *)vec_push(&a->rows) = (struct whocan_row){
		    .principal = role->key,
		    .account = role->account,
		    .verdict = trace->verdict,
		    .complete = trace->complete,
		    .because = arena_str(a->arena, asking_because(a, sent, trace->summary)),
		    .external_id = sent != NULL
				       ? arena_str(a->arena, holes_show(&a->scratch, *sent))
				       : STR(""),
		};
	arena_rewind(&a->scratch, mark);
	return ok;
}

bool whocan_reach(struct arena *arena, const struct world *world, struct store *store,
		  const struct whocan_reach *reach, const struct trace_options *options,
		  const struct whocan_row **out, size_t *n, size_t *denied, struct err *err)
{
	struct asking a = {.arena = arena,
			   .world = world,
			   .store = store,
			   .options = *options,
			   .err = err,
			   .trust = true,
			   .assume = true};
	const struct entity *roles;
	bool ok = true;
	struct arn arn;

	*denied = 0;
	if (!store_list(store, arena, ENTITY_ROLE, STR(""), &roles, &a.total, err))
		return false;
	arn_parse(reach->caller, &arn);
	a.options.silent = true;
	asking_init(&a);
	for (; ok && a.done < a.total; a.done++)
		ok = asking_tell(&a, reach->progress, reach->self) &&
		     (str_eq(roles[a.done].key, reach->caller) ||
		      try_role(&a, reach->caller, arn.account, &roles[a.done], denied));
	ok = ok && asking_tell(&a, reach->progress, reach->self);
	arena_release(&a.scratch);
	if (ok)
		asking_finish(&a, out, n);
	return ok;
}
