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
	bool valued;
	struct str value; /* of the parameter or alias */
	struct world_encryption encryption;
	struct world_access_point access_point;
	enum tri restricted; /* by S3 Block Public Access */
	bool judged;	     /* S3 told whether its policy is public */
	bool is_public;
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

static bool add_grant(struct stored *s, struct str key, const struct fact *fact,
		      struct kept_resource *kept, struct err *err)
{
	struct bearing *grant = vec_push(&kept->grants);

	*grant =
	    (struct bearing){.label = arena_printf(s->arena, "grant %.*s", STR_ARG(fact->name)),
			     .of = stored_key(s, key),
			     .grant = true};
	return stored_policy(s, fact->document, &grant->policy, err);
}

static void read_setting(struct stored *s, const struct fact *fact, struct kept_resource *kept)
{
	if (str_eq(fact->name, STR("key"))) {
		kept->encryption.found = str_is_empty(fact->value) ? FOUND_ABSENT : FOUND_YES;
		kept->encryption.key = stored_key(s, fact->value);
	} else if (str_eq(fact->name, STR("bucket-key"))) {
		kept->encryption.bucket_key = true;
	} else if (str_eq(fact->name, STR("region"))) {
		kept->encryption.region = stored_key(s, fact->value);
	} else if (str_eq(fact->name, STR("bucket"))) {
		kept->access_point.bucket = stored_key(s, fact->value);
	} else if (str_eq(fact->name, STR("bucket-account"))) {
		kept->access_point.bucket_account = stored_key(s, fact->value);
	} else if (str_eq(fact->name, STR("network"))) {
		kept->access_point.network = stored_key(s, fact->value);
	}
}

static enum tri restricted_by(struct str value)
{
	return str_eq(value, STR("restricted")) ? TRI_YES : TRI_NO;
}

static void read_value(struct stored *s, const struct fact *fact, struct kept_resource *kept)
{
	if (str_eq(fact->name, STR("public-access"))) {
		kept->restricted = restricted_by(fact->value);
	} else if (str_eq(fact->name, STR("policy-status"))) {
		kept->judged = true;
		kept->is_public = str_eq(fact->value, STR("public"));
	} else if (!kept->valued) {
		kept->valued = true;
		kept->value = stored_key(s, fact->value);
	}
}

static bool read_facts(struct stored *s, const struct entity *entity, const struct fact *facts,
		       size_t n, struct kept_resource *kept, struct err *err)
{
	bool key = str_contains(entity->key, STR(":kms:")), complete = false;

	for (size_t i = 0; i < n; i++) {
		const struct fact *fact = &facts[i];
		if (fact->kind == FACT_DOCUMENT) {
			kept->found = fact->document != 0 ? FOUND_YES : kept->found;
			if (!stored_policy(s, fact->document, &kept->policy, err))
				return false;
		} else if (fact->kind == FACT_COMPLETE) {
			complete |= str_eq(fact->name, STR("policy"));
			kept->all_grants |= key && str_eq(fact->name, STR("grants"));
		} else if (fact->kind == FACT_SETTING) {
			read_setting(s, fact, kept);
		} else if (fact->kind == FACT_VALUE) {
			read_value(s, fact, kept);
		} else if (fact->kind == FACT_GRANT && key &&
			   !add_grant(s, entity->key, fact, kept, err)) {
			return false;
		}
	}
	if (kept->found == FOUND_UNKNOWN && complete)
		kept->found = FOUND_ABSENT;
	if (kept->found == FOUND_YES && !complete && str_contains(entity->key, STR(":glue:")))
		kept->lack.missing = arena_printf(s->arena, "policies that AWS RAM made of %.*s",
						  STR_ARG(entity->key));
	return true;
}

static bool read_resource(struct stored *s, const struct entity *entity, struct kept_resource *kept,
			  struct err *err)
{
	const unsigned mask = FACT_BIT(FACT_DOCUMENT) | FACT_BIT(FACT_COMPLETE) |
			      FACT_BIT(FACT_VALUE) | FACT_BIT(FACT_SETTING) | FACT_BIT(FACT_GRANT);
	const struct fact *facts = NULL;
	struct arena scratch;
	size_t n = 0;
	bool done;

	kept->account = stored_key(s, entity->account);
	kept->encryption.region = stored_key(s, entity->region);
	arena_init(&scratch);
	done = store_facts(s->store, &scratch, entity->id, mask, &facts, &n, err) &&
	       read_facts(s, entity, facts, n, kept, err);
	arena_release(&scratch);
	if (!done || (kept->found == FOUND_YES && kept->all_grants &&
		      kept->encryption.found != FOUND_UNKNOWN))
		return done;
	return resource_because(s, entity, &kept->lack.because, err);
}

