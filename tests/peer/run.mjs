/*
 * run.mjs - puts the same questions to rolehop and to the peer and lists where they part.
 *
 * node run.mjs --rolehop PROGRAM [--count N] [--seed S] [--jobs J] [--show KIND] [--no-shrink]
 *
 * Status: 0 where every disagreement is of a kind of known.json, 1 where one is not, 77 where npm has
 * not installed the peer.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { question } from "./generate.mjs";
import { kinds, repaired } from "./kinds.mjs";
import { ask, load } from "./peer.mjs";
import { shrink } from "./shrink.mjs";

const BATCH = 2000;
const SHOWN = 10;
const names = kinds.map(([name]) => name);

async function peerSays(q) {
	const answer = await ask(q);
	return answer.decision ?? `refused: ${answer.refused}`;
}

const corrected = repaired(peerSays, names);

/* Our decisions, one a question; an error's text where there is none. */
async function weSay(program, questions) {
	const child = spawn(program, ["simulate", "-"], { stdio: ["pipe", "pipe", "ignore"] });
	const decisions = [];
	child.stdin.on("error", () => {});
	child.stdin.end(questions.map((q) => `${JSON.stringify(q)}\n`).join(""));
	for await (const line of createInterface({ input: child.stdout })) {
		const answer = JSON.parse(line);
		decisions.push(answer.decision ?? `error: ${answer.error}`);
	}
	if (decisions.length !== questions.length)
		throw new Error(`${program} simulate answered ${decisions.length} of ${questions.length} questions`);
	return decisions;
}

/* The kinds that a disagreement is due to: one alone if one suffices, else as few as suffice. */
async function causes(q, ours) {
	for (const name of names)
		if (await repaired(peerSays, [name])(q) === ours)
			return [name];
	let needed = names;
	for (const name of names) {
		const fewer = needed.filter((other) => other !== name);
		if (await repaired(peerSays, fewer)(q) === ours)
			needed = fewer;
	}
	return needed;
}

/* One question: nothing where all agree, else how they differ. */
async function compare(q, ours) {
	const peer = await peerSays(q);
	const due = await corrected(q);
	if (due === ours)
		return peer === ours ? null : { kinds: await causes(q, ours), ours, peer };
	return { kinds: null, ours, peer, due };
}

async function batch({ program, from, to }) {
	const questions = [];
	for (let seed = from; seed < to; seed++)
		questions.push(question(seed));
	const decisions = await weSay(program, questions);
	const differences = [];
	const tally = {};
	for (const [i, q] of questions.entries()) {
		tally[decisions[i]] = (tally[decisions[i]] ?? 0) + 1;
		const difference = await compare(q, decisions[i]);
		if (difference)
			differences.push({ seed: from + i, ...difference });
	}
	return { count: questions.length, differences, tally };
}

/* Batches on several threads; results come as they are done, sums do not depend on their order. */
async function all(program, first, count, jobs) {
	const found = { count: 0, differences: [], tally: {} };
	let next = first;
	const take = (result) => {
		found.count += result.count;
		found.differences.push(...result.differences);
		for (const [decision, n] of Object.entries(result.tally))
			found.tally[decision] = (found.tally[decision] ?? 0) + n;
		if (process.stderr.isTTY)
			process.stderr.write(`\r${found.count} of ${count} `);
	};
	const one = async () => {
		const worker = new Worker(new URL(import.meta.url), { workerData: { program } });
		while (next < first + count) {
			const from = next;
			next = Math.min(from + BATCH, first + count);
			worker.postMessage({ program, from, to: next });
			const [result] = await once(worker, "message");
			if (result.failed)
				throw new Error(result.failed);
			take(result);
		}
		await worker.terminate();
	};
	await Promise.all(Array.from({ length: jobs }, one));
	found.differences.sort((a, b) => a.seed - b.seed);
	return found;
}

/* The smallest question that we and the corrected peer still answer in these two ways. */
async function smallest(program, { seed, ours, due }) {
	return shrink(question(seed), async (candidates) => {
		const decisions = await weSay(program, candidates);
		const out = [];
		for (const [i, q] of candidates.entries())
			out.push(!out.includes(true) && decisions[i] === ours && (await corrected(q)) === due);
		return out;
	});
}

function printKinds(differences, known) {
	const rows = new Map(names.map((name) => [name, { n: 0, seed: "" }]));
	for (const difference of differences)
		for (const name of difference.kinds) {
			const row = rows.get(name);
			row.seed = row.n++ ? row.seed : difference.seed;
		}
	console.log(`${"kind".padEnd(22)}${"times".padStart(7)}  ${"seed".padStart(7)}  who is right, by which document`);
	for (const [name, row] of rows) {
		const about = known.find((k) => k.kind === name);
		const right = about ? `${about.right}: ${about.document}` : "NOT IN known.json";
		console.log(`${name.padEnd(22)}${String(row.n).padStart(7)}  ${String(row.seed).padStart(7)}  ${right}`);
	}
}

function options() {
	const { values } = parseArgs({ options: {
		rolehop: { type: "string", default: "build/rolehop" },
		count: { type: "string", default: "200000" },
		seed: { type: "string", default: "1" },
		jobs: { type: "string", default: String(Math.min(availableParallelism(), 2)) },
		show: { type: "string" },
		"no-shrink": { type: "boolean", default: false },
	} });
	return { ...values, count: Number(values.count), seed: Number(values.seed), jobs: Number(values.jobs) };
}

async function main() {
	const { rolehop, count, seed, jobs, show, "no-shrink": whole } = options();
	if (!(await load())) {
		console.log("peer: skipped: @cloud-copilot/iam-simulate is not installed (npm install --prefix build/peer)");
		return 77;
	}
	const known = JSON.parse(readFileSync(new URL("known.json", import.meta.url), "utf8"));
	const { differences, tally, ...found } = await all(rolehop, seed, count, jobs);
	const explained = differences.filter((d) => d.kinds);
	const unexplained = differences.filter((d) => !d.kinds);
	const strangers = explained.filter((d) => !d.kinds.every((name) => known.some((k) => k.kind === name)));
	console.log(`${found.count} questions from seed ${seed}; ours: ${JSON.stringify(tally)}`);
	console.log(`${differences.length} answered otherwise by the peer as it is, ${unexplained.length} of them without a cause\n`);
	printKinds(explained, known);
	for (const difference of explained.filter((d) => show && d.kinds.includes(show)).slice(0, SHOWN))
		console.log(`\n${JSON.stringify(difference)}\n${JSON.stringify(question(difference.seed))}`);
	for (const difference of unexplained.slice(0, SHOWN)) {
		console.log(`\nWITHOUT A CAUSE: ${JSON.stringify(difference)}`);
		console.log(JSON.stringify(whole ? question(difference.seed) : await smallest(rolehop, difference)));
	}
	return unexplained.length || strangers.length ? 1 : 0;
}

if (isMainThread) {
	process.exitCode = await main();
} else {
	await load();
	parentPort.on("message", async (work) => {
		try {
			parentPort.postMessage(await batch(work));
		} catch (error) {
			parentPort.postMessage({ failed: error.stack });
		}
	});
}
