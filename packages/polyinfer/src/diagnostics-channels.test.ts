import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type RunEvent, type SessionEvent, Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import { createSession } from "./create-session.ts";
import { onnxBytes } from "./testing/model-file.ts";

const NAMES = ["polyinfer:session", "polyinfer:run"] as const;
const feeds = Object.fromEntries(
	["a", "b"].map((name) => [name, new Tensor("float32", Float32Array.of(1, 2, 3), [1, 3])]),
);

test("sessions and runs are published to diagnostics_channel while somebody subscribes", async () => {
	const heard: [string | symbol, SessionEvent | RunEvent][] = [];
	const listen = (message: unknown, name: string | symbol): unknown =>
		heard.push([name, message as SessionEvent | RunEvent]);
	for (const name of NAMES) subscribe(name, listen);
	const session = await createSession(onnxBytes());
	await session.run(feeds);
	for (const name of NAMES) unsubscribe(name, listen);
	await session.run(feeds);
	await session.dispose();
	expect(heard).toEqual([
		["polyinfer:session", { type: "opened", session, ms: expect.any(Number) }],
		["polyinfer:run", expect.objectContaining({ session, outcome: "ok", queueMs: 0, runMs: expect.any(Number) })],
	]);
	expect(session.stats).toMatchObject({ runs: 2, runTime: { count: 2 } });
});

test("a session that was open before somebody subscribes is heard too", async () => {
	const session = await createSession(onnxBytes());
	const outcomes: string[] = [];
	const listen = (message: unknown): unknown => outcomes.push((message as RunEvent).outcome);
	subscribe("polyinfer:run", listen);
	await session.run(feeds);
	unsubscribe("polyinfer:run", listen);
	await session.dispose();
	expect(outcomes).toEqual(["ok"]);
});
