import type { Availability, Backend } from "@polyinfer/core";
import { ID } from "./errors.ts";
import { openSession, whatIsHere } from "./session.ts";

/**
 * ONNX Runtime: `.onnx` and `.ort` models on the processor. Its options are `OnnxRuntimeOptions`.
 * Runs through the native addon on ONNX Runtime's own library; where the addon cannot load, on onnxruntime-node in a worker.
 */
export const onnxruntime: Backend = {
	id: ID,
	formats: ["onnx", "ort"],
	availability: async (): Promise<Availability> => whatIsHere(),
	createSession: openSession,
};
