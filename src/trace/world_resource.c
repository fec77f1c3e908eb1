/* trace/world_resource.c - resources as the inventory has them: policies, grants, owners, values.
 */
#include "rolehop/model/arn.h"
#include "world_store.h"

struct kept_resource {
	const struct policy *policy;
	enum found found;
	struct lack lack;
	struct str account;
	struct vec grants; /* struct bearing */
	bool all_grants;
};

/* Why the policy or the grants of a resource that was listed are not here. */
static bool resource_because(struct stored *s, const struct entity *entity, struct str *because,
			     struct err *err)
{
	struct coverage coverage;
	struct arena scratch;
	bool done;

	arena_init(&scratch);
	done = store_coverage(s->store, &scratch, entity->account, entity->region, ENTITY_RESOURCE,
			      &coverage, err);
	*because = coverage.state == COVERAGE_REFUSED ? STR("refused") : STR("never collected");
	arena_release(&scratch);
	return done;
}

static bool read_grants(struct stored *s, int64_t entity, struct str key,
			struct kept_resource *kept, struct err *err)
{
	const unsigned mask = FACT_BIT(FACT_GRANT) | FACT_BIT(FACT_COMPLETE);
	const struct fact *facts = NULL;
	struct arena scratch;
	size_t n = 0;
	bool done;

	arena_init(&scratch);
	done = store_facts(s->store, &scratch, entity, mask, &facts, &n, err);
	for (size_t i = 0; done && i < n; i++) {
		struct bearing *grant;
		if (facts[i].kind == FACT_COMPLETE) {
			kept->all_grants |= str_eq(facts[i].name, STR("grants"));
			continue;
		}
		grant = vec_push(&kept->grants);
		*grant = (struct bearing){
		    .label = arena_printf(s->arena, "grant %.*s", STR_ARG(facts[i].name)),
		    .of = stored_key(s, key),
		    .grant = true};
		done = stored_policy(s, facts[i].document, &grant->policy, err);
	}
	arena_release(&scratch);
	return done;
}

static bool read_resource(struct stored *s, const struct entity *entity, struct kept_resource *kept,
			  struct err *err)
{
	int64_t document;
	bool complete;

	kept->account = stored_key(s, entity->account);
	if (!stored_document(s, entity->id, &document, &complete, err) ||
	    !stored_policy(s, document, &kept->policy, err) ||
	    (str_contains(entity->key, STR(":kms:")) &&
	     !read_grants(s, entity->id, entity->key, kept, err)) ||
	    ((document == 0 || !kept->all_grants) &&
	     !resource_because(s, entity, &kept->lack.because, err)))
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
	kept->lack.because = STR("never collected");
	vec_init(&kept->grants, s->arena, sizeof(struct bearing));
	arena_init(&scratch);
	done = store_find(s->store, &scratch, arn, &entity, &found, err) &&
	       (!found || read_resource(s, &entity, kept, err));
	arena_release(&scratch);
	if (!done || kept->found != FOUND_UNKNOWN)
		return done;
	struct arn parts;
	kept->lack = (struct lack){kept->account,
				   arena_printf(s->arena, "resource policy of %.*s", STR_ARG(arn)),
				   kept->lack.because};
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

bool stored_resource_policy(void *self, struct arena *arena, struct str arn, enum found *found,
			    const struct policy **out, struct lack *lack, struct err *err)
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

bool stored_grants(void *self, struct arena *arena, struct str key, const struct bearing **out,
		   size_t *n, bool *all, struct lack *lack, struct err *err)
{
	struct stored *s = self;
	struct kept_resource *kept;

	(void)arena;
	if (!find_resource(s, key, &kept, err))
		return false;
	*out = kept->grants.items;
	*n = kept->grants.n;
	*all = kept->all_grants;
	*lack = (struct lack){kept->account, arena_printf(s->arena, "grants of %.*s", STR_ARG(key)),
			      kept->lack.because};
	return true;
}

bool stored_owner(void *self, struct arena *arena, struct str arn, struct str *account,
		  struct err *err)
{
	struct kept_resource *kept;

	(void)arena;
	if (!find_resource(self, arn, &kept, err))
		return false;
	*account = kept->account;
	return true;
}

bool stored_parameter(void *self, struct arena *arena, struct str arn, enum found *found,
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

/* What the account's lists of providers do not name is not there. */
bool stored_provider(void *self, struct arena *arena, struct str arn, enum found *found,
		     struct err *err)
{
	struct stored *s = self;
	const struct fact *facts = NULL;
	struct entity entity;
	struct str whole;
	struct arn parts;
	bool there = false;
	size_t n = 0;

	*found = FOUND_UNKNOWN;
	if (!arn_parse(arn, &parts))
		return true;
	if (!store_find(s->store, arena, arn, &entity, &there, err))
		return false;
	if (there) {
		*found = FOUND_YES;
		return true;
	}
	if (!store_find(s->store, arena, parts.account, &entity, &there, err) ||
	    (there &&
	     !store_facts(s->store, arena, entity.id, FACT_BIT(FACT_COMPLETE), &facts, &n, err)))
		return false;
	whole = str_starts(parts.resource, STR("saml-provider/")) ? STR("saml-providers")
								  : STR("oidc-providers");
	for (size_t i = 0; i < n; i++)
		if (str_eq(facts[i].name, whole))
			*found = FOUND_ABSENT;
	return true;
}
