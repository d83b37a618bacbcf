import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KERNEL_NAMES } from "../../packages/ops/src/kernels/kernel-names.ts";
import { buildReplay, recordRuns, replay } from "./replay.mjs";
import { neon, type ReplayBuild, sanitized } from "./replay-builds.mjs";

/** Fewest runs of each kernel: one that is never run is not tested. */
const FEWEST = 30;

const work = mkdtempSync(join(tmpdir(), "polyinfer-replay-"));
let recordings: string[] = [];
/** A visible skip; in CI all is there. */
const skips = ({ missing }: ReplayBuild): boolean => missing !== undefined && !process.env.CI;
const needs = ({ missing }: ReplayBuild): string => (missing === undefined ? "" : ` (needs: ${missing})`);

beforeAll(async () => {
	if (skips(sanitized) && skips(neon)) return;
	recordings = await recordRuns(join(work, "runs"), 200);
}, 300_000);
afterAll(() => rmSync(work, { recursive: true }));

async function expectSame({ command, ...build }: ReplayBuild, sets: readonly string[]): Promise<void> {
	const ended = await replay(await buildReplay({ command, ...build }), command, recordings);
	expect(ended.code, ended.output).toBe(0);
	expect(sets).toEqual(expect.arrayContaining(ended.sets));
	expect(ended.sets.length).toBeGreaterThan(0);
	expect(Object.keys(ended.runs)).toEqual([...KERNEL_NAMES]);
	expect(Object.entries(ended.runs).filter(([, count]) => count < FEWEST)).toEqual([]);
}

test.skipIf(skips(sanitized))(
	`every kernel stays in its arrays and gives the bytes of WebAssembly, under sanitizers${needs(sanitized)}`,
	() => expectSame(sanitized, ["avx2", "sse4", "neon", "plain"]),
	600_000,
);

test.skipIf(skips(sanitized))(
	`a kernel that writes one byte too far is noticed${needs(sanitized)}`,
	async () => {
		const file = join(work, "short.runs");
		writeFileSync(
			file,
			withShortOutput(readFileSync(recordings.find((path) => basename(path).startsWith("to-tensor-")) as string)),
		);
		const { code, output } = await replay(await buildReplay(sanitized), [], [file]);
		expect(code).not.toBe(0);
		expect(output).toMatch(/AddressSanitizer: heap-buffer-overflow/);
		expect(output).toMatch(/run 0: picture_to_tensor by \w+/);
	},
	600_000,
);

/** A recording whose first run has an output that ends one byte earlier than it is written. */
function withShortOutput(recording: Buffer): Buffer {
	const bytesOfSecondArray = (8 + 3 + 1) * 4;
	recording.writeInt32LE(recording.readInt32LE(bytesOfSecondArray) - 1, bytesOfSecondArray);
	return recording;
}

test.skipIf(skips(neon))(
	`NEON gives the bytes of WebAssembly, in qemu-user${needs(neon)}`,
	() => expectSame(neon, ["neon"]),
	600_000,
);
