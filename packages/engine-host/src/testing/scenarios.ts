import { parentPort, workerData } from "node:worker_threads";
import { hostCounters } from "../counters.ts";
import { type NullOptions, openNull as openHere } from "../engines/null/engine.ts";
import type { HostSession, OpenOptions } from "../host-session.ts";
import { runners } from "./runners.ts";
import { numbers, oneToFour } from "./tensors.ts";

/** In a process of its own where the second argument says so. */
function openNull(options: NullOptions = {}, more: Partial<OpenOptions> = {}): Promise<HostSession> {
	return openHere(options, more, process.argv[3] === "isolated" ? "process" : undefined);
}

/** Programs for tests of whole processes and workers: the name is the first argument, or the worker's data. */
const scenarios: Record<string, () => Promise<void>> = {
	async run() {
		const session = await openNull();
		const y = numbers(await session.run([oneToFour()], ["new"]));
		await session.dispose();
		console.log(JSON.stringify({ y, counters: hostCounters() }));
	},
	async "exit in flight"() {
		const session = await openNull({ delayMs: 5000 }, { maxRuns: 2 });
		for (let i = 0; i < 4; i++) void session.run([oneToFour()], ["new"]);
		setTimeout(() => process.exit(7), 30);
	},
	async "exit in flight, deaf"() {
		const session = await openNull({ delayMs: 300, deaf: true }, { maxRuns: 2 });
		for (let i = 0; i < 4; i++) void session.run([oneToFour()], ["new"]);
		setTimeout(() => process.exit(7), 30);
	},
	async "exit while opening"() {
		void openNull({ openMs: 5000 });
		setTimeout(() => process.exit(7), 50);
	},
	async "exit while disposing"() {
		const session = await openNull({ delayMs: 300, deaf: true });
		void session.run([oneToFour()], ["new"]);
		void session.dispose();
		setTimeout(() => process.exit(7), 30);
	},
	async "forgotten dispose"() {
		const session = await openNull({ delayMs: 1 }, { maxRuns: 2 });
		await Promise.all([session.run([oneToFour()], ["new"]), session.run([oneToFour()], ["new"])]);
		console.log("done");
	},
	async "run that nobody awaits"() {
		const session = await openNull({ delayMs: 100 });
		void session.run([oneToFour()], ["new"]).then((y) => console.log(JSON.stringify(numbers(y))));
	},
	async "pooled tensors that nobody disposes"() {
		const session = await openNull();
		for (let i = 0; i < 10; i++) session.allocate("float32", [1, 4]);
		await session.run([session.allocate("float32", [1, 4])], ["new"]);
	},
	async "talkative engine"() {
		const session = await openNull({ log: true });
		await session.run([oneToFour()], ["new"]);
		await session.dispose();
	},
	async "throwing callback"() {
		process.on("uncaughtException", (error) => console.log(error.message));
		const onLog = (_: string, text: string): never => {
			throw new Error(`cannot take "${text}"`);
		};
		const session = await openNull({ log: true }, { onLog });
		console.log(JSON.stringify(numbers(await session.run([oneToFour()], ["new"]))));
		await session.dispose();
	},
	async debug() {
		process.env.POLYINFER_DEBUG = "1";
		const session = await openNull({ delayMs: 30 });
		const kept = session.allocate("float32", [1, 4]);
		await session.run([kept], ["new"]);
		const run = session.run([kept], ["new"]);
		kept.data[0] = 5;
		await run;
		const plain = oneToFour();
		const copied = session.run([plain], ["new"]);
		plain.data[0] = 5;
		await copied;
		kept.dispose();
		(() => session.allocate("float32", [2, 2]))();
		for (let i = 0; i < 20; i++) {
			globalThis.gc?.();
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		await session.dispose();
	},
	async busy() {
		const sessions = [await openNull(), await openNull({ delayMs: 1 }, { maxRuns: 2 })] as const;
		parentPort?.postMessage("running");
		for (;;) {
			const x = sessions[0].allocate("float32", [1, 4]);
			const slow = sessions[1].run([x], ["new"]);
			for (let i = 0; i < 20; i++) await sessions[0].run([x], ["new"]);
			sessions[0].runSync([oneToFour()], [x]);
			x.dispose();
			await slow;
		}
	},
	async "killed in flight"() {
		const session = await openNull({ delayMs: 60_000, deaf: true });
		void session.run([oneToFour()], ["new"]);
		console.log(runners()[0]);
		process.kill(process.pid, "SIGKILL");
	},
	async hang() {
		const session = await openNull({ delayMs: 60_000 });
		void session.run([oneToFour()], ["new"]);
		parentPort?.postMessage("running");
		await new Promise(() => setInterval(() => {}, 1000));
	},
};

const asked: unknown = workerData ?? process.argv[2];
const scenario = scenarios[String(asked)];
if (scenario === undefined) throw new Error(`There is no scenario ${String(asked)}.`);
await scenario();
