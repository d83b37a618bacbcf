import type { SessionOptions } from "@polyinfer/core";
import { expect, test } from "vitest";
import { findEngine } from "../find-engine.ts";
import type { NativeEngine } from "../native-engine.ts";
import { runProgram } from "./program.ts";

/**
 * Registers the tests of how a program ends that uses the engine. `format` is that of the kit's nets, `options` what the
 * session of each program is opened with, by the program's number.
 */
export async function testExits(
	engine: NativeEngine,
	format: "onnx" | "tflite",
	options: (program: number) => SessionOptions = () => ({ threads: 1, maxConcurrency: 2 }),
): Promise<void> {
	const found = await findEngine(engine);
	const lacks = found.status === "missing" ? ` (${found.reason})` : "";
	// Each run is some tens of milliseconds of one thread, or less of two.
	const head = (program: number): string => `
		import { loadNet, slowFeed, slowNet } from "@polyinfer/conformance";
		import { openSession, Tensor } from "@polyinfer/core";
		import { openCache } from "@polyinfer/engine-host/cache";
		import { ${engine.id} } from "./index.ts";
		const model = await loadNet(slowNet(40), "${format}");
		const session = await openSession(${engine.id}, model, ${JSON.stringify(options(program))}, { cache: openCache() });
		const run = (i) => session.run({ x: new Tensor("float32", slowFeed(i), [256, 256]) });
	`;

	test.skipIf(lacks)(`process.exit with runs in flight ends with the asked code, 20 of 20 times${lacks}`, async () => {
		for (let i = 0; i < 20; i++) {
			const ended = await runProgram(`${head(i)}
					await run(0);
					for (let k = 1; k < 6; k++) run(k).catch(() => undefined);
					setTimeout(() => process.exit(7), ${[0, 5, 20, 100][i % 4]});
				`);
			expect(ended, `exit ${i}`).toMatchObject({ code: 7, signal: null, stderr: "" });
		}
	});

	test.skipIf(lacks)(
		`a program that forgets to dispose ends by itself with 0, and nothing is printed${lacks}`,
		async () => {
			const ended = await runProgram(`${head(1)} await run(0);`);
			expect(ended).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
		},
	);
}
