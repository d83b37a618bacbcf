import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readTar } from "../archive/tar.ts";
import { runCommand } from "../run-command.ts";
import type { Source } from "../source.ts";
import type { Registry } from "./registry.ts";

/** `npm pack`: the package's own tarball, none of its dependencies, none of its scripts. */
export const npm: Registry = { download, read: readTar };

async function download(source: Source, folder: string): ReturnType<Registry["download"]> {
	const name = `${source.package}@${source.version}`;
	const result = await runCommand(
		"npm",
		["pack", name, "--ignore-scripts", "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"],
		folder,
	);
	if (result.code === undefined) return { missing: "npm is not on PATH: install Node.js with npm." };
	const archive = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
	if (result.code !== 0 || !archive) return { missing: `npm cannot fetch ${name}: ${firstError(result.stderr)}` };
	return { archive: join(folder, archive) };
}

function firstError(text: string): string {
	const lines = text.split("\n").filter((line) => line.startsWith("npm error"));
	return (lines.find((line) => !/^npm error (code|errno|syscall)/.test(line)) ?? lines[0] ?? "no reason given")
		.replace("npm error ", "")
		.trim();
}
