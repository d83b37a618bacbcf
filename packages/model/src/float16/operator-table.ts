/**
 * What the rewriting knows of ONNX's own operators, read from their schemas of opsets 7 to 28. A row's `outputs` has one
 * letter an output, the last one for all further outputs: a digit is the element type of that input, `l` int64, `i`
 * int32, `b` bool, `u` uint8, `f` float32.
 */
export interface OperatorRow {
	readonly outputs: string;
	/** Computes in float16 from this opset on; missing: stays in float32 in every opset. */
	readonly halfFrom?: number;
	/** Inputs that stay float32 beside float16 ones. */
	readonly floatInputs?: readonly number[];
	/** Outputs that stay float32 beside float16 ones. */
	readonly floatOutputs?: readonly number[];
	/** Looks at no numbers: takes its input in whichever type it is. */
	readonly anyType?: true;
	/** Moves elements without computing on them. */
	readonly moves?: true;
	/** Computes each element from few others: cheap enough to stay in float32 where that keeps numbers exact. */
	readonly light?: true;
}

/** Opsets whose operators are known. */
export const OPSETS: { readonly oldest: number; readonly newest: number } = { oldest: 7, newest: 28 };

const table = new Map<string, OperatorRow>();

function rows(names: string, row: OperatorRow): void {
	for (const name of names.split(" ")) table.set(name, row);
}

const light = { light: true, halfFrom: 1 } as const;
const moves = { moves: true, light: true, halfFrom: 1 } as const;

rows(
	"Conv ConvTranspose Gemm MatMul Einsum AveragePool GlobalAveragePool GlobalLpPool GlobalMaxPool LpPool MaxUnpool " +
		"BatchNormalization InstanceNormalization GroupNormalization MeanVarianceNormalization " +
		"LpNormalization LRN Softmax LogSoftmax Hardmax Elu Selu Gelu Mish HardSigmoid HardSwish Swish SwiGLU Softplus " +
		"Softsign ThresholdedRelu PRelu Shrink Acos Acosh Asin Asinh Atan Atanh Cosh Sinh Tan Erf Det GRU LSTM RNN " +
		"Attention RotaryEmbedding ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMean ReduceProd ReduceSum " +
		"ReduceSumSquare",
	{ outputs: "0", halfFrom: 1 },
);
rows(
	"Add Sub Mul Div Pow Mod Neg Abs Sign Sqrt Exp Log Reciprocal Floor Ceil Round Sin Cos Tanh Sigmoid Relu LeakyRelu " +
		"Clip Min Max Sum Mean ReduceMax ReduceMin",
	{ outputs: "0", ...light },
);
rows(
	"Concat DepthToSpace SpaceToDepth Expand Flatten Gather GatherElements GatherND Identity Pad Reshape ReverseSequence " +
		"Scatter ScatterElements ScatterND Slice Split Squeeze Tile Transpose Trilu Unsqueeze Compress CenterCropPad " +
		"TensorScatter",
	{ outputs: "0", ...moves },
);
rows("Where", { outputs: "1", ...moves });
rows("OneHot", { outputs: "2", floatInputs: [0, 1], ...moves });
rows("Dropout", { outputs: "0b", floatInputs: [1], ...moves });
rows("MaxPool TopK Unique", { outputs: "0l", halfFrom: 1 });
rows("RMSNormalization", { outputs: "1", halfFrom: 1 });
rows("LayerNormalization", { outputs: "0f", floatOutputs: [1, 2], halfFrom: 1 });
rows("Resize Upsample", { outputs: "0", floatInputs: [1, 2], halfFrom: 1 });
rows("CumSum", { outputs: "0", halfFrom: 14 });
rows("CumProd", { outputs: "0", halfFrom: 26 });
rows("Celu", { outputs: "0", halfFrom: 28 });
rows("Equal Greater GreaterOrEqual Less LessOrEqual IsNaN", { outputs: "b", halfFrom: 1 });
rows("IsInf", { outputs: "b", halfFrom: 20 });
rows("ArgMax ArgMin NonZero", { outputs: "l", halfFrom: 1 });

// Coordinates, signals, generators, losses and quantised arithmetic stay as they are.
rows("Shape Size", { outputs: "l", anyType: true });
rows("NonMaxSuppression SequenceLength", { outputs: "l" });
rows("And Or Xor Not OptionalHasElement", { outputs: "b" });
rows("BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor", { outputs: "0" });
rows(
	"GridSample RoiAlign MaxRoiPool DeformConv AffineGrid DFT STFT Col2Im Range NegativeLogLikelihoodLoss " +
		"SoftmaxCrossEntropyLoss LinearAttention CausalConvWithState",
	{ outputs: "0" },
);
rows("CastLike", { outputs: "1" });
rows("TfIdfVectorizer", { outputs: "f" });
rows("ConvInteger MatMulInteger", { outputs: "i" });
rows("DynamicQuantizeLinear", { outputs: "ufu" });
rows("QLinearConv QLinearMatMul", { outputs: "7" });

/** What is known of one of ONNX's own operators. */
export function operatorRow(domain: string, operator: string): OperatorRow | undefined {
	return domain === "" ? table.get(operator) : undefined;
}
