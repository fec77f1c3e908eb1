/* app/mask_learn.c - the names that an inventory holds. */
#include "mask_learn.h"

#include "mask_forms.h"
#include "rolehop/base/json.h"

static const char *const words[ENTITY_KIND_COUNT] = {
    [ENTITY_ACCOUNT] = "account",   [ENTITY_ROLE] = "role",
    [ENTITY_USER] = "user",	    [ENTITY_GROUP] = "group",
    [ENTITY_POLICY] = "policy",	    [ENTITY_MACHINE] = "machine",
    [ENTITY_RESOURCE] = "resource", [ENTITY_ORGANIZATION] = "organization",
    [ENTITY_ROOT] = "root",	    [ENTITY_OU] = "ou",
    [ENTITY_SCP] = "scp",	    [ENTITY_RCP] = "rcp",
};

/* AWS's own policies are everybody's: FullAWSAccess, RCPFullAWSAccess, arn:aws:iam::aws:policy/...
 */
static bool is_of_aws(const struct entity *entity)
{
	return (entity->kind == ENTITY_POLICY && entity->account.n == 0) ||
	       str_ends(entity->key, STR("FullAWSAccess"));
}

bool mask_learn_names(struct mask *mask, struct store *store, struct err *err)
{
	struct arena scratch;
	int64_t first = INT64_MAX;
	bool ok = true;

	arena_init(&scratch);
	for (int kind = 0; ok && kind < ENTITY_KIND_COUNT; kind++) {
		const struct entity *all;
		size_t n = 0;
		ok = store_list(store, &scratch, (enum entity_kind)kind, STR(""), &all, &n, err);
		for (size_t i = 0; ok && i < n; i++) {
			if (is_of_aws(&all[i]))
				continue;
			if (all[i].id < first) {
				first = all[i].id;
				mask_secret(mask, all[i].key);
			}
			if (kind == ENTITY_ACCOUNT)
				mask_account(mask, all[i].key, all[i].id);
			else if (kind >= ENTITY_ORGANIZATION)
				mask_number(mask, words[kind], all[i].key, all[i].id);
			mask_number(mask, words[kind], all[i].name, all[i].id);
		}
	}
	arena_release(&scratch);
	return ok;
}

/* Every text below a member called sts:ExternalId. */
static void learn_external_ids(struct mask *mask, const struct json *json, bool inside)
{
	if (inside && json_is(json, JSON_STRING))
		mask_hide(mask, "external-id", json_str(json));
	for (const struct json *m = json_first(json); m; m = json_next(m))
		learn_external_ids(mask, m,
				   inside || str_eq_nocase(json_key(m), STR("sts:ExternalId")));
}

static void learn_trust(struct mask *mask, struct store *store, struct arena *scratch,
			int64_t document)
{
	const struct json *json;
	struct str text;
	struct err unread;

	if (store_document(store, scratch, document, &text, &unread) &&
	    json_parse(scratch, text, &json, &unread))
		learn_external_ids(mask, json, false);
}

/* What the inventory knows of it; the role that it names, if it names one. */
static struct str learn_entity(struct mask *mask, struct store *store, struct arena *arena,
			       struct str arn)
{
	const unsigned mask_of_facts = FACT_BIT(FACT_INLINE) | FACT_BIT(FACT_TRUST) |
				       FACT_BIT(FACT_UNIQUE_ID) | FACT_BIT(FACT_ROLE_ARN);
	const struct fact *facts = NULL;
	struct str role = {NULL, 0};
	struct arena scratch;
	struct entity entity;
	struct err unread;
	bool found = false;
	size_t n = 0;

	arena_init(&scratch);
	if (store_find(store, &scratch, arn, &entity, &found, &unread) && found)
		(void)store_facts(store, &scratch, entity.id, mask_of_facts, &facts, &n, &unread);
	for (size_t i = 0; i < n; i++) {
		if (facts[i].kind == FACT_INLINE)
			mask_hide(mask, "inline", facts[i].name);
		else if (facts[i].kind == FACT_UNIQUE_ID)
			mask_hide(mask, "id", facts[i].value);
		else if (facts[i].kind == FACT_TRUST)
			learn_trust(mask, store, &scratch, facts[i].document);
		else
			role = arena_str(arena, facts[i].value);
	}
	arena_release(&scratch);
	return role;
}

/* A hostile inventory may have one lead to another as often as it likes. */
static void learn_arn(struct mask *mask, struct store *store, struct map *seen, struct str arn)
{
	while (arn.n > 0 && !map_find(seen, arn)) {
		map_put(seen, arena_str(seen->arena, arn), seen);
		arn = learn_entity(mask, store, seen->arena, arn);
	}
}

void mask_learn_text(struct mask *mask, struct store *store, struct map *seen, struct str text)
{
	struct str arn;

	while (mask_next_arn(&text, &arn))
		learn_arn(mask, store, seen, arn);
}
