/* trace_world.h - a world of literals for tests of the tracer: policies are JSON text. */
#ifndef ROLEHOP_TESTS_TRACE_WORLD_H
#define ROLEHOP_TESTS_TRACE_WORLD_H

#include <string.h>

#include "rolehop/base/arena.h"
#include "rolehop/base/vec.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"
#include "rolehop/policy/parse.h"
#include "rolehop/trace/tell.h"
#include "rolehop/trace/trace.h"
#include "unit.h"

struct lit_role {
	struct role role;
	struct vec policies;
};

struct lit_resource {
	struct str arn;
	struct str account;
	const struct policy *policy;
	bool known; /* known to have no policy where policy is NULL */
};

struct lit_account {
	struct str id;
	bool collected;
	enum org_state org;
	bool management;
	struct vec scps; /* struct level */
	struct vec rcps;
};

struct lit_parameter {
	struct str arn, value;
};

struct lit_world {
	struct arena arena;
	struct vec parameters; /* struct lit_parameter */
	struct vec roles;      /* struct lit_role * */
	struct vec machines;   /* struct machine * */
	struct vec resources;  /* struct lit_resource */
	struct vec accounts;   /* struct lit_account * */
	bool all_accounts;     /* every account there is, is among them */
	bool all_machines;     /* every machine there is, is among them */
	struct world world;
	struct trace_options options;
	struct err err;
};

static inline const struct policy *lit_policy(struct lit_world *w, const char *json)
{
	const struct policy *policy = NULL;

	if (json == NULL)
		return NULL;
	if (!policy_parse(&w->arena, str_from(json), &policy, &w->err))
		fail_msg("policy: %s in %s", w->err.text, json);
	return policy;
}

/* ---- what tests put in ---- */

static inline struct lit_account *lit_account(struct lit_world *w, const char *id)
{
	struct lit_account *account;

	for (size_t i = 0; i < w->accounts.n; i++) {
		account = *(struct lit_account **)vec_at(&w->accounts, i);
		if (str_eq(account->id, str_from(id)))
			return account;
	}
	account = arena_alloc(&w->arena, sizeof(*account));
	account->id = str_from(id);
	account->collected = true;
	account->org = ORG_NOT_COLLECTED;
	vec_init(&account->scps, &w->arena, sizeof(struct level));
	vec_init(&account->rcps, &w->arena, sizeof(struct level));
	*(struct lit_account **)vec_push(&w->accounts) = account;
	return account;
}

#define LIT_ANY                                                                                    \
	"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","       \
	"\"Resource\":\"*\"}]}"

/* One more level with one policy (two where `second` is not NULL). */
static inline void lit_level(struct lit_world *w, struct vec *levels, const char *kind,
			     const char *of, const char *json, const char *second)
{
	struct bearing *bearings = arena_array(&w->arena, 2, sizeof(*bearings));
	struct level *level = vec_push(levels);

	bearings[0] = (struct bearing){arena_printf(&w->arena, "%s p-first-%s", kind, of),
				       str_from(of), lit_policy(w, json), false};
	bearings[1] = (struct bearing){arena_printf(&w->arena, "%s p-second-%s", kind, of),
				       str_from(of), lit_policy(w, second), false};
	*level = (struct level){str_from(of), bearings, second ? 2 : 1};
}

/* A member of the organization o-test under the root, with FullAWSAccess at both levels. */
static inline struct lit_account *lit_member(struct lit_world *w, const char *id)
{
	struct lit_account *account = lit_account(w, id);

	account->org = ORG_MEMBER;
	lit_level(w, &account->scps, "SCP", "r-root", LIT_ANY, NULL);
	return account;
}

