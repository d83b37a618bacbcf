import { Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import { createSession } from "./create-session.ts";
import { onnxBytes } from "./testing/model-file.ts";

process.env.POLYINFER_ADDON = "/nonexistent/engine-host.node";

test("where the addon cannot load, the model runs in the worker and the report says why", async () => {
	const session = await createSession(onnxBytes());
	try {
		const a = new Tensor("float32", Float32Array.of(1, 2, 3), [1, 3]);
		const { sum } = await session.run({ a, b: a });
		expect(sum?.data).toEqual(Float32Array.of(2, 4, 6));
		expect(session.report.binding).toBe("worker");
		expect(session.report.notes.join("\n")).toContain("/nonexistent/engine-host.node");
	} finally {
		await session.dispose();
	}
});

test("where the addon was asked for and cannot load, that is UNAVAILABLE", async () => {
	const prefer = [{ backend: "onnxruntime" as const, options: { binding: "addon" as const } }];
	await expect(createSession(onnxBytes(), { prefer })).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringContaining("/nonexistent/engine-host.node"),
	});
});
