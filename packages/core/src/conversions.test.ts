import { addNet, createFakeBackend, type FakeBackend, loadNet } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import type { Backend } from "./backend.ts";
import { createSessionFrom } from "./create-session.ts";
import { InferenceError } from "./errors.ts";
import type { LoadedModel } from "./model.ts";
import type { PreferEntry } from "./prefer-entry.ts";

const model: LoadedModel = await loadNet(addNet, "onnx");
const fake: FakeBackend = createFakeBackend({ id: "narrow" });
/** Takes ONNX only by converting it. */
const narrow: Backend = { ...fake, formats: ["ncnn"], conversions: ["onnx"] };

function open(prefer: PreferEntry) {
	const entry = { id: "narrow", install: "none", load: () => Promise.resolve(narrow) };
	const words = { cpu: [{ backend: "narrow" }] };
	return createSessionFrom({ backends: [entry], words, defaultPrefer: [] }, async () => [model])(new Uint8Array(1), {
		prefer,
	});
}

test.each(["narrow", { backend: "narrow" }])("a backend that is named itself converts: %j", async (prefer) => {
	const session = await open(prefer);
	expect(session.report.backend).toBe("narrow");
	await session.dispose();
});

test("a word never leads to a conversion, and the error says which name does", async () => {
	const error: unknown = await open("cpu").catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(InferenceError);
	expect(error).toMatchObject({
		code: "UNSUPPORTED",
		message: expect.stringContaining("narrow takes ncnn but received onnx"),
		advice: 'Name "narrow" itself in `prefer`: it converts the model then.',
	});
});
