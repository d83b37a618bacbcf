import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Tensor } from "@polyinfer/core";
import { createSession } from "polyinfer";
import { encodeLaunches } from "../../packages/ops/src/testing/recorded-launches.ts";
import type { GpuPipeline } from "./pipelines.ts";

/** Of an output, relative to its largest number: engines may compute in fewer bits by themselves. */
const TOLERANCE = 2e-2;

/** Puts the model, its input, ONNX Runtime's output and what is done around it into the folder. Gives its line of `pack.txt`. */
export async function packPipeline(folder: string, pipeline: GpuPipeline): Promise<string> {
	const { id, title } = pipeline;
	const model = await pipeline.model();
	const input = pipeline.input();
	const session = await createSession(model, { prefer: ["onnxruntime"] });
	const outputs = await session.run({ [session.inputs[0]?.name ?? ""]: input });
	const output = outputs[session.outputs[0]?.name ?? ""] as Tensor;
	await session.dispose();
	const files = {
		[`models/${id}.onnx`]: model,
		[`models/${id}.in`]: input.data as Float32Array,
		[`models/${id}.out`]: output.data as Float32Array,
		[`cases/${id}.before`]: encodeLaunches(await pipeline.before()),
		[`cases/${id}.after`]: encodeLaunches(await pipeline.after(output)),
	};
	for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
	return ["model", id, ...Object.keys(files), TOLERANCE, title].join("\t");
}
