/* trace/whocan.c - who may do one thing: every principal of the inventory, judged. */
#include "rolehop/trace/whocan.h"

#include <stdlib.h>

#include "named.h"
#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/trace/trusts.h"
#include "services.h"
#include "tracer.h"

struct asking {
	struct arena *arena; /* of the rows */
	struct arena scratch;
	const struct world *world;
	struct store *store;
	const struct whocan_ask *ask;
	struct trace_options options;
	struct err *err;
	bool trust;		     /* sts: on a role, which its trust policy rules */
	bool assume;		     /* of those, sts:AssumeRole itself */
	const struct role *target;   /* of an assumption; NULL: not known */
	const struct policy *policy; /* the resource's own; NULL: none, or not known */
	bool unread;		     /* it has one, or may have, that was not collected */
	struct str partition;
	struct str owner;      /* account of the resource; empty: not known */
	const struct str *ids; /* ExternalIds that the trust policy wants */
	size_t n_ids;
	struct map seen;  /* principals and accounts that have their row */
	struct map by_id; /* unique ids of the inventory */
	struct vec rows;  /* struct whocan_row */
	size_t done;	  /* of `total` that the inventory lists */
	size_t total;
};

static bool asks_trust(const struct whocan_ask *ask)
{
	struct arn arn;

	return str_starts_nocase(ask->action, STR("sts:")) && arn_parse(ask->resource, &arn) &&
	       arn_is_role(&arn);
}

/* ---- one principal ----------------------------------------------------------------------------
 */

static void add_row(struct asking *a, struct str principal, struct str account,
		    enum verdict verdict, bool complete, struct str because)
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

