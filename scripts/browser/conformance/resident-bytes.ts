import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";

/** Bytes that pages and the GPU process of `browser` hold, as Linux counts them; 0 on other systems. */
export async function residentBytesOf(browser: Browser): Promise<number> {
	const session = await browser.newBrowserCDPSession();
	try {
		const { processInfo } = await session.send("SystemInfo.getProcessInfo");
		const working = processInfo.filter(({ type }) => type === "renderer" || type === "GPU");
		const sizes = await Promise.all(working.map(({ id }) => residentBytes(id)));
		return sizes.reduce((sum, size) => sum + size, 0);
	} finally {
		await session.detach();
	}
}

async function residentBytes(processId: number): Promise<number> {
	const status = await readFile(`/proc/${processId}/status`, "utf8").catch(() => "");
	const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? "0";
	return Number(kibibytes) * 1024;
}
