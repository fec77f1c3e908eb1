/*
 * kinds.mjs - where the peer and AWS's documents part, one repair a kind.
 *
 * A repair takes a way of asking and gives a better one: it asks the same question in words that the
 * peer does not misread. What a disagreement is due to is thereby shown, not guessed: it is of a kind
 * if the peer, asked through that kind's repair, answers as we do. known.json says which document is
 * behind each; a kind that is not in it is not accepted.
 */
import { HOME, THIRD, keys } from "./world.mjs";

const NOBODY = `arn:aws:iam::${THIRD}:role/Nobody`;
const ALL = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/* A statement that never bears on a question. */
function nothing(layer) {
	const statement = { Effect: layer === "rcp" ? "Deny" : "Allow", Action: "glue:GetTable", Resource: "*" };
	return /resource|endpoint|rcp/.test(layer) ? { ...statement, Principal: "*" } : statement;
}

/* ---- walking a question ----------------------------------------------------------------------- */

const statementsOf = (policy) => [policy.Statement].flat();
const isTrust = (q) => /^sts:assumerole/i.test(q.request.action);

/* A copy of the question with every policy replaced by change(policy, layer). */
function mapPolicies(q, change) {
	const list = (policies, layer) => policies.map((policy) => change(policy, layer));
	return {
		...q,
		identityPolicies: list(q.identityPolicies, "identity"),
		resourcePolicy: q.resourcePolicy && change(q.resourcePolicy, "resource"),
		permissionBoundaries: list(q.permissionBoundaries, "boundary"),
		sessionPolicies: list(q.sessionPolicies, "session"),
		vpcEndpointPolicies: list(q.vpcEndpointPolicies, "endpoint"),
		scps: q.scps.map((level) => list(level, "scp")),
		rcps: q.rcps.map((level) => list(level, "rcp")),
	};
}

/* The same for statements; null leaves one out. */
function mapStatements(q, change) {
	return mapPolicies(q, (policy, layer) => {
		const statements = statementsOf(policy).map((s) => change(s, layer, policy)).filter(Boolean);
		return { ...policy, Statement: statements.length ? statements : [nothing(layer)] };
	});
}

/*
 * The same for single conditions: change(operator, key, values) gives [operator, key, values], true
 * (the condition holds, whatever the peer makes of it) or false (the statement never applies).
 */
function mapConditions(q, change) {
	return mapStatements(q, (statement, layer, policy) => {
		const Condition = {};
		for (const [operator, block] of Object.entries(statement.Condition ?? {}))
			for (const [key, values] of Object.entries(block)) {
				const changed = change(operator, key, values, policy);
				if (changed === false)
					return null;
				if (changed === true)
					continue;
				Condition[changed[0]] ??= {};
				Condition[changed[0]][changed[1]] = changed[2];
			}
		const { Condition: _, ...rest } = statement;
		return Object.keys(Condition).length ? { ...rest, Condition } : rest;
	});
}

/* The same for Resource and NotResource: change(patterns, element); null leaves the statement out. */
function mapResources(q, change) {
	return mapStatements(q, (statement) => {
		for (const element of ["Resource", "NotResource"])
			if (statement[element]) {
				const changed = change(statement[element], element);
				return changed && { ...statement, [element]: changed };
			}
		return statement;
	});
}

const each = (values, change) => (Array.isArray(values) ? values.map(change) : change(values));

function held(q, key) {
	const name = Object.keys(q.request.context).find((k) => k.toLowerCase() === key.toLowerCase());
	return name === undefined ? undefined : q.request.context[name];
}

const rewritten = (rewrite) => (ask) => (q) => ask(rewrite(q));

/* Where it is open which of two readings is AWS's, the answer is known only if it is that of both. */
function join(a, b) {
	if (a === b)
		return a;
	return [a, b].some((d) => d === "Allowed" || d === "DependsOn") ? "DependsOn" : "ImplicitlyDenied";
}