/* An ExternalId that opens the trust policy is worth more than the answer without one. */
static bool ask_with_ids(struct asking *a, struct str principal, struct str account,
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

/* Why, with the ExternalId that was sent where nobody asked for one. */
static struct str say_because(struct asking *a, const struct str *sent, struct str because)
{
	if (sent != NULL && !a->ask->has_external_id)
		because = arena_printf(&a->scratch, "With ExternalId %.*s: %.*s", STR_ARG(*sent),
				       STR_ARG(because));
	return holes_show(&a->scratch, because);
}

/* Judges `principal` and makes a row of it under the name `shown`; of a stranger, `open` says what
 * is not known of him. */
static bool judge(struct asking *a, struct str principal, struct str shown, struct str account,
		  const char *open)
{
	struct arena_mark mark = arena_mark(&a->scratch);
	const struct str *sent;
	const struct trace *trace;
	struct str because;
	bool ok = ask_with_ids(a, principal, account, &trace, &sent);

	if (ok) {
		because = *open ? say_stranger(a, trace, open) : trace->summary;
		add_row(a, shown, account, trace->verdict, trace->complete,
			say_because(a, sent, because));
	} else if (a->err->kind == ERR_INPUT) {
		/* only what a policy names can be missing: whatever is listed is there */
		add_row(a, shown, account, V_DENY_IMPLICIT, true, str_from(a->err->text));
		ok = true;
	}
	arena_rewind(&a->scratch, mark);
	return ok;
}

/* ---- the inventory ----------------------------------------------------------------------------
 */

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

static bool tell(struct asking *a, whocan_tell *progress, void *self)
{
	const struct whocan_progress so_far = {a->done, a->total, a->rows.items, a->rows.n};

	return progress == NULL || progress(self, &so_far) ||
	       err_set(a->err, ERR_INTERRUPTED, "stopped");
}

static bool judge_each(struct asking *a, const struct entity *entities, size_t n)
{
	bool ok = true;

	entities = in_file_order(a->arena, entities, n);
	store_expect(a->store, entities, n);
	for (size_t i = 0; ok && i < n; i++, a->done++)
		ok = tell(a, a->ask->progress, a->ask->self) &&
		     judge(a, entities[i].key, entities[i].key, entities[i].account, "") &&
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

/* ---- whom only policies name ------------------------------------------------------------------
 */

static bool is_collected(struct asking *a, struct str account, enum entity_kind kind, bool *out)
{
	struct arena_mark mark = arena_mark(&a->scratch);
	struct coverage coverage;
	bool ok = store_coverage(a->store, &a->scratch, account, STR(""), kind, &coverage, a->err);

	*out = ok && coverage.state == COVERAGE_COMPLETE;
	arena_rewind(&a->scratch, mark);
	return ok;
}

/* Principals of an account that the inventory does not hold, in one row; none where it holds all.
 */
static bool judge_rest(struct asking *a, struct str account, struct str shown)
{
	struct str key = arena_printf(a->arena, "account %.*s", STR_ARG(account));
	bool roles, users;
	struct str stranger;

	if (map_find(&a->seen, key) != NULL)
		return true;
	map_put(&a->seen, key, a);
	if (!is_collected(a, account, ENTITY_ROLE, &roles) ||
	    !is_collected(a, account, ENTITY_USER, &users))
		return false;
	if (roles && users)
		return true;
	stranger = arena_printf(a->arena, "arn:%.*s:iam::%.*s:%s/%s", STR_ARG(a->partition),
				STR_ARG(account), roles ? "user" : "role", HOLE_TEXT);
	return judge(
	    a, stranger, shown, account,
	    "Unknown: which principals the account has, and what their own policies allow, "
	    "was not collected whole.");
}

/* Some role of an account, or of any. */
static struct str stranger_of(struct asking *a, struct str account)
{
	return arena_printf(a->arena, "arn:%.*s:iam::%.*s:role/%s", STR_ARG(a->partition),
			    STR_ARG(account), HOLE_TEXT);
}

/* Anyone at all: without a signature where that is enough, else someone of another account. */
static bool judge_everyone(struct asking *a)
{
	size_t before = a->rows.n;
	const struct whocan_row *row;

	if (!a->trust) {
		if (!judge(a, STR("anonymous"), STR("*"), STR(""), ""))
			return false;
		row = vec_at(&a->rows, before);
		if (row->verdict == V_ALLOW)
			return true;
		vec_pop(&a->rows);
	}
	return judge(a, stranger_of(a, STR(HOLE_TEXT)), STR("*"), STR(""),
		     "Unknown: everyone is admitted, and what the policies of other accounts' "
		     "principals allow is not in the inventory.");
}

/* Source: IAM User Guide, "AWS JSON policy elements: Principal", SAML and OIDC federated
 * principals. */
static bool judge_provider(struct asking *a, struct str text)
{
	enum found found = FOUND_UNKNOWN;

	if (!a->world->ops->provider(a->world->self, &a->scratch, text, &found, a->err))
		return false;
	if (found == FOUND_ABSENT) {
		add_row(a, text, STR(""), V_DENY_IMPLICIT, true,
			STR("Denied: there is no such identity provider."));
		return true;
	}
	if (a->trust && !a->assume)
		return judge(a, text, text, STR(""), "");
	add_row(a, text, STR(""), V_DENY_IMPLICIT, true,
		STR("Denied: whom an identity provider vouches for asks with "
		    "sts:AssumeRoleWithWebIdentity or sts:AssumeRoleWithSAML."));
	return true;
}

static bool judge_named(struct asking *a, const struct named *named)
{
	struct principal parsed;
	struct err unread;

	if (map_find(&a->seen, named->text) != NULL)
		return true;
	switch (named->kind) {
	case NAMED_EVERYONE:
		return judge_everyone(a);
	case NAMED_ACCOUNT:
		return judge_rest(a, named->account, named->text);
	case NAMED_ID:
		if (map_find(&a->by_id, named->text) == NULL)
			add_row(a, named->text, STR(""), V_DENY_IMPLICIT, true,
				STR("Denied: it is the id of a principal that was deleted."));
		return true;
	case NAMED_PROVIDER:
		return judge_provider(a, named->text);
	case NAMED_ARN:
	case NAMED_SERVICE:
		if (principal_parse(named->text, &parsed, &unread))
			return judge(a, named->text, named->text, named->account, "");
		break;
	case NAMED_OTHER:
		break;
	}
	add_row(a, named->text, named->account, V_UNKNOWN, true,
		STR("Unknown: who that principal is cannot be told."));
	return true;
}

/* A policy that was not collected may admit anyone. */
static bool judge_unread(struct asking *a)
{
	return !a->unread ||
	       judge(a, stranger_of(a, STR(HOLE_TEXT)), STR("*"), STR(""),
		     a->trust ? "Unknown: whom the role's trust policy admits was not collected."
			      : "Unknown: whom the resource's policy admits was not collected.");
}

/* In one account a principal needs no mention in the resource's policy. */
static bool judge_rest_of_owner(struct asking *a)
{
	const struct entity *accounts;
	size_t n;

	if (!judge_unread(a))
		return false;
	if (a->trust)
		return true;
	if (!str_is_empty(a->owner))
		return judge_rest(a, a->owner, a->owner);
	if (!store_list(a->store, a->arena, ENTITY_ACCOUNT, STR(""), &accounts, &n, a->err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!judge_rest(a, accounts[i].key, accounts[i].key))
			return false;
	return true;
}

static bool judge_all_named(struct asking *a)
{
	const struct named *named;
	size_t n;

	named_in(a->arena, a->policy, a->ask->action, &named, &n);
	for (size_t i = 0; i < n; i++)
		if (!judge_named(a, &named[i]))
			return false;
	return judge_rest_of_owner(a);
}

/* ---- the resource -----------------------------------------------------------------------------
 */

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

/* ---- all of it --------------------------------------------------------------------------------
 */

static int by_account(const void *a, const void *b)
{
	const struct whocan_row *left = a, *right = b;
	int order = str_cmp(left->account, right->account);

	return order ? order : str_cmp(left->principal, right->principal);
}

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
	a.options.brief = true;
	a.options.silent = ask->silent_denials;
	arena_init(&a.scratch);
	vec_init(&a.rows, arena, sizeof(struct whocan_row));
	map_init(&a.seen, arena);
	map_init(&a.by_id, arena);
	ok = find_resource(&a) && judge_listed(&a) && judge_all_named(&a) &&
	     tell(&a, ask->progress, ask->self);
	arena_release(&a.scratch);
	if (!ok)
		return false;
	if (a.rows.n)
		qsort(a.rows.items, a.rows.n, sizeof(struct whocan_row), by_account);
	*out = a.rows.items;
	*n = a.rows.n;
	return true;
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

/* ---- the other way round ------------------------------------------------------------------------
 */

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
	ok = find_ids(a) && ask_with_ids(a, caller, account, &trace, &sent);
	if (ok && verdict_denies(trace->verdict))
		++*denied;
	else if (ok)
		*(struct whocan_row *)vec_push(&a->rows) = (struct whocan_row){
		    .principal = role->key,
		    .account = role->account,
		    .verdict = trace->verdict,
		    .complete = trace->complete,
		    .because = arena_str(a->arena, say_because(a, sent, trace->summary)),
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
	a.options.brief = true;
	a.options.silent = true;
	vec_init(&a.rows, arena, sizeof(struct whocan_row));
	if (!store_list(store, arena, ENTITY_ROLE, STR(""), &roles, &a.total, err))
		return false;
	arn_parse(reach->caller, &arn);
	arena_init(&a.scratch);
	for (; ok && a.done < a.total; a.done++)
		ok = tell(&a, reach->progress, reach->self) &&
		     (str_eq(roles[a.done].key, reach->caller) ||
		      try_role(&a, reach->caller, arn.account, &roles[a.done], denied));
	ok = ok && tell(&a, reach->progress, reach->self);
	arena_release(&a.scratch);
	if (a.rows.n)
		qsort(a.rows.items, a.rows.n, sizeof(struct whocan_row), by_account);
	*out = a.rows.items;
	*n = a.rows.n;
	return ok;
}
