/** The program of a test, in a process of its own: opens a model, gets into trouble, and prints what it is told. */
import { spawnSync } from "node:child_process";
import { createSession, type InferenceError, type Session, type SessionOptions, Tensor } from "polyinfer";

/** What a program in trouble does with the library. */
export type Act = keyof typeof ACTS;

const vector = (): Tensor => new Tensor("float32", new Float32Array(3), [1, 3]);
const feeds = (): Record<string, Tensor> => ({ a: vector(), b: vector() });
const fill = (session: Session, elements: bigint) =>
	session.run({ sizes: new Tensor("int64", BigInt64Array.of(elements), [1]) });
const signalRunner = (signal: string): void => {
	spawnSync("pkill", [`-${signal}`, "-P", String(process.pid), "polyinfer-runne"]); // Linux cuts names
};

const ACTS = {
	run: (session: Session) => session.run(feeds()),
	"run without threads"(session: Session) {
		process.env.NO_THREADS = "1";
		return session.run(feeds());
	},
	"run with a misspelt feed": (session: Session) => session.run({ a: vector(), bb: vector() }),
	"run with a wrong type": (session: Session) =>
		session.run({ a: vector(), b: new Tensor("int32", new Int32Array(3), [1, 3]) }),
	"run twice at once": (session: Session) => Promise.all([session.run(feeds()), session.run(feeds())]),
	async "run after dispose"(session: Session) {
		await session.dispose();
		return session.run(feeds());
	},
	"dispose while a run waits"(session: Session) {
		const runs = [session.run(feeds()), session.run(feeds())];
		void session.dispose();
		return Promise.all(runs);
	},
	"run on this thread": async (session: Session) => session.runSync(feeds()),
	"fill all memory": (session: Session) => fill(session, 1n << 40n),
	"kill the runner": (session: Session) => loseRunner(session, "KILL"),
	"crash the runner": (session: Session) => loseRunner(session, "SEGV"),
} as const;

/** Stopped first, so that the run is inside it when it ends, however quick the machine is. */
async function loseRunner(session: Session, signal: string): Promise<unknown> {
	signalRunner("STOP");
	const run = session.run({ sizes: new Tensor("int64", BigInt64Array.of(1n << 20n), [1]) });
	setTimeout(() => {
		signalRunner(signal);
		signalRunner("CONT");
	}, 50);
	return run;
}

const { act, model, options } = JSON.parse(process.argv[2] as string) as {
	readonly act: Act;
	readonly model: string;
	readonly options: SessionOptions;
};
let told: object = { code: "none" };
try {
	await ACTS[act]((await createSession(model, options as never)) as Session);
} catch (error) {
	const { code, stage, advice, message } = error as InferenceError;
	told = { code, stage, advice, message };
}
console.log(JSON.stringify(told));
process.exit(0);
