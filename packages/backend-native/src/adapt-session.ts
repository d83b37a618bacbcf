import {
	type BackendSession,
	formatType,
	type OutputRequest,
	type SessionFacts,
	type Tensor,
	type ValueInfo,
} from "@polyinfer/core";
import type { HostSession } from "@polyinfer/engine-host";
import { unsupported } from "./errors.ts";
import { matchValues } from "./match-values.ts";
import type { NativeEngine } from "./native-engine.ts";
import { canCast, castFeed, castResult } from "./tensor.ts";

/** What a session shows in place of what its engine says. */
export interface Adaptation {
	/** The backend's id, for errors. */
	readonly backend: string;
	/** The model's own inputs and outputs; left out: the engine's. */
	readonly inputs?: readonly ValueInfo[] | undefined;
	readonly outputs?: readonly ValueInfo[] | undefined;
	/** The engine's names of these, where they differ. */
	readonly map?: { readonly inputs: readonly string[]; readonly outputs: readonly string[] } | undefined;
	/** Element types that the engine computes in narrower ones. */
	readonly narrows?: NativeEngine["narrows"] | undefined;
	readonly facts: SessionFacts;
}

/** One input or output: the model's, and where the engine has it; -1: it is optional and the engine has none. */
interface Port {
	readonly own: ValueInfo;
	readonly index: number;
	readonly theirs: ValueInfo;
}

/**
 * The session with names, order and dtypes of the model. Casts are named in the facts. Throws UNSUPPORTED where the engine
 * has other inputs or outputs than the model, or types that nothing is exactly cast to; the session stays open.
 */
export function adaptSession(session: HostSession, adaptation: Adaptation): BackendSession {
	const { backend, facts, map, narrows = {} } = adaptation;
	const inputs = portsOf("input", adaptation.inputs, session.inputs, map?.inputs, backend);
	const outputs = portsOf("output", adaptation.outputs, session.outputs, map?.outputs, backend);
	const casts = [
		...inputs.flatMap((port) => describeCast("input", port, backend, narrows)),
		...outputs.flatMap((port) => describeCast("output", port, backend, narrows)),
	];
	const shown = {
		inputs: inputs.map(({ own }) => own),
		outputs: outputs.map(({ own, theirs }) => declared(own, theirs)),
		capabilities: session.capabilities,
		facts: { ...facts, casts: [...facts.casts, ...casts] },
		queues: session.queues,
		engineRuns: () => session.engineRuns(),
		profile: () => session.profile(),
		allocate: (...args: Parameters<HostSession["allocate"]>) => session.allocate(...args),
		dispose: () => session.dispose(),
	};
	if (isPlain(inputs, session.inputs) && isPlain(outputs, session.outputs))
		return {
			...shown,
			...(session.runOnDevice ? { runOnDevice: session.runOnDevice } : {}),
			run: (feeds, requests, signal) => session.run(feeds, requests, signal),
			runSync: (feeds, requests) => session.runSync(feeds, requests),
		};
	// Casts and other orders are made on the host: such a session takes no tensors of a device.
	const { deviceTensors: _, ...capabilities } = session.capabilities;
	const feedsOf = (feeds: readonly (Tensor | undefined)[]): (Tensor | undefined)[] => {
		const given: (Tensor | undefined)[] = session.inputs.map(() => undefined);
		for (const [i, { index, own, theirs }] of inputs.entries()) {
			const feed = feeds[i];
			if (feed && index < 0) {
				const message = `The engine keeps the default of \`${own.name}\`: leave it out of the feeds.`;
				throw unsupported(backend, message, "run");
			}
			if (index < 0) continue;
			given[index] = feed && own.dtype !== theirs.dtype ? castFeed(feed, theirs.dtype, own.name) : feed;
		}
		return given;
	};
	const requestsOf = (requests: readonly OutputRequest[]): OutputRequest[] => {
		const given: OutputRequest[] = session.outputs.map(() => "skip");
		for (const [i, { index, own, theirs }] of outputs.entries()) {
			const request = requests[i] ?? "new";
			given[index] = typeof request === "object" && own.dtype !== theirs.dtype ? "new" : request;
		}
		return given;
	};
	const resultsOf = (
		results: readonly (Tensor | undefined)[],
		requests: readonly OutputRequest[],
	): (Tensor | undefined)[] =>
		outputs.map(({ index, own, theirs }, i) => {
			const result = results[index];
			if (result === undefined || own.dtype === theirs.dtype) return result;
			const cast = castResult(result, own.dtype, own.name);
			const request = requests[i];
			if (typeof request !== "object") return cast;
			(request.data as Uint8Array).set(cast.data as Uint8Array);
			return request;
		});
	return {
		...shown,
		capabilities,
		run: async (feeds, requests, signal) =>
			resultsOf(await session.run(feedsOf(feeds), requestsOf(requests), signal), requests),
		runSync: (feeds, requests) => resultsOf(session.runSync(feedsOf(feeds), requestsOf(requests)), requests),
	};
}

