import { expect, test } from "vitest";
import { runProgram } from "../../testing/program.ts";
import { findEngine } from "./engine.ts";

const here = (await findEngine()).status === "found";

const HEAD = `
	import { isMainThread, parentPort, Worker } from "node:worker_threads";
	import { openSession, Tensor } from "@polyinfer/core";
	import { onnxruntime } from "./backend.ts";
	import { heavyNet } from "./testing/nets.ts";
	const open = (times = 30) =>
		openSession(onnxruntime, heavyNet(times), { threads: 1 }, { options: { binding: "addon" } });
	const feed = (n) => ({ x: new Tensor("float32", new Float32Array(n * n), [n, n]) });
`;

test.skipIf(!here)("process.exit with runs in flight ends with the asked code", async () => {
	for (const delayMs of [0, 20, 200]) {
		const ended = await runProgram(`${HEAD}
			const session = await open();
			for (let i = 0; i < 6; i++) session.run(feed(1000)).catch(() => undefined);
			setTimeout(() => process.exit(7), ${delayMs});
		`);
		expect(ended).toMatchObject({ code: 7, signal: null, stderr: "" });
	}
});

test.skipIf(!here)("process.exit while a model is opened ends with the asked code", async () => {
	for (const delayMs of [0, 5, 10, 15, 20, 25, 30, 40]) {
		const ended = await runProgram(`${HEAD}
			open(2000).catch(() => undefined);
			setTimeout(() => process.exit(7), ${delayMs});
		`);
		expect(ended).toMatchObject({ code: 7, signal: null, stderr: "" });
	}
});

test.skipIf(!here)("worker.terminate with runs in flight leaves the program alive", async () => {
	const ended = await runProgram(`${HEAD}
		if (isMainThread) {
			const worker = new Worker(new URL(import.meta.url));
			worker.once("message", () => setTimeout(async () => {
				await worker.terminate();
				const session = await open(2);
				const { y } = await session.run(feed(1));
				console.log("still here", String(y.data));
				await session.dispose();
				process.exitCode = 5;
			}, 50));
		} else {
			const session = await open();
			for (let i = 0; i < 6; i++) session.run(feed(1000)).catch(() => undefined);
			parentPort.postMessage("running");
		}
	`);
	expect(ended).toMatchObject({ code: 5, signal: null, stdout: "still here 0\n", stderr: "" });
});

test.skipIf(!here)("a program that forgets to dispose ends by itself with 0", async () => {
	const ended = await runProgram(`${HEAD}
		const session = await open(2);
		await session.run(feed(10));
		console.log("done");
	`);
	expect(ended).toMatchObject({ code: 0, signal: null, stdout: "done\n", stderr: "" });
	expect(ended.ms).toBeLessThan(10_000);
});

test.skipIf(!here)("an abort while a model is opened stops the engine", async () => {
	const ended = await runProgram(`${HEAD}
		const model = heavyNet(6000);
		const create = (signal) => onnxruntime.createSession(
			model,
			{ options: { binding: "addon" }, inputs: {}, strict: false, trusted: false, ...(signal ? { signal } : {}) },
			{ stage() {}, progress() {}, log() {} },
		);
		const timed = async (work) => {
			const started = performance.now();
			const outcome = await work.then((session) => session.dispose().then(() => "opened"), (error) => error.code);
			return { outcome, ms: performance.now() - started };
		};
		await timed(create());
		const whole = await timed(create());
		const aborted = await timed(create(AbortSignal.timeout(Math.ceil(whole.ms / 4))));
		console.log(JSON.stringify({ whole, aborted }));
	`);
	expect(ended).toMatchObject({ code: 0, stderr: "" });
	const { whole, aborted } = JSON.parse(ended.stdout);
	expect(whole.outcome).toBe("opened");
	expect(aborted.outcome).toBe("ABORTED");
	expect(aborted.ms).toBeLessThan(whole.ms * 0.8);
});
