import { expect, test } from "vitest";
import { runProgram } from "../testing/program.ts";
import { findJavascript } from "./find-javascript.ts";

const installed = findJavascript() !== undefined;

const HEAD = `
	import { Worker, isMainThread, parentPort } from "node:worker_threads";
	import { Tensor } from "@polyinfer/core";
	import { openFallback } from "./fallback/open-fallback.ts";
	import { context, heavyNet } from "./testing/nets.ts";
	const open = () => openFallback(heavyNet(30), { options: {}, threads: 1, notes: [] }, context);
	const feed = (n) => [new Tensor("float32", new Float32Array(n * n), [n, n])];
`;

test.skipIf(!installed)("process.exit with a run in flight ends with the asked code", async () => {
	for (const delayMs of [0, 20, 300]) {
		const ended = await runProgram(`${HEAD}
			const session = await open();
			session.run(feed(1000), ["new"]).then(() => console.log("ran"));
			setTimeout(() => process.exit(7), ${delayMs});
		`);
		expect(ended).toMatchObject({ code: 7, signal: null, stderr: "" });
	}
});

test.skipIf(!installed)("process.exit while a model is opened ends with the asked code", async () => {
	for (const delayMs of [0, 5, 30, 60]) {
		const ended = await runProgram(`${HEAD}
			open().catch(() => undefined);
			setTimeout(() => process.exit(7), ${delayMs});
		`);
		expect(ended).toMatchObject({ code: 7, signal: null, stderr: "" });
	}
});

test.skipIf(!installed)("an uncaught error with a run in flight ends with 1 and its own text", async () => {
	const ended = await runProgram(`${HEAD}
		const session = await open();
		session.run(feed(1000), ["new"]);
		setTimeout(() => { throw new Error("on purpose"); }, 50);
	`);
	expect(ended).toMatchObject({ code: 1, signal: null });
	expect(ended.stderr).toContain("on purpose");
});

test.skipIf(!installed)(
	"worker.terminate with a run in flight leaves the program alive, and nothing behind",
	async () => {
		const ended = await runProgram(`${HEAD}
		if (isMainThread) {
			const worker = new Worker(new URL(import.meta.url));
			worker.once("message", (binding) => setTimeout(async () => {
				await worker.terminate();
				console.log("terminated", binding);
				process.exitCode = 5;
			}, 100));
		} else {
			const session = await open();
			session.run(feed(1000), ["new"]);
			parentPort.postMessage(session.facts.binding);
		}
	`);
		expect(ended).toMatchObject({ code: 5, signal: null, stdout: "terminated process\n", stderr: "" });
	},
);

test.skipIf(!installed)("a run inside a worker gives the right numbers", async () => {
	const ended = await runProgram(`${HEAD}
		if (isMainThread) new Worker(new URL(import.meta.url)).once("message", (text) => console.log(text));
		else {
			const session = await open();
			const [y] = await session.run([new Tensor("float32", Float32Array.of(1), [1, 1])], ["new"]);
			await session.dispose();
			parentPort.postMessage(String(y.data));
		}
	`);
	expect(ended).toMatchObject({ code: 0, signal: null, stdout: "1\n", stderr: "" });
});

test.skipIf(!installed)("a program that forgets to dispose ends by itself with 0", async () => {
	const ended = await runProgram(`${HEAD}
		const session = await open();
		await session.run(feed(10), ["new"]);
		console.log("done");
	`);
	expect(ended).toMatchObject({ code: 0, signal: null, stdout: "done\n", stderr: "" });
	expect(ended.ms).toBeLessThan(10_000);
});

test.skipIf(!installed)("fifty sessions in one program open, run and dispose, two at a time", async () => {
	const ended = await runProgram(`${HEAD}
		const cycle = async () => {
			const session = await open();
			await session.run(feed(10), ["new"]);
			await session.dispose();
		};
		for (let i = 0; i < 25; i++) await Promise.all([cycle(), cycle()]);
		console.log("done");
	`);
	expect(ended).toMatchObject({ code: 0, signal: null, stdout: "done\n", stderr: "" });
});
