/* trace/gates.c - the gates of a hop: their names and what each claims. */
#include "tracer.h"

struct gate_row {
	const char *name;
	const char *claim;
	const char *whose;
};

/* clang-format off */
static const struct gate_row gate_rows[GATE_COUNT] = {
	[GATE_DEFINITION]           = {"definition", "the request can be made at all", "source"},
	[GATE_EXECUTION_ROLE_TRUST] = {"execution-role-trust", "the role trusts the service that assumes it", "source"},
	[GATE_ASSUME_PERMISSION]    = {"assume-permission", "the caller's policies allow sts:AssumeRole on the role", "the caller's"},
	[GATE_TARGET_TRUST]         = {"target-trust", "the role's trust policy admits the caller", "the role's"},
	[GATE_TARGET_PERMISSION]    = {"target-permission", "the policies of the calling role allow the action", "that role's"},
	[GATE_RESOURCE_POLICY]      = {"resource-policy", "the resource's own policy admits the caller, or need not", "the resource's"},
	[GATE_BOUNDARY]             = {"boundary", "the caller's permissions boundary lets it through", "the caller's"},
	[GATE_SESSION]              = {"session", "the caller's session policy lets it through", "the caller's"},
	[GATE_SCP]                  = {"scp", "the service control policies over the caller let it through", "management account: who mends it"},
	[GATE_RCP]                  = {"rcp", "the resource control policies over the resource let it through", "management account: who mends it"},
	[GATE_ENDPOINT]             = {"endpoint", "the VPC endpoint's policy lets it through", "the endpoint's"},
	[GATE_KMS]                  = {"kms", "the key policy and key permissions suffice", "the key's"},
	[GATE_DEPENDENT_PERMISSION] = {"dependent-permission", "the role's policies allow what the call depends on", "that role's"},
};
/* clang-format on */

const char *gate_name(enum gate gate)
{
	return gate_rows[gate].name;
}

const char *gate_claim(enum gate gate)
{
	return gate_rows[gate].claim;
}

const char *gate_whose(enum gate gate)
{
	return gate_rows[gate].whose;
}

enum verdict trace_worst(enum verdict a, enum verdict b)
{
	static const int rank[] = {
	    [V_ALLOW] = 0, [V_UNKNOWN] = 1, [V_DENY_IMPLICIT] = 2, [V_DENY_EXPLICIT] = 3};

	return rank[a] >= rank[b] ? a : b;
}

bool ask_assumes(const struct ask *ask)
{
	return ask->kind == ASK_SERVICE_ASSUMES || ask->kind == ASK_ASSUME;
}
