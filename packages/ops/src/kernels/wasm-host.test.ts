import { expect, test } from "vitest";
import { wasmKernels } from "./implementation.ts";
import { PlanBlock } from "./plan-block.ts";

test("bytes behind those that a kernel was planned to write stay as they are", () => {
	const { host } = wasmKernels();
	if (host === undefined) throw new Error("Expected WebAssembly on every machine that runs tests.");
	// One pixel of one plane, the class of which is 0.
	const block = new PlanBlock().int(0, 1, 1, 1, 1, 1).bytes();
	const arrays = [
		{ bytes: 4, access: "read" },
		{ bytes: 1, access: "write" },
	] as const;
	const plan = host.plan({ kernel: "argmax", block, arrays, rows: 1, scratchBytes: 65_536 });
	const classes = new Uint8Array(16).fill(7);
	plan.run(new Int32Array(0), [new Float32Array(1), classes]);
	expect([...classes]).toEqual([0, ...new Array(15).fill(7)]);
});
