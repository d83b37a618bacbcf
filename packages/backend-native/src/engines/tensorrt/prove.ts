import { join } from "node:path";
import { type EngineProof, type EngineProofRequest, engineLibraryPath, proveLibrary } from "@polyinfer/engine-host";
import { unavailable } from "../../errors.ts";
import { packageFolder } from "../../package-folder.ts";

/**
 * Loads the library, in a process of its own, and asks what it finds: models run only where there is a GPU. Rejects with
 * UNAVAILABLE where it does not load.
 */
export async function proveTensorrt(library: string, { folder, signal }: EngineProofRequest): Promise<EngineProof> {
	const path = join(folder, library);
	const engine = engineLibraryPath(packageFolder(), "tensorrt");
	if (engine === undefined) throw unavailable("tensorrt", "TensorRT's engine library is not built.", "npm run build");
	const probe = await proveLibrary({ engine, library: path, signal });
	if (probe === undefined) return { state: "found", reason: "there is no polyinfer-runner to load it in" };
	const { devices = [], deviceProblem } = probe as { devices?: readonly unknown[]; deviceProblem?: string };
	if (devices.length > 0) return { state: "loads" };
	return {
		state: "loads",
		reason: `it builds plans, and runs none here: ${deviceProblem ?? "there is no CUDA device"}`,
	};
}
