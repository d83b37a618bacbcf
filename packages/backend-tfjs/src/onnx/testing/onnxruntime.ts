import { createRequire } from "node:module";
import { Tensor, type TensorData } from "@polyinfer/core";

/** Read by ONNX Runtime's library when it loads; without it tests leave files in the home folder. */
process.env.ORT_DISABLE_TELEMETRY = "1";

const ort: typeof import("onnxruntime-node") = createRequire(import.meta.url)("onnxruntime-node");

/** What ONNX Runtime gives for a model, outputs in the model's order. */
export async function runOnnxruntime(
	bytes: Uint8Array,
	names: readonly string[],
	feeds: readonly Tensor[],
): Promise<Tensor[]> {
	const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
	try {
		const given = names.map((name, i) => {
			const { dtype, data, shape } = feeds[i] as Tensor;
			return [name, new ort.Tensor(dtype as "float32", data as Float32Array, shape)];
		});
		const results = await session.run(Object.fromEntries(given));
		return session.outputNames.map((name) => {
			const { type, data, dims } = results[name] as InstanceType<typeof ort.Tensor>;
			return new Tensor(type as "float32", data as TensorData<"float32">, dims) as Tensor;
		});
	} finally {
		await session.release();
	}
}
