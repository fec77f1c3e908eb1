/* trace/world_identity.c - roles and users of the inventory, assembled with everything attached to
 * them. */
#include "world_store.h"

#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

struct kept_role {
	struct role role;
	enum found found;
	struct lack lack;
};

/* A role or user while its facts are gathered. */
struct assembly {
	struct stored *s;
	struct role *role;
	struct vec policies; /* struct attached_policy */
	struct vec tags;     /* struct tag */
	bool inline_complete, attached_complete;
};

static const unsigned identity_facts =
    FACT_BIT(FACT_TRUST) | FACT_BIT(FACT_INLINE) | FACT_BIT(FACT_ATTACHED) |
    FACT_BIT(FACT_BOUNDARY) | FACT_BIT(FACT_PATH) | FACT_BIT(FACT_UNIQUE_ID) | FACT_BIT(FACT_TAG) |
    FACT_BIT(FACT_GROUP) | FACT_BIT(FACT_COMPLETE);

/* ---- policies
 * -------------------------------------------------------------------------------------------- */

static bool add_inline(struct assembly *a, struct str of, const struct fact *fact, struct err *err)
{
	struct attached_policy *p = vec_push(&a->policies);

	p->name = stored_key(a->s, fact->name);
	p->label = arena_printf(a->s->arena, "inline %.*s", STR_ARG(p->name));
	p->of = of;
	p->inline_policy = true;
	return stored_policy(a->s, fact->document, &p->policy, err);
}

static bool add_managed(struct assembly *a, struct str of, const struct fact *fact, struct err *err)
{
	struct attached_policy *p = vec_push(&a->policies);

	p->name = stored_key(a->s, fact->name);
	p->label = p->name;
	p->of = of;
	return stored_managed(a->s, p->name, &p->policy, err);
}

/* ---- groups
 * ---------------------------------------------------------------------------------------------- */

static void note_complete(const struct fact *fact, bool *policies, bool *inlines, bool *attached)
{
	*policies |= str_eq(fact->name, STR("policies"));
	*inlines |= str_eq(fact->name, STR("inline"));
	*attached |= str_eq(fact->name, STR("attached"));
}

static bool add_group_facts(struct assembly *a, const struct entity *group, struct arena *scratch,
			    struct err *err)
{
	const unsigned mask =
	    FACT_BIT(FACT_INLINE) | FACT_BIT(FACT_ATTACHED) | FACT_BIT(FACT_COMPLETE);
	bool policies = false, inlines = false, attached = false, done;
	struct str of = stored_key(a->s, group->key);
	const struct fact *facts = NULL;
	size_t n = 0;

	done = store_facts(a->s->store, scratch, group->id, mask, &facts, &n, err);
	for (size_t i = 0; done && i < n; i++) {
		if (facts[i].kind == FACT_INLINE)
			done = add_inline(a, of, &facts[i], err);
		else if (facts[i].kind == FACT_ATTACHED)
			done = add_managed(a, of, &facts[i], err);
		else
			note_complete(&facts[i], &policies, &inlines, &attached);
	}
	if (!policies && !(inlines && attached))
		a->role->policies_complete = false;
	return done;
}

/* A user has its groups' policies too; a group that is not known may hold any. */
static bool add_group(struct assembly *a, struct str name, struct err *err)
{
	struct arena scratch;
	struct entity group;
	bool found = false, done;

	arena_init(&scratch);
	done = store_find_name(a->s->store, &scratch, ENTITY_GROUP, a->role->account, name, &group,
			       &found, err);
	if (done && found)
		done = add_group_facts(a, &group, &scratch, err);
	else
		a->role->policies_complete = false;
	arena_release(&scratch);
	return done;
}

/* ---- one role or user
 * -------------------------------------------------------------------------------------- */

static void add_complete(struct assembly *a, const struct fact *fact)
{
	bool policies = false;

	note_complete(fact, &policies, &a->inline_complete, &a->attached_complete);
	a->role->policies_complete |= policies;
	a->role->boundary_known |= str_eq(fact->name, STR("boundary"));
	a->role->tags_known |= str_eq(fact->name, STR("tags"));
}

