import { ERRORS, type ErrorCode, InferenceError, type Stage } from "@polyinfer/core";
import type { RunnerEnd } from "./start-runner.ts";

/** What a process of `polyinfer-runner` told. */
export interface Answers {
	/** What it was doing last. */
	readonly step: string | undefined;
	/** What the engine refused. */
	readonly error: { readonly code: ErrorCode; readonly message: string; readonly engineCode: number } | undefined;
	/** All other lines. */
	readonly results: readonly Record<string, unknown>[];
}

/** Steps of the runner: the stage that each is, and how it reads. */
const STEPS: Readonly<Record<string, { readonly stage: Stage; readonly words: string }>> = {
	load: { stage: "load", words: "loading it" },
	probe: { stage: "probe", words: "asking it what it can do" },
	open: { stage: "compile", words: "opening the model" },
	run: { stage: "warm-up", words: "running the model" },
	close: { stage: "warm-up", words: "closing the model" },
};
const START = { stage: "load", words: "starting" } as const;

/** Reads the lines; those that are none of the runner's are left out. */
export function readAnswers(lines: readonly string[]): Answers {
	let step: string | undefined;
	let error: Answers["error"];
	const results: Record<string, unknown>[] = [];
	for (const line of lines) {
		const value = parse(line);
		if (value === undefined) continue;
		if (typeof value.step === "string") step = value.step;
		else if (value.error !== undefined) error = value.error as NonNullable<Answers["error"]>;
		else results.push(value);
	}
	return { step, error, results };
}

/** The stage that the process died in. */
export function stageOf({ step }: Answers): Stage {
	return (STEPS[step ?? ""] ?? START).stage;
}

/** The engine's own refusal. */
export function refusal(answers: Answers): InferenceError | undefined {
	if (answers.error === undefined) return undefined;
	const { code, message, engineCode } = answers.error;
	const known = Object.hasOwn(ERRORS, code) ? code : "ENGINE";
	return new InferenceError(known, message, { stage: stageOf(answers), engineCode });
}

/** How a process died that had not told all, as the end of a sentence: "... was ended by SIGSEGV while opening the model". */
export function describeDeath(end: RunnerEnd, answers: Answers, timeoutMs: number): string {
	const during = `while ${(STEPS[answers.step ?? ""] ?? START).words}`;
	const last = end.noise.trim().split("\n").at(-1)?.slice(-300);
	const printed = last ? ` The last that it printed: ${JSON.stringify(last)}.` : "";
	if (end.isLate || end.signal === "SIGALRM") return `took more than ${timeoutMs} ms ${during}.${printed}`;
	if (end.signal === "SIGKILL") return `was killed ${during}, as happens where memory runs out.${printed}`;
	if (end.signal !== null) return `was ended by ${end.signal} ${during}.${printed}`;
	return `ended with exit code ${end.code} ${during}.${printed}`;
}

function parse(line: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
