import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const entry = new URL("../dist/index.js", import.meta.url);

/** The built package: `pnpm build` makes it. */
const built = test.skipIf(!existsSync(entry));

function runProgram(code: string): { status: number | null; stdout: string; stderr: string } {
	return spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8", timeout: 60_000 });
}

built("importing prints nothing, sets nothing, loads no library and lets the program end", () => {
	const { status, stdout, stderr } = runProgram(`
		import { readFileSync } from "node:fs";
		const before = JSON.stringify(process.env);
		const globals = Object.getOwnPropertyNames(globalThis).length;
		await import(${JSON.stringify(entry.href)});
		if (JSON.stringify(process.env) !== before) throw new Error("the environment changed");
		if (Object.getOwnPropertyNames(globalThis).length !== globals) throw new Error("a global appeared");
		if (process.platform === "linux" && /onnxruntime|host\\.node/.test(readFileSync("/proc/self/maps", "utf8")))
			throw new Error("a library was loaded");
	`);
	expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});

built("a program that forgets to dispose prints nothing of its own accord and ends with 0", () => {
	const { status, stdout, stderr } = runProgram(`
		import { createSession, Tensor } from ${JSON.stringify(entry.href)};
		import { buildModel, writeOnnx } from ${JSON.stringify(new URL("../../model/dist/index.js", import.meta.url).href)};
		const value = (name) => ({ name, dtype: "float32", shape: [2] });
		const nodes = [{ operator: "Neg", inputs: ["x"], outputs: ["y"] }];
		const session = await createSession(writeOnnx(buildModel({ opset: 17, inputs: [value("x")], outputs: [value("y")], nodes })));
		const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(1, 2), [2]) });
		if (y.data.join() !== "-1,-2") throw new Error(String(y.data));
	`);
	expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});
