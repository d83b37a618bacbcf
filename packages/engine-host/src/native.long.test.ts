import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { packageFolder } from "./package-folder.ts";

const run = promisify(execFile);
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const canBuild = process.platform === "linux" && has("cmake") && has("c++");

test.skipIf(!canBuild)(
	"the host works without Node, withstands 10 seconds of random calls, and isolates crashes, under AddressSanitizer and UndefinedBehaviorSanitizer (needs CMake and a C++ compiler)",
	async () => {
		const folder = packageFolder() ?? ".";
		const build = join(folder, "build/sanitized");
		await run("cmake", [
			...["-S", join(folder, "../.."), "-B", build, "-DCMAKE_BUILD_TYPE=Debug"],
			...["-DPOLYINFER_SANITIZE=ON", "-DPOLYINFER_NATIVE_TESTS=ON"],
		]);
		const tests = ["polyinfer_host_test", "polyinfer_header_test", "polyinfer_isolated_test"];
		const targets = [...tests, "polyinfer_null", "polyinfer_isolated", "polyinfer_runner"];
		await run("cmake", ["--build", build, "--parallel", "2", "--target", ...targets], { maxBuffer: 64 << 20 });
		const { stdout } = await run(join(build, "test/host_test"), [join(build, "native/libpolyinfer_null.so"), "10"]);
		expect(stdout).toMatch(/^\d{3,} checks, 0 failures\n$/);
		const files = ["libpolyinfer_null.so", "libpolyinfer_isolated.so", "polyinfer-runner"];
		const isolated = await run(
			join(build, "test/isolated_test"),
			files.map((file) => join(build, "native", file)),
			// Crashes are part of this test: they end the process as they would without a sanitizer.
			{ env: { ...process.env, ASAN_OPTIONS: "handle_segv=0" } },
		);
		expect(isolated.stdout).toMatch(/^\d{3,} checks, 0 failures\n$/);
	},
	600_000,
);
