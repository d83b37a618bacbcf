import type { BackendSession, ValueInfo } from "@polyinfer/core";
import type { HostSession } from "@polyinfer/engine-host";

/**
 * The session with the outputs' shapes as the model declares them. The engine calls outputs free that the model fixes
 * while an input is free, since such declarations are often wrong; the session still shows what the model says.
 */
export function declareOutputs(session: HostSession, declared: readonly ValueInfo[] | undefined): BackendSession {
	const outputs = session.outputs.map((output) => {
		const own = declared?.find(({ name }) => name === output.name);
		return own?.shape?.every((dim) => dim !== null) ? { ...output, shape: own.shape } : output;
	});
	if (outputs.every((output, i) => output === session.outputs[i])) return session;
	const { inputs, capabilities, facts, queues } = session;
	return {
		inputs,
		outputs,
		capabilities,
		facts,
		queues,
		engineRuns: () => session.engineRuns(),
		run: (feeds, requests, signal) => session.run(feeds, requests, signal),
		runSync: (feeds, requests) => session.runSync(feeds, requests),
		allocate: (dtype, shape) => session.allocate(dtype, shape),
		dispose: () => session.dispose(),
	};
}