static bool add_boundary(struct assembly *a, const struct fact *fact, struct err *err)
{
	a->role->boundary = stored_key(a->s, fact->value);
	a->role->boundary_known = true;
	return stored_managed(a->s, a->role->boundary, &a->role->boundary_policy, err);
}

static bool add_fact(struct assembly *a, const struct fact *fact, struct err *err)
{
	struct tag *tag;

	if (fact->kind == FACT_TRUST)
		return stored_policy(a->s, fact->document, &a->role->trust, err);
	if (fact->kind == FACT_INLINE)
		return add_inline(a, a->role->arn, fact, err);
	if (fact->kind == FACT_ATTACHED)
		return add_managed(a, a->role->arn, fact, err);
	if (fact->kind == FACT_BOUNDARY)
		return add_boundary(a, fact, err);
	if (fact->kind == FACT_PATH)
		a->role->path = stored_key(a->s, fact->value);
	if (fact->kind == FACT_UNIQUE_ID)
		a->role->unique_id = stored_key(a->s, fact->value);
	if (fact->kind == FACT_COMPLETE)
		add_complete(a, fact);
	if (fact->kind == FACT_TAG) {
		tag = vec_push(&a->tags);
		*tag = (struct tag){stored_key(a->s, fact->name), stored_key(a->s, fact->value)};
	}
	return true;
}

static void make_room(struct assembly *a, const struct fact *facts, size_t n)
{
	size_t policies = 0, tags = 0;

	for (size_t i = 0; i < n; i++) {
		policies += facts[i].kind == FACT_INLINE || facts[i].kind == FACT_ATTACHED;
		tags += facts[i].kind == FACT_TAG;
	}
	vec_reserve(&a->policies, policies);
	vec_reserve(&a->tags, tags);
}

static bool assemble(struct stored *s, const struct entity *entity, struct role *role,
		     struct err *err)
{
	struct assembly a = {.s = s, .role = role};
	const struct fact *facts = NULL;
	struct arena scratch;
	size_t n = 0;
	bool done;

	*role = (struct role){.arn = stored_key(s, entity->key),
			      .name = stored_key(s, entity->name),
			      .account = stored_key(s, entity->account)};
	vec_init(&a.policies, s->arena, sizeof(struct attached_policy));
	vec_init(&a.tags, s->arena, sizeof(struct tag));
	arena_init(&scratch);
	done = store_facts(s->store, &scratch, entity->id, identity_facts, &facts, &n, err);
	make_room(&a, facts, n);
	for (size_t i = 0; done && i < n; i++)
		done = add_fact(&a, &facts[i], err);
	if (a.inline_complete && a.attached_complete)
		role->policies_complete = true;
	for (size_t i = 0; done && i < n; i++)
		if (facts[i].kind == FACT_GROUP)
			done = add_group(&a, facts[i].name, err);
	arena_release(&scratch);
	role->policies = a.policies.items;
	role->n_policies = a.policies.n;
	role->tags = a.tags.items;
	role->n_tags = a.tags.n;
	return done;
}

static enum entity_kind kind_of(const struct arn *arn)
{
	return arn_is_user(arn) ? ENTITY_USER : ENTITY_ROLE;
}

static bool keep(struct stored *s, const struct entity *entity, bool found, struct str account,
		 enum entity_kind kind, struct kept_role *kept, struct err *err)
{
	if (found && entity->kind == kind) {
		kept->found = FOUND_YES;
		return assemble(s, entity, &kept->role, err);
	}
	return stored_absence(s, account, STR(""), kind, str_from(entity_kind_plural(kind)),
			      &kept->found, &kept->lack, err);
}

static void give(const struct kept_role *kept, enum found *found, const struct role **out,
		 struct lack *lack)
{
	*found = kept->found;
	*out = kept->found == FOUND_YES ? &kept->role : NULL;
	*lack = kept->lack;
}

