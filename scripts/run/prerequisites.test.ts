import { expect, test } from "vitest";
import { canBuildNative, missingPrerequisites } from "./prerequisites.mjs";

const all = {
	npx: "/bin/npx",
	pnpm: undefined,
	python: "/bin/python3",
	pip: "3.11",
	compiler: "c++ 12",
	cmake: "cmake 3.25",
	make: "/bin/make",
};
const needs = { pnpm: "10.0.0", models: true };

test("nothing is missing with npx and Python's pip", () => {
	expect(missingPrerequisites(all, needs)).toEqual([]);
});

test("names the line to type for each missing program", () => {
	const typed = missingPrerequisites({ ...all, npx: undefined, python: undefined, pip: undefined }, needs);
	expect(typed.map(({ type }) => type)).toEqual(["apt install npm", "apt install python3 python3-pip"]);
	expect(missingPrerequisites({ ...all, pip: undefined }, needs)[0]?.type).toBe("apt install python3-pip");
});

test("a pnpm on PATH stands in for npx only in exactly the right version", () => {
	expect(missingPrerequisites({ ...all, npx: undefined, pnpm: "10.0.0" }, needs)).toEqual([]);
	expect(missingPrerequisites({ ...all, npx: undefined, pnpm: "10.0.1" }, needs)).toHaveLength(1);
});

test("Python is not asked for where no model is fetched", () => {
	expect(missingPrerequisites({ ...all, python: undefined, pip: undefined }, { ...needs, models: false })).toEqual([]);
});

test("the native build needs compiler, CMake and make", () => {
	expect(canBuildNative(all)).toBe(true);
	for (const name of ["compiler", "cmake", "make"]) expect(canBuildNative({ ...all, [name]: undefined })).toBe(false);
});
