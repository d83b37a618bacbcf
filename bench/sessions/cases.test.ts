import { expect, test } from "vitest";
import { CASES, OWN } from "./cases.ts";
import { GATES } from "./gates.ts";
import { NETS } from "./nets.ts";

test("every gate looks at a case that there is, and at a peer that runs it", () => {
	for (const gate of GATES) {
		const one = CASES.find(({ id }) => id === gate.case);
		expect(one, gate.id).toBeDefined();
		expect(one?.peers, gate.id).toContain(OWN);
		if ("peer" in gate) expect(one?.peers, gate.id).toContain(gate.peer);
		if ("ofCase" in gate) expect(CASES.find(({ id }) => id === gate.ofCase)?.unit).toBe(one?.unit);
	}
});

test("cases and nets are told apart by their ids", () => {
	for (const list of [CASES, NETS, GATES]) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
});

test("what is timed is compared first", () => {
	for (const { id, unit, tolerance } of CASES) expect(tolerance === "none", id).toBe(unit !== "us");
});
