/* broken_world.h - a world around another, of which one question fails as a disk does. */
#ifndef ROLEHOP_TESTS_BROKEN_WORLD_H
#define ROLEHOP_TESTS_BROKEN_WORLD_H

#include "rolehop/trace/world.h"

struct broken {
	const struct world *base;
	long asked;
	long fails_at; /* from 1; 0: none */
};

static inline bool broken_asks(struct broken *b, struct err *err)
{
	if (++b->asked != b->fails_at)
		return true;
	return err_set(err, ERR_ENVIRONMENT, "question %ld of the world failed", b->asked);
}

/* Answers as the base does, unless it is its turn to fail. */
#define BROKEN_ASKS(name, ...)                                                                     \
	struct broken *b = self;                                                                   \
	return broken_asks(b, err) && b->base->ops->name(b->base->self, __VA_ARGS__)

static inline bool broken_identity(void *self, struct arena *arena, struct str arn,
				   enum found *found, const struct role **out, struct lack *lack,
				   struct err *err)
{
	BROKEN_ASKS(identity, arena, arn, found, out, lack, err);
}

static inline bool broken_role_named(void *self, struct arena *arena, struct str account,
				     struct str name, enum found *found, const struct role **out,
				     struct lack *lack, struct err *err)
{
	BROKEN_ASKS(role_named, arena, account, name, found, out, lack, err);
}

static inline bool broken_machine(void *self, struct arena *arena, struct str arn,
				  enum found *found, const struct machine **out, struct lack *lack,
				  struct err *err)
{
	BROKEN_ASKS(machine, arena, arn, found, out, lack, err);
}

static inline bool broken_aliased(void *self, struct arena *arena, struct str alias,
				  enum found *found, const struct str **arns, size_t *n,
				  struct err *err)
{
	BROKEN_ASKS(aliased, arena, alias, found, arns, n, err);
}

static inline bool broken_roles_fitting(void *self, struct arena *arena, struct str holed,
					const struct str **arns, size_t *n, bool *all,
					struct err *err)
{
	BROKEN_ASKS(roles_fitting, arena, holed, arns, n, all, err);
}

static inline bool broken_organization(void *self, struct arena *arena, struct str account,
				       struct world_org *out, struct lack *lack, struct err *err)
{
	BROKEN_ASKS(organization, arena, account, out, lack, err);
}

static inline bool broken_resource_policy(void *self, struct arena *arena, struct str arn,
					  enum found *found, const struct policy **out,
					  struct lack *lack, struct err *err)
{
	BROKEN_ASKS(resource_policy, arena, arn, found, out, lack, err);
}

static inline bool broken_grants(void *self, struct arena *arena, struct str key,
				 const struct bearing **out, size_t *n, bool *all,
				 struct lack *lack, struct err *err)
{
	BROKEN_ASKS(grants, arena, key, out, n, all, lack, err);
}

static inline bool broken_owner(void *self, struct arena *arena, struct str arn,
				struct str *account, struct err *err)
{
	BROKEN_ASKS(owner, arena, arn, account, err);
}

static inline bool broken_machines_of(void *self, struct arena *arena, struct str role,
				      const struct str **arns, size_t *n, struct err *err)
{
	BROKEN_ASKS(machines_of, arena, role, arns, n, err);
}

static inline bool broken_encryption(void *self, struct arena *arena, struct str arn,
				     struct world_encryption *out, struct err *err)
{
	BROKEN_ASKS(encryption, arena, arn, out, err);
}

static inline bool broken_public_access(void *self, struct arena *arena, struct str arn,
					struct str owner, struct public_access *out,
					struct err *err)
{
	BROKEN_ASKS(public_access, arena, arn, owner, out, err);
}

static inline bool broken_access_point(void *self, struct arena *arena, struct str arn,
				       struct world_access_point *out, struct err *err)
{
	BROKEN_ASKS(access_point, arena, arn, out, err);
}

static inline bool broken_parameter(void *self, struct arena *arena, struct str arn,
				    enum found *found, struct str *value, struct err *err)
{
	BROKEN_ASKS(parameter, arena, arn, found, value, err);
}

static inline bool broken_versions(void *self, struct arena *arena, struct str policy,
				   const struct policy_version **out, size_t *n, struct err *err)
{
	BROKEN_ASKS(versions, arena, policy, out, n, err);
}

static inline bool broken_provider(void *self, struct arena *arena, struct str arn,
				   enum found *found, struct err *err)
{
	BROKEN_ASKS(provider, arena, arn, found, err);
}

static inline bool broken_suggest(void *self, struct arena *arena, struct str arn, bool elsewhere,
				  const struct str **out, size_t *n, struct err *err)
{
	BROKEN_ASKS(suggest, arena, arn, elsewhere, out, n, err);
}

static inline struct world broken_open(struct broken *b, const struct world *base)
{
	static const struct world_ops ops = {
	    .identity = broken_identity,
	    .role_named = broken_role_named,
	    .machine = broken_machine,
	    .aliased = broken_aliased,
	    .roles_fitting = broken_roles_fitting,
	    .organization = broken_organization,
	    .resource_policy = broken_resource_policy,
	    .grants = broken_grants,
	    .owner = broken_owner,
	    .machines_of = broken_machines_of,
	    .encryption = broken_encryption,
	    .public_access = broken_public_access,
	    .access_point = broken_access_point,
	    .parameter = broken_parameter,
	    .versions = broken_versions,
	    .provider = broken_provider,
	    .suggest = broken_suggest,
	};
	struct world world = *base;

	*b = (struct broken){.base = base};
	world.ops = &ops;
	world.self = b;
	return world;
}

#endif
