import type { Operators } from "../operator.ts";
import { activations } from "./activation.ts";
import { casts } from "./cast.ts";
import { constants } from "./constant.ts";
import { controlFlow } from "./control-flow.ts";
import { convolution } from "./convolution.ts";
import { elementwiseBinary } from "./elementwise-binary.ts";
import { elementwiseUnary } from "./elementwise-unary.ts";
import { expansions } from "./expand.ts";
import { gathers } from "./gather.ts";
import { joins } from "./join.ts";
import { logic } from "./logic.ts";
import { matrix } from "./matrix.ts";
import { normalization } from "./normalization.ts";
import { pooling } from "./pooling.ts";
import { reductions } from "./reduction.ts";
import { shapes } from "./shape.ts";
import { slices } from "./slice.ts";
import { softmaxes } from "./softmax.ts";

/** THE list of ONNX operators that are mapped to TensorFlow.js. */
export const operators: Operators = {
	...activations,
	...casts,
	...constants,
	...controlFlow,
	...convolution,
	...elementwiseBinary,
	...elementwiseUnary,
	...expansions,
	...gathers,
	...joins,
	...logic,
	...matrix,
	...normalization,
	...pooling,
	...reductions,
	...shapes,
	...slices,
	...softmaxes,
};
