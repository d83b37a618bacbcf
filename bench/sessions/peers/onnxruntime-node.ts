import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { answerRequest } from "../../harness/answer-request.ts";
import { measure } from "../../harness/measure.ts";
import type { Request } from "../../harness/suite.ts";
import { caseOf, NODE, type SessionCase } from "../cases.ts";
import { inputFile, modelFile } from "../nets.ts";
import { pauses } from "../pauses.ts";
import { readFloats } from "../read-floats.ts";
import { perRun, twoCallers } from "../two-callers.ts";

type Feeds = Record<string, Tensor>;

await answerRequest(async (request) => {
	// The library reads it when it is loaded.
	process.env.ORT_DISABLE_TELEMETRY = "1";
	const ort = await import("onnxruntime-node");
	const one = caseOf(request.case);
	const { name, shape } = one.net.input;
	const feeds: Feeds = {
		[name]: new ort.Tensor("float32", readFloats(inputFile(request.folder, one.net)), [...shape]),
	};
	const open = () =>
		ort.InferenceSession.create(modelFile(request.folder, one.net), {
			intraOpNumThreads: one.threads,
			interOpNumThreads: 1,
		});
	const facts = { library: `ONNX Runtime ${ort.env.versions.node}`, spinning: "on (its default)" };
	if (one.way.startsWith("pause")) return { samples: await samplesOfPauses(one, open, feeds), facts };
	const session = await open();
	if (request.task === "output") return { samples: [], output: await writeOutput(one, request, session, feeds), facts };
	return { samples: await samplesOf(one, request, session, feeds, open), facts };
});

async function writeOutput(
	one: SessionCase,
	request: Request,
	session: InferenceSession,
	feeds: Feeds,
): Promise<string> {
	const { data } = (await session.run(feeds))[one.net.output.name] as Tensor;
	const path = join(request.folder, `${one.id}.${NODE}.f32`);
	writeFileSync(path, new Uint8Array(Float32Array.from(data as Float32Array).buffer));
	return path;
}

/** Its one way to run is `run`, into new arrays: a tensor handed in is filled, and copied all the same. */
async function samplesOf(
	one: SessionCase,
	{ measureMs }: Request,
	session: InferenceSession,
	feeds: Feeds,
	open: () => Promise<InferenceSession>,
): Promise<number[]> {
	const how = { measureMs, ...(one.sampleMs === undefined ? {} : { sampleMs: one.sampleMs }) };
	if (one.way !== "two-sessions") return measure(() => session.run(feeds), how);
	const other = await open();
	const both = twoCallers(
		() => session.run(feeds),
		() => other.run(feeds),
	);
	return perRun(await measure(both, how));
}

function samplesOfPauses(one: SessionCase, open: () => Promise<InferenceSession>, feeds: Feeds): Promise<number[]> {
	return pauses(one.way, {
		open,
		run: (session) => session.run(feeds),
		close: (session) => session.release(),
	});
}
