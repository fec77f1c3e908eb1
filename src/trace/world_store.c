/* trace/world_store.c - the world as the inventory has it: documents, machines, resources. */
#include "rolehop/trace/world_store.h"

#include "rolehop/model/arn.h"
#include "rolehop/policy/parse.h"
#include "world_store.h"

enum { SUGGESTIONS = 3 };

struct str stored_key(struct stored *s, struct str key)
{
	return arena_str(s->arena, key);
}

struct str stored_because(enum coverage_state state)
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

static bool document_of(struct stored *s, int64_t entity, int64_t *document, bool *complete,
			struct err *err)
{
	struct arena scratch;
	const struct fact *facts = NULL;
	size_t n = 0;
	bool done;

	*document = 0;
	*complete = false;
	arena_init(&scratch);
	done = store_facts(s->store, &scratch, entity,
			   FACT_BIT(FACT_DOCUMENT) | FACT_BIT(FACT_COMPLETE), &facts, &n, err);
	for (size_t i = 0; done && i < n; i++) {
		if (facts[i].kind == FACT_DOCUMENT)
			*document = facts[i].document;
		else if (str_eq(facts[i].name, STR("policy")))
			*complete = true;
	}
	arena_release(&scratch);
	return done;
}

bool stored_managed(struct stored *s, struct str arn, const struct policy **out, struct err *err)
{
	struct compiled *compiled = map_find(&s->managed, arn);
	struct arena scratch;
	struct entity entity;
	int64_t document = 0;
	bool found = false, complete, done;

	if (compiled != NULL) {
		*out = compiled->policy;
		return true;
	}
	arena_init(&scratch);
	done = store_find(s->store, &scratch, arn, &entity, &found, err) &&
	       (!found || document_of(s, entity.id, &document, &complete, err));
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

/* ---- machines
 * -------------------------------------------------------------------------------------------- */

struct kept_machine {
	struct machine machine;
	enum found found;
	struct lack lack;
};

static enum machine_type type_of(struct str word)
{
	return str_eq(word, STR("STANDARD"))  ? MACHINE_STANDARD
	       : str_eq(word, STR("EXPRESS")) ? MACHINE_EXPRESS
					      : MACHINE_TYPE_UNKNOWN;
}

static bool set_fact(struct stored *s, const struct fact *fact, struct machine *m, struct err *err)
{
	if (fact->kind == FACT_ROLE_ARN)
		m->role_arn = stored_key(s, fact->value);
	else if (fact->kind == FACT_TYPE)
		m->type = type_of(fact->value);
	else if (fact->kind == FACT_WITHHELD)
		m->withheld = true;
	else if (fact->kind == FACT_SETTING && str_eq(fact->name, STR("logs")))
		m->logs = true;
	else if (fact->kind == FACT_SETTING && str_eq(fact->name, STR("traces")))
		m->traces = true;
	else if (fact->kind == FACT_SETTING && str_eq(fact->name, STR("key")))
		m->key = stored_key(s, fact->value);
	else if (fact->kind == FACT_DEFINITION && fact->document != 0)
		return store_document(s->store, s->arena, fact->document, &m->definition, err);
	return true;
}

static bool read_machine(struct stored *s, const struct entity *entity, struct machine *m,
			 struct err *err)
{
	unsigned mask = FACT_BIT(FACT_DEFINITION) | FACT_BIT(FACT_ROLE_ARN) | FACT_BIT(FACT_TYPE) |
			FACT_BIT(FACT_WITHHELD) | FACT_BIT(FACT_SETTING);
	const struct fact *facts = NULL;
	struct arena scratch;
	struct arn arn;
	size_t n = 0;
	bool done;

	*m = (struct machine){.arn = stored_key(s, entity->key),
			      .name = stored_key(s, entity->name),
			      .account = stored_key(s, entity->account),
			      .region = stored_key(s, entity->region)};
	if (arn_parse(m->arn, &arn)) {
		m->partition = arn.partition;
		m->account = arn.account;
		m->region = arn.region;
	}
	arena_init(&scratch);
	done = store_facts(s->store, &scratch, entity->id, mask, &facts, &n, err);
	for (size_t i = 0; done && i < n; i++)
		done = set_fact(s, &facts[i], m, err);
	arena_release(&scratch);
	return done;
}

static bool keep_machine(struct stored *s, struct str arn, struct kept_machine *kept,
			 struct err *err)
{
	struct arena scratch;
	struct entity entity;
	struct arn parts;
	bool found = false, done;

	arena_init(&scratch);
	done = store_find(s->store, &scratch, arn, &entity, &found, err);
	if (done && found && entity.kind == ENTITY_MACHINE) {
		kept->found = FOUND_YES;
		done = read_machine(s, &entity, &kept->machine, err);
	} else if (done && arn_parse(arn, &parts)) {
		done = stored_absence(s, parts.account, parts.region, ENTITY_MACHINE,
				      STR("state machines"), &kept->found, &kept->lack, err);
	} else {
		kept->found = FOUND_UNKNOWN;
	}
	arena_release(&scratch);
	return done;
}

static bool stored_machine(void *self, struct arena *arena, struct str arn, enum found *found,
			   const struct machine **out, struct lack *lack, struct err *err)
{
	struct stored *s = self;
	struct kept_machine *kept = map_find(&s->machines, arn);

	(void)arena;
	if (kept == NULL) {
		kept = arena_alloc(s->arena, sizeof(*kept));
		if (!keep_machine(s, arn, kept, err))
			return false;
		map_put(&s->machines, stored_key(s, arn), kept);
	}
	*found = kept->found;
	*out = &kept->machine;
	*lack = kept->lack;
	return true;
}

/* ---- resources
 * ------------------------------------------------------------------------------------------- */

struct kept_resource {
	const struct policy *policy;
	enum found found;
	struct lack lack;
	struct str account;
};

static bool read_resource(struct stored *s, const struct entity *entity, struct kept_resource *kept,
			  struct err *err)
{
	int64_t document;
	bool complete;

	kept->account = stored_key(s, entity->account);
	if (!document_of(s, entity->id, &document, &complete, err) ||
	    !stored_policy(s, document, &kept->policy, err))
		return false;
	kept->found = document != 0 ? FOUND_YES : complete ? FOUND_ABSENT : FOUND_UNKNOWN;
	return true;
}

/* A resource that a whole list of its kind does not hold does not exist, and so has no policy. */
static bool keep_resource(struct stored *s, struct str arn, struct kept_resource *kept,
			  struct err *err)
{
	struct arena scratch;
	struct entity entity;
	bool found = false, done;

	kept->found = FOUND_UNKNOWN;
	arena_init(&scratch);
	done = store_find(s->store, &scratch, arn, &entity, &found, err) &&
	       (!found || read_resource(s, &entity, kept, err));
	arena_release(&scratch);
	if (!done || kept->found != FOUND_UNKNOWN)
		return done;
	struct arn parts;
	kept->lack = (struct lack){kept->account,
				   arena_printf(s->arena, "resource policy of %.*s", STR_ARG(arn)),
				   STR("never collected")};
	if (str_is_empty(kept->account) && arn_parse(arn, &parts))
		kept->lack.account = stored_key(s, parts.account);
	return true;
}

static bool find_resource(struct stored *s, struct str arn, struct kept_resource **out,
			  struct err *err)
{
	struct kept_resource *kept = map_find(&s->resources, arn);

	if (kept == NULL) {
		kept = arena_alloc(s->arena, sizeof(*kept));
		if (!keep_resource(s, arn, kept, err))
			return false;
		map_put(&s->resources, stored_key(s, arn), kept);
	}
	*out = kept;
	return true;
}

static bool stored_resource_policy(void *self, struct arena *arena, struct str arn,
				   enum found *found, const struct policy **out, struct lack *lack,
				   struct err *err)
{
	struct kept_resource *kept;

	(void)arena;
	if (!find_resource(self, arn, &kept, err))
		return false;
	*found = kept->found;
	*out = kept->policy;
	*lack = kept->lack;
	return true;
}

static bool stored_owner(void *self, struct arena *arena, struct str arn, struct str *account,
			 struct err *err)
{
	struct kept_resource *kept;

	(void)arena;
	if (!find_resource(self, arn, &kept, err))
		return false;
	*account = kept->account;
	return true;
}

/* ---- the rest
 * ---------------------------------------------------------------------------------------------- */

static bool stored_account_collected(void *self, struct str account, bool *collected,
				     struct err *err)
{
	struct stored *s = self;
	struct coverage coverage;
	struct arena scratch;
	bool done;

	arena_init(&scratch);
	done = store_coverage(s->store, &scratch, account, STR(""), ENTITY_ROLE, &coverage, err);
	arena_release(&scratch);
	*collected = done && coverage.state == COVERAGE_COMPLETE;
	return done;
}

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

static bool stored_parameter(void *self, struct arena *arena, struct str arn, enum found *found,
			     struct str *value, struct err *err)
{
	struct stored *s = self;
	const struct fact *facts = NULL;
	struct entity entity;
	size_t n = 0;
	bool there = false;

	*found = FOUND_UNKNOWN;
	if (!store_find(s->store, arena, arn, &entity, &there, err))
		return false;
	if (there &&
	    !store_facts(s->store, arena, entity.id, FACT_BIT(FACT_VALUE), &facts, &n, err))
		return false;
	if (n == 0)
		return true;
	*found = FOUND_YES;
	*value = facts[0].value;
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

static bool stored_suggest(void *self, struct arena *arena, struct str arn, const struct str **out,
			   size_t *n, struct err *err)
{
	struct stored *s = self;

	return store_suggest(s->store, arena, kind_of(arn), arn, SUGGESTIONS, out, n, err);
}

static const struct world_ops ops = {
    .identity = stored_identity,
    .role_named = stored_role_named,
    .machine = stored_machine,
    .roles_fitting = stored_roles_fitting,
    .organization = stored_organization,
    .resource_policy = stored_resource_policy,
    .owner = stored_owner,
    .account_collected = stored_account_collected,
    .machines_of = stored_machines_of,
    .parameter = stored_parameter,
    .suggest = stored_suggest,
};

bool world_store_open(struct arena *arena, struct store *store, int64_t now, struct world *out,
		      struct err *err)
{
	struct stored *s = arena_alloc(arena, sizeof(*s));
	struct map *const maps[] = {&s->documents,     &s->identities, &s->named,     &s->machines,
				    &s->organizations, &s->nodes,      &s->resources, &s->managed};
	struct snapshot snapshot;
	bool found = false;

	if (!store_snapshot(store, arena, &snapshot, &found, err))
		return false;
	s->arena = arena;
	s->store = store;
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		map_init(maps[i], arena);
	*out =
	    (struct world){.ops = &ops, .self = s, .taken = found ? snapshot.taken : 0, .now = now};
	return true;
}
