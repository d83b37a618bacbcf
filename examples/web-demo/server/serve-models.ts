import { createReadStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname, extname, join, sep } from "node:path";
import { readPicture, writePicture } from "@polyinfer/ops/sharp";
import type { Plugin } from "vite";
import { SERVED } from "./served-files.ts";

const TYPES: Readonly<Record<string, string>> = {
	".js": "text/javascript",
	".mjs": "text/javascript",
	".wasm": "application/wasm",
	".png": "image/png",
	".txt": "text/plain; charset=utf-8",
};

/** Serves models, samples and the engines' files beside the page, which thereby may use threads. */
export function serveModels(): Plugin {
	return {
		name: "serve-models",
		configureServer: ({ middlewares }) => serve(middlewares),
		configurePreviewServer: ({ middlewares }) => serve(middlewares),
	};
}

type Middlewares = {
	use(handle: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): void;
};

async function serve(middlewares: Middlewares): Promise<void> {
	middlewares.use((request, response, next) => {
		// Threads need memory that is shared, and that needs both.
		response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
		response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
		const path = fileOf(new URL(request.url ?? "/", "http://localhost").pathname);
		if (path === undefined) return next();
		send(path, response).catch(() =>
			response.writeHead(404).end(`${request.url} is not here: \`npm start\` fetches it.`),
		);
	});
	await drawDisplay();
}

function fileOf(url: string): string | undefined {
	for (const [start, place] of SERVED) {
		if (!url.startsWith(start)) continue;
		if (url === start) return place;
		const path = join(place, decodeURIComponent(url.slice(start.length)));
		return path.startsWith(place + sep) ? path : undefined;
	}
	return undefined;
}

async function send(path: string, response: ServerResponse): Promise<void> {
	const { size } = await stat(path);
	response.writeHead(200, {
		"Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
		"Content-Length": size,
		"Cross-Origin-Resource-Policy": "same-origin",
	});
	createReadStream(path).pipe(response);
}

/** The display as the examples of Node read it, in the same letters on every machine. */
async function drawDisplay(): Promise<void> {
	const fonts = SERVED.find(([path]) => path === "/models/")?.[1] as string;
	process.env.FONTCONFIG_FILE ??= join(fonts, "dejavu-fonts/fonts.conf");
	const path = SERVED.find(([start]) => start === "/samples/display.png")?.[1] as string;
	await mkdir(dirname(path), { recursive: true });
	await writePicture(await readPicture(join(import.meta.dirname, "../../read-display/display.svg")), path);
}
