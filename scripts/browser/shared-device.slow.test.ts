import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../run/root.mjs";
import { bundlePage } from "./bundle-page.ts";
import { launchChromium, withoutChromium } from "./chromium.ts";
import { ENGINE_FOLDERS } from "./engine-folders.ts";
import { serveFiles } from "./serve-files.ts";
import type { SharedDevice } from "./shared-device.ts";

const why = withoutChromium === undefined ? "" : ` (${withoutChromium})`;

const program = `
	import { sharedDevice } from ${JSON.stringify(join(root, "scripts/browser/shared-device.ts"))};
	try {
		console.log("results " + JSON.stringify(await sharedDevice()));
	} catch (error) {
		console.log("results " + JSON.stringify(String(error.stack ?? error)));
	}
`;
const html = `<!doctype html><title>ops</title><script type="module" src="/program.js"></script>`;

test.skipIf(withoutChromium !== undefined)(
	`a picture goes through a net to detections on one device, and only these come back${why}`,
	async () => {
		const files = { ...(await bundlePage(program)), "/page.html": { type: "text/html", content: html } };
		const server = await serveFiles({ files, folders: ENGINE_FOLDERS, isolated: true });
		const browser = await launchChromium();
		try {
			const tab = await browser.newPage();
			const predicate = (message: { text(): string }) => message.text().startsWith("results ");
			const said = tab.waitForEvent("console", { predicate, timeout: 90_000 });
			await tab.goto(`${server.url}/page.html`);
			const result: SharedDevice | string = JSON.parse((await said).text().slice("results ".length));
			if (typeof result === "string") throw new Error(result);
			expect(result.location).toBe("webgpu");
			expect(result.expected.length).toBeGreaterThan(3);
			expect(result.found).toEqual(result.expected);
		} finally {
			await browser.close();
			await server.close();
		}
	},
);
