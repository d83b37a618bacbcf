import type { ArtifactCache } from "./artifact-cache.ts";
import { type Candidate, candidatesOf } from "./candidates.ts";
import type { Catalogue } from "./catalogue.ts";
import { checkOptions, type OptionSchema } from "./check-options.ts";
import { checkSignal } from "./check-signal.ts";
import { type Attempt, abortedError, type ErrorCode, InferenceError, STAGES, toInferenceError } from "./errors.ts";
import type { ChoiceStore } from "./fastest/choice-store.ts";
import type { Fastest } from "./fastest/fastest-options.ts";
import { openFastest } from "./fastest/open-fastest.ts";
import { readFastest } from "./fastest/read-fastest.ts";
import { findBackend } from "./find-backend.ts";
import type { ModelLoader, ModelSource } from "./model.ts";
import { type OpenedSession, type OpenRequest, openBackend } from "./open-session.ts";
import type { PreferEntry } from "./prefer-entry.ts";
import type { Declared, Session, SessionOptions } from "./session.ts";
import type { SessionChannels } from "./session-events.ts";
import { describeAttempt } from "./session-report.ts";
import { type OpenCandidate, openStarting } from "./swap/open-starting.ts";
import type { InputBounds } from "./value-info.ts";
import { checkNames, type NamesByFormat } from "./value-names.ts";
import { createReferenceCheck } from "./verify/create-reference-check.ts";
import { createVerifier } from "./verify/create-verifier.ts";
import { readVerify } from "./verify/read-verify.ts";

/** `createSession` over one catalogue. */
export type CreateSession<P = PreferEntry> = <I extends Declared = Declared, O extends Declared = Declared>(
	model: ModelSource,
	options?: SessionOptions<P>,
) => Promise<Session<I, O>>;

/** What `createSession` may use where its caller has it. */
export interface SessionServices {
	/** Get an event for each session and run, where somebody listens. */
	readonly channels?: SessionChannels | undefined;
	/** Where backends keep what is costly to make. */
	readonly cache?: ArtifactCache | undefined;
	/** Where the results of races are kept. */
	readonly choices?: ChoiceStore | undefined;
}

/** Faults of the caller, which no other backend would mend. */
const FINAL: readonly ErrorCode[] = ["INVALID_ARGUMENT", "ABORTED"];

/** More than any machine has processors: engines would start them one by one, for minutes. */
const MAX_THREADS = 4096;

const OPTIONS: OptionSchema = {
	prefer: "any",
	signal: "any",
	onLog: "function",
	onProgress: "function",
	inputs: "record",
	io: "record",
	threads: "count",
	maxConcurrency: "count",
	maxQueue: "count",
	copyFeeds: "boolean",
	strict: "boolean",
	isolate: ["process"],
	verify: "any",
	trusted: "boolean",
};

/**
 * Binds `createSession` to a list of backends and a way to read models.
 *
 * The function reads the model once, then tries the entries of `prefer` in order and records each failure. It rejects
 * with INVALID_ARGUMENT, INVALID_MODEL or ABORTED at once; when all entries failed, with the code of the one that got
 * furthest, every attempt in `attempts`.
 */
export function createSessionFrom<P = PreferEntry>(
	catalogue: Catalogue,
	loader: ModelLoader,
	{ channels, cache, choices }: SessionServices = {},
): CreateSession<P> {
	const create = async (source: ModelSource, options: SessionOptions<P>): Promise<Session> => {
		checkSessionOptions(options);
		const { signal } = options;
		const prefer = options.prefer as PreferEntry | readonly PreferEntry[] | Fastest | undefined;
		const fastest = readFastest(prefer, catalogue);
		const candidates = fastest?.candidates ?? candidatesOf(prefer as Exclude<typeof prefer, Fastest>, catalogue);
		const verify = options.verify === undefined ? undefined : readVerify(options.verify, catalogue);
		if (signal?.aborted) throw abortedError(signal);
		const models = await loader(source, {
			trusted: options.trusted ?? false,
			...(signal === undefined ? {} : { signal }),
		});
		const { prefer: _, verify: __, ...rest } = options;
		const verifier = verify && createVerifier(verify, models, rest);
		const open: OpenCandidate = (candidate, attempts, signalOfMove) => {
			const asked = signalOfMove === undefined ? rest : { ...rest, signal: signalOfMove };
			// It is asked before the names are changed.
			const { io: _, ...own } = asked;
			const reference = createReferenceCheck(candidate.backend.id, catalogue, models, own);
			return tryCandidate(candidate, models, asked, { attempts, channels, cache, reference, verify: verifier });
		};
		const attempts: Attempt[] = [];
		const session = await (fastest
			? openFastest({ request: fastest, models, options: rest, open, choices }, attempts)
			: openFirst(candidates, open, { attempts, bounds: rest.inputs ?? {} }));
		if (session) {
			// Only now: what an abort has left behind may still be reading.
			void session.whenSettled().then(() => {
				for (const model of models) void model.release?.();
			});
			return session;
		}
		throw allFailed(attempts);
	};
	return async <I extends Declared, O extends Declared>(source: ModelSource, options: SessionOptions<P> = {}) =>
		(await announced(() => create(source, options), channels?.session)) as Session<I, O>;
}

