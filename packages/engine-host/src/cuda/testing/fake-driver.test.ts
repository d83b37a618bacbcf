import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { canCompile, compileOnce, NEEDS_COMPILER, PACKAGE } from "./compile.ts";
import { compileKernels } from "./compile-kernels.ts";
import { compileFakeDriver, loadFakeDriver } from "./fake-driver.ts";

const source = fileURLToPath(new URL("kernels.cu", import.meta.url));

describe.skipIf(!canCompile)(`the fake driver ${NEEDS_COMPILER}`, () => {
	test("catches every misuse, and computes what is right", () => {
		const text = readFileSync(join(PACKAGE, "native/testing/fake_cuda_test.cc"), "utf8");
		const program = compileOnce("fake_cuda_test", text, []);
		expect(execFileSync(program, [compileFakeDriver(), compileKernels(source)], { encoding: "utf8" })).toBe(
			"0 failures\n",
		);
	});

	test("is controlled from JavaScript", () => {
		const fake = loadFakeDriver();
		expect([fake.live(), fake.calls("cuInit"), fake.misuses()]).toEqual([0, 0, ""]);
		fake.kernels("/nowhere/kernels.so");
		expect(fake.misuses()).toContain("no emulated kernels in /nowhere/kernels.so");
		fake.reset();
		expect(fake.misuses()).toBe("");
	});
});
