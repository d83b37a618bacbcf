import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { onAbort } from "./on-abort.ts";

test("many wait by one listener, which goes with the last of them", () => {
	const { signal } = new AbortController();
	const ends = Array.from({ length: 20 }, () => onAbort(signal, () => {}));
	expect(getEventListeners(signal, "abort").length).toBe(1);
	for (const end of ends) end();
	for (const end of ends) end();
	expect(getEventListeners(signal, "abort").length).toBe(0);
	onAbort(signal, () => {});
	expect(getEventListeners(signal, "abort").length).toBe(1);
});

test("those that still wait are called once", () => {
	const control = new AbortController();
	const called: string[] = [];
	onAbort(control.signal, () => called.push("a"));
	const end = onAbort(control.signal, () => called.push("b"));
	onAbort(control.signal, () => called.push("c"));
	end();
	control.abort();
	expect(called).toEqual(["a", "c"]);
});
