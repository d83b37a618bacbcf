import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { thisPlatform } from "../../pack/platforms-table.mjs";
import { outcomeOf } from "../project.mjs";
import { classify } from "./classify.mjs";

const asked = "napi_create_external_arraybuffer";
const instead = "napi_forbid_external_arraybuffer";

/** Answers as Electron does, and leaves a mark. 22 is napi_no_external_buffers_allowed. */
const refusing = `#include <stdio.h>
#include <stdlib.h>
int ${instead}(void) {
  FILE* mark = fopen(getenv("REFUSED"), "w");
  if (mark) fclose(mark);
  return 22;
}
`;

/**
 * Electron's V8 refuses memory that is not its own. The installed addon, byte for byte but for the name of one function,
 * calls one that refuses.
 *
 * @param {import("../project.mjs").Project} project
 */
export async function withoutExternalBuffers(project) {
	await project.install();
	const addon = join(project.folder, "node_modules/@polyinfer", `engine-host-${thisPlatform}`, "host.node");
	const bytes = readFileSync(addon);
	const at = bytes.indexOf(`${asked}\0`);
	if (at < 0 || asked.length !== instead.length) throw new Error(`${addon} does not call ${asked}.`);
	bytes.write(instead, at, "latin1");
	chmodSync(addon, 0o644);
	writeFileSync(addon, bytes);
	// The loader takes no path with a space.
	const folder = mkdtempSync(join(tmpdir(), "refusing-"));
	try {
		const library = join(folder, "refusing.so");
		const mark = join(folder, "mark");
		writeFileSync(join(folder, "refusing.c"), refusing);
		await project.must(["cc", "-shared", "-fPIC", "-o", library, join(folder, "refusing.c")]);
		writeFileSync(join(project.folder, "main.js"), classify);
		const program = [process.execPath, "main.js", "node_modules/polyinfer/demo"];
		const outcome = outcomeOf(await project.must(program, { LD_PRELOAD: library, REFUSED: mark }));
		if (!existsSync(mark)) throw new Error("Nothing was refused.");
		return outcome;
	} finally {
		rmSync(folder, { recursive: true });
	}
}
