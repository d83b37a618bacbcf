import type { Browser } from "playwright-core";
import type { FileServer } from "../serve-files.ts";
import type { PageAnswer, PageQuestion } from "./page-text.ts";

/** What a page said and fetched. */
export interface Visit {
	readonly answer: PageAnswer;
	/** What the page and its workers fetched, with the bytes of the bodies. */
	readonly fetched: FileServer["served"];
	/** Lines on its console beside the answer. */
	readonly printed: readonly string[];
}

const MOST_MS = 60_000;

/** Opens a page of a server, asks it and waits for its answer. */
export async function visit(
	browser: Browser,
	server: FileServer,
	path: string,
	question: PageQuestion,
): Promise<Visit> {
	const before = server.served.length;
	const printed: string[] = [];
	const page = await browser.newPage();
	let timer: ReturnType<typeof setTimeout> | undefined;
	try {
		const said = new Promise<string>((resolve, reject) => {
			timer = setTimeout(() => reject(new Error(`No answer after ${MOST_MS} ms: ${printed.join("\n")}`)), MOST_MS);
			page.on("pageerror", reject);
			page.on("console", (message) => {
				const text = message.text();
				if (text.startsWith("answer ")) resolve(text.slice("answer ".length));
				else printed.push(text);
			});
		});
		await page.goto(`${server.url}${path}?${encodeURIComponent(JSON.stringify(question))}`);
		const answer = JSON.parse(await said) as PageAnswer;
		return { answer, fetched: server.served.slice(before), printed };
	} finally {
		clearTimeout(timer);
		await page.close();
	}
}
