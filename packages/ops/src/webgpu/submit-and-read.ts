import { InferenceError } from "@polyinfer/core";
import type { Gpu } from "./gpu.ts";
import type { GpuRead } from "./read-back.ts";

/** Encodes, submits once, and waits for what comes back. What the device refuses is ENGINE, a lack of memory OUT_OF_MEMORY. */
export async function submitAndRead<T>(gpu: Gpu, encode: (commands: GPUCommandEncoder) => GpuRead<T>): Promise<T> {
	gpu.check();
	const { device } = gpu;
	device.pushErrorScope("out-of-memory");
	device.pushErrorScope("validation");
	let result: Promise<T>;
	let errors: Promise<(GPUError | null)[]>;
	try {
		const commands = device.createCommandEncoder();
		const read = encode(commands);
		device.queue.submit([commands.finish()]);
		result = read.read();
	} finally {
		errors = Promise.all([device.popErrorScope(), device.popErrorScope()]);
		errors.catch(() => {});
	}
	// The error says why, where both fail.
	result.catch(() => {});
	const [refused, memory] = await gpu.settled("run an op", () => errors);
	if (memory) throw new InferenceError("OUT_OF_MEMORY", `The GPU has no memory for an op: ${memory.message}`);
	if (refused) throw new InferenceError("ENGINE", `The GPU refused an op: ${refused.message}`);
	return result;
}