/* Things of other kinds have ARNs of these services, or none. */
static bool may_be_other_kind(struct str key)
{
	struct arn arn;

	return !arn_parse(key, &arn) || str_eq(arn.service, STR("iam")) ||
	       str_eq(arn.service, STR("states")) || str_eq(arn.service, STR("organizations"));
}

/* In an inventory of roles and machines alone, no resource need be looked for. */
static bool find_kept(struct stored *s, struct arena *scratch, struct str arn,
		      struct entity *entity, bool *found, struct err *err)
{
	bool any = false;

	if (s->any_resources == TRI_UNKNOWN) {
		if (!store_has_kind(s->store, ENTITY_RESOURCE, &any, err))
			return false;
		s->any_resources = any ? TRI_YES : TRI_NO;
	}
	*found = false;
	if (s->any_resources == TRI_NO && !may_be_other_kind(arn))
		return true;
	return store_find(s->store, scratch, arn, entity, found, err);
}

/* A resource that a whole list of its kind does not hold does not exist, and so has no policy. */
static bool keep_resource(struct stored *s, struct str arn, struct kept_resource *kept,
			  struct err *err)
{
	struct arena scratch;
	struct entity entity;
	bool found = false, done;

	kept->found = FOUND_UNKNOWN;
	kept->encryption.found = FOUND_UNKNOWN;
	kept->restricted = TRI_UNKNOWN;
	kept->lack.because = STR("never collected");
	vec_init(&kept->grants, s->arena, sizeof(struct bearing));
	arena_init(&scratch);
	done = find_kept(s, &scratch, arn, &entity, &found, err) &&
	       (!found || read_resource(s, &entity, kept, err));
	arena_release(&scratch);
	kept->lack.account = kept->account;
	if (!done || kept->found != FOUND_UNKNOWN)
		return done;
	struct arn parts;
	kept->lack.missing = arena_printf(s->arena, "resource policy of %.*s", STR_ARG(arn));
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
	struct kept_resource *kept;

	if (!find_resource(self, key, &kept, err))
		return false;
	*out = kept->grants.items;
	*n = kept->grants.n;
	*all = kept->all_grants;
	*lack = (struct lack){kept->account, arena_printf(arena, "grants of %.*s", STR_ARG(key)),
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

bool stored_encryption(void *self, struct arena *arena, struct str arn,
		       struct world_encryption *out, struct err *err)
{
	struct kept_resource *kept;

	(void)arena;
	if (!find_resource(self, arn, &kept, err))
		return false;
	*out = kept->encryption;
	out->because = kept->lack.because;
	return true;
}

/* What the account's own setting says of all its buckets. */
static bool account_restricts(struct stored *s, struct arena *arena, struct str account,
			      enum tri *out, struct err *err)
{
	const struct fact *facts = NULL;
	struct entity entity;
	bool found = false;
	size_t n = 0;

	*out = TRI_UNKNOWN;
	if (str_is_empty(account))
		return true;
	if (!store_find(s->store, arena, account, &entity, &found, err) ||
	    (found &&
	     !store_facts(s->store, arena, entity.id, FACT_BIT(FACT_VALUE), &facts, &n, err)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (str_eq(facts[i].name, STR("public-access")))
			*out = restricted_by(facts[i].value);
	return true;
}

/* Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage": the most
 * restrictive of the bucket's and the account's settings counts. */
bool stored_public_access(void *self, struct arena *arena, struct str arn, struct str owner,
			  struct public_access *out, struct err *err)
{
	struct kept_resource *kept;
	enum tri restricted;

	if (!find_resource(self, arn, &kept, err) ||
	    !account_restricts(self, arena, owner, &restricted, err))
		return false;
	restricted = tri_or(restricted, kept->restricted);
	*out = (struct public_access){.known = restricted != TRI_UNKNOWN,
				      .restricted = restricted == TRI_YES,
				      .judged = kept->judged,
				      .is_public = kept->is_public};
	return true;
}

bool stored_access_point(void *self, struct arena *arena, struct str arn,
			 struct world_access_point *out, struct err *err)
{
	struct kept_resource *kept;

	(void)arena;
	if (!find_resource(self, arn, &kept, err))
		return false;
	*out = kept->access_point;
	return true;
}

bool stored_parameter(void *self, struct arena *arena, struct str arn, enum found *found,
		      struct str *value, struct err *err)
{
	struct kept_resource *kept;

	(void)arena;
	if (!find_resource(self, arn, &kept, err))
		return false;
	*found = kept->valued ? FOUND_YES : FOUND_UNKNOWN;
	if (kept->valued)
		*value = kept->value;
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
