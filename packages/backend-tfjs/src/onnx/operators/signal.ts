import { type DType, dtypeOfNumber } from "@polyinfer/core";
import { intOf, type Node } from "@polyinfer/model";
import type { Call } from "../call.ts";
import { type HostTensor, roundTo } from "../host-tensor.ts";
import type { Operator, Operators } from "../operator.ts";
import { fourierTransform, shortTimeFourierTransform } from "../signal/fourier.ts";
import { melWeights } from "../signal/mel.ts";
import { WINDOWS, windowPoints } from "../signal/windows.ts";
import { normalizeAxis } from "../sizes.ts";

const given = (call: Call, { dtype, shape, data }: HostTensor) => call.giveHost(dtype, shape, data);

/** Sound: windows, Fourier transforms and mel weights; on the host, in float64. */
export const signals: Operators = {
	...Object.fromEntries(Object.entries(WINDOWS).map(([name, factors]) => [name, window(factors)])),
	MelWeightMatrix: {
		gives: (_, node) => [outputType(node)],
		refuses: refusesType,
		host: (call) => {
			const [bins, fourierLength, sampleRate, lowest, highest] = [0, 1, 2, 3, 4].map((i) => call.scalar(i) ?? 0) as [
				number,
				number,
				number,
				number,
				number,
			];
			const { shape, weights } = melWeights({ bins, fourierLength, sampleRate, lowest, highest });
			return numbers(call, shape, weights);
		},
	},
	DFT: {
		since: 17,
		host: (call) => {
			const x = call.host(0);
			const rank = x.shape.length;
			const axis = call.opset < 20 ? call.axis(rank, 1) : normalizeAxis(call.scalar(2) ?? -2, rank);
			const [inverse, onesided] = [call.int("inverse", 0) === 1, call.int("onesided", 0) === 1];
			const size = x.shape[axis] as number;
			const length = call.scalar(1) ?? (inverse && onesided ? 2 * (size - 1) : size);
			return given(call, fourierTransform(x, { axis, length, inverse, onesided }));
		},
	},
	STFT: {
		since: 17,
		host: (call) => {
			const x = call.host(0);
			const window = call.has(2) ? call.host(2) : undefined;
			const frameLength = call.scalar(3) ?? window?.data.length ?? (x.shape[1] as number);
			const onesided = call.int("onesided", 1) === 1;
			return given(call, shortTimeFourierTransform(x, { step: call.scalar(1) ?? 1, frameLength, window, onesided }));
		},
	},
};

function window(factors: readonly number[]): Operator {
	return {
		gives: (_, node) => [outputType(node)],
		refuses: refusesType,
		host: (call) => {
			const size = call.scalar(0) ?? 0;
			return numbers(call, [size], windowPoints(factors, size, call.int("periodic", 1) === 1));
		},
	};
}

function numbers(call: Call, shape: readonly number[], values: readonly number[]) {
	const dtype = outputType(call.node);
	return call.fill(dtype, shape, values.length, (i) => roundTo(dtype, values[i] as number));
}

function outputType(node: Node): DType {
	return dtypeOfNumber(intOf(node, "output_datatype", 1)) ?? "float32";
}

function refusesType(node: Node): string | undefined {
	const number = intOf(node, "output_datatype", 1);
	return dtypeOfNumber(number) === undefined ? `output_datatype ${number} has no dtype` : undefined;
}
