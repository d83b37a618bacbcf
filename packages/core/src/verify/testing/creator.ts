import { createFakeBackend, type FakeBackend, type FakeOptions, loadNet, type Net } from "@polyinfer/conformance";
import type { Backend } from "../../backend.ts";
import { createSessionFrom } from "../../create-session.ts";
import { InferenceError } from "../../errors.ts";
import type { Session, SessionOptions } from "../../session.ts";

/** A fake with the id `truth`, to be a reference. */
export const truth = (options: FakeOptions = {}): FakeBackend => createFakeBackend({ id: "truth", ...options });
/** A fake with the id `other`, to be compared. */
export const other = (options: FakeOptions = {}): FakeBackend => createFakeBackend({ id: "other", ...options });

/** `createSession` of one net over these backends; a text is the id of one whose package is missing. */
export async function creatorOf(
	net: Net,
	...backends: readonly (Backend | string)[]
): Promise<(options: SessionOptions) => Promise<Session>> {
	const model = await loadNet(net, "onnx");
	const entries = backends.map((backend) =>
		typeof backend === "string"
			? { id: backend, install: `npm install ${backend}`, load: () => Promise.reject(new Error("Cannot find it")) }
			: { id: backend.id, install: "none", load: () => Promise.resolve(backend) },
	);
	const create = createSessionFrom({ backends: entries, words: {}, defaultPrefer: [] }, async () => [model]);
	return (options: SessionOptions) => create(new Uint8Array(1), options);
}

/** The error of a call that must fail. */
export const failure = async (promise: Promise<unknown>): Promise<InferenceError> => {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof InferenceError)) throw new Error(`expected an InferenceError but got ${String(error)}`);
	return error;
};
