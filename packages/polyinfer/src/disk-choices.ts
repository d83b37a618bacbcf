import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import type { ChoiceStore } from "@polyinfer/core";
import { cacheFolder, makePrivateFolder } from "@polyinfer/engine-host/cache";

/** Results of races as files in the cache, one a key. Without a cache nothing is kept. */
export function diskChoices(root: () => string = cacheFolder, machine: string = describeMachine()): ChoiceStore {
	const fileOf = (key: string): string =>
		join(root(), "choices", `${createHash("sha256").update(key).digest("hex")}.json`);
	return {
		machine,
		async read(key) {
			try {
				return await readFile(fileOf(key), "utf8");
			} catch {
				return undefined;
			}
		},
		async write(key, text) {
			try {
				const file = fileOf(key);
				const unfinished = `${file}.${randomUUID()}`;
				await makePrivateFolder(root());
				await mkdir(join(root(), "choices"), { recursive: true, mode: 0o700 });
				try {
					await writeFile(unfinished, text, { mode: 0o600 });
					await rename(unfinished, file);
				} finally {
					await rm(unfinished, { force: true });
				}
			} catch {
				// Nothing is lost: the next session is raced for again.
			}
		},
	};
}

/** Processor, how many of them this process may use, and memory. */
function describeMachine(): string {
	const model = cpus()[0]?.model ?? "unknown processor";
	const gigabytes = Math.round(totalmem() / 2 ** 30);
	return `${process.platform} ${process.arch}, ${model}, ${availableParallelism()} processors, ${gigabytes} GiB`;
}
