import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ExternalData } from "../graph.ts";
import { externalModel } from "../testing/external-model.ts";
import { loadModel } from "./load-model.ts";

let root = "";
let path = "";
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "polyinfer-external-"));
	mkdirSync(join(root, "model/weights"), { recursive: true });
	path = join(root, "model/net.onnx");
	writeFileSync(join(root, "secret.bin"), new Uint8Array(16));
	writeFileSync(join(root, "model/w.bin"), new Uint8Array(16));
	writeFileSync(join(root, "model/weights/w.bin"), new Uint8Array(64));
});
afterEach(() => {
	rmSync(root, { recursive: true });
});

async function kindsOf(...places: readonly ExternalData[]): Promise<string[]> {
	writeFileSync(path, externalModel(...places));
	const [loaded] = await loadModel(path, { trusted: true });
	const kinds = loaded?.findings.filter(({ refused }) => refused).map(({ kind }) => kind) ?? [];
	if (kinds.length === 0) expect(await loadModel(path, {})).toHaveLength(1);
	else {
		const message = expect.stringMatching(new RegExp(`was refused for ${kinds[0]}: `));
		await expect(loadModel(path, {})).rejects.toMatchObject({ code: "INVALID_MODEL", message });
	}
	return kinds;
}

test("weights in files of the model's folder are taken", async () => {
	expect(
		await kindsOf({ location: "w.bin", offset: 0 }, { location: "weights/w.bin", offset: 48, length: 16 }),
	).toEqual([]);
	expect(await kindsOf({ location: "./weights/../w.bin", offset: 0 })).toEqual([]);
});

test.each([
	"/etc/passwd",
	"../secret.bin",
	"weights/../../secret.bin",
	"C:\\w.bin",
	"\\\\host\\w",
	"file:///w",
	"a\0b",
	".",
	"*/_ORT_MEM_ADDR_/*",
])("the location %j is refused", async (location) => {
	expect(await kindsOf({ location, offset: 0 })).toEqual(["external-path"]);
});

test.skipIf(process.platform === "win32")(
	"a link out of the folder is refused, one inside it is followed",
	async () => {
		symlinkSync("weights/w.bin", join(root, "model/inside.bin"));
		symlinkSync("../secret.bin", join(root, "model/outside.bin"));
		symlinkSync("..", join(root, "model/up"));
		expect(await kindsOf({ location: "inside.bin", offset: 0 })).toEqual([]);
		expect(await kindsOf({ location: "outside.bin", offset: 0 })).toEqual(["external-path"]);
		expect(await kindsOf({ location: "up/secret.bin", offset: 0 })).toEqual(["external-path"]);
	},
);

test.skipIf(process.platform === "win32")("a model in a folder that is itself a link keeps its weights", async () => {
	symlinkSync("model", join(root, "linked"));
	path = join(root, "linked/net.onnx");
	expect(await kindsOf({ location: "w.bin", offset: 0 })).toEqual([]);
});

test.each<[string, ExternalData, RegExp]>([
	["not there", { location: "none.bin", offset: 0 }, /"none\.bin", where weight `w0` lies, is not there/],
	["a folder", { location: "weights", offset: 0 }, /is no regular file/],
	["too short for an offset", { location: "w.bin", offset: 1 }, /has 16 bytes but 17 are needed/],
	["too short for a length", { location: "w.bin", offset: 4, length: 16 }, /has 16 bytes but 20 are needed/],
])("a file that is %s is INVALID_MODEL, with what to do", async (_, place, message) => {
	expect(await kindsOf(place)).toEqual(["external-missing"]);
	await expect(loadModel(path, {})).rejects.toMatchObject({
		message: expect.stringMatching(message),
		advice: expect.stringMatching(/beside the model/),
	});
});

test("many weights over the same bytes are refused", async () => {
	const place = { location: "w.bin", offset: 0 };
	expect(await kindsOf(...Array.from({ length: 16 }, () => place))).toEqual([]);
	expect(await kindsOf(...Array.from({ length: 17 }, () => place))).toEqual(["size-bomb"]);
});
