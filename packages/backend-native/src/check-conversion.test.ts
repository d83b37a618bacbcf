import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNet, createFakeBackend, loadNet } from "@polyinfer/conformance";
import {
	type ArtifactCache,
	type BackendSession,
	InferenceError,
	type ReferenceCheck,
	type Verified,
} from "@polyinfer/core";
import { openCache } from "@polyinfer/engine-host/cache";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkConversion } from "./check-conversion.ts";

let folder = "";
let cache: ArtifactCache;
let session: BackendSession;

beforeEach(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
	cache = openCache(join(folder, "cache"));
	const request = { options: {}, inputs: {}, strict: false, trusted: false };
	const context = { stage: () => undefined, progress: () => undefined, log: () => undefined };
	session = await createFakeBackend().createSession(await loadNet(addNet, "onnx"), request, context);
});
afterEach(() => rm(folder, { recursive: true }));

/** A reference that finds this, and counts how often it was asked. */
function reference(find: () => Verified): ReferenceCheck & { asked: number } {
	const check = {
		id: "truth",
		asked: 0,
		compare: async () => {
			check.asked++;
			return find();
		},
	};
	return check;
}

const check = (given: ReferenceCheck | undefined, model = "a") =>
	checkConversion({
		backend: "narrow",
		session,
		conversion: { key: { model }, conversions: ["onnx -> narrow"] },
		context: { stage: () => undefined, ...(given === undefined ? {} : { reference: given }) },
		cache,
	});

test("what was found right is remembered by the conversion's key", async () => {
	const truth = reference(() => ({ checks: ["`y` equals truth"], notes: [] }));
	for (let i = 0; i < 3; i++) expect(await check(truth)).toEqual({ checks: ["`y` equals truth"], notes: [] });
	expect(truth.asked).toBe(1);
	await check(truth, "b");
	expect(truth.asked).toBe(2);
});

test("a conversion with wrong numbers is UNSUPPORTED at verify, each time", async () => {
	const truth = reference(() => {
		throw new InferenceError("ENGINE", "Its numbers are wrong: output `y` differs.", { stage: "verify" });
	});
	for (let i = 0; i < 2; i++)
		await expect(check(truth)).rejects.toMatchObject({
			code: "UNSUPPORTED",
			stage: "verify",
			message: "The model was converted, but its numbers are wrong: output `y` differs.",
		});
	expect(truth.asked).toBe(2);
});

test("where nothing was compared that is a note, and asked again", async () => {
	const truth = reference(() => ({ checks: [], notes: ["not compared with truth: it is not here"] }));
	for (let i = 0; i < 2; i++)
		expect(await check(truth)).toEqual({ checks: [], notes: ["not compared with truth: it is not here"] });
	expect(truth.asked).toBe(2);
	expect(await check(undefined)).toEqual({ checks: [], notes: [expect.stringContaining("no reference")] });
});

test("an abort is told as one", async () => {
	const truth = reference(() => {
		throw new InferenceError("ABORTED", "The operation was aborted.");
	});
	await expect(check(truth)).rejects.toMatchObject({ code: "ABORTED" });
});
