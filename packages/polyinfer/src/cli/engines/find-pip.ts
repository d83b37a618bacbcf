import { InferenceError } from "@polyinfer/core";
import { runProgram } from "./run-program.ts";

/** A program and its first arguments. */
export type ProgramWords = readonly [string, ...string[]];

const PIPS: readonly ProgramWords[] = [["python3", "-m", "pip"], ["python", "-m", "pip"], ["pip3"], ["pip"]];

/** Python's pip, under whatever name it is on PATH. Rejects with UNAVAILABLE where there is none. */
export async function findPip(signal?: AbortSignal): Promise<ProgramWords> {
	for (const [program, ...args] of PIPS)
		if ((await runProgram(program, [...args, "--version"], { signal })).code === 0) return [program, ...args];
	throw new InferenceError("UNAVAILABLE", "Engines are fetched by Python's pip, which is not on PATH.", {
		stage: "find",
		advice: `${pipAdvice()}; or fetch the files elsewhere and give their folder: --from folder`,
	});
}

function pipAdvice(): string {
	if (process.platform === "linux") return "apt-get install python3-pip, or the like of your system";
	return process.platform === "darwin" ? "xcode-select --install" : "winget install Python.Python.3.13";
}
