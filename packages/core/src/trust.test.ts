import { addNet, createFakeBackend, loadNet } from "@polyinfer/conformance";
import { describe, expect, test } from "vitest";
import { createSessionFrom } from "./create-session.ts";
import type { LoadedModel } from "./model.ts";
import type { SessionOptions } from "./session.ts";

const onnx: LoadedModel = await loadNet(addNet, "onnx");
const finding = { kind: "unread-format", message: "Nothing in it was checked.", refused: true } as const;
const tflite: LoadedModel = { ...onnx, format: "tflite", findings: [finding] };
const taker = createFakeBackend({ id: "taker", formats: ["tflite"] });
const other = createFakeBackend({ id: "other" });
/** Runs in a process of its own where it is asked to, and proves tflite files. */
const apart = createFakeBackend({
	id: "apart",
	formats: ["tflite", "mnn"],
	found: { isolates: true, proves: ["tflite"] },
	facts: { binding: "runner" },
});
/** Says that it does, and does not. */
const liar = createFakeBackend({ id: "liar", formats: ["tflite"], found: { isolates: true } });

function create(models: readonly LoadedModel[], options: SessionOptions) {
	const backends = [taker, other, apart, liar].map((backend) => ({
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

describe("without `trusted`", () => {
	const mnn: LoadedModel = { ...tflite, format: "mnn" };
	const opens = ({ calls }: typeof taker): number => calls.filter(({ method }) => method === "createSession").length;

	test("a backend that proves files of the format admits it", async () => {
		const session = await create([tflite], { prefer: "apart" });
		expect(apart.calls.at(-1)).toMatchObject({ method: "createSession", options: { trusted: false } });
		await session.dispose();
	});

	test("another format needs `isolate`, and the advice says so", async () => {
		const before = opens(apart);
		await expect(create([mnn], { prefer: "apart" })).rejects.toMatchObject({
			code: "UNSUPPORTED",
			advice: expect.stringMatching(/isolate: "process".*trusted: true/),
		});
		expect(opens(apart)).toBe(before);
		const session = await create([mnn], { prefer: "apart", isolate: "process" });
		expect(session.report.binding).toBe("runner");
		await session.dispose();
	});

	test("a backend that does not know `isolate` never sees it", async () => {
		const before = opens(taker);
		await expect(create([tflite], { prefer: "taker", isolate: "process" })).rejects.toMatchObject({
			code: "UNSUPPORTED",
			advice: expect.not.stringContaining("isolate"),
		});
		expect(opens(taker)).toBe(before);
	});

	test("a session that is not isolated after all is not handed out", async () => {
		await expect(create([tflite], { prefer: "liar", isolate: "process" })).rejects.toMatchObject({
			code: "UNSUPPORTED",
			message: expect.stringContaining("`isolate` is set"),
		});
		expect(liar.counters()).toMatchObject({ sessions: 0 });
	});

	test("what the scan found inside a file is admitted by neither", async () => {
		const inside = { ...tflite, findings: [finding, { ...finding, kind: "serialized-engine" }] };
		await expect(create([inside], { prefer: "apart", isolate: "process" })).rejects.toMatchObject({
			code: "UNSUPPORTED",
		});
	});
});
