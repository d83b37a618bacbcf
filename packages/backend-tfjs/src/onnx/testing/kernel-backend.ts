import { type Backend, DTYPES, type DType, InferenceError, type Tensor } from "@polyinfer/core";
import { modelOf } from "@polyinfer/model";
import { planOnnx } from "../index.ts";
import { runProgram } from "./run-program.ts";
import { tensorFlow } from "./tensorflow.ts";

/**
 * The executor alone as a backend, with kernels for tensors of any size: the session computes small ones on the host. It
 * rejects with ENGINE where a run leaves tensors behind.
 */
export function kernelBackend(name: "cpu" | "wasm"): Backend {
	return {
		id: "tfjs-kernels",
		formats: ["onnx"],
		availability: async () => ({ status: "found" }),
		createSession: async (loaded) => {
			const model = modelOf(loaded);
			if (model === undefined) throw new InferenceError("UNSUPPORTED", "Expected an ONNX model.");
			const tf = await tensorFlow(name);
			const before = tf.memory().numTensors;
			const program = await planOnnx(tf, model, undefined, -1);
			return {
				inputs: program.inputs,
				outputs: program.outputs,
				capabilities: {
					dtypes: Object.keys(DTYPES) as DType[],
					dynamicShapes: true,
					maxConcurrency: 1,
					outputsInPlace: false,
					cancel: "queue",
					eventLoopFree: false,
					syncRuns: false,
				},
				facts: { device: name, conversions: [], casts: [], checks: [], notes: [], format: "onnx" } as never,
				queues: false,
				run: async (feeds, outputs) => {
					const results: (Tensor | undefined)[] = await runProgram(program, feeds);
					return results.map((tensor, i) => (outputs[i] === "skip" ? undefined : tensor));
				},
				dispose: async () => {
					program.dispose();
					const left = tf.memory().numTensors - before;
					if (left !== 0) throw new InferenceError("ENGINE", `${left} tensors were left behind.`);
				},
			};
		},
	};
}
