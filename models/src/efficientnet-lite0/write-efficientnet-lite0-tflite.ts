import {
	TFLITE_ACTIVATIONS,
	TFLITE_PADDINGS,
	type TfliteOperator,
	type TfliteTensor,
	writeTflite,
} from "@polyinfer/model";
import type { StateTensor } from "../torch/read-state-dict.ts";
import { CLASSES, type ConvLayer, efficientnetLite0, INPUT_SIDE } from "./architecture.ts";
import { foldBatchNorm, tensorOf } from "./fold-batch-norm.ts";

/** Channels of the features that the classifier takes. */
const FEATURES = 1280;

/**
 * EfficientNet-lite0 as the bytes of a `.tflite` file, float32, with the inputs and outputs of the ONNX file: `images`
 * [1,3,224,224], channels first, gives `logits` [1,1000]. Inside, channels come last. The same state dict gives the same
 * bytes. Throws INVALID_MODEL where `state` is not of this net.
 */
export function writeEfficientnetLite0Tflite(state: ReadonlyMap<string, StateTensor>): Uint8Array {
	const tensors: TfliteTensor[] = [];
	const operators: TfliteOperator[] = [];
	const add = (tensor: TfliteTensor): number => tensors.push(tensor) - 1;
	const values = (name: string, shape: readonly number[]): number => add({ name, dtype: "float32", shape });
	const floats = (name: string, shape: readonly number[], data: Float32Array): number =>
		add({ name, dtype: "float32", shape, data: bytesOf(data) });
	const integers = (name: string, data: readonly number[]): number =>
		add({ name, dtype: "int32", shape: [data.length], data: bytesOf(Int32Array.from(data)) });

	const convolve = (layer: ConvLayer, input: number, side: number): number => {
		const { weight, bias } = foldBatchNorm(state, layer);
		const { shape, data } = channelsLast(weight, layer.depthwise);
		const kernel = floats(`${layer.conv}.weight`, shape, data);
		const output = values(layer.conv, [1, side, side, layer.channels]);
		const plain = {
			padding: TFLITE_PADDINGS.same,
			strideX: layer.stride,
			strideY: layer.stride,
			activation: layer.activation ? TFLITE_ACTIVATIONS.relu6 : TFLITE_ACTIVATIONS.none,
		};
		operators.push({
			operator: layer.depthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D",
			inputs: [input, kernel, floats(`${layer.conv}.bias`, bias.shape, bias.data)],
			outputs: [output],
			options: layer.depthwise ? { ...plain, depthMultiplier: 1 } : plain,
		});
		return output;
	};

	const images = values("images", [1, 3, INPUT_SIDE, INPUT_SIDE]);
	let value = values("images.last", [1, INPUT_SIDE, INPUT_SIDE, 3]);
	operators.push({ operator: "TRANSPOSE", inputs: [images, integers("images.order", [0, 2, 3, 1])], outputs: [value] });
	let side = INPUT_SIDE;
	for (const { layers, residual } of efficientnetLite0()) {
		const input = value;
		for (const layer of layers) {
			side = Math.ceil(side / layer.stride);
			value = convolve(layer, value, side);
		}
		if (!residual) continue;
		const { name, shape } = tensors[value] as TfliteTensor;
		const sum = add({ name: `${name}.sum`, dtype: "float32", shape });
		operators.push({ operator: "ADD", inputs: [value, input], outputs: [sum] });
		value = sum;
	}
	const pooled = values("pool", [1, FEATURES]);
	operators.push({ operator: "MEAN", inputs: [value, integers("pool.axes", [1, 2])], outputs: [pooled] });
	const weight = floats("_fc.weight", [CLASSES, FEATURES], tensorOf(state, "_fc.weight", [CLASSES, FEATURES]));
	const bias = floats("_fc.bias", [CLASSES], tensorOf(state, "_fc.bias", [CLASSES]));
	const logits = values("logits", [1, CLASSES]);
	operators.push({ operator: "FULLY_CONNECTED", inputs: [pooled, weight, bias], outputs: [logits] });
	return writeTflite({ tensors, inputs: [images], outputs: [logits], operators });
}

/** A kernel [out,in,y,x] as [out,y,x,in]; one of single channels [out,1,y,x] as [1,y,x,out]. */
function channelsLast({ shape, data }: StateTensor, depthwise: boolean): StateTensor {
	const [out = 1, inner = 1, height = 1, width = 1] = shape;
	const pixels = height * width;
	const moved = new Float32Array(data.length);
	for (let o = 0; o < out; o++)
		for (let i = 0; i < inner; i++)
			for (let p = 0; p < pixels; p++)
				moved[depthwise ? p * out + o : (o * pixels + p) * inner + i] = data[(o * inner + i) * pixels + p] as number;
	return { shape: depthwise ? [1, height, width, out] : [out, height, width, inner], data: moved };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
	return new Uint8Array(buffer, byteOffset, byteLength);
}
