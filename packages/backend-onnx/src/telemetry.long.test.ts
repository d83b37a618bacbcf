import { hasTracer, QUIET, quietMs, type Trace, traceProgram } from "@polyinfer/conformance/node";
import { findRunner } from "@polyinfer/engine-host";
import { describe, expect, test } from "vitest";
import { findEngine } from "./engines/onnxruntime/engine.ts";
import { findJavascript } from "./fallback/find-javascript.ts";
import { buildProgram } from "./testing/program.ts";

const canTrace = hasTracer();
const noEngine = (await findEngine()).status === "missing";
const missing = {
	addon: noEngine,
	runner: noEngine || findRunner().status === "missing",
	worker: findJavascript() === undefined,
};

const PROGRAM = `
	import { isMainThread, Worker } from "node:worker_threads";
	import { openSession, Tensor } from "@polyinfer/core";
	import { onnxruntime } from "./backend.ts";
	import { identityNet } from "./testing/nets.ts";
	const [binding, place, ms] = process.argv.slice(2);
	if (place === "worker" && isMainThread) new Worker(new URL(import.meta.url), { argv: [binding, place, ms] });
	else {
		const end = performance.now() + Number(ms);
		const session = await openSession(onnxruntime, identityNet("float32", [1]), {}, { options: { binding } });
		do {
			await session.run({ x: new Tensor("float32", Float32Array.of(1), [1]) });
			await new Promise((resolve) => setTimeout(resolve, 50));
		} while (performance.now() < end);
		await session.dispose();
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
`;

async function trace(binding: string, place: string, environment: Record<string, string> = {}): Promise<Trace> {
	const program = await buildProgram(PROGRAM);
	return traceProgram([process.execPath, program, binding, place, String(quietMs())], { environment });
}

for (const binding of ["addon", "runner", "worker"] as const)
	describe.skipIf(!canTrace || missing[binding])(`on the ${binding}${canTrace ? "" : " (strace is not here)"}`, () => {
		for (const place of ["main", "worker"])
			test(
				`a session in the ${place} thread connects to nothing, writes no file, prints nothing and reads no machine id`,
				async () => {
					expect(await trace(binding, place)).toEqual(QUIET);
					expect(await trace(binding, place, { ORT_DISABLE_TELEMETRY: "" })).toEqual(QUIET);
				},
				60_000 + 4 * quietMs(),
			);

		test("telemetry that the user asks for is seen by this test", async () => {
			const seen = await trace(binding, "main", { ORT_DISABLE_TELEMETRY: "0" });
			expect(seen.identified).toContain("/etc/machine-id");
			expect(seen.written.some((file) => file.includes("/polyinfer-home-"))).toBe(true);
			expect(seen.homeFiles.some((file) => file.endsWith("deviceid"))).toBe(true);
		});
	});
