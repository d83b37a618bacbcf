import type { Answers, WireTensor } from "./protocol.ts";

/** The buffers of all tensors in an answer or in feeds, each once, to hand over instead of to copy. */
export function buffersOf(
	value: Answers[keyof Answers] | Readonly<Record<string, WireTensor>> | undefined,
): ArrayBuffer[] {
	const buffers = new Set<ArrayBuffer>();
	for (const tensor of Object.values(value ?? {})) {
		const data = (tensor as Partial<WireTensor>).data;
		if (ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer) buffers.add(data.buffer);
	}
	return [...buffers];
}
