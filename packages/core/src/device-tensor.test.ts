import { inspect } from "node:util";
import { addNet, createFakeBackend, loadNet } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import { type DeviceMemory, DeviceTensor } from "./device-tensor.ts";
import { openSession } from "./open-session.ts";
import { Tensor } from "./tensor.ts";

const two = new Tensor("float32", Float32Array.of(1, 2), [2]);
const made = (part: Partial<DeviceMemory> = {}): DeviceTensor =>
	new DeviceTensor({
		dtype: "float32",
		shape: [2],
		location: "webgpu",
		handle: "buffer",
		owner: "device",
		read: async () => two,
		...part,
	});

test("a device tensor tells dtype, shape, location and owner, and reads into CPU memory", async () => {
	const tensor = made();
	expect(tensor).toMatchObject({ dtype: "float32", shape: [2], size: 2, location: "webgpu", owner: "device" });
	expect(tensor.handle).toBe("buffer");
	expect(await tensor.toCpu()).toBe(two);
	expect(inspect(tensor)).toBe("DeviceTensor float32 [2] on webgpu");
});

test("dispose gives the memory back once, and afterwards there is neither handle nor content", async () => {
	let released = 0;
	const tensor = made({ release: () => released++ });
	tensor.dispose();
	tensor[Symbol.dispose]();
	expect(released).toBe(1);
	expect(() => tensor.handle).toThrow(expect.objectContaining({ code: "DISPOSED" }));
	await expect(tensor.toCpu()).rejects.toMatchObject({ code: "DISPOSED" });
	expect(String(tensor)).toBe("float32 [2] on webgpu, disposed");
});

test.each([
	["an unknown dtype", { dtype: "float8" as never }],
	["a negative size", { shape: [-1] }],
	["CPU memory", { location: "cpu" }],
])("%s is no device tensor", (_, part) => {
	expect(() => made(part)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
});

test("a waiting run keeps copies of its feeds in CPU memory, and the device's own tensors", async () => {
	const backend = createFakeBackend({ runMs: 5, capabilities: { deviceTensors: "fake" } });
	const session = await openSession(backend, await loadNet(addNet, "onnx"));
	const ones = (): Tensor => new Tensor("float32", new Float32Array(6).fill(1), [2, 3]);
	const { sum } = await session.runOnDevice({ a: ones(), b: ones() });
	const first = session.run({ a: ones(), b: ones() });
	const b = ones();
	const waiting = session.runOnDevice({ a: sum as DeviceTensor, b });
	b.data.fill(9 as never);
	await first;
	const { sum: last } = await waiting;
	expect((await (last as DeviceTensor).toCpu()).toNumbers()).toEqual(new Array(6).fill(3));
	expect(session.stats).toMatchObject({ runs: 3, inFlight: 0 });
	for (const tensor of [sum, last]) tensor?.dispose();
	await session.dispose();
	expect(backend.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	expect(backend.violations).toEqual([]);
});
