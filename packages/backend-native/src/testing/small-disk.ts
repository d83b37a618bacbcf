import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own with little room. */
export interface SmallDisk {
	readonly path: string;
	unmount(): void;
}

/** Mounts one; gives a text with the reason where this user may not. */
export function mountSmallDisk(sizeBytes: number): SmallDisk | string {
	const path = mkdtempSync(join(tmpdir(), "polyinfer-small-"));
	const options = ["-t", "tmpfs", "-o", `size=${sizeBytes},mode=0700`, "tmpfs", path];
	try {
		execFileSync("mount", options, { stdio: "pipe" });
	} catch (error) {
		rmSync(path, { recursive: true });
		return `no file system can be mounted here: ${(error as Error).message.split("\n").at(-2) ?? "no reason"}`;
	}
	return {
		path,
		unmount() {
			execFileSync("umount", ["-l", path]);
			rmSync(path, { recursive: true });
		},
	};
}
