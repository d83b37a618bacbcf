import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server answers for a path. */
export interface ServedFile {
	readonly type: string;
	readonly text: string;
	/** Content-Security-Policy. */
	readonly policy?: string;
}

/** A server on this machine. */
export interface FileServer {
	readonly url: string;
	close(): Promise<void>;
}

/** Serves files by their path, such as `/page.html`. */
export async function serveFiles(files: Readonly<Record<string, ServedFile>>): Promise<FileServer> {
	const server = createServer((request, response) => {
		const file = files[request.url ?? ""];
		if (file?.policy !== undefined) response.setHeader("Content-Security-Policy", file.policy);
		response.writeHead(file === undefined ? 404 : 200, { "Content-Type": file?.type ?? "text/plain" });
		response.end(file?.text);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
	};
}