static inline struct lit_role *lit_role(struct lit_world *w, const char *arn, const char *trust)
{
	struct lit_role *role = arena_alloc(&w->arena, sizeof(*role));
	struct arn parts;

	assert_true(arn_parse(str_from(arn), &parts));
	role->role = (struct role){.arn = str_from(arn),
				   .name = arn_name(&parts),
				   .account = parts.account,
				   .path = arn_path(&parts),
				   .trust = lit_policy(w, trust),
				   .policies_complete = true,
				   .boundary_known = true,
				   .tags_known = true};
	vec_init(&role->policies, &w->arena, sizeof(struct attached_policy));
	*(struct lit_role **)vec_push(&w->roles) = role;
	return role;
}

static inline void lit_inline(struct lit_world *w, struct lit_role *role, const char *name,
			      const char *json)
{
	struct attached_policy *p = vec_push(&role->policies);

	*p = (struct attached_policy){.label = arena_printf(&w->arena, "inline %s", name),
				      .name = str_from(name),
				      .of = role->role.arn,
				      .inline_policy = true,
				      .policy = lit_policy(w, json)};
	role->role.policies = role->policies.items;
	role->role.n_policies = role->policies.n;
}

static inline struct machine *lit_machine(struct lit_world *w, const char *arn, const char *role,
					  const char *definition)
{
	struct machine *machine = arena_alloc(&w->arena, sizeof(*machine));
	struct arn parts;

	assert_true(arn_parse(str_from(arn), &parts));
	*machine = (struct machine){.arn = str_from(arn),
				    .name = str_skip(parts.resource, STR("stateMachine:").n),
				    .account = parts.account,
				    .region = parts.region,
				    .partition = parts.partition,
				    .role_arn = str_from(role),
				    .type = MACHINE_STANDARD,
				    .definition = str_from(definition)};
	*(struct machine **)vec_push(&w->machines) = machine;
	return machine;
}

static inline void lit_resource(struct lit_world *w, const char *arn, const char *account,
				const char *json)
{
	struct lit_resource *resource = vec_push(&w->resources);

	*resource =
	    (struct lit_resource){str_from(arn), str_from(account), lit_policy(w, json), true};
}

/* ---- what the tracer asks ---- */

static inline struct lit_account *lit_find_account(struct lit_world *w, struct str id)
{
	for (size_t i = 0; i < w->accounts.n; i++) {
		struct lit_account *account = *(struct lit_account **)vec_at(&w->accounts, i);
		if (str_eq(account->id, id))
			return account;
	}
	return NULL;
}

static inline void lit_absent(struct lit_world *w, struct str account, enum found *found,
			      struct lack *lack)
{
	struct lit_account *known = lit_find_account(w, account);

	*found = known != NULL && known->collected ? FOUND_ABSENT : FOUND_UNKNOWN;
	*lack = (struct lack){account, STR("roles"), STR("never collected")};
}

static inline bool lit_op_identity(void *self, struct arena *arena, struct str arn,
				   enum found *found, const struct role **out, struct lack *lack,
				   struct err *err)
{
	struct lit_world *w = self;
	struct arn parts;

	(void)arena;
	(void)err;
	*out = NULL;
	for (size_t i = 0; i < w->roles.n; i++) {
		struct lit_role *role = *(struct lit_role **)vec_at(&w->roles, i);
		if (str_eq(role->role.arn, arn)) {
			*out = &role->role;
			*found = FOUND_YES;
			return true;
		}
	}
	lit_absent(w, arn_parse(arn, &parts) ? parts.account : STR(""), found, lack);
	return true;
}

static inline bool lit_op_role_named(void *self, struct arena *arena, struct str account,
				     struct str name, enum found *found, const struct role **out,
				     struct lack *lack, struct err *err)
{
	struct lit_world *w = self;

	(void)arena;
	(void)err;
	*out = NULL;
	for (size_t i = 0; i < w->roles.n; i++) {
		struct lit_role *role = *(struct lit_role **)vec_at(&w->roles, i);
		if (str_eq(role->role.account, account) && str_eq(role->role.name, name)) {
			*out = &role->role;
			*found = FOUND_YES;
			return true;
		}
	}
	lit_absent(w, account, found, lack);
	return true;
}

