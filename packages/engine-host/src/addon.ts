import { isAbsolute, join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { isFile } from "./is-file.ts";
import { inspectElf } from "./library/inspect-elf.ts";
import type { NativeAddon } from "./native-addon.ts";
import { packageFolder } from "./package-folder.ts";
import { PLATFORM_PACKAGE, platformFolder } from "./platform-folder.ts";
import { requireFrom } from "./require-from.ts";

/** Version of `polyinfer/engine.h` that this code speaks. */
const ABI = 1;

/** Whether the addon's file is there. Says nothing of whether it loads. */
export type AddonFile =
	| { readonly status: "found"; readonly path: string }
	| { readonly status: "missing"; readonly reason: string; readonly advice: string };

/**
 * Looks for `host.node`: where `POLYINFER_ADDON` says (an absolute path, and then nowhere else), in the package for this
 * platform, in this package's `build/native` (`folders`). A folder without it counts as none. Loads nothing.
 */
export function findAddon(
	environment: Readonly<Record<string, string | undefined>> = process.env,
	folders: readonly string[] = addonFolders(),
): AddonFile {
	const asked = environment.POLYINFER_ADDON;
	if (asked) {
		if (isAbsolute(asked) && isFile(asked)) return { status: "found", path: asked };
		return {
			status: "missing",
			reason: `POLYINFER_ADDON is ${asked}, which is ${isAbsolute(asked) ? "no file" : "no absolute path"}.`,
			advice: "unset POLYINFER_ADDON, or set it to the absolute path of a host.node",
		};
	}
	for (const folder of folders) {
		const path = join(folder, "host.node");
		if (isFile(path)) return { status: "found", path };
	}
	return {
		status: "missing",
		reason: `There is no native addon: looked for ${PLATFORM_PACKAGE} and a build of our own.`,
		advice: `npm install ${PLATFORM_PACKAGE}, or in a checkout, with CMake and a C++ compiler: npm run build`,
	};
}

/**
 * Loads the addon, the same one each time. Throws UNAVAILABLE with the reason and what to do, also where the file is
 * there and does not load.
 */
export function loadAddon(environment: Readonly<Record<string, string | undefined>> = process.env): NativeAddon {
	const found = findAddon(environment);
	if (found.status === "missing") throw new InferenceError("UNAVAILABLE", found.reason, { advice: found.advice });
	const fault = inspectElf(found.path);
	if (fault)
		throw new InferenceError("UNAVAILABLE", `The native addon does not load: ${fault.reason}.`, {
			advice: fault.advice,
		});
	const advice = "in a checkout: npm run build; else reinstall, or unset POLYINFER_ADDON";
	let addon: NativeAddon;
	try {
		addon = requireFrom(import.meta.url)(found.path) as NativeAddon;
	} catch (cause) {
		const text = cause instanceof Error ? cause.message : String(cause);
		throw new InferenceError("UNAVAILABLE", `The native addon does not load: ${text}`, { advice, cause });
	}
	if (addon.abi !== ABI)
		throw new InferenceError(
			"UNAVAILABLE",
			`Expected an addon of ABI ${ABI} but ${found.path} has ${String(addon.abi)}.`,
			{ advice: "Install all packages of Polyinfer in one version; in a checkout: npm run build" },
		);
	return addon;
}

/** Where `host.node` may be, the preferred place first. */
function addonFolders(): string[] {
	const own = packageFolder();
	const built = own === undefined ? undefined : join(own, "build/native");
	return [platformFolder(), built].filter((folder) => folder !== undefined);
}
