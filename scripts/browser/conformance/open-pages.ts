import { join } from "node:path";
import { root } from "../../run/root.mjs";
import { bundlePage } from "../bundle-page.ts";
import { launchChromium } from "../chromium.ts";
import { ENGINE_FOLDERS } from "../engine-folders.ts";
import { serveFiles } from "../serve-files.ts";
import type { PageResults, PageTarget } from "./page-target.ts";
import { runInPage } from "./run-in-page.ts";

/** A browser and a server, in whose pages the kit runs. */
export interface Pages {
	run(target: PageTarget): Promise<PageResults>;
	close(): Promise<void>;
}

const html =
	'<!doctype html><title>the kit</title><link rel="icon" href="data:,"><script type="module" src="/program.js"></script>';

const here = join(root, "scripts/browser/conformance");

/** The backends that run in pages, by the names of their exports, and the modules that a page imports when it wants one. */
const BACKENDS = {
	fake: join(here, "fake-backends.ts"),
	broken: join(here, "fake-backends.ts"),
	onnxruntime: "@polyinfer/backend-onnx",
	tfjs: "@polyinfer/backend-tfjs",
	litert: "@polyinfer/backend-native",
} as const;

/** A name in {@link BACKENDS}. */
export type PageBackend = keyof typeof BACKENDS;

function programOf(backends: readonly PageBackend[]): string {
	const lines = backends.map((name) => `${name}: async () => (await import("${BACKENDS[name]}")).${name},`);
	return `
		import { offerBackends } from "${join(here, "page-program.ts")}";
		offerBackends({ ${lines.join("\n")} });
	`;
}

/** Bundles the kit with `backends`, starts a server and Chromium. */
export async function openPages(backends: readonly PageBackend[]): Promise<Pages> {
	const files = { ...(await bundlePage(programOf(backends))), "/": { type: "text/html", content: html } };
	const server = await serveFiles({ files, folders: ENGINE_FOLDERS, isolated: true });
	const browser = await launchChromium({ collectsGarbage: true });
	return {
		run: (target) => runInPage(browser, server.url, target),
		async close() {
			await browser.close();
			await server.close();
		},
	};
}
