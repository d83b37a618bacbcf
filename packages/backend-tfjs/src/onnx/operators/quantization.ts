import { type DType, dtypeOfNumber } from "@polyinfer/core";
import { intOf, type Node } from "@polyinfer/model";
import type { Call } from "../call.ts";
import type { HostTensor } from "../host-tensor.ts";
import { axisIn, type Layout } from "../layout.ts";
import type { Operators, Results } from "../operator.ts";
import { integerConvolution } from "../quantization/convolution.ts";
import { dequantizeLinear, dynamicQuantizeLinear, type Quantization, quantizeLinear } from "../quantization/linear.ts";
import { integerMatmul } from "../quantization/matrix-product.ts";
import { type DeviceQuantization, dequantizeOnDevice, quantizeOnDevice } from "../quantization/on-device.ts";
import { requantize } from "../quantization/requantize.ts";
import { normalizeAxis } from "../sizes.ts";
import { anyLayout } from "./any-layout.ts";
import { windowOf } from "./window.ts";

const given = (call: Call, ...tensors: readonly HostTensor[]): Results =>
	tensors.map(({ dtype, shape, data }) => call.giveHost(dtype, shape, data));

const optional = (call: Call, index: number): HostTensor | undefined =>
	call.has(index) ? call.host(index) : undefined;

/** Integers of 8 and 16 bits, exact, on the host: TensorFlow.js has no kernels for these. */
export const quantizations: Operators = {
	QuantizeLinear: {
		since: 10,
		gives: ([, , zeroPoint], node) => [zeroPoint ?? typeIn(node, "output_dtype") ?? "uint8"],
		refuses: (node) => namedType(node, "output_dtype") ?? namedType(node, "precision"),
		host: (call) => {
			const quantization = quantizationOf(call);
			const dtype = quantization.zeroPoint?.dtype ?? typeIn(call.node, "output_dtype") ?? "uint8";
			const precision = typeIn(call.node, "precision") ?? "float32";
			return given(call, quantizeLinear(call.host(0), quantization, dtype, precision));
		},
		reads: [1, 2],
		run: (call) => {
			const quantization = quantizationOf(call);
			const dtype = quantization.zeroPoint?.dtype ?? typeIn(call.node, "output_dtype") ?? "uint8";
			const { layout, how } = laidOut(call, quantization);
			return call.give(quantizeOnDevice(call.tf, call.input(0).as(layout), how, dtype), dtype, layout);
		},
		prefersHost: (call) => isForHost(call) || typeIn(call.node, "precision") !== undefined,
	},
	DequantizeLinear: {
		since: 10,
		gives: ([, scale], node) => [typeIn(node, "output_dtype") ?? scale],
		refuses: (node) => namedType(node, "output_dtype"),
		host: (call) =>
			given(call, dequantizeLinear(call.host(0), quantizationOf(call), typeIn(call.node, "output_dtype"))),
		reads: [1, 2],
		types: ["uint8", "int8", "uint16", "int16"],
		run: (call) => {
			const { layout, how } = laidOut(call, quantizationOf(call));
			const y = dequantizeOnDevice(call.tf, call.input(0).as(layout), how);
			return call.give(y, call.input(1).dtype, layout);
		},
		prefersHost: (call) => isForHost(call) || typeIn(call.node, "output_dtype") !== undefined,
	},
	DynamicQuantizeLinear: {
		gives: () => ["uint8", "float32", "uint8"],
		host: (call) => given(call, ...dynamicQuantizeLinear(call.host(0))),
	},
	MatMulInteger: {
		gives: () => ["int32"],
		host: (call) =>
			given(
				call,
				integerMatmul({ a: call.host(0), b: call.host(1), aZero: optional(call, 2), bZero: optional(call, 3) }),
			),
	},
	QLinearMatMul: {
		gives: (inputs) => [inputs[7]],
		host: (call) => {
			const [a, aZero, b, bZero] = [call.host(0), call.host(2), call.host(3), call.host(5)];
			const sums = integerMatmul({ a, aZero, b, bZero });
			const [aScales, bScales] = [call.host(1).data, call.host(4).data];
			const yScale = call.scalar(6) ?? 1;
			const columns = b.shape.length === 1 ? 1 : (sums.shape.at(-1) ?? 1);
			const factor = (i: number): number => {
				const row = Math.floor(i / columns) % aScales.length;
				return (Number(aScales[row]) * Number(bScales[(i % columns) % bScales.length])) / yScale;
			};
			return given(call, requantize(sums, factor, call.scalar(7) ?? 0, call.input(7).dtype));
		},
	},
	ConvInteger: {
		gives: () => ["int32"],
		host: (call) => {
			const [x, w] = [call.host(0), call.host(1)];
			const zeros = { xZero: optional(call, 2), wZero: optional(call, 3), group: call.int("group", 1) };
			return given(call, integerConvolution(x, w, windowOf(call, x.shape.slice(2), w.shape.slice(2)), zeros));
		},
	},
	QLinearConv: {
		gives: (inputs) => [inputs[7]],
		host: (call) => {
			const [x, w] = [call.host(0), call.host(3)];
			const zeros = { xZero: call.host(2), wZero: call.host(5), group: call.int("group", 1) };
			const sums = integerConvolution(x, w, windowOf(call, x.shape.slice(2), w.shape.slice(2)), zeros);
			const [xScale, wScales, yScale] = [call.scalar(1) ?? 1, call.host(4).data, call.scalar(6) ?? 1];
			const channelOf = channels(sums.shape);
			const bias = optional(call, 8)?.data as Int32Array | undefined;
			const biased = bias === undefined ? sums : withBias(sums, bias, channelOf);
			const factor = (i: number): number =>
				(xScale * Number(wScales[wScales.length === 1 ? 0 : channelOf(i)])) / yScale;
			return given(call, requantize(biased, factor, call.scalar(7) ?? 0, call.input(7).dtype));
		},
	},
};

function quantizationOf(call: Call): Quantization {
	const { rank } = call.input(0);
	const scale = call.host(1);
	// A single scale goes with any axis, also with one that the tensor lacks.
	const axis = scale.data.length === 1 ? 0 : normalizeAxis(call.int("axis", 1), rank);
	return { scale, zeroPoint: optional(call, 2), axis, blockSize: call.int("block_size", 0) };
}

/** Blocks, and floats of 16 bits whose results must be rounded, are left to the host. */
function isForHost(call: Call): boolean {
	return call.int("block_size", 0) > 0 || call.input(1).dtype !== "float32";
}

/** In the layout that the tensor has. */
function laidOut(call: Call, { scale, zeroPoint, axis }: Quantization): { layout: Layout; how: DeviceQuantization } {
	const value = call.input(0);
	const layout = anyLayout([value]);
	return { layout, how: { scale, zeroPoint, axis: axisIn(layout, value.rank, axis) } };
}

function typeIn(node: Node, name: string): DType | undefined {
	return dtypeOfNumber(intOf(node, name, 0));
}

function namedType(node: Node, name: string): string | undefined {
	const number = intOf(node, name, 0);
	return number !== 0 && dtypeOfNumber(number) === undefined ? `${name} ${number} has no dtype` : undefined;
}

function channels([, count = 1, ...space]: readonly number[]): (element: number) => number {
	const each = space.reduce((all, size) => all * size, 1);
	return (element) => Math.floor(element / each) % count;
}

function withBias(sums: HostTensor, bias: Int32Array, channelOf: (element: number) => number): HostTensor {
	const data = Int32Array.from(sums.data as Int32Array, (sum, i) => sum + (bias[channelOf(i)] as number));
	return { ...sums, data };
}
