import { stat } from "node:fs/promises";
import { unavailable, unsupported } from "../../errors.ts";
import { runConverterProgram } from "../../run-converter-program.ts";

/** One call of MNN's converter. All paths are absolute. */
export interface ConverterCall {
	/** Our program that calls it. */
	readonly program: string;
	/** The vendor's library that holds it. */
	readonly tools: string;
	/** A folder of this call's own: the converter keeps a file in its working directory, always under the same name. */
	readonly folder: string;
	readonly from: string;
	readonly to: string;
	readonly weights: "float32" | "float16" | "int8";
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
}

const WEIGHTS = { float32: [], float16: ["--fp16"], int8: ["--weightQuantBits", "8"] } as const;

/**
 * Converts ONNX to MNN in a process of its own, and gives the lines that it printed. Rejects with UNSUPPORTED, naming the
 * operators, where the converter lacks some, and where it crashes or writes no file; UNAVAILABLE where it does not load;
 * TIMEOUT; ABORTED.
 */
export async function runConverter(call: ConverterCall): Promise<readonly string[]> {
	const { program, tools, folder, from, to, weights, timeoutMs, signal } = call;
	const words = ["-f", "ONNX", "--modelFile", from, "--MNNModel", to, "--bizCode", "polyinfer"];
	const exact = ["--useGeluApproximation", "0"];
	const { code, ended, lines } = await runConverterProgram({
		backend: "mnn",
		title: "MNN's converter",
		program,
		args: [tools, ...words, ...exact, ...WEIGHTS[weights]],
		folder,
		environment: { LC_ALL: "C" },
		install: "npm install @polyinfer/backend-native",
		timeoutMs,
		signal,
	});
	const last = lines.at(-1) ?? "";
	if (code === 2 || code === 3)
		throw unavailable("mnn", `MNN's converter does not load: ${last}`, "npx polyinfer engines add mnn", {
			stage: "convert",
		});
	const operators = missingOperators(lines);
	if (operators.length > 0)
		throw unsupported("mnn", `MNN's converter does not know ${operators.join(", ")}.`, "convert");
	if (code !== 0)
		throw unsupported("mnn", `MNN's converter crashed on this model (${ended ?? `exit code ${code}`}).`, "convert");
	// It says so, goes on, and leaves weights out.
	const lost = lines.find((line) => line.startsWith("Can't open file"));
	if (lost !== undefined) throw unsupported("mnn", `MNN's converter lost its data: ${lost}`, "convert");
	if (!(await stat(to).catch(() => undefined))?.size)
		throw unsupported("mnn", `MNN's converter wrote no file. ${complaint(lines)}`, "convert");
	return lines;
}

/** Of the line `These Op Not Support: ONNX::IsNaN | ONNX::Foo`. */
function missingOperators(lines: readonly string[]): string[] {
	const found = lines.flatMap((line) => /Not Support: ?(.*)$/.exec(line)?.[1]?.match(/[\w.]+::\w+/g) ?? []);
	return [...new Set(found.map((name) => name.replace(/^ONNX::/, "")))];
}

/** The lines that tell of an error, else the last. */
function complaint(lines: readonly string[]): string {
	const errors = lines.filter((line) => /error|fail|can't|not support/i.test(line) && !/^Converted Failed/.test(line));
	return (errors.length > 0 ? errors.slice(0, 3) : lines.slice(-1)).join("; ");
}
