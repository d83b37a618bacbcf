import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("the jobs load where nothing is installed yet", () => {
	const bare = mkdtempSync(join(tmpdir(), "polyinfer-bare-"));
	onTestFinished(() => rmSync(bare, { recursive: true }));
	for (const part of ["scripts", "package.json", "pnpm-workspace.yaml"])
		cpSync(join(root, part), join(bare, part), { recursive: true });
	const { status, stderr } = spawnSync(process.execPath, ["scripts/run.mjs", "nothing"], {
		cwd: bare,
		encoding: "utf8",
	});
	expect(stderr).toMatch(/^Expected one of start, test, .* but received "nothing"\.\n$/);
	expect(status).toBe(2);
});