static inline bool lit_op_machine(void *self, struct arena *arena, struct str arn,
				  enum found *found, const struct machine **out, struct lack *lack,
				  struct err *err)
{
	struct lit_world *w = self;

	(void)arena;
	(void)err;
	*found = w->all_machines ? FOUND_ABSENT : FOUND_UNKNOWN;
	*lack = (struct lack){STR(""), STR("state machines"), STR("never collected")};
	for (size_t i = 0; i < w->machines.n; i++) {
		struct machine *machine = *(struct machine **)vec_at(&w->machines, i);
		if (str_eq(machine->arn, arn)) {
			*out = machine;
			*found = FOUND_YES;
		}
	}
	return true;
}

static inline bool lit_op_roles_fitting(void *self, struct arena *arena, struct str holed,
					const struct str **arns, size_t *n, bool *all,
					struct err *err)
{
	struct lit_world *w = self;
	struct arn parts;
	struct vec fitting;

	(void)err;
	vec_init(&fitting, arena, sizeof(struct str));
	for (size_t i = 0; i < w->roles.n; i++) {
		struct lit_role *role = *(struct lit_role **)vec_at(&w->roles, i);
		if (holes_fits(holed, role->role.arn))
			*(struct str *)vec_push(&fitting) = role->role.arn;
	}
	*arns = fitting.items;
	*n = fitting.n;
	*all = w->all_accounts;
	if (arn_parse(holed, &parts) && !holes_any(parts.account)) {
		struct lit_account *account = lit_find_account(w, parts.account);
		*all = account != NULL && account->collected;
		return true;
	}
	for (size_t i = 0; i < w->accounts.n; i++)
		*all = *all && (*(struct lit_account **)vec_at(&w->accounts, i))->collected;
	return true;
}

static inline bool lit_op_organization(void *self, struct arena *arena, struct str account,
				       struct world_org *out, struct lack *lack, struct err *err)
{
	struct lit_world *w = self;
	struct lit_account *known = lit_find_account(w, account);

	(void)arena;
	(void)err;
	*lack = (struct lack){account, STR("service control policies"), STR("never collected")};
	*out = (struct world_org){.facts = {.state = known ? known->org : ORG_NOT_COLLECTED}};
	if (out->facts.state != ORG_MEMBER)
		return true;
	out->facts.id = STR("o-test");
	out->facts.management = known->management;
	out->management_account = STR("999999999999");
	out->scps_known = out->rcps_known = true;
	out->scps_enabled = known->scps.n > 0;
	out->scps = known->scps.items;
	out->n_scps = known->scps.n;
	out->rcps = known->rcps.items;
	out->n_rcps = known->rcps.n;
	return true;
}

static inline struct lit_resource *lit_find_resource(struct lit_world *w, struct str arn)
{
	for (size_t i = 0; i < w->resources.n; i++) {
		struct lit_resource *resource = vec_at(&w->resources, i);
		if (str_eq(resource->arn, arn))
			return resource;
	}
	return NULL;
}

static inline bool lit_op_resource_policy(void *self, struct arena *arena, struct str arn,
					  enum found *found, const struct policy **out,
					  struct lack *lack, struct err *err)
{
	struct lit_resource *resource = lit_find_resource(self, arn);
	struct arn parts;

	(void)err;
	*found = FOUND_UNKNOWN;
	if (resource != NULL)
		*found = resource->policy ? FOUND_YES : FOUND_ABSENT;
	if (resource != NULL)
		*out = resource->policy;
	if (*found != FOUND_UNKNOWN)
		return true;
	*lack = (struct lack){arn_parse(arn, &parts) ? parts.account : STR(""),
			      arena_printf(arena, "resource policy of %.*s", STR_ARG(arn)),
			      STR("never collected")};
	return true;
}

static inline bool lit_op_owner(void *self, struct arena *arena, struct str arn,
				struct str *account, struct err *err)
{
	struct lit_resource *resource = lit_find_resource(self, arn);

