/* generate.mjs - questions in the shape of `rolehop simulate`, made so that statements often match. */
import { Random } from "./random.mjs";
import { HOME, NOW, ORG, OTHER, THIRD, callers, calls, keys, operators, providers } from "./world.mjs";

const FULL = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

/* One question of its own for each seed; the same seed gives the same one. */
export function question(seed) {
	return new Maker(seed).question();
}

class Maker {
	constructor(seed) {
		this.seed = seed;
		this.r = new Random(seed);
	}

	question() {
		const r = this.r;
		this.call = r.weighted(calls.map((call) => [call.weight, call]));
		this.caller = this.makeCaller();
		this.owner = this.makeOwner();
		this.resource = r.pick(this.call.arns)(this.owner);
		this.context = this.makeContext();
		const request = { action: this.call.action, resource: this.resource, principal: this.caller.arn,
				  context: this.context };
		if (this.resource !== "*" || r.chance(0.5))
			request.resourceAccount = this.owner;
		return { name: `seed ${this.seed}`, request, ...this.layers() };
	}

	makeCaller() {
		const r = this.r;
		if (!this.call.web) {
			const caller = r.weighted(callers);
			const signed = caller.form !== "anonymous" || this.call.action.startsWith("s3:");
			return signed && (caller.account || this.call.policy !== "none") ? caller : callers[0][1];
		}
		return { form: "web", arn: r.pick(providers), account: "", context: {} };
	}

	makeOwner() {
		if (this.resource === "*" || this.call.arns.length === 1 && this.call.arns[0]("") === "*")
			return this.caller.account || HOME;
		return this.r.weighted([[10, this.caller.account || HOME], [7, OTHER], [1, THIRD]]);
	}

	makeContext() {
		const r = this.r;
		const { caller } = this;
		const context = { ...caller.context };
		const signed = caller.form !== "anonymous" && caller.form !== "web";
		if (caller.entity && caller.form !== "federated")
			context["aws:PrincipalArn"] = caller.entity;
		if (caller.form === "federated")
			context["aws:PrincipalArn"] = caller.arn;
		if (caller.account && signed)
			context["aws:PrincipalAccount"] = caller.account;
		for (const [key, row] of Object.entries(keys)) {
			if (!row.values || !this.mayHave(key))
				continue;
			if (r.chance(row.always ? 0.75 : 0.3))
				context[key] = row.multi ? r.shuffled(row.values).slice(0, r.below(row.values.length) + 1)
							 : r.pick(row.values);
		}
		if (r.chance(0.5) && this.resource !== "*")
			context["aws:ResourceAccount"] = this.owner;
		return context;
	}

	/* Is the key one that AWS could send with this request? */
	mayHave(key) {
		const own = !key.startsWith("aws:");
		const organization = /^aws:PrincipalOrg/.test(key);
		if (own || key === "aws:RequestTag/team" || key === "aws:TagKeys")
			return this.call.keys.includes(key);
		if (key === "aws:SourceArn" || key === "aws:SourceAccount")
			return this.caller.form === "service";
		if (organization || key.startsWith("aws:PrincipalTag/") || key.startsWith("aws:MultiFactor"))
			return Boolean(this.caller.account);
		return true;
	}

	layers() {
		const r = this.r;
		const { form } = this.caller;
		const identity = form !== "service" && form !== "anonymous" && form !== "web";
		const session = form === "federated" || (identity && /session|linked/.test(form) && r.chance(0.15));
		/* Whether what is not the caller's own binds sts:GetCallerIdentity is written nowhere. */
		const bound = this.call.action !== "sts:GetCallerIdentity";
		const organization = bound && r.chance(0.3);
		const withPolicy = this.call.policy === "must" || (this.call.policy === "may" && r.chance(0.75));
		return {
			identityPolicies: identity && form !== "root" ? r.some(0, 3, () => this.document("identity")) : [],
			resourcePolicy: withPolicy ? this.document("resource") : undefined,
			permissionBoundaries: identity && form !== "root" && form !== "federated" && r.chance(0.15)
				? [this.document("boundary")] : [],
			scps: organization && (identity || form === "service") ? r.some(1, 3, () => this.scpLevel()) : [],
			rcps: bound && r.chance(0.2) ? r.some(1, 3, () => r.some(0, 1, () => this.document("rcp"))) : [],
			sessionPolicies: session ? [this.document("session")] : [],
			vpcEndpointPolicies: bound && form !== "web" && r.chance(0.06) ? [this.document("endpoint")] : [],
		};
	}

