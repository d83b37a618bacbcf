import type { CaseResult, Gap, Limits } from "../../../packages/conformance/src/index.ts";
import type { ModelFormat } from "../../../packages/core/src/index.ts";
import type { PageBackend } from "./open-pages.ts";

/** One backend on one device and in one format, as the kit runs it in a page. All of it can be sent there as JSON. */
export interface PageTarget {
	readonly backend: PageBackend;
	readonly device: string;
	readonly format: ModelFormat;
	/** Options of the backend, such as where its files are served. */
	readonly options?: Readonly<Record<string, unknown>>;
	readonly gaps?: readonly Gap[];
	readonly limits?: Partial<Limits>;
	/** Cases that are not run, and why. For what is not there yet: none of the contract may be left out for good. */
	readonly leftOut?: { readonly reason: string; readonly cases: readonly string[] };
	/** Names of the cases that measure time or memory which are run beside the fast ones. */
	readonly slow: readonly string[];
}

/** How a page ended. */
export interface PageResults {
	readonly results: readonly CaseResult[];
	/** What went wrong outside of a case; `undefined` where all cases were run. */
	readonly failure?: string;
	/** Lines that were printed on the page's console. */
	readonly printed: readonly string[];
}
