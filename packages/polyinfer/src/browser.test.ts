import { expect, test } from "vitest";
import * as browser from "./browser.ts";
import * as node from "./index.ts";
import { onnxBytes } from "./testing/model-file.ts";

test("every name of the browser entry is one of the Node entry", () => {
	expect(Object.keys(node)).toEqual(expect.arrayContaining(Object.keys(browser)));
});

test("the default of browsers is webgpu, then wasm", async () => {
	const session = await browser.createSession(onnxBytes());
	const entries = session.report.attempts.map(({ entry }) => entry);
	await session.dispose();
	expect([...new Set(entries)]).toEqual(["webgpu", "wasm"]);
});
