import { spawn } from "node:child_process";
import { abortedError, InferenceError } from "@polyinfer/core";
import { unavailable, unsupported } from "../../errors.ts";
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

const MOST_CHARACTERS = 1 << 18;

/**
 * Converts `model.onnx` of the folder into `model.ncnn.param`, `model.ncnn.bin` and `model_ncnn.py` beside it, in a process
 * of its own, and gives the lines that it printed. Its exit code says little: a result may still not load. Rejects with
 * UNSUPPORTED where it crashes or fails, UNAVAILABLE where it does not start, TIMEOUT, ABORTED.
 */
export async function runPnnx(call: PnnxCall): Promise<readonly string[]> {
	const { signal, timeoutMs } = call;
	if (signal?.aborted) throw abortedError(signal);
	const { code, ended, isLate, printed } = await start(call);
	if (signal?.aborted) throw abortedError(signal);
	if (isLate)
		throw new InferenceError("TIMEOUT", `pnnx was stopped after ${timeoutMs} ms.`, {
			backend: "ncnn",
			stage: "convert",
			advice: "Raise the option `convertTimeoutMs`.",
		});
	const lines = printed.split(/\r?\n/).filter((line) => line !== "");
	if (code !== 0)
		throw unsupported(
			"ncnn",
			`pnnx ended with ${ended ?? `exit code ${code}`} on this model. ${lines.at(-1) ?? ""}`.trim(),
			"convert",
		);
	return lines;
}

interface End {
	readonly code: number | null;
	readonly ended: string | null;
	readonly isLate: boolean;
	readonly printed: string;
}

function start({ program, folder, shapes, dtypes, timeoutMs, signal }: PnnxCall): Promise<End> {
	const text = (list: SampleShapes["first"]): string =>
		list.map((shape, i) => `[${shape.join(",")}]${dtypes[i]}`).join(",");
	const words = [`inputshape=${text(shapes.first)}`];
	if (shapes.second) words.push(`inputshape2=${text(shapes.second)}`);
	const child = spawn(program, ["model.onnx", ...words, "fp16=0"], {
		cwd: folder,
		stdio: ["ignore", "pipe", "pipe"],
		env: { LC_ALL: "C", OMP_WAIT_POLICY: "passive" },
	});
	let printed = "";
	let isLate = false;
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8");
		stream.on("data", (more: string) => {
			printed = (printed + more).slice(-MOST_CHARACTERS);
		});
	}
	const kill = (): void => void child.kill("SIGKILL");
	const timer = setTimeout(() => {
		isLate = true;
		kill();
	}, timeoutMs);
	signal?.addEventListener("abort", kill, { once: true });
	return new Promise<End>((resolve, reject) => {
		child.once("error", (cause) =>
			reject(
				unavailable("ncnn", `${program} does not start: ${cause.message}`, "npx polyinfer engines add ncnn", {
					stage: "convert",
					cause,
				}),
			),
		);
		child.once("close", (code, ended) => resolve({ code, ended, isLate, printed }));
	}).finally(() => {
		clearTimeout(timer);
		signal?.removeEventListener("abort", kill);
	});
}
