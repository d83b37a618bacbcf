import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/model-file.ts";
import { runInChild } from "./run-in-child.ts";

const folder = temporaryFolder();

async function runScript(code: string, timeoutMs = 30_000): ReturnType<typeof runInChild> {
	return runInChild(await folder.write("script.mjs", code), ["one", "two"], timeoutMs);
}

test("gives what the process printed, whatever its exit code", async () => {
	expect(await runScript(`console.log(process.argv.slice(2).join()); process.exitCode = 3;`)).toEqual({
		stdout: "one,two\n",
	});
});

test("tells of a process that was killed, and kills one that takes too long", async () => {
	expect(await runScript(`process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 10_000);`)).toMatchObject({
		died: "its process ended with SIGSEGV",
	});
	expect(await runScript("setTimeout(() => {}, 60_000);", 500)).toMatchObject({
		died: "its process ended with SIGKILL after 0.5 s",
	});
});
