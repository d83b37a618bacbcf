import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../run/root.mjs";

/** Packages of ours that every user has. */
const OURS = ["core", "model", "engine-host", "backend-onnx", "backend-native", "ops", "polyinfer"];

const manifestOf = (path: string) => JSON.parse(readFileSync(join(path, "package.json"), "utf8"));

/** Optional packages, and where the repository has them: what backends for pages name as peers. */
const OPTIONAL: Readonly<Record<string, string>> = Object.fromEntries([
	["@polyinfer/backend-tfjs", join(root, "packages/backend-tfjs")],
	...["backend-onnx", "backend-native", "backend-tfjs"].flatMap((folder) => {
		const path = join(root, "packages", folder);
		const names = Object.keys(manifestOf(path).peerDependencies).filter((name) => !name.includes("node"));
		return names.map((name) => [name, join(path, "node_modules", name)]);
	}),
]);

/** Names of all optional packages. */
export const ALL_OPTIONAL: readonly string[] = Object.keys(OPTIONAL);

/** A project of a user's, outside of the repository. */
export interface Project {
	readonly folder: string;
	/** Writes a file of the project's and gives its path. */
	write(name: string, text: string): string;
	remove(): void;
}

/** Makes a project in which our packages are installed as they are published, and `optional` ones beside them. */
export function makeProject(optional: readonly string[]): Project {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer page "));
	const write = (name: string, text: string): string => {
		const path = join(folder, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
		return path;
	};
	write("package.json", JSON.stringify({ name: "page", private: true, type: "module" }));
	for (const name of OURS) install(join(root, "packages", name), folder);
	for (const name of optional) {
		const source = OPTIONAL[name] as string;
		if (name.startsWith("@polyinfer/")) install(source, folder);
		else link(source, join(folder, "node_modules", name));
	}
	return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What packing takes: the built files, and the manifest with what it says of publishing. */
function install(source: string, folder: string): void {
	const { publishConfig, ...manifest } = manifestOf(source);
	const target = join(folder, "node_modules", manifest.name);
	mkdirSync(target, { recursive: true });
	writeFileSync(join(target, "package.json"), JSON.stringify({ ...manifest, exports: publishConfig.exports }));
	cpSync(join(source, "dist"), join(target, "dist"), {
		recursive: true,
		filter: (path) => !/\.(d\.ts|map|tsbuildinfo)$/.test(path),
	});
}

/** Packages of others bring their own dependencies: they are found beside the real folder. */
function link(source: string, target: string): void {
	mkdirSync(dirname(target), { recursive: true });
	symlinkSync(realpathSync(source), target, "dir");
}
