import { createRequire } from "node:module";
import { type DType, Tensor, type TensorLike } from "@polyinfer/core";
import { type Model, roundFloat16, writeOnnx } from "@polyinfer/model";

process.env.ORT_DISABLE_TELEMETRY = "1";
const ort: typeof import("onnxruntime-node") = createRequire(import.meta.url)("onnxruntime-node");

type Feeds = Readonly<Record<string, Tensor>>;

/**
 * What a model and its rewriting make of the same feeds, by output, each node in the types that it has; nothing where the
 * engine lacks what the model needs. Rejects where the rewriting alone does not run.
 */
export async function twoRuns(
	bytes: Uint8Array,
	rewritten: Model,
	feeds: Feeds,
): Promise<readonly (readonly [name: string, expected: Tensor, actual: Tensor | undefined])[]> {
	const expected = await run(bytes, feeds).catch(() => undefined);
	if (expected === undefined) return [];
	const actual = await run(writeOnnx(roundFloat16(rewritten)), feeds);
	return Object.entries(expected).map(([name, tensor]) => [name, tensor, actual[name]]);
}

async function run(bytes: Uint8Array, feeds: Feeds): Promise<Record<string, Tensor>> {
	const session = await ort.InferenceSession.create(bytes, {
		graphOptimizationLevel: "disabled",
		intraOpNumThreads: 1,
		logSeverityLevel: 4,
	});
	try {
		const given = Object.entries(feeds).map(([name, { dtype, data, shape }]) => {
			return [name, new ort.Tensor(dtype as "float32", data as Float32Array, shape)];
		});
		const results = await session.run(Object.fromEntries(given));
		return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, tensorOf(value)]));
	} finally {
		await session.release();
	}
}

function tensorOf({ type, data, dims }: import("onnxruntime-node").Tensor): Tensor {
	return Tensor.from({ dtype: type as DType, data, shape: dims } as TensorLike);
}
