import { realpath } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Beside } from "../load/opened.ts";
import { fileSource, unreadable } from "./file-source.ts";

/** Opens files in the folder of the model at `model`; `external-path` for a link out of it. Rejects with INVALID_ARGUMENT. */
export function besidePath(model: string): (path: string) => Promise<Beside> {
	return async (path) => {
		const folder = await realpath(dirname(model));
		const named = join(folder, path);
		let target: string;
		try {
			target = await realpath(named);
		} catch (cause) {
			const { code } = cause as { code?: string };
			if (code === "ENOENT" || code === "ENOTDIR") return {};
			throw unreadable(named, cause);
		}
		const inside = relative(folder, target);
		const source = await fileSource(named);
		if (inside !== ".." && !inside.startsWith(`..${sep}`) && inside !== target) return { source };
		const message = `${JSON.stringify(path.slice(0, 500))} is a link out of the model's folder, to ${target}.`;
		return { source, finding: { kind: "external-path", message, refused: true } };
	};
}
