import { parseArgs } from "node:util";

/** What was typed behind `npm run bench --`. */
export interface BenchOptions {
	/** Ids of suites; empty: all. */
	readonly suites: readonly string[];
	readonly isQuick: boolean;
	readonly rounds: number;
	readonly measureMs: number;
	readonly only: readonly string[];
	/** Results that the page is made from, instead of measuring; a suite each, or several. */
	readonly render: readonly string[];
}

/** Reads the options. Throws for one that there is not. */
export function parseOptions(argv: readonly string[], suites: readonly string[]): BenchOptions {
	const { values, positionals } = parseArgs({
		args: [...argv],
		allowPositionals: true,
		options: {
			quick: { type: "boolean", default: false },
			rounds: { type: "string" },
			only: { type: "string", multiple: true, default: [] },
			render: { type: "string", multiple: true, default: [] },
		},
	});
	for (const suite of positionals)
		if (!suites.includes(suite)) throw new Error(`Expected one of ${suites.join(", ")} but received ${suite}.`);
	const rounds = Number(values.rounds ?? (values.quick ? 3 : 7));
	if (!Number.isSafeInteger(rounds) || rounds < 1)
		throw new Error(`Expected \`--rounds\` of 1 and above but received ${values.rounds}.`);
	return {
		suites: positionals,
		isQuick: values.quick,
		rounds,
		measureMs: values.quick ? 200 : 800,
		only: values.only,
		render: values.render,
	};
}
