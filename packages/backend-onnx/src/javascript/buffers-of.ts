import type { Answers, WireTensor } from "./protocol.ts";

/** The buffers of all tensors in feeds, each once, to hand over instead of to copy. */
export function buffersOf(tensors: Readonly<Record<string, WireTensor>>): ArrayBuffer[] {
	const buffers = new Set<ArrayBuffer>();
	for (const { data } of Object.values(tensors))
		if (ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer) buffers.add(data.buffer);
	return [...buffers];
}

/** The buffers of all tensors in an answer. */
export function buffersOfAnswer(answer: Answers[keyof Answers] | undefined): ArrayBuffer[] {
	return answer && "engineRuns" in answer ? buffersOf(answer.outputs) : [];
}
