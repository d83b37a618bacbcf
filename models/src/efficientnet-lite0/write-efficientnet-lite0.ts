import type { TensorLike } from "@polyinfer/core";
import { attribute, buildModel, type NodeSpec, writeOnnx } from "@polyinfer/model";
import type { StateTensor } from "../torch/read-state-dict.ts";
import { CLASSES, type ConvLayer, efficientnetLite0, INPUT_SIDE } from "./architecture.ts";
import { foldBatchNorm, tensorOf } from "./fold-batch-norm.ts";
import { quantizePerChannel } from "./quantize-per-channel.ts";

/** How the weights are stored. `int8`: one scale an output channel, made float32 again as the model is loaded or run. */
export type WeightStorage = "float32" | "int8";

/**
 * EfficientNet-lite0 as the bytes of an ONNX file: `images` float32 [1,3,224,224] in RGB, (x - 127) / 128, gives
 * `logits` float32 [1,1000]. Batch normalisations are folded into the convolutions. The same state dict gives the same
 * bytes. Throws INVALID_MODEL where `state` is not of this net.
 */
export function writeEfficientnetLite0(state: ReadonlyMap<string, StateTensor>, storage: WeightStorage): Uint8Array {
	const nodes: NodeSpec[] = [];
	const weights: Record<string, TensorLike> = {
		zero: { dtype: "float32", data: Float32Array.of(0), shape: [] },
		six: { dtype: "float32", data: Float32Array.of(6), shape: [] },
	};

	const add = (operator: string, inputs: string[], output: string, attributes: NodeSpec["attributes"] = {}): string => {
		nodes.push({ operator, name: output, inputs, outputs: [output], attributes });
		return output;
	};
	const constant = (name: string, { shape, data }: StateTensor): string => {
		weights[name] = { dtype: "float32", data, shape };
		return name;
	};
	const stored = (name: string, tensor: StateTensor): string => {
		if (storage === "float32") return constant(name, tensor);
		const { shape, data, scale } = quantizePerChannel(tensor);
		weights[`${name}.int8`] = { dtype: "int8", data, shape };
		constant(`${name}.scale`, { shape: [scale.length], data: scale });
		return add("DequantizeLinear", [`${name}.int8`, `${name}.scale`], name, { axis: attribute.int(0) });
	};
	const convolve = (layer: ConvLayer, input: string, side: number): string => {
		const { weight, bias } = foldBatchNorm(state, layer);
		const inputs = [input, stored(`${layer.conv}.weight`, weight), constant(`${layer.conv}.bias`, bias)];
		const output = add("Conv", inputs, layer.conv, {
			kernel_shape: attribute.ints([layer.kernel, layer.kernel]),
			strides: attribute.ints([layer.stride, layer.stride]),
			pads: attribute.ints(samePads(side, layer)),
			group: attribute.int(layer.depthwise ? layer.channels : 1),
		});
		return layer.activation ? add("Clip", [output, "zero", "six"], `${layer.conv}.relu6`) : output;
	};

	let value = "images";
	let side = INPUT_SIDE;
	for (const { layers, residual } of efficientnetLite0()) {
		const input = value;
		for (const layer of layers) {
			value = convolve(layer, value, side);
			side = Math.ceil(side / layer.stride);
		}
		if (residual) value = add("Add", [value, input], `${value}.sum`);
	}
	const pooled = add("GlobalAveragePool", [value], "pool");
	const flat = add("Flatten", [pooled], "features");
	const fcWeight = { shape: [CLASSES, 1280], data: tensorOf(state, "_fc.weight", [CLASSES, 1280]) };
	const fcBias = { shape: [CLASSES], data: tensorOf(state, "_fc.bias", [CLASSES]) };
	add("Gemm", [flat, stored("_fc.weight", fcWeight), constant("_fc.bias", fcBias)], "logits", {
		transB: attribute.int(1),
	});

	return writeOnnx(
		buildModel({
			name: "efficientnet-lite0",
			opset: 13,
			irVersion: 7,
			inputs: [{ name: "images", dtype: "float32", shape: [1, 3, INPUT_SIDE, INPUT_SIDE] }],
			outputs: [{ name: "logits", dtype: "float32", shape: [1, CLASSES] }],
			nodes,
			weights,
		}),
	);
}

/** TensorFlow's SAME padding for one axis pair: `[top, left, bottom, right]`, an odd pixel at the end. */
function samePads(side: number, { kernel, stride }: ConvLayer): number[] {
	const total = Math.max((Math.ceil(side / stride) - 1) * stride + kernel - side, 0);
	const begin = Math.floor(total / 2);
	return [begin, begin, total - begin, total - begin];
}
