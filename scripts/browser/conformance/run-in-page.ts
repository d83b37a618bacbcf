import type { Browser, Page } from "playwright-core";
import type { CaseResult } from "../../../packages/conformance/src/index.ts";
import type { PageResults, PageTarget } from "./page-target.ts";
import { residentBytesOf } from "./resident-bytes.ts";

/** A page that says nothing for so long hangs. */
const SILENCE_MS = 60_000;

/** Runs the kit in a page of its own. Never rejects: a page that crashes or hangs is a failure beside its results. */
export async function runInPage(browser: Browser, url: string, target: PageTarget): Promise<PageResults> {
	const results: CaseResult[] = [];
	const printed: string[] = [];
	const page = await browser.newPage();
	const end = watch(page);
	try {
		page.on("console", (message) => printed.push(`${message.type()}: ${message.text()}`));
		await page.exposeFunction("residentBytes", () => residentBytesOf(browser));
		await page.exposeFunction("tellResult", (result: CaseResult) => {
			results.push(result);
			end.later();
		});
		await page.goto(url);
		const run = page.evaluate(`runTarget(${JSON.stringify(target)})`).then(() => undefined);
		const failure = await Promise.race([end.failure, run.catch((error: Error) => error.message)]);
		return { results, printed, ...(failure === undefined ? {} : { failure }) };
	} finally {
		end.stop();
		await page.close();
	}
}

/** Resolves `failure` when the page breaks, or has been silent for long since `later` was called. */
function watch(page: Page): { readonly failure: Promise<string>; later(): void; stop(): void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let tell: (failure: string) => void;
	const failure = new Promise<string>((resolve) => {
		tell = resolve;
	});
	page.on("pageerror", (error) => tell(error.stack ?? error.message));
	page.on("crash", () => tell("The page crashed."));
	const stop = (): void => clearTimeout(timer);
	const later = (): void => {
		stop();
		timer = setTimeout(() => tell(`The page said nothing for ${SILENCE_MS / 1000} s.`), SILENCE_MS);
	};
	later();
	return { failure, later, stop };
}
