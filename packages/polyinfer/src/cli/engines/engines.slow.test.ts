import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const cli = fileURLToPath(new URL("../../../dist/cli.js", import.meta.url));
/** The built command line: `npm run build` makes it. */
const built = test.skipIf(!existsSync(cli) || process.platform === "win32");

let folder = "";
let environment: NodeJS.ProcessEnv = {};
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-engines-"));
	await mkdir(join(folder, "bin"));
	environment = { ...process.env, POLYINFER_CACHE: join(folder, "cache") };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

built("lists every engine with its licence and the line to type, and makes nothing", () => {
	const { status, stdout, stderr } = spawnSync(process.execPath, [cli, "engines", "list", "--json"], {
		encoding: "utf8",
		env: environment,
	});
	expect([status, stderr]).toEqual([0, ""]);
	const { engines } = JSON.parse(stdout) as { engines: object[] };
	expect(engines).toMatchObject(
		[
			"openvino",
			"ncnn",
			"mnn",
			"litert",
			"tensorrt-rtx",
			"cuda-libraries",
			"onnxruntime-gpu",
			"nvrtc",
			"nvrtc-cu12",
		].map((id) => ({
			id,
			state: "missing",
			licence: expect.any(String),
		})),
	);
	expect(existsSync(join(folder, "cache"))).toBe(false);
});

built("Ctrl-C ends a download, tells it, and leaves nothing half-done", async () => {
	const started = join(folder, "started");
	const pip = join(folder, "bin/python3");
	await writeFile(pip, `#!/bin/sh\ncase "$*" in *--version*) exit 0;; esac\ntouch ${started}\nexec sleep 60\n`);
	await chmod(pip, 0o755);
	const child = spawn(process.execPath, [cli, "engines", "add", "openvino", "--json"], {
		env: { ...environment, PATH: `${join(folder, "bin")}:${process.env.PATH}` },
		stdio: ["ignore", "pipe", "ignore"],
	});
	let stdout = "";
	child.stdout.on("data", (text) => {
		stdout += text;
	});
	const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
	await expect.poll(() => existsSync(started), { timeout: 30_000 }).toBe(true);
	child.kill("SIGINT");
	expect(await ended).toBe(1);
	expect(JSON.parse(stdout)).toMatchObject({ ok: false, engines: [{ id: "openvino", code: "ABORTED" }] });
	expect(readdirSync(join(folder, "cache/engines"))).toEqual([]);
});
