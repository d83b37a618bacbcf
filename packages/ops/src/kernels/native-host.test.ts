import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nativeKernels } from "./native-host.ts";

const packages = fileURLToPath(new URL("../../..", import.meta.url));
const { hosts, reason } = nativeKernels();
const canCompare = process.platform === "linux" && process.arch === "x64" && hosts.length > 0;

test.skipIf(!canCompare && !process.env.CI)(
	`kernels run by the instruction sets that the processor has${canCompare ? "" : ` (${reason ?? "needs x64 Linux"})`}`,
	() => {
		const flags = new Set(/^flags\s*:(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1]?.trim().split(" "));
		const expected = [
			...(flags.has("avx2") && flags.has("f16c") ? ["avx2"] : []),
			...(flags.has("sse4_2") ? ["sse4"] : []),
		];
		expect(hosts.map(({ name }) => name)).toEqual(expected);
	},
);

test("no native source asks the compiler's runtime for the processor: that of releases answers no to everything", () => {
	const asking = readdirSync(packages)
		.flatMap((name) => [join(packages, name, "native"), join(packages, name, "src")])
		.filter((folder) => existsSync(folder))
		.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
		.filter((file) => /\.(cc|c|h)$/.test(file) && /__builtin_cpu_(supports|is)\s*\(/.test(readFileSync(file, "utf8")));
	expect(asking).toEqual([]);
});
