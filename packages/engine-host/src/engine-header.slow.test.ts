import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tensor } from "@polyinfer/core";
import { afterAll, describe, expect, test } from "vitest";
import { loadEngine } from "./engine.ts";
import { NULL_FACTS, nullOptions } from "./engines/null/engine.ts";
import { canCompile, compileEngine } from "./prove/testing/misbehaving-engine.ts";
import { pastHeaders } from "./testing/abi/past-headers.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { numbers, oneToFour, vector } from "./testing/tensors.ts";

const folder = mkdtempSync(join(tmpdir(), "polyinfer-abi-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!isBuilt || !canCompile())(`an engine compiled against a past header ${NEEDS_BUILD}, and cc`, () => {
	test.each(pastHeaders())("loads, opens, runs, tells and closes on today's host: $name", async ({ name, path }) => {
		const source = new URL("engines/null/engine.c", import.meta.url);
		const library = join(folder, `${name}.so`);
		compileEngine(source, library, ["-include", path]);
		const engine = await loadEngine({ engine: library, options: { tag: name } });
		expect(await engine.probe()).toMatchObject({ formats: ["null"] });
		const files = [{ name: "", bytes: Uint8Array.of(1) }];
		const feeds = {
			static: oneToFour(),
			dynamic: vector(Float32Array.of(1, 2, 3, 4)),
			owned: vector(Float32Array.of(1, 2, 3, 4)),
		};
		for (const [mode, feed] of Object.entries(feeds) as [keyof typeof feeds, Tensor][]) {
			const session = await engine.open({ format: "null", files, options: nullOptions({ mode }), facts: NULL_FACTS });
			expect(numbers(await session.run([feed], ["new"]))).toEqual([2, 3, 4, 5]);
			expect(numbers(session.runSync([feed], ["new"]))).toEqual([2, 3, 4, 5]);
			await session.dispose();
		}
		const failing = await engine.open({ format: "null", files, options: nullOptions({ fail: 9 }), facts: NULL_FACTS });
		await expect(failing.run([oneToFour()], ["new"])).rejects.toMatchObject({ code: "ENGINE" });
		await failing.dispose();
	});
});
