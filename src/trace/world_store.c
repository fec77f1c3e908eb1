/* trace/world_store.c - the world as the inventory has it: documents, and all that is asked. */
#include "rolehop/trace/world_store.h"

#include "rolehop/model/arn.h"
#include "rolehop/policy/parse.h"
#include "world_store.h"

enum { SUGGESTIONS = 3 };

struct str stored_key(struct stored *s, struct str key)
{
	return arena_str(s->arena, key);
}

/* "never collected", "refused" or "partial". */
static struct str stored_because(enum coverage_state state)
{
	switch (state) {
	case COVERAGE_PARTIAL:
	case COVERAGE_COMPLETE:
		return STR("partial");
	case COVERAGE_REFUSED:
		return STR("refused");
	case COVERAGE_NEVER:
		break;
	}
	return STR("never collected");
}

bool stored_absence(struct stored *s, struct str account, struct str region, enum entity_kind kind,
		    struct str missing, enum found *found, struct lack *lack, struct err *err)
{
	struct arena scratch;
	struct coverage coverage;
	bool done;

	arena_init(&scratch);
	done = store_coverage(s->store, &scratch, account, region, kind, &coverage, err);
	arena_release(&scratch);
	if (!done)
		return false;
	*found = coverage.state == COVERAGE_COMPLETE ? FOUND_ABSENT : FOUND_UNKNOWN;
	if (*found == FOUND_UNKNOWN)
		*lack =
		    (struct lack){stored_key(s, account), missing, stored_because(coverage.state)};
	return true;
}

/* ---- documents
 * ------------------------------------------------------------------------------------------ */

static bool compile(struct stored *s, int64_t document, struct compiled *out, struct err *err)
{
	struct arena scratch;
	struct err unread;
	struct str packed;
	unsigned layout;
	bool done;

	arena_init(&scratch);
	done = store_document_packed(s->store, &scratch, document, &packed, &layout, err);
	/* what cannot be read as a policy is not known, and so never allows anything */
	if (done && !policy_parse_packed(s->arena, packed, store_document_lay, layout, &out->policy,
					 &unread))
		out->policy = NULL;
	arena_release(&scratch);
	return done;
}

bool stored_policy(struct stored *s, int64_t document, const struct policy **out, struct err *err)
{
	char id[sizeof(document)];
	struct compiled *compiled;
	struct str key;

	*out = NULL;
	if (document == 0)
		return true;
	for (size_t i = 0; i < sizeof(id); i++)
		id[i] = (char)((uint64_t)document >> (8 * i) & 0xff);
	key = (struct str){id, sizeof(id)};
	compiled = map_find(&s->documents, key);
	if (compiled == NULL) {
		compiled = arena_alloc(s->arena, sizeof(*compiled));
		if (!compile(s, document, compiled, err))
			return false;
		map_put(&s->documents, stored_key(s, key), compiled);
	}
	*out = compiled->policy;
	return true;
}

static bool document_of(struct stored *s, int64_t entity, int64_t *document, struct err *err)
{
	const struct fact *facts = NULL;
	struct arena scratch;
	size_t n = 0;
	bool done;

	arena_init(&scratch);
	done = store_facts(s->store, &scratch, entity, FACT_BIT(FACT_DOCUMENT), &facts, &n, err);
	*document = done && n > 0 ? facts[n - 1].document : 0;
	arena_release(&scratch);
	return done;
}

bool stored_managed(struct stored *s, struct str arn, const struct policy **out, struct err *err)
{
	struct compiled *compiled = map_find(&s->managed, arn);
	struct arena scratch;
	struct entity entity;
	int64_t document = 0;
	bool found = false, done;

	if (compiled != NULL) {
		*out = compiled->policy;
		return true;
	}
	arena_init(&scratch);
	done = store_find(s->store, &scratch, arn, &entity, &found, err) &&
	       (!found || document_of(s, entity.id, &document, err));
	arena_release(&scratch);
	if (!done)
		return false;
	compiled = arena_alloc(s->arena, sizeof(*compiled));
	if (!stored_policy(s, document, &compiled->policy, err))
		return false;
	map_put(&s->managed, stored_key(s, arn), compiled);
	*out = compiled->policy;
	return true;
}

struct kept_versions {
	const struct policy_version *items;
	size_t n;
};

static bool read_versions(struct stored *s, int64_t entity, struct kept_versions *kept,
			  struct err *err)
{
	struct policy_version *items = NULL;
	const struct fact *facts = NULL;
	struct arena scratch;
	size_t n = 0;
	bool done;

