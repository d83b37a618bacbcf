import type { ModelFormat } from "@polyinfer/core";
import { dtypesOf, type Net } from "../net.ts";
import type { Emitter } from "./emitter.ts";
import { onnxEmitter } from "./onnx.ts";
import { tfjsEmitter } from "./tfjs.ts";
import { tfliteEmitter } from "./tflite.ts";

/** The formats that nets are written in. */
export const EMITTERS: { readonly [F in ModelFormat]?: Emitter } = {
	onnx: onnxEmitter,
	tflite: tfliteEmitter,
	tfjs: tfjsEmitter,
};

/** Why `format` cannot express `net`; `undefined` where it can. */
export function inexpressible(net: Net, format: ModelFormat): string | undefined {
	const emitter = EMITTERS[format];
	if (!emitter) return `nothing writes ${format} yet`;
	const dtype = [...dtypesOf(net)].find((one) => !emitter.dtypes.includes(one));
	if (dtype) return `${format} has no ${dtype}`;
	const node = net.nodes.find(({ op }) => !emitter.ops.includes(op));
	if (node) return `${format} has no ${node.op}`;
	const isFree = [...net.inputs, ...net.outputs].some((value) => value.shape.some((dim) => typeof dim !== "number"));
	return isFree && !emitter.freeAxes ? `${format} has no free axes` : undefined;
}
