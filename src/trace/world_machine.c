/* trace/world_machine.c - state machines as the inventory has them, with versions and aliases. */
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
