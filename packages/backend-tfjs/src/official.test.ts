import { readFileSync } from "node:fs";
import {
	judgeOfficialResults,
	OFFICIAL_SELECTION,
	type OfficialNote,
	officialCasesOf,
	parseOfficialList,
	runOfficialCase,
	sampleOfficialList,
} from "@polyinfer/conformance";
import { fetchArchive, readArchive } from "@polyinfer/models";
import { describe, expect, test } from "vitest";
import { tfjs } from "./index.ts";

const isRequired = (process.env.POLYINFER_REQUIRE ?? "").split(",").some((word) => word.trim() === "onnx-node-tests");
const { path: archive, missing } = await fetchArchive("onnx-node-tests");
const cases = archive === undefined ? [] : officialCasesOf(await readArchive(archive));

const official = (file: string): string => readFileSync(new URL(`../official/${file}`, import.meta.url), "utf8");
const notes = JSON.parse(official("notes.json")) as OfficialNote[];

test.skipIf(missing !== undefined && !isRequired)(`the official tests are here ${missing ?? ""}`, () => {
	expect(missing).toBeUndefined();
});

for (const device of ["wasm", "javascript"]) {
	const listed = parseOfficialList(official(`${device}.txt`));

	test(`at least 600 cases pass on ${device}, and the list is of all cases`, () => {
		expect(listed.size).toBe(1765);
		expect([...listed.values()].filter(({ outcome }) => outcome === "pass").length).toBeGreaterThanOrEqual(600);
		expect(OFFICIAL_SELECTION.filter((name) => !listed.has(name))).toEqual([]);
	});

	describe(`official node tests, ${device}`, () => {
		test.skipIf(missing).for(sampleOfficialList(listed))(`%s ${missing ?? ""}`, async (name) => {
			const one = cases.find((candidate) => candidate.name === name);
			if (one === undefined) throw new Error(`There is no case ${name}.`);
			const result = await runOfficialCase(tfjs, one, { device, options: { thread: "caller" } });
			expect(judgeOfficialResults(listed, [result], notes).worse).toEqual([]);
		});
	});
}
