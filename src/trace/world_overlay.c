/* trace/world_overlay.c - a world with some documents changed. */
#include "rolehop/trace/world_overlay.h"

#include "rolehop/policy/parse.h"

struct overlaid {
	const struct change *change;
	const struct policy *policy; /* NULL for a definition */
};

struct overlay {
	const struct world *base;
	const struct overlaid *items;
	size_t n;
};

/* The last change of that kind to that thing, or NULL. */
static const struct overlaid *changed(const struct overlay *o, enum change_kind kind, struct str of)
{
	for (size_t i = o->n; i-- > 0;)
		if (o->items[i].change->kind == kind && str_eq(o->items[i].change->of, of))
			return &o->items[i];
	return NULL;
}

/* ---- roles and users ---------------------------------------------------------------------------
 */

static bool is_touched(const struct overlay *o, const struct role *role)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct change *c = o->items[i].change;
		if (c->kind == CHANGE_MANAGED || str_eq(c->of, role->arn))
			return true;
	}
	return false;
}

/* Is there a later change of the same inline policy? */
static bool is_overtaken(const struct overlay *o, size_t index)
{
	const struct change *c = o->items[index].change;

	for (size_t i = index + 1; i < o->n; i++) {
		const struct change *later = o->items[i].change;
		if (later->kind == c->kind && str_eq(later->of, c->of) &&
		    str_eq(later->name, c->name))
			return true;
	}
	return false;
}

static struct attached_policy *inline_named(struct attached_policy *policies, size_t n,
					    struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (policies[i].inline_policy && str_eq(policies[i].name, name))
			return &policies[i];
	return NULL;
}

static void lay_inline(struct arena *arena, const struct overlay *o, struct role *role,
		       struct attached_policy *policies)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct change *c = o->items[i].change;
		struct attached_policy *p;
		if (c->kind != CHANGE_INLINE || !str_eq(c->of, role->arn) || is_overtaken(o, i))
			continue;
		p = inline_named(policies, role->n_policies, c->name);
		if (p == NULL)
			p = &policies[role->n_policies++];
		*p = (struct attached_policy){
		    .label = arena_printf(arena, "inline %.*s", STR_ARG(c->name)),
		    .name = c->name,
		    .of = role->arn,
		    .inline_policy = true,
		    .policy = o->items[i].policy};
	}
}

static void lay_policies(struct arena *arena, const struct overlay *o, struct role *role)
{
	struct attached_policy *policies =
	    arena_array(arena, role->n_policies + o->n, sizeof(*policies));
	const struct overlaid *managed;

	for (size_t i = 0; i < role->n_policies; i++) {
		policies[i] = role->policies[i];
		managed =
		    policies[i].inline_policy ? NULL : changed(o, CHANGE_MANAGED, policies[i].name);
		if (managed != NULL)
			policies[i].policy = managed->policy;
	}
	role->policies = policies;
	lay_inline(arena, o, role, policies);
}

static void lay_boundary(const struct overlay *o, struct role *role)
{
	const struct overlaid *own = changed(o, CHANGE_BOUNDARY, role->arn);
	const struct overlaid *managed = changed(o, CHANGE_MANAGED, role->boundary);

	if (managed != NULL)
		role->boundary_policy = managed->policy;
	if (own == NULL)
		return;
	if (str_is_empty(role->boundary))
		role->boundary = STR("(what-if)");
	role->boundary_known = true;
	role->boundary_policy = own->policy;
}

static void lay_role(struct arena *arena, const struct overlay *o, const struct role **role)
{
	const struct overlaid *trust;
	struct role *copy;

	if (*role == NULL || !is_touched(o, *role))
		return;
	copy = arena_alloc(arena, sizeof(*copy));
	*copy = **role;
	trust = changed(o, CHANGE_TRUST, copy->arn);
	if (trust != NULL)
		copy->trust = trust->policy;
	lay_policies(arena, o, copy);
	lay_boundary(o, copy);
	*role = copy;
}

static bool overlay_identity(void *self, struct arena *arena, struct str arn, enum found *found,
			     const struct role **out, struct lack *lack, struct err *err)
{
	const struct overlay *o = self;

	if (!o->base->ops->identity(o->base->self, arena, arn, found, out, lack, err))
		return false;
	if (*found == FOUND_YES)
		lay_role(arena, o, out);
	return true;
}

static bool overlay_role_named(void *self, struct arena *arena, struct str account, struct str name,
			       enum found *found, const struct role **out, struct lack *lack,
			       struct err *err)
{
	const struct overlay *o = self;

	if (!o->base->ops->role_named(o->base->self, arena, account, name, found, out, lack, err))
		return false;
	if (*found == FOUND_YES)
		lay_role(arena, o, out);
	return true;
}

