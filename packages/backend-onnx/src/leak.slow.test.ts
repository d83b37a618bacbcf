import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expectNoGrowth } from "@polyinfer/conformance";
import { openSession, type Session, Tensor } from "@polyinfer/core";
import { findRunner, hostCounters } from "@polyinfer/engine-host";
import { describe, expect, test } from "vitest";
import { onnxruntime } from "./backend.ts";
import { findEngine } from "./engines/onnxruntime/engine.ts";
import { findJavascript } from "./fallback/find-javascript.ts";
import { heavyNet, identityNet } from "./testing/nets.ts";
import { buildProgram } from "./testing/program.ts";
import { runners } from "./testing/runners.ts";

const noEngine = (await findEngine()).status === "missing";
const missing = {
	addon: noEngine,
	runner: noEngine || findRunner().status === "missing",
	worker: findJavascript() === undefined,
};
const NET = identityNet("float32", ["n"]);
const x = (length = 16): Tensor => new Tensor("float32", new Float32Array(length), [length]);

function open(binding: string, net = NET): Promise<Session> {
	return openSession(onnxruntime, net, { threads: 1 }, { options: { binding } });
}

for (const binding of ["addon", "runner", "worker"] as const)
	describe.skipIf(missing[binding])(`on the ${binding}, memory does not grow with`, () => {
		test("pooled tensors that nobody disposes", async () => {
			const session = await open(binding);
			await expectNoGrowth(
				async () => {
					const given = session.allocate("x", [1000]);
					await session.run({ x: given }, { outputs: { y: session.allocate("y", [1000]) } });
				},
				{ ms: 1500, bytesPerTurn: 500 },
			);
			await session.dispose();
		});

		test("runs that the engine fails", async () => {
			const session = await open(binding, heavyNet(2));
			const wrong = new Tensor("float32", new Float32Array(6), [2, 3]);
			// Not by `expect`, which keeps what it was given until the test ends.
			const fail = async (): Promise<void> => {
				const failure = await session.run({ x: wrong }).catch((error: { stage?: string }) => error.stage);
				if (failure !== "run") throw new Error("Expected the run to fail.");
			};
			await expectNoGrowth(fail, { ms: 1500, bytesPerTurn: 500 });
			await session.dispose();
		});

		test("runs that are aborted inside the engine", async () => {
			const session = await open(binding, heavyNet(20));
			const feed = new Tensor("float32", new Float32Array(128 * 128), [128, 128]);
			await expectNoGrowth(
				async () => {
					const abort = new AbortController();
					const run = session.run({ x: feed }, { signal: abort.signal }).catch(() => undefined);
					setTimeout(() => abort.abort());
					await run;
				},
				{ ms: 1500, bytesPerTurn: 5000 },
			);
			await session.dispose();
		});
	});

test.skipIf(missing.runner)("memory does not grow with processes that end and are started again", async () => {
	const session = await open("runner");
	await expectNoGrowth(
		async () => {
			await session.run({ x: x() });
			for (const id of runners()) process.kill(id, "SIGKILL");
			while (runners().length > 0) await new Promise((resolve) => setTimeout(resolve, 1));
		},
		{ ms: 3000, bytesPerTurn: 20_000 },
	);
	await session.dispose();
	expect(hostCounters()).toMatchObject({ sessions: 0, runs: 0, blocks: 0 });
});

/** Opens and runs; disposes or forgets it. */
const PROGRAM = `
	import { workerData } from "node:worker_threads";
	import { openSession, Tensor } from "@polyinfer/core";
	import { onnxruntime } from "./backend.ts";
	import { identityNet } from "./testing/nets.ts";
	const session = await openSession(onnxruntime, identityNet("float32", [1]), {}, { options: { binding: workerData.binding } });
	await session.run({ x: new Tensor("float32", Float32Array.of(1), [1]) });
	if (workerData.disposes) await session.dispose();
	process.exit(0);
`;

describe.each(["addon", "runner"] as const)("on the %s", (binding) => {
	test.skipIf(missing[binding])(
		"memory does not grow with threads that start, run and end, with or without dispose",
		async () => {
			const program = await buildProgram(PROGRAM);
			await expectNoGrowth(
				async (turn) => {
					const workerData = { binding, disposes: turn % 2 === 0 };
					await once(new Worker(program, { workerData, execArgv: [] }), "exit");
				},
				// V8 gives back the memory of an ended thread late.
				{ ms: 5000, bytesPerTurn: 100_000 },
			);
			expect(hostCounters()).toMatchObject({ sessions: 0, runs: 0, blocks: 0 });
		},
	);
});
