import type * as Ops from "../../packages/ops/src/index.ts";

/** What ops made of the same numbers, and by what. */
export interface OpsResults {
	readonly implementation: string;
	/** What can run here, the best first. */
	readonly implementations: readonly string[];
	readonly withoutWasm: string | null;
	/** Hashes of a letterboxed picture and of boxes that were kept. */
	readonly letterbox: string;
	readonly nms: string;
}

const source = { width: 1366, height: 768, format: "rgb" } as const;
const options = { width: 640, height: 640, scale: 1 / 255 } as const;

/** The same on every machine, by `ops` of whatever bundle. */
export function opsResults(
	ops: Pick<typeof Ops, "implementationsHere" | "letterbox" | "nms" | "planLetterbox">,
): OpsResults {
	const next = numbers(7);
	const data = Uint8Array.from({ length: source.width * source.height * 3 }, () => next() * 256);
	const { tensor } = ops.letterbox({ ...source, data }, options);
	const detections = Array.from({ length: 2000 }, () => {
		const [left, top] = [next() * 600, next() * 600];
		const box = [left, top, left + 1 + next() * 60, top + 1 + next() * 60] as const;
		return { box, score: next(), class: Math.floor(next() * 8), keypoints: [] };
	});
	const kept = ops.nms(detections).flatMap((detection) => [...detection.box, detection.score, detection.class]);
	const { implementations, withoutWasm = null } = ops.implementationsHere();
	return {
		implementation: ops.planLetterbox({ source, ...options }).implementation ?? "",
		implementations,
		withoutWasm,
		letterbox: hashOf(tensor.data as Float32Array),
		nms: `${kept.length / 6} kept, ${hashOf(Float64Array.from(kept))}`,
	};
}

/** From 0 to 1, without 1. */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

function hashOf({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
	let hash = 2166136261 | 0;
	for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) hash = Math.imul(hash ^ byte, 16777619);
	return (hash >>> 0).toString(16);
}