/*
 * read(choose) gives the question with one reading chosen at each place where two are open:
 * choose() is true for the first. Every combination is asked.
 */
async function everyReading(ask, read) {
	let answer;
	let most = 0;
	for (let mask = 0; mask < 1 << Math.min(most, 6); mask++) {
		let places = 0;
		const question = read(() => Boolean((mask >> places++) & 1));
		most = Math.max(most, places);
		const next = await ask(question);
		answer = answer === undefined ? next : join(answer, next);
	}
	return answer;
}

/* ---- who is named ----------------------------------------------------------------------------- */

function caller(q) {
	const arn = q.request.principal;
	const parts = arn.split(":");
	const account = parts.length > 5 ? parts[4] : "";
	const entity = q.request.context["aws:PrincipalArn"] ?? "";
	const kind = !account ? (arn === "anonymous" ? arn : arn.endsWith(".amazonaws.com") && !isWeb(q) ? "service" : "web")
			      : isWeb(q) ? "web" : parts[5].split("/")[0];
	return { arn, account, entity, kind };
}

const isWeb = (q) => /WebIdentity/.test(q.request.action);

const accountsOf = (name) => /^(?:arn:aws:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];

/* By which of the caller's names a Principal element knows it: "*", its ARN, its role, its account. */
function namedAs(q, element) {
	const who = caller(q);
	const found = new Set();
	if (element === "*")
		return new Set(["*"]);
	for (const [type, names] of Object.entries(element))
		for (const name of [names].flat())
			if (type !== "AWS")
				name === who.arn && found.add("arn");
			else if (name === "*")
				found.add("*");
			else if (who.account && who.kind !== "web" && accountsOf(name) === who.account)
				found.add("account");
			else if (name === who.arn)
				found.add("arn");
			else if (name === who.entity)
				found.add("role");
	return found;
}

/* ---- the repairs ------------------------------------------------------------------------------ */

/* Without Version, or with 2008-10-17, "${" is text: "${$}{" says so in the newer language. */
const policyVersion = rewritten((q) => {
	const plain = (value) => (typeof value === "string" ? value.replaceAll("${", "${$}{") : value);
	const old = (policy) => policy.Version !== "2012-10-17";
	const documents = mapStatements(q, (s, layer, policy) => {
		const out = { ...s };
		for (const element of ["Resource", "NotResource"])
			if (old(policy) && out[element])
				out[element] = each(out[element], plain);
		return out;
	});
	const conditions = mapConditions(documents, (operator, key, values, policy) =>
		[operator, key, old(policy) && /String|Arn/.test(operator) ? each(values, plain) : values]);
	return mapPolicies(conditions, (policy) => ({ ...policy, Version: "2012-10-17" }));
});

function fullAddress(text) {
	const [address, bits] = String(text).split("/");
	if (!address.includes(":"))
		return text;
	const [head, tail] = address.split("::").map((half) => (half ? half.split(":") : []));
	const groups = tail ? [...head, ...Array(8 - head.length - tail.length).fill("0"), ...tail] : head;
	const full = groups.map((group) => parseInt(group, 16).toString(16).padStart(4, "0")).join(":");
	return bits === undefined ? full : `${full}/${bits}`;
}

const isoDate = (value) =>
	/^\d{9,11}$/.test(String(value)) ? new Date(Number(value) * 1000).toISOString() : value;

/* Networks that hold what the written one holds. */
function networks(text) {
	if (text === "0.0.0.0/0")
		return ["0.0.0.0/1", "128.0.0.0/1"];
	const full = fullAddress(text);
	return full.includes("/") ? full : `${full}/${full.includes(":") ? 128 : 32}`;
}

/*
 * Seconds since 1970 and ISO 8601 name the same moments; IPv6 has many spellings of one address, an
 * address without a length is a network of one, /0 holds every address of its kind.
 */
