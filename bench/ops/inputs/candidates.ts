import type { Candidates } from "../boxes.ts";
import { floatsOf } from "../numbers.ts";
import type { HeadSize } from "./heads.ts";
import type { Input } from "./input.ts";

/** Every class of every anchor whose score is above `least`; at most `most`, the best. */
export function headCandidates(size: HeadSize, head: Input, least: number, most: number): Input {
	return {
		...head,
		file: `${head.file.replace(".f32", "")}-above-${least}.boxes`,
		async bytes() {
			const scores = candidates(size, floatsOf((await head.bytes()) as Uint8Array<ArrayBuffer>), least);
			return writeCandidates(scores, most);
		},
	};
}

/** A box by its corners, with its score and class. */
type Candidate = readonly [left: number, top: number, right: number, bottom: number, score: number, its: number];

/** The best of them, in the order that they have. */
function writeCandidates(all: readonly Candidate[], most: number): Uint8Array<ArrayBuffer> {
	const least = all.map(([, , , , score]) => score).sort((a, b) => b - a)[most - 1] ?? 0;
	const some = all.filter(([, , , , score]) => score >= least).slice(0, most);
	const written: Candidates = {
		boxes: Float32Array.from(some.flatMap((one) => one.slice(0, 4))),
		scores: Float32Array.from(some, (one) => one[4]),
		classes: Int32Array.from(some, (one) => one[5]),
	};
	return new Uint8Array(Buffer.concat(Object.values(written).map(({ buffer }) => Buffer.from(buffer))));
}

function candidates({ head, anchors, classes }: HeadSize, data: Float32Array, least: number): Candidate[] {
	const all: Candidate[] = [];
	const planar = head === "yolov8";
	const at = (anchor: number, k: number): number =>
		data[planar ? k * anchors + anchor : anchor * (5 + classes) + k] as number;
	for (let i = 0; i < anchors; i++) {
		const [x, y, width, height] = [at(i, 0), at(i, 1), at(i, 2), at(i, 3)];
		const sure = planar ? 1 : at(i, 4);
		for (let c = 0; c < classes; c++) {
			const score = Math.fround(at(i, (planar ? 4 : 5) + c) * sure);
			if (score > least) all.push([x - width / 2, y - height / 2, x + width / 2, y + height / 2, score, c]);
		}
	}
	return all;
}
