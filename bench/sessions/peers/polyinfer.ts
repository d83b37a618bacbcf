import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { configureHost } from "@polyinfer/engine-host";
import { createSession, type RunOptions, type Session, Tensor } from "polyinfer";
import { answerRequest } from "../../harness/answer-request.ts";
import { measure } from "../../harness/measure.ts";
import type { Request, Response } from "../../harness/suite.ts";
import { caseOf, OWN, type SessionCase } from "../cases.ts";
import { libraryPath } from "../library-path.ts";
import { inputFile, modelFile, sizeOf } from "../nets.ts";
import { pauses } from "../pauses.ts";
import { readFloats } from "../read-floats.ts";
import { perRun, twoCallers } from "../two-callers.ts";

type Feeds = Record<string, Tensor>;

await answerRequest(async (request) => {
	const one = caseOf(request.case);
	if (one.isOffTurn) configureHost({ inlineUs: 0 });
	if (one.way.startsWith("pause")) return { samples: await samplesOfPauses(one, request), facts: {} };
	const session = await open(one, request.folder);
	const facts = factsOf(session);
	const feeds = feedsOf(one, request.folder, session);
	if (request.task === "output") return { samples: [], output: await writeOutput(one, request, session, feeds), facts };
	return { samples: await samplesOf(one, request, session, feeds), facts } satisfies Omit<Response, "cpuMs">;
});

async function open({ net, threads }: SessionCase, folder: string): Promise<Session> {
	const library = libraryPath();
	return createSession(modelFile(folder, net), {
		threads,
		inputs: { [net.input.name]: { shape: net.input.shape } },
		prefer: { backend: "onnxruntime", options: { binding: "addon", ...(library === undefined ? {} : { library }) } },
	});
}

function factsOf({ report }: Session): Response["facts"] {
	return { library: `ONNX Runtime ${report.library?.version}`, binding: report.binding, spinning: "off" };
}

function feedsOf(one: SessionCase, folder: string, session: Session): Feeds {
	const { name, shape } = one.net.input;
	const x = memory(one, session, name, shape);
	(x.data as Float32Array).set(readFloats(inputFile(folder, one.net)));
	return { [name]: x };
}

function memory(one: SessionCase, session: Session, name: string, shape: readonly number[]): Tensor {
	if (one.memory === "pooled") return session.allocate(name, shape);
	const bytes = sizeOf(shape) * 4;
	const buffer = one.memory === "shared" ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
	return new Tensor("float32", new Float32Array(buffer as ArrayBuffer), shape);
}

function runOptions(one: SessionCase, session: Session): RunOptions {
	const { name, shape } = one.net.output;
	return one.outputs === "given" ? { outputs: { [name]: memory(one, session, name, shape) } } : {};
}

async function writeOutput(one: SessionCase, request: Request, session: Session, feeds: Feeds): Promise<string> {
	const options = runOptions(one, session);
	const results = one.way === "sync" ? session.runSync(feeds, options) : await session.run(feeds, options);
	const path = join(request.folder, `${one.id}.${OWN}.f32`);
	writeFileSync(path, new Uint8Array(Float32Array.from(results[one.net.output.name]?.data as Float32Array).buffer));
	return path;
}

async function samplesOf(one: SessionCase, request: Request, session: Session, feeds: Feeds): Promise<number[]> {
	const options = runOptions(one, session);
	const how = { measureMs: request.measureMs, ...(one.sampleMs === undefined ? {} : { sampleMs: one.sampleMs }) };
	if (one.way === "copies") return [await copies(one, session, feeds, options)];
	if (one.way === "sync") return measure(() => session.runSync(feeds, options), how);
	if (one.way === "async") return measure(() => session.run(feeds, options), how);
	const other = await open(one, request.folder);
	const both = twoCallers(
		() => session.run(feeds),
		() => other.run(feeds),
	);
	return perRun(await measure(both, how));
}

/** How many of a run's pooled tensors came back in other memory, or without what the engine wrote. */
async function copies(one: SessionCase, session: Session, feeds: Feeds, options: RunOptions): Promise<number> {
	const { name } = one.net.output;
	const given = (options.outputs as Feeds)[name] as Tensor;
	const { buffer } = given.data as Float32Array;
	const y = (await session.run(feeds, options))[name] as Tensor;
	const isSame = y === given && (y.data as Float32Array).buffer === buffer && given.pooled;
	const { data } = feeds[one.net.input.name] as Tensor;
	const isWritten = (given.data as Float32Array)[0] === (data as Float32Array)[0];
	return Number(!isSame) + Number(!isWritten);
}

function samplesOfPauses(one: SessionCase, { folder }: Request): Promise<number[]> {
	const x = new Tensor("float32", readFloats(inputFile(folder, one.net)), one.net.input.shape);
	const feeds = { [one.net.input.name]: x };
	return pauses(one.way, {
		open: () => open(one, folder),
		run: (session) => session.run(feeds),
		close: (session) => session.dispose(),
		async abort(session) {
			const stop = new AbortController();
			const run = session.run(feeds, { signal: stop.signal }).then(
				() => "ended",
				() => "aborted",
			);
			await sleep(20);
			stop.abort();
			if ((await run) !== "aborted") throw new Error("The run ended before it was aborted.");
		},
	});
}
