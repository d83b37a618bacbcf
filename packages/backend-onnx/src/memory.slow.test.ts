import { existsSync } from "node:fs";
import { modelPath } from "@polyinfer/models";
import { describe, expect, test } from "vitest";
import { findEngine } from "./engines/onnxruntime/engine.ts";
import { buildProgram, run } from "./testing/program.ts";

const noEngine = (await findEngine()).status === "missing";
const detector = modelPath("pp-ocr-v4-det");

const START = `
	import { readFileSync } from "node:fs";
	import { openSession, Tensor } from "@polyinfer/core";
	import { onnxruntime } from "./backend.ts";
	import { heavyNet, identityNet } from "./testing/nets.ts";
	const settle = async () => {
		for (let i = 0; i < 3; i++) {
			globalThis.gc();
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	};
	const rssMiB = () => process.memoryUsage().rss / 2 ** 20;
	const open = (net, threads) => openSession(onnxruntime, net, threads ? { threads } : {}, { options: { binding: "addon" } });
	const tensor = (...shape) => new Tensor("float32", new Float32Array(shape.reduce((a, b) => a * b)), shape);
`;

/** What a program of its own tells, as JSON. */
async function told(program: string, ...args: readonly string[]): Promise<Record<string, number>> {
	const ended = await run(process.execPath, ["--expose-gc", await buildProgram(START + program), ...args]);
	expect(ended).toMatchObject({ code: 0, stderr: "" });
	return JSON.parse(ended.stdout) as Record<string, number>;
}

describe.skipIf(noEngine)("the memory of a process", () => {
	test.skipIf(!existsSync(detector))(
		`falls back within 20 % after inputs of 320 to 1280 pixels${existsSync(detector) ? "" : " (the model is not fetched)"}`,
		async () => {
			const { before, most, after } = await told(
				`
				const path = process.argv[2];
				const model = { format: "onnx", files: [{ name: "", path, bytes: readFileSync(path) }], sha256: "", findings: [] };
				const session = await open(model, 1);
				const [{ name }] = session.inputs;
				const run = (size) => session.run({ [name]: tensor(1, 3, size, size) });
				for (let i = 0; i < 3; i++) await run(320);
				await settle();
				const before = rssMiB();
				for (const size of [640, 960, 1280]) await run(size);
				const most = rssMiB();
				// What was kept for the next run is freed by and by.
				for (let i = 0; i < 6; i++) {
					await run(320);
					if (i >= 4) await new Promise((resolve) => setTimeout(resolve, 6000));
				}
				await settle();
				console.log(JSON.stringify({ before, most, after: rssMiB() }));
			`,
				detector,
			);
			expect(most).toBeGreaterThan((before as number) * 1.5);
			expect(after).toBeLessThan((before as number) * 1.2);
		},
	);

	test("stays below 300 MB of growth over 10,000 outputs of 2.8 MB that nobody disposes", async () => {
		const { grown } = await told(`
			const session = await open(identityNet("float32", [700_000]), 1);
			const x = session.allocate("x");
			for (let i = 0; i < 20; i++) await session.run({ x });
			await settle();
			const before = rssMiB();
			let most = 0;
			for (let i = 0; i < 10_000; i++) {
				await session.run({ x });
				if (i % 20 === 0) most = Math.max(most, rssMiB());
			}
			console.log(JSON.stringify({ grown: most - before }));
		`);
		expect(grown).toBeLessThan(300);
	});
});

describe.skipIf(noEngine)("a net of under a millisecond", () => {
	/** Processor time in parts of the time that passed, and the mean of a run, while runs come one after the other. */
	const measure = (spinning: boolean): Promise<Record<string, number>> =>
		told(
			`
			const options = { binding: "addon", spinning: process.argv[2] === "true" };
			const session = await openSession(onnxruntime, heavyNet(2), { threads: 2 }, { options });
			const x = tensor(96, 96);
			for (let i = 0; i < 100; i++) await session.run({ x });
			const [cpu, start] = [process.cpuUsage(), performance.now()];
			while (performance.now() - start < 2000) {
				await session.run({ x });
				await new Promise((resolve) => setTimeout(resolve, 1));
			}
			const { user, system } = process.cpuUsage(cpu);
			const { sumMs, count } = session.stats.runTime;
			console.log(JSON.stringify({ share: (user + system) / 1000 / (performance.now() - start), runMs: sumMs / count }));
		`,
			String(spinning),
		);

	test("does not burn a second processor, nor much of one", async () => {
		const quiet = await measure(false);
		expect(quiet.share).toBeLessThan(1.1);
		const spinning = await measure(true);
		expect(spinning.share).toBeGreaterThan((quiet.share as number) * 1.5);
	});
});
