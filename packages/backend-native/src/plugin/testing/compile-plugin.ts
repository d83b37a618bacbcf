import { spawnSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const sample = fileURLToPath(new URL("../../../plugin/chain.c", import.meta.url));
const include = fileURLToPath(new URL("../../../../engine-host/include", import.meta.url));

/** Whether this machine has a C compiler. */
export function canCompile(): boolean {
	return spawnSync("cc", ["--version"]).status === 0;
}

/** Compiles the sample plug-in in `folder`, which has nothing of this repository but it. Gives the library's path. */
export function compileSample(folder: string): string {
	copyFileSync(sample, join(folder, "chain.c"));
	return compile(folder, "chain.c", "libchain.so");
}

/**
 * The sample with one function in the place of its own: `member` of `poly_engine`, whose body is `code`, which has the
 * member's arguments by their names in the header (`call`, `out`, ...).
 */
export function compileBroken(folder: string, name: string, member: keyof typeof MEMBERS, code: string): string {
	copyFileSync(sample, join(folder, "chain.c"));
	writeFileSync(
		join(folder, `${name}.c`),
		`#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <unistd.h>
#define polyinfer_engine_get sample_engine_get
#include "chain.c"
#undef polyinfer_engine_get
static ${MEMBERS[member]} { ${code} }
POLY_EXPORT const poly_engine* polyinfer_engine_get(uint32_t abi) {
  static poly_engine broken;
  broken = *sample_engine_get(abi);
  broken.${member} = broken_${member};
  return &broken;
}
`,
	);
	return compile(folder, `${name}.c`, `lib${name}.so`);
}

const MEMBERS = {
	load: "poly_status broken_load(const poly_load* request, poly_runtime** out, poly_error* error)",
	open: "poly_status broken_open(poly_runtime* runtime, const poly_open* request, poly_call* call, poly_session** out, poly_error* error)",
	run: "poly_status broken_run(poly_session* session, const poly_run* request, poly_call* call, poly_error* error)",
} as const;

function compile(folder: string, source: string, library: string): string {
	const args = ["-std=c99", "-O1", "-fPIC", "-shared", "-I", include, source, "-lm", "-o", library];
	const { status, stderr } = spawnSync("cc", args, { cwd: folder, encoding: "utf8" });
	if (status !== 0) throw new Error(stderr);
	return join(folder, library);
}
