import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OpsCase } from "./ops-case.ts";
import type { Plan } from "./work.ts";

/** Where the plan of a case stands. */
export function planFile(folder: string, id: string): string {
	return join(folder, `${id}.json`);
}

/** Writes the inputs and plans of the cases. Gives them back, with the reason where an input cannot be made here. */
export async function writePlans(cases: readonly OpsCase[], folder: string): Promise<readonly OpsCase[]> {
	await mkdir(folder, { recursive: true });
	const written = new Map<string, number>();
	const all: OpsCase[] = [];
	for (const one of cases) {
		const { id, input, netOutput, work, threads, isRotating, moves, minSamples } = one;
		const missing = await input?.lacks?.();
		all.push(missing === undefined ? one : { ...one, missing });
		if (missing !== undefined) continue;
		for (const file of [input, netOutput])
			if (file !== undefined && !written.has(file.file)) {
				const bytes = await file.bytes();
				await writeFile(join(folder, file.file), bytes);
				written.set(file.file, bytes.length);
			}
		const bytes = written.get(input?.file ?? "") ?? 0;
		const plan: Plan = {
			...work,
			input: join(folder, input?.file ?? ""),
			netOutput: join(folder, netOutput?.file ?? ""),
			frames: isRotating ? Math.ceil((3 * cacheBytes()) / bytes) + 1 : 1,
			threads,
			readBytes: moves[0],
			writeBytes: moves[1],
			minSamples,
			sampleMs: 0.2,
			clock: "wall",
		};
		await writeFile(planFile(folder, id), JSON.stringify(plan));
	}
	return all;
}

const MIB = 2 ** 20;
/** What a machine that does not tell is taken to have, and what virtual machines say is believed up to here. */
const [USUAL_CACHE, LARGEST_CACHE] = [32 * MIB, 64 * MIB];

/** Size of the cache of the last level. */
function cacheBytes(): number {
	try {
		const size = /^(\d+)K/.exec(readFileSync("/sys/devices/system/cpu/cpu0/cache/index3/size", "utf8"));
		return size ? Math.min(Number(size[1]) * 1024, LARGEST_CACHE) : USUAL_CACHE;
	} catch {
		return USUAL_CACHE;
	}
}
