import type { Input } from "./input.ts";
import { type Random, random } from "./random.ts";

/** What a YOLO net of 80 classes gives for a picture of 640x640: `[84, 8400]` or `[25200, 85]`. */
export interface HeadSize {
	readonly head: "yolov8" | "yolov5";
	readonly anchors: number;
	readonly classes: number;
}

export const YOLOV8: HeadSize = { head: "yolov8", anchors: 8400, classes: 80 };
export const YOLOV5: HeadSize = { head: "yolov5", anchors: 25200, classes: 80 };

const SIDE = 640;
const OBJECTS = 40;
/** Most anchors that answer to one object, for each of a cell. */
const ANSWERS = 12;

/** An anchor's box, by centre and size, and the score of each class. */
interface Anchor {
	readonly x: number;
	readonly y: number;
	readonly stride: number;
	box: readonly number[];
	readonly scores: Float32Array;
	isObject: boolean;
}

/** A made-up head: 40 objects with a dozen boxes each, and everywhere else scores below one in a hundred. `crowded`: more of them count. */
export function yoloHead(size: HeadSize, background: "usual" | "crowded"): Input {
	const file = `${size.head}-${background}.f32`;
	return {
		file,
		bytes() {
			const numbers = random(file);
			return new Uint8Array(size.head === "yolov8" ? planes(size, background, numbers) : rows(size, numbers)).slice();
		},
	};
}

/** A plane for each number of a box and each class. */
function planes({ anchors, classes }: HeadSize, background: "usual" | "crowded", numbers: Random): ArrayBuffer {
	const all = anchorsOf(1, classes, background === "usual" ? -9.8 : -8.3, numbers);
	const data = new Float32Array((4 + classes) * anchors);
	for (const [i, { box, scores }] of all.entries()) {
		for (const [k, value] of box.entries()) data[k * anchors + i] = value;
		for (const [c, score] of scores.entries()) data[(4 + c) * anchors + i] = score;
	}
	return data.buffer;
}

/** A row for each anchor: its box, whether there is an object, and of which class. */
function rows({ classes }: HeadSize, numbers: Random): ArrayBuffer {
	const all = anchorsOf(3, classes, -5.5, numbers);
	const data = new Float32Array(all.length * (5 + classes));
	for (const [i, { box, scores, isObject }] of all.entries()) {
		const at = i * (5 + classes);
		data.set(box, at);
		data[at + 4] = isObject ? numbers.uniform(0.6, 0.95) : sigmoid(numbers.normal(-7, 1.5));
		data.set(scores, at + 5);
	}
	return data.buffer;
}

function anchorsOf(perCell: number, classes: number, background: number, numbers: Random): Anchor[] {
	const all: Anchor[] = [];
	for (const stride of [8, 16, 32])
		for (let row = 0; row < SIDE / stride; row++)
			for (let column = 0; column < SIDE / stride; column++)
				for (let k = 0; k < perCell; k++) {
					const [x, y] = [(column + 0.5) * stride, (row + 0.5) * stride];
					const near = (): number => numbers.normal(0, stride / 2);
					const box = [x + near(), y + near(), stride * numbers.uniform(2, 9), stride * numbers.uniform(2, 9)];
					const scores = Float32Array.from({ length: classes }, () => sigmoid(numbers.normal(background, 1.2)));
					all.push({ x, y, stride, box, scores, isObject: false });
				}
	for (let k = 0; k < OBJECTS; k++)
		addObject(all, perCell, k % 3 === 0 ? numbers.index(3) : numbers.index(classes), numbers);
	return all;
}

/** Some anchors near the object's middle see it, each a little differently. */
function addObject(all: readonly Anchor[], perCell: number, itsClass: number, numbers: Random): void {
	const [width, height] = [numbers.uniform(24, 220), numbers.uniform(24, 220)];
	const [x, y] = [numbers.uniform(40, 600), numbers.uniform(40, 600)];
	const side = Math.sqrt(width * height);
	const distance = (one: Anchor): number => Math.hypot((one.x - x) / width, (one.y - y) / height);
	const near = all.filter((one) => distance(one) < 0.28 && one.stride >= side / 24 && one.stride <= side / 2.5);
	while (near.length > ANSWERS * perCell) near.splice(numbers.index(near.length), 1);
	for (const one of near) {
		const { scores } = one;
		one.isObject = true;
		one.box = [
			x + numbers.normal(0, 0.03) * width,
			y + numbers.normal(0, 0.03) * height,
			width * numbers.normal(1, 0.05),
			height * numbers.normal(1, 0.05),
		];
		const sure = numbers.uniform(0.15, 0.95) * (1 - distance(one) * 1.5) + numbers.normal(0, 0.05);
		scores[itsClass] = Math.min(0.98, Math.max(0.01, sure));
		scores[(itsClass + 1) % scores.length] = (scores[itsClass] as number) * numbers.uniform(0.02, 0.3);
	}
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
