import { type Mutation, withSessions } from "./mutation.ts";

const LEAKS = {
	sessions: "sessions give everything back",
	opening: "sessions that fail to open give everything back",
	runs: "runs that fail, are aborted or disposed give everything back",
};

/** What a broken fake holds, counted. */
export const held: { count: number } = { count: 0 };

/** What a broken fake holds, uncounted. */
const kept: Uint8Array[] = [];

/** Fakes that do not give everything back. What one case leaves is still counted in the next: `andOthers`. */
export const LEAK_MUTATIONS: readonly Mutation[] = [
	{
		what: "sessions that are counted but not given back",
		backend: (fake) =>
			withSessions(fake, (session) => {
				held.count++;
				return session;
			}),
		caught: [LEAKS.sessions, LEAKS.opening, LEAKS.runs],
	},
	{
		what: "blocks that are not given back where a run used them",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				run: (feeds, outputs, signal) => {
					if (outputs.some((request) => typeof request !== "string")) held.count++;
					return session.run(feeds, outputs, signal);
				},
			})),
		caught: [LEAKS.sessions],
		andOthers: true,
	},
	{
		what: "something left of sessions that failed to open",
		backend: (fake) => ({
			...fake,
			async createSession(model, options, context) {
				held.count++;
				const session = await fake.createSession(model, options, context);
				held.count--;
				return session;
			},
		}),
		caught: [LEAKS.opening],
		andOthers: true,
	},
	{
		what: "something left of runs that were aborted",
		fake: { queues: true },
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				run: async (feeds, outputs, signal) => {
					held.count++;
					const results = await session.run(feeds, outputs, signal);
					held.count--;
					return results;
				},
			})),
		caught: [LEAKS.runs],
	},
	{
		what: "memory that no counter knows",
		backend: (fake) =>
			withSessions(fake, (session) => {
				kept.push(new Uint8Array(400_000).fill(1));
				return session;
			}),
		caught: [LEAKS.sessions],
		andOthers: true,
	},
];
