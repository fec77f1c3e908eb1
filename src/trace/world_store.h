/* trace/world_store.h - the inventory as a world: what its files share. */
#ifndef ROLEHOP_SRC_TRACE_WORLD_STORE_H
#define ROLEHOP_SRC_TRACE_WORLD_STORE_H

#include "rolehop/base/map.h"
#include "rolehop/base/vec.h"
#include "rolehop/store/store.h"
#include "rolehop/trace/world.h"

/* An organization's policy: its document, and whether all that it is attached to is known. */
struct org_policy {
	const struct policy *policy;
	bool targets_known;
	bool attached;
};

/* All of the SCPs, or of the RCPs. */
struct org_kind {
	bool read;
	bool known;    /* which there are, and where each is attached */
	bool attached; /* one of them is, to anything */
};

/* A world over a store. What was looked up once is kept for the world's life. */
struct stored {
	struct arena *arena;
	struct store *store;
	struct stored *shared;	  /* whose organizations are used, too; NULL: its own */
	struct map documents;	  /* document id -> struct compiled */
	struct map identities;	  /* ARN -> struct kept_role */
	struct map named;	  /* "account/name" -> struct kept_role */
	struct map machines;	  /* ARN -> struct kept_machine */
	struct map organizations; /* account -> struct kept_org */
	struct map nodes;	  /* root, OU or account -> struct org_node */
	struct map resources;	  /* ARN -> struct kept_resource */
	struct map managed;	  /* ARN of a managed policy -> struct compiled */
	struct map versions;	  /* the same -> those that are not in force */
	struct map org_policies;  /* entity -> struct org_policy */
	struct org_kind scps, rcps;
	enum tri any_resources; /* does the file have any? TRI_UNKNOWN: nobody has looked yet */
};

/* A document once parsed; policy NULL: it is no policy that can be read. */
struct compiled {
	const struct policy *policy;
};

/* The policy of a document, compiled once; NULL where the id is 0 or the text is no policy. */
bool stored_policy(struct stored *s, int64_t document, const struct policy **out, struct err *err);

/* The document of a managed policy by its ARN; NULL where it is not in the inventory. */
bool stored_managed(struct stored *s, struct str arn, const struct policy **out, struct err *err);

/* Found absent where the kind was collected whole, else unknown with the reason in `lack`. */
bool stored_absence(struct stored *s, struct str account, struct str region, enum entity_kind kind,
		    struct str missing, enum found *found, struct lack *lack, struct err *err);

/* A key for the maps that outlives the call. */
struct str stored_key(struct stored *s, struct str key);

/* world_identity.c */
bool stored_identity(void *self, struct arena *arena, struct str arn, enum found *found,
		     const struct role **out, struct lack *lack, struct err *err);
bool stored_role_named(void *self, struct arena *arena, struct str account, struct str name,
		       enum found *found, const struct role **out, struct lack *lack,
		       struct err *err);
/* The account part of a role ARN with holes; one hole where a hole hides it. */
struct str stored_account_part(struct str holed);
bool stored_roles_fitting(void *self, struct arena *arena, struct str holed,
			  const struct str **arns, size_t *n, bool *all, struct err *err);

/* world_machine.c */
bool stored_machine(void *self, struct arena *arena, struct str arn, enum found *found,
		    const struct machine **out, struct lack *lack, struct err *err);

bool stored_aliased(void *self, struct arena *arena, struct str alias, enum found *found,
		    const struct str **arns, size_t *n, struct err *err);

/* world_resource.c */
bool stored_resource_policy(void *self, struct arena *arena, struct str arn, enum found *found,
			    const struct policy **out, struct lack *lack, struct err *err);
bool stored_grants(void *self, struct arena *arena, struct str key, const struct bearing **out,
		   size_t *n, bool *all, struct lack *lack, struct err *err);
bool stored_owner(void *self, struct arena *arena, struct str arn, struct str *account,
		  struct err *err);
bool stored_provider(void *self, struct arena *arena, struct str arn, enum found *found,
		     struct err *err);
bool stored_encryption(void *self, struct arena *arena, struct str arn,
		       struct world_encryption *out, struct err *err);
bool stored_public_access(void *self, struct arena *arena, struct str arn, struct str owner,
			  struct public_access *out, struct err *err);
bool stored_access_point(void *self, struct arena *arena, struct str arn,
			 struct world_access_point *out, struct err *err);
bool stored_parameter(void *self, struct arena *arena, struct str arn, enum found *found,
		      struct str *value, struct err *err);

/* world_org.c */
bool stored_organization(void *self, struct arena *arena, struct str account, struct world_org *out,
			 struct lack *lack, struct err *err);

#endif