/** The first candidate that opens; `undefined` where none does, and `attempts` hold why. */
async function openFirst(
	candidates: readonly Candidate[],
	open: OpenCandidate,
	request: { readonly attempts: Attempt[]; readonly bounds: InputBounds },
): Promise<Session | undefined> {
	for (const candidate of candidates) {
		for (const start of candidate.startOn ?? []) {
			const opened = await openOr(start, open, request.attempts);
			if (opened) return openStarting(opened, candidate, open, request);
		}
		const opened = await openOr(candidate, open, request.attempts);
		if (opened) return opened.handOut();
	}
	return undefined;
}

/** `undefined` where the candidate does not open; `attempts` then hold why. */
async function openOr(
	candidate: Candidate,
	open: OpenCandidate,
	attempts: Attempt[],
): Promise<OpenedSession | undefined> {
	try {
		return await open(candidate, attempts);
	} catch (error) {
		const failure = toInferenceError(error);
		if (FINAL.includes(failure.code)) throw failure;
		attempts.splice(0, attempts.length, ...failure.attempts);
		return undefined;
	}
}

/** Tells the channel what becomes of `create`. */
async function announced(
	create: () => Promise<Session>,
	channel: SessionChannels["session"] | undefined,
): Promise<Session> {
	const started = performance.now();
	const session = await create().catch((error: unknown) => {
		if (channel?.hasSubscribers)
			channel.publish({ type: "failed", error: toInferenceError(error), ms: performance.now() - started });
		throw error;
	});
	if (channel?.hasSubscribers) channel.publish({ type: "opened", session, ms: performance.now() - started });
	void session.whenSettled().then(({ move }) => {
		if (move && move.state !== "opening" && channel?.hasSubscribers) channel.publish({ type: "moved", session, move });
	});
	return session;
}

async function tryCandidate(
	candidate: Candidate,
	models: Awaited<ReturnType<ModelLoader>>,
	options: Omit<SessionOptions, "prefer" | "verify">,
	before: Pick<OpenRequest, "channels" | "cache" | "reference" | "verify"> & { readonly attempts: readonly Attempt[] },
): Promise<OpenedSession> {
	const { entry, device } = candidate;
	const { id } = candidate.backend;
	const started = performance.now();
	const backend = await findBackend(candidate.backend, candidate.options).catch((error: unknown) => {
		if (!(error instanceof InferenceError)) throw error;
		const { code, message, advice, stage = "find" } = error;
		const attempt: Attempt = {
			entry,
			backend: id,
			...(device === undefined ? {} : { device }),
			outcome: "failed",
			stage,
			code,
			message,
			...(advice === undefined ? {} : { advice }),
			ms: performance.now() - started,
		};
		throw new InferenceError(code, message, { stage, backend: id, attempts: [...before.attempts, attempt] });
	});
	return openBackend(backend, models, options, {
		...before,
		entry,
		isNamed: candidate.isNamed,
		options: candidate.options,
		...(device === undefined ? {} : { device }),
	});
}

interface CheckedOptions {
	readonly maxConcurrency?: number;
	readonly io?: NamesByFormat;
	readonly signal?: unknown;
	readonly threads?: number;
}

function checkSessionOptions(options: object): void {
	if (typeof options !== "object" || options === null)
		throw new InferenceError("INVALID_ARGUMENT", `Expected an object with options but received ${String(options)}.`);
	checkOptions(options, OPTIONS, "createSession");
	const { maxConcurrency, io, signal, threads = 0 } = options as CheckedOptions;
	checkSignal(signal);
	checkNames(io);
	if (threads > MAX_THREADS)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected at most ${MAX_THREADS} for option \`threads\` but received ${threads}.`,
			{ advice: "Leave `threads` out: the default is as many as there are processors for this process." },
		);
	if (maxConcurrency === 0)
		throw new InferenceError("INVALID_ARGUMENT", "Expected 1 or more for option `maxConcurrency` but received 0.");
}

function allFailed(attempts: readonly Attempt[]): InferenceError {
	const furthest = attempts.reduce((best, attempt) =>
		STAGES.indexOf(attempt.stage) > STAGES.indexOf(best.stage) ? attempt : best,
	);
	const code = furthest.code ?? "UNAVAILABLE";
	const message = `No entry of \`prefer\` can run this model.\n${attempts.map((a) => `  ${describeAttempt(a)}`).join("\n")}`;
	return new InferenceError(code, message, {
		stage: furthest.stage,
		backend: furthest.backend,
		attempts,
		...(furthest.advice === undefined ? {} : { advice: furthest.advice }),
		...(furthest.engineCode === undefined ? {} : { engineCode: furthest.engineCode }),
	});
}
