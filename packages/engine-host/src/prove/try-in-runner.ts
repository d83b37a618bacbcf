import { abortedError, InferenceError } from "@polyinfer/core";
import { type Answers, describeDeath, readAnswers, stageOf } from "./read-answers.ts";
import { type RunnerStart, startRunner } from "./start-runner.ts";

/** How much later than this process the runner ends itself, should this one have stopped. */
const GUARD_MS = 2000;

/**
 * Runs a command of `polyinfer-runner` and gives what it told, refusals included. Rejects with `code` where it died or
 * took too long, with ABORTED, and with UNAVAILABLE where it does not start. `what` begins the sentence.
 */
export async function tryInRunner(
	start: RunnerStart & { readonly memoryBytes: number },
	what: string,
	code: "UNAVAILABLE" | "UNSUPPORTED",
): Promise<Answers> {
	const { signal, timeoutMs } = start;
	if (signal?.aborted) throw abortedError(signal);
	const limits = [
		...["--time-limit-ms", String(timeoutMs + GUARD_MS)],
		...["--memory-limit-mib", String(Math.ceil(start.memoryBytes / (1 << 20)))],
		...["--tell-all", "--attached"],
	];
	const end = await startRunner({ ...start, args: [...start.args, ...limits] }).catch((cause: unknown) => {
		throw new InferenceError("UNAVAILABLE", `${start.runner} does not start: ${(cause as Error).message}`, { cause });
	});
	if (signal?.aborted) throw abortedError(signal);
	const answers = readAnswers(end.answers);
	const isToldAll = answers.error !== undefined || answers.step === "done";
	if (isToldAll && end.signal === null && !end.isLate) return answers;
	const advice = code === "UNAVAILABLE" ? "Install it again, or choose another engine." : "Choose another engine.";
	throw new InferenceError(code, `${what} ${describeDeath(end, answers, timeoutMs)}`, {
		stage: stageOf(answers),
		advice,
	});
}
