import { type ChildProcess, execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The page, built and served. */
export interface ServedDemo {
	readonly url: string;
	close(): void;
}

const cwd = fileURLToPath(new URL("..", import.meta.url));
const vite = fileURLToPath(new URL("../node_modules/vite/bin/vite.js", import.meta.url));

/** Builds the page and serves it on a free port of this machine, in a process of its own as `npm run demo` does. */
export async function serveDemo(): Promise<ServedDemo> {
	await promisify(execFile)(process.execPath, [vite, "build", "--logLevel", "error"], { cwd });
	const server = spawn(process.execPath, [vite, "preview", "--port", "0"], {
		cwd,
		env: { ...process.env, NO_COLOR: "1" },
		stdio: ["ignore", "pipe", "inherit"],
	});
	return { url: await addressOf(server), close: () => void server.kill() };
}

function addressOf(server: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		let printed = "";
		server.stdout?.setEncoding("utf8").on("data", (text: string) => {
			printed += text;
			const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed) ?? [];
			if (address) resolve(address);
		});
		server.on("exit", (code) => reject(new Error(`The server ended with ${code}: ${printed}`)));
	});
}
