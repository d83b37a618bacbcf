import { expect, test } from "vitest";
import { findEngine } from "../../find-engine.ts";
import { runProgram } from "../../testing/program.ts";
import { openvinoEngine } from "./engine.ts";

const found = await findEngine(openvinoEngine);
const lacks = found.status === "missing" ? ` (${found.reason})` : "";

const HEAD = `
	import { openSession, Tensor } from "@polyinfer/core";
	import { loadNet, slowFeed, slowNet } from "@polyinfer/conformance";
	import { openvino } from "./index.ts";
	const open = async (steps) => {
		const session = await openSession(openvino, await loadNet(slowNet(steps), "onnx"), { threads: 1, maxConcurrency: 2 });
		const { name, shape } = session.inputs[0];
		return { session, feeds: { [name]: new Tensor("float32", slowFeed(1), shape) } };
	};
`;

test.skipIf(lacks !== "")(
	`process.exit with runs in flight ends with the asked code, 20 of 20 times${lacks}`,
	async () => {
		for (let i = 0; i < 20; i++) {
			const ended = await runProgram(`${HEAD}
			const { session, feeds } = await open(300);
			for (let i = 0; i < 6; i++) session.run(feeds).catch(() => undefined);
			setTimeout(() => process.exit(7), ${[0, 5, 20, 100][i % 4]});
		`);
			expect(ended).toMatchObject({ code: 7, signal: null, stdout: "", stderr: "" });
		}
	},
);

test.skipIf(lacks !== "")(`a program that forgets to dispose ends by itself with 0${lacks}`, async () => {
	const ended = await runProgram(`${HEAD}
		const { session, feeds } = await open(2);
		await session.run(feeds);
		console.log("done");
	`);
	expect(ended).toMatchObject({ code: 0, signal: null, stdout: "done\n", stderr: "" });
});
