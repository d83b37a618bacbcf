import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOnnx, roundFloat16, toFloat16, writeOnnx } from "@polyinfer/model";

/** What becomes of an ONNX file on its way into a folder of models. */
export type Change = "float32" | "float16" | "rounded";

const CHANGES: Readonly<Record<Exclude<Change, "float32">, (bytes: Uint8Array) => Uint8Array>> = {
	float16: (bytes) => writeOnnx(toFloat16(readOnnx(bytes)).model),
	rounded: (bytes) => writeOnnx(roundFloat16(toFloat16(readOnnx(bytes)).model)),
};

/**
 * A folder like `models`, for `POLYINFER_MODELS`: of ONNX files those that `names` lists as `folder/name.onnx`, changed,
 * each under the name that it is listed for; of all others links. The caller removes it.
 */
export async function modelsFolder(
	models: string,
	change: Change,
	names: Readonly<Record<string, string>>,
): Promise<string> {
	const made = await mkdtemp(join(tmpdir(), "polyinfer-models-"));
	for (const { name: folder } of (await readdir(models, { withFileTypes: true })).filter((one) => one.isDirectory())) {
		await mkdir(join(made, folder));
		for (const name of await readdir(join(models, folder)))
			if (!name.endsWith(".onnx")) await symlink(join(models, folder, name), join(made, folder, name));
	}
	for (const [name, source] of Object.entries(names)) {
		const bytes = new Uint8Array(await readFile(join(models, source)));
		await writeFile(join(made, name), change === "float32" ? bytes : CHANGES[change](bytes));
	}
	return made;
}
