import { LAYER_TYPES } from "./layer-types.ts";
import type { NcnnLayer } from "./read-param.ts";

/** One block of weights in a .bin file. */
export interface WeightBlock {
	readonly count: number;
	/** Begins with four bytes that tell its element type; else it is float32. */
	readonly isTagged: boolean;
}

type Numbers = (id: number, fallback?: number) => number;

const tagged = (count: number): WeightBlock => ({ count, isTagged: true });
const plain = (count: number): WeightBlock => ({ count, isTagged: false });

/** Weights, then a bias of as many as 0 says, where `bias` says that there is one. */
const weighted =
	(size: number, bias: number, dynamic = -1) =>
	(at: Numbers): WeightBlock[] =>
		dynamic >= 0 && at(dynamic) !== 0 ? [] : [tagged(at(size)), ...(at(bias) ? [plain(at(0))] : [])];

const affine =
	(count: number, flag: number) =>
	(at: Numbers): WeightBlock[] =>
		at(flag, 1) ? [plain(at(count)), plain(at(count))] : [];

/** Recurrent layers with this number of gates: inputs, biases, hidden. */
const recurrent =
	(gates: number, biases: number) =>
	(at: Numbers): WeightBlock[] => {
		const directions = at(2) === 2 ? 2 : 1;
		const hidden = gates === 4 ? at(3, at(0)) : at(0);
		const projection = gates === 4 && at(0) !== hidden ? [tagged(hidden * at(0) * directions)] : [];
		return [
			tagged(at(1)),
			tagged(hidden * biases * directions),
			tagged(at(0) * hidden * gates * directions),
			...projection,
		];
	};

function gemm(at: Numbers): WeightBlock[] {
	const [m, n, k] = [at(7), at(8), at(9)];
	const c = [1, m, m, m * n, n][at(10)];
	return [
		...(at(4) ? [tagged(m * k)] : []),
		...(at(5) ? [tagged(n * k)] : []),
		...(at(6) && c !== undefined ? [tagged(c)] : []),
	];
}

function memory(at: Numbers): WeightBlock[] {
	const count = [0, 1, 11, 2].map((id) => at(id)).reduce((product, size) => product * (size || 1), 1);
	return [at(21, 1) === 1 ? plain(count) : tagged(count)];
}

/** Weights by layer type, as the layers' load functions read them. Types that have none are not listed. */
const WEIGHTS: Readonly<Record<string, (at: Numbers) => WeightBlock[]>> = {
	BatchNorm: (at) => [0, 0, 0, 0].map((id) => plain(at(id))),
	Bias: (at) => [plain(at(0))],
	Convolution: weighted(6, 5, 19),
	Convolution1D: weighted(6, 5, 19),
	ConvolutionDepthWise: weighted(6, 5, 19),
	ConvolutionDepthWise1D: weighted(6, 5, 19),
	Deconvolution: weighted(6, 5, 28),
	Deconvolution1D: weighted(6, 5, 28),
	DeconvolutionDepthWise: weighted(6, 5, 28),
	DeconvolutionDepthWise1D: weighted(6, 5, 28),
	Embed: weighted(3, 2),
	Gemm: gemm,
	GroupNorm: affine(1, 3),
	GRU: recurrent(3, 4),
	InnerProduct: weighted(2, 1),
	InstanceNorm: affine(0, 2),
	LayerNorm: affine(0, 2),
	LSTM: recurrent(4, 4),
	MemoryData: memory,
	Padding: (at) => (at(6) ? [plain(at(6))] : []),
	PReLU: (at) => [plain(at(0))],
	RMSNorm: (at) => (at(2, 1) ? [plain(at(0))] : []),
	Scale: (at) => (at(0) === -233 ? [] : [plain(at(0)), ...(at(1) ? [plain(at(0))] : [])]),
};

/** Layers whose weights depend on more than is read here. */
const OTHERS: readonly string[] = [
	"Convolution3D",
	"ConvolutionDepthWise3D",
	"Deconvolution3D",
	"DeconvolutionDepthWise3D",
	"DeformableConv2D",
	"Dequantize",
	"MultiHeadAttention",
	"Normalize",
	"Quantize",
	"Requantize",
	"RNN",
];

/** Numbers that, where they are set, add weights to a layer. */
const QUANTIZED: Readonly<Record<string, number>> = {
	Convolution: 8,
	ConvolutionDepthWise: 8,
	Embed: 18,
	Gemm: 18,
	GRU: 8,
	InnerProduct: 8,
	LSTM: 8,
};

/** The blocks of weights that a layer reads, in order; `undefined` where that is not known. */
export function layerWeights({ type, values, floats }: NcnnLayer): readonly WeightBlock[] | undefined {
	const at: Numbers = (id, fallback = 0) => {
		const value = values.get(id);
		return typeof value === "number" && !floats.has(id) ? value : fallback;
	};
	const quantized = QUANTIZED[type];
	if (!Object.hasOwn(LAYER_TYPES, type) || OTHERS.includes(type) || (quantized !== undefined && at(quantized) !== 0))
		return undefined;
	return WEIGHTS[type]?.(at) ?? [];
}
