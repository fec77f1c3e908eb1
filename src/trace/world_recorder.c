/* trace/world_recorder.c - a world that notes what it is asked. */
#include "rolehop/trace/world_recorder.h"

#include <stdlib.h>
#include <string.h>

#include "rolehop/base/buf.h"
#include "rolehop/base/map.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/parse.h"
#include "world_store.h"

/* What a number stands for. Those with an account stand for one kind of entity in it. */
enum asked {
	ASKED_KEY,	    /* one thing, by its key */
	ASKED_NAME,	    /* by account and name, in any case */
	ASKED_ALL,	    /* all of an account, whatever is known of them */
	ASKED_EXISTENCE,    /* which there are in an account */
	ASKED_COVERAGE,	    /* how an account and region were collected */
	ASKED_ORGANIZATION, /* as it binds an account */
};

enum { ANYWHERE = '*', LAST_ASKED = 512 };

struct recorder {
	const struct world *base;
	struct arena *arena;
	struct vec asked;	   /* uint64_t */
	uint64_t last[LAST_ASKED]; /* of those numbers, so that most are noted once */
	bool time;
	struct map roles;	 /* ARN -> struct noted_role */
	struct map policies;	 /* its address -> struct noted_policy */
	struct map accounts_met; /* account -> struct noted_policy */
	struct vec accounts;	 /* struct str */
};

/* What the policies of a role rest on, worked out once. */
struct noted_role {
	uint64_t *asked;
	size_t n;
	bool time;
};

struct noted_policy {
	bool time;
};

/* ---- numbers ------------------------------------------------------------------------------------
 */

