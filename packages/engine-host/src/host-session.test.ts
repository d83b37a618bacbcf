import { Tensor } from "@polyinfer/core";
import { describe, expect, test } from "vitest";
import { openNull } from "./engines/null/engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { numbers, oneToFour, vector } from "./testing/tensors.ts";

describe.skipIf(!isBuilt)(`a session of the null engine ${NEEDS_BUILD}`, () => {
	test("tells inputs, outputs and capabilities", async () => {
		const session = await openNull({}, { maxRuns: 3 });
		expect(session.inputs).toEqual([{ name: "x", dtype: "float32", shape: [1, 4] }]);
		expect(session.outputs).toEqual([{ name: "y", dtype: "float32", shape: [1, 4] }]);
		expect(session.capabilities).toMatchObject({ maxConcurrency: 3, cancel: "engine", syncRuns: true });
		expect(session.queues).toBe(true);
		expect(session.facts.device).toBe("cpu");
		await session.dispose();
	});

	test("gives every synchronous run memory of its own", async () => {
		const session = await openNull({ mode: "two" });
		const run = (x: number): (Tensor | undefined)[] =>
			session.runSync([new Tensor("float32", new Float32Array(4).fill(x), [1, 4]), undefined], ["new", "new"]);
		const [first, second] = [run(1), run(5)];
		expect(first.map((y) => y?.data[0])).toEqual([2, 2]);
		expect(second.map((y) => y?.data[0])).toEqual([6, 10]);
		const [skipped, z] = session.runSync([oneToFour(), undefined], ["skip", "new"]);
		expect([skipped, z?.data[3]]).toEqual([undefined, 8]);
		await session.dispose();
	});

	test("has nothing to save where the engine compiles nothing", async () => {
		const session = await openNull({});
		await expect(session.save("/nowhere/model")).rejects.toMatchObject({ code: "UNSUPPORTED" });
		await session.dispose();
	});

	test("tells free axes, their names and optional inputs", async () => {
		const free = await openNull({ mode: "dynamic" });
		expect(free.inputs[0]).toEqual({ name: "x", dtype: "float32", shape: [null], dimNames: ["n"] });
		await free.dispose();
		const two = await openNull({ mode: "two" });
		expect(two.inputs[1]).toMatchObject({ name: "w", optional: true });
		await two.dispose();
	});

	test("lets the backend replace inputs, outputs and capabilities", async () => {
		const inputs = [{ name: "a", dtype: "float32", shape: [1, 4] }] as const;
		const session = await openNull({}, { inputs, capabilities: { dynamicShapes: false } });
		expect(session.inputs).toBe(inputs);
		expect(session.capabilities.dynamicShapes).toBe(false);
		await session.dispose();
	});

	test("runs asynchronously, on the caller's turn and synchronously", async () => {
		const session = await openNull();
		for (let i = 0; i < 5; i++) {
			expect(numbers(await session.run([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
			expect(numbers(session.runSync([oneToFour()], ["new"]))).toEqual([2, 3, 4, 5]);
		}
		await session.dispose();
	});

	test("computes only the outputs that are wanted, and leaves out optional feeds", async () => {
		const session = await openNull({ mode: "two" });
		const x = oneToFour();
		const [y, z] = await session.run([x, x], ["new", "new"]);
		expect(y?.toNumbers()).toEqual([3, 5, 7, 9]);
		expect(z?.toNumbers()).toEqual([2, 4, 6, 8]);
		const [skipped, only] = session.runSync([x, undefined], ["skip", "new"]);
		expect(skipped).toBeUndefined();
		expect(only?.toNumbers()).toEqual([2, 4, 6, 8]);
		await expect(session.run([undefined, x], ["new", "new"])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		await session.dispose();
	});

	test.each(["dynamic", "owned"] as const)("gives outputs of free shape, large, small and empty (%s)", async (mode) => {
		const session = await openNull({ mode });
		for (const length of [1e6, 3, 0]) {
			const x = vector(new Float32Array(length).fill(1));
			for (const [y] of [await session.run([x], ["new"]), session.runSync([x], ["new"])]) {
				expect(y?.shape).toEqual([length]);
				expect(y?.data.length).toBe(length);
				if (length > 0) expect(y?.data[length - 1]).toBe(2);
			}
		}
		await session.dispose();
	});

	test("writes given outputs in place and gives them back", async () => {
		const session = await openNull();
		const y = new Tensor("float32", new Float32Array(4), [1, 4]);
		expect((await session.run([oneToFour()], [y]))[0]).toBe(y);
		expect(y.toNumbers()).toEqual([2, 3, 4, 5]);
		y.data.fill(0);
		expect(session.runSync([oneToFour()], [y])[0]).toBe(y);
		expect(y.toNumbers()).toEqual([2, 3, 4, 5]);
		await session.dispose();
	});

	test("rejects a given output of another dtype or shape", async () => {
		const session = await openNull({ mode: "dynamic" });
		const x = vector(Float32Array.of(1, 2, 3));
		const wrong = [
			new Tensor("int32", new Int32Array(3), [3]),
			new Tensor("float32", new Float32Array(2), [2]),
			new Tensor("float32", new Float32Array(4), [4]),
		];
		for (const y of wrong) {
			await expect(session.run([x], [y])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
			expect(() => session.runSync([x], [y])).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
		}
		await session.dispose();
	});

	test("rejects feeds of another dtype, size or number, and names the input", async () => {
		const session = await openNull();
		const bad = [
			[[], "1 feeds but received 0"],
			[[new Tensor("int32", new Int32Array(4), [1, 4])], "float32 [1,4] for input `x` but received int32 [1,4]"],
			[[new Tensor("float32", new Float32Array(3), [1, 3])], "16 bytes for input `x` but received 12"],
		] as const;
		for (const [feeds, text] of bad) {
			await expect(session.run(feeds, ["new"])).rejects.toMatchObject({
				code: "INVALID_ARGUMENT",
				message: expect.stringContaining(text),
			});
			expect(() => session.runSync(feeds, ["new"])).toThrow(text);
		}
		await session.dispose();
	});

	test("carries strings both ways", async () => {
		const session = await openNull({ mode: "string" });
		const texts = ["", "Kaffee", "ü€😀"];
		const x = new Tensor("string", texts, [3]);
		expect((await session.run([x], ["new"]))[0]?.data).toEqual(texts);
		expect(session.runSync([x], ["new"])[0]?.data).toEqual(texts);
		const given = new Tensor("string", ["", "", ""], [3]);
		expect((await session.run([x], [given]))[0]).toBe(given);
		expect(given.data).toEqual(texts);
		await session.dispose();
	});

	test("gives the engine's error with its code and number", async () => {
		const session = await openNull({ fail: 5, delayMs: 1 });
		const expected = { code: "OUT_OF_MEMORY", engineCode: 7, message: "Failed as asked.", retryable: true };
		await expect(session.run([oneToFour()], ["new"])).rejects.toMatchObject(expected);
		expect(() => session.runSync([oneToFour()], ["new"])).toThrow(expect.objectContaining(expected));
		await session.dispose();
		const odd = await openNull({ fail: 99 });
		await expect(odd.run([oneToFour()], ["new"])).rejects.toMatchObject({ code: "ENGINE" });
		await odd.dispose();
	});

	test("says that a broken session must be opened again, also to later runs", async () => {
		const session = await openNull({ poisonAfter: 2, delayMs: 1 });
		await session.run([oneToFour()], ["new"]);
		await session.run([oneToFour()], ["new"]);
		for (let i = 0; i < 2; i++)
			await expect(session.run([oneToFour()], ["new"])).rejects.toMatchObject({ code: "ENGINE", scope: "session" });
		await session.dispose();
	});

	test("calls back with the lines of an open and its runs", async () => {
		const lines: string[] = [];
		const session = await openNull({ log: true }, { onLog: (level, text) => lines.push(`${level} ${text}`) });
		await session.run([oneToFour()], ["new"]);
		await session.dispose();
		expect(lines).toEqual(["info opened", "debug run"]);
	});
});
