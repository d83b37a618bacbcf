import { readdirSync, readFileSync } from "node:fs";
import { InferenceError } from "@polyinfer/core";
import { afterEach, expect, test } from "vitest";
import { planLetterbox } from "../letterbox/webgpu.ts";
import { planNmsIndices } from "../nms-indices/webgpu.ts";
import { noDawn, openDawn, skipsDawn } from "../testing/dawn.ts";
import { errorOf, rejectionOf } from "../testing/error-of.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { toGpu } from "../testing/to-gpu.ts";
import type { Gpu } from "./gpu.ts";
import { GPU_OPS } from "./gpu-ops.ts";
import { allocateGpuTensor } from "./gpu-tensor.ts";
import { openGpu } from "./open-gpu.ts";

const onGpu = test.skipIf(skipsDawn);
const why = skipsDawn ? ` (${noDawn})` : "";
const opened: Gpu[] = [];
async function open(): Promise<Gpu> {
	const gpu = await openDawn();
	opened.push(gpu);
	return gpu;
}
afterEach(() => {
	for (const gpu of opened.splice(0)) gpu.dispose();
});

test("each op with a part for the GPU is named in one list, and exported", () => {
	const source = new URL("..", import.meta.url);
	const folders = readdirSync(source, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith("/webgpu.ts") && !file.startsWith("to-tensor"))
		.map((file) => file.replace("/webgpu.ts", ""));
	expect([...GPU_OPS]).toEqual(folders.sort());
	const entry = readFileSync(new URL("index.ts", import.meta.url), "utf8");
	for (const op of GPU_OPS) expect(entry).toContain(`"../${op}/webgpu.ts"`);
});

test("Node without WebGPU is UNAVAILABLE, and options that do not fit are INVALID_ARGUMENT", async () => {
	expect(await rejectionOf(() => openGpu())).toContain("UNAVAILABLE: There is no WebGPU here");
	expect(await rejectionOf(() => openGpu({ device: {} as never }))).toContain("a GPUDevice as `device`");
	expect(await rejectionOf(() => openGpu({ powerPreference: "most" as never }))).toContain("`powerPreference`");
	expect(await rejectionOf(() => openGpu({ adapter: 1 } as never))).toContain("Unknown option `adapter`");
});

onGpu(`a device that is shared stays open after dispose, an own one is closed${why}`, async () => {
	const own = await open();
	const shared = await openGpu({ device: own.device });
	shared.dispose();
	shared.dispose();
	expect(errorOf(() => shared.check())).toBe("DISPOSED: The GPU was disposed.");
	expect(errorOf(() => allocateGpuTensor(shared, "float32", [1]))).toContain("DISPOSED");
	const tensor = toGpu(own, "float32", Float32Array.of(7), [1]);
	expect((await tensor.toCpu()).toNumbers()).toEqual([7]);
	own.dispose();
	expect((await own.device.lost).reason).toBe("destroyed");
	expect(await rejectionOf(() => tensor.toCpu())).toContain("DISPOSED");
});

onGpu(`a device that is lost is DEVICE_LOST everywhere, and another one works${why}`, async () => {
	const gpu = await open();
	const picture = seededPicture(1, 8, 8);
	const options = { source: picture, width: 8, height: 8 };
	const plan = planLetterbox(gpu, options);
	const nms = planNmsIndices(gpu, { count: 1 });
	const boxes = toGpu(gpu, "float32", new Float32Array(4), [1, 4]);
	const scores = toGpu(gpu, "float32", new Float32Array(1), [1]);
	const underWay = nms.run({ boxes, scores }).then(
		() => "done",
		(error: unknown) => (error as InferenceError).code,
	);
	gpu.device.destroy();
	const lost = await gpu.lost;
	expect(lost).toBeInstanceOf(InferenceError);
	expect([lost.code, lost.advice]).toEqual(["DEVICE_LOST", expect.stringContaining("openGpu()")]);
	expect(["DEVICE_LOST", "done"]).toContain(await underWay);
	expect(errorOf(() => plan.run(picture))).toContain("DEVICE_LOST: The GPU device was lost");
	expect(await rejectionOf(() => nms.run({ boxes, scores }))).toContain("DEVICE_LOST");
	expect(await rejectionOf(() => boxes.toCpu())).toContain("DEVICE_LOST");
	expect(errorOf(() => planLetterbox(gpu, options))).toContain("DEVICE_LOST");
	for (const it of [plan, nms, boxes, scores]) it.dispose();
	const next = await open();
	const tensor = planLetterbox(next, options).run(picture);
	expect((await tensor.toCpu()).size).toBe(192);
});
