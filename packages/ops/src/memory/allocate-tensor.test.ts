import { expect, test, vi } from "vitest";
import { letterbox } from "../letterbox/index.ts";
import { expectSame } from "../testing/expect-same.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { allocateTensor } from "./allocate-tensor.ts";

const picture = seededPicture(3, 40, 30);
const options = { width: 32, height: 32 } as const;

/** The module as it is where no addon loads. */
async function withoutAddon() {
	vi.resetModules();
	vi.doMock("@polyinfer/engine-host/native", async (original) => ({
		...(await original<object>()),
		requireNative: () => ({ addon: undefined, reason: "there is none" }),
	}));
	const [memory, ops, implementation] = await Promise.all([
		import("./allocate-tensor.ts"),
		import("../letterbox/index.ts"),
		import("../kernels/implementation.ts"),
	]);
	vi.doUnmock("@polyinfer/engine-host/native");
	return { ...memory, ...ops, host: implementation.wasmKernels().host };
}

test("where ops are WebAssembly, tensors lie in its heap, are zeroed, and dispose gives them back", async () => {
	const { allocateTensor: allocate, letterbox: run, host } = await withoutAddon();
	const before = host?.heap.takenBytes;
	const tensor = allocate("float32", [1, 3, 32, 32]);
	expect(tensor.data.buffer).toBe(host?.memory.buffer);
	expect(tensor.data.every((value) => value === 0)).toBe(true);
	expect(run(picture, options, tensor).tensor).toBe(tensor);
	expectSame(tensor.data, letterbox(picture, { ...options, implementation: "reference" }).tensor.data);
	tensor.data.fill(7);
	const again = allocate("float32", [1, 3, 32, 32]);
	tensor.dispose();
	again.dispose();
	const reused = allocate("float32", [1, 3, 32, 32]);
	expect(reused.data.every((value) => value === 0)).toBe(true);
	reused.dispose();
	expect(host?.heap.takenBytes).toBeLessThanOrEqual((before as number) + 8192);
});

test("a heap that is full is OUT_OF_MEMORY, an impossible shape INVALID_ARGUMENT", async () => {
	const { allocateTensor: allocate } = await withoutAddon();
	expect(() => allocate("uint8", [2 ** 31])).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
	expect(() => allocate("uint8", [-1])).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
	expect(allocate("string", [2]).data).toEqual(["", ""]);
});

test("where the addon is, ops write into memory that sessions borrow", () => {
	const tensor = allocateTensor("float32", [1, 3, 32, 32]);
	letterbox(picture, options, tensor);
	expectSame(tensor.data, letterbox(picture, { ...options, implementation: "reference" }).tensor.data);
	tensor.dispose();
});
