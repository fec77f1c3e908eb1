/* feed/stack_gone.c - what a plan takes away of things that the inventory has. */
#include "feed/stack.h"
#include "rolehop/model/arn.h"

/* What stands for a document of which only its end is known. */
static struct str ended(struct stack *stack)
{
	return stack_open_policy(stack->arena, STR("destroyed-by-the-plan"));
}

struct stack_thing *stack_gone_of(struct stack *stack, enum entity_kind kind, struct str name)
{
	const struct stack_thing *kept =
	    stack->rest != NULL ? stack_named_in(stack->rest, stack->account, kind, name) : NULL;
	struct err ignored;
	struct entity entity;
	bool found = false;

	if (kept != NULL)
		return stack_thing(stack, kind, kept->key);
	if (!store_find_name(stack->in->store, stack->arena, kind, stack->account, name, &entity,
			     &found, &ignored) ||
	    !found)
		return NULL;
	return stack_thing(stack, kind, entity.key);
}

bool stack_takes(const struct stack *stack, struct str key, enum fact_kind kind, struct str name)
{
	const struct stack_thing *gone =
	    stack->taken != NULL ? stack_find(stack->taken, key) : NULL;

	if (gone == NULL)
		return false;
	if (kind == FACT_INLINE)
		return stack_has_text(&gone->inlines, name) ||
		       stack_has_text(&gone->had_inlines, name);
	if (kind == FACT_ATTACHED)
		return vec_has_str(&gone->attached, name) || vec_has_str(&gone->had_attached, name);
	return vec_has_str(kind == FACT_GROUP ? &gone->groups : &gone->targets, name);
}

/* The policies, groups and targets that stay; all others end. */
static bool add_rest(struct stack *stack, struct record *record, const struct stack_thing *gone,
		     int64_t entity, struct err *err)
{
	static const enum fact_kind kinds[] = {FACT_INLINE, FACT_ATTACHED, FACT_GROUP, FACT_TARGET};
	struct store *store = stack->in->store;
	const struct fact *facts = NULL;
	unsigned mask = 0;
	struct str text;
	size_t n = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		mask |= FACT_BIT(kinds[i]);
		record_replaces(record, kinds[i]);
	}
	if (!store_facts(store, stack->arena, entity, mask, &facts, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (stack_takes(stack, gone->key, facts[i].kind, facts[i].name))
			continue;
		if (facts[i].document == 0)
			record_named(record, facts[i].kind, facts[i].name, facts[i].value);
		else if (store_document(store, stack->arena, facts[i].document, &text, err))
			record_document(record, facts[i].kind, facts[i].name, text);
		else
			return false;
	}
	return true;
}

static void tell_end(struct stack *stack, const struct stack_thing *gone, const char *what)
{
	intake_warn(stack->in, stack->value->source, "%.*s is destroyed by this plan: %s",
		    STR_ARG(gone->key), what);
}

/* An identity that ends itself, or loses policies. */
static bool take_identity(struct stack *stack, const struct stack_thing *gone, int64_t entity,
			  struct record *record, struct err *err)
{
	const struct stack_thing *kept = stack_find(stack, gone->key);

	if (kept != NULL && kept->at.n > 0)
		return true;
	if (gone->at.n == 0) {
		if (gone->more)
			record_replaces(record, FACT_COMPLETE);
		return add_rest(stack, record, gone, entity, err);
	}
	if (gone->kind == ENTITY_ROLE)
		record_document(record, FACT_TRUST, STR(""), ended(stack));
	record_replaces(record, FACT_COMPLETE);
	tell_end(stack, gone, "what becomes of those who use it is not known");
	return true;
}

static bool take_document(struct stack *stack, const struct stack_thing *gone, int64_t entity,
			  struct record *record, struct err *err)
{
	const struct stack_thing *kept = stack_find(stack, gone->key);

	if (gone->targets.n > 0 && !add_rest(stack, record, gone, entity, err))
		return false;
	if ((kept != NULL && (kept->document.text.n > 0 || kept->statements.n > 0)) ||
	    (gone->document.text.n == 0 && gone->statements.n == 0))
		return true;
	record_document(record, FACT_DOCUMENT, STR(""), ended(stack));
	record_replaces(record, FACT_DOCUMENT);
	return true;
}

static bool take_one(struct stack *stack, const struct stack_thing *gone, struct err *err)
{
	struct entity entity;
	struct record record;
	bool found = false, done;

	if (!store_find(stack->in->store, stack->arena, gone->key, &entity, &found, err))
		return false;
	if (!found)
		return true;
	if (gone->kind == ENTITY_MACHINE) {
		if (stack_find(stack, gone->key) == NULL)
			tell_end(stack, gone, "its Tasks are traced as they are now");
		return true;
	}
	record_begin(&record, stack->in, entity.kind, entity.key);
	record_exists(&record);
	if (entity.kind == ENTITY_ROLE || entity.kind == ENTITY_USER || entity.kind == ENTITY_GROUP)
		done = take_identity(stack, gone, entity.id, &record, err);
	else
		done = take_document(stack, gone, entity.id, &record, err);
	return done && record_put(&record, &stack->place, err);
}

bool stack_take_away(struct stack *stack, struct err *err)
{
	for (size_t i = 0; stack->taken != NULL && i < stack->taken->things.n; i++)
		if (!take_one(stack, *(struct stack_thing **)vec_at(&stack->taken->things, i), err))
			return false;
	return true;
}
