import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SuiteResult } from "./result.ts";
import { type RunOptions, runSuite } from "./run-suite.ts";
import type { Case, Peer, Suite } from "./suite.ts";

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-bench-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that writes `output`, and answers with `us` as its only sample; `code` is done first. */
function peer(id: string, output: number, us: number, code = ""): Peer {
	const script = `
		const { task, folder } = JSON.parse(process.argv[1]);
		${code}
		const path = folder + "/${id}.f32";
		require("node:fs").writeFileSync(path, new Uint8Array(Float32Array.of(${output}).buffer));
		require("node:fs").appendFileSync(folder + "/order", task + " ${id}\\n");
		console.log("chatter");
		console.log(JSON.stringify({ samples: task === "time" ? [${us}] : [], output: path, cpuMs: 1, facts: { of: "${id}" } }));`;
	return {
		id,
		title: id,
		command: (request) => ({ program: process.execPath, args: ["-e", script, JSON.stringify(request)] }),
	};
}

const one: Case = {
	id: "one",
	title: "one",
	unit: "us",
	roundValue: "median",
	cores: 1,
	tolerance: 0,
	peers: ["ours", "theirs"],
};

function run(peers: Peer[], cases: Case[] = [one], options: Partial<RunOptions> = {}): Promise<SuiteResult> {
	const suite: Suite = { id: "s", title: "s", summary: "", own: "ours", peers, cases, gates: [] };
	return runSuite(suite, { folder, rounds: 2, measureMs: 1, only: [], onProgress: () => {}, ...options });
}

test("peers take turns, each round from the other end, after their outputs were compared", async () => {
	const { cases, peers } = await run([peer("ours", 1, 10), peer("theirs", 1, 30)]);
	expect(cases[0]?.rounds.map(({ round, peer, samples }) => [round, peer, ...samples])).toEqual([
		[0, "ours", 10],
		[0, "theirs", 30],
		[1, "theirs", 30],
		[1, "ours", 10],
	]);
	expect(cases[0]?.equality).toEqual({ theirs: { difference: 0, isEqual: true } });
	expect(peers[1]?.facts).toEqual({ of: "theirs" });
});

test("a peer that computes something else is not timed", async () => {
	const { cases } = await run([peer("ours", 1, 10), peer("theirs", 2, 1)]);
	expect(cases[0]?.rounds.map(({ peer }) => peer)).toEqual(["ours", "ours"]);
	expect(cases[0]?.skipped.theirs).toContain("its output differs: 1");
});

test("a peer that computes something else on purpose is timed, and one that only moves memory is not compared", async () => {
	const limit = { ...peer("limit", 0, 5), isLimit: true };
	const other: Case = { ...one, peers: ["ours", "theirs", "limit"], otherwise: { theirs: "rounds up" } };
	const { cases } = await run([peer("ours", 1, 10), peer("theirs", 2, 1), limit], [other], { rounds: 1 });
	expect(cases[0]?.rounds.map(({ peer }) => peer)).toEqual(["ours", "theirs", "limit"]);
	expect(cases[0]).toMatchObject({ equality: { theirs: { difference: 1, isEqual: false } }, skipped: {} });
	expect(cases[0]?.otherwise).toEqual({ theirs: "rounds up" });
});

test("a suite of short calls takes samples no longer than it says", async () => {
	const code = "if (JSON.parse(process.argv[1]).measureMs !== 1) throw new Error('too long');";
	const suite: Suite = {
		id: "s",
		title: "s",
		summary: "",
		own: "ours",
		peers: [peer("ours", 1, 1, code)],
		cases: [{ ...one, peers: ["ours"] }],
		gates: [],
		measureMs: 1,
	};
	const how = { folder, rounds: 1, measureMs: 9, only: [], onProgress: () => {} };
	expect((await runSuite(suite, how)).cases[0]?.skipped).toEqual({});
	expect((await runSuite({ ...suite, measureMs: 9 }, how)).cases[0]?.skipped.ours).toContain("too long");
});

test("a peer that fails is skipped with its own words, the others go on", async () => {
	const { cases } = await run([peer("ours", 1, 10), peer("theirs", 1, 1, `throw new RangeError("no such net");`)]);
	expect(cases[0]?.skipped).toEqual({ theirs: "RangeError: no such net" });
	expect(cases[0]?.rounds).toHaveLength(2);
});

test("what is missing is not started and says why", async () => {
	const absent: Peer = { ...peer("theirs", 1, 1), missing: "not installed" };
	const { cases } = await run([peer("ours", 1, 10), absent], [one, { ...one, id: "two", missing: "no such model" }]);
	expect(cases[0]?.skipped).toEqual({ theirs: "not installed" });
	expect(cases[1]).toMatchObject({ skipped: { "": "no such model" }, rounds: [] });
});

test("only the cases that were asked for run", async () => {
	const { cases } = await run([peer("ours", 1, 10)], [one, { ...one, id: "two" }], { only: ["tw"] });
	expect(cases.map(({ id }) => id)).toEqual(["two"]);
});

test("where ours fails nobody is timed, and everybody says why", async () => {
	const { cases } = await run([peer("ours", 1, 1, `throw new Error("broken");`), peer("theirs", 1, 1)]);
	expect(cases[0]).toMatchObject({
		skipped: { ours: "Error: broken", theirs: "there is no output of ours to compare with" },
		rounds: [],
	});
});
