import { dirname, join } from "node:path";
import type { EngineProofRequest, EngineSource } from "@polyinfer/engine-host";
import { checkLibrary } from "@polyinfer/engine-host";
import { unavailable } from "../../../errors.ts";
import cudaLibraries from "./cuda-libraries.json" with { type: "json" };
import onnxruntimeGpu from "./onnxruntime-gpu.json" with { type: "json" };
import { versionOfProviders } from "./versions.ts";

type Fetched = Omit<EngineSource, "prove">;
// A test holds the files to the interface: TypeScript takes every text of a JSON file for any text.
const [libraries, providers] = [cudaLibraries, onnxruntimeGpu] as unknown as readonly [Fetched, Fetched];

/** What `polyinfer engines add` can fetch for this package, in the order of its list. */
export const engineSources: readonly EngineSource[] = [
	{ ...libraries, prove: (request) => look(libraries, request) },
	{
		...providers,
		async prove(request) {
			const found = await look(providers, request);
			const folder = dirname(join(request.folder, libraryOf(providers)));
			const version = await versionOfProviders(folder);
			if (version === providers.version) return found;
			throw unavailable(
				`Expected the providers of ONNX Runtime ${providers.version} but ${folder} holds those of ${version ?? "no known version"}.`,
				`npx polyinfer engines add ${providers.id}`,
				{ stage: "find" },
			);
		},
	},
];

/** Rejects with UNAVAILABLE where a file is no whole library for this processor. Loads nothing: that would take a GPU. */
async function look({ id, platforms }: Fetched, { folder, signal }: EngineProofRequest): Promise<{ state: "found" }> {
	const files = Object.values(platforms).flatMap(({ packages }) => packages.flatMap((one) => one.files));
	for (const file of files.filter((path) => /\.so(\.\d+)?$/.test(path))) {
		signal?.throwIfAborted();
		const checked = await checkLibrary(join(folder, file));
		if (!checked.ok) throw unavailable(`${id}: ${checked.reason}.`, checked.advice, { stage: "find" });
	}
	return { state: "found" };
}

function libraryOf({ platforms }: Fetched): string {
	return platforms["linux-x64"]?.library ?? "";
}
