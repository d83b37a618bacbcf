import { expect, test } from "vitest";
import * as browser from "./browser.ts";
import * as node from "./index.ts";
import { onnxBytes } from "./testing/model-file.ts";

test("every name of the browser entry is one of the Node entry", () => {
	expect(Object.keys(node)).toEqual(expect.arrayContaining(Object.keys(browser)));
});

test("the default of browsers is webgpu, then wasm", async () => {
	const error = await browser.createSession(onnxBytes()).catch((reason: unknown) => reason);
	const { attempts } = error as { attempts: readonly { entry: string }[] };
	expect(attempts[0]?.entry).toBe("webgpu");
	expect(attempts.at(-1)?.entry).toBe("wasm");
});
