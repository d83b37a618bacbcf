import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** NVIDIA's GPUs as the kernel's driver lists them. */
export interface NvidiaGpus {
	/** Of the kernel's driver: `"580.65.06"`. */
	readonly driver: string;
	/** Models, in the order of their bus addresses, which is the order of `cuda:0`, `cuda:1` unless the environment changes it. */
	readonly models: readonly string[];
}

/**
 * Reads what Linux's driver of NVIDIA tells in files: no library is loaded and no GPU is woken. `null` where there is no such
 * driver, or no Linux.
 */
export function nvidiaGpus(folder = "/proc/driver/nvidia"): NvidiaGpus | null {
	try {
		const text = readFileSync(join(folder, "version"), "utf8");
		const driver = /Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? "unknown";
		const models = readdirSync(join(folder, "gpus"))
			.sort()
			.map((address) => modelOf(readFileSync(join(folder, "gpus", address, "information"), "utf8")));
		return { driver, models };
	} catch {
		return null;
	}
}

function modelOf(information: string): string {
	return /^Model:\s*(.+)$/m.exec(information)?.[1]?.trim() ?? "unknown model";
}
