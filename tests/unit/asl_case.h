/* asl_case.h - definitions in, what is known of them out as text. */
#ifndef ROLEHOP_TESTS_ASL_CASE_H
#define ROLEHOP_TESTS_ASL_CASE_H

#include <stdio.h>

#include "unit.h"

#include "rolehop/asl/integrations.h"
#include "rolehop/asl/read.h"
#include "rolehop/asl/resolve.h"
#include "rolehop/model/arn.h"
#include "rolehop/model/holes.h"

/* A machine of account 111111111111 in us-east-1 with one definition. */
struct asl_case {
	struct arena arena;
	const struct asl *asl;
	struct asl_environment env;
	struct asl_binding bindings[8];
	enum machine_type type;
	const char *account; /* of the target role, where it has to be told */
};

static inline void case_open(struct asl_case *c, const char *definition)
{
	struct err err = {0};

	*c = (struct asl_case){.type = MACHINE_STANDARD};
	if (!asl_read(&c->arena, str_from(definition), &c->asl, &err))
		fail_msg("%s", err.text);
	c->env.machine_arn = STR("arn:aws:states:us-east-1:111111111111:stateMachine:M");
	c->env.machine_name = STR("M");
	c->env.role_arn = STR("arn:aws:iam::111111111111:role/E");
	c->env.bindings = c->bindings;
}

static inline void case_close(struct asl_case *c)
{
	arena_release(&c->arena);
}

static inline const struct json *case_json(struct asl_case *c, const char *text)
{
	const struct json *json;
	struct err err = {0};

	if (!json_parse(&c->arena, str_from(text), &json, &err))
		fail_msg("%s", err.text);
	return json;
}

static inline void case_bind(struct asl_case *c, const char *path, const char *json)
{
	c->bindings[c->env.n_bindings++] =
	    (struct asl_binding){.path = str_from(path), .value = case_json(c, json)};
}

static inline const struct asl_state *case_state(struct asl_case *c, const char *name)
{
	const struct asl_state *found[1];
	size_t n;

	asl_find(c->asl, str_from(name), found, 1, &n);
	if (n != 1)
		fail_msg("%zu states %s", n, name);
	return found[0];
}

/* "one X", "several X | Y", "unknown", "none"; then " by PATH". */
static inline struct str case_value(struct asl_case *c, const char *state, const char *container,
				    const char *name)
{
	static const char *const words[] = {"none", "one", "several", "unknown"};
	struct asl_value value;
	struct buf buf;

	asl_resolve(&c->arena, c->asl, case_state(c, state), &c->env, str_from(container),
		    str_from(name), &value);
	buf_init(&buf, &c->arena, 1 << 20);
	buf_add_cstr(&buf, words[value.kind]);
	for (size_t i = 0; i < value.n_candidates; i++) {
		buf_add_cstr(&buf, i ? " | " : " ");
		buf_add(&buf, holes_show(&c->arena, value.candidates[i]));
	}
	if (value.path.n > 0)
		buf_printf(&buf, " by %.*s", STR_ARG(value.path));
	return buf_str(&buf);
}

static inline struct str case_role(struct asl_case *c, const char *state)
{
	return case_value(c, state, "Credentials", "RoleArn");
}

static inline void case_plan(struct asl_case *c, const char *name, struct asl_plan *plan)
{
	const struct asl_state *state = case_state(c, name);
	struct asl_value role;
	struct arn arn;

	asl_resolve(&c->arena, c->asl, state, &c->env, STR("Credentials"), STR("RoleArn"), &role);
	struct asl_plan_input input = {.asl = c->asl,
				       .state = state,
				       .env = &c->env,
				       .machine_type = c->type,
				       .partition = STR("aws"),
				       .region = STR("us-east-1"),
				       .home_account = STR("111111111111"),
				       .has_credentials = role.kind != ASL_VALUE_NONE};
	if (role.kind == ASL_VALUE_ONE && arn_parse(role.candidates[0], &arn))
		input.effective_account = arn.account;
	if (c->account)
		input.effective_account = str_from(c->account);
	asl_plan_task(&c->arena, &input, plan);
}

static inline void case_add_call(struct buf *buf, struct arena *arena,
				 const struct asl_call_need *call)
{
	static const char *const needs[] = {"", " best-effort", " same-account", " conditional"};

	buf_printf(buf, "%s%s%s %.*s %.*s\n", asl_call_kind_word(call->kind), needs[call->need],
		   call->sure ? "" : " unsure", STR_ARG(call->action),
		   STR_ARG(holes_show(arena, call->resource)));
}

/* The calls of a state, a line each: "call ACTION RESOURCE". */
static inline struct str case_calls(struct asl_case *c, const char *name)
{
	struct asl_plan plan;
	struct buf buf;

	case_plan(c, name, &plan);
	buf_init(&buf, &c->arena, 1 << 20);
	for (size_t i = 0; i < plan.n_calls; i++)
		case_add_call(&buf, &c->arena, &plan.calls[i]);
	return buf_str(&buf);
}

/* Refusals and doubts, a line each: "refused POINTER: TEXT", "doubt POINTER: TEXT". */
static inline struct str case_objections(struct asl_case *c, const char *name)
{
	struct asl_plan plan;
	struct buf buf;

	case_plan(c, name, &plan);
	buf_init(&buf, &c->arena, 1 << 20);
	for (size_t i = 0; i < plan.n_refusals; i++)
		buf_printf(&buf, "refused %.*s: %.*s\n", STR_ARG(plan.refusals[i].pointer),
			   STR_ARG(plan.refusals[i].text));
	for (size_t i = 0; i < plan.n_doubts; i++)
		buf_printf(&buf, "doubt %.*s: %.*s\n", STR_ARG(plan.doubts[i].pointer),
			   STR_ARG(plan.doubts[i].text));
	return buf_str(&buf);
}

#endif
