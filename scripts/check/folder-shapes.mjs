/**
 * Self-similar on purpose: the files that every folder of a kind has. More files are welcome, these are always there.
 * A name with `*` stands for the folder's own name.
 *
 * @type {readonly { kind: string, parents: RegExp, except?: readonly string[], files: readonly string[] }[]}
 */
export const folderShapes = [
	{
		kind: "backend",
		parents: /^packages\/backend-[^/]+$/,
		files: [
			"src/index.ts",
			"src/backend.ts",
			"src/session.ts",
			"src/tensor.ts",
			"src/options.ts",
			"src/errors.ts",
			"src/backend.test.ts",
		],
	},
	{
		kind: "engine",
		parents: /^packages\/backend-[^/]+\/src\/engines\/[^/]+$/,
		files: ["engine.ts", "engine.cc", "vendor.h", "CMakeLists.txt", "engine.test.ts"],
	},
	{
		kind: "op",
		parents: /^packages\/ops\/src\/[^/]+$/,
		// What the ops are made of.
		except: [
			...["cuda", "detection", "kernels", "memory", "picture", "plan", "resample", "sharp", "testing", "to-tensor"],
			"webgpu",
		],
		files: ["index.ts", "reference.ts", "*.test.ts"],
	},
];

/**
 * @param {readonly string[]} files all files, relative to the repository, with forward slashes
 * @returns {string[]} one line for each file that a folder of its kind lacks
 */
export function missingFiles(files) {
	const present = new Set(files);
	const folders = new Set(files.flatMap(parentsOf));
	/** @type {string[]} */
	const missing = [];
	for (const { kind, parents, except = [], files: expected } of folderShapes) {
		for (const folder of [...folders].filter((path) => parents.test(path)).sort()) {
			const name = folder.split("/").at(-1) ?? "";
			if (except.includes(name)) continue;
			for (const file of expected.map((pattern) => `${folder}/${pattern.replace("*", name)}`)) {
				if (!present.has(file)) missing.push(`${file} is missing: every ${kind} has one.`);
			}
		}
	}
	return missing;
}

/** @param {string} file */
function parentsOf(file) {
	const parts = file.split("/");
	return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
