import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { onnxBytes, temporaryFolder } from "./testing/model-file.ts";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const demo = fileURLToPath(new URL("../demo/model.onnx", import.meta.url));
const folder = temporaryFolder();

function polyinfer(...argv: readonly string[]): { status: number | null; stdout: string; stderr: string } {
	return spawnSync(process.execPath, [cli, ...argv], { encoding: "utf8", timeout: 60_000 });
}

/** The built command line: `pnpm build` makes it. */
const built = test.skipIf(!existsSync(cli));

built("doctor tries ONNX Runtime in a process of its own and finds that it runs", () => {
	const { status, stdout, stderr } = polyinfer("doctor", "--json");
	expect([status, stderr]).toEqual([0, ""]);
	expect(JSON.parse(stdout)).toMatchObject({
		ok: true,
		backends: expect.arrayContaining([expect.objectContaining({ id: "onnxruntime", state: "runs" })]),
	});
});

built("run and inspect work on a file, with one JSON document on stdout", async () => {
	const path = await folder.write("add.onnx", onnxBytes());
	for (const command of ["run", "inspect"]) {
		const { status, stdout, stderr } = polyinfer(command, path, "--json");
		expect([status, stderr]).toEqual([0, ""]);
		expect(JSON.parse(stdout)).toMatchObject({ ok: true });
	}
});

built("choose times each backend in a process of its own and says which one to take", async () => {
	const path = await folder.write("add.onnx", onnxBytes());
	const { status, stdout } = polyinfer(
		"choose",
		path,
		"--prefer",
		"tensorrt,onnxruntime",
		"--seconds",
		"0.1",
		"--json",
	);
	expect(status).toBe(0);
	expect(JSON.parse(stdout)).toMatchObject({
		chosen: "onnxruntime",
		rows: [
			{ entry: "tensorrt", code: "UNAVAILABLE" },
			{ entry: "onnxruntime", p50Ms: expect.any(Number), rssBytes: expect.any(Number) },
		],
	});
});

built("a typing error ends with 2, a backend that is not there with 3, a file that is no model with 1", async () => {
	const path = await folder.write("add.onnx", onnxBytes());
	const page = await folder.write("page.onnx", "<!DOCTYPE html><html></html>");
	expect(polyinfer("rnu", path).status).toBe(2);
	expect(polyinfer("run", path, "--prefer", "tensorrt").status).toBe(3);
	expect(polyinfer("inspect", page).status).toBe(1);
});

built("a reader that stops early is no failure", () => {
	const shell = spawnSync("sh", ["-c", `"${process.execPath}" "${cli}" --help | head -1`], { encoding: "utf8" });
	expect([shell.status, shell.stderr]).toEqual([0, ""]);
});

test.skipIf(!existsSync(cli) || !existsSync(demo))("the demonstration sees an espresso", () => {
	const { status, stdout, stderr } = polyinfer("demo", "--json");
	expect([status, stderr]).toEqual([0, ""]);
	const { guesses } = JSON.parse(stdout) as { guesses: { label: string; probability: number }[] };
	expect(guesses[0]?.label).toBe("espresso");
	expect(guesses[0]?.probability).toBeGreaterThan(0.9);
});
