import { afterAll, beforeAll, expect, test } from "vitest";
import { withoutChromium } from "../chromium.ts";
import { openPages, type Pages } from "./open-pages.ts";

const isSkipped = withoutChromium !== undefined;
const why = isSkipped ? ` (${withoutChromium})` : "";
let pages: Pages;

beforeAll(async () => {
	if (!isSkipped) pages = await openPages(["broken"]);
});
afterAll(async () => {
	if (!isSkipped) await pages.close();
});

test.skipIf(isSkipped)(`a page tells wrong numbers, and what is printed in it${why}`, async () => {
	const { results, failure, printed } = await pages.run({ backend: "broken", device: "cpu", format: "onnx", slow: [] });
	expect(failure).toBeUndefined();
	expect(printed[0]).toBe("log: a session is opened");
	const wrong = results.filter(({ outcome }) => outcome === "failed").map(({ name }) => name);
	expect(wrong).toEqual(expect.arrayContaining(["two tensors are added", "an image is convolved"]));
	expect(wrong).not.toContain("int32 passes bit for bit");
});

test.skipIf(isSkipped)(`a page tells a backend that is not there, and what does not run at all${why}`, async () => {
	const target = { backend: "broken", format: "onnx", slow: [] } as const;
	expect(await pages.run({ ...target, device: "npu" })).toMatchObject({
		results: [],
		failure: expect.stringContaining("broken is required but not here: Expected one of cpu as device"),
	});
	const failure = expect.stringContaining("The page has no backend `fake`.");
	expect(await pages.run({ ...target, backend: "fake", device: "cpu" })).toMatchObject({ results: [], failure });
});
