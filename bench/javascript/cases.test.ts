import { expect, test } from "vitest";
import { CASES, OWN, PAGES, PAUSES, TIMED } from "./cases.ts";
import { GATES } from "./gates.ts";
import { NETS } from "./nets.ts";
import { PAGE_PROGRAMS } from "./pages.ts";

test("every gate looks at a case that there is, and at a peer that runs it", () => {
	for (const gate of GATES) {
		const one = CASES.find(({ id }) => id === gate.case);
		expect(one, gate.id).toBeDefined();
		expect(one?.peers, gate.id).toContain(OWN);
		if ("peer" in gate) expect(one?.peers, gate.id).toContain(gate.peer);
		if ("atMost" in gate) expect(one?.unit, gate.id).toBe("ms");
	}
});

test("cases, nets and gates are told apart by their ids", () => {
	for (const list of [CASES, NETS, GATES]) expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
});

test("what is timed is compared first, and there are pauses of both engines", () => {
	for (const { id, tolerance } of TIMED) expect(tolerance, id).toBeGreaterThan(0);
	expect(new Set(PAUSES.map(({ engine }) => engine)).size).toBe(2);
});

test("every peer of a page has a program for it", () => {
	for (const { page, peers } of PAGES) expect(Object.keys(PAGE_PROGRAMS[page]).sort()).toEqual([...peers].sort());
});
