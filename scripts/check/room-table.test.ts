import { expect, test } from "vitest";
import { compareNames, packagesOf, roomsOfMarkdown } from "./room-table.mjs";

test("reads the rooms of a Markdown table by first and last column", () => {
	const markdown = [
		"| package | what | may import |",
		"|---|---|---|",
		"| `packages/core` | the `Tensor` | nothing |",
		"| `packages/ops` | `./sharp` reads | `core`, `engine-host/memory` |",
		"| `models/` | models | `core` |",
	].join("\n");
	expect([...roomsOfMarkdown(markdown)]).toEqual([
		["core", []],
		["ops", ["core", "engine-host/memory"]],
	]);
});

test("says which two places differ, and is silent where only the order does", () => {
	expect(compareNames("here", ["b", "a"], ["a", "b"])).toEqual([]);
	expect(compareNames("here", ["a"], [])).toEqual(["here says a, scripts/check/rooms.json says nothing."]);
});

test("entries of a package count as the package", () => {
	expect(packagesOf({ package: "ops", may: ["core", "engine-host/memory", "engine-host"] })).toEqual([
		"core",
		"engine-host",
	]);
});
