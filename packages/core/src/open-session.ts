import type { ArtifactCache } from "./artifact-cache.ts";
import type { Backend, BackendContext, BackendSession, ReferenceCheck } from "./backend.ts";
import { type Attempt, abortedError, InferenceError, type Stage, toInferenceError } from "./errors.ts";
import { checkBounds } from "./input-bounds.ts";
import { ManagedSession, type ManagedSessionOptions } from "./managed-session.ts";
import type { LoadedModel } from "./model.ts";
import { pickFormat } from "./pick-format.ts";
import type { Report } from "./report.ts";
import type { Session, SessionOptions } from "./session.ts";
import { checkIsolated, checkStrict, checkTrust } from "./session-checks.ts";
import type { SessionChannels } from "./session-events.ts";
import { makeReport } from "./session-report.ts";
import { boundsOfFile, renameSession } from "./value-names.ts";
import type { Verified } from "./verify/verification.ts";
import type { Verifier } from "./verify/verifier.ts";

/** One entry of `prefer`, resolved to a backend. */
export interface OpenRequest {
	/** The entry as the caller wrote it. Default: the backend's id. */
	readonly entry?: string;
	readonly device?: string;
	/** The backend's own options. */
	readonly options?: Readonly<Record<string, unknown>>;
	/** Entries that failed before, for the report. */
	readonly attempts?: readonly Attempt[];
	/** Where the session's events go. Default: nowhere. */
	readonly channels?: SessionChannels | undefined;
	/** False: a word led here, so that nothing is converted. Default: true. */
	readonly isNamed?: boolean;
	/** Where the backend keeps files that are costly to make. Default: nowhere. */
	readonly cache?: ArtifactCache | undefined;
	/** What the backend may compare its session with. Default: nothing. */
	readonly reference?: ReferenceCheck | undefined;
	/** Has the last word before the session is handed out. */
	readonly verify?: Verifier | undefined;
}

const UNVERIFIED: Verified = { checks: [], notes: [] };

/** What came to light after a session was opened. */
export type Measured = Partial<Pick<Report, "race" | "move" | "notes" | "attempts">>;

/** A session that nobody has yet: it is handed out or disposed. */
export interface OpenedSession {
	readonly session: BackendSession;
	/**
	 * Its report. `measured` goes into it, its notes beside the others; its attempts are the entries that were tried before,
	 * default: those of the request.
	 */
	report(measured?: Measured): Report;
	/** Wraps it for the caller. */
	handOut(measured?: Measured): Session;
	/** Wraps `session`, which stands for this one, for the caller. */
	handOutAs(session: BackendSession, told: Pick<ManagedSessionOptions, "report" | "settled">): Session;
}

/** Opens one model on one backend and wraps it into a {@link Session}, as {@link openBackend} does. */
export async function openSession(...given: Parameters<typeof openBackend>): Promise<Session> {
	return (await openBackend(...given)).handOut();
}

/**
 * Opens one model on one backend.
 * `models` are the formats at hand; the first of `backend.formats` among them is taken, else of `backend.conversions`.
 * Rejects with what the backend rejects with, `attempts` holding this attempt last; UNSUPPORTED where no format fits.
 */
