import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildRequest, EngineSource, PackageFetch } from "@polyinfer/engine-host";
import { platformKey } from "../platform-key.ts";
import { sha256Of, tarOf, zipOf } from "./archives.ts";

/** The wheel of a package `tinyengine` with a library, a tool and a licence; pip takes it for one of a vendor. */
export async function writeTinyWheel(folder: string, library = "a library"): Promise<PackageFetch> {
	const info = "tinyengine-1.0.0.dist-info";
	const bytes = zipOf({
		"tiny/libs/libtiny.so": library,
		"tiny/convert": "#!/bin/sh",
		"tiny/unwanted.py": "raise SystemExit",
		[`${info}/LICENSE`]: "MIT",
		[`${info}/METADATA`]: "Metadata-Version: 2.1\nName: tinyengine\nVersion: 1.0.0\n",
		[`${info}/WHEEL`]: "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp313-cp313-manylinux_2_28_x86_64\n",
	});
	await writeFile(join(folder, "tinyengine-1.0.0-cp313-cp313-manylinux_2_28_x86_64.whl"), bytes);
	return {
		kind: "wheel",
		package: "tinyengine",
		version: "1.0.0",
		python: "3.13",
		platform: "manylinux_2_28_x86_64",
		sha256: sha256Of(bytes),
		downloadBytes: bytes.length,
		files: ["tiny/libs/libtiny.so", "tiny/convert", `${info}/LICENSE`],
	};
}

/** The sdist of a package whose every script writes a file `ran` into the folder, where it is run. */
export async function writeTinySdist(folder: string): Promise<PackageFetch> {
	const script = `open(${JSON.stringify(join(folder, "ran"))}, "w").close()\nfrom setuptools import setup\nsetup()\n`;
	const bytes = tarOf({
		"tinysource-1.0.0/PKG-INFO": "Metadata-Version: 2.1\nName: tinysource\nVersion: 1.0.0\n",
		"tinysource-1.0.0/pyproject.toml":
			'[build-system]\nrequires = ["setuptools>=42", "wheel"]\nbuild-backend = "setuptools.build_meta"\n',
		"tinysource-1.0.0/setup.py": script,
		"tinysource-1.0.0/LICENSE.txt": "MIT",
		"tinysource-1.0.0/src/tiny.c": "int tiny;",
	});
	await writeFile(join(folder, "tinysource-1.0.0.tar.gz"), bytes);
	return {
		kind: "sdist",
		package: "tinysource",
		version: "1.0.0",
		sha256: sha256Of(bytes),
		downloadBytes: bytes.length,
		files: ["LICENSE.txt"],
	};
}

/** An engine of these packages for this machine. */
export function tinyEngine(
	packages: readonly PackageFetch[],
	{ id = "tiny", diskBytes = 100, build, ...rest }: Partial<EngineSource> & { diskBytes?: number } = {},
): EngineSource {
	const built = packages.some(({ kind }) => kind === "sdist");
	return {
		id,
		title: `The ${id} engine`,
		version: "1.0.0",
		licence: "MIT",
		platforms: {
			[platformKey()]: {
				packages,
				library: built ? "lib/libtiny.so" : "tiny/libs/libtiny.so",
				...(built ? {} : { tools: { convert: "tiny/convert" } }),
				diskBytes,
			},
		},
		...rest,
		...(build === undefined ? {} : { build }),
	};
}

/** A build that takes the sources for the library. */
export async function copySources({ sources, into, progress }: BuildRequest): Promise<void> {
	progress(0, "");
	await cp(join(sources, "src/tiny.c"), join(into, "lib/libtiny.so"));
	progress(0.5, "tiny.c");
	progress(0.55, "tiny.c");
	progress(1, "");
}
