import { expect, test } from "vitest";
import { findWeb } from "../fallback/find-javascript.ts";
import { runProgram } from "../testing/program.ts";

const run = test.runIf(findWeb() !== undefined);

const HEAD = `
	import { openSession, Tensor } from "@polyinfer/core";
	import { onnxruntime } from "./backend.ts";
	import { heavyNet } from "./testing/nets.ts";
	const open = () => openSession(onnxruntime, heavyNet(30), {}, { device: "wasm" });
	const x = (n) => new Tensor("float32", new Float32Array(n * n), [n, n]);
`;

run("a program that forgets to dispose ends by itself with 0, and prints nothing", async () => {
	const ended = await runProgram(`${HEAD}
		const session = await open();
		await session.run({ x: x(8) });
	`);
	expect(ended).toMatchObject({ code: 0, signal: null, stdout: "", stderr: "" });
});

run("process.exit with a run in flight ends with the asked code, at once", async () => {
	const ended = await runProgram(`${HEAD}
		const session = await open();
		session.run({ x: x(1500) }).then(() => console.log("ran"));
		setTimeout(() => process.exit(7), 20);
	`);
	expect(ended).toMatchObject({ code: 7, signal: null, stdout: "", stderr: "" });
});
