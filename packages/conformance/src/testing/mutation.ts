import {
	type Backend,
	type BackendSession,
	type BackendSessionOptions,
	type LoadedModel,
	openSession,
	type Session,
	type Tensor,
} from "@polyinfer/core";
import type { Model } from "@polyinfer/model";
import type { FakeBackend } from "../fake/create-fake-backend.ts";
import type { FakeOptions } from "../fake/fake-options.ts";

/** One way to be wrong, and the cases that must notice. */
export interface Mutation {
	readonly what: string;
	/** The fake that is broken. Default: a well-behaved one. */
	readonly fake?: FakeOptions;
	/** What is wrong below core. */
	readonly backend?: (backend: FakeBackend) => Backend;
	/** What is wrong in core. */
	readonly open?: typeof openSession;
	/** Names of the cases that fail. */
	readonly caught: readonly string[];
	/** Whether other cases may fail too. Default: false, `caught` is all. */
	readonly andOthers?: true;
}

/** The name of the net in a model. */
export function netName(model: LoadedModel): string {
	return (model.graph as Model | undefined)?.graph.name ?? "";
}

/** A backend whose sessions are changed. */
export function withSessions(
	backend: Backend,
	change: (session: BackendSession, model: LoadedModel, options: BackendSessionOptions) => BackendSession,
): Backend {
	return {
		...backend,
		createSession: async (model, options, context) =>
			change(await backend.createSession(model, options, context), model, options),
	};
}

type Results = (Tensor | undefined)[];

/** A backend whose runs, of the nets with such a name, give changed results. */
export function withResults(backend: Backend, nets: RegExp, change: (results: Results) => Results): Backend {
	return withSessions(backend, (session, model) => {
		const { runSync } = session;
		if (!nets.test(netName(model))) return session;
		return {
			...session,
			run: async (feeds, outputs, signal) => change(await session.run(feeds, outputs, signal)),
			...(runSync ? { runSync: (feeds, outputs) => change(runSync(feeds, outputs)) } : {}),
		};
	});
}

/** `openSession` whose sessions have some members replaced. */
export function openWith(change: (session: Session) => Partial<Session>): typeof openSession {
	return async (...args) => replace(await openSession(...args), change);
}

/** `object` with the members that `change` gives; the others keep their `this`. */
function replace<T extends object>(object: T, change: (object: T) => Partial<T>): T {
	const changed = change(object);
	return new Proxy(object, {
		get(target, key) {
			if (Object.hasOwn(changed, key)) return changed[key as keyof T];
			const value: unknown = Reflect.get(target, key, target);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}