export async function openBackend(
	backend: Backend,
	models: LoadedModel | readonly LoadedModel[],
	options: Omit<SessionOptions, "prefer" | "verify"> = {},
	request: OpenRequest = {},
): Promise<OpenedSession> {
	const started = performance.now();
	const entry = request.entry ?? backend.id;
	const before = request.attempts ?? [];
	let stage: Stage = "find";
	const attempt = (end: Pick<Attempt, "outcome"> & Partial<Attempt>): Attempt => ({
		entry,
		backend: backend.id,
		...(request.device === undefined ? {} : { device: request.device }),
		stage,
		ms: performance.now() - started,
		...end,
	});
	const context: BackendContext = {
		stage: (next) => {
			stage = next;
		},
		progress: (fraction, text) => options.onProgress?.({ backend: backend.id, stage, fraction, text }),
		log: (level, engine, text) => options.onLog?.(level, engine, text),
		...(request.cache === undefined ? {} : { cache: request.cache }),
		...(request.reference === undefined ? {} : { reference: request.reference }),
	};
	try {
		const model = pickFormat(
			backend,
			Array.isArray(models) ? models : [models as LoadedModel],
			request.isNamed ?? true,
		);
		if (!options.trusted) await checkTrust(backend, model, options.isolate);
		const names = options.io?.[model.format];
		const bounds = options.inputs ?? {};
		const ownBounds = boundsOfFile(bounds, names);
		if (model.metadata) checkBounds(ownBounds, model.metadata.inputs);
		const opened = backend.createSession(
			model,
			{
				options: request.options ?? {},
				inputs: ownBounds,
				strict: options.strict ?? false,
				trusted: options.trusted ?? false,
				...(request.device === undefined ? {} : { device: request.device }),
				...(options.threads === undefined ? {} : { threads: options.threads }),
				...(options.isolate === undefined ? {} : { isolate: options.isolate }),
				...(options.maxConcurrency === undefined ? {} : { maxConcurrency: options.maxConcurrency }),
				...(options.signal === undefined ? {} : { signal: options.signal }),
			},
			context,
		);
		const unnamed = await abandonOnAbort(opened, options.signal);
		let session = unnamed;
		let verified = UNVERIFIED;
		try {
			session = renameSession(unnamed, names);
			if (!model.metadata) checkBounds(bounds, session.inputs);
			if (options.strict) checkStrict(session);
			if (options.isolate) checkIsolated(session);
			if (request.verify) {
				stage = "verify";
				verified = await request.verify(session, backend.id, request.options ?? {});
			}
		} catch (error) {
			await session.dispose();
			throw error;
		}
		const path = model.files[0]?.path;
		const { facts } = session;
		const { checks, notes, ...compared } = verified;
		const own = attempt({ outcome: "ok" });
		const report: OpenedSession["report"] = ({ notes: last = [], attempts = before, ...measured } = {}) => {
			const told = { ...facts, checks: [...facts.checks, ...checks], notes: [...facts.notes, ...notes, ...last] };
			return makeReport(told, {
				...compared,
				...measured,
				backend: backend.id,
				model: { sha256: model.sha256, ...(path === undefined ? {} : { path }) },
				attempts: [...attempts, own],
				pin: { backend: backend.id, device: session.facts.device, options: request.options ?? {} },
			});
		};
		const handOutAs: OpenedSession["handOutAs"] = (standIn, told) =>
			new ManagedSession(standIn, {
				...told,
				bounds,
				maxQueue: options.maxQueue ?? Number.POSITIVE_INFINITY,
				copyFeeds: options.copyFeeds ?? false,
				channels: request.channels,
			});
		return {
			session,
			report,
			handOut: (measured) => handOutAs(session, { report: report(measured) }),
			handOutAs,
		};
	} catch (error) {
		const failure = toInferenceError(error);
		stage = failure.stage ?? stage;
		const { message, advice, engineCode, scope } = failure;
		// The scan has passed this file: what an engine holds against it is the engine's own limit.
		const code = failure.code === "INVALID_MODEL" ? "UNSUPPORTED" : failure.code;
		const failed = attempt({
			outcome: "failed",
			code,
			message,
			...(advice === undefined ? {} : { advice }),
			...(engineCode === undefined ? {} : { engineCode }),
		});
		throw new InferenceError(code, message, {
			stage,
			backend: backend.id,
			attempts: [...before, failed],
			cause: code === "ABORTED" ? (failure.cause ?? options.signal?.reason) : failure,
			...(advice === undefined ? {} : { advice }),
			...(engineCode === undefined ? {} : { engineCode }),
			...(scope === undefined ? {} : { scope }),
		});
	}
}

/** Rejects as soon as the signal fires; a session that opens later all the same is disposed. */
function abandonOnAbort(opened: Promise<BackendSession>, signal: AbortSignal | undefined): Promise<BackendSession> {
	if (!signal) return opened;
	return new Promise((resolve, reject) => {
		const abort = (): void => {
			reject(abortedError(signal));
			opened.then(
				(session) => session.dispose(),
				() => undefined,
			);
		};
		if (signal.aborted) return abort();
		signal.addEventListener("abort", abort, { once: true });
		opened.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
	});
}