	scpLevel() {
		const level = this.r.chance(0.85) ? [FULL] : [];
		return [...level, ...this.r.some(0, 1, () => this.document("scp"))];
	}

	document(layer) {
		const r = this.r;
		const statements = r.some(1, 3, () => this.statement(layer));
		const document = { Statement: r.chance(0.15) && statements.length === 1 ? statements[0] : statements };
		if (layer === "rcp" || r.chance(0.94))
			return { Version: "2012-10-17", ...document };
		return r.chance(0.5) ? { Version: "2008-10-17", ...document } : document;
	}

	statement(layer) {
		const r = this.r;
		const deny = layer === "rcp" || r.chance(layer === "scp" ? 0.6 : 0.22);
		/* A Deny that always matched would decide everything: most of them miss in one part. */
		const hit = deny ? r.chance(0.5) : r.chance(0.8);
		const statement = { Effect: deny ? "Deny" : "Allow" };
		if (layer === "resource")
			this.addPrincipal(statement, deny, hit);
		else if (layer === "rcp")
			statement.Principal = "*";
		else if (layer === "endpoint")
			statement.Principal = r.chance(0.6) ? "*" : this.principal(hit);
		this.addAction(statement, layer, hit);
		if (!(layer === "resource" && this.call.trust))
			this.addResource(statement, hit);
		const conditions = r.weighted([[deny ? 2 : 5, 0], [4, 1], [2, 2], [1, 3]]);
		for (let i = 0; i < conditions; i++)
			this.addCondition(statement, r.chance(deny ? 0.5 : 0.85));
		return statement;
	}

	oneOrMore(first, another) {
		const r = this.r;
		return r.weighted([[6, first], [1, [first]], [2, r.shuffled([first, another])]]);
	}

	/* ---- who ------------------------------------------------------------------------------ */

	addPrincipal(statement, deny, hit) {
		const element = this.caller.form !== "web" && this.r.chance(0.04) ? "NotPrincipal" : "Principal";
		statement[element] = element === "Principal" ? this.principal(hit) : this.notPrincipal(hit);
	}

	notPrincipal(hit) {
		const { caller, r } = this;
		if (!caller.entity || r.chance(0.3))
			return { AWS: `arn:aws:iam::${THIRD}:role/Nobody` };
		const every = [caller.entity, caller.arn, `arn:aws:iam::${caller.account}:root`];
		return { AWS: hit ? r.shuffled([...new Set(every)]) : r.pick(every) };
	}

	principal(hit) {
		const { caller, r } = this;
		if (caller.form !== "web" && r.chance(0.15))
			return r.chance(0.5) ? "*" : { AWS: "*" };
		if (caller.form === "service")
			return { Service: this.oneOrMore(hit ? caller.arn : "lambda.amazonaws.com", "ec2.amazonaws.com") };
		if (caller.form === "web")
			return { Federated: hit ? caller.arn : r.pick(providers) };
		if (caller.form === "anonymous")
			return { AWS: `arn:aws:iam::${HOME}:root` };
		const name = hit ? this.namesCaller() : this.namesNobody();
		const value = { AWS: this.oneOrMore(name, this.namesNobody()) };
		return r.chance(0.1) ? { ...value, Service: "states.amazonaws.com" } : value;
	}

	namesCaller() {
		const { caller } = this;
		return this.r.weighted([[3, caller.account], [3, `arn:aws:iam::${caller.account}:root`], [5, caller.entity],
					[3, caller.arn]]);
	}

	namesNobody() {
		const { caller, r } = this;
		const rows = [[2, THIRD], [2, `arn:aws:iam::${THIRD}:root`], [1, `arn:aws:iam::${THIRD}:role/Exec`],
			      /* which user made a federated session, its ARN does not tell */
			      [1, `arn:aws:iam::${caller.form === "federated" ? THIRD : HOME}:user/carl`]];
		if (caller.form === "session" || caller.form === "linked") {
			const name = caller.entity.slice(caller.entity.lastIndexOf("/") + 1);
			rows.push([2, `arn:aws:iam::${caller.account}:role/elsewhere/${name}`],
				  [2, caller.entity.replace(name, name.toLowerCase())],
				  [2, `arn:aws:sts::${caller.account}:assumed-role/${name}/play`],
				  [1, `arn:aws:iam::${caller.account}:role/${name}2`]);
		}
		return r.weighted(rows);
	}

	/* ---- what ----------------------------------------------------------------------------- */