/* ---- the organization --------------------------------------------------------------------------
 */

/* "SCP p-1234" is the policy p-1234. */
static struct str policy_id(struct str label)
{
	ptrdiff_t space = str_find_char(label, ' ');

	return space < 0 ? label : str_skip(label, (size_t)space + 1);
}

static size_t added_at(const struct overlay *o, struct str of)
{
	size_t n = 0;

	for (size_t i = 0; i < o->n; i++)
		if (o->items[i].change->kind == CHANGE_SCP_AT && str_eq(o->items[i].change->of, of))
			n++;
	return n;
}

static struct level lay_level(struct arena *arena, const struct overlay *o,
			      const struct level *level, bool scp)
{
	size_t more = scp ? added_at(o, level->of) : 0;
	struct bearing *bearings = arena_array(arena, level->n_policies + more, sizeof(*bearings));
	size_t n = level->n_policies;

	for (size_t i = 0; i < level->n_policies; i++) {
		const struct overlaid *item =
		    changed(o, CHANGE_ORG_POLICY, policy_id(level->policies[i].label));
		bearings[i] = level->policies[i];
		if (item != NULL)
			bearings[i].policy = item->policy;
	}
	for (size_t i = 0; more > 0 && i < o->n; i++)
		if (o->items[i].change->kind == CHANGE_SCP_AT &&
		    str_eq(o->items[i].change->of, level->of))
			bearings[n++] = (struct bearing){STR("SCP (new)"), level->of,
							 o->items[i].policy, false};
	return (struct level){level->of, bearings, n};
}

static const struct level *lay_levels(struct arena *arena, const struct overlay *o,
				      const struct level *levels, size_t n, bool scp)
{
	struct level *out = arena_array(arena, n, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = lay_level(arena, o, &levels[i], scp);
	return out;
}

static bool touches_organization(const struct overlay *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->items[i].change->kind == CHANGE_ORG_POLICY ||
		    o->items[i].change->kind == CHANGE_SCP_AT)
			return true;
	return false;
}

/* Is the first SCP that is in force one that is added? */
static bool enables_scps(const struct overlay *o, const struct world_org *org)
{
	for (size_t i = 0; !org->scps_enabled && i < org->n_scps; i++)
		if (added_at(o, org->scps[i].of) > 0)
			return true;
	return false;
}

/* Once the type is enabled, each level has the SCP that allows all. Source: AWS Organizations User
 * Guide, "Disabling a policy type". */
static bool lay_full_access(struct arena *arena, struct world_org *org, struct err *err)
{
	static const char full[] =
	    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
	    "\"Action\":\"*\",\"Resource\":\"*\"}]}";
	struct level *levels = arena_array(arena, org->n_scps, sizeof(*levels));
	struct bearing *bearing = arena_alloc(arena, sizeof(*bearing));

	*bearing = (struct bearing){.label = STR("SCP p-FullAWSAccess")};
	if (!policy_parse(arena, str_from(full), &bearing->policy, err))
		return false;
	for (size_t i = 0; i < org->n_scps; i++)
		levels[i] = (struct level){org->scps[i].of, bearing, 1};
	org->scps = levels;
	org->scps_enabled = true;
	return true;
}

static bool overlay_organization(void *self, struct arena *arena, struct str account,
				 struct world_org *out, struct lack *lack, struct err *err)
{
	const struct overlay *o = self;

	if (!o->base->ops->organization(o->base->self, arena, account, out, lack, err))
		return false;
	if (!touches_organization(o))
		return true;
	if (enables_scps(o, out) && !lay_full_access(arena, out, err))
		return false;
	out->scps = lay_levels(arena, o, out->scps, out->n_scps, true);
	out->rcps = lay_levels(arena, o, out->rcps, out->n_rcps, false);
	return true;
}

/* ---- resources and machines --------------------------------------------------------------------
 */

static bool overlay_resource_policy(void *self, struct arena *arena, struct str arn,
				    enum found *found, const struct policy **out, struct lack *lack,
				    struct err *err)
{
	const struct overlay *o = self;
	const struct overlaid *item = changed(o, CHANGE_RESOURCE, arn);

	if (item == NULL)
		return o->base->ops->resource_policy(o->base->self, arena, arn, found, out, lack,
						     err);
	*found = FOUND_YES;
	*out = item->policy;
	return true;
}

static bool overlay_grants(void *self, struct arena *arena, struct str key,
			   const struct bearing **out, size_t *n, bool *all, struct lack *lack,
			   struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->grants(o->base->self, arena, key, out, n, all, lack, err);
}