	arena_init(&scratch);
	done = store_facts(s->store, &scratch, entity, FACT_BIT(FACT_VERSION), &facts, &n, err);
	if (done && n > 0)
		items = arena_array(s->arena, n, sizeof(*items));
	for (size_t i = 0; done && i < n; i++) {
		items[i].id = stored_key(s, facts[i].name);
		done = stored_policy(s, facts[i].document, &items[i].policy, err);
	}
	*kept = (struct kept_versions){items, done ? n : 0};
	arena_release(&scratch);
	return done;
}

static bool stored_versions(void *self, struct arena *arena, struct str policy,
			    const struct policy_version **out, size_t *n, struct err *err)
{
	struct stored *s = self;
	struct kept_versions *kept = map_find(&s->versions, policy);
	struct arena scratch;
	struct entity entity;
	bool found = false, done;

	(void)arena;
	if (kept == NULL) {
		kept = arena_alloc(s->arena, sizeof(*kept));
		*kept = (struct kept_versions){NULL, 0};
		arena_init(&scratch);
		done = store_find(s->store, &scratch, policy, &entity, &found, err) &&
		       (!found || read_versions(s, entity.id, kept, err));
		arena_release(&scratch);
		if (!done)
			return false;
		map_put(&s->versions, stored_key(s, policy), kept);
	}
	*out = kept->items;
	*n = kept->n;
	return true;
}

/* ---- the rest
 * ---------------------------------------------------------------------------------------------- */

static bool stored_machines_of(void *self, struct arena *arena, struct str role,
			       const struct str **arns, size_t *n, struct err *err)
{
	struct stored *s = self;
	const struct entity *machines = NULL;
	struct str *list;

	*n = 0;
	if (!store_with_fact(s->store, arena, ENTITY_MACHINE, FACT_ROLE_ARN, STR(""), role,
			     &machines, n, err))
		return false;
	list = arena_array(arena, *n, sizeof(*list));
	for (size_t i = 0; i < *n; i++)
		list[i] = machines[i].key;
	*arns = list;
	return true;
}

static enum entity_kind kind_of(struct str text)
{
	struct arn arn;

	if (!arn_parse(text, &arn))
		return ENTITY_ROLE;
	if (arn_is_machine(&arn))
		return ENTITY_MACHINE;
	return arn_is_user(&arn) ? ENTITY_USER : ENTITY_ROLE;
}

static bool stored_suggest(void *self, struct arena *arena, struct str arn, bool elsewhere,
			   const struct str **out, size_t *n, struct err *err)
{
	struct stored *s = self;

	return store_suggest(s->store, arena, kind_of(arn), arn, elsewhere, SUGGESTIONS, out, n,
			     err);
}

static const struct world_ops ops = {
    .identity = stored_identity,
    .role_named = stored_role_named,
    .machine = stored_machine,
    .aliased = stored_aliased,
    .roles_fitting = stored_roles_fitting,
    .organization = stored_organization,
    .resource_policy = stored_resource_policy,
    .grants = stored_grants,
    .owner = stored_owner,
    .machines_of = stored_machines_of,
    .encryption = stored_encryption,
    .public_access = stored_public_access,
    .access_point = stored_access_point,
    .parameter = stored_parameter,
    .versions = stored_versions,
    .provider = stored_provider,
    .suggest = stored_suggest,
};

bool world_store_open(struct arena *arena, struct store *store, int64_t now, struct world *out,
		      struct err *err)
{
	struct stored *s = arena_alloc(arena, sizeof(*s));
	struct map *const maps[] = {&s->documents,     &s->identities,	&s->named,     &s->machines,
				    &s->organizations, &s->nodes,	&s->resources, &s->managed,
				    &s->versions,      &s->org_policies};
	struct snapshot snapshot;
	bool found = false;

	if (!store_snapshot(store, arena, &snapshot, &found, err))
		return false;
	s->arena = arena;
	s->store = store;
	s->any_resources = TRI_UNKNOWN;
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		map_init(maps[i], arena);
	*out =
	    (struct world){.ops = &ops, .self = s, .taken = found ? snapshot.taken : 0, .now = now};
	return true;
}

bool world_store_again(struct arena *arena, const struct world *world, struct world *out,
		       struct err *err)
{
	struct stored *from = world->self;
	struct stored *s = NULL;

	if (!world_store_open(arena, from->store, world->now, out, err))
		return false;
	s = out->self;
	s->shared = from->shared ? from->shared : from;
	return true;
}
