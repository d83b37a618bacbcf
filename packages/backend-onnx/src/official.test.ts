import { readFileSync } from "node:fs";
import {
	judgeOfficialResults,
	OFFICIAL_SELECTION,
	type OfficialNote,
	officialCasesOf,
	parseOfficialList,
	runOfficialCase,
	sampleOfficialList,
	selectOfficialCases,
} from "@polyinfer/conformance";
import { fetchArchive, readArchive } from "@polyinfer/models";
import { describe, expect, test } from "vitest";
import { onnxruntime } from "./backend.ts";
import { findEngine } from "./engines/onnxruntime/engine.ts";
import { findJavascript } from "./fallback/find-javascript.ts";

const isRequired = (process.env.POLYINFER_REQUIRE ?? "").split(",").some((word) => word.trim() === "onnx-node-tests");
const { path: archive, missing } = await fetchArchive("onnx-node-tests");
const cases = archive === undefined ? [] : officialCasesOf(await readArchive(archive));

const official = (file: string): string => readFileSync(new URL(`../official/${file}`, import.meta.url), "utf8");
const notes = JSON.parse(official("notes.json")) as OfficialNote[];
const engine = await findEngine();
const bindings = [
	["addon", engine.status === "missing" ? engine.reason : undefined],
	["worker", findJavascript() ? undefined : "onnxruntime-node is not installed"],
] as const;

test.skipIf(missing !== undefined && !isRequired)(`the official tests are here ${missing ?? ""}`, () => {
	expect(missing).toBeUndefined();
});

test.skipIf(missing)("the selection is the one that the cases give", () => {
	expect(selectOfficialCases(cases, 150)).toEqual(OFFICIAL_SELECTION);
});

for (const [binding, why] of bindings) {
	const listed = parseOfficialList(official(`${binding}.txt`));

	test(`the list of the ${binding} is of all cases`, () => {
		expect(listed.size).toBe(1765);
		expect(OFFICIAL_SELECTION.filter((name) => !listed.has(name))).toEqual([]);
	});

	describe(`official node tests, ${binding}`, () => {
		test.skipIf(missing ?? why).for(sampleOfficialList(listed))(`%s ${missing ?? why ?? ""}`, async (name) => {
			const one = cases.find((candidate) => candidate.name === name);
			if (one === undefined) throw new Error(`There is no case ${name}.`);
			const result = await runOfficialCase(onnxruntime, one, { options: { binding } });
			expect(judgeOfficialResults(listed, [result], notes).worse).toEqual([]);
		});
	});
}
