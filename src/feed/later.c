/* feed/later.c - answers that name their subject only by name, joined to it when all files are
 * read. */
#include "feed/private.h"

static struct source *source_copy(struct arena *arena, const struct source *source)
{
	struct source *copy = arena_alloc(arena, sizeof(*copy));

	*copy = *source;
	copy->name = arena_str(arena, source->name);
	copy->text = (struct str){NULL, 0};
	copy->yaml = NULL;
	return copy;
}

static const struct fact_put *facts_copy(struct arena *arena, const struct vec *facts)
{
	struct fact_put *copy = arena_array(arena, facts->n, sizeof(*copy));

	for (size_t i = 0; i < facts->n; i++) {
		const struct fact_put *fact = vec_at(facts, i);
		copy[i] = *fact;
		copy[i].name = arena_str(arena, fact->name);
		copy[i].value = arena_str(arena, fact->value);
		copy[i].document = arena_str(arena, fact->document);
	}
	return copy;
}

struct later *later_add(struct intake *in, const struct place *place, const struct record *record,
			struct str account, struct str name)
{
	struct later *later = vec_push(&in->later);

	later->place = *place;
	place_resolve(&later->place);
	later->place.source = source_copy(&in->arena, place->source);
	later->place.key = arena_str(&in->arena, place->key);
	later->kind = record->put.kind;
	later->key = arena_str(&in->arena, record->put.key);
	later->account = arena_str(&in->arena, account);
	later->name = arena_str(&in->arena, name);
	later->facts = facts_copy(&in->arena, &record->facts);
	later->n_facts = record->facts.n;
	later->replaces = record->put.replaces;
	return later;
}

static bool later_put(struct intake *in, const struct later *later, struct str key, struct err *err)
{
	struct record record;

	record_begin(&record, in, later->kind, key);
	for (size_t i = 0; i < later->n_facts; i++)
		*(struct fact_put *)vec_push(&record.facts) = later->facts[i];
	record.put.replaces = later->replaces;
	return record_put(&record, &later->place, err);
}

/* The entities of that name: in the account where one is known, else in those of this import. */
static bool later_find(struct intake *in, const struct later *later, struct str *key, size_t *n,
		       struct err *err)
{
	struct entity entity;
	bool found = false;

	*n = 0;
	if (later->account.n > 0) {
		if (!store_find_name(in->store, &in->scratch, later->kind, later->account,
				     later->name, &entity, &found, err))
			return false;
		*key = found ? entity.key : *key;
		*n = found;
		return true;
	}
	for (size_t i = 0; i < in->account_list.n; i++) {
		const struct account_seen *seen =
		    *(struct account_seen **)vec_at(&in->account_list, i);
		if (!seen->put)
			continue;
		if (!store_find_name(in->store, &in->scratch, later->kind, seen->id, later->name,
				     &entity, &found, err))
			return false;
		if (!found || !store_was_put(in->store, entity.id) ||
		    (*n > 0 && str_eq(*key, entity.key)))
			continue;
		*key = entity.key;
		*n += 1;
	}
	return true;
}

/* An SCP or RCP of that id: which of the two it is, its own answer says. */
static bool later_find_policy(struct intake *in, struct later *later, struct str *key, size_t *n,
			      struct err *err)
{
	struct entity entity;
	bool found = false;

	if (!store_find(in->store, &in->scratch, later->name, &entity, &found, err))
		return false;
	*n = found;
	if (found) {
		*key = entity.key;
		later->kind = entity.kind;
	}
	return true;
}

/* The machine that the file's name tells, else the one that runs as this role. */
static bool later_find_machine(struct intake *in, const struct later *later, struct str *key,
			       size_t *n, struct err *err)
{
	const struct entity *machines = NULL;
	struct entity entity;
	bool found = false;

	*n = 0;
	if (later->guess.n > 0 &&
	    !store_find(in->store, &in->scratch, later->guess, &entity, &found, err))
		return false;
	if (found) {
		*key = entity.key;
		*n = 1;
		return true;
	}
	if (later->name.n > 0 &&
	    !store_with_fact(in->store, &in->scratch, ENTITY_MACHINE, FACT_ROLE_ARN, STR(""),
			     later->name, &machines, n, err))
		return false;
	if (*n == 1)
		*key = machines[0].key;
	return true;
}

