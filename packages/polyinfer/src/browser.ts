/// <reference lib="esnext.disposable" preserve="true" />
import { createSessionFrom, type Declared, type ModelSource } from "@polyinfer/core";
import { loadModel } from "@polyinfer/model";
import { BROWSER_WORDS, createCatalogue } from "./catalogue.ts";
import type { PinnedSession } from "./create-session.ts";
import { importForPage } from "./import-for-page.ts";
import type { PreferEntry, SessionOptions } from "./prefer.ts";

export * from "./contract.ts";
export type { PinnedSession };

const WORDS = ["webgpu", "wasm"] as const;

/** `createSession` of browsers: the contract of the Node entry, with `["webgpu", "wasm"]` as the default of `prefer`. */
export async function createSession<I extends Declared = Declared, O extends Declared = Declared>(
	model: ModelSource,
	options: SessionOptions = {},
): Promise<PinnedSession<I, O>> {
	const catalogue = createCatalogue(BROWSER_WORDS, { defaultPrefer: WORDS, raced: WORDS }, importForPage);
	const create = createSessionFrom<PreferEntry>(catalogue, loadModel);
	return (await create<I, O>(model, options)) as PinnedSession<I, O>;
}
