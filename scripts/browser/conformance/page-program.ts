import { CASES, type CaseResult, runConformance } from "../../../packages/conformance/src/index.ts";
import type { Backend } from "../../../packages/core/src/index.ts";
import type { PageTarget } from "./page-target.ts";

/** What a page and the test that opened it say to each other. */
interface Page {
	/** Made here, called by the test. Resolves when all cases have been run. */
	runTarget?: (target: PageTarget) => Promise<void>;
	/** Made by the test: takes each result as soon as it is known. */
	tellResult(result: CaseResult): Promise<void>;
	/** Made by the test: bytes that the browser's processes hold. */
	residentBytes(): Promise<number>;
}

/** Leak cases find in this time what grows with every run or session; the long look is that of Node. */
const LEAK_MS = 500;

const page = globalThis as typeof globalThis & Page;

/** Makes a page ready to be told which of `backends` to run the kit on; each is fetched when it is wanted. */
export function offerBackends(backends: Readonly<Record<string, () => Promise<Backend>>>): void {
	page.runTarget = (target) => runTarget(backends, target);
}

async function runTarget(
	backends: Readonly<Record<string, () => Promise<Backend>>>,
	{ backend: name, device, format, options = {}, slow, limits, leftOut, ...rest }: PageTarget,
): Promise<void> {
	const backend = await backends[name]?.();
	if (!backend) throw new Error(`The page has no backend \`${name}\`.`);
	const told: Promise<void>[] = [];
	const cases = CASES.filter((one) => !one.slow || slow.includes(one.name))
		.map((one) => one.name)
		.filter((one) => !leftOut?.cases.includes(one));
	await runConformance(backend, {
		...rest,
		cases,
		limits: { leakMs: LEAK_MS, ...limits },
		memory: async () => ({ process: await page.residentBytes(), ...heap() }),
		formats: [format],
		request: { device, options },
		// The page is asked for one backend: where it is missing, that is a failure.
		environment: { POLYINFER_REQUIRE: backend.id },
		onResult: (result) => told.push(page.tellResult(result)),
	});
	await Promise.all(told);
}

/** The heap of this page's main thread, where the browser tells it. */
function heap(): { readonly JavaScript?: number } {
	const { memory } = performance as { readonly memory?: { readonly usedJSHeapSize: number } };
	return memory === undefined ? {} : { JavaScript: memory.usedJSHeapSize };
}
