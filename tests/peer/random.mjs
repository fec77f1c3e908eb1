/* random.mjs - numbers that are the same for the same seed, and choices made with them. */

export class Random {
	constructor(seed) {
		this.state = (seed ^ 0x9e3779b9) >>> 0;
	}

	/* mulberry32 */
	next() {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	below(n) {
		return Math.floor(this.next() * n);
	}

	chance(p) {
		return this.next() < p;
	}

	pick(list) {
		return list[this.below(list.length)];
	}

	/* rows: [weight, value] */
	weighted(rows) {
		let at = this.next() * rows.reduce((sum, row) => sum + row[0], 0);
		for (const [weight, value] of rows) {
			at -= weight;
			if (at < 0)
				return value;
		}
		return rows[rows.length - 1][1];
	}

	/* from..to values of make() */
	some(from, to, make) {
		return Array.from({ length: from + this.below(to - from + 1) }, make);
	}

	shuffled(list) {
		const out = [...list];
		for (let i = out.length - 1; i > 0; i--) {
			const k = this.below(i + 1);
			[out[i], out[k]] = [out[k], out[i]];
		}
		return out;
	}
}