static bool overlay_machine(void *self, struct arena *arena, struct str arn, enum found *found,
			    const struct machine **out, struct lack *lack, struct err *err)
{
	const struct overlay *o = self;
	const struct overlaid *item;
	struct machine *copy;

	if (!o->base->ops->machine(o->base->self, arena, arn, found, out, lack, err))
		return false;
	if (*found != FOUND_YES || !str_is_empty((*out)->qualified) ||
	    (item = changed(o, CHANGE_DEFINITION, (*out)->arn)) == NULL)
		return true;
	copy = arena_alloc(arena, sizeof(*copy));
	*copy = **out;
	copy->definition = item->change->document;
	copy->withheld = false;
	*out = copy;
	return true;
}

static bool overlay_aliased(void *self, struct arena *arena, struct str alias, enum found *found,
			    const struct str **arns, size_t *n, struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->aliased(o->base->self, arena, alias, found, arns, n, err);
}

/* ---- the rest is the base's --------------------------------------------------------------------
 */

static bool overlay_roles_fitting(void *self, struct arena *arena, struct str holed,
				  const struct str **arns, size_t *n, bool *all, struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->roles_fitting(o->base->self, arena, holed, arns, n, all, err);
}

static bool overlay_owner(void *self, struct arena *arena, struct str arn, struct str *account,
			  struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->owner(o->base->self, arena, arn, account, err);
}

static bool overlay_machines_of(void *self, struct arena *arena, struct str role,
				const struct str **arns, size_t *n, struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->machines_of(o->base->self, arena, role, arns, n, err);
}

static bool overlay_encryption(void *self, struct arena *arena, struct str arn,
			       struct world_encryption *out, struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->encryption(o->base->self, arena, arn, out, err);
}

/* Of a policy that is supposed, S3 has not told whether it is public. */
static bool overlay_public_access(void *self, struct arena *arena, struct str arn, struct str owner,
				  struct public_access *out, struct err *err)
{
	const struct overlay *o = self;

	if (!o->base->ops->public_access(o->base->self, arena, arn, owner, out, err))
		return false;
	out->judged = out->judged && changed(o, CHANGE_RESOURCE, arn) == NULL;
	return true;
}

static bool overlay_access_point(void *self, struct arena *arena, struct str arn,
				 struct world_access_point *out, struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->access_point(o->base->self, arena, arn, out, err);
}

static bool overlay_parameter(void *self, struct arena *arena, struct str arn, enum found *found,
			      struct str *value, struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->parameter(o->base->self, arena, arn, found, value, err);
}

/* A policy that is changed has no versions: what is laid over it is the one that counts. */
static bool overlay_versions(void *self, struct arena *arena, struct str policy,
			     const struct policy_version **out, size_t *n, struct err *err)
{
	const struct overlay *o = self;

	*n = 0;
	return changed(o, CHANGE_MANAGED, policy) != NULL ||
	       o->base->ops->versions(o->base->self, arena, policy, out, n, err);
}

static bool overlay_provider(void *self, struct arena *arena, struct str arn, enum found *found,
			     struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->provider(o->base->self, arena, arn, found, err);
}

static bool overlay_suggest(void *self, struct arena *arena, struct str arn, bool elsewhere,
			    const struct str **out, size_t *n, struct err *err)
{
	const struct overlay *o = self;

	return o->base->ops->suggest(o->base->self, arena, arn, elsewhere, out, n, err);
}

static const struct world_ops ops = {
    .identity = overlay_identity,
    .role_named = overlay_role_named,
    .machine = overlay_machine,
    .aliased = overlay_aliased,
    .roles_fitting = overlay_roles_fitting,
    .organization = overlay_organization,
    .resource_policy = overlay_resource_policy,
    .grants = overlay_grants,
    .owner = overlay_owner,
    .machines_of = overlay_machines_of,
    .encryption = overlay_encryption,
    .public_access = overlay_public_access,
    .access_point = overlay_access_point,
    .parameter = overlay_parameter,
    .versions = overlay_versions,
    .provider = overlay_provider,
    .suggest = overlay_suggest,
};

bool world_overlay_open(struct arena *arena, const struct world *base, const struct change *changes,
			size_t n, struct world *out, struct err *err)
{
	struct overlaid *items = arena_array(arena, n, sizeof(*items));
	struct overlay *o = arena_alloc(arena, sizeof(*o));

	for (size_t i = 0; i < n; i++) {
		items[i].change = &changes[i];
		if (changes[i].kind != CHANGE_DEFINITION &&
		    !policy_parse(arena, changes[i].document, &items[i].policy, err))
			return err_prefix(err, "the document for %.*s", STR_ARG(changes[i].of));
	}
	*o = (struct overlay){base, items, n};
	*out = *base;
	out->ops = &ops;
	out->self = o;
	return true;
}
