/* trace/world_org.c - the organization of the inventory as it binds one account. */
#include "world_store.h"

#include "rolehop/base/buf.h"
#include "rolehop/base/vec.h"

/* A root, organizational unit or account, and what is attached to it. */
struct org_node {
	struct level scps, rcps;
	bool scps_known, rcps_known;
	struct str parent; /* empty: none known */
	bool member;	   /* an account that the organization lists */
	bool there;
};

struct kept_org {
	struct world_org org;
	struct lack lack;
};

enum { DEPTH_MAX = 16, PATH_MAX_BYTES = 4096 };

/* ---- policies at one node
 * ---------------------------------------------------------------------------------- */

static bool read_org_policy(struct stored *s, const struct entity *policy, struct org_policy *out,
			    struct err *err)
{
	const unsigned mask =
	    FACT_BIT(FACT_DOCUMENT) | FACT_BIT(FACT_TARGET) | FACT_BIT(FACT_COMPLETE);
	const struct fact *facts = NULL;
	struct arena scratch;
	int64_t document = 0;
	size_t n = 0;
	bool done;

	arena_init(&scratch);
	done = store_facts(s->store, &scratch, policy->id, mask, &facts, &n, err);
	for (size_t i = 0; done && i < n; i++) {
		if (facts[i].kind == FACT_DOCUMENT)
			document = facts[i].document;
		else if (facts[i].kind == FACT_TARGET)
			out->attached = true;
		else if (str_eq(facts[i].name, STR("targets")))
			out->targets_known = true;
	}
	arena_release(&scratch);
	return done && stored_policy(s, document, &out->policy, err);
}

/* A policy that is attached to a thousand accounts is read once. */
static bool find_org_policy(struct stored *s, const struct entity *policy, struct org_policy **out,
			    struct err *err)
{
	struct str key = {(const char *)&policy->id, sizeof(policy->id)};
	struct org_policy *kept = map_find(&s->org_policies, key);

	if (kept == NULL) {
		kept = arena_alloc(s->arena, sizeof(*kept));
		if (!read_org_policy(s, policy, kept, err))
			return false;
		map_put(&s->org_policies, stored_key(s, key), kept);
	}
	*out = kept;
	return true;
}

static bool attached_at(struct stored *s, enum entity_kind kind, struct str node, struct level *out,
			struct err *err)
{
	const char *label = kind == ENTITY_SCP ? "SCP" : "RCP";
	const struct entity *policies = NULL;
	struct bearing *bearings;
	struct arena scratch;
	size_t n = 0;
	bool done;

	arena_init(&scratch);
	done = store_with_fact(s->store, &scratch, kind, FACT_TARGET, node, STR(""), &policies, &n,
			       err);
	bearings = arena_array(s->arena, n, sizeof(*bearings));
	for (size_t i = 0; done && i < n; i++) {
		struct org_policy *policy = NULL;
		bearings[i].label =
		    arena_printf(s->arena, "%s %.*s", label, STR_ARG(policies[i].key));
		bearings[i].of = node;
		done = find_org_policy(s, &policies[i], &policy, err);
		bearings[i].policy = done ? policy->policy : NULL;
	}
	arena_release(&scratch);
	*out = (struct level){node, bearings, n};
	return done;
}

/* Are all policies of the kind, and where each is attached, in the inventory? */
static bool read_org_kind(struct stored *s, enum entity_kind kind, struct org_kind *out,
			  struct err *err)
{
	const struct entity *policies = NULL;
	struct coverage coverage;
	struct arena scratch;
	size_t n = 0;
	bool done;

	arena_init(&scratch);
	done = store_coverage(s->store, &scratch, STR(""), STR(""), kind, &coverage, err) &&
	       store_list(s->store, &scratch, kind, STR(""), &policies, &n, err);
	out->known = done && coverage.state == COVERAGE_COMPLETE;
	for (size_t i = 0; done && i < n; i++) {
		struct org_policy *policy = NULL;
		done = find_org_policy(s, &policies[i], &policy, err);
		out->known &= done && policy->targets_known;
		out->attached |= done && policy->attached;
	}
	arena_release(&scratch);
	out->read = done;
	return done;
}

