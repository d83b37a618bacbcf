import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { engineFolderPlace } from "@polyinfer/engine-host";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLibraryOfNode } from "../library.ts";
import { versionOfCore, versionOfProviders } from "./versions.ts";

let folder = "";
beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

const { paths } = await engineFolderPlace("onnxruntime-gpu").look();
const [provider] = paths;
const core = process.platform === "linux" ? await findLibraryOfNode() : undefined;

test.skipIf(provider === undefined)("reads the release of the real providers without loading them", async () => {
	expect(await versionOfProviders(dirname(provider ?? ""))).toBe("1.30.0");
});

test.skipIf(core === undefined)("reads the release of ONNX Runtime's own library without loading it", async () => {
	expect(await versionOfCore(core ?? "")).toBe("1.30.0");
});

test("a file that says nothing, is cut or is not there has no version", async () => {
	const path = join(folder, "libonnxruntime_providers_cuda.so");
	expect(await versionOfProviders(folder)).toBeUndefined();
	for (const bytes of ["", "\x7fELF", `\x7fELF\x02\x01${"\xff".repeat(200)}`, "1.30.0"]) {
		await writeFile(path, Buffer.from(bytes, "latin1"));
		expect(await versionOfProviders(folder)).toBeUndefined();
	}
});
