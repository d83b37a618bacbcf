import { unsupported } from "../../errors.ts";
import { runConverterProgram } from "../../run-converter-program.ts";
import type { SampleShapes } from "./sample-shapes.ts";

/** One call of pnnx. */
export interface PnnxCall {
	/** Absolute path of the program. */
	readonly program: string;
	/** Folder that holds `model.onnx` and takes the results. */
	readonly folder: string;
	readonly shapes: SampleShapes;
	/** pnnx's short words for the inputs' dtypes: `"f32"`. */
	readonly dtypes: readonly string[];
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Converts `model.onnx` of the folder into `model.ncnn.param`, `model.ncnn.bin` and `model_ncnn.py` beside it, in a process
 * of its own, and gives the lines that it printed. Its exit code says little: a result may still not load. Rejects with
 * UNSUPPORTED where it crashes or fails, UNAVAILABLE where it does not start, TIMEOUT, ABORTED.
 */
export async function runPnnx(call: PnnxCall): Promise<readonly string[]> {
	const { program, folder, shapes, dtypes, timeoutMs, signal } = call;
	const text = (list: SampleShapes["first"]): string =>
		list.map((shape, i) => `[${shape.join(",")}]${dtypes[i]}`).join(",");
	const words = [`inputshape=${text(shapes.first)}`];
	if (shapes.second) words.push(`inputshape2=${text(shapes.second)}`);
	const { code, ended, lines } = await runConverterProgram({
		backend: "ncnn",
		title: "pnnx",
		program,
		args: ["model.onnx", ...words, "fp16=0"],
		folder,
		environment: { LC_ALL: "C", OMP_WAIT_POLICY: "passive" },
		install: "npx polyinfer engines add ncnn",
		timeoutMs,
		signal,
	});
	if (code !== 0)
		throw unsupported(
			"ncnn",
			`pnnx ended with ${ended ?? `exit code ${code}`} on this model. ${lines.at(-1) ?? ""}`.trim(),
			"convert",
		);
	return lines;
}