	addAction(statement, layer, hit) {
		const r = this.r;
		const not = layer !== "rcp" && r.chance(0.06);
		const wanted = hit !== not ? this.actionPattern(layer) : this.otherAction();
		statement[not ? "NotAction" : "Action"] = this.oneOrMore(wanted, this.otherAction());
	}

	actionPattern(layer) {
		const r = this.r;
		const [service, name] = this.call.action.split(":");
		const at = 1 + r.below(name.length - 1);
		return r.weighted([
			[5, this.call.action], [layer === "rcp" ? 0 : 3, "*"], [3, `${service}:*`],
			[2, `${service}:${name.slice(0, at)}*`], [1, `${service}:*${name.slice(at)}`],
			[1, `${service}:${name.slice(0, at)}*${name.slice(at)}`],
			[1, `${service}:${name.slice(0, at)}?${name.slice(at + 1)}`],
			[1, `${service.toUpperCase()}:${name.toLowerCase()}`],
		]);
	}

	otherAction() {
		const r = this.r;
		const [service, name] = this.call.action.split(":");
		return r.weighted([[2, "glue:*"], [2, `${service}:Delete*`], [1, `${service}:${name}?`],
				   [1, `${service}:?${name}`], [1, "ec2:RunInstances"]]);
	}

	/* ---- on what -------------------------------------------------------------------------- */

	addResource(statement, hit) {
		const r = this.r;
		const not = r.chance(0.06);
		const wanted = hit !== not ? this.resourcePattern() : this.otherResource();
		statement[not ? "NotResource" : "Resource"] = this.oneOrMore(wanted, this.otherResource());
	}

	resourcePattern() {
		const r = this.r;
		const arn = this.resource;
		if (arn === "*")
			return "*";
		const parts = arn.split(":");
		const rest = parts.slice(5).join(":");
		const at = r.below(rest.length);
		const put = (i, text) => [...parts.slice(0, i), text, ...parts.slice(i + 1)].join(":");
		const tail = (text) => [...parts.slice(0, 5), text].join(":");
		return r.weighted([
			[5, arn], [5, "*"], [4, tail("*")], [3, tail(`${rest.slice(0, Math.max(at, 1))}*`)],
			[2, tail(`${rest.slice(0, at)}*${rest.slice(at)}`)],
			[2, tail(`${rest.slice(0, at)}?${rest.slice(at + 1)}`)],
			[1, put(3, "*")], [1, put(4, "*")], [1, put(4, parts[4].slice(0, 3) + "*")],
			[1, tail(`*${rest.slice(at)}`)], [3, this.withVariable(arn)],
		]);
	}

	otherResource() {
		const r = this.r;
		const arn = this.resource === "*" ? "arn:aws:ec2:us-east-1:111111111111:instance/i-1" : this.resource;
		const parts = arn.split(":");
		return r.weighted([
			[2, `${arn}x`], [2, arn.slice(0, -1)], [1, arn.toUpperCase().replace("ARN:AWS", "arn:aws")],
			[1, arn.replace(":aws:", ":aws-cn:")],
			[1, [...parts.slice(0, 4), THIRD, ...parts.slice(5)].join(":")],
			[1, `${arn}?`], [1, "arn:aws:s3:::${aws:PrincipalTag/nothing}/*"],
		]);
	}

	/* A part of the text that a single-valued key holds, as that key's variable. */
	withVariable(text) {
		const r = this.r;
		const start = text.startsWith("arn:") ? text.split(":").slice(0, 5).join(":").length + 1 : 0;
		const fits = Object.entries(this.context).filter(
			([key, value]) => typeof value === "string" && value.length > 1 && text.indexOf(value, start) >= 0 &&
				!/[*?]/.test(value) && keys[key]);
		if (fits.length === 0 || r.chance(0.15))
			return r.pick([`${text.slice(0, start)}\${aws:PrincipalTag/nothing}`,
				       `${text.slice(0, start)}\${aws:PrincipalTag/nothing, '${text.slice(start)}'}`,
				       `${text.slice(0, start)}\${aws:PrincipalTag/team}`, `${text.slice(0, start)}\${*}`]);
		const [key, value] = r.pick(fits);
		const at = text.indexOf(value, start);
		const name = r.chance(0.2) ? key.toUpperCase() : key;
		const variable = r.chance(0.2) ? `\${${name}, 'other'}` : `\${${name}}`;
		return text.slice(0, at) + variable + text.slice(at + value.length);
	}

