/* judge.mjs - iam-simulate on one question: reads seconds, answers "decisions CPU-seconds". */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { load, simulate, simulation } from "./peer.mjs";

if (!(await load()))
	process.exit(1);
const asked = simulation(JSON.parse(readFileSync(process.argv[2], "utf8")));
const first = await simulate(asked);
if (first.overallResult !== "Allowed") {
	console.error(`iam-simulate answers ${JSON.stringify(first)}`);
	process.exit(1);
}
console.log("ready 1");
for await (const line of createInterface({ input: process.stdin })) {
	const limit = Number(line) * 1e6;
	const begin = process.cpuUsage();
	let spent = 0;
	let n = 0;
	while (spent < limit) {
		for (let i = 0; i < 10; i++)
			await simulate(asked);
		n += 10;
		const now = process.cpuUsage(begin);
		spent = now.user + now.system;
	}
	console.log(`${n} ${spent / 1e6}`);
}
