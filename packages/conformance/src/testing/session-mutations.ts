import { InferenceError, openSession, type Tensor } from "@polyinfer/core";
import { type Mutation, openWith, withSessions } from "./mutation.ts";

/** Runs, queues, aborts and ends that go wrong. */
export const SESSION_MUTATIONS: readonly Mutation[] = [
	{
		what: "another result of runSync",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				runSync: (feeds, outputs) => session.runSync?.(feeds, outputs).map(() => undefined) ?? [],
			})),
		caught: ["runSync gives the same, where there is one", "runSync between runs disturbs none"],
	},
	{
		what: "runSync though syncRuns is false",
		backend: (fake) =>
			withSessions(fake, (session) => ({ ...session, capabilities: { ...session.capabilities, syncRuns: false } })),
		caught: ["runSync gives the same, where there is one"],
	},
	{
		what: "no runSync though syncRuns is true",
		backend: (fake) => withSessions(fake, ({ runSync: _, ...session }) => session),
		caught: [
			"runSync gives the same, where there is one",
			"runSync between runs disturbs none",
			"the engine that the report names counts every run",
		],
	},
	{
		what: "a warm-up that does nothing",
		open: openWith(() => ({ warmUp: () => Promise.resolve() })),
		caught: ["warmUp runs on zeros", "everything after dispose is DISPOSED"],
	},
	{
		what: "results that go to the wrong run",
		fake: { queues: true, runMs: (net) => (net.name === "add" ? 1 : 0) },
		backend: (fake) =>
			withSessions(fake, (session) => {
				const waiting: ((results: (Tensor | undefined)[]) => void)[] = [];
				return {
					...session,
					run: (feeds, outputs, signal) =>
						new Promise((resolve, reject) => {
							waiting.push(resolve);
							session.run(feeds, outputs, signal).then(
								(results) => waiting.pop()?.(results),
								(error: unknown) => {
									waiting.splice(waiting.indexOf(resolve), 1);
									reject(error);
								},
							);
						}),
				};
			}),
		caught: ["a hundred runs at once give each its own result", "runs are first in, first out"],
		andOthers: true,
	},
	{
		what: "sessions that end together",
		backend: (fake) => {
			let isClosed = false;
			return withSessions(fake, (session, model) => {
				isClosed = false;
				return {
					...session,
					run: async (feeds, outputs, signal) => {
						if (isClosed) throw new InferenceError("DISPOSED", "All sessions were disposed.");
						return session.run(feeds, outputs, signal);
					},
					dispose: async () => {
						isClosed = model.metadata !== undefined;
						await session.dispose();
					},
				};
			});
		},
		caught: ["two sessions run side by side"],
		andOthers: true,
	},
	{
		what: "last in, first out",
		fake: { queues: true },
		backend: (fake) =>
			withSessions(fake, (session) => {
				const stack: (() => void)[] = [];
				return {
					...session,
					run: async (feeds, outputs, signal) => {
						const results = await session.run(feeds, outputs, signal);
						await new Promise<void>((resolve) => {
							stack.push(resolve);
							setTimeout(() => stack.pop()?.(), 1);
						});
						return results;
					},
				};
			}),
		caught: ["runs are first in, first out"],
	},
	{
		what: "a failed run that breaks the session",
		open: openWith((session) => {
			let isBroken = false;
			return {
				run: async (feeds, options) => {
					if (isBroken) throw new InferenceError("ENGINE", "Broken.");
					try {
						return await session.run(feeds, options);
					} catch (error) {
						isBroken = true;
						throw error;
					}
				},
			};
		}),
		caught: ["a missing feed is refused", "an unknown output is refused"],
		andOthers: true,
	},
	{
		what: "one failure that fails what waits",
		open: openWith((session) => {
			let failed: Promise<never> | undefined;
			return {
				run: (feeds, options) => {
					const isWrong = Object.keys(feeds ?? {}).join() === "a";
					if (isWrong) failed = Promise.reject(new InferenceError("ENGINE", "Broken."));
					const run =
						failed && !isWrong ? Promise.race([failed, session.run(feeds, options)]) : session.run(feeds, options);
					failed?.catch(() => {
						setTimeout(() => {
							failed = undefined;
						}, 0);
					});
					run.catch(() => undefined);
					return run;
				},
			};
		}),
		caught: ["a run that fails does not hold up the next", "a missing feed is refused"],
	},
	{
		what: "stats that stand still",
		open: openWith((session) => ({ stats: { ...session.stats, runs: 1, errors: 0, aborted: 0, inFlight: 0 } })),
		caught: ["stats count runs, aborts and what is in flight", "the engine that the report names counts every run"],
	},
	{
		what: "signals that runs do not look at",
		open: openWith((session) => ({
			run: (feeds, { signal: _, ...options } = {}) => session.run(feeds, options),
		})),
		caught: ["a signal that is aborted already rejects with its reason"],
	},
	{
		what: "signals that opening does not look at",
		open: (backend, model, { signal: _, ...options } = {}, request = {}) =>
			openSession(backend, model, options, request),
		caught: ["opening with a signal that is aborted already rejects", "an abort while opening rejects with its reason"],
	},
	{
		what: "an abort that outlives its run",
		open: openWith((session) => {
			let last: AbortSignal | undefined;
			return {
				run: (feeds, options = {}) => {
					const signal = options.signal ?? last;
					last = signal;
					return session.run(feeds, { ...options, ...(signal ? { signal } : {}) });
				},
			};
		}),
		caught: ["an abort after the run changes nothing", "a signal that is aborted already rejects with its reason"],
	},
	{
		what: "a second dispose that fails",
		open: openWith((session) => {
			let count = 0;
			return {
				dispose: async () => {
					if (count++ > 0) throw new InferenceError("DISPOSED", "It was disposed.");
					await session.dispose();
				},
			};
		}),
		caught: ["dispose may be called twice"],
		andOthers: true,
	},
	{
		what: "asyncDispose that does nothing",
		open: openWith(() => ({ [Symbol.asyncDispose]: () => Promise.resolve() })),
		caught: ["Symbol.asyncDispose disposes"],
	},
	{
		what: "runs after dispose",
		open: openWith(() => ({ dispose: () => Promise.resolve() })),
		caught: ["everything after dispose is DISPOSED"],
	},
	{
		what: "dispose that fails the run inside the engine",
		open: openWith((session) => {
			let close: (error: InferenceError) => void = () => undefined;
			const closed = new Promise<never>((_, reject) => {
				close = reject;
			});
			closed.catch(() => undefined);
			return {
				run: (feeds, options) => Promise.race([session.run(feeds, options), closed]),
				dispose: () => {
					close(new InferenceError("DISPOSED", "It was disposed."));
					return session.dispose();
				},
			};
		}),
		caught: ["dispose right after run leaves the run its result or DISPOSED"],
	},
];
