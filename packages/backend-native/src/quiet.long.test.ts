import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasTracer, QUIET, quietMs, traceProgram } from "@polyinfer/conformance/node";
import { cacheFolder } from "@polyinfer/engine-host/cache";
import { afterAll, describe, expect, test } from "vitest";
import { CONFORMANCE_TARGETS } from "./testing/conformance-targets.ts";
import { buildProgram } from "./testing/program.ts";

const temporary = mkdtempSync(join(tmpdir(), "polyinfer-quiet-"));
afterAll(() => rmSync(temporary, { recursive: true }));
const canTrace = hasTracer();

/** Opens, converting where the engine needs it, and runs for a time. */
const PROGRAM = `
	import { loadNet, convNet as net } from "@polyinfer/conformance";
	import { openSession, Tensor } from "@polyinfer/core";
	import { openCache } from "@polyinfer/engine-host/cache";
	import * as engines from "./index.ts";
	const [id, format, isolate, ms, artifacts] = process.argv.slice(2);
	const options = isolate === "process" ? { isolate } : {};
	const session = await openSession(engines[id], await loadNet(net, format), options, { cache: openCache(artifacts) });
	const feeds = Object.fromEntries(session.inputs.map(({ name, shape }) => {
		const size = shape.reduce((product, axis) => product * axis, 1);
		return [name, new Tensor("float32", new Float32Array(size).fill(1), shape)];
	}));
	const end = performance.now() + Number(ms);
	do {
		await session.run(feeds);
		await new Promise((resolve) => setTimeout(resolve, 50));
	} while (performance.now() < end);
	await session.dispose();
	await new Promise((resolve) => setTimeout(resolve, 100));
`;

for (const { backend, formats } of CONFORMANCE_TARGETS) {
	const here = await backend.availability();
	const lacks = !canTrace ? " (strace is not here)" : here.status === "missing" ? ` (${here.reason})` : "";
	describe.skipIf(lacks)(`${backend.id}${lacks}`, () => {
		test.each(["here", "process"])(
			"connects to nothing, writes outside of no cache, prints nothing: %s",
			async (place) => {
				const program = await buildProgram(PROGRAM);
				const artifacts = mkdtempSync(join(temporary, "artifacts-"));
				const told = [backend.id, formats[0] as string, place, String(quietMs()), artifacts];
				const trace = await traceProgram([process.execPath, program, ...told], {
					environment: { POLYINFER_CACHE: cacheFolder(), TMPDIR: temporary },
					mayWrite: [cacheFolder(), temporary],
				});
				expect(trace).toEqual(QUIET);
			},
			120_000 + 2 * quietMs(),
		);
	});
}
