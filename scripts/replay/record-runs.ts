// A setup of vitest: whatever the tests of ops let a kernel do as WebAssembly is written down in POLYINFER_RECORD_RUNS.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import type { KernelPlan, KernelSpec } from "../../packages/ops/src/kernels/kernel-host.ts";
import { WasmHost } from "../../packages/ops/src/kernels/wasm-host.ts";
import { bytesOf, recordedRun } from "./recorded-run.ts";

const folder = process.env.POLYINFER_RECORD_RUNS ?? "";
/** Runs of one kernel in one test. */
const MOST_RUNS = Number(process.env.POLYINFER_RECORD_MOST ?? 200);
/** Of a run's arrays together. */
const MOST_BYTES = 200_000;

/** What the memory of an output holds before a run; `packages/ops/native/test/replay.cc` has the same number. */
const NOTHING = 0xcd;

const runs: Uint8Array[] = [];
const counts = new Map<string, number>();

function isWanted(spec: KernelSpec, arrays: readonly ArrayBufferView[]): boolean {
	// Detached and short ones are refused, by the host itself.
	if (arrays.some(({ byteLength }, i) => byteLength < (spec.arrays[i]?.bytes ?? 0))) return false;
	if (arrays.reduce((sum, array) => sum + array.byteLength, 0) > MOST_BYTES) return false;
	const key = `${spec.kernel} ${expect.getState().currentTestName}`;
	const count = (counts.get(key) ?? 0) + 1;
	counts.set(key, count);
	return count <= MOST_RUNS;
}

/** Runs it over output arrays that hold `nothing`, and gives what all arrays hold then. */
function runOver(nothing: number, spec: KernelSpec, call: Int32Array, arrays: readonly Uint8Array[], plan: KernelPlan) {
	for (const [i, { access }] of spec.arrays.entries()) if (access === "write") arrays[i]?.fill(nothing);
	const result = plan.run(call, arrays);
	return { result, after: arrays.map((bytes) => bytes.slice()) };
}

/** What is only written has to be written whole: users would see what the memory held before. */
function checkWhole(spec: KernelSpec, after: readonly Uint8Array[], again: readonly Uint8Array[]): void {
	for (const [i, { access, bytes }] of spec.arrays.entries())
		if (access === "write" && Buffer.compare(part(after[i], bytes), part(again[i], bytes)) !== 0)
			throw new Error(`${spec.kernel} leaves a part of array ${i} as it was: its access is "update", not "write".`);
}

const part = (array: Uint8Array | undefined, bytes: number): Uint8Array =>
	array?.subarray(0, bytes) ?? new Uint8Array();

function recording(spec: KernelSpec, plan: KernelPlan): KernelPlan {
	const run: KernelPlan["run"] = (call, arrays) => {
		if (isWanted(spec, arrays)) {
			const given = arrays.map((array) => bytesOf(array).slice());
			const updated = given.map((bytes) => bytes.slice());
			const { result, after } = runOver(NOTHING, spec, call, updated, plan);
			runs.push(recordedRun(spec, call, given, after, result));
			checkWhole(spec, after, runOver(NOTHING ^ 255, spec, call, given, plan).after);
		}
		return plan.run(call, arrays);
	};
	return { run, runAsync: async (call, arrays) => run(call, arrays) };
}

const { plan } = WasmHost.prototype;
WasmHost.prototype.plan = function (this: WasmHost, spec: KernelSpec): KernelPlan {
	// What an output holds before a run gets into it, as it does where there is no heap to copy from.
	const arrays = spec.arrays.map(
		({ bytes, access }) => ({ bytes, access: access === "read" ? access : "update" }) as const,
	);
	return recording(spec, plan.call(this, { ...spec, arrays }));
};

afterAll(() => {
	const name =
		expect
			.getState()
			.testPath?.replace(/.*\/packages\/ops\/src\//, "")
			.replaceAll("/", "-") ?? "";
	if (runs.length > 0) writeFileSync(join(folder, `${name}.runs`), Buffer.concat(runs));
});
