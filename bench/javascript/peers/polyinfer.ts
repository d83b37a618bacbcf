import { createSession, type PreferEntry, type Session, type Tensor } from "polyinfer";
import { answerRequest } from "../../harness/answer-request.ts";
import { pauses } from "../../sessions/pauses.ts";
import { answerRuns } from "../answer-runs.ts";
import { type Engine, OWN } from "../cases.ts";
import { pageBytes } from "../page-bytes.ts";
import { pageProgram } from "../pages.ts";
import { inputOf, type Plan, readPlan } from "../plan.ts";

/** On the thread that calls, as the peers are, where the backend has such a way. */
const RUNS_ON: Readonly<Record<Engine, PreferEntry>> = {
	tfjs: { backend: "tfjs", device: "wasm", options: { thread: "caller" } },
	onnxruntime: { backend: "onnxruntime", device: "wasm" },
};

type Results = Readonly<Record<string, Tensor | undefined>>;

await answerRequest(async (request) => {
	const page = pageProgram(request.case, OWN);
	if (page !== undefined) return pageBytes(page);
	const plan = readPlan(request.folder, request.case);
	if (plan.pause !== undefined) return { samples: await pausesOf(plan, plan.pause), facts: {} };
	const { engine, own } = plan;
	const session = await createSession(own.path, { prefer: RUNS_ON[engine], threads: 1 });
	const feeds = feedsOf(session, plan, inputOf(own));
	const { library, binding } = session.report;
	return answerRuns(request, OWN, {
		run: (): Promise<Results> | Results =>
			session.capabilities.syncRuns ? session.runSync(feeds) : session.run(feeds),
		read: (results) => Object.values(results).map((tensor) => (tensor as Tensor).data as Float32Array),
		facts: { [engine]: library?.version ?? "unknown", [`${engine} through`]: binding },
	});
});

function feedsOf(session: Session, { own }: Plan, input: Float32Array): Record<string, Tensor> {
	const name = session.inputs[0]?.name ?? "";
	const x = session.allocate(name, own.shape);
	(x.data as Float32Array).set(input);
	return { [name]: x };
}

/** With the defaults, which leave the event loop free. */
function pausesOf(plan: Plan, pause: NonNullable<Plan["pause"]>): Promise<number[]> {
	const prefer: PreferEntry = { backend: plan.engine, device: "wasm" };
	const input = inputOf(plan.own);
	return pauses<Session>(pause, {
		open: () => createSession(plan.own.path, { prefer, threads: 1 }),
		run: (session) => session.run(feedsOf(session, plan, input)),
		close: (session) => session.dispose(),
	});
}
