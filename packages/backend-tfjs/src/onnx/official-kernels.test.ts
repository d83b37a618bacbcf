import { readFileSync } from "node:fs";
import {
	judgeOfficialResults,
	OFFICIAL_SELECTION,
	type OfficialNote,
	officialCasesOf,
	parseOfficialList,
	runOfficialCase,
} from "@polyinfer/conformance";
import { fetchArchive, readArchive } from "@polyinfer/models";
import { describe, expect, test } from "vitest";
import { kernelBackend } from "./testing/kernel-backend.ts";

const { path: archive, missing } = await fetchArchive("onnx-node-tests");
const cases = archive === undefined ? [] : officialCasesOf(await readArchive(archive));

const official = (file: string): string => readFileSync(new URL(`../../official/${file}`, import.meta.url), "utf8");
const notes = JSON.parse(official("notes.json")) as OfficialNote[];
const listed = parseOfficialList(official("wasm.txt"));

describe("official node tests on kernels, whatever their size", () => {
	test.skipIf(missing).for(OFFICIAL_SELECTION)(`%s ${missing ?? ""}`, async (name) => {
		const one = cases.find((candidate) => candidate.name === name);
		if (one === undefined) throw new Error(`There is no case ${name}.`);
		const result = await runOfficialCase(kernelBackend("wasm"), one);
		expect(judgeOfficialResults(listed, [result], notes).worse).toEqual([]);
	});
});
