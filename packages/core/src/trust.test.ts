import { addNet, createFakeBackend, loadNet } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import { createSessionFrom } from "./create-session.ts";
import type { LoadedModel } from "./model.ts";
import type { SessionOptions } from "./session.ts";

const onnx: LoadedModel = await loadNet(addNet, "onnx");
const finding = { kind: "unread-format", message: "Nothing in it was checked.", refused: true } as const;
const tflite: LoadedModel = { ...onnx, format: "tflite", findings: [finding] };
const taker = createFakeBackend({ id: "taker", formats: ["tflite"] });
const other = createFakeBackend({ id: "other" });

function create(models: readonly LoadedModel[], options: SessionOptions) {
	const backends = [taker, other].map((backend) => ({
		id: backend.id,
		install: "none",
		load: () => Promise.resolve(backend),
	}));
	return createSessionFrom({ backends, words: {}, defaultPrefer: [] }, async () => models)(new Uint8Array(1), options);
}

test("a format that nobody looked into is UNSUPPORTED, and the advice names `trusted`", async () => {
	await expect(create([tflite], { prefer: "taker" })).rejects.toMatchObject({
		code: "UNSUPPORTED",
		stage: "find",
		advice: expect.stringContaining("trusted: true"),
		message: expect.stringContaining("Nothing in it was checked."),
	});
	expect(taker.calls.some(({ method }) => method === "createSession")).toBe(false);
});

test("it is the failure of one entry only: the next one takes its own format", async () => {
	const session = await create([tflite, onnx], { prefer: ["taker", "other"] });
	expect(session.report.attempts.map(({ backend, code }) => [backend, code])).toEqual([
		["taker", "UNSUPPORTED"],
		["other", undefined],
	]);
	await session.dispose();
});

test("`trusted: true` admits it", async () => {
	const session = await create([tflite], { prefer: "taker", trusted: true });
	expect(session.report.backend).toBe("taker");
	await session.dispose();
});
