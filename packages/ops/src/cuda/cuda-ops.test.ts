import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { emulatedKernels } from "../testing/emulated-kernels.ts";
import { errorOf, rejectionOf } from "../testing/error-of.ts";
import { LaunchRecorder } from "../testing/record-launches.ts";
import { CUDA_OPS } from "./cuda-op-list.ts";
import { allocateCudaTensor } from "./cuda-tensor.ts";
import { openCudaOps } from "./open-cuda-ops.ts";

test("each op with a part for CUDA is named in one list, and exported", () => {
	const source = new URL("..", import.meta.url);
	const folders = readdirSync(source, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith("/cuda.ts") && !file.startsWith("to-tensor"))
		.map((file) => file.replace("/cuda.ts", ""));
	expect([...CUDA_OPS]).toEqual(folders.sort());
	const entry = readFileSync(new URL("index.ts", import.meta.url), "utf8");
	for (const op of CUDA_OPS) expect(entry).toContain(`"../${op}/cuda.ts"`);
});

test.skipIf(!canCompile)(`each kernel is compiled for the emulation ${NEEDS_COMPILER}`, () => {
	expect(emulatedKernels().map((path) => basename(path))).toContain("to-tensor.so");
});

test("what is no CUDA is INVALID_ARGUMENT, and ops that were disposed are DISPOSED", async () => {
	expect(await rejectionOf(() => openCudaOps({ cuda: {} as never }))).toBe(
		"INVALID_ARGUMENT: Expected what openCuda gives as `cuda` but received Object.",
	);
	expect(await rejectionOf(() => openCudaOps({ cuda: new LaunchRecorder(), device: 1 }))).toContain("no other option");
	expect(await rejectionOf(() => openCudaOps({ cuda: new LaunchRecorder(), search: "system" }))).toContain(
		"no other option",
	);
	expect(await rejectionOf(() => openCudaOps({ gpu: 1 } as never))).toContain("Unknown option `gpu`");
	const ops = await openCudaOps({ cuda: new LaunchRecorder() });
	const tensor = allocateCudaTensor(ops, "float32", [2]);
	expect(tensor.toString()).toBe("float32 [2] on cuda");
	await ops.dispose();
	await ops.dispose();
	expect(errorOf(() => allocateCudaTensor(ops, "float32", [2]))).toBe("DISPOSED: The CUDA ops were disposed.");
});
