import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Source } from "../source.ts";
import { REGISTRIES } from "./registries.ts";

// Nothing listens on the discard port: the registry cannot be reached.
const nowhere = "http://127.0.0.1:9/";
let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-registry-"));
	vi.stubEnv("npm_config_registry", nowhere);
	vi.stubEnv("npm_config_cache", join(folder, "npm"));
	vi.stubEnv("PIP_INDEX_URL", nowhere);
	vi.stubEnv("PIP_FIND_LINKS", "");
	vi.stubEnv("NO_PROXY", "127.0.0.1");
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(folder, { recursive: true, force: true });
});

const source = (registry: Source["registry"]): Source => ({
	id: "none",
	registry,
	package: "polyinfer-no-such-package",
	version: "1.0.0",
	licence: "MIT",
	files: [],
});

test("gives npm's reason where its registry cannot be reached", async () => {
	expect(await REGISTRIES.npm.download(source("npm"), folder)).toEqual({
		missing: expect.stringMatching(/^npm cannot fetch polyinfer-no-such-package@1\.0\.0: .*127\.0\.0\.1/),
	});
}, 60_000);

const noPip = spawnSync("python3", ["-m", "pip", "--version"]).status !== 0;
test.skipIf(noPip)(
	"gives pip's reason where its index cannot be reached",
	async () => {
		expect(await REGISTRIES.pypi.download(source("pypi"), folder)).toEqual({
			missing: "pip cannot fetch polyinfer-no-such-package==1.0.0: its index cannot be reached",
		});
	},
	60_000,
);

test("says what to install where npm or pip is not there", async () => {
	vi.stubEnv("PATH", folder);
	expect(await REGISTRIES.npm.download(source("npm"), folder)).toEqual({
		missing: "npm is not on PATH: install Node.js with npm.",
	});
	expect(await REGISTRIES.pypi.download(source("pypi"), folder)).toEqual({
		missing: "Python's pip is not installed: install Python 3 with pip (`apt-get install python3-pip`).",
	});
});
