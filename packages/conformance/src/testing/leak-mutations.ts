import { type Mutation, openWith, withSessions } from "./mutation.ts";

const LEAKS = {
	sessions: "sessions give everything back",
	opening: "sessions that fail to open give everything back",
	failing: "runs that fail, are aborted or disposed give everything back",
	runs: "runs give everything back",
	sync: "runs on the calling thread give everything back",
	inPlace: "runs into given outputs give everything back",
	aborted: "runs that are aborted give everything back",
	refused: "runs that are refused give everything back",
};

/** What a broken fake holds, counted. */
export const held: { count: number } = { count: 0 };

/** What a broken fake holds, uncounted. */
const kept: Uint8Array[] = [];

/** Gives everything back that broken fakes held. */
export function forget(): void {
	held.count = 0;
	kept.length = 0;
}

function keep(bytes: number): void {
	kept.push(new Uint8Array(bytes).fill(1));
}

/** Fakes that do not give everything back. What one case leaves is still counted in the next: `andOthers`. */
export const LEAK_MUTATIONS: readonly Mutation[] = [
	{
		what: "sessions that are counted but not given back",
		backend: (fake) =>
			withSessions(fake, (session) => {
				held.count++;
				return session;
			}),
		caught: [LEAKS.sessions, LEAKS.opening, LEAKS.failing],
		andOthers: true,
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
		caught: [LEAKS.failing, LEAKS.aborted],
		andOthers: true,
	},
	{
		what: "memory that no counter knows",
		backend: (fake) =>
			withSessions(fake, (session) => {
				keep(400_000);
				return session;
			}),
		caught: [LEAKS.sessions],
		andOthers: true,
	},
	{
		what: "memory that stays of each run",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				run: (feeds, outputs, signal) => {
					keep(60_000);
					return session.run(feeds, outputs, signal);
				},
			})),
		caught: [LEAKS.runs, LEAKS.inPlace, LEAKS.aborted],
		andOthers: true,
	},
	{
		what: "memory that stays of each run on the calling thread",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				runSync: (feeds, outputs) => {
					keep(60_000);
					return session.runSync?.(feeds, outputs) ?? [];
				},
			})),
		caught: [LEAKS.sync],
		andOthers: true,
	},
	{
		what: "memory that stays of each run that is refused",
		open: openWith((session) => ({
			run: (feeds, options) => {
				if (Object.keys(feeds).length === 0) keep(60_000);
				return session.run(feeds, options);
			},
		})),
		caught: [LEAKS.refused],
		andOthers: true,
	},
];
