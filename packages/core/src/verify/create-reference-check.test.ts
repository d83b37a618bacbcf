import { addNet, createFakeBackend, type FakeOptions, loadNet } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import type { ReferenceCheck } from "../backend.ts";
import type { LoadedModel } from "../model.ts";
import { createReferenceCheck } from "./create-reference-check.ts";
import { faultyBackend } from "./testing/faults.ts";

const model: LoadedModel = await loadNet(addNet, "onnx");

/** A check for the backend `other`, with this reference; without it the package is missing. */
function checkFor(reference: FakeOptions | undefined, id = "other"): ReferenceCheck {
	const backend = reference && createFakeBackend({ id: "onnxruntime", ...reference });
	const load = () => (backend ? Promise.resolve(backend) : Promise.reject(new Error("Cannot find it")));
	const backends = [{ id: "onnxruntime", install: "npm install it", load }];
	const check = createReferenceCheck(id, { backends, words: {}, defaultPrefer: [] }, [model], {});
	if (check === undefined) throw new Error("there is no reference");
	return check;
}

function openOther(change: (x: number) => number = (x) => x) {
	const request = { options: {}, inputs: {}, strict: false, trusted: false };
	const context = { stage: () => undefined, progress: () => undefined, log: () => undefined };
	return faultyBackend(createFakeBackend({ id: "other" }), change).createSession(model, request, context);
}

test("says how near a session is to the reference", async () => {
	const { checks, verification } = await checkFor({}).compare(await openOther());
	expect(checks).toEqual([expect.stringContaining("equals onnxruntime on 2 inputs")]);
	expect(verification?.reference).toBe("onnxruntime");
});

test("rejects wrong numbers, within the tolerance that is asked for", async () => {
	const half = (x: number): number => x * 0.5;
	await expect(checkFor({}).compare(await openOther(half))).rejects.toMatchObject({ code: "ENGINE", stage: "verify" });
	expect((await checkFor({}).compare(await openOther(half), 0.6)).checks).toHaveLength(1);
});

test("a reference that is missing, or fails, is a note and compares nothing", async () => {
	const missing = await checkFor(undefined).compare(await openOther());
	expect(missing).toEqual({ checks: [], notes: [expect.stringMatching(/^not compared with onnxruntime: .*package/)] });
	const broken = checkFor({ fail: { stage: "compile", code: "UNSUPPORTED" } });
	expect(await broken.compare(await openOther())).toMatchObject({ checks: [], notes: [expect.any(String)] });
});

test("a backend is never its own reference", () => {
	expect(() => checkFor({}, "onnxruntime")).toThrow("there is no reference");
});
