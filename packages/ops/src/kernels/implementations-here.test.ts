import { expect, test } from "vitest";
import { planLetterbox } from "../letterbox/index.ts";
import { implementations } from "../testing/implementations.ts";
import { implementationsHere } from "./implementations-here.ts";

const source = { width: 30, height: 20, format: "rgb" } as const;

test("the first implementation that is here runs an op that is not told otherwise", () => {
	const here = implementationsHere();
	expect(here.implementations).toEqual([...implementations, "reference"]);
	expect(planLetterbox({ source, width: 16, height: 16 }).implementation).toBe(here.implementations[0]);
});

test("there is a reason for what is not here, and only for that", () => {
	const { implementations: here, withoutNative, withoutWasm } = implementationsHere();
	expect(withoutNative === undefined).toBe(here[0] !== "wasm");
	expect(withoutWasm).toBeUndefined();
});
