import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSession, type PreferEntry, type Tensor } from "polyinfer";
import { answerRequest } from "../../harness/answer-request.ts";
import { measure } from "../../harness/measure.ts";
import { readFloats } from "../../sessions/read-floats.ts";
import { OWN } from "../cases.ts";
import { type Plan, planFile } from "../plan.ts";

await answerRequest(async (request) => {
	const plan = JSON.parse(readFileSync(planFile(request.folder, request.case), "utf8")) as Plan;
	const { name, shape, file } = plan.input;
	const session = await createSession(plan.model, {
		prefer: plan.engine as PreferEntry & string,
		threads: 1,
		maxConcurrency: 1,
		inputs: { [name]: { shape } },
	});
	const x = session.allocate(name, shape);
	(x.data as Float32Array).set(readFloats(file));
	const feeds = { [name]: x };
	const results = session.runSync(feeds);
	const { library, binding } = session.report;
	const facts = { [plan.engine]: library?.version ?? "unknown", binding };
	const names = plan.outputs.length > 0 ? plan.outputs : Object.keys(results);
	const tensors = names.map((one) => results[one] as Tensor);
	if (request.task === "output") {
		const output = join(request.folder, `${request.case}.${OWN}.f32`);
		writeFileSync(output, Buffer.concat(tensors.map(bytesOf)));
		return { samples: [], output, facts };
	}
	const outputs = Object.fromEntries(names.map((one, i) => [one, session.allocate(one, tensors[i]?.shape)]));
	const { clock, sampleMs } = plan;
	const samples = await measure(() => session.runSync(feeds, { outputs }), {
		measureMs: request.measureMs,
		sampleMs,
		...(clock === "processor" ? { clock: processorMs } : {}),
	});
	return { samples, facts };
});

/** Processor time of the whole process, in milliseconds. */
function processorMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

function bytesOf(tensor: Tensor): Uint8Array {
	const { buffer, byteOffset, byteLength } = tensor.toFloat32();
	return new Uint8Array(buffer, byteOffset, byteLength);
}
