import { fileURLToPath } from "node:url";
import { build, preview } from "vite";

/** The page, built and served. */
export interface ServedDemo {
	readonly url: string;
	close(): Promise<void>;
}

const root = fileURLToPath(new URL("..", import.meta.url));

/** Builds the page and serves it on a free port of this machine. */
export async function serveDemo(): Promise<ServedDemo> {
	await build({ root, logLevel: "error" });
	const server = await preview({ root, logLevel: "error", preview: { port: 0, strictPort: false } });
	return { url: server.resolvedUrls?.local[0] as string, close: () => server.close() };
}
