/* trace/world_machine.c - state machines as the inventory has them, with versions and aliases. */
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "world_store.h"

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

static void set_withheld(struct stored *s, const struct fact *fact, struct machine *m)
{
	m->withheld = true;
	m->withheld_why = arena_str(s->arena, fact->value);
}

static bool set_fact(struct stored *s, const struct fact *fact, struct machine *m, struct err *err)
{
	if (fact->kind == FACT_ROLE_ARN)
		m->role_arn = stored_key(s, fact->value);
	else if (fact->kind == FACT_TYPE)
		m->type = type_of(fact->value);
	else if (fact->kind == FACT_WITHHELD)
		set_withheld(s, fact, m);
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

/* A version has a definition and an execution role of its own. */
static bool take_version(struct stored *s, const struct entity *entity, struct str version,
			 struct kept_machine *kept, struct err *err)
{
	const unsigned mask = FACT_BIT(FACT_VERSION) | FACT_BIT(FACT_COMPLETE);
	struct machine *m = &kept->machine;
	const struct fact *facts = NULL;
	struct arena scratch;
	bool all = false, there = false, done;
	size_t n = 0;

	m->qualified = arena_printf(s->arena, "%.*s:%.*s", STR_ARG(m->arn), STR_ARG(version));
	m->role_arn = m->definition = STR("");
	m->withheld = false;
	arena_init(&scratch);
	done = store_facts(s->store, &scratch, entity->id, mask, &facts, &n, err);
	for (size_t i = 0; done && i < n; i++) {
		if (facts[i].kind == FACT_COMPLETE) {
			all |= str_eq(facts[i].name, STR("versions"));
		} else if (str_eq(facts[i].name, version)) {
			there = true;
			m->role_arn = stored_key(s, facts[i].value);
			done = facts[i].document == 0 ||
			       store_document(s->store, s->arena, facts[i].document, &m->definition,
					      err);
		}
	}
	arena_release(&scratch);
	kept->found = there ? FOUND_YES : all ? FOUND_ABSENT : FOUND_UNKNOWN;
	kept->lack = (struct lack){
	    m->account,
	    arena_printf(s->arena, "version %.*s of %.*s", STR_ARG(version), STR_ARG(m->arn)),
	    STR("never collected")};
	return done;
}

static bool keep_machine(struct stored *s, struct str arn, struct kept_machine *kept,
			 struct err *err)
{
	struct str base = arn_machine_base(arn);
	struct arena scratch;
	struct entity entity;
	struct arn parts;
	bool found = false, done;

	arena_init(&scratch);
	done = store_find(s->store, &scratch, base, &entity, &found, err);
	if (done && found && entity.kind == ENTITY_MACHINE) {
		kept->found = FOUND_YES;
		done = read_machine(s, &entity, &kept->machine, err) &&
		       (base.n == arn.n ||
			take_version(s, &entity, str_skip(arn, base.n + 1), kept, err));
	} else if (done && arn_parse(arn, &parts)) {
		done = stored_absence(s, parts.account, parts.region, ENTITY_MACHINE,
				      STR("state machines"), &kept->found, &kept->lack, err);
	} else {
		kept->found = FOUND_UNKNOWN;
	}
	arena_release(&scratch);
	return done;
}

bool stored_machine(void *self, struct arena *arena, struct str arn, enum found *found,
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

/* "3,4": the ARNs of these versions. */
static void list_versions(struct arena *arena, struct str base, struct str value,
			  const struct str **arns, size_t *n)
{
	struct str_split it = {value, false};
	struct vec list;
	struct str one;

	vec_init(&list, arena, sizeof(struct str));
	while (!str_is_empty(value) && str_next(&it, ',', &one))
		*(struct str *)vec_push(&list) =
		    arena_printf(arena, "%.*s:%.*s", STR_ARG(base), STR_ARG(one));
	*arns = list.items;
	*n = list.n;
}

bool stored_aliased(void *self, struct arena *arena, struct str alias, enum found *found,
		    const struct str **arns, size_t *n, struct err *err)
{
	const unsigned mask = FACT_BIT(FACT_ALIAS) | FACT_BIT(FACT_COMPLETE);
	struct stored *s = self;
	struct str base = arn_machine_base(alias);
	struct str name = str_skip(alias, base.n < alias.n ? base.n + 1 : alias.n);
	const struct fact *facts = NULL;
	struct entity entity;
	bool there = false;
	size_t n_facts = 0;

	*n = 0;
	*found = FOUND_UNKNOWN;
	if (!store_find(s->store, arena, base, &entity, &there, err) ||
	    (there && !store_facts(s->store, arena, entity.id, mask, &facts, &n_facts, err)))
		return false;
	for (size_t i = 0; i < n_facts; i++) {
		if (facts[i].kind == FACT_ALIAS && str_eq(facts[i].name, name)) {
			if (!str_is_empty(facts[i].value))
				*found = FOUND_YES;
			list_versions(arena, base, facts[i].value, arns, n);
			return true;
		}
		if (facts[i].kind == FACT_COMPLETE && str_eq(facts[i].name, STR("aliases")))
			*found = FOUND_ABSENT;
	}
	return true;
}
