import { addNet, createFakeBackend, loadNet } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import { openSession } from "./open-session.ts";
import type { Session } from "./session.ts";
import { Tensor } from "./tensor.ts";

const model = await loadNet(addNet, "onnx");

/** Feeds of ones in memory that runs borrow. */
function sharedFeeds(session: Session): Record<string, Tensor> {
	return Object.fromEntries(
		session.inputs.map(({ name, shape }) => {
			const sizes = shape as number[];
			const size = sizes.reduce((a, b) => a * b, 1);
			const data = new Float32Array(new SharedArrayBuffer(size * 4)).fill(1);
			return [name, new Tensor("float32", data, sizes)];
		}),
	);
}

test.each([true, false])(
	"copyFeeds %s: borrowed feeds may be changed at once only if they are copied",
	async (copy) => {
		const backend = createFakeBackend({ runMs: 5 });
		const session = await openSession(backend, model, { copyFeeds: copy });
		const feeds = sharedFeeds(session);
		const before = await session.run(feeds);
		const runs = [session.run(feeds), session.run(feeds)];
		for (const { data } of Object.values(feeds)) (data as Float32Array).fill(7);
		const after = await Promise.all(runs);
		if (copy) for (const results of after) expect(results).toEqual(before);
		expect(backend.violations.length > 0).toBe(!copy);
		await session.dispose();
	},
);

test("copyFeeds holds for runSync, since another thread may write to shared memory", async () => {
	const backend = createFakeBackend();
	const session = await openSession(backend, model, { copyFeeds: true });
	const feeds = sharedFeeds(session);
	const results = session.runSync(feeds);
	expect(results).toEqual(await session.run(feeds));
	await session.dispose();
});
