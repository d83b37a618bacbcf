import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A process that lives until it is ended. */
export interface OtherProcess {
	readonly pid: number;
	/** Marks an entry as this process would, given one that our own process has marked. */
	mark(entry: string): Promise<void>;
	end(): Promise<void>;
}

/** Starts one that does nothing. */
export function otherProcess(): OtherProcess {
	const child: ChildProcess = spawn(process.execPath, ["-e", "process.stdin.resume()"], {
		stdio: ["pipe", "ignore", "inherit"],
	});
	const pid = child.pid as number;
	return {
		pid,
		async mark(entry) {
			const own = (await readdir(entry)).find((name) => name.startsWith("used-by-")) as string;
			const [, where = ""] = /^used-by-([0-9a-f]+)-/.exec(own) ?? [];
			const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
			const started = text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
			await writeFile(join(entry, `used-by-${where}-${pid}-${started}`), "");
		},
		async end() {
			const ended = once(child, "exit");
			child.stdin?.end();
			await ended;
		},
	};
}
