import { expect, test } from "vitest";
import { fuzzLoop } from "./fuzz-loop.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutateBytes } from "./mutate-bytes.ts";
import { encodeTree, parseTree } from "./protobuf-tree.ts";
import { onnx } from "./targets/onnx.ts";

const targetOf = (read: (bytes: Uint8Array) => unknown): FuzzTarget => ({
	seeds: () => [Uint8Array.of(1, 2, 3, 4)],
	mutate: (bytes, other, random) => mutateBytes(bytes, other, random),
	read: (bytes) => ({ word: `${bytes.length} ${bytes[0]}`, held: read(bytes) }),
});
const options = { seconds: 0.3, seed: 1 };

test("the fuzzer finds an error that only some files lead to, once", () => {
	const target = targetOf((bytes) => {
		if (bytes[0] === 0xff && bytes.length > 4) throw new TypeError("unexpected");
	});
	const { crashers, words, runs } = fuzzLoop(target, { seconds: 1.5, seed: 1 });
	expect(crashers).toHaveLength(1);
	expect(crashers[0]?.bytes[0]).toBe(0xff);
	expect(crashers[0]?.reason).toMatch(/^TypeError: unexpected/);
	expect(words).toBeGreaterThan(10);
	expect(runs).toBeGreaterThan(words);
});

test("the fuzzer finds a file that takes too long", () => {
	const target = targetOf((bytes) => {
		const end = performance.now() + (bytes.length === 4 ? 0 : 150);
		while (performance.now() < end);
	});
	expect(fuzzLoop(target, options).crashers[0]?.reason).toMatch(/Expected 100 ms at most/);
});

test("the fuzzer finds a file that takes too much memory", () => {
	const held = targetOf((bytes) => (bytes.length === 4 ? undefined : new Uint8Array(100 * 2 ** 20)));
	expect(fuzzLoop(held, options).crashers[0]?.reason).toMatch(/bytes of memory at most/);
});

test("the same seed makes the same files", () => {
	const seen = (): string[] => {
		const files: string[] = [];
		const target = targetOf((bytes) => files.push(bytes.join()));
		fuzzLoop(target, { seconds: 0.1, seed: 7 });
		return files.slice(0, 50);
	};
	expect(seen()).toEqual(seen());
});

test("a message that is taken apart and put together is the same", () => {
	for (const seed of onnx.seeds()) {
		const tree = parseTree(seed);
		expect(tree?.length).toBeGreaterThan(1);
		expect(encodeTree(tree ?? [])).toEqual(seed);
	}
});
