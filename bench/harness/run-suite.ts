import { readFile } from "node:fs/promises";
import { compareOutputs } from "./compare-outputs.ts";
import type { CaseResult, Equality, PeerResult, RoundResult, SuiteResult } from "./result.ts";
import { runProcess } from "./run-process.ts";
import type { Case, Peer, Request, Suite } from "./suite.ts";

/** How long and how often. */
export interface RunOptions {
	readonly folder: string;
	readonly rounds: number;
	readonly measureMs: number;
	/** Only cases whose id contains one of these; empty: all. */
	readonly only: readonly string[];
	readonly onProgress: (text: string) => void;
}

type Facts = Map<string, Record<string, string | number>>;

/**
 * Measures a suite: case after case, first whether the outputs are equal, then round after round one process of each
 * peer, in turns, so that what is compared ran within seconds of each other.
 */
export async function runSuite(suite: Suite, given: RunOptions): Promise<SuiteResult> {
	const options = { ...given, measureMs: Math.min(given.measureMs, suite.measureMs ?? given.measureMs) };
	const facts: Facts = new Map();
	const cases: CaseResult[] = [];
	for (const one of suite.cases) {
		if (options.only.length > 0 && !options.only.some((part) => one.id.includes(part))) continue;
		options.onProgress(`${suite.id}: ${one.title}`);
		cases.push(await runCase(suite, one, options, facts));
	}
	const { id, title, summary, own, gates } = suite;
	const peers: PeerResult[] = suite.peers.map(({ id, title, missing }) => ({
		id,
		title,
		facts: facts.get(id) ?? {},
		...(missing === undefined ? {} : { missing }),
	}));
	return { id, title, summary, own, peers, cases, gates };
}

async function runCase(suite: Suite, one: Case, options: RunOptions, facts: Facts): Promise<CaseResult> {
	const { id, title, unit, roundValue, cores, measures, otherwise } = one;
	const skipped: Record<string, string> = {};
	const result = {
		id,
		title,
		unit,
		roundValue,
		cores,
		...(measures && { measures }),
		...(otherwise && { otherwise }),
		skipped,
	};
	if (one.missing !== undefined) return { ...result, skipped: { "": one.missing }, equality: {}, rounds: [] };
	const wanted = suite.peers.filter((peer) => one.peers.includes(peer.id));
	for (const { id, missing } of wanted) if (missing !== undefined) skipped[id] = missing;
	const here = wanted.filter(({ missing }) => missing === undefined);
	const equality = await compare(suite, one, here, options, skipped);
	const rounds: RoundResult[] = [];
	for (let round = 0; round < options.rounds; round++) {
		// Every other round begins at the other end: nobody always runs after the same neighbour.
		for (const peer of round % 2 === 0 ? here : here.toReversed()) {
			if (skipped[peer.id] !== undefined) continue;
			const { load, ...answer } = await runProcess(peer, request(one, options, "time"), one.cores);
			if ("failure" in answer) skipped[peer.id] = answer.failure;
			else {
				facts.set(peer.id, { ...facts.get(peer.id), ...answer.response.facts });
				const { samples, values } = answer.response;
				rounds.push({ round, peer: peer.id, ...load, samples, ...(values === undefined ? {} : { values }) });
			}
		}
	}
	return { ...result, equality, rounds };
}

/** Equality before speed: a peer whose output differs from ours is not timed. */
async function compare(
	suite: Suite,
	one: Case,
	peers: readonly Peer[],
	options: RunOptions,
	skipped: Record<string, string>,
): Promise<Record<string, Equality>> {
	const equality: Record<string, Equality> = {};
	if (one.tolerance === "none") return equality;
	const outputs = new Map<string, Uint8Array>();
	for (const peer of peers) {
		if (peer.isLimit) continue;
		const answer = await runProcess(peer, request(one, options, "output"), one.cores);
		if ("failure" in answer) skipped[peer.id] = answer.failure;
		else outputs.set(peer.id, await readFile(answer.response.output ?? ""));
	}
	const ours = outputs.get(suite.own);
	if (!ours) {
		for (const id of outputs.keys()) skipped[id] = "there is no output of ours to compare with";
		return equality;
	}
	for (const [id, theirs] of outputs) {
		if (id === suite.own) continue;
		const compared = compareOutputs(ours, theirs, one.tolerance);
		equality[id] = compared;
		if (!compared.isEqual && one.otherwise?.[id] === undefined)
			skipped[id] = `its output differs: ${compared.difference ?? "other size or NaN"}`;
	}
	return equality;
}

function request(one: Case, { folder, measureMs }: RunOptions, task: Request["task"]): Request {
	return { case: one.id, folder, task, measureMs };
}
