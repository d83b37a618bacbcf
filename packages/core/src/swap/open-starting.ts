import type { BackendSession } from "../backend.ts";
import type { Candidate } from "../candidates.ts";
import { type Attempt, toInferenceError } from "../errors.ts";
import { zeros } from "../feed-memory.ts";
import { likelyShape } from "../input-bounds.ts";
import type { OpenedSession } from "../open-session.ts";
import { ownValue } from "../own-value.ts";
import type { Move, Report } from "../report.ts";
import type { Session } from "../session.ts";
import { elementCount } from "../shape.ts";
import type { InputBounds } from "../value-info.ts";
import { SwappingSession } from "./swapping-session.ts";

/** Opens one candidate; rejects with all attempts so far, this one last. */
export type OpenCandidate = (
	candidate: Candidate,
	attempts: readonly Attempt[],
	signal?: AbortSignal,
) => Promise<OpenedSession>;

/**
 * A session that `opened` serves at once, and `candidate` as soon as it is open, has run once on zeros and nothing begun
 * before is left. Where it does not open, or its inputs and outputs are others, `opened` stays. `attempts` are those
 * before.
 */
export function openStarting(
	opened: OpenedSession,
	candidate: Candidate,
	open: OpenCandidate,
	{ attempts, bounds }: { readonly attempts: readonly Attempt[]; readonly bounds: InputBounds },
): Session {
	const controller = new AbortController();
	const session = new SwappingSession(opened.session, () => controller.abort());
	const started = performance.now();
	const ways = { from: opened.report().backend, to: candidate.backend.id };
	let report: Report = opened.report({ attempts, move: { ...ways, state: "opening" } });
	const ended = (state: Move["state"]): Move => ({
		...ways,
		state,
		ms: performance.now() - started,
		runs: session.runs,
	});
	const settled = (async () => {
		let next: OpenedSession | undefined;
		try {
			next = await open(candidate, attempts, controller.signal);
			await runOnZeros(next.session, bounds);
			const move = ended("done");
			if (await session.swap(next.session)) report = next.report({ attempts: report.attempts, move });
		} catch (error) {
			const failure = toInferenceError(error);
			await next?.session.dispose();
			const tried = failure.attempts.length > 0 ? failure.attempts : [...attempts, failedRun(candidate, failure)];
			report = opened.report({ attempts: tried, move: ended("failed") });
		}
	})();
	return opened.handOutAs(session, { report: () => report, settled });
}

/** The first run is the slowest, and nobody should wait for it. */
async function runOnZeros(session: BackendSession, bounds: InputBounds): Promise<void> {
	const feeds = session.inputs.map((input) => {
		const shape = likelyShape(input, ownValue(bounds, input.name));
		return zeros(input.dtype, shape, elementCount(shape));
	});
	await session.run(
		feeds,
		session.outputs.map(() => "new" as const),
	);
}

function failedRun(
	{ entry, backend, device }: Candidate,
	{ code, message }: { code: Attempt["code"]; message: string },
): Attempt {
	return {
		entry,
		backend: backend.id,
		...(device === undefined ? {} : { device }),
		outcome: "failed",
		stage: "warm-up",
		...(code === undefined ? {} : { code }),
		message,
		ms: 0,
	};
}
