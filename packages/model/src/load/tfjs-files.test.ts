import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadModel as loadAnywhere } from "../load-model.ts";
import { tfjsModelOf } from "../model-of.ts";
import { loadModel } from "../node/load-model.ts";
import { SHARD, tfjsJson, tfjsWeights } from "../testing/tfjs-model.ts";

const invalid = (message: RegExp) => ({ code: "INVALID_MODEL", message: expect.stringMatching(message) });

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer-tfjs-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
	return folder;
}

const file = (name: string, bytes: Uint8Array<ArrayBuffer>) => new File([bytes], name);

test("a folder, its model.json and a list of files load with all of their weights", async () => {
	const folder = folderOf({ "model.json": tfjsJson(), [SHARD]: tfjsWeights });
	const list = [file("model.json", tfjsJson()), file(SHARD, tfjsWeights)];
	for (const loaded of [
		...(await loadModel(folder, {})),
		...(await loadModel(join(folder, "model.json"), {})),
		...(await loadModel(list, {})),
		...(await loadAnywhere({ tfjs: list }, {})),
	]) {
		expect(loaded).toMatchObject({ format: "tfjs", findings: [], metadata: { operators: { AddV2: 1 } } });
		expect(loaded.files.map(({ name, bytes }) => [name, bytes.length])).toEqual([
			["", tfjsJson().length],
			[SHARD, 8],
		]);
		expect(tfjsModelOf(loaded)?.kind).toBe("graph-model");
	}
});

test("an address loads with the files beside it, with its query", async () => {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		asked.push(request.url ?? "");
		const isThere = request.url?.startsWith("/nets/");
		response.writeHead(isThere ? 200 : 404).end(request.url?.includes(SHARD) ? tfjsWeights : tfjsJson());
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => void server.close());
	const { port } = server.address() as AddressInfo;
	const [loaded] = await loadAnywhere(new URL(`http://127.0.0.1:${port}/nets/model.json?key=7`), {});
	expect(loaded?.files[1]?.bytes).toEqual(tfjsWeights);
	expect(asked).toEqual(["/nets/model.json?key=7", `/nets/${SHARD}?key=7`]);
});

test("weights that are missing, too short or too long are INVALID_MODEL with what was expected and what came", async () => {
	const load = (weights: Uint8Array | undefined) =>
		loadModel(folderOf({ "model.json": tfjsJson(), ...(weights ? { [SHARD]: weights } : {}) }), {});
	await expect(load(undefined)).rejects.toMatchObject(
		invalid(/weights in group1-shard1of1\.bin beside .* no such file/),
	);
	await expect(load(tfjsWeights.slice(0, 6))).rejects.toMatchObject(invalid(/Expected 8 bytes .* has 6/));
	await expect(load(new Uint8Array(12))).rejects.toMatchObject(invalid(/Expected 8 bytes .* has 12/));
});

test("files whose weights lie elsewhere than the manifest says are INVALID_MODEL", async () => {
	const json = tfjsJson((model) => {
		model.weightsManifest = [
			{ paths: ["a.bin"], weights: [{ name: "w", dtype: "float32", shape: [2] }] },
			{ paths: ["b.bin"], weights: [{ name: "v", dtype: "int32", shape: [1] }] },
		];
	});
	const folder = folderOf({ "model.json": json, "a.bin": new Uint8Array(4), "b.bin": new Uint8Array(8) });
	await expect(loadModel(folder, {})).rejects.toMatchObject(
		invalid(/8 bytes for weight `w` from byte 0 .* a\.bin has only 4/),
	);
});

test("texts among the weights are counted by their own lengths, over the borders of files", async () => {
	const json = tfjsJson((model) => {
		model.weightsManifest = [
			{
				paths: ["a.bin", "b.bin"],
				weights: [
					{ name: "t", dtype: "string", shape: [2] },
					{ name: "w", dtype: "float32", shape: [2] },
				],
			},
		];
	});
	const texts = Uint8Array.of(1, 0, 0, 0, 65, 2, 0, 0, 0, 66, 67, ...tfjsWeights);
	const load = (bytes: Uint8Array) =>
		loadModel(folderOf({ "model.json": json, "a.bin": bytes.slice(0, 6), "b.bin": bytes.slice(6) }), {});
	expect((await load(texts))[0]?.files).toHaveLength(3);
	const endless = texts.slice();
	endless[8] = 127;
	await expect(load(endless)).rejects.toMatchObject(invalid(/bytes for weight `t`/));
});

test("a link out of the model's folder is refused unless trusted", async () => {
	const outside = folderOf({ "w.bin": tfjsWeights });
	const folder = folderOf({ "model.json": tfjsJson() });
	symlinkSync(join(outside, "w.bin"), join(folder, SHARD));
	await expect(loadModel(folder, {})).rejects.toMatchObject(invalid(/refused for external-path/));
	expect((await loadModel(folder, { trusted: true }))[0]?.files).toHaveLength(2);
});

test("a folder in place of weights is told", async () => {
	const folder = folderOf({ "model.json": tfjsJson() });
	mkdirSync(join(folder, SHARD));
	await expect(loadModel(folder, {})).rejects.toMatchObject({ message: expect.stringMatching(/is a folder/) });
});

test("a model.json that came alone is INVALID_ARGUMENT, and the advice says how to bring the rest", async () => {
	await expect(loadModel(tfjsJson(), {})).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining(SHARD),
		advice: expect.stringContaining("File"),
	});
	await expect(loadModel([file("model.json", tfjsJson())], {})).rejects.toMatchObject(invalid(/no such file/));
	await expect(loadModel([], {})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await expect(loadModel([new Blob([])] as never, {})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});
