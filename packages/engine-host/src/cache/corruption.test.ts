import { randomBytes } from "node:crypto";
import { link, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCache } from "./open-cache.ts";

const NAMES = ["plan.bin", "timing.cache", "notes.txt"] as const;
const contents = new Map<string, Buffer>(NAMES.map((name, i) => [name, randomBytes(200 + 5000 * i)]));
const key = { model: "abc", precision: "fp16", device: "0" };

let parent = "";
beforeAll(async () => {
	parent = await mkdtemp(join(tmpdir(), "polyinfer-corrupt-"));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

type Damage =
	| { readonly kind: "flip" | "cut"; readonly file: string; readonly share: number; readonly bit: number }
	| { readonly kind: "swap" | "symbolic link" | "hard link"; readonly file: string; readonly other: string }
	| { readonly kind: "remove" | "add"; readonly file: string };

const file = fc.constantFrom<string>(...NAMES, "../entry.json");
const own = fc.constantFrom<string>(...NAMES);
const damages: fc.Arbitrary<Damage> = fc.oneof(
	fc.record({
		kind: fc.constantFrom("flip" as const, "cut" as const),
		file,
		share: fc.double({ min: 0, max: 0.999, noNaN: true }),
		bit: fc.nat(7),
	}),
	fc.record({
		kind: fc.constantFrom("swap" as const, "symbolic link" as const, "hard link" as const),
		file: own,
		other: own,
	}),
	fc.record({ kind: fc.constantFrom("remove" as const, "add" as const), file }),
);

async function damage(folder: string, one: Damage): Promise<void> {
	const path = join(folder, one.file);
	if (one.kind === "flip") {
		const bytes = await readFile(path);
		const at = Math.floor(one.share * bytes.length);
		bytes[at] = (bytes[at] as number) ^ (1 << one.bit);
		await writeFile(path, bytes);
	} else if (one.kind === "cut") await truncate(path, Math.floor(one.share * (await readFile(path)).length));
	else if (one.kind === "remove") await rm(path);
	else if (one.kind === "add") await writeFile(`${path}.new`, "more");
	else if ("other" in one) await replace(folder, one);
}

/** Another file under a name, whose bytes or whose place are others. */
async function replace(folder: string, one: Extract<Damage, { other: string }>): Promise<void> {
	const [path, other] = [join(folder, one.file), join(folder, one.other)];
	const aside = join(folder, "../../aside");
	await rename(path, aside);
	if (one.kind === "symbolic link") return symlink(aside, path);
	if (one.kind === "swap" && other !== path) {
		await rename(other, path);
		return rename(aside, other);
	}
	await writeFile(aside, "another");
	await link(aside, path);
}

test("of 200 damaged artifacts none is given: each is made again", async () => {
	let count = 0;
	const seen = new Set<string>();
	await fc.assert(
		fc.asyncProperty(damages, async (one) => {
			const root = join(parent, String(count++));
			let fills = 0;
			const ask = () =>
				openCache(root).folder("tensorrt", key, async (into) => {
					fills++;
					for (const [name, bytes] of contents) await writeFile(join(into, name), bytes);
				});
			const { path } = await ask();
			await damage(path, one);
			seen.add(one.kind);
			const again = await ask();
			for (const [name, bytes] of contents)
				expect((await readFile(join(again.path, name))).equals(bytes), `${name} after ${JSON.stringify(one)}`).toBe(
					true,
				);
			// A file beside the folder that is given belongs to nobody's artifact.
			const isBeside = one.kind === "add" && one.file.startsWith("..");
			expect({ fills, reused: again.reused }, JSON.stringify(one)).toEqual(
				isBeside ? { fills: 1, reused: true } : { fills: 2, reused: false },
			);
			await rm(dirname(root) === parent ? root : "", { recursive: true, force: true });
		}),
		{ numRuns: 200 },
	);
	expect(count).toBeGreaterThanOrEqual(200);
	expect(seen.size).toBe(7);
});