static uint64_t mix(uint64_t hash, uint64_t more)
{
	hash = (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

static uint64_t number(enum asked asked, int kind, struct str a, struct str b)
{
	uint64_t hash = mix((uint64_t)asked + 1, (uint64_t)kind);

	hash = mix(hash, str_hash(a));
	return mix(hash, str_hash(b));
}

static uint64_t number_of_name(enum entity_kind kind, struct str account, struct str name)
{
	uint64_t hash = number(ASKED_NAME, (int)kind, account, STR(""));

	for (size_t i = 0; i < name.n; i++)
		hash = mix(hash, (unsigned char)ascii_lower(name.p[i]));
	return hash;
}

static struct str anywhere(void)
{
	static const char any[] = {ANYWHERE, '\0'};

	return str_from(any);
}

/* Of the thing itself. */
static uint64_t recorder_of_key(struct str key)
{
	return number(ASKED_KEY, 0, key, STR(""));
}

uint64_t recorder_of_organization(struct str account)
{
	return number(ASKED_ORGANIZATION, 0, account, STR(""));
}

static void push(struct vec *out, uint64_t asked)
{
	*(uint64_t *)vec_push(out) = asked;
}

void recorder_of_change(const struct entity_change *change, struct vec *out)
{
	const struct entity *e = &change->entity;
	int kind = (int)e->kind;

	push(out, recorder_of_key(e->key));
	push(out, number_of_name(e->kind, e->account, e->name));
	push(out, number(ASKED_ALL, kind, e->account, STR("")));
	push(out, number(ASKED_ALL, kind, anywhere(), STR("")));
	if (!change->existence)
		return;
	push(out, number(ASKED_EXISTENCE, kind, e->account, STR("")));
	push(out, number(ASKED_EXISTENCE, kind, anywhere(), STR("")));
}

void recorder_of_coverage(const struct coverage *coverage, struct vec *out)
{
	int kind = (int)coverage->kind;

	push(out, number(ASKED_COVERAGE, kind, coverage->account, coverage->region));
	push(out, number(ASKED_COVERAGE, kind, coverage->account, anywhere()));
	push(out, number(ASKED_COVERAGE, kind, anywhere(), STR("")));
}

/* ---- what was asked -----------------------------------------------------------------------------
 */

static void note(struct recorder *r, uint64_t asked)
{
	uint64_t *last = &r->last[asked % LAST_ASKED];

	if (*last == asked && asked != 0)
		return;
	*last = asked;
	push(&r->asked, asked);
}

static bool asks_time(struct recorder *r, const struct policy *policy)
{
	struct noted_policy *noted;
	struct str key = {(const char *)&policy, sizeof(policy)};

	if (policy == NULL)
		return false;
	noted = map_find(&r->policies, key);
	if (noted == NULL) {
		noted = arena_alloc(r->arena, sizeof(*noted));
		noted->time = policy_may_ask_time(policy);
		map_put(&r->policies, arena_str(r->arena, key), noted);
	}
	return noted->time;
}

/* What a role that is there rests on beside itself: each managed policy that it names. */
static struct noted_role *note_role(struct recorder *r, const struct role *role)
{
	struct noted_role *noted = arena_alloc(r->arena, sizeof(*noted));
	struct arn arn;

	noted->asked = arena_array(r->arena, role->n_policies + 2, sizeof(*noted->asked));
	noted->time = asks_time(r, role->trust) || asks_time(r, role->boundary_policy);
	for (size_t i = 0; i < role->n_policies; i++) {
		if (!role->policies[i].inline_policy)
			noted->asked[noted->n++] = recorder_of_key(role->policies[i].name);
		noted->time = noted->time || asks_time(r, role->policies[i].policy);
	}
	if (!str_is_empty(role->boundary))
		noted->asked[noted->n++] = recorder_of_key(role->boundary);
	if (arn_parse(role->arn, &arn) && arn_is_user(&arn))
		noted->asked[noted->n++] = number(ASKED_ALL, ENTITY_GROUP, role->account, STR(""));
	map_put(&r->roles, arena_str(r->arena, role->arn), noted);
	return noted;
}

static void note_found(struct recorder *r, enum found found, const struct role *role)
{
	struct noted_role *noted;

	if (found != FOUND_YES)
		return;
	noted = map_find(&r->roles, role->arn);
	if (noted == NULL)
		noted = note_role(r, role);
	for (size_t i = 0; i < noted->n; i++)
		note(r, noted->asked[i]);
	r->time |= noted->time;
}

static bool recorder_identity(void *self, struct arena *arena, struct str arn, enum found *found,
			      const struct role **out, struct lack *lack, struct err *err)
{
	struct recorder *r = self;
	struct arn parts;

	note(r, recorder_of_key(arn));
	if (!r->base->ops->identity(r->base->self, arena, arn, found, out, lack, err))
		return false;
	if (*found != FOUND_YES && arn_parse(arn, &parts))
		note(r, number(ASKED_COVERAGE, arn_is_user(&parts) ? ENTITY_USER : ENTITY_ROLE,
			       parts.account, STR("")));
	note_found(r, *found, *out);
	return true;
}

static bool recorder_role_named(void *self, struct arena *arena, struct str account,
				struct str name, enum found *found, const struct role **out,
				struct lack *lack, struct err *err)
{
	struct recorder *r = self;

	note(r, number_of_name(ENTITY_ROLE, account, name));
	if (!r->base->ops->role_named(r->base->self, arena, account, name, found, out, lack, err))
		return false;
	if (*found != FOUND_YES)
		note(r, number(ASKED_COVERAGE, ENTITY_ROLE, account, STR("")));
	note_found(r, *found, *out);
	return true;
}

static bool recorder_machine(void *self, struct arena *arena, struct str arn, enum found *found,
			     const struct machine **out, struct lack *lack, struct err *err)
{
	struct recorder *r = self;
	struct arn parts;

	note(r, recorder_of_key(arn_machine_base(arn)));
	if (arn_parse(arn, &parts))
		note(r, number(ASKED_COVERAGE, ENTITY_MACHINE, parts.account, parts.region));
	return r->base->ops->machine(r->base->self, arena, arn, found, out, lack, err);
}

static bool recorder_aliased(void *self, struct arena *arena, struct str alias, enum found *found,
			     const struct str **arns, size_t *n, struct err *err)
{
	struct recorder *r = self;

	note(r, recorder_of_key(arn_machine_base(alias)));
	return r->base->ops->aliased(r->base->self, arena, alias, found, arns, n, err);
}

static bool recorder_roles_fitting(void *self, struct arena *arena, struct str holed,
				   const struct str **arns, size_t *n, bool *all, struct err *err)
{
	struct recorder *r = self;
	struct str account = stored_account_part(holed);

	if (holes_any(account))
		account = anywhere();
	note(r, number(ASKED_EXISTENCE, ENTITY_ROLE, account, STR("")));
	note(r, number(ASKED_COVERAGE, ENTITY_ROLE, account, STR("")));
	return r->base->ops->roles_fitting(r->base->self, arena, holed, arns, n, all, err);
}

/* ---- the organization ---------------------------------------------------------------------------
 */

static bool levels_ask_time(struct recorder *r, const struct level *levels, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < levels[i].n_policies; k++)
			if (asks_time(r, levels[i].policies[k].policy))
				return true;
	return false;
}

static bool recorder_organization_asked(void *self, struct arena *arena, struct str account,
					struct world_org *out, struct lack *lack, struct err *err)
{
	struct recorder *r = self;
	struct noted_policy *noted = map_find(&r->accounts_met, account);

	note(r, recorder_of_organization(account));
	if (!r->base->ops->organization(r->base->self, arena, account, out, lack, err))
		return false;
	if (noted == NULL) {
		struct str key = arena_str(r->arena, account);
		noted = arena_alloc(r->arena, sizeof(*noted));
		noted->time = levels_ask_time(r, out->scps, out->n_scps) ||
			      levels_ask_time(r, out->rcps, out->n_rcps);
		map_put(&r->accounts_met, key, noted);
		*(struct str *)vec_push(&r->accounts) = key;
	}
	r->time |= noted->time;
	return true;
}

/* ---- the rest -----------------------------------------------------------------------------------
 */

/* Why something of a resource is not known, the coverage of its owner tells. */
static bool note_resource(struct recorder *r, struct arena *arena, struct str arn, struct err *err)
{
	struct str account = STR("");

	note(r, recorder_of_key(arn));
	if (!r->base->ops->owner(r->base->self, arena, arn, &account, err))
		return false;
	note(r, number(ASKED_COVERAGE, ENTITY_RESOURCE, account, anywhere()));
	return true;
}

static bool recorder_resource_policy(void *self, struct arena *arena, struct str arn,
				     enum found *found, const struct policy **out,
				     struct lack *lack, struct err *err)
{
	struct recorder *r = self;

	if (!note_resource(r, arena, arn, err) ||
	    !r->base->ops->resource_policy(r->base->self, arena, arn, found, out, lack, err))
		return false;
	if (*found == FOUND_YES)
		r->time = r->time || asks_time(r, *out);
	return true;
}

static bool recorder_grants(void *self, struct arena *arena, struct str key,
			    const struct bearing **out, size_t *n, bool *all, struct lack *lack,
			    struct err *err)
{
	struct recorder *r = self;

	if (!note_resource(r, arena, key, err) ||
	    !r->base->ops->grants(r->base->self, arena, key, out, n, all, lack, err))
		return false;
	for (size_t i = 0; i < *n; i++)
		r->time = r->time || asks_time(r, (*out)[i].policy);
	return true;
}

static bool recorder_owner(void *self, struct arena *arena, struct str arn, struct str *account,
			   struct err *err)
{
	struct recorder *r = self;

	note(r, recorder_of_key(arn));
	return r->base->ops->owner(r->base->self, arena, arn, account, err);
}

static bool recorder_machines_of(void *self, struct arena *arena, struct str role,
				 const struct str **arns, size_t *n, struct err *err)
{
	struct recorder *r = self;

	note(r, number(ASKED_ALL, ENTITY_MACHINE, anywhere(), STR("")));
	return r->base->ops->machines_of(r->base->self, arena, role, arns, n, err);
}

/* Why it is not known, the coverage of its kind tells. */
static bool recorder_encryption(void *self, struct arena *arena, struct str arn,
				struct world_encryption *out, struct err *err)
{
	struct recorder *r = self;

	return note_resource(r, arena, arn, err) &&
	       r->base->ops->encryption(r->base->self, arena, arn, out, err);
}

static bool recorder_public_access(void *self, struct arena *arena, struct str arn,
				   struct str owner, struct public_access *out, struct err *err)
{
	struct recorder *r = self;

	note(r, recorder_of_key(owner));
	return note_resource(r, arena, arn, err) &&
	       r->base->ops->public_access(r->base->self, arena, arn, owner, out, err);
}

static bool recorder_access_point(void *self, struct arena *arena, struct str arn,
				  struct world_access_point *out, struct err *err)
{
	struct recorder *r = self;

	note(r, recorder_of_key(arn));
	return r->base->ops->access_point(r->base->self, arena, arn, out, err);
}

static bool recorder_parameter(void *self, struct arena *arena, struct str arn, enum found *found,
			       struct str *value, struct err *err)
{
	struct recorder *r = self;

	note(r, recorder_of_key(arn));
	return r->base->ops->parameter(r->base->self, arena, arn, found, value, err);
}

static bool recorder_versions(void *self, struct arena *arena, struct str policy,
			      const struct policy_version **out, size_t *n, struct err *err)
{
	struct recorder *r = self;

	note(r, recorder_of_key(policy));
	if (!r->base->ops->versions(r->base->self, arena, policy, out, n, err))
		return false;
	for (size_t i = 0; i < *n; i++)
		r->time = r->time || asks_time(r, (*out)[i].policy);
	return true;
}

/* Which providers there are, the account itself tells. */
static bool recorder_provider(void *self, struct arena *arena, struct str arn, enum found *found,
			      struct err *err)
{
	struct recorder *r = self;
	struct arn parts;

	note(r, recorder_of_key(arn));
	if (arn_parse(arn, &parts))
		note(r, recorder_of_key(parts.account));
	return r->base->ops->provider(r->base->self, arena, arn, found, err);
}

static bool recorder_suggest(void *self, struct arena *arena, struct str arn, bool elsewhere,
			     const struct str **out, size_t *n, struct err *err)
{
	static const enum entity_kind kinds[] = {ENTITY_ROLE, ENTITY_USER, ENTITY_MACHINE};
	struct recorder *r = self;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		note(r, number(ASKED_EXISTENCE, (int)kinds[i], anywhere(), STR("")));
	return r->base->ops->suggest(r->base->self, arena, arn, elsewhere, out, n, err);
}

_Static_assert(sizeof(struct world_ops) == 17 * sizeof(void (*)(void)),
	       "every question that a world answers is noted here");

static const struct world_ops ops = {
    .identity = recorder_identity,
    .role_named = recorder_role_named,
    .machine = recorder_machine,
    .roles_fitting = recorder_roles_fitting,
    .organization = recorder_organization_asked,
    .resource_policy = recorder_resource_policy,
    .grants = recorder_grants,
    .owner = recorder_owner,
    .machines_of = recorder_machines_of,
    .encryption = recorder_encryption,
    .public_access = recorder_public_access,
    .access_point = recorder_access_point,
    .parameter = recorder_parameter,
    .versions = recorder_versions,
    .aliased = recorder_aliased,
    .provider = recorder_provider,
    .suggest = recorder_suggest,
};

struct recorder *world_recorder_open(struct arena *arena, const struct world *base,
				     struct world *out)
{
	struct recorder *r = arena_alloc(arena, sizeof(*r));

	*r = (struct recorder){.base = base, .arena = arena};
	vec_init(&r->asked, arena, sizeof(uint64_t));
	vec_init(&r->accounts, arena, sizeof(struct str));
	map_init(&r->roles, arena);
	map_init(&r->policies, arena);
	map_init(&r->accounts_met, arena);
	*out = *base;
	out->ops = &ops;
	out->self = r;
	return r;
}

void recorder_begin(struct recorder *recorder)
{
	recorder->asked.n = 0;
	recorder->time = false;
	memset(recorder->last, 0, sizeof(recorder->last));
}

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return *left < *right ? -1 : *left > *right;
}

