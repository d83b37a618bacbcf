import { readFileSync } from "node:fs";
import { join } from "node:path";

type Target = string | { readonly [condition: string]: Target };

const CONDITIONS = ["browser", "import", "default"];

function resolve(target: Target): string {
	if (typeof target === "string") return target;
	const found = Object.keys(target).find((condition) => CONDITIONS.includes(condition));
	return resolve(target[found as string] as Target);
}

/** What an import map says of packages installed in `folder`, when that is served at `/`: all their entries for browsers. */
export function importMap(folder: string, packages: readonly string[]): Readonly<Record<string, string>> {
	const entries = packages.flatMap((name) => {
		const manifest = JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"));
		return Object.entries(manifest.exports as Record<string, Target>)
			.filter(([entry]) => entry !== "./package.json")
			.map(([entry, target]) => [name + entry.slice(1), `/node_modules/${name}/${resolve(target).slice(2)}`]);
	});
	return Object.fromEntries(entries);
}
