import { attribute, buildModel, type NodeSpec, writeOnnx } from "@polyinfer/model";
import { seededBytes } from "../../packages/ops/src/testing/seeded-picture.ts";

const CLASSES = 80;
const CHANNELS = 4 + CLASSES;
const STRIDES = [8, 16, 32] as const;

/** What a made-up detector gives of a picture with this side: YOLOv8's head. */
export const headShape = (side: number): readonly [1, number, number] => [
	1,
	CHANNELS,
	STRIDES.reduce((sum, stride) => sum + (side / stride) ** 2, 0),
];

/**
 * A network with YOLOv8's input and output, hardly any arithmetic, and seeded weights: a convolution for each of the three
 * grids. Its boxes, whose unit is the side, lie anywhere, and some classes are likely: all that post-processing needs.
 */
export function madeUpDetector(side: number): Uint8Array {
	const weights: Record<string, { dtype: "float32" | "int64"; data: Float32Array | BigInt64Array; shape: number[] }> = {
		sizes: { dtype: "int64", data: BigInt64Array.of(1n, BigInt(CHANNELS), -1n), shape: [3] },
		// Boxes first, then classes.
		parts: { dtype: "int64", data: BigInt64Array.of(4n, BigInt(CLASSES)), shape: [2] },
		extent: { dtype: "float32", data: Float32Array.of(1, 1, 0.25, 0.25), shape: [1, 4, 1] },
		unlikely: { dtype: "float32", data: Float32Array.of(2), shape: [] },
	};
	const grids = STRIDES.map((stride): NodeSpec[] => {
		const shape = [CHANNELS, 3, stride, stride];
		const count = shape.reduce((product, size) => product * size, 1);
		const scale = 6 / Math.sqrt(3 * stride * stride);
		const data = Float32Array.from(seededBytes(stride, count), (byte) => (byte / 127.5 - 1) * scale);
		weights[`w${stride}`] = { dtype: "float32", data, shape };
		const attributes = { strides: attribute.ints([stride, stride]) };
		return [
			{ operator: "Conv", inputs: ["images", `w${stride}`], outputs: [`grid${stride}`], attributes },
			{ operator: "Reshape", inputs: [`grid${stride}`, "sizes"], outputs: [`anchors${stride}`] },
		];
	});
	const channels = { axis: attribute.int(1) };
	const nodes: NodeSpec[] = [
		...grids.flat(),
		{
			operator: "Concat",
			inputs: STRIDES.map((stride) => `anchors${stride}`),
			outputs: ["raw"],
			attributes: { axis: attribute.int(2) },
		},
		{ operator: "Split", inputs: ["raw", "parts"], outputs: ["place", "kind"], attributes: channels },
		{ operator: "Sigmoid", inputs: ["place"], outputs: ["share"] },
		{ operator: "Mul", inputs: ["share", "extent"], outputs: ["boxes"] },
		{ operator: "Sub", inputs: ["kind", "unlikely"], outputs: ["shy"] },
		{ operator: "Sigmoid", inputs: ["shy"], outputs: ["scores"] },
		{ operator: "Concat", inputs: ["boxes", "scores"], outputs: ["head"], attributes: channels },
	];
	return writeOnnx(
		buildModel({
			opset: 17,
			inputs: [{ name: "images", dtype: "float32", shape: [1, 3, side, side] }],
			outputs: [{ name: "head", dtype: "float32", shape: headShape(side) }],
			nodes,
			weights: weights as never,
		}),
	);
}
