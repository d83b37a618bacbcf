import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { judgeGates } from "./harness/judge-gates.ts";
import { machine } from "./harness/machine.ts";
import { type BenchOptions, parseOptions } from "./harness/options.ts";
import { renderChart } from "./harness/render-chart.ts";
import { renderPage } from "./harness/render-page.ts";
import type { BenchResult, SuiteResult } from "./harness/result.ts";
import { runSuite } from "./harness/run-suite.ts";
import { SUITES } from "./suites.ts";

/** This file is a bundle in `bench/dist`. */
const root = join(import.meta.dirname, "../..");
const output = join(root, "bench/results");

/** Measures what can run here and writes the result; of the whole run also the page and its charts. Gives the exit code. */
async function main(argv: readonly string[]): Promise<number> {
	const options = parseOptions(
		argv,
		SUITES.map(({ id }) => id),
	);
	const results =
		options.render.length === 0
			? [await measureAll(options)]
			: await Promise.all(options.render.map(async (file) => JSON.parse(await readFile(file, "utf8")) as BenchResult));
	const broken = results.flatMap(failures);
	for (const text of broken) console.error(text);
	const isWhole = options.suites.length === 0 && options.only.length === 0 && results.every(({ isQuick }) => !isQuick);
	await writePage(results, isWhole && broken.length === 0 ? join(root, "docs") : output);
	const missed = results
		.flatMap(({ suites }) => suites)
		.flatMap(judgeGates)
		.filter(({ outcome, gate }) => outcome === "missed" && gate.goal === "must");
	for (const { gate } of missed) console.log(`missed: ${gate.id}${"peer" in gate ? `, beside ${gate.peer}` : ""}`);
	return missed.length === 0 && broken.length === 0 ? 0 : 1;
}

/** Cases that our own peer began and did not finish. */
function failures({ suites }: BenchResult): string[] {
	return suites.flatMap(({ own, peers, cases }) => {
		if (peers.find(({ id }) => id === own)?.missing !== undefined) return [];
		return cases.flatMap(({ id, skipped }) => (own in skipped ? [`failed: ${id}: ${skipped[own]}`] : []));
	});
}

async function measureAll(options: BenchOptions): Promise<BenchResult> {
	const { rounds, isQuick, measureMs, only } = options;
	const date = new Date().toISOString();
	const suites: SuiteResult[] = [];
	for (const { id, prepare } of SUITES) {
		if (options.suites.length > 0 && !options.suites.includes(id)) continue;
		const folder = join(root, ".cache/bench", id);
		const suite = await prepare(folder);
		suites.push(await runSuite(suite, { folder, rounds, measureMs, only, onProgress: (text) => console.log(text) }));
	}
	const result: BenchResult = { date, rounds, isQuick, machine: machine(root), suites };
	await mkdir(output, { recursive: true });
	const file = join(output, `${date.slice(0, 19).replaceAll(":", "")}${isQuick ? "-quick" : ""}.json`);
	await writeFile(file, `${JSON.stringify(result)}\n`);
	console.log(`wrote ${relative(process.cwd(), file)}`);
	return result;
}

async function writePage(results: readonly BenchResult[], folder: string): Promise<void> {
	const chart = (suite: string): string => `pictures/bench-${suite}.svg`;
	await mkdir(join(folder, "pictures"), { recursive: true });
	for (const suite of results.flatMap(({ suites }) => suites))
		await writeFile(join(folder, chart(suite.id)), renderChart(suite));
	const page = renderPage(results, chart);
	await writeFile(join(folder, "bench.md"), page);
	console.log(`\n${page}`);
	console.log(`wrote ${relative(process.cwd(), join(folder, "bench.md"))}`);
}

process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
	console.error(error.message);
	return 2;
});
