import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { finish } from "./command.mjs";

const lock = new URL("lock.mjs", import.meta.url).href;
const pidFile = fileURLToPath(new URL("../../.cache/building.pid", import.meta.url));

/** Notes when it enters and leaves, in a file that several processes share. */
const program = (notes: string, name: string): string => `
	import { appendFileSync } from "node:fs";
	const { alone } = await import(${JSON.stringify(lock)});
	const note = (word) => appendFileSync(${JSON.stringify(notes)}, word + " ${name}\\n");
	await alone(async () => {
		note("enter");
		await new Promise((done) => setTimeout(done, 300));
		note("leave");
	});`;
const run = (notes: string, name: string) =>
	finish(process.execPath, ["--input-type=module", "-e", program(notes, name)], { show: false });

test("two processes work one after the other, past a lock that a dead one left", async () => {
	const folder = mkdtempSync(join(tmpdir(), "lock "));
	const notes = join(folder, "notes");
	try {
		const dead = await finish(process.execPath, ["-p", "process.pid"], { show: false });
		mkdirSync(join(pidFile, ".."), { recursive: true });
		writeFileSync(pidFile, dead.output.trim());
		const ended = await Promise.all([run(notes, "a"), run(notes, "b")]);
		expect(ended.map(({ code }) => code)).toEqual([0, 0]);
		const lines = readFileSync(notes, "utf8").trim().split("\n");
		const [first, second] = lines[0] === "enter a" ? ["a", "b"] : ["b", "a"];
		expect(lines).toEqual([`enter ${first}`, `leave ${first}`, `enter ${second}`, `leave ${second}`]);
		expect(existsSync(pidFile)).toBe(false);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
