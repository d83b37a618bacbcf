import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeOnnx } from "../onnx/write-onnx.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { smallModel } from "../testing/small-model.ts";
import { loadModel } from "./load-model.ts";

const bytes = writeOnnx(smallModel());
const sha256 = createHash("sha256").update(bytes).digest("hex");
const ir = '<?xml version="1.0"?>\n<net name="n" version="11"></net>';
const linux = process.platform === "linux";
let folder = "";

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "polyinfer-model-"));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

function put(name: string, content: Uint8Array | string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

const openFiles = (): number => readdirSync("/proc/self/fd").length;

test("loads a path, a relative path, a file: URL and bytes", async () => {
	const path = put("grün net.onnx", bytes);
	for (const source of [path, relative(process.cwd(), path), pathToFileURL(path)])
		expect(await loadModel(source, {})).toMatchObject([
			{ format: "onnx", sha256, files: [{ name: "", path, bytes }], metadata: { irVersion: 8 } },
		]);
	expect(await loadModel(bytes, {})).toMatchObject([{ sha256, files: [{ name: "", bytes }] }]);
});

test("follows a link to the model", async () => {
	put("a.onnx", bytes);
	const link = join(folder, "link.onnx");
	symlinkSync(join(folder, "a.onnx"), link);
	expect(await loadModel({ onnx: link }, {})).toMatchObject([{ sha256, files: [{ path: link }] }]);
});

test("finds the weights beside OpenVINO and ncnn models", async () => {
	const openvino = await loadModel(put("a.xml", ir), {}).catch(() => undefined);
	expect(openvino).toMatchObject([
		{ findings: [{ kind: "missing-weights" }, { kind: "unread-format", refused: true }], files: [{ name: "" }] },
	]);
	put("a.bin", "weights");
	const param = put("b.param", "7767517\n1 1\n");
	put("b.bin", "ncnn weights");
	const binary = put("c.param.bin", Uint8Array.of(0xdd, 0x85, 0x76, 0));
	put("c.bin", "more");
	const loaded = await loadModel({ openvino: join(folder, "a.xml"), ncnn: param }, {});
	const text = (file: { bytes: Uint8Array } | undefined) => new TextDecoder().decode(file?.bytes);
	expect(loaded.map(({ format, files }) => [format, files[1]?.name, text(files[1])])).toEqual([
		["openvino", "a.bin", "weights"],
		["ncnn", "b.bin", "ncnn weights"],
	]);
	expect(loaded[0]?.files[1]?.path).toBe(join(folder, "a.bin"));
	expect((await loadModel(binary, {}))[0]?.files[1]?.name).toBe("c.bin");
});

test("loads a SavedModel as its folder", async () => {
	const graph = new WireWriter().message(1, new WireWriter().string(5, "2.15.0"));
	put("saved_model.pb", new WireWriter().int(1, 1).message(2, graph).finish());
	mkdirSync(join(folder, "variables"));
	put("variables/variables.index", "index");
	put("variables/variables.data-00000-of-00001", "data");
	put("variables/other", "ignored");
	expect(await loadModel(folder, {})).toMatchObject([
		{
			format: "savedmodel",
			files: [
				{ name: "", path: join(folder, "saved_model.pb") },
				{ name: "variables/variables.data-00000-of-00001" },
				{ name: "variables/variables.index" },
			],
		},
	]);
});

test("no such file is INVALID_ARGUMENT and names the path", async () => {
	const missing = join(folder, "missing.onnx");
	const error = { code: "INVALID_ARGUMENT", message: `Expected a model file at ${missing} but: no such file.` };
	await expect(loadModel(missing, {})).rejects.toMatchObject(error);
	await expect(loadModel(pathToFileURL(missing), {})).rejects.toMatchObject(error);
	await expect(loadModel(join(put("file", "x"), "below"), {})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test.each([
	["", /path of a model/],
	["a\0b", /path of a model/],
	["https://example.org/a.onnx", /received the address/],
	[new URL("file://host/share/a.onnx"), /local file/],
])("refuses %j as a path", async (source, message) => {
	if (process.platform === "win32" && typeof source !== "string") return;
	await expect(loadModel(source, {})).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringMatching(message),
	});
});

test("a folder that is no model is INVALID_ARGUMENT and lists the models in it", async () => {
	await expect(loadModel(folder, {})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	put("a.onnx", bytes);
	await expect(loadModel(folder, {})).rejects.toMatchObject({
		message: expect.stringMatching(/is a folder without saved_model\.pb/),
		advice: "Name a file in it: a.onnx.",
	});
});

test.skipIf(!linux)("pipes and devices are refused at once", async () => {
	const pipe = join(folder, "pipe");
	execFileSync("mkfifo", [pipe]);
	await expect(loadModel(pipe, {})).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringMatching(/is a pipe/),
	});
	await expect(loadModel("/dev/zero", {})).rejects.toMatchObject({ message: expect.stringMatching(/is a device/) });
});

test.skipIf(!linux || process.getuid?.() === 0)("a file without permission is INVALID_ARGUMENT", async () => {
	const path = put("a.onnx", bytes);
	execFileSync("chmod", ["000", path]);
	await expect(loadModel(path, {})).rejects.toMatchObject({ message: expect.stringMatching(/no permission/) });
});

test("what is no model is INVALID_MODEL and named", async () => {
	const pointer = put("net.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
	await expect(loadModel(pointer, {})).rejects.toMatchObject({
		code: "INVALID_MODEL",
		message: `Expected a model but ${pointer} is none. It is a Git LFS pointer, not the model itself; type \`git lfs pull\` to fetch it.`,
	});
	await expect(loadModel({ tflite: put("a.onnx", bytes) }, {})).rejects.toMatchObject({ code: "INVALID_MODEL" });
});

test.skipIf(!linux)("closes every file, also after errors and aborts", async () => {
	const good = put("a.onnx", bytes);
	const broken = put("b.onnx", bytes.subarray(0, 200));
	const xml = put("c.xml", ir);
	mkdirSync(join(folder, "c.bin"));
	await loadModel(good, {});
	const before = openFiles();
	for (let i = 0; i < 20; i++) {
		await loadModel(good, {});
		await expect(loadModel(broken, {})).rejects.toMatchObject({ code: "INVALID_MODEL" });
		await expect(loadModel({ ort: good }, {})).rejects.toMatchObject({ code: "INVALID_MODEL" });
		await expect(loadModel(xml, {})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		const abort = new AbortController();
		const loading = loadModel(good, { signal: abort.signal });
		abort.abort();
		await expect(loading).rejects.toMatchObject({ code: "ABORTED" });
	}
	expect(openFiles()).toBeLessThanOrEqual(before);
});

test.skipIf(!linux)("a link that leads nowhere but to itself is told with a line that shows it", async () => {
	const path = join(folder, "loop.onnx");
	symlinkSync(path, path);
	await expect(loadModel(path, {})).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining("ELOOP"),
		advice: expect.stringContaining(`ls -lL ${path}`),
	});
});
