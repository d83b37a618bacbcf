import type { Operators } from "../operator.ts";
import { activations } from "./activation.ts";
import { attentions } from "./attention.ts";
import { bits } from "./bits.ts";
import { casts } from "./cast.ts";
import { constants } from "./constant.ts";
import { controlFlow } from "./control-flow.ts";
import { convolution } from "./convolution.ts";
import { elementwiseBinary } from "./elementwise-binary.ts";
import { elementwiseUnary } from "./elementwise-unary.ts";
import { expansions } from "./expand.ts";
import { features } from "./feature.ts";
import { gathers } from "./gather.ts";
import { indexing } from "./indexing.ts";
import { joins } from "./join.ts";
import { layerNormalizations } from "./layer-normalization.ts";
import { linearAlgebra } from "./linear-algebra.ts";
import { logic } from "./logic.ts";
import { loops } from "./loop.ts";
import { losses } from "./loss.ts";
import { matrix } from "./matrix.ts";
import { normalization } from "./normalization.ts";
import { pads } from "./pad.ts";
import { patterns } from "./pattern.ts";
import { pooling } from "./pooling.ts";
import { quantizations } from "./quantization.ts";
import { randoms } from "./random.ts";
import { recurrents } from "./recurrent.ts";
import { reductions } from "./reduction.ts";
import { reinterpretation } from "./reinterpretation.ts";
import { resizes } from "./resize.ts";
import { samplings } from "./sampling.ts";
import { selections } from "./selection.ts";
import { shapes } from "./shape.ts";
import { signals } from "./signal.ts";
import { slices } from "./slice.ts";
import { softmaxes } from "./softmax.ts";
import { texts } from "./text.ts";
import { transposedConvolution } from "./transposed-convolution.ts";

/** THE list of ONNX operators that are mapped to TensorFlow.js. */
export const operators: Operators = {
	...activations,
	...attentions,
	...bits,
	...casts,
	...constants,
	...controlFlow,
	...convolution,
	...elementwiseBinary,
	...elementwiseUnary,
	...expansions,
	...features,
	...gathers,
	...indexing,
	...joins,
	...layerNormalizations,
	...linearAlgebra,
	...logic,
	...loops,
	...losses,
	...matrix,
	...normalization,
	...pads,
	...patterns,
	...pooling,
	...quantizations,
	...randoms,
	...recurrents,
	...reductions,
	...reinterpretation,
	...resizes,
	...samplings,
	...selections,
	...shapes,
	...signals,
	...slices,
	...softmaxes,
	...texts,
	...transposedConvolution,
};
