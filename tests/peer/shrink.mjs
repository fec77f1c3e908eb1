/* shrink.mjs - the smallest question that still shows what a question shows. */

const without = (list, i) => [...list.slice(0, i), ...list.slice(i + 1)];

function* smallerStatement(statement) {
	for (const [operator, block] of Object.entries(statement.Condition ?? {}))
		for (const key of Object.keys(block)) {
			const { [key]: _, ...left } = block;
			const { [operator]: __, ...others } = statement.Condition;
			const Condition = Object.keys(left).length ? { ...others, [operator]: left } : others;
			const { Condition: ___, ...rest } = statement;
			yield Object.keys(Condition).length ? { ...rest, Condition } : rest;
		}
	for (const element of ["Action", "NotAction", "Resource", "NotResource"])
		if (Array.isArray(statement[element]))
			for (const value of statement[element])
				yield { ...statement, [element]: value };
		else if (statement[element] && statement[element] !== "*" && element.length < 9)
			yield { ...statement, [element]: "*" };
}

function* smallerPolicy(policy) {
	const statements = [policy.Statement].flat();
	for (let i = 0; i < statements.length; i++) {
		if (statements.length > 1)
			yield { ...policy, Statement: without(statements, i) };
		for (const statement of smallerStatement(statements[i]))
			yield { ...policy, Statement: statements.map((s, k) => (k === i ? statement : s)) };
	}
}

function* smallerList(list) {
	for (let i = 0; i < list.length; i++) {
		yield without(list, i);
		for (const policy of smallerPolicy(list[i]))
			yield list.map((p, k) => (k === i ? policy : p));
	}
}

/* Every question that is smaller by one part. */
function* smaller(q) {
	for (const layer of ["identityPolicies", "permissionBoundaries", "sessionPolicies", "vpcEndpointPolicies"])
		for (const list of smallerList(q[layer]))
			yield { ...q, [layer]: list };
	for (const layer of ["scps", "rcps"])
		for (let i = 0; i < q[layer].length; i++) {
			yield { ...q, [layer]: without(q[layer], i) };
			for (const list of smallerList(q[layer][i]))
				yield { ...q, [layer]: q[layer].map((l, k) => (k === i ? list : l)) };
		}
	if (q.resourcePolicy)
		for (const policy of smallerPolicy(q.resourcePolicy))
			yield { ...q, resourcePolicy: policy };
	for (const key of Object.keys(q.request.context)) {
		if (key === "aws:PrincipalArn")
			continue;
		const { [key]: _, ...context } = q.request.context;
		yield { ...q, request: { ...q.request, context } };
	}
}

/* shows(questions): which of them still do, as a list of booleans. */
export async function shrink(q, shows) {
	for (;;) {
		const candidates = [...smaller(q)];
		const which = candidates.length ? await shows(candidates) : [];
		const i = which.indexOf(true);
		if (i < 0)
			return q;
		q = candidates[i];
	}
}
