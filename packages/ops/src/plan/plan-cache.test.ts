import { expect, test } from "vitest";
import { PlanCache } from "./plan-cache.ts";

test("keeps the plans used last and makes the others again", () => {
	const cache = new PlanCache<string>(2);
	const made: string[] = [];
	const get = (key: string) =>
		cache.get(key, () => {
			made.push(key);
			return key;
		});
	for (const key of ["a", "b", "a", "c", "a", "b"]) expect(get(key)).toBe(key);
	expect(made).toEqual(["a", "b", "c", "b"]);
	expect(cache.size).toBe(2);
});

test("does not keep a plan that could not be made", () => {
	const cache = new PlanCache<string>();
	const fail = () =>
		cache.get("a", () => {
			throw new Error("no");
		});
	expect(fail).toThrow("no");
	expect(cache.size).toBe(0);
	expect(cache.get("a", () => "now")).toBe("now");
});
