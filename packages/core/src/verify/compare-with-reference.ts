import type { BackendSession } from "../backend.ts";
import { checkFeeds } from "../check-feeds.ts";
import { abortedError, InferenceError, toInferenceError } from "../errors.ts";
import { insteadOf, suggestion } from "../nearest.ts";
import { ownValue } from "../own-value.ts";
import type { SessionOptions } from "../session.ts";
import type { Tensor } from "../tensor.ts";
import { formatNumber } from "./format-number.ts";
import { judgeOutput, type OutputVerdict } from "./judge-output.ts";
import type { Reference } from "./reference.ts";
import type { TimeSlice } from "./time-slice.ts";
import { toleranceOf } from "./tolerances.ts";
import type { Verified } from "./verification.ts";
import type { VerifyOptions } from "./verify-options.ts";

/** What a session is compared with. */
export interface Comparison {
	/** The reference backend's id. */
	readonly id: string;
	readonly reference: Reference;
	/** Those of `createSession`: bounds of inputs, and the signal. */
	readonly options: Pick<SessionOptions, "inputs" | "signal">;
	readonly tolerance: VerifyOptions["tolerance"];
	readonly slice: TimeSlice;
}

/**
 * Runs the session on the reference's feeds and compares all outputs. Rejects with ENGINE, stage `"verify"`, where one is
 * too far off, with the session's own code where it does not run, with ABORTED.
 */
export async function compareWithReference(session: BackendSession, comparison: Comparison): Promise<Verified> {
	const { id, reference, options, tolerance, slice } = comparison;
	checkToleranceNames(tolerance, reference);
	const runs = await runLikewise(session, reference, id, options);
	const verdicts: OutputVerdict[] = [];
	for (const output of reference.outputs) {
		const pairs = reference.runs.map(({ results }, i) => ({
			actual: runs[i]?.[session.outputs.findIndex(({ name }) => name === output.name)],
			expected: ownValue(results, output.name),
		}));
		verdicts.push(await judgeOutput(output, pairs, toleranceOf(output, tolerance), id, slice));
		if (options.signal?.aborted) throw abortedError(options.signal);
	}
	return resultOf(verdicts, reference, id);
}

/** Throws INVALID_ARGUMENT where a tolerance is given for what is no output. */
function checkToleranceNames(tolerance: VerifyOptions["tolerance"], { outputs }: Reference): void {
	if (typeof tolerance !== "object") return;
	const names = outputs.map(({ name }) => name);
	for (const name of Object.keys(tolerance))
		if (!names.includes(name))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`A tolerance is given for \`${name}\`, which is no output of the model.${suggestion(name, names)} Outputs: ${names.join(", ")}.`,
				{ advice: insteadOf(name, names, "tolerance") },
			);
}

/** The same runs on the session. All results are kept until the last run, so that one that is overwritten is seen. */
async function runLikewise(
	session: BackendSession,
	reference: Reference,
	id: string,
	{ inputs: bounds = {}, signal }: Comparison["options"],
): Promise<(Tensor | undefined)[][]> {
	const runs: (Tensor | undefined)[][] = [];
	for (const { feeds } of reference.runs) {
		try {
			const tensors = checkFeeds(feeds, session.inputs, bounds);
			const requests = session.outputs.map(() => "new" as const);
			runs.push(await session.run(tensors, requests, signal));
		} catch (error) {
			const failure = toInferenceError(error);
			const { code, message, advice, engineCode, scope } = failure;
			// The reference took these feeds: that this session does not is no fault of the caller.
			throw new InferenceError(
				code === "INVALID_ARGUMENT" ? "ENGINE" : code,
				`It cannot run what ${id}, the reference, runs: ${message}`,
				{
					stage: "verify",
					cause: code === "ABORTED" ? failure.cause : failure,
					...(advice === undefined ? {} : { advice }),
					...(engineCode === undefined ? {} : { engineCode }),
					...(scope === undefined ? {} : { scope }),
				},
			);
		}
		if (signal?.aborted) throw abortedError(signal);
	}
	return runs;
}

function resultOf(verdicts: readonly OutputVerdict[], reference: Reference, id: string): Verified {
	const problems = verdicts.flatMap(({ problem }) => problem ?? []);
	if (problems.length > 0) {
		const [first, ...others] = problems;
		const more = others.length > 0 ? `; ${others.length} more of ${verdicts.length} outputs are wrong` : "";
		throw new InferenceError("ENGINE", `Its numbers are wrong: ${first}${more}.`, {
			stage: "verify",
			advice: "Name another entry in `prefer`; raise `verify.tolerance` only where you know why they differ.",
		});
	}
	const outputs = verdicts.map(({ output }) => output);
	const runs = reference.runs.length;
	const times = runs === 1 ? "1 input" : `${runs} inputs`;
	return {
		verification: { reference: id, device: reference.device, runs, outputs },
		checks: outputs.map(({ name, maxAbsolute, maxRelative }) =>
			maxAbsolute === 0
				? `\`${name}\` equals ${id} on ${times}`
				: `\`${name}\` within ${formatNumber(maxAbsolute)} of ${id} on ${times}, ${formatNumber(maxRelative)} of its range`,
		),
		notes: verdicts.flatMap(({ doubt }) => doubt ?? []),
	};
}