void recorder_asked(struct recorder *recorder, const uint64_t **asked, size_t *n, bool *time)
{
	uint64_t *all = recorder->asked.items;
	size_t kept = 0;

	if (recorder->asked.n > 1)
		qsort(all, recorder->asked.n, sizeof(*all), compare_numbers);
	for (size_t i = 0; i < recorder->asked.n; i++)
		if (kept == 0 || all[kept - 1] != all[i])
			all[kept++] = all[i];
	recorder->asked.n = kept;
	*asked = all;
	*n = kept;
	*time = recorder->time;
}

const struct vec *recorder_accounts(const struct recorder *recorder)
{
	return &recorder->accounts;
}

/* ---- all that is said of an organization --------------------------------------------------------
 */

static void say(struct buf *out, struct str text)
{
	buf_printf(out, "%zu:", text.n);
	buf_add(out, text);
}

static void say_levels(struct buf *out, const struct level *levels, size_t n)
{
	buf_printf(out, "%zu;", n);
	for (size_t i = 0; i < n; i++) {
		say(out, levels[i].of);
		buf_printf(out, "%zu;", levels[i].n_policies);
		for (size_t k = 0; k < levels[i].n_policies; k++) {
			const struct bearing *b = &levels[i].policies[k];
			say(out, b->label);
			say(out, b->of);
			say(out, b->policy != NULL ? policy_text(b->policy) : STR("-"));
		}
	}
}

