import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/model-file.ts";
import { probeInChild } from "./probe-in-child.ts";

const folder = temporaryFolder();

async function probeWith(code: string): ReturnType<typeof probeInChild> {
	return probeInChild(await folder.write("script.mjs", code), "fake");
}

test("gives what the process sends", async () => {
	const state = await probeWith(`process.send({ id: process.argv[4], state: "runs" }); process.disconnect();`);
	expect(state).toEqual({ id: "fake", state: "runs" });
});

test("a process that crashes is a line", async () => {
	const state = await probeWith(`process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 10_000);`);
	expect(state).toMatchObject({ id: "fake", state: "found", reason: "its process ended with SIGSEGV" });
});

test("a process that ends with an error is a line", async () => {
	expect(await probeWith("process.exit(7);")).toMatchObject({
		state: "found",
		reason: "its process ended with exit code 7",
	});
});

test("a crash after the answer is told beside it", async () => {
	const state = await probeWith(
		`process.send({ id: "fake", state: "runs" }, () => { process.kill(process.pid, "SIGABRT"); setTimeout(() => {}, 10_000); });`,
	);
	expect(state).toMatchObject({ state: "runs", notes: ["its process ended with SIGABRT after that"] });
});

test("what the process prints goes nowhere", async () => {
	const state = await probeWith(
		`console.log("noise"); console.error("noise"); process.send({ id: "fake", state: "runs" }); process.disconnect();`,
	);
	expect(state).toEqual({ id: "fake", state: "runs" });
});
