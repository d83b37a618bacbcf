import { measure } from "../harness/measure.ts";
import type { Request, Response } from "../harness/suite.ts";

/** Milliseconds of what `encode` encodes, ten times a submit: once where a program acts as a GPU, which takes seconds. */
export async function measureGpu(
	device: GPUDevice,
	{ info }: GPUAdapter,
	{ measureMs }: Request,
	encode: (commands: GPUCommandEncoder) => void,
): Promise<number[]> {
	const times = info.isFallbackAdapter ? 1 : 10;
	const call = async (): Promise<void> => {
		const commands = device.createCommandEncoder();
		for (let i = 0; i < times; i++) encode(commands);
		device.queue.submit([commands.finish()]);
		await device.queue.onSubmittedWorkDone();
	};
	return (await measure(call, { measureMs, minSamples: info.isFallbackAdapter ? 2 : 15 })).map(
		(us) => us / 1000 / times,
	);
}

/** The adapter, for the page. */
export function factsOf({ info }: GPUAdapter): Response["facts"] {
	return { adapter: info.description || `${info.vendor} ${info.architecture}` };
}
