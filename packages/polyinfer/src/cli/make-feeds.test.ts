import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DTYPES, type DType, Tensor, type ValueInfo } from "@polyinfer/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeNpy } from "../npy/write-npy.ts";
import { generateTensor } from "./generate-tensor.ts";
import { makeFeeds } from "./make-feeds.ts";

const images: ValueInfo = {
	name: "images",
	dtype: "float32",
	shape: [null, 3, null, 4],
	dimNames: ["N", null, "H", null],
};
const ids: ValueInfo = { name: "ids", dtype: "int64", shape: [null], optional: true };

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-feeds-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("feeds random numbers where nothing was said, and leaves optional inputs out", async () => {
	const feeds = await makeFeeds([images, ids], [], { images: [2, 3, 5, 4] });
	expect(feeds.map(({ name, source, tensor }) => [name, source, tensor.shape])).toEqual([
		["images", "random", [2, 3, 5, 4]],
	]);
});

test("a free first axis is 1", async () => {
	const [feed] = await makeFeeds([{ ...ids, optional: false }], [], {});
	expect(feed?.tensor.shape).toEqual([1]);
});

test("any other free axis asks for its size", async () => {
	await expect(makeFeeds([images], [], {})).rejects.toThrow(
		"Input `images` is float32 [N,3,H,4]: type its sizes, `--shape images=1,3,<H>,4`.",
	);
});

test("an unknown input is refused with the nearest one", async () => {
	const request = { name: "image", source: "random" };
	await expect(makeFeeds([images], [request], {})).rejects.toThrow(/Unknown name `image`.* Did you mean `images`\?/);
});

test("an input that is fed twice is refused", async () => {
	const request = { name: "ids", source: "zeros" };
	await expect(makeFeeds([ids], [request, request], {})).rejects.toThrow(/given twice/);
});

test("reads .npy files, in another shape where one is given", async () => {
	const path = join(folder, "x.npy");
	await writeFile(path, writeNpy(new Tensor("int64", BigInt64Array.of(1n, 2n, 3n, 4n), [4])));
	const [feed] = await makeFeeds([ids], [{ name: "ids", source: path, shape: [2, 2] }], {});
	expect(feed?.tensor.shape).toEqual([2, 2]);
	expect(feed?.tensor.data).toEqual(BigInt64Array.of(1n, 2n, 3n, 4n));
});

test("a file that is not there is INVALID_ARGUMENT", async () => {
	const request = { name: "ids", source: join(folder, "none.npy") };
	await expect(makeFeeds([ids], [request], {})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test.each(Object.keys(DTYPES) as DType[])("random %s is the same each time and not all alike", (dtype) => {
	const tensor = generateTensor("random", dtype, [4, 16]);
	expect(generateTensor("random", dtype, [4, 16]).data).toEqual(tensor.data);
	expect(new Set(tensor.data as Iterable<unknown>).size).toBeGreaterThan(1);
});

test("random floats are in [0, 1)", () => {
	const numbers = generateTensor("random", "float32", [1000]).toNumbers();
	expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
	expect(Math.max(...numbers)).toBeLessThan(1);
});

test("a tensor too big to make is INVALID_ARGUMENT", () => {
	expect(() => generateTensor("zeros", "uint8", [2 ** 20, 2 ** 20])).toThrow(
		expect.objectContaining({ code: "INVALID_ARGUMENT" }),
	);
});
