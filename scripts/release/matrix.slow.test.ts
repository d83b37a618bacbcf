import { beforeAll, expect, test } from "vitest";
import { packAll } from "../pack.mjs";
import { Stop } from "../run/stop.mjs";
import { cells } from "./cells-table.mjs";
import { foreignManifests } from "./foreign-manifests.mjs";
import { serveTarballs } from "./local-registry.mjs";
import { runCell } from "./run-cell.mjs";

/** Packing needs pip the first time, and what is native has to be built: CI lacks neither. */
const packed = await packAll().catch((error: unknown) => {
	if (error instanceof Stop && !process.env.CI) return error.message;
	throw error;
});
const tarballs = typeof packed === "string" ? [] : packed.map(({ tarball }) => tarball);
const isComplete = tarballs.some((tarball) => tarball.includes("engine-host-linux-x64"));
const reason = typeof packed === "string" ? packed : isComplete ? undefined : "nothing native was built for linux-x64";
const isSkipped = reason !== undefined && !process.env.CI;

let registry: Awaited<ReturnType<typeof serveTarballs>>;
beforeAll(async () => {
	registry = await serveTarballs(tarballs, foreignManifests());
	return registry.close;
});

for (const cell of cells.filter(({ isQuick }) => isQuick))
	test.skipIf(isSkipped)(`installs from a registry: ${cell.name}${isSkipped ? ` (${reason})` : ""}`, async () => {
		expect(await runCell(cell, registry)).toMatch(cell.expect);
	});
