import { readFile } from "node:fs/promises";
import { env, InferenceSession, Tensor } from "onnxruntime-web";
import { answerRequest } from "../../harness/answer-request.ts";
import { pauses } from "../../sessions/pauses.ts";
import { answerRuns } from "../answer-runs.ts";
import { WEB } from "../cases.ts";
import { pageBytes } from "../page-bytes.ts";
import { pageProgram } from "../pages.ts";
import { inputOf, readPlan } from "../plan.ts";

await answerRequest(async (request) => {
	const page = pageProgram(request.case, WEB);
	if (page !== undefined) return pageBytes(page);
	env.wasm.numThreads = 1;
	const { onnx, pause } = readPlan(request.folder, request.case);
	if (onnx === undefined) throw new Error("Expected an ONNX file.");
	const open = async (): Promise<InferenceSession> =>
		InferenceSession.create(await readFile(onnx.path), { executionProviders: ["wasm"] });
	const x = new Tensor("float32", inputOf(onnx), onnx.shape);
	const run = (session: InferenceSession) => session.run({ [session.inputNames[0] ?? ""]: x });
	const facts = { library: env.versions.web ?? "unknown" };
	if (pause !== undefined)
		return { samples: await pauses(pause, { open, run, close: (session) => session.release() }), facts };
	const session = await open();
	return answerRuns(request, WEB, {
		run: () => run(session),
		read: (results) => session.outputNames.map((name) => results[name]?.data as Float32Array),
		facts,
	});
});