	/* ---- when ----------------------------------------------------------------------------- */

	addCondition(statement, hit) {
		const r = this.r;
		const names = Object.keys(keys);
		const present = names.filter((name) => name in this.context);
		const key = r.chance(0.8) && present.length ? r.pick(present) : r.pick(names.filter((n) => this.mayHave(n)));
		const { kind, multi } = keys[key];
		let operator = r.chance(0.06) ? "Null" : r.pick(operators[kind]);
		if (operator !== "Null") {
			if (multi ? r.chance(0.96) : r.chance(0.06))
				operator = `${r.pick(["ForAllValues", "ForAnyValue"])}:${operator}`;
			if (r.chance(0.15))
				operator += "IfExists";
		}
		const value = operator === "Null" ? String((key in this.context) !== hit)
						  : this.conditionValue(key, operator, hit);
		const name = r.chance(0.08) ? key.toUpperCase() : key;
		statement.Condition ??= {};
		statement.Condition[operator] ??= {};
		statement.Condition[operator][name] = value;
	}

	conditionValue(key, operator, hit) {
		const r = this.r;
		const held = [this.context[key] ?? keys[key].values ?? "none"].flat();
		const negated = /Not/.test(operator);
		const one = (value) => (hit !== negated ? this.matching(key, operator, value) : this.missing(key, value));
		const values = held.map(one);
		if (values.length > 1 && operator.startsWith("ForAllValues") && hit && !negated)
			return r.chance(0.8) ? [...new Set(values)] : values[0];
		return this.oneOrMore(values[0], this.missing(key, held[0]));
	}

	matching(key, operator, value) {
		const r = this.r;
		/* Patterns of ARNs have six parts: what fewer mean is written nowhere. */
		const start = keys[key].kind === "arn" ? value.lastIndexOf(":") + 1 : 0;
		const at = start + r.below(value.length - start + 1);
		switch (keys[key].kind) {
		case "number":
			return r.pick([value, Number(value), String(Number(value) + 1), String(Number(value) - 1)]);
		case "date":
			return this.date(r.pick([NOW, NOW - 86400, NOW + 86400]));
		case "ip":
			return value.includes(":") ? r.pick([value, "2001:db8::/32", "2001:db8::1", "2001:0db8::/64"])
						   : r.pick([value, `${value}/32`, `${value.split(".")[0]}.0.0.0/8`, "0.0.0.0/0"]);
		case "bool":
			return r.pick([value, value === "true", value.toUpperCase()].slice(0, /Bool/.test(operator) ? 3 : 1));
		case "binary":
			return value;
		}
		const rows = [[5, value]];
		if (/Like|Arn/.test(operator))
			rows.push([3, `${value.slice(0, at)}*`], [2, `${value.slice(0, start)}*${value.slice(at)}`],
				  [1, `${value.slice(0, at)}*${value.slice(at)}`],
				  [1, at > start ? `${value.slice(0, at - 1)}?${value.slice(at)}` : `${value}*`]);
		if (/IgnoreCase/.test(operator))
			rows.push([3, value.toUpperCase()]);
		if (r.chance(0.12))
			rows.push([4, this.withVariable(value)]);
		return r.weighted(rows);
	}

	missing(key, value) {
		const r = this.r;
		switch (keys[key].kind) {
		case "number":
			return r.pick(["7", 7, "99999"]);
		case "date":
			return this.date(r.pick([NOW - 3600, NOW + 3600]));
		case "ip":
			return r.pick(["198.51.100.0/24", "192.0.2.1", "2001:db9::/32", "10.1.2.4"]);
		case "bool":
			return value === "true" ? "false" : "true";
		case "binary":
			return r.pick(["cm9sZQ==", "AAEC"]);
		case "arn":
			return r.pick([`${value}x`, value.replace(/:[^:]*$/, ":none"), `arn:aws:iam::${THIRD}:*`, `arn:aws:*::${HOME}:*`]);
		}
		return r.weighted([[2, `${value}x`], [2, `x${value}`], [1, value.toUpperCase()], [1, value.slice(0, -1) || "y"],
				   [1, `${value}?`], [1, "other"], [1, "x*"]]);
	}

	date(seconds) {
		const iso = new Date(seconds * 1000).toISOString().replace(".000", "");
		return this.r.weighted([[5, iso], [2, String(seconds)], [1, iso.slice(0, 10)], [1, seconds],
					[1, iso.replace("Z", "+00:00")]]);
	}
}