static void read_node_fact(struct stored *s, const struct fact *fact, struct org_node *node)
{
	if (fact->kind == FACT_PARENT) {
		node->parent = stored_key(s, fact->value);
		node->member = true;
	} else if (fact->kind == FACT_STATUS) {
		node->member = true;
	} else if (str_eq(fact->name, STR("scps"))) {
		node->scps_known = true;
	} else if (str_eq(fact->name, STR("rcps"))) {
		node->rcps_known = true;
	}
}

static bool read_node(struct stored *s, struct str id, struct org_node *node, struct err *err)
{
	const unsigned mask =
	    FACT_BIT(FACT_PARENT) | FACT_BIT(FACT_STATUS) | FACT_BIT(FACT_COMPLETE);
	const struct fact *facts = NULL;
	struct arena scratch;
	struct entity entity;
	size_t n = 0;
	bool done;

	arena_init(&scratch);
	done = store_find(s->store, &scratch, id, &entity, &node->there, err) &&
	       (!node->there || store_facts(s->store, &scratch, entity.id, mask, &facts, &n, err));
	for (size_t i = 0; done && i < n; i++)
		read_node_fact(s, &facts[i], node);
	arena_release(&scratch);
	return done && attached_at(s, ENTITY_SCP, id, &node->scps, err) &&
	       attached_at(s, ENTITY_RCP, id, &node->rcps, err);
}

static bool find_node(struct stored *s, struct str id, struct org_node **out, struct err *err)
{
	struct org_node *node = map_find(&s->nodes, id);

	if (node == NULL) {
		struct str key = stored_key(s, id);
		node = arena_alloc(s->arena, sizeof(*node));
		if (!read_node(s, key, node, err))
			return false;
		map_put(&s->nodes, key, node);
	}
	*out = node;
	return true;
}

/* ---- the way from the root to the account
 * -------------------------------------------------------------------- */

struct way {
	struct org_node *nodes[DEPTH_MAX]; /* account first */
	size_t n;
	bool whole; /* it ends at a root */
};

static bool walk(struct stored *s, struct str account, struct way *way, struct err *err)
{
	struct str id = account;

	way->n = 0;
	way->whole = false;
	while (way->n < DEPTH_MAX) {
		struct org_node *node;
		if (!find_node(s, id, &node, err))
			return false;
		way->nodes[way->n++] = node;
		if (str_starts(id, STR("r-"))) {
			way->whole = true;
			return true;
		}
		if (str_is_empty(node->parent))
			return true;
		id = node->parent;
	}
	return true;
}

/* "o-.../r-.../ou-.../", as aws:PrincipalOrgPaths has it. */
static struct str path_of(struct stored *s, struct str organization, const struct way *way)
{
	struct buf buf;

	buf_init(&buf, s->arena, PATH_MAX_BYTES);
	buf_add(&buf, organization);
	buf_add_char(&buf, '/');
	for (size_t i = way->n; i-- > 1;) {
		buf_add(&buf, way->nodes[i]->scps.of);
		buf_add_char(&buf, '/');
	}
	return buf_str(&buf);
}

static void set_levels(struct stored *s, const struct way *way, struct world_org *org)
{
	struct level *scps = arena_array(s->arena, way->n, sizeof(*scps));
	struct level *rcps = arena_array(s->arena, way->n, sizeof(*rcps));

	for (size_t i = 0; i < way->n; i++) {
		scps[i] = way->nodes[way->n - 1 - i]->scps;
		rcps[i] = way->nodes[way->n - 1 - i]->rcps;
	}
	org->scps = scps;
	org->rcps = rcps;
	org->n_scps = org->n_rcps = way->n;
}

static bool set_known(struct stored *s, const struct way *way, struct world_org *org,
		      struct err *err)
{
	bool scps = way->whole, rcps = way->whole;

	for (size_t i = 0; i < way->n; i++) {
		scps &= way->nodes[i]->scps_known;
		rcps &= way->nodes[i]->rcps_known;
	}
	if ((!s->scps.read && !read_org_kind(s, ENTITY_SCP, &s->scps, err)) ||
	    (!s->rcps.read && !read_org_kind(s, ENTITY_RCP, &s->rcps, err)))
		return false;
	org->scps_known = scps || (way->whole && s->scps.known);
	org->rcps_known = rcps || (way->whole && s->rcps.known);
	/*
	 * Where the type is enabled, each root, unit and account has one; once it is not, the
	 * policies stay, attached to nothing. Source: AWS Organizations User Guide, "Disabling a
	 * policy type"; AWS Organizations API Reference, "DetachPolicy".
	 */
	org->scps_enabled = s->scps.attached;
	/* with none that is attached it does not matter where the account stands */
	org->scps_known |= s->scps.known && !s->scps.attached;
	org->rcps_known |= s->rcps.known && !s->rcps.attached;
	return true;
}

