import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { packageFolder } from "./package-folder.ts";

const run = promisify(execFile);
const has = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;
const canBuild = process.platform === "linux" && has("cmake") && has("c++");

test.skipIf(!canBuild)(
	"the host works without Node, and withstands 10 seconds of random calls, under AddressSanitizer and UndefinedBehaviorSanitizer (needs CMake and a C++ compiler)",
	async () => {
		const folder = packageFolder() ?? ".";
		const build = join(folder, "build/sanitized");
		await run("cmake", [
			...["-S", join(folder, "../.."), "-B", build, "-DCMAKE_BUILD_TYPE=Debug"],
			...["-DPOLYINFER_SANITIZE=ON", "-DPOLYINFER_NATIVE_TESTS=ON"],
		]);
		const targets = ["polyinfer_host_test", "polyinfer_header_test", "polyinfer_null"];
		await run("cmake", ["--build", build, "--parallel", "2", "--target", ...targets], { maxBuffer: 64 << 20 });
		const { stdout } = await run(join(build, "test/host_test"), [join(build, "native/libpolyinfer_null.so"), "10"]);
		expect(stdout).toMatch(/^\d{3,} checks, 0 failures\n$/);
	},
	600_000,
);