bool stored_identity(void *self, struct arena *arena, struct str arn, enum found *found,
		     const struct role **out, struct lack *lack, struct err *err)
{
	struct stored *s = self;
	struct kept_role *kept = map_find(&s->identities, arn);
	struct arena scratch;
	struct entity entity;
	struct arn parts;
	bool there = false, done;

	(void)arena;
	if (kept != NULL) {
		give(kept, found, out, lack);
		return true;
	}
	if (!arn_parse(arn, &parts)) {
		*found = FOUND_ABSENT;
		*out = NULL;
		return true;
	}
	kept = arena_alloc(s->arena, sizeof(*kept));
	arena_init(&scratch);
	done = store_find(s->store, &scratch, arn, &entity, &there, err) &&
	       keep(s, &entity, there, parts.account, kind_of(&parts), kept, err);
	arena_release(&scratch);
	if (!done)
		return false;
	map_put(&s->identities, stored_key(s, arn), kept);
	give(kept, found, out, lack);
	return true;
}

/* Names are unique whatever their case, but an ARN spells them exactly. */
bool stored_role_named(void *self, struct arena *arena, struct str account, struct str name,
		       enum found *found, const struct role **out, struct lack *lack,
		       struct err *err)
{
	struct stored *s = self;
	struct str key = arena_printf(arena, "%.*s/%.*s", STR_ARG(account), STR_ARG(name));
	struct kept_role *kept = map_find(&s->named, key);
	struct arena scratch;
	struct entity entity;
	bool there = false, done;

	if (kept != NULL) {
		give(kept, found, out, lack);
		return true;
	}
	kept = arena_alloc(s->arena, sizeof(*kept));
	arena_init(&scratch);
	done =
	    store_find_name(s->store, &scratch, ENTITY_ROLE, account, name, &entity, &there, err);
	there = done && there && str_eq(entity.name, name);
	done = done && keep(s, &entity, there, account, ENTITY_ROLE, kept, err);
	arena_release(&scratch);
	if (!done)
		return false;
	map_put(&s->named, stored_key(s, key), kept);
	give(kept, found, out, lack);
	return true;
}

/* ---- roles that a text with holes may mean
 * ------------------------------------------------------------------ */

struct str stored_account_part(struct str holed)
{
	struct str prefix = STR("arn:");
	struct arn arn;

	if (!str_starts(holed, prefix) || !arn_parse(holed, &arn) || holes_any(arn.partition) ||
	    holes_any(arn.service) || holes_any(arn.region))
		return STR(HOLE_TEXT);
	/* a hole in the account may run on into the resource: "arn:aws:iam::<?>:role/x" may still
	 * be six parts */
	return arn.account;
}

static bool collected(struct stored *s, struct str account, bool *out, struct err *err)
{
	struct arena scratch;
	struct coverage coverage;
	bool done;

	arena_init(&scratch);
	done = store_coverage(s->store, &scratch, account, STR(""), ENTITY_ROLE, &coverage, err);
	arena_release(&scratch);
	*out = done && coverage.state == COVERAGE_COMPLETE;
	return done;
}

bool stored_roles_fitting(void *self, struct arena *arena, struct str holed,
			  const struct str **arns, size_t *n, bool *all, struct err *err)
{
	struct stored *s = self;
	struct str account = stored_account_part(holed);
	const struct entity *roles = NULL;
	struct vec fitting;
	size_t count = 0;

	if (!store_list(s->store, arena, ENTITY_ROLE, holes_any(account) ? STR("") : account,
			&roles, &count, err))
		return false;
	vec_init(&fitting, arena, sizeof(struct str));
	for (size_t i = 0; i < count; i++)
		if (holes_fits(holed, roles[i].key))
			*(struct str *)vec_push(&fitting) = roles[i].key;
	*arns = fitting.items;
	*n = fitting.n;
	/* the run may name any account of the world, none of which a list of ours can hold */
	*all = false;
	return holes_any(account) || collected(s, account, all, err);
}