const valueForms = rewritten((q) => {
	const context = {};
	for (const [key, value] of Object.entries(q.request.context))
		context[key] = keys[key]?.kind === "date" ? isoDate(value) : keys[key]?.kind === "ip" ? fullAddress(value) : value;
	return mapConditions({ ...q, request: { ...q.request, context } }, (operator, key, values) => {
		if (/Date/.test(operator))
			return [operator, key, each(values, isoDate)];
		return [operator, key, /Ip/.test(operator) ? [values].flat().flatMap(networks) : values];
	});
});

/*
 * Whether a key that is not there satisfies ForAnyValue...IfExists is open; a set that is empty, or holds the empty
 * string alone, satisfies ForAllValues and never ForAnyValue. What becomes of a multivalued key
 * without a set operator is open, and so is whether Null takes an empty string for a value.
 */
const sets = (ask) => (q) => everyReading(ask, (choose) => mapConditions(q, (operator, key, values) => {
	const value = held(q, key);
	const set = /^(ForAllValues|ForAnyValue):/.exec(operator)?.[1];
	if (set === "ForAnyValue" && value === undefined && operator.endsWith("IfExists"))
		return choose();
	if (set && value !== undefined && [value].flat().every((v) => v === ""))
		return set === "ForAllValues";
	if (operator === "Null" && value !== undefined && [value].flat().every((v) => v === ""))
		return choose();
	if (!set && operator !== "Null" && Array.isArray(value))
		return choose();
	return [operator, key, values];
}));

/* Roles are named with their path and in their letters' case. */
const roleNames = rewritten((q) => {
	const { entity } = caller(q);
	const repair = (name) => (typeof name === "string" && /:role\//.test(name) && name !== entity ? NOBODY : name);
	return mapStatements(q, (s) => {
		const out = { ...s };
		for (const element of ["Principal", "NotPrincipal"])
			if (out[element]?.AWS)
				out[element] = { ...out[element], AWS: each(out[element].AWS, repair) };
		return out;
	});
});

/*
 * NotPrincipal spares a caller surely only if it lists every name of it; with some of them listed the
 * two readings are open, and with none of them it means everybody.
 */
const notPrincipal = (ask) => (q) => {
	const who = caller(q);
	const needed = who.kind === "assumed-role" ? ["arn", "role", "account"]
		: who.kind === "user" ? ["arn", "account"] : who.kind === "root" ? ["account"] : ["arn"];
	const bounded = q.permissionBoundaries.length > 0 && /^(assumed-role|role|user|federated-user)$/.test(who.kind);
	return everyReading(ask, (choose) => mapStatements(q, (s) => {
		if (!s.NotPrincipal)
			return s;
		const { NotPrincipal, ...rest } = s;
		const found = namedAs(q, NotPrincipal);
		if (rest.Effect === "Deny" && bounded)
			return { ...rest, Principal: "*" };
		const all = found.has("*") || needed.every((name) => found.has(name));
		return all || (found.size && choose()) ? null : { ...rest, Principal: "*" };
	}));
};

/*
 * An endpoint policy's Principal limits who may pass; of S3 and DynamoDB it may be that of a gateway endpoint, which
 * knows everyone, and the root user of an account that is named.
 */
const endpointPrincipal = (ask) => (q) => everyReading(ask, (choose) => mapStatements(q, (s, layer) => {
	if (layer !== "endpoint" || s.Principal === "*")
		return s;
	const found = namedAs(q, s.Principal);
	const gateway = /^(s3|s3express|dynamodb):/i.test(q.request.action) && caller(q).kind !== "root";
	if (!found.size || (gateway && !found.has("*") && choose()))
		return null;
	return { ...s, Principal: "*" };
}));

/* What the variables of a pattern come to, or null where one has no value. */
function substituted(q, pattern) {
	let known = true;
	const text = pattern.replace(/\$\{([^}]*)\}/g, (whole, inside) => {
		if (inside === "*" || inside === "?" || inside === "$")
			return `\\${inside}`;
		const [, name, , other] = /^([^,]*)(, '(.*)')?$/.exec(inside) ?? [];
		const value = name === undefined ? undefined : held(q, name.trim());
		if (typeof value === "string" && value !== "")
			return value.replace(/[*?\\]/g, "\\$&");
		if (other === undefined)
			known = false;
		return other;
	});
	return known ? text : null;
}

