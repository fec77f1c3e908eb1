/* app/thing.c - which thing of the inventory somebody means. */
#include "rolehop/app/thing.h"

#include "rolehop/model/arn.h"

/* Of ...:execution:NAME:ID and ...:express:NAME:ID:... the machine; empty: it is none of these.
 * Source: Step Functions Developer Guide, "Service Authorization Reference: resource types". */
static struct str machine_of(struct arena *arena, struct str text, const struct arn *arn)
{
	struct str_split it = {arn->resource, false};
	struct str kind;
	struct str name;
	if (!str_eq(arn->service, STR("states")) || !str_next(&it, ':', &kind) ||
	    !str_next(&it, ':', &name))
		return STR("");
	if (!str_eq(kind, STR("execution")) && !str_eq(kind, STR("express")))
		return STR("");
	return arena_printf(arena, "%.*sstateMachine:%.*s", (int)(text.n - arn->resource.n), text.p,
			    STR_ARG(name));
}

bool thing_find(struct store *store, struct arena *arena, struct str text, struct entity *out,
		bool *found, struct err *err)
{
	struct arn arn;
	if (!store_find(store, arena, text, out, found, err))
		return false;
	if (*found || !arn_parse(text, &arn))
		return true;
	if (arn_is_assumed_role(&arn))
		return store_find_name(store, arena, ENTITY_ROLE, arn.account,
				       arn_session_role_name(&arn), out, found, err);
	if (arn_is_root(&arn))
		return store_find(store, arena, arn.account, out, found, err);
	struct str machine =
	    arn_is_machine(&arn) ? arn_machine_base(text) : machine_of(arena, text, &arn);
	return machine.n == 0 || store_find(store, arena, machine, out, found, err);
}
