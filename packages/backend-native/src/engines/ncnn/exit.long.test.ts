import { expect, test } from "vitest";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { runProgram } from "../../testing/program.ts";
import { ncnnEngine } from "./engine.ts";

const files = await findEngine(ncnnEngine as NativeEngine);
const lacks = files.status === "missing" ? ` (${files.reason})` : "";

/** Each run is some tens of milliseconds of one thread, or less of two. */
const head = (threads: number) => `
	import { loadNet, slowFeed, slowNet } from "@polyinfer/conformance";
	import { openSession, Tensor } from "@polyinfer/core";
	import { openCache } from "@polyinfer/engine-host/cache";
	import { ncnn } from "./index.ts";
	const net = slowNet(40);
	const session = await openSession(ncnn, await loadNet(net, "onnx"), { threads: ${threads} }, { cache: openCache() });
	const run = (i) => session.run({ x: new Tensor("float32", slowFeed(i), [256, 256]) });
`;

test.skipIf(lacks)(`process.exit with runs in flight ends with the asked code, 20 of 20 times${lacks}`, async () => {
	for (let i = 0; i < 20; i++) {
		const ended = await runProgram(`${head(1 + (i % 2))}
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
		const ended = await runProgram(`${head(2)} await run(0);`);
		expect(ended).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
	},
);
