import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { nativeFilePath } from "@polyinfer/engine-host";
import { unavailable } from "../../errors.ts";
import { packageFolder } from "../../package-folder.ts";

/** The two files that a conversion needs. */
export interface ConverterFiles {
	/** Our program that calls the converter. */
	readonly program: string;
	/** The vendor's library that holds it: the wheel's module `_tools`. */
	readonly tools: string;
}

const TOOLS = /^_tools\..*\.so$/;

/**
 * Finds MNN's converter: what came with the library, else the module beside the library, as in a wheel. Loads nothing.
 * Rejects with UNAVAILABLE where a part is missing.
 */
export async function findConverter(library: string, tools: Readonly<Record<string, string>>): Promise<ConverterFiles> {
	const program = programPath();
	if (program === undefined || !(await isFile(program)))
		throw unavailable(
			"mnn",
			"The program that calls MNN's converter is not there.",
			"npm install @polyinfer/backend-native, or in a checkout, with CMake and a C++ compiler: npm run build",
			{
				stage: "convert",
			},
		);
	const beside = (await readdir(dirname(library)).catch(() => [] as string[])).find((name) => TOOLS.test(name));
	const path = tools.converter ?? (beside === undefined ? undefined : join(dirname(library), beside));
	if (path === undefined || !(await isFile(path)))
		throw unavailable(
			"mnn",
			`There is no converter of MNN beside ${library}, so that only .mnn files can be opened.`,
			"npx polyinfer engines add mnn",
			{
				stage: "convert",
			},
		);
	return { program, tools: path };
}

async function isFile(path: string): Promise<boolean> {
	return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function programPath(): string | undefined {
	return nativeFilePath(packageFolder(), "polyinfer-mnn-convert");
}
