import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleBench } from "../../scripts/run/bench.mjs";
import { demand } from "../harness/format.ts";
import { judgeGates } from "../harness/judge-gates.ts";
import { runSuite } from "../harness/run-suite.ts";
import type { Suite } from "../harness/suite.ts";
import { CASES } from "./cases.ts";
import { writeModels } from "./models.ts";
import { ONNXRUNTIME, OPENCV, OPENCV_JS, OPENCV_REDUCE, OWN, PLAIN, SHARP, TFJS, WASM } from "./peer-ids.ts";
import { opsPeers } from "./peers.ts";
import { writePlans } from "./plan-file.ts";

/** How much of what a gate asks for is enough here, on a machine that does something else as well. */
const ENOUGH = 0.8;

/** A minute's worth of cases, and the peers that packages bring. */
const SOME: Readonly<Record<string, readonly string[]>> = {
	"letterbox-1080p": [OWN, WASM, OPENCV, SHARP, OPENCV_JS, TFJS],
	"letterbox-768p": [OWN, OPENCV],
	"letterbox-480p-up": [OWN, WASM],
	"antialias-1080p": [OWN, OPENCV],
	"nv12-1080p": [OWN, WASM],
	yolov8: [OWN, WASM, ONNXRUNTIME, PLAIN],
	"nms-eval": [OWN, WASM, OPENCV],
	argmax: [OWN, WASM, OPENCV_REDUCE],
};

const cases = CASES.filter(({ id }) => id in SOME).map((one) => ({ ...one, peers: SOME[one.id] ?? [] }));
let folder = "";
let scripts = "";
let peers: Suite["peers"] = [];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-ops-"));
	scripts = join(await bundleBench(), "../ops/peers");
	await writePlans(cases, folder);
	await writeModels(folder);
	peers = opsPeers({ sources: import.meta.dirname, programs: folder, scripts }, Object.values(SOME).flat());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.for(cases)("$title: equal to its peers, and as quick as it must be", async (one, { annotate }) => {
	const own = { id: "ops", title: "", summary: "", own: OWN };
	const gates = one.gates.filter(
		(gate) =>
			gate.goal === "must" && "peer" in gate && [gate.peer, gate.of ?? OWN].every((id) => one.peers.includes(id)),
	);
	const suite = { ...own, peers, cases: [one], gates };
	const how = { folder, rounds: 3, measureMs: 100, only: [], onProgress: () => {} };
	const result = await runSuite(suite, how);
	for (const [id, { isEqual }] of Object.entries(result.cases[0]?.equality ?? {}))
		expect(isEqual || one.otherwise?.[id] !== undefined, `${id} computes the same`).toBe(true);
	for (const { gate, measured, reason } of judgeGates(result)) {
		const told = `${gate.id}, beside ${"peer" in gate ? gate.peer : ""}: ${demand(gate, "us")}`;
		if (measured === undefined) await annotate(`not measured, ${reason}: ${told}`);
		else if ("atLeast" in gate) expect(measured.median, told).toBeGreaterThanOrEqual(ENOUGH * gate.atLeast);
	}
});
