import { openSession, Tensor } from "@polyinfer/core";
import { findRunner } from "@polyinfer/engine-host";
import { expect, test } from "vitest";
import { onnxruntime } from "./backend.ts";
import { findEngine } from "./engines/onnxruntime/engine.ts";
import { heavyNet, identityNet } from "./testing/nets.ts";

const canIsolate = (await findEngine()).status === "found" && findRunner().status === "found";
const run = test.runIf(canIsolate);
const needs = canIsolate ? "" : " (the addon or its runner is not built: npm run build)";
const net = identityNet("float32", ["n"]);
const isolate = "process";

run(`\`isolate\` runs the model in a process of its own, and the report says so${needs}`, async () => {
	const session = await openSession(onnxruntime, net, { isolate });
	const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(1, 2), [2]) });
	expect(y?.data).toEqual(Float32Array.of(1, 2));
	expect(session.report).toMatchObject({ binding: "runner", library: { version: expect.stringMatching(/^1\.\d+/) } });
	expect(String(session.report)).toContain("through runner");
	await session.dispose();
});

run("a run there stops soon after an abort", async () => {
	const session = await openSession(onnxruntime, heavyNet(200), { isolate, threads: 1 });
	const x = new Tensor("float32", new Float32Array(640 * 640), [640, 640]);
	const started = performance.now();
	await expect(session.run({ x }, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: "ABORTED" });
	expect(performance.now() - started).toBeLessThan(1500);
	await session.dispose();
});

test("another binding beside `isolate` is INVALID_ARGUMENT", async () => {
	for (const binding of ["addon", "worker"])
		await expect(openSession(onnxruntime, net, { isolate }, { options: { binding } })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
		});
});

run("the backend says that it isolates, so that core admits formats that nobody read", async () => {
	expect(await onnxruntime.availability()).toMatchObject({ status: "found", isolates: true });
});