/* Levels of which nothing is known are not levels that allow nothing. */
static void drop_unknown_levels(struct world_org *org)
{
	size_t scps = 0, rcps = 0;

	for (size_t i = 0; i < org->n_scps; i++) {
		scps += org->scps[i].n_policies;
		rcps += org->rcps[i].n_policies;
	}
	if (!org->scps_known && scps == 0)
		org->n_scps = 0;
	if (!org->rcps_known && rcps == 0)
		org->n_rcps = 0;
}

/* ---- the organization
 * ------------------------------------------------------------------------------------------ */

static bool read_organization(struct stored *s, struct world_org *org, bool *there, struct err *err)
{
	const struct entity *list = NULL;
	const struct fact *facts = NULL;
	struct arena scratch;
	size_t n = 0, n_facts = 0;
	bool done;

	arena_init(&scratch);
	done = store_list(s->store, &scratch, ENTITY_ORGANIZATION, STR(""), &list, &n, err);
	*there = done && n > 0;
	if (*there) {
		org->facts.id = stored_key(s, list[0].key);
		done = store_facts(s->store, &scratch, list[0].id, FACT_BIT(FACT_MANAGEMENT),
				   &facts, &n_facts, err);
		if (done && n_facts > 0)
			org->management_account = stored_key(s, facts[0].value);
	}
	arena_release(&scratch);
	return done;
}

/* An account that a whole list of accounts does not hold is outside, where other policies may bind
 * it; without such a list nothing is known. */
static bool place_outside(struct stored *s, struct str account, struct kept_org *kept,
			  struct err *err)
{
	struct str id = kept->org.facts.id;
	enum found found;

	kept->org = (struct world_org){.facts = {.state = ORG_NOT_COLLECTED}};
	if (!stored_absence(s, STR(""), STR(""), ENTITY_ACCOUNT, STR("service control policies"),
			    &found, &kept->lack, err))
		return false;
	if (found == FOUND_ABSENT) {
		kept->org.facts = (struct org_facts){.state = ORG_OUTSIDE, .id = id};
		kept->lack.missing = STR("service control policies");
		kept->lack.because = STR("never collected");
	}
	kept->lack.account = stored_key(s, account);
	return true;
}

static bool place_inside(struct stored *s, struct str account, const struct way *way,
			 struct kept_org *kept, struct err *err)
{
	struct world_org *org = &kept->org;
	struct str *path;

	org->facts.state = ORG_MEMBER;
	org->facts.management = str_eq(account, org->management_account);
	set_levels(s, way, org);
	if (!set_known(s, way, org, err))
		return false;
	if (way->whole && !str_is_empty(org->facts.id)) {
		path = arena_alloc(s->arena, sizeof(*path));
		*path = path_of(s, org->facts.id, way);
		org->facts.paths = path;
		org->facts.n_paths = 1;
	}
	kept->lack = (struct lack){stored_key(s, account), STR("service control policies"),
				   org->n_scps > 0 ? STR("partial") : STR("never collected")};
	drop_unknown_levels(org);
	return true;
}

static bool keep(struct stored *s, struct str account, struct kept_org *kept, struct err *err)
{
	struct way way;
	bool there;

	if (!read_organization(s, &kept->org, &there, err) || !walk(s, account, &way, err))
		return false;
	if (way.nodes[0]->member || str_eq(account, kept->org.management_account))
		return place_inside(s, account, &way, kept, err);
	return place_outside(s, account, kept, err);
}

bool stored_organization(void *self, struct arena *arena, struct str account, struct world_org *out,
			 struct lack *lack, struct err *err)
{
	struct stored *s = self;
	struct kept_org *kept = NULL;

	(void)arena;
	if (s->shared)
		s = s->shared;
	kept = map_find(&s->organizations, account);
	if (kept == NULL) {
		kept = arena_alloc(s->arena, sizeof(*kept));
		if (!keep(s, account, kept, err))
			return false;
		map_put(&s->organizations, stored_key(s, account), kept);
	}
	*out = kept->org;
	*lack = kept->lack;
	return true;
}
