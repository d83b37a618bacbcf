import { basename } from "node:path";
import type { ErrorCode } from "@polyinfer/core";

/** What helps, by the words of the dynamic linker, of the host and of its processes. The first that fit count. */
const ADVICE: readonly (readonly [words: RegExp, advice: (found: readonly string[], path: string) => string])[] = [
	[/ Try: (.+)\.$/, ([, advice = ""]) => `${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`],
	[
		/was ended by signal (9|15) .*(during|before) th/,
		() => "Run again. Who ended it stands in the system's log: without memory, the kernel does.",
	],
	[
		/was ended by signal .*(during|before) th/,
		() => "Run again. Where it crashes each time, name another engine in `prefer`, and report it to this one.",
	],
	[
		/does not speak engine ABI/,
		(_, path) => `Install @polyinfer/engine-host and what holds ${basename(path)} in the same version.`,
	],
	[/is not an engine:/, (_, path) => `Reinstall the package that holds ${basename(path)}.`],
	[
		/version [`'](.+?)' not found \(required by (.+?)\)/,
		([, version, by]) => `Use a system or a library that has ${version}, or an older build of ${basename(by ?? "")}.`,
	],
	[
		/undefined symbol: (\S+)/,
		([, symbol]) => `Install libraries that belong together: the one with \`${symbol}\` is of another version.`,
	],
	[
		/^(\S+): cannot open shared object file/,
		([, file = ""], path) =>
			`Install the library that holds ${basename(file)}, or put it where the dynamic linker looks: ldd ${path}`,
	],
	[/polyinfer-runner: Permission denied/, () => "Make the runner executable: chmod +x polyinfer-runner"],
	[
		/polyinfer-runner: Exec format error/,
		() => "Reinstall @polyinfer/engine-host: its polyinfer-runner is no program for this machine.",
	],
	[
		/polyinfer-runner did not start/,
		() => "Run `polyinfer-runner` in a terminal to see what holds it up, or leave `isolate` out.",
	],
	[
		/was ended by signal (9|15) /,
		() =>
			"Look into the system's log for who ended it: without memory, the kernel does. Give it more, or leave `isolate` out.",
	],
	[
		/was ended by signal .* opening the model/,
		() => "Fetch or convert the model again, or name another engine in `prefer`: this one crashes on it.",
	],
	[
		/was ended by signal/,
		(_, path) =>
			path === ""
				? "Reinstall the engine's package: its library ends the process that loads it."
				: `Replace ${path}, which ends the process that loads it.`,
	],
	[
		/ended with exit code 12[67]/,
		() => "Reinstall @polyinfer/engine-host: what its polyinfer-runner needs is not there.",
	],
	[/ended with exit code/, () => "Reinstall @polyinfer/engine-host: its polyinfer-runner is of another version."],
	[/gives no thread/, () => "Allow more threads: ulimit -u, or the limit of the container."],
];

/** What helps where the words say nothing more. */
const BY_CODE: { readonly [C in ErrorCode]?: string } = {
	OUT_OF_MEMORY:
		"Dispose tensors and sessions that are done, run fewer at once (`maxConcurrency`), or feed smaller batches.",
	DISPOSED: "Await your runs before you dispose the session, and dispose tensors after the runs that use them.",
};

/** What to do about a failure of the host; `path` is the library that was to be loaded, if any. `undefined`: nothing is known. */
export function explainFailure(code: ErrorCode, message: string, path = ""): string | undefined {
	for (const [words, advice] of ADVICE) {
		const found = words.exec(message);
		if (found) return advice(found, path);
	}
	return BY_CODE[code];
}
