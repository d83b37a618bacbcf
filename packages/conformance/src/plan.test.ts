import { InferenceError } from "@polyinfer/core";
import { expect, test } from "vitest";
import { createFakeBackend } from "./fake/create-fake-backend.ts";
import { makePlan } from "./plan.ts";
import { runConformance } from "./run-conformance.ts";
import { withSessions } from "./testing/mutation.ts";

const missing = { reason: "its library is not installed", advice: "npm install it" };

test("a misspelt case fails the suite, as a gap and as a filter", async () => {
	const fake = createFakeBackend();
	const name = "float32 passes bit by bit";
	await expect(makePlan(fake, { gaps: [{ reason: "none", cases: [name] }] })).rejects.toThrow(name);
	await expect(makePlan(fake, { cases: [name] })).rejects.toThrow(name);
});

test("only function cases may be gaps, with a reason", async () => {
	const fake = createFakeBackend();
	for (const name of [
		"sessions give everything back",
		"running leaves the event loop free",
		"an extra feed is refused",
	])
		await expect(makePlan(fake, { gaps: [{ reason: "hard", cases: [name] }] })).rejects.toThrow("only function cases");
	const gaps = [{ reason: " ", cases: ["an image is convolved"] }];
	await expect(makePlan(fake, { gaps })).rejects.toThrow("a reason");
});

test("a format that nothing writes fails the suite", async () => {
	await expect(makePlan(createFakeBackend(), { formats: ["mnn"] })).rejects.toThrow("mnn");
	await expect(makePlan(createFakeBackend({ formats: ["mnn"] }), {})).rejects.toThrow("mnn");
});

test("a backend that is not here gives a reason, and is required where the environment names it", async () => {
	const fake = createFakeBackend({ missing });
	expect(await makePlan(fake, { environment: {} })).toEqual({
		kind: "missing",
		reason: missing.reason,
		isRequired: false,
	});
	expect(await makePlan(fake, { environment: { POLYINFER_REQUIRE: "onnxruntime, fake" } })).toMatchObject({
		isRequired: true,
	});
	expect(await runConformance(fake, { environment: {} })).toEqual([]);
	await expect(runConformance(fake, { environment: { POLYINFER_REQUIRE: "fake" } })).rejects.toThrow(missing.reason);
});

test("a backend that is found but cannot be opened is not here, one that fails otherwise fails the suite", async () => {
	const unavailable = createFakeBackend({ fail: { stage: "load", code: "UNAVAILABLE", message: "no driver" } });
	expect(await makePlan(unavailable, { environment: {} })).toMatchObject({ kind: "missing", reason: "no driver" });
	const broken = createFakeBackend({ fail: { stage: "load", code: "ENGINE", message: "it broke" } });
	await expect(makePlan(broken, {})).rejects.toThrow("it broke");
});

test("gaps hold for the formats that they name", async () => {
	const cases = ["an image is convolved"];
	const plan = await makePlan(createFakeBackend(), { cases, gaps: [{ reason: "no", cases, formats: ["tflite"] }] });
	expect(plan).toMatchObject({ formats: [{ format: "onnx", cases: [{ one: { name: cases[0] } }] }] });
	expect(plan.kind === "here" && plan.formats[0]?.cases[0]?.gap).toBeUndefined();
});

const conv = {
	cases: ["an image is convolved"],
	gaps: [{ reason: "no convolutions", cases: ["an image is convolved"] }],
};

test("a gap passes by rejecting with UNSUPPORTED", async () => {
	const fake = createFakeBackend({ fail: { stage: "run", code: "UNSUPPORTED" } });
	expect(await runConformance(fake, conv)).toMatchObject([{ outcome: "gap", reason: "no convolutions" }]);
	expect(await runConformance(fake, { cases: conv.cases })).toMatchObject([{ outcome: "failed" }]);
});

test("a stale gap fails", async () => {
	const [result] = await runConformance(createFakeBackend(), conv);
	expect(result).toMatchObject({ outcome: "failed", reason: expect.stringContaining("stale") });
});

test("a wrong number declared as a gap fails", async () => {
	const backend = withSessions(createFakeBackend(), (session) => ({
		...session,
		run: async (feeds, outputs, signal) => {
			const results = await session.run(feeds, outputs, signal);
			(results[0]?.data as Float32Array)[0] = 7;
			return results;
		},
	}));
	const [result] = await runConformance(backend, conv);
	expect(result).toMatchObject({ outcome: "failed", reason: expect.stringContaining("but received 7") });
});

test("a gap that rejects with another code fails", async () => {
	const backend = createFakeBackend({ fail: { stage: "run", code: "ENGINE", message: "no such kernel" } });
	const [result] = await runConformance(backend, conv);
	expect(result).toMatchObject({ outcome: "failed", reason: expect.stringContaining("no such kernel") });
});

test("a promise that never settles fails the case and not the suite", async () => {
	const backend = withSessions(createFakeBackend(), (session) => ({
		...session,
		run: () => new Promise(() => undefined),
	}));
	const [result] = await runConformance(backend, { cases: conv.cases, limits: { fastCaseMs: 50 } });
	expect(result).toMatchObject({ outcome: "failed", reason: expect.stringContaining("never settled") });
});

test("a failing dispose fails the case", async () => {
	const backend = withSessions(createFakeBackend(), (session, model) => ({
		...session,
		dispose: async () => {
			await session.dispose();
			if ((model.metadata?.operators.Conv ?? 0) > 0) throw new InferenceError("ENGINE", "it would not close");
		},
	}));
	const [result] = await runConformance(backend, { cases: conv.cases });
	expect(result).toMatchObject({ outcome: "failed", reason: "it would not close" });
});
