import { InferenceError } from "@polyinfer/core";
import { ConformanceFailure } from "./assert.ts";
import type { ConformanceCase, Setup } from "./case.ts";
import { createContext } from "./create-context.ts";
import { inexpressible } from "./emitters/emitters.ts";
import type { CaseResult } from "./result.ts";

/** Why a case is not run here; `undefined` where it is. */
export function skipReason(one: ConformanceCase, setup: Setup): string | undefined {
	const why = one.net && inexpressible(one.net, setup.format);
	return why ?? one.unless?.(setup);
}

/**
 * Runs one case. With `gap`, the reason of a declared gap, it passes only by rejecting with UNSUPPORTED.
 * Never rejects: a failure is a result, its error in `error`.
 */
export async function runCase(
	one: ConformanceCase,
	setup: Setup,
	gap?: string,
): Promise<{ result: CaseResult; error?: unknown }> {
	const start = performance.now();
	const settle = (outcome: CaseResult["outcome"], reason?: string): CaseResult => ({
		backend: setup.backend.id,
		format: setup.format,
		group: one.group,
		name: one.name,
		outcome,
		...(reason === undefined ? {} : { reason }),
		ms: performance.now() - start,
	});
	const skip = skipReason(one, setup);
	if (skip !== undefined) return { result: settle("skipped", skip) };
	const error = await failureOf(one, setup);
	const isUnsupported = error instanceof InferenceError && error.code === "UNSUPPORTED";
	if (gap !== undefined && isUnsupported) return { result: settle("gap", gap) };
	if (gap === undefined && error === undefined) return { result: settle("passed") };
	const failure = gap === undefined ? error : gapFailure(one.name, gap, error);
	return { result: settle("failed", failure instanceof Error ? failure.message : String(failure)), error: failure };
}

/** How long a case may take. */
export function timeoutMs(one: ConformanceCase, { limits }: Setup): number {
	return one.slow ? limits.slowCaseMs : limits.fastCaseMs;
}

async function failureOf(one: ConformanceCase, setup: Setup): Promise<unknown> {
	const { context, close } = createContext(setup);
	const ms = timeoutMs(one, setup);
	try {
		await within(one.run(context), ms, `Expected the case to end within ${ms} ms: a promise never settled.`);
	} catch (error) {
		await within(close(), ms, "").catch(() => undefined);
		return error ?? new Error("The case rejected without an error.");
	}
	return within(close(), ms, `Expected dispose to end within ${ms} ms.`).then(
		() => undefined,
		(error: unknown) => error,
	);
}

/** Rejects with a failure where `promise` has not settled in time. */
function within(promise: Promise<void>, ms: number, message: string): Promise<void> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new ConformanceFailure(message)), ms);
	});
	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function gapFailure(name: string, gap: string, error: unknown): Error {
	const text = `"${name}" is declared a gap (${gap}), so it must reject with UNSUPPORTED, but it`;
	return error === undefined
		? new Error(`${text} passes: the gap is stale.`)
		: new Error(`${text} failed otherwise: ${error instanceof Error ? error.message : String(error)}`, {
				cause: error,
			});
}