/* '\' before a character: that character itself; `bounded`: a '*' within a segment takes no colon. */
function matches(pattern, text, bounded = false) {
	const source = pattern.replace(/\\(.)|\*+(?=(.?))|\?|[^\\*?]+/gs, (piece, escaped, next) =>
		piece[0] === "*" ? (bounded && next && next !== ":" ? "[^:]*" : ".*") : piece === "?" ? "." : (escaped ?? piece).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
	return new RegExp(`^${source}$`, "su").test(text);
}

const afterAccount = (arn) => arn.split(":").slice(5).join(":");

/* '*' and variables may stand in the first part of a resource, before its first '/' or ':'. */
const firstSegment = rewritten((q) => {
	const request = afterAccount(q.request.resource);
	const repair = (pattern) => {
		const own = afterAccount(pattern);
		if (!pattern.startsWith("arn:") || !/[*?$]/.test(own.split(/[/:](?![^{]*\})/)[0]) || !request)
			return pattern;
		const head = pattern.split(":").slice(0, 5).join(":");
		const text = substituted(q, own);
		const product = request.slice(0, request.search(/[/:]/) + 1);
		if (text === null)
			return `${head}:${product}\${aws:PrincipalTag/nothing}`;
		return `${head}:${matches(text, request) ? request : `${product}nothing-of-that-name`}`;
	};
	return mapResources(q, (patterns) => each(patterns, repair));
});

/*
 * AWS does not say what becomes of a list one of whose values has a variable without a value, nor
 * how IfExists keeps it from voiding the statement where the key is there, nor
 * whether '*' within a segment takes colons.
 */
const valueless = (q, values) => [values].flat().filter((v) => typeof v === "string" && substituted(q, v) === null);

/* Whether letters beyond ASCII have cases to ignore, AWS does not say either. */
const ascii = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/* Do the texts part at letters beyond ASCII, at both of their ends? */
function partsForeign(a, b) {
	let [x, y] = [[...ascii(a)], [...ascii(b)]];
	while (x.length && y.length && x[0] === y[0])
		[x, y] = [x.slice(1), y.slice(1)];
	while (x.length && y.length && x.at(-1) === y.at(-1))
		[x, y] = [x.slice(0, -1), y.slice(0, -1)];
	const foreign = (letters) => letters.some((letter) => letter > "\x7f");
	return foreign(x) && foreign(y);
}

function openCase(q, operator, key, values) {
	if (!/IgnoreCase/.test(operator))
		return false;
	const has = [held(q, key) ?? []].flat();
	const wants = [values].flat().map((v) => substituted(q, String(v)) ?? "");
	return has.some((h) => !wants.some((w) => ascii(w) === ascii(h)) && wants.some((w) => partsForeign(w, h)));
}

const openCondition = (ask) => (q) => everyReading(ask, (choose) => mapConditions(q, (operator, key, values) => {
	if (openCase(q, operator, key, values))
		return choose();
	if (!/String|Arn/.test(operator) || !valueless(q, values).length)
		return [operator, key, values];
	if (operator.endsWith("IfExists") && held(q, key) === undefined)
		return [operator, key, values];
	if (choose())
		return false;
	if (operator.endsWith("IfExists") && choose())
		return true;
	const none = /Arn/.test(operator) ? "arn:aws:none:::none" : "a text that no key holds";
	return [operator, key, each(values, (v) => (valueless(q, v).length ? none : v))];
}));

const openResource = (ask) => (q) => everyReading(ask, (choose) => mapResources(q, (patterns, element) => {
	const request = q.request.resource;
	const other = request === "*" ? "arn:aws:none:::none" : `${request}-not`;
	const list = [patterns].flat();
	const dead = valueless(q, list);
	const sure = list.filter((pattern) => !dead.includes(pattern)).map((pattern) => {
		const text = substituted(q, pattern);
		if (pattern === "*" || matches(text, request) === matches(text, request, true))
			return pattern;
		return choose() ? request : other;
	});
	if (dead.length && (sure.length || element === "NotResource") && choose())
		return null;
	return sure.length ? sure : dead.length && element === "Resource" ? null : [other];
}));

/* The root user of an account may do in it whatever no policy forbids, but assume no role; nor may a federated user. */
const rootUser = (ask) => async (q) => {
	if (caller(q).kind === "federated-user" && isTrust(q))
		return "ImplicitlyDenied";
	if (caller(q).kind !== "root")
		return ask(q);
	return isTrust(q) ? "ImplicitlyDenied" : ask({ ...q, identityPolicies: [ALL] });
};

/* A person whom an identity provider vouches for has no account and no identity policies. */
const provider = rewritten((q) => (caller(q).kind === "web" ? { ...q, identityPolicies: [ALL] } : q));

const COVERED = /^(s3|sts|kms|sqs|secretsmanager|dynamodb|events|logs|ecr|codebuild|firehose|xray):/i;

/* Whom and what organization policies do not bind. */
const organization = rewritten((q) => {
	const who = caller(q);
	const linked = /:role\/aws-service-role\//.test(who.entity);
	return {
		...q,
		scps: linked || who.kind === "service" ? [] : q.scps,
		rcps: linked || !COVERED.test(q.request.action) ? [] : q.rcps,
	};
});

/* As if boundary and session policy were levels of SCPs: nothing passes by them. */
const limited = (q) =>
	({ ...q, scps: [...q.scps, ...[q.permissionBoundaries, q.sessionPolicies].filter((list) => list.length)] });

/*
 * Within an account, a resource policy that names a session, a user or everyone grants by itself: what
 * boundary and session policy do not allow does not count, what they deny does. For trust policies
 * one page says so and another does not: open.
 */
const directGrant = (ask) => async (q) => {
	const answer = await ask(q);
	const who = caller(q);
	if (/^E/.test(answer) || !q.resourcePolicy || who.account !== q.request.resourceAccount)
		return answer;
	const direct = mapStatements(q, (s, layer) => {
		if (s.Effect === "Deny" || !/identity|resource|session|boundary/.test(layer))
			return s;
		const found = layer === "resource" && s.Principal ? namedAs(q, s.Principal) : new Set();
		return found.has("*") || found.has("arn") ? s : null;
	});
	const open = (policies) =>
		policies.map((p) => ({ ...p, Statement: [...p.Statement, ...ALL.Statement] }));
	const granted = await ask({ ...direct, sessionPolicies: open(direct.sessionPolicies),
				    permissionBoundaries: open(direct.permissionBoundaries) });
	if (granted !== "Allowed")
		return answer;
	return isTrust(q) ? join(granted, await ask(limited(q))) : granted;
};

/* In this order: what comes first sees the question as it was. */
export const kinds = [
	["policy-version", policyVersion],
	["endpoint-principal", endpointPrincipal],
	["not-principal", notPrincipal],
	["role-names", roleNames],
	["open-pattern", (ask) => openResource(openCondition(ask))],
	["first-segment", firstSegment],
	["value-forms", valueForms],
	["set-operators", sets],
	["root-user", rootUser],
	["identity-provider", provider],
	["organization-exempt", organization],
	["direct-grant", directGrant],
];

/* A way of asking through the repairs of those kinds. */
export function repaired(ask, names) {
	return kinds.filter(([name]) => names.includes(name)).reduceRight((inner, [, repair]) => repair(inner), ask);
}
