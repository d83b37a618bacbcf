import type { BackendSession, SessionFacts, ValueInfo } from "@polyinfer/core";
import type { HostSession } from "@polyinfer/engine-host";

/**
 * The session with the outputs' shapes as the model declares them. The engine calls outputs free that the model fixes
 * while an input is free, since such declarations are often wrong; the session still shows what the model says.
 * `told`: facts that were found out since it was opened; `closed` is called when the engine has closed its session.
 */
export function declareOutputs(
	session: HostSession,
	declared: readonly ValueInfo[] | undefined,
	told: Partial<SessionFacts> = {},
	closed?: () => Promise<void>,
): BackendSession {
	const outputs = session.outputs.map((output) => {
		const own = declared?.find(({ name }) => name === output.name);
		return own?.shape?.every((dim) => dim !== null) ? { ...output, shape: own.shape } : output;
	});
	const isNew = Object.keys(told).length > 0;
	if (!isNew && closed === undefined && outputs.every((output, i) => output === session.outputs[i])) return session;
	const { inputs, capabilities, queues } = session;
	const { runOnDevice } = session as BackendSession;
	return {
		inputs,
		outputs,
		capabilities,
		facts: { ...session.facts, ...told },
		queues,
		engineRuns: () => session.engineRuns(),
		run: (feeds, requests, signal) => session.run(feeds, requests, signal),
		runSync: (feeds, requests) => session.runSync(feeds, requests),
		...(runOnDevice === undefined
			? {}
			: { runOnDevice: (feeds, requests, signal) => runOnDevice.call(session, feeds, requests, signal) }),
		allocate: (dtype, shape) => session.allocate(dtype, shape),
		dispose: () => session.dispose().then(closed),
	};
}