	(void)arena;
	(void)err;
	*account = resource ? resource->account : STR("");
	return true;
}

static inline bool lit_op_machines_of(void *self, struct arena *arena, struct str role,
				      const struct str **arns, size_t *n, struct err *err)
{
	struct lit_world *w = self;
	struct vec found;

	(void)err;
	vec_init(&found, arena, sizeof(struct str));
	for (size_t i = 0; i < w->machines.n; i++) {
		struct machine *machine = *(struct machine **)vec_at(&w->machines, i);
		if (str_eq(machine->role_arn, role))
			*(struct str *)vec_push(&found) = machine->arn;
	}
	*arns = found.items;
	*n = found.n;
	return true;
}

static inline bool lit_op_parameter(void *self, struct arena *arena, struct str arn,
				    enum found *found, struct str *value, struct err *err)
{
	struct lit_world *w = self;

	(void)arena;
	(void)err;
	*found = FOUND_UNKNOWN;
	for (size_t i = 0; i < w->parameters.n; i++) {
		const struct lit_parameter *one = vec_at(&w->parameters, i);
		if (!str_eq(one->arn, arn))
			continue;
		*found = FOUND_YES;
		*value = one->value;
	}
	return true;
}

/* What no key is told of has none. */
static inline bool lit_op_encryption(void *self, struct arena *arena, struct str arn,
				     struct world_encryption *out, struct err *err)
{
	*out = (struct world_encryption){.found = FOUND_UNKNOWN};
	if (!lit_op_parameter(self, arena, arn, &out->found, &out->key, err))
		return false;
	if (out->found == FOUND_UNKNOWN)
		out->found = FOUND_ABSENT;
	return true;
}

/* ---- what no test puts in: it is not known ---- */

static inline bool lit_op_aliased(void *self, struct arena *arena, struct str alias,
				  enum found *found, const struct str **arns, size_t *n,
				  struct err *err)
{
	(void)self, (void)arena, (void)alias, (void)err;
	*found = FOUND_UNKNOWN;
	*arns = NULL;
	*n = 0;
	return true;
}

static inline bool lit_op_grants(void *self, struct arena *arena, struct str key,
				 const struct bearing **out, size_t *n, bool *all,
				 struct lack *lack, struct err *err)
{
	(void)self, (void)arena, (void)key, (void)err;
	*out = NULL;
	*n = 0;
	*all = false;
	*lack = (struct lack){STR(""), STR("grants"), STR("never collected")};
	return true;
}

static inline bool lit_op_public_access(void *self, struct arena *arena, struct str arn,
					struct str owner, struct public_access *out,
					struct err *err)
{
	(void)self, (void)arena, (void)arn, (void)owner, (void)err;
	*out = (struct public_access){.known = false};
	return true;
}

static inline bool lit_op_access_point(void *self, struct arena *arena, struct str arn,
				       struct world_access_point *out, struct err *err)
{
	(void)self, (void)arena, (void)arn, (void)err;
	*out = (struct world_access_point){.bucket = {NULL, 0}};
	return true;
}

static inline bool lit_op_versions(void *self, struct arena *arena, struct str policy,
				   const struct policy_version **out, size_t *n, struct err *err)
{
	(void)self, (void)arena, (void)policy, (void)err;
	*out = NULL;
	*n = 0;
	return true;
}

static inline bool lit_op_provider(void *self, struct arena *arena, struct str arn,
				   enum found *found, struct err *err)
{
	(void)self, (void)arena, (void)arn, (void)err;
	*found = FOUND_UNKNOWN;
	return true;
}

static inline bool lit_op_suggest(void *self, struct arena *arena, struct str arn, bool elsewhere,
				  const struct str **out, size_t *n, struct err *err)
{
	(void)self;
	(void)arena;
	(void)arn;
	(void)elsewhere;
	(void)err;
	*out = NULL;
	*n = 0;
	return true;
}