bool recorder_binds_accounts(enum entity_kind kind)
{
	return kind == ENTITY_ACCOUNT || kind == ENTITY_ORGANIZATION || kind == ENTITY_ROOT ||
	       kind == ENTITY_OU || kind == ENTITY_SCP || kind == ENTITY_RCP;
}

bool recorder_organization(const struct world *world, struct str account, struct hash *out,
			   struct err *err)
{
	struct world_org org;
	struct lack lack;
	struct arena scratch;
	struct buf text;
	bool done;

	arena_init(&scratch);
	buf_init(&text, &scratch, SIZE_MAX);
	done = world->ops->organization(world->self, &scratch, account, &org, &lack, err);
	if (done) {
		buf_printf(&text, "%d %d %d %d %d;", (int)org.facts.state, org.facts.management,
			   org.scps_known, org.scps_enabled, org.rcps_known);
		say(&text, org.facts.id);
		for (size_t i = 0; i < org.facts.n_paths; i++)
			say(&text, org.facts.paths[i]);
		say(&text, org.management_account);
		say_levels(&text, org.scps, org.n_scps);
		say_levels(&text, org.rcps, org.n_rcps);
		say(&text, lack.account);
		say(&text, lack.missing);
		say(&text, lack.because);
		*out = hash_of(buf_str(&text));
	}
	arena_release(&scratch);
	return done;
}
