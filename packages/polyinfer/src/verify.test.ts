import { expect, test, vi } from "vitest";
import { createSession } from "./create-session.ts";
import type { SessionOptions } from "./prefer.ts";
import { onnxBytes, temporaryFolder } from "./testing/model-file.ts";

const temporary = temporaryFolder();

/** Checked by the compiler: each line under `@ts-expect-error` must be an error. */
const OPTIONS: readonly SessionOptions["verify"][] = [
	"onnxruntime",
	{ tolerance: 1e-3 },
	{ backend: "openvino", tolerance: { sum: 0 } },
	// @ts-expect-error a word is no reference
	"cpu",
	// @ts-expect-error no backend of the catalogue
	{ backend: "onnx" },
	// @ts-expect-error an unknown key
	{ tolerances: 1 },
];

test("references are checked against the catalogue by the compiler", () => {
	expect(OPTIONS).toHaveLength(6);
});

test("ONNX Runtime with other options equals ONNX Runtime", async () => {
	const prefer = { backend: "onnxruntime", options: { graphOptimizationLevel: "disabled" } } as const;
	const session = await createSession(onnxBytes(), { prefer, verify: "onnxruntime" });
	expect(session.report.verification).toEqual({
		reference: "onnxruntime",
		device: "cpu",
		runs: 2,
		outputs: [{ name: "sum", maxAbsolute: 0, maxRelative: 0, tolerance: 1e-4, ok: true }],
	});
	expect(session.stats.runs).toBe(0);
	await session.dispose();
});

test("by default the reference is ONNX Runtime, which needs none", async () => {
	const session = await createSession(onnxBytes(), { verify: {} });
	expect(session.report.notes).toContain("not verified: onnxruntime is itself the reference");
	await session.dispose();
});

test("a reference that is not here is UNAVAILABLE with the line to type", async () => {
	// Here no engine was added, whatever there is on this machine.
	vi.stubEnv("POLYINFER_CACHE", temporary.path("cache"));
	vi.stubEnv("POLYINFER_OPENVINO_LIBRARY", "");
	await expect(createSession(onnxBytes(), { verify: "openvino" })).rejects.toMatchObject({
		code: "UNAVAILABLE",
		stage: "verify",
		backend: "onnxruntime",
		// Where nothing native was built, the addon is missing before the engine is.
		advice: expect.stringMatching(/^(npx polyinfer engines add openvino$|npm install @polyinfer\/engine-host-)/),
	});
	vi.unstubAllEnvs();
});
