/* trace/whocan.c - who may do one thing: every principal of the inventory, judged. */
#include "rolehop/trace/whocan.h"

#include <stdlib.h>

#include "asking.h"
#include "rolehop/model/arn.h"
#include "rolehop/trace/trusts.h"
#include "services.h"

static bool asks_trust(const struct whocan_ask *ask)
{
	struct arn arn;

	return str_starts_nocase(ask->action, STR("sts:")) && arn_parse(ask->resource, &arn) &&
	       arn_is_role(&arn);
}

/* ---- the inventory --------------------------------------------------------------------------- */

static bool note_id(struct asking *a, struct str arn)
{
	const struct role *role;
	struct lack lack;
	enum found found;

	if (!a->world->ops->identity(a->world->self, &a->scratch, arn, &found, &role, &lack,
				     a->err))
		return false;
	if (found == FOUND_YES && !str_is_empty(role->unique_id))
		map_put(&a->by_id, role->unique_id, a);
	return true;
}

static int by_entity(const void *a, const void *b)
{
	const struct entity *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

/* In the order in which the inventory has what is known of them. */
static struct entity *in_file_order(struct arena *arena, const struct entity *entities, size_t n)
{
	struct entity *ordered = arena_array(arena, n, sizeof(*ordered));

	for (size_t i = 0; i < n; i++)
		ordered[i] = entities[i];
	if (n > 1)
		qsort(ordered, n, sizeof(*ordered), by_entity);
	return ordered;
}

static bool judge_each(struct asking *a, const struct entity *entities, size_t n)
{
	bool ok = true;

	entities = in_file_order(a->arena, entities, n);
	store_expect(a->store, entities, n);
	for (size_t i = 0; ok && i < n; i++, a->done++)
		ok = asking_tell(a, a->ask->progress, a->ask->self) &&
		     asking_judge(a, entities[i].key, entities[i].key, entities[i].account, "") &&
		     note_id(a, entities[i].key);
	store_expect(a->store, NULL, 0);
	return ok;
}

/* Roles and users. */
static bool judge_listed(struct asking *a)
{
	const struct entity *roles, *users;
	size_t n_roles, n_users;

	if (!store_list(a->store, a->arena, ENTITY_ROLE, STR(""), &roles, &n_roles, a->err) ||
	    !store_list(a->store, a->arena, ENTITY_USER, STR(""), &users, &n_users, a->err))
		return false;
	a->total = n_roles + n_users;
	return judge_each(a, roles, n_roles) && judge_each(a, users, n_users);
}

/* ---- the resource ---------------------------------------------------------------------------- */

static bool refuse_role(struct asking *a)
{
	const struct str *near = NULL;
	size_t n = 0;

	if (!a->world->ops->suggest(a->world->self, a->arena, a->ask->resource, true, &near, &n,
				    a->err))
		return false;
	if (n > 0)
		return err_set(a->err, ERR_INPUT,
			       "%.*s: no such role in the inventory, which holds all of that "
			       "account; did you mean %.*s?",
			       STR_ARG(a->ask->resource), STR_ARG(near[0]));
	return err_set(a->err, ERR_INPUT,
		       "%.*s: no such role in the inventory, which holds all of that account",
		       STR_ARG(a->ask->resource));
}

static bool find_target(struct asking *a)
{
	enum found found;
	struct lack lack;

	if (!a->world->ops->identity(a->world->self, a->arena, a->ask->resource, &found, &a->target,
				     &lack, a->err))
		return false;
	if (found == FOUND_ABSENT)
		return refuse_role(a);
	a->unread = found != FOUND_YES || a->target->trust == NULL;
	if (found != FOUND_YES)
		return true;
	a->policy = a->target->trust;
	if (a->assume && !a->ask->has_external_id)
		trust_ids_to_try(a->arena, a->policy, &a->ids, &a->n_ids);
	return true;
}

static bool find_resource(struct asking *a)
{
	struct policy_subject subject = service_policy_subject(a->arena, a->ask->resource);
	const struct world_ops *ops = a->world->ops;
	enum found found;
	struct lack lack;
	struct arn arn;

	if (arn_parse(a->ask->resource, &arn)) {
		a->owner = arn_is_account_id(arn.account) ? arn.account : STR("");
		a->partition = arn.partition;
	}
	if (a->trust)
		return find_target(a);
	if (subject.owner != OWNER_ARN)
		return true;
	if (str_is_empty(a->owner) &&
	    !ops->owner(a->world->self, a->arena, subject.subject, &a->owner, a->err))
		return false;
	if (!ops->resource_policy(a->world->self, a->arena, subject.subject, &found, &a->policy,
				  &lack, a->err))
		return false;
	a->unread = found != FOUND_ABSENT && a->policy == NULL;
	return true;
}

/* ---- all of it ------------------------------------------------------------------------------- */

bool whocan(struct arena *arena, const struct world *world, struct store *store,
	    const struct whocan_ask *ask, const struct trace_options *options,
	    const struct whocan_row **out, size_t *n, struct err *err)
{
	struct asking a = {.arena = arena,
			   .world = world,
			   .store = store,
			   .ask = ask,
			   .options = *options,
			   .err = err,
			   .trust = asks_trust(ask),
			   .partition = STR("aws")};
	bool ok;

	if (!action_check(arena, ask->action, err))
		return false;
	a.assume = a.trust && str_eq_nocase(ask->action, STR("sts:AssumeRole"));
	a.options.silent = ask->silent_denials;
	asking_init(&a);
	ok = find_resource(&a) && judge_listed(&a) && asking_named(&a) &&
	     asking_tell(&a, ask->progress, ask->self);
	arena_release(&a.scratch);
	if (ok)
		asking_finish(&a, out, n);
	return ok;
}

enum verdict whocan_verdict(const struct whocan_row *rows, size_t n)
{
	enum verdict all = V_DENY_IMPLICIT;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].verdict == V_ALLOW)
			return V_ALLOW;
		if (rows[i].verdict == V_UNKNOWN || !rows[i].complete)
			all = V_UNKNOWN;
	}
	return all;
}
