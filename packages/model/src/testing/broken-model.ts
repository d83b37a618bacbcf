import { InferenceError } from "@polyinfer/core";
import { expect } from "vitest";
import type { OnnxLimits } from "../limits.ts";
import { readOnnx } from "../onnx/read-onnx.ts";
import { GRAPH, MODEL, OPSET, TENSOR } from "../onnx/schema.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";

/** The smallest valid model around the given graph message. */
export function modelBytes(graph: WireWriter): Uint8Array {
	const opset = new WireWriter().int(OPSET.version, 17);
	return new WireWriter().int(MODEL.irVersion, 8).message(MODEL.graph, graph).message(MODEL.opsets, opset).finish();
}

/** The smallest valid model with one weight, `w`. */
export function withWeight(tensor: WireWriter): Uint8Array {
	return modelBytes(new WireWriter().message(GRAPH.weights, tensor.string(TENSOR.name, "w")));
}

/** Reads bytes that must be INVALID_MODEL and gives the message; `"no error"` where they are a model. */
export function problemOf(bytes: Uint8Array, limits: Partial<OnnxLimits> = {}): string {
	try {
		readOnnx(bytes, limits);
	} catch (error) {
		expect(error).toBeInstanceOf(InferenceError);
		expect((error as InferenceError).code).toBe("INVALID_MODEL");
		return (error as InferenceError).message;
	}
	return "no error";
}