static bool later_missing(struct intake *in, const struct later *later, size_t n, struct err *err)
{
	const char *kind = entity_kind_word(later->kind);
	struct str text;

	if (later->kind == ENTITY_MACHINE)
		text = arena_printf(&in->scratch,
				    "this history does not say of which state machine it is, and "
				    "%s machine of the inventory runs as %.*s; name it with --for "
				    "EXECUTION-ARN or --machine-arn ARN",
				    n == 0 ? "no" : "more than one",
				    STR_ARG(later->name.n > 0 ? later->name : STR("its role")));
	else if (n == 0)
		text = arena_printf(&in->scratch,
				    "there is no %s %.*s to join this to; import its own answer "
				    "along with it, or name it with --for ARN",
				    kind, STR_ARG(later->name));
	else
		text = arena_printf(&in->scratch,
				    "%zu accounts of this import have a %s %.*s; say which with "
				    "--account or --for ARN",
				    n, kind, STR_ARG(later->name));
	if (later->place.source->named) {
		place_bad(&later->place, err, "%.*s", STR_ARG(text));
		return in->options->keep_going && intake_refuse(in, later->place.source, err);
	}
	intake_warn(in, later->place.source, "not used: %.*s", STR_ARG(text));
	in->unused++;
	return true;
}

static bool later_resolve(struct intake *in, struct later *later, struct str *key, size_t *n,
			  struct err *err)
{
	if (later->key.n > 0) {
		*key = later->key;
		*n = 1;
		return true;
	}
	if (later->kind == ENTITY_SCP || later->kind == ENTITY_RCP)
		return later_find_policy(in, later, key, n, err);
	if (later->kind == ENTITY_MACHINE)
		return later_find_machine(in, later, key, n, err);
	return later_find(in, later, key, n, err);
}

static bool facts_complete(const struct fact *facts, size_t n, struct str what)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(facts[i].name, what))
			return true;
	}
	return false;
}

/* Where both lists of an identity's policies are whole, all its policies are known. */
static bool later_join_lists(struct intake *in, enum entity_kind kind, struct str key,
			     struct err *err)
{
	const struct fact *facts = NULL;
	struct entity entity;
	struct record record;
	bool found = false;
	size_t n = 0;

	if (kind != ENTITY_ROLE && kind != ENTITY_GROUP)
		return true;
	if (!store_find(in->store, &in->scratch, key, &entity, &found, err))
		return false;
	if (!found)
		return true;
	if (!store_facts(in->store, &in->scratch, entity.id, FACT_BIT(FACT_COMPLETE), &facts, &n,
			 err))
		return false;
	if (!facts_complete(facts, n, STR("inline")) || !facts_complete(facts, n, STR("attached")))
		return true;
	record_begin(&record, in, kind, key);
	record_complete(&record, "policies");
	return record_put(&record, NULL, err);
}

/* What is known of a machine that nothing describes shows once it is described. */
static bool later_warn_machine(struct intake *in, const struct later *later, struct str key,
			       struct err *err)
{
	struct entity entity;
	bool found = false;

	if (later->kind != ENTITY_MACHINE)
		return true;
	if (!store_find(in->store, &in->scratch, key, &entity, &found, err))
		return false;
	if (!found)
		intake_warn(in, later->place.source,
			    "%.*s is not in the inventory yet: import its describe-state-machine",
			    STR_ARG(key));
	return true;
}

static bool later_do(struct intake *in, struct later *later, struct err *err)
{
	struct str key = {NULL, 0};
	size_t n = 0;

	if (!later_resolve(in, later, &key, &n, err))
		return false;
	if (n != 1)
		return later_missing(in, later, n, err);
	return later_put(in, later, key, err) && later_join_lists(in, later->kind, key, err) &&
	       later_warn_machine(in, later, key, err);
}

bool later_put_all(struct intake *in, struct err *err)
{
	for (size_t i = 0; i < in->later.n; i++) {
		bool done = later_do(in, vec_at(&in->later, i), err);
		arena_release(&in->scratch);
		if (!done)
			return false;
	}
	return true;
}
