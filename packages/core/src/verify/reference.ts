import type { CatalogueEntry } from "../catalogue.ts";
import { type ErrorCode, InferenceError, toInferenceError } from "../errors.ts";
import type { Feeds } from "../feeds.ts";
import { findBackend } from "../find-backend.ts";
import type { LoadedModel } from "../model.ts";
import { openSession } from "../open-session.ts";
import type { Session, SessionOptions } from "../session.ts";
import type { Tensor } from "../tensor.ts";
import type { ValueInfo } from "../value-info.ts";
import { seededFeeds } from "./seeded-feeds.ts";
import type { TimeSlice } from "./time-slice.ts";
import { toldInputs } from "./told-inputs.ts";
import type { VerifyOptions } from "./verify-options.ts";

/** One run of the reference. */
export interface ReferenceRun {
	readonly feeds: Feeds;
	readonly results: Readonly<Record<string, Tensor | undefined>>;
}

/** What the reference gives. */
export interface Reference {
	readonly device: string;
	readonly outputs: readonly ValueInfo[];
	readonly runs: readonly ReferenceRun[];
}

/** What a reference runs with. */
export interface ReferenceRequest {
	readonly entry: CatalogueEntry;
	readonly models: readonly LoadedModel[];
	readonly options: Omit<SessionOptions, "prefer" | "verify">;
	readonly verify: VerifyOptions;
	readonly slice: TimeSlice;
}

/** Faults of the caller, told as they are. */
const OWN: readonly ErrorCode[] = ["INVALID_ARGUMENT", "ABORTED"];

/**
 * Opens the reference, runs it on the inputs to compare on, and disposes it.
 * Rejects with the reference's own code, stage `"verify"`; UNSUPPORTED where it does not take the inputs that were made
 * up; INVALID_ARGUMENT where it does not take the caller's inputs or options.
 */
export async function runReference(request: ReferenceRequest): Promise<Reference> {
	const { entry, models, options, verify, slice } = request;
	const session = await openReference(entry, models, options, verify);
	try {
		const runs: ReferenceRun[] = [];
		for (const feeds of await seededFeeds(toldInputs(session.inputs, models), options.inputs ?? {}, verify, slice))
			runs.push({ feeds, results: await runOnce(session, feeds, entry.id, request) });
		return { device: session.report.device, outputs: session.outputs, runs };
	} finally {
		await session.dispose();
	}
}

async function openReference(
	entry: CatalogueEntry,
	models: readonly LoadedModel[],
	options: ReferenceRequest["options"],
	{ device, options: engineOptions = {} }: VerifyOptions,
): Promise<Session> {
	try {
		const backend = await findBackend(entry);
		return await openSession(
			backend,
			models,
			{ ...options, strict: false },
			{ options: engineOptions, ...(device === undefined ? {} : { device }) },
		);
	} catch (error) {
		const failure = toInferenceError(error);
		if (OWN.includes(failure.code)) throw failure;
		throw unverified(failure, failure.code, `${entry.id}, the reference, failed at ${failure.stage}`, failure.advice);
	}
}

async function runOnce(
	session: Session,
	feeds: Feeds,
	id: string,
	{ options: { signal }, verify }: ReferenceRequest,
): Promise<ReferenceRun["results"]> {
	try {
		return await session.run(feeds, signal === undefined ? {} : { signal });
	} catch (error) {
		const failure = toInferenceError(error);
		const isOwn = failure.code === "ABORTED" || (failure.code === "INVALID_ARGUMENT" && verify.inputs !== undefined);
		if (isOwn) throw failure;
		const advice = "Give inputs that the model takes, `verify: { inputs }`, or the sizes of free axes, `inputs`.";
		const code = failure.code === "INVALID_ARGUMENT" ? "UNSUPPORTED" : failure.code;
		throw unverified(failure, code, `${id}, the reference, failed on made-up inputs`, advice);
	}
}

function unverified(failure: InferenceError, code: ErrorCode, why: string, advice: string | undefined): InferenceError {
	return new InferenceError(code, `This session cannot be verified: ${why}: ${failure.message}`, {
		stage: "verify",
		cause: failure,
		...(advice === undefined ? {} : { advice }),
		...(failure.engineCode === undefined ? {} : { engineCode: failure.engineCode }),
	});
}
