import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize, sep } from "node:path";

/** What a server answers for a path. */
export interface ServedFile {
	readonly type: string;
	readonly content: string | Uint8Array;
	/** Content-Security-Policy. */
	readonly policy?: string;
}

/** What a server has. */
export interface ServedFiles {
	/** By their path, such as `/page.html`. */
	readonly files: Readonly<Record<string, ServedFile>>;
	/** Folders of this machine, absolute, by the path they are served at, such as `/ort/`. */
	readonly folders?: Readonly<Record<string, string>>;
	/** Sends what makes pages cross-origin isolated, so that they have SharedArrayBuffer. Default: false. */
	readonly isolated?: boolean;
	/** Content-Security-Policy of all files that have none of their own. */
	readonly policy?: string;
}

/** A server on this machine. */
export interface FileServer {
	readonly url: string;
	/** Paths that were asked for and found, in order, with the bytes of their bodies. */
	readonly served: readonly { readonly path: string; readonly sizeBytes: number }[];
	close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
	".html": "text/html",
	".js": "text/javascript",
	".mjs": "text/javascript",
	".wasm": "application/wasm",
	".json": "application/json",
};
const ISOLATED = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

/** Serves files, which nobody may keep. */
export async function serveFiles({
	files,
	folders = {},
	isolated = false,
	policy: policyOfAll,
}: ServedFiles): Promise<FileServer> {
	const served: { path: string; sizeBytes: number }[] = [];
	const answer = async (path: string, response: ServerResponse): Promise<void> => {
		const file = files[path] ?? (await fileIn(folders, path));
		const policy = file?.policy ?? policyOfAll;
		const headers = {
			"Content-Type": file?.type ?? "text/plain",
			"Cache-Control": "no-store",
			...(isolated ? ISOLATED : {}),
			...(policy === undefined ? {} : { "Content-Security-Policy": policy }),
		};
		const content = Buffer.from(file?.content ?? "not found");
		if (file !== undefined) served.push({ path, sizeBytes: content.length });
		response.writeHead(file === undefined ? 404 : 200, headers);
		response.end(content);
	};
	const server = createServer((request, response) => {
		void answer(new URL(request.url ?? "", "http://here").pathname, response);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		served,
		close: () =>
			new Promise((resolve, reject) => {
				server.close((error) => (error ? reject(error) : resolve()));
				server.closeAllConnections();
			}),
	};
}

async function fileIn(folders: Readonly<Record<string, string>>, path: string): Promise<ServedFile | undefined> {
	for (const [prefix, folder] of Object.entries(folders)) {
		if (!path.startsWith(prefix)) continue;
		const file = normalize(join(folder, decodeURIComponent(path.slice(prefix.length))));
		if (!file.startsWith(join(folder, sep))) return undefined;
		const content = await readFile(file).catch(() => undefined);
		return content && { type: TYPES[extname(file)] ?? "application/octet-stream", content };
	}
	return undefined;
}