function portsOf(
	kind: "input" | "output",
	own: readonly ValueInfo[] | undefined,
	theirs: readonly ValueInfo[],
	names: readonly string[] | undefined,
	backend: string,
): Port[] {
	const values = own ?? theirs;
	const indices = own === undefined ? theirs.map((_, i) => i) : matchValues(own, theirs, names);
	return values.map((value, i) => {
		const index = indices[i] ?? -1;
		const found = theirs[index];
		if (found !== undefined) checkShapes(kind, value, found, backend);
		// A constant with a name: engines that fold it in have no input of that name.
		if (found === undefined && value.optional) return { own: value, index: -1, theirs: value };
		if (found === undefined) {
			const known = theirs.map(({ name }) => name).join(", ");
			throw unsupported(
				backend,
				`The model has the ${kind} \`${value.name}\`, which the engine lacks: it has ${known || "none"}.`,
				"compile",
			);
		}
		return { own: value, index, theirs: found };
	});
}

/** Sizes that both fix and that differ: the engine reads the model otherwise than it was meant. */
function checkShapes(kind: "input" | "output", own: ValueInfo, theirs: ValueInfo, backend: string): void {
	if (own.shape === null || theirs.shape === null) return;
	const differs =
		own.shape.length !== theirs.shape.length ||
		own.shape.some((size, axis) => size !== null && theirs.shape?.[axis] !== null && size !== theirs.shape?.[axis]);
	if (!differs) return;
	const [declared, computed] = [formatType(own.dtype, own.shape), formatType(theirs.dtype, theirs.shape)];
	const message = `The model declares the ${kind} \`${own.name}\` as ${declared}, the engine has it as ${computed}.`;
	throw unsupported(backend, message, "compile");
}

function isPlain(ports: readonly Port[], theirs: readonly ValueInfo[]): boolean {
	if (ports.length !== theirs.length) return false;
	return ports.every(({ index, own, theirs: { dtype } }, i) => index === i && own.dtype === dtype);
}

function describeCast(
	kind: "input" | "output",
	{ own, theirs }: Port,
	backend: string,
	narrows: NonNullable<NativeEngine["narrows"]>,
): string[] {
	if (own.dtype === theirs.dtype) {
		const inside = narrows[own.dtype];
		if (inside === undefined) return [];
		const [from, to] = kind === "input" ? [own.dtype, inside] : [inside, own.dtype];
		return [`${kind} \`${own.name}\`: ${from} -> ${to}`];
	}
	const [from, to] = kind === "input" ? [own.dtype, theirs.dtype] : [theirs.dtype, own.dtype];
	if (canCast(from, to, kind === "input" ? "in" : "out")) return [`${kind} \`${own.name}\`: ${from} -> ${to}`];
	throw unsupported(
		backend,
		`The ${kind} \`${own.name}\` is ${own.dtype}, which the engine takes as ${theirs.dtype}: that is not exact.`,
		"compile",
	);
}

/** Sizes of an output as the model fixes them, else as the engine knows them. */
function declared(own: ValueInfo, theirs: ValueInfo): ValueInfo {
	if (own.shape?.every((size) => size !== null) || theirs.shape === null) return own;
	if (own.shape !== null && own.shape.length !== theirs.shape.length) return own;
	return { ...own, shape: theirs.shape };
}
