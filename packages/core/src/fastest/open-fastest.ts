import type { Candidate } from "../candidates.ts";
import { checkFeeds } from "../check-feeds.ts";
import { type Attempt, abortedError, InferenceError, toInferenceError } from "../errors.ts";
import type { Feeds } from "../feeds.ts";
import type { LoadedModel } from "../model.ts";
import type { OpenedSession } from "../open-session.ts";
import type { Raced } from "../report.ts";
import type { Session, SessionOptions } from "../session.ts";
import { seededFeeds } from "../verify/seeded-feeds.ts";
import { TimeSlice } from "../verify/time-slice.ts";
import { toldInputs } from "../verify/told-inputs.ts";
import type { ChoiceStore } from "./choice-store.ts";
import { describeRace } from "./describe-race.ts";
import { race } from "./race.ts";
import { raceKey } from "./race-key.ts";
import type { FastestRequest } from "./read-fastest.ts";

/** What a race works with. */
export interface FastestContext {
	readonly request: FastestRequest;
	readonly models: readonly LoadedModel[];
	readonly options: Omit<SessionOptions, "prefer" | "verify">;
	/** Opens one candidate; rejects with all attempts so far, this one last. */
	readonly open: (candidate: Candidate, attempts: readonly Attempt[]) => Promise<OpenedSession>;
	/** Left out: every session is raced for. */
	readonly choices?: ChoiceStore | undefined;
}

/** A candidate that is open. */
interface Entrant {
	readonly candidate: Candidate;
	readonly opened: OpenedSession;
}

/**
 * Opens what won the race over this model on this machine, racing where that is not known. `undefined` where no candidate
 * can run the model; `attempts` then hold why. Losers are disposed. Rejects with ABORTED and with faults of the caller.
 */
export async function openFastest(context: FastestContext, attempts: Attempt[]): Promise<Session | undefined> {
	const { request, models, options, choices } = context;
	const key = choices && (await raceKey(request, models, options, choices.machine));
	const remembered = key === undefined ? undefined : readResult(await choices?.read(key), request);
	if (remembered) {
		const winner = await openOne(context, remembered.winner, attempts);
		const note = `${describeRace(remembered.race)}, as measured before`;
		if (winner) return winner.handOut({ race: remembered.race, notes: [note], attempts });
	}
	const entrants: Entrant[] = [];
	try {
		for (const candidate of request.candidates) {
			if (remembered && candidate === remembered.winner) continue;
			const opened = await openOne(context, candidate, attempts);
			if (opened) entrants.push({ candidate, opened });
		}
		const [only] = entrants;
		if (!only) return undefined;
		if (entrants.length === 1) {
			entrants.pop();
			return only.opened.handOut({
				notes: [`nothing to race against: only ${nameOf(only)} can run this model`],
				attempts,
			});
		}
		const results = await measure(context, entrants, attempts);
		const [best] = results;
		if (!best) return undefined;
		const list = results.map(({ raced }) => raced);
		if (choices && key !== undefined) await choices.write(key, writeResult(best.entrant.candidate, list));
		entrants.splice(entrants.indexOf(best.entrant), 1);
		return best.entrant.opened.handOut({ race: list, notes: [describeRace(list)], attempts });
	} finally {
		await Promise.all(entrants.map(({ opened }) => opened.session.dispose()));
	}
}

async function openOne(
	{ open }: FastestContext,
	candidate: Candidate,
	attempts: Attempt[],
): Promise<OpenedSession | undefined> {
	try {
		return await open(candidate, []);
	} catch (error) {
		const failure = toInferenceError(error);
		if (failure.code === "INVALID_ARGUMENT" || failure.code === "ABORTED") throw failure;
		attempts.push(...failure.attempts);
		return undefined;
	}
}

interface Result {
	readonly entrant: Entrant;
	readonly raced: Raced;
}

/** The results, the quickest first; an entrant that does not run is an attempt that failed. */
async function measure(context: FastestContext, entrants: readonly Entrant[], attempts: Attempt[]): Promise<Result[]> {
	const { request, options } = context;
	const { signal, inputs: bounds = {} } = options;
	const feeds = await feedsOf(context, entrants[0] as Entrant);
	const lanes = entrants.map(({ opened: { session } }) => async () => {
		const tensors = checkFeeds(feeds, session.inputs, bounds);
		await session.run(
			tensors,
			session.outputs.map(() => "new" as const),
			signal,
		);
	});
	const times = await race(lanes, { budgetMs: request.budgetMs, signal });
	if (signal?.aborted) throw abortedError(signal);
	const results = entrants.flatMap((entrant, i): Result[] => {
		const time = times[i];
		if (time === undefined || time instanceof InferenceError) {
			attempts.push(failedRun(entrant, time));
			return [];
		}
		const { backend, device } = { backend: entrant.candidate.backend.id, device: entrant.opened.session.facts.device };
		return [{ entrant, raced: { backend, device, ...time } }];
	});
	return results.sort((a, b) => a.raced.medianMs - b.raced.medianMs);
}

async function feedsOf({ request, models, options }: FastestContext, { opened }: Entrant): Promise<Feeds> {
	const inputs = toldInputs(opened.session.inputs, models);
	const [feeds = {}] = await seededFeeds(inputs, options.inputs ?? {}, { inputs: request.feeds }, new TimeSlice());
	return feeds;
}

function failedRun({ candidate, opened }: Entrant, error: InferenceError | undefined): Attempt {
	const { code = "ENGINE", message = "It did not run.", advice, engineCode } = error ?? {};
	return {
		entry: candidate.entry,
		backend: candidate.backend.id,
		device: opened.session.facts.device,
		outcome: "failed",
		stage: "run",
		code,
		message,
		...(advice === undefined ? {} : { advice }),
		...(engineCode === undefined ? {} : { engineCode }),
		ms: 0,
	};
}

function nameOf({ candidate, opened }: Entrant): string {
	return `${candidate.backend.id} (${opened.session.facts.device})`;
}

/** Which candidate a text of {@link writeResult} names. */
const identityOf = ({ backend, device, options }: Candidate): string =>
	JSON.stringify([backend.id, device ?? "", options]);

function writeResult(winner: Candidate, list: readonly Raced[]): string {
	return JSON.stringify({ winner: identityOf(winner), race: list });
}

/** `undefined` for a text that was not written by {@link writeResult} for one of these candidates. */
function readResult(
	text: string | undefined,
	{ candidates }: FastestRequest,
): { readonly winner: Candidate; readonly race: readonly Raced[] } | undefined {
	try {
		const { winner, race: list } = JSON.parse(text ?? "") as {
			readonly winner: string;
			readonly race: readonly Raced[];
		};
		const candidate = candidates.find((one) => identityOf(one) === winner);
		return candidate && Array.isArray(list) ? { winner: candidate, race: list } : undefined;
	} catch {
		return undefined;
	}
}