static const struct world_ops lit_ops = {
    .identity = lit_op_identity,
    .role_named = lit_op_role_named,
    .machine = lit_op_machine,
    .roles_fitting = lit_op_roles_fitting,
    .organization = lit_op_organization,
    .resource_policy = lit_op_resource_policy,
    .owner = lit_op_owner,
    .machines_of = lit_op_machines_of,
    .encryption = lit_op_encryption,
    .parameter = lit_op_parameter,
    .suggest = lit_op_suggest,
    .aliased = lit_op_aliased,
    .grants = lit_op_grants,
    .public_access = lit_op_public_access,
    .access_point = lit_op_access_point,
    .versions = lit_op_versions,
    .provider = lit_op_provider,
};

static inline void lit_init(struct lit_world *w)
{
	memset(w, 0, sizeof(*w));
	arena_init(&w->arena);
	vec_init(&w->roles, &w->arena, sizeof(struct lit_role *));
	vec_init(&w->machines, &w->arena, sizeof(struct machine *));
	vec_init(&w->resources, &w->arena, sizeof(struct lit_resource));
	vec_init(&w->accounts, &w->arena, sizeof(struct lit_account *));
	vec_init(&w->parameters, &w->arena, sizeof(struct lit_parameter));
	w->world =
	    (struct world){.ops = &lit_ops, .self = w, .taken = 1764036000, .now = 1764036000};
}

static inline void lit_free(struct lit_world *w)
{
	arena_release(&w->arena);
}

/* ---- asking ---- */

static inline const struct trace *lit_trace(struct lit_world *w, const char *machine_arn,
					    const char *state)
{
	const struct machine *machine = NULL;
	const struct asl *asl = NULL;
	const struct asl_state *found = NULL;
	const struct trace *trace = NULL;
	size_t n = 0;

	if (!trace_machine(&w->arena, &w->world, str_from(machine_arn), &machine, &asl, &w->err))
		fail_msg("machine: %s", w->err.text);
	asl_find(asl, str_from(state), &found, 1, &n);
	assert_true(n >= 1);
	if (!trace_task(&w->arena, &w->world, machine, asl, found, &w->options, &trace, &w->err))
		fail_msg("trace: %s", w->err.text);
	return trace;
}

static inline const struct trace *lit_chain(struct lit_world *w, const struct trace_chain *chain)
{
	const struct trace *trace = NULL;

	if (!trace_chain(&w->arena, &w->world, chain, &w->options, &trace, &w->err))
		fail_msg("chain: %s", w->err.text);
	return trace;
}

/* Denied, and stopped at this gate in this account. */
#define assert_denied_at(answer, g, where)                                                         \
	do {                                                                                       \
		const struct trace *trace_ = (answer);                                             \
		if (!trace_->has_blocking)                                                         \
			fail_msg("not denied: %.*s", STR_ARG(trace_->summary));                    \
		assert_int_equal(verdict_exit_status(trace_->verdict), 1);                         \
		assert_string_equal(gate_name(trace_->blocking_gate), gate_name(g));               \
		assert_str(trace_->blocking_account, where);                                       \
	} while (0)

#define assert_allowed(answer)                                                                     \
	do {                                                                                       \
		const struct trace *trace_ = (answer);                                             \
		if (trace_->verdict != V_ALLOW)                                                    \
			fail_msg("not allowed: %.*s", STR_ARG(trace_->summary));                   \
	} while (0)

#define assert_unknown(answer)                                                                     \
	do {                                                                                       \
		const struct trace *trace_ = (answer);                                             \
		if (trace_->verdict != V_UNKNOWN)                                                  \
			fail_msg("not unknown: %.*s", STR_ARG(trace_->summary));                   \
		assert_false(trace_->has_blocking);                                                \
	} while (0)

#define assert_says(trace, words) assert_contains((trace)->summary, words)
#define assert_cause(trace, name) assert_str((trace)->cause, name)

#endif
