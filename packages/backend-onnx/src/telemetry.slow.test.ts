import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRunner } from "@polyinfer/engine-host";
import { afterAll, describe, expect, test } from "vitest";
import { findEngine } from "./engines/onnxruntime/engine.ts";
import { findJavascript } from "./fallback/find-javascript.ts";
import { buildProgram, run } from "./testing/program.ts";

const hasTracer = process.platform === "linux" && spawnSync("strace", ["-V"]).status === 0;
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
	const [binding, place] = process.argv.slice(2);
	if (place === "worker" && isMainThread) new Worker(new URL(import.meta.url), { argv: [binding, place] });
	else {
		const session = await openSession(onnxruntime, identityNet("float32", [1]), {}, { options: { binding } });
		await session.run({ x: new Tensor("float32", Float32Array.of(1), [1]) });
		await session.dispose();
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
`;

const homes: string[] = [];
afterAll(() => Promise.all(homes.map((home) => rm(home, { recursive: true }))));

interface Trace {
	readonly files: readonly string[];
	readonly machineIdOpened: boolean;
	readonly homeOpened: boolean;
	readonly socketsOpened: boolean;
}

/** Runs the program with an empty home and nothing else in its environment, and tells what it opened and left there. */
async function trace(binding: string, place: string, environment: Record<string, string>): Promise<Trace> {
	const home = await mkdtemp(join(tmpdir(), "polyinfer-home-"));
	const log = `${home}.trace`;
	homes.push(home, log);
	const program = await buildProgram(PROGRAM);
	const ended = await run(
		"strace",
		["-f", "-qq", "-e", "trace=openat,open,socket", "-o", log, process.execPath, program, binding, place],
		{ PATH: process.env.PATH, HOME: home, ...environment },
	);
	expect(ended).toMatchObject({ code: 0, stdout: "", stderr: "" });
	const text = await readFile(log, "utf8");
	return {
		files: await readdir(home, { recursive: true }),
		machineIdOpened: text.includes("machine-id"),
		homeOpened: text.includes(`"${home}/`),
		socketsOpened: /AF_INET/.test(text),
	};
}

const QUIET = { files: [], machineIdOpened: false, homeOpened: false, socketsOpened: false };

for (const binding of ["addon", "runner", "worker"] as const)
	describe.skipIf(!hasTracer || missing[binding])(
		`on the ${binding}${hasTracer ? "" : " (strace is not here)"}`,
		() => {
			for (const place of ["main", "worker"])
				test(`a session in the ${place} thread leaves no file at home, reads no machine id and opens no socket`, async () => {
					expect(await trace(binding, place, {})).toEqual(QUIET);
					expect(await trace(binding, place, { ORT_DISABLE_TELEMETRY: "" })).toEqual(QUIET);
				});

			test("telemetry that the user asks for is seen by this test", async () => {
				const seen = await trace(binding, "main", { ORT_DISABLE_TELEMETRY: "0" });
				expect(seen).toMatchObject({ machineIdOpened: true, homeOpened: true });
				expect(seen.files.some((file) => file.endsWith("deviceid"))).toBe(true);
			});
		},
	);
