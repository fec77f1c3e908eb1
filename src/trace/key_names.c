/* trace/key_names.c - which KMS key is meant: ARN, id, or an alias that stands for one. */
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "tracer.h"

static struct str key_made(struct arena *arena, const struct arn *of, struct str resource)
{
	return arena_printf(arena, "arn:%.*s:kms:%.*s:%.*s:%.*s", STR_ARG(of->partition),
			    STR_ARG(of->region), STR_ARG(of->account), STR_ARG(resource));
}

static struct str key_of_id(struct arena *arena, const struct arn *of, struct str id)
{
	return key_made(arena, of, arena_printf(arena, "key/%.*s", STR_ARG(id)));
}

/* The key behind an alias that a customer made; empty where the inventory does not know it. */
static bool behind_alias(const struct world *world, struct arena *arena, struct str alias,
			 struct str *key, struct err *err)
{
	enum found found = FOUND_UNKNOWN;
	struct str id = {NULL, 0};
	struct arn arn;

	*key = (struct str){NULL, 0};
	if (holes_any(alias) || !arn_parse(alias, &arn) ||
	    !str_starts(arn.resource, STR("alias/")) || str_starts(arn.resource, STR("alias/aws/")))
		return true;
	if (!world->ops->parameter(world->self, arena, alias, &found, &id, err))
		return false;
	if (found == FOUND_YES && !str_is_empty(id))
		*key = key_of_id(arena, &arn, id);
	return true;
}

bool key_arn(const struct world *world, struct arena *arena, struct str key, const struct arn *of,
	     struct str *out, struct err *err)
{
	struct arn arn = *of;
	struct str resource = key;

	if (arn_parse(key, &arn))
		resource = arn.resource;
	if (str_starts(resource, STR("key/"))) {
		*out = key_made(arena, &arn, resource);
		return true;
	}
	if (!str_starts(resource, STR("alias/"))) {
		*out = key_of_id(arena, &arn, resource);
		return true;
	}
	if (!behind_alias(world, arena, key_made(arena, &arn, resource), out, err))
		return false;
	if (str_is_empty(*out))
		*out = key_of_id(arena, &arn, STR(HOLE_TEXT));
	return true;
}

bool keys_resolve(struct tracer *t, struct ask *ask)
{
	struct asl_context *context;
	struct str key;
	struct arn arn;

	if (!str_starts_nocase(ask->action, STR("kms:")) || str_ends(ask->action, STR("Alias")))
		return true;
	if (!behind_alias(t->world, t->arena, ask->resource, &key, t->err))
		return false;
	if (str_is_empty(key) || !arn_parse(ask->resource, &arn))
		return true;
	context = arena_array(t->arena, ask->n_context + 1, sizeof(*context));
	for (size_t i = 0; i < ask->n_context; i++)
		context[i] = ask->context[i];
	context[ask->n_context] =
	    (struct asl_context){.key = STR("kms:RequestAlias"), .value = arn.resource};
	ask->context = context;
	ask->n_context++;
	ask->resource = key;
	return true;
}
