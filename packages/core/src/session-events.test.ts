import { addNet, createFakeBackend, loadNet } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import { createSessionFrom } from "./create-session.ts";
import type { RunEvent, SessionEvent } from "./session-events.ts";
import { Tensor } from "./tensor.ts";

/** A catalogue of one fake, and the events of its sessions. */
function listening(hasSubscribers: boolean) {
	const events: (SessionEvent | RunEvent)[] = [];
	const channel = { hasSubscribers, publish: (event: SessionEvent | RunEvent) => events.push(event) };
	const fake = createFakeBackend();
	const backends = [
		{ id: "fake", install: "none", load: () => Promise.resolve(fake) },
		{ id: "none", install: "none", load: () => Promise.reject(new Error("no such package")) },
	];
	const catalogue = { backends, words: {}, defaultPrefer: ["fake"] };
	const create = createSessionFrom(catalogue, async () => [await loadNet(addNet, "onnx")], {
		channels: { session: channel, run: channel },
	});
	return { create: (prefer?: string) => create(new Uint8Array(1), prefer === undefined ? {} : { prefer }), events };
}

const feeds = Object.fromEntries(
	addNet.inputs.map(({ name, shape }) => {
		const sizes = shape as number[];
		return [name, new Tensor("float32", new Float32Array(sizes.reduce((a, b) => a * b, 1)), sizes)];
	}),
);

test("a session's life is told: opened, each run, disposed", async () => {
	const { create, events } = listening(true);
	const session = await create();
	await session.run(feeds);
	session.runSync(feeds);
	await session.dispose();
	await session.dispose();
	expect(events).toMatchObject([
		{ type: "opened", ms: expect.any(Number) },
		{ outcome: "ok", sync: false },
		{ outcome: "ok", sync: true },
		{ type: "disposed" },
	]);
	for (const event of events) expect("session" in event && event.session).toBe(session);
});

test("a session that cannot be opened is told with its error", async () => {
	const { create, events } = listening(true);
	const error: unknown = await create("none").catch((reason: unknown) => reason);
	expect(events).toEqual([{ type: "failed", error, ms: expect.any(Number) }]);
	expect(error).toMatchObject({ code: "UNAVAILABLE" });
});

test("without subscribers nothing is told", async () => {
	const { create, events } = listening(false);
	const session = await create();
	await session.run(feeds);
	await session.dispose();
	await create("none").catch(() => undefined);
	expect(events).toEqual([]);
});
