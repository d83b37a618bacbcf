import { expect, test } from "vitest";
import { fuzz } from "./run/fuzz.mjs";

test.each(["onnx", "npy"])("%s withstands 10 seconds of changed files, within time and memory", async (target) => {
	const { code, output } = await fuzz([target, "--seconds", "10", "--seed", "1"], { show: false });
	expect(output).toMatch(/ \d{3,} files, \d{2,} different ends, .* 0 crashers\n$/);
	expect(code).toBe(0);
});
