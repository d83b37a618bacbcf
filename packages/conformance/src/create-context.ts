import type { Session } from "@polyinfer/core";
import type { CaseContext, Setup } from "./case.ts";
import { compare } from "./compare.ts";
import { loadNet } from "./load-net.ts";
import { evaluate } from "./reference.ts";

/** A context for one case, and the function that disposes what the case opened. */
export function createContext(setup: Setup): { context: CaseContext; close: () => Promise<void> } {
	const sessions: Session[] = [];
	const context: CaseContext = {
		...setup,
		async openModel(model, options = {}, request = {}) {
			const session = await setup.openSession(setup.backend, model, options, { ...setup.request, ...request });
			sessions.push(session);
			return session;
		},
		async open(net, options, request) {
			return context.openModel(await loadNet(net, setup.format), options, request);
		},
		async expectRun(session, net, feeds, tolerance) {
			const expected = evaluate(net, feeds);
			const results = await session.run(feeds as never);
			for (const [name, value] of Object.entries(expected))
				compare(results[name], value, `output \`${name}\``, tolerance);
		},
	};
	const close = async (): Promise<void> => {
		await Promise.all(sessions.map((session) => session.dispose()));
	};
	return { context, close };
}
