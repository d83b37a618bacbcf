import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../run/root.mjs";
import { bundlePage } from "./bundle-page.ts";
import { launchChromium, withoutChromium } from "./chromium.ts";
import { serveFiles } from "./serve-files.ts";
import type { LostDeviceResults } from "./tfjs-lost-device.ts";

const why = withoutChromium === undefined ? "" : ` (${withoutChromium})`;
const program = `
	import { lostDeviceResults } from ${JSON.stringify(join(root, "scripts/browser/tfjs-lost-device.ts"))};
	globalThis.results = lostDeviceResults;
`;

test.skipIf(withoutChromium !== undefined)(
	`runs of tfjs on a lost GPU device are DEVICE_LOST, a new session works, and a device that was given stays${why}`,
	async () => {
		const page = { type: "text/html", content: '<!doctype html><script type="module" src="/program.js"></script>' };
		const server = await serveFiles({ files: { ...(await bundlePage(program)), "/page.html": page } });
		const browser = await launchChromium();
		try {
			const tab = await browser.newPage();
			await tab.goto(`${server.url}/page.html`);
			const results = (await tab.evaluate("results()")) as LostDeviceResults;
			expect(results).toEqual({
				before: "4",
				during: "DEVICE_LOST",
				after: "DEVICE_LOST",
				again: "4",
				given: "4",
			});
		} finally {
			await browser.close();
			await server.close();
		}
	},
);
