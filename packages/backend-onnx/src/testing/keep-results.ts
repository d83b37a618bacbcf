import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CaseResult } from "@polyinfer/conformance";

/** Writes results for the support table into the folder that `POLYINFER_RESULTS` names; nothing where it names none. */
export async function keepResults(name: string, results: readonly CaseResult[]): Promise<void> {
	const folder = process.env.POLYINFER_RESULTS;
	if (!folder) return;
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, `${name}.json`), JSON.stringify(results));
}
