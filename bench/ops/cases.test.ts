import { expect, test } from "vitest";
import { CASES } from "./cases.ts";
import { MEMORY } from "./peer-ids.ts";

test("every gate looks at peers that run its case", () => {
	for (const { id, gates, peers } of CASES)
		for (const gate of gates) {
			expect(gate.case).toBe(id);
			if ("peer" in gate) expect(peers, id).toContain(gate.peer);
			if (gate.of !== undefined) expect(peers, id).toContain(gate.of);
		}
});

test("cases are told apart by their ids", () => {
	expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length);
});

test("where a peer moves memory only, the case says how much", () => {
	for (const { id, peers, moves, work } of CASES)
		expect(moves[1] > 0, id).toBe(peers.includes(MEMORY) && work.op !== "anchors");
});
