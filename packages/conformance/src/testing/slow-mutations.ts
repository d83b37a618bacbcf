import { abortedError, type BackendSession, openSession } from "@polyinfer/core";
import { busyWait } from "../fake/delay.ts";
import type { FakeOptions } from "../fake/fake-options.ts";
import { LEAK_MUTATIONS } from "./leak-mutations.ts";
import { type Mutation, openWith, withSessions } from "./mutation.ts";

/** How long a run of the slow net takes on the fakes. */
const RUN_MS = 80;
const slow: FakeOptions = { runMs: (net) => (net.name.startsWith("slow") ? RUN_MS : 0) };

type Capabilities = BackendSession["capabilities"];
const declaring =
	(changed: Partial<Capabilities>): Exclude<Mutation["backend"], undefined> =>
	(fake) =>
		withSessions(fake, (session) => ({ ...session, capabilities: { ...session.capabilities, ...changed } }));

const CONCURRENT = "maxConcurrency runs are inside the engine at once, and no more";
const ONE_AFTER_THE_OTHER = "maxConcurrency 1 runs one after the other";
const CANCEL = "a run inside the engine stops as capabilities.cancel says";
const WAITING_ABORT = "a run that waits rejects as soon as it is aborted";
const IN_FLIGHT = "a run inside the engine finishes, one that waits is DISPOSED at once";

/** Every way to be wrong that the slow cases catch. */
export const SLOW_MUTATIONS: readonly Mutation[] = [
	...LEAK_MUTATIONS,
	{
		what: "two runs at once declared, one taken",
		fake: slow,
		backend: (fake) => ({
			...fake,
			async createSession(model, options, context) {
				const session = await fake.createSession(model, options, context);
				let last: Promise<unknown> = Promise.resolve();
				return {
					...session,
					capabilities: { ...session.capabilities, maxConcurrency: Math.min(2, options.maxConcurrency ?? 2) },
					run: (feeds, outputs, signal) => {
						const run = last.then(() => session.run(feeds, outputs, signal));
						last = run.catch(() => undefined);
						return run;
					},
				};
			},
		}),
		caught: [CONCURRENT],
	},
	{
		what: "one run at once declared, many taken",
		fake: { ...slow, queues: true, capabilities: { maxConcurrency: 16 } },
		backend: (fake) => ({
			...fake,
			createSession: async (model, { maxConcurrency: _, ...options }, context) => {
				const session = await fake.createSession(model, options, context);
				return { ...session, capabilities: { ...session.capabilities, maxConcurrency: 1 } };
			},
		}),
		caught: [CONCURRENT, ONE_AFTER_THE_OTHER],
		andOthers: true,
	},
	{
		what: "maxConcurrency that is not looked at",
		fake: { ...slow, capabilities: { maxConcurrency: 2 } },
		open: (backend, model, { maxConcurrency: _, ...options } = {}, request = {}) =>
			openSession(backend, model, options, request),
		caught: [ONE_AFTER_THE_OTHER],
		andOthers: true,
	},
	{
		what: "a queue without end",
		fake: slow,
		open: (backend, model, { maxQueue: _, ...options } = {}, request = {}) =>
			openSession(backend, model, options, request),
		caught: ["a run beyond maxQueue is BUSY"],
	},
	{
		what: "waiting runs that ignore their signal",
		fake: { ...slow, queues: true },
		backend: (fake) =>
			withSessions(fake, (session) => {
				let inside = 0;
				return {
					...session,
					run: async (feeds, outputs, signal) => {
						inside++;
						try {
							return await session.run(feeds, outputs, inside > 1 ? undefined : signal);
						} finally {
							inside--;
						}
					},
				};
			}),
		caught: [WAITING_ABORT],
	},
	{
		what: "an engine that ends its run though cancel says that it stops",
		fake: { ...slow, capabilities: { cancel: "queue" } },
		backend: declaring({ cancel: "engine" }),
		caught: [CANCEL],
	},
	{
		what: "a run that settles at once while its engine goes on",
		fake: { ...slow, capabilities: { cancel: "queue" } },
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				run: (feeds, outputs, signal) =>
					Promise.race([
						session.run(feeds, outputs, signal),
						new Promise<never>((_, reject) => {
							signal?.addEventListener("abort", () => reject(abortedError(signal)));
						}),
					]),
			})),
		caught: [CANCEL],
	},
	{
		what: "an engine that stops though cancel says that it does not",
		fake: slow,
		backend: declaring({ cancel: "queue" }),
		caught: [CANCEL],
	},
	{
		what: "waiting runs that still run after dispose",
		fake: { ...slow, queues: true },
		backend: (fake) =>
			withSessions(fake, (session) => {
				const runs = new Set<Promise<unknown>>();
				return {
					...session,
					run: (feeds, outputs, signal) => {
						const run = session.run(feeds, outputs, signal);
						runs.add(run);
						return run.finally(() => runs.delete(run));
					},
					dispose: async () => {
						await Promise.allSettled(runs);
						await session.dispose();
					},
				};
			}),
		caught: [IN_FLIGHT],
	},
	{
		what: "dispose that does not wait for the run inside the engine",
		fake: slow,
		open: openWith((session) => ({
			dispose: () => {
				session.dispose().catch(() => undefined);
				return Promise.resolve();
			},
		})),
		caught: [IN_FLIGHT],
	},
	{
		what: "runs that block the event loop",
		fake: slow,
		backend: (fake) =>
			withSessions(fake, (session, model) => ({
				...session,
				run: async (feeds, outputs, signal) => {
					if (model.metadata?.inputs[0]?.shape?.[0] === 256) busyWait(RUN_MS);
					return session.run(feeds, outputs, signal);
				},
			})),
		caught: ["running leaves the event loop free"],
		andOthers: true,
	},
	{
		what: "runs that leave the event loop free though eventLoopFree is false",
		fake: slow,
		backend: declaring({ eventLoopFree: false }),
		caught: ["running leaves the event loop free"],
	},
	{
		what: "opening that blocks the event loop",
		fake: slow,
		backend: (fake) => ({
			...fake,
			async createSession(model, options, context) {
				if ((model.metadata?.parameters.count ?? 0) > 1e6) busyWait(60);
				return fake.createSession(model, options, context);
			},
		}),
		caught: ["opening leaves the event loop free"],
	},
	{
		what: "disposing that blocks the event loop",
		fake: slow,
		backend: (fake) =>
			withSessions(fake, (session, model) => ({
				...session,
				dispose: async () => {
					if ((model.metadata?.parameters.count ?? 0) > 1e6) busyWait(60);
					await session.dispose();
				},
			})),
		caught: ["disposing leaves the event loop free"],
	},
	{
		what: "disposing that waits for runs on the calling thread",
		fake: { ...slow, queues: true },
		backend: (fake) =>
			withSessions(fake, (session) => {
				let running = 0;
				return {
					...session,
					run: async (feeds, outputs, signal) => {
						running++;
						try {
							return await session.run(feeds, outputs, signal);
						} finally {
							running--;
						}
					},
					dispose: async () => {
						if (running > 0) busyWait(RUN_MS);
						await session.dispose();
					},
				};
			}),
		caught: ["disposing with a run in flight leaves the event loop free", IN_FLIGHT],
	},
];
