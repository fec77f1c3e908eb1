/* store/words.c - the kinds of the inventory in words. */
#include <assert.h>

#include "rolehop/store/store.h"

struct kind_words {
	const char *word;
	const char *plural;
};

/* clang-format off */
static const struct kind_words kinds[ENTITY_KIND_COUNT] = {
	[ENTITY_ACCOUNT] = {"account", "accounts"},
	[ENTITY_ROLE] = {"role", "roles"},
	[ENTITY_USER] = {"user", "users"},
	[ENTITY_GROUP] = {"group", "groups"},
	[ENTITY_POLICY] = {"policy", "policies"},
	[ENTITY_MACHINE] = {"machine", "machines"},
	[ENTITY_RESOURCE] = {"resource", "resources"},
	[ENTITY_ORGANIZATION] = {"organization", "organizations"},
	[ENTITY_ROOT] = {"root", "roots"},
	[ENTITY_OU] = {"ou", "organizational units"},
	[ENTITY_SCP] = {"scp", "service control policies"},
	[ENTITY_RCP] = {"rcp", "resource control policies"},
};

static const char *const coverages[] = {
	[COVERAGE_NEVER] = "never collected",
	[COVERAGE_PARTIAL] = "partial",
	[COVERAGE_REFUSED] = "refused",
	[COVERAGE_COMPLETE] = "complete",
};
/* clang-format on */

const char *entity_kind_word(enum entity_kind kind)
{
	assert((unsigned)kind < ENTITY_KIND_COUNT);
	return kinds[kind].word;
}

const char *entity_kind_plural(enum entity_kind kind)
{
	assert((unsigned)kind < ENTITY_KIND_COUNT);
	return kinds[kind].plural;
}

const char *coverage_word(enum coverage_state state)
{
	assert((unsigned)state <= COVERAGE_COMPLETE);
	return coverages[state];
}
