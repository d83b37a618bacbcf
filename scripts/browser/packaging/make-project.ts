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

/** Optional packages, and where the repository has them. */
const OPTIONAL = {
	"onnxruntime-web": "packages/backend-onnx/node_modules/onnxruntime-web",
	"@litertjs/core": "packages/backend-native/node_modules/@litertjs/core",
	"@polyinfer/backend-tfjs": "packages/backend-tfjs",
	...Object.fromEntries(
		["core", "converter", "layers", "backend-cpu", "backend-wasm", "backend-webgl", "backend-webgpu"].map((name) => [
			`@tensorflow/tfjs-${name}`,
			`packages/backend-tfjs/node_modules/@tensorflow/tfjs-${name}`,
		]),
	),
} as Readonly<Record<string, string>>;

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
		const source = join(root, OPTIONAL[name] as string);
		if (name.startsWith("@polyinfer/")) install(source, folder);
		else link(source, join(folder, "node_modules", name));
	}
	return { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What packing takes: the built files, and the manifest with what it says of publishing. */
function install(source: string, folder: string): void {
	const { publishConfig, ...manifest } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
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
