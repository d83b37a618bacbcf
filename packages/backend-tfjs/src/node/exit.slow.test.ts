import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type BuildOptions, build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";

const source = fileURLToPath(new URL("..", import.meta.url));

/** Bundles a program, written as if it lay in `src/`, beside the worker, and runs it with Node. */
async function run(code: string): Promise<{ stdout: string; stderr: string }> {
	const folder = mkdtempSync(join(source, "../node_modules/.polyinfer-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const shared = {
		bundle: true,
		format: "esm" as const,
		platform: "node" as const,
		conditions: ["polyinfer-source"],
		external: ["@tensorflow/*"],
	} satisfies BuildOptions;
	await build({
		...shared,
		stdin: { contents: code, resolveDir: source, loader: "ts" },
		outfile: join(folder, "program.mjs"),
	});
	await build({
		...shared,
		entryPoints: [join(source, "node/tfjs-worker.ts")],
		outfile: join(folder, "tfjs-worker.js"),
	});
	return promisify(execFile)(process.execPath, [join(folder, "program.mjs")], { timeout: 30_000 });
}

const start = `
	import { openSession, Tensor } from "@polyinfer/core";
	import { tfjs } from "./index.ts";
	import { addModel } from "./testing/graph-model.ts";
	const x = new Tensor("float32", Float32Array.of(1, 2), [2]);
	const session = await openSession(tfjs, addModel);`;

test("a program that forgets dispose ends by itself, also with a run on its way, and prints nothing else", async () => {
	const { stdout, stderr } = await run(`${start}
		console.log((await session.run({ x })).y.data.join());
		session.run({ x }).then(({ y }) => console.log("late", y.data.join()));`);
	expect([stdout, stderr]).toEqual(["4,6\nlate 4,6\n", ""]);
});

test("a program whose session was disposed ends at once, though a thread waits for the next", async () => {
	const { stdout } = await run(`${start}
		await session.dispose();
		const start = performance.now();
		process.on("exit", () => console.log(performance.now() - start < 2000 ? "soon" : "late"));`);
	expect(stdout).toBe("soon\n");
});
