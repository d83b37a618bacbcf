import { expect, test } from "vitest";
import { judgeSizes } from "./check-size.mjs";

const small = [1, 2, 3].map((index) => ({ file: `packages/core/src/small-${index}.ts`, lines: 20 }));
const judge = (file: string, lines: number) => judgeSizes([...small, { file: `packages/core/src/${file}`, lines }]);

test("small files pass and are counted by package", () => {
	const { table, warnings, errors } = judge("a.ts", 250);
	expect([warnings, errors]).toEqual([[], []]);
	expect(table).toHaveLength(1);
	expect(table[0]).toMatch(/packages\/core +files +4 +median +20 .* max +250/);
});

test("warns above 250 lines and fails above 400", () => {
	expect(judge("a.ts", 251)).toMatchObject({ warnings: [expect.stringContaining("a.ts: 251 lines")], errors: [] });
	expect(judge("a.ts", 400).errors).toEqual([]);
	expect(judge("a.ts", 401).errors).toEqual([expect.stringContaining("a.ts: 401 lines, at most 400")]);
});

test("C and C++ may have 500 lines", () => {
	for (const file of ["a.cc", "a.h", "a.c"]) {
		expect(judge(file, 500).errors).toEqual([]);
		expect(judge(file, 501).errors).toHaveLength(1);
	}
});

test("tables and case lists are exempt by name, and only they", () => {
	for (const file of ["dtype.cases.ts", "sub/labels-table.ts", "slots_table.h"])
		expect(judge(file, 2000).errors).toEqual([]);
	for (const file of ["cases.ts", "tables.ts", "testcases.ts", "dtype.cases.test.ts"]) {
		expect(judge(file, 2000).errors).toHaveLength(1);
	}
});

test("fails where half of a package's files are long", () => {
	const long = [1, 2, 3].map((index) => ({ file: `packages/model/src/${index}.ts`, lines: 121 }));
	expect(judgeSizes([...small, ...long]).errors).toEqual([expect.stringMatching(/^packages\/model: half/)]);
});
