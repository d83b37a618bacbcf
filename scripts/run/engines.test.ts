import { expect, test } from "vitest";
import { missingEngines } from "./engines.mjs";

const rows = [
	{ id: "openvino", ok: true },
	{ id: "ncnn", ok: false, reason: "There is no C++ compiler.", advice: "apt install g++" },
];

test("an engine that could not be had is told, with the line to type and what follows", () => {
	expect(missingEngines(rows, { POLYINFER_REQUIRE: "openvino" })).toEqual([
		"ncnn: There is no C++ compiler.\n  -> apt install g++\n  The tests that need it are skipped.",
	]);
	expect(missingEngines(rows.slice(0, 1), {})).toEqual([]);
});

test.each([{ POLYINFER_REQUIRE: "onnxruntime, ncnn" }, { CI: "true" }])(
	"where %o asks for it, it ends the job",
	(env) => {
		expect(() => missingEngines(rows, env)).toThrow("ncnn is required here (CI or POLYINFER_REQUIRE).");
	},
);
