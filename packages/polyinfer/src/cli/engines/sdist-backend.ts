import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes a stand-in for setuptools into `folder`, for PYTHONPATH. Before pip hands out an sdist it asks the package's
 * build system for name and version; this one answers from what is pinned, so that no code of a package runs before
 * its hash is checked, and neither setuptools nor a network for it is needed.
 */
export async function writeSdistBackend(
	folder: string,
	{ package: name, version }: { readonly package: string; readonly version: string },
): Promise<void> {
	const info = `${name}-${version}.dist-info`;
	const metadata = `Metadata-Version: 2.1\\nName: ${name}\\nVersion: ${version}\\n`;
	await mkdir(join(folder, "setuptools"), { recursive: true });
	await writeFile(join(folder, "setuptools", "__init__.py"), "");
	await writeFile(
		join(folder, "setuptools", "build_meta.py"),
		`import os

def get_requires_for_build_wheel(config_settings=None):
    return []

def prepare_metadata_for_build_wheel(folder, config_settings=None):
    os.makedirs(os.path.join(folder, "${info}"))
    with open(os.path.join(folder, "${info}", "METADATA"), "w") as file:
        file.write("${metadata}")
    return "${info}"

class __legacy__:
    get_requires_for_build_wheel = staticmethod(get_requires_for_build_wheel)
    prepare_metadata_for_build_wheel = staticmethod(prepare_metadata_for_build_wheel)
`,
	);
}
