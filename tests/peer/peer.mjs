/* peer.mjs - the peer's answer to a question in the shape of `rolehop simulate`. */

let peer;

/* false where npm has not installed it */
export async function load() {
	try {
		peer = await import("@cloud-copilot/iam-simulate");
		return true;
	} catch (error) {
		if (error.code === "ERR_MODULE_NOT_FOUND")
			return false;
		throw error;
	}
}

/* The peer takes texts only where AWS takes numbers and booleans too. */
function texts(value) {
	if (Array.isArray(value))
		return value.map(texts);
	return typeof value === "object" && value !== null ? value : String(value);
}

function document(policy) {
	const statements = [policy.Statement].flat().map((statement) => {
		if (!statement.Condition)
			return statement;
		const Condition = {};
		for (const [operator, block] of Object.entries(statement.Condition))
			Condition[operator] = Object.fromEntries(Object.entries(block).map(([k, v]) => [k, texts(v)]));
		return { ...statement, Condition };
	});
	return { ...policy, Statement: statements };
}

const named = (policies, name) => policies.map((policy, i) => ({ name: `${name}/${i}`, policy: document(policy) }));
const levels = (list, name) =>
	list.map((policies, i) => ({ orgIdentifier: `${name}-${i}`, policies: named(policies, `${name}-${i}`) }));

/* The question as the peer's own objects. */
export function simulation(q) {
	const { request } = q;
	return {
		request: {
			principal: request.principal === "anonymous" ? peer.anonymousPrincipal : request.principal,
			action: request.action,
			resource: {
				resource: request.resource,
				accountId: request.resourceAccount ?? q.request.context["aws:PrincipalAccount"],
			},
			contextVariables: request.context,
		},
		identityPolicies: named(q.identityPolicies, "identity"),
		serviceControlPolicies: levels(q.scps, "scp"),
		resourceControlPolicies: levels(q.rcps, "rcp"),
		resourcePolicy: q.resourcePolicy ? document(q.resourcePolicy) : undefined,
		permissionBoundaryPolicies: q.permissionBoundaries.length ? named(q.permissionBoundaries, "boundary") : undefined,
		vpcEndpointPolicies: q.vpcEndpointPolicies.length ? named(q.vpcEndpointPolicies, "endpoint") : undefined,
		sessionPolicy: q.sessionPolicies.length ? document(q.sessionPolicies[0]) : undefined,
	};
}

export function simulate(asked) {
	return peer.runSimulation(asked, {});
}

/* {decision}, or {refused} where the peer takes the question for invalid. */
export async function ask(q) {
	const result = await simulate(simulation(q));
	if (result.resultType === "error")
		return { refused: JSON.stringify(result.errors) };
	const ignored = result.result?.ignoredContextKeys ?? [];
	if (ignored.length)
		return { refused: `ignored keys: ${ignored.join(" ")}` };
	return { decision: result.overallResult };
}
