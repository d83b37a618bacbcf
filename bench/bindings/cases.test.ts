import { expect, test } from "vitest";
import { CASES, ENGINES, GATES, OWN } from "./cases.ts";
import { NETS } from "./nets.ts";

test("every gate looks at a case that there is, and at the binding of its engine", () => {
	for (const gate of GATES) {
		const one = CASES.find(({ id }) => id === gate.case);
		expect(one, gate.id).toBeDefined();
		expect(one?.peers, gate.id).toContain(OWN);
		expect("peer" in gate && gate.peer, gate.id).toBe(one?.engine.peer);
		if ("ofCase" in gate) expect(CASES.find(({ id }) => id === gate.ofCase)?.unit).toBe(one?.unit);
	}
});

test("cases, nets, engines and gates are told apart by their ids", () => {
	for (const list of [CASES, NETS, ENGINES, GATES]) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
});

test("every engine is compared on a net over 5 ms, on tensors alone and on a tiny net", () => {
	for (const engine of ENGINES)
		for (const net of ["classify", "hollow", "tiny"])
			expect(CASES.map(({ id }) => id)).toContain(`${engine.id}-${net}`);
});

test("a ratio is of processor time, what the host adds is of the wall", () => {
	for (const gate of GATES) {
		const one = CASES.find(({ id }) => id === gate.case);
		expect(one?.net.clock, gate.id).toBe("atLeast" in gate ? "processor" : "wall");
	}
});
