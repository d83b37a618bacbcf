import { readFileSync } from "node:fs";
import os from "node:os";
import { type NvidiaGpus, nvidiaGpus } from "./nvidia-gpus.ts";

/** The machine as far as engines care. */
export interface Machine {
	readonly node: string;
	readonly platform: string;
	readonly system: string;
	readonly libc: string | null;
	readonly processor: string;
	/** Processors that this process may use. */
	readonly cores: number;
	readonly memoryBytes: number;
	readonly freeMemoryBytes: number;
	/** Limit of the container, where there is one. */
	readonly memoryLimitBytes: number | null;
	readonly nvidia: NvidiaGpus | null;
}

/** Looks at the machine; reads files at most, starts nothing. */
export function machine(): Machine {
	const memoryBytes = os.totalmem();
	const limit = process.constrainedMemory();
	return {
		node: process.versions.node,
		platform: `${process.platform}-${process.arch}`,
		system: `${systemName()}, ${os.type()} ${os.release()}`,
		libc: libc(),
		processor: os.cpus()[0]?.model.trim() ?? "unknown",
		cores: os.availableParallelism(),
		memoryBytes,
		freeMemoryBytes: os.freemem(),
		memoryLimitBytes: limit > 0 && limit < memoryBytes ? limit : null,
		nvidia: nvidiaGpus(),
	};
}

function systemName(): string {
	try {
		const name = /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
		return name ?? os.platform();
	} catch {
		return os.platform();
	}
}

/** Node's diagnostic report tells glibc's version; where it tells none on Linux, the C library is another. */
function libc(): string | null {
	if (process.platform !== "linux") return null;
	const report = process.report as typeof process.report & { excludeNetwork?: boolean };
	const { excludeNetwork } = report;
	report.excludeNetwork = true;
	const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
	report.excludeNetwork = excludeNetwork ?? false;
	return header?.glibcVersionRuntime ? `glibc ${header.glibcVersionRuntime}` : "not glibc";
}
