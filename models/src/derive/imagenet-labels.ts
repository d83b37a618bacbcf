import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import type { Derivation } from "./derivation.ts";

/** ImageNet's 1000 labels, one a line in the order of the classes; synonyms are separated by commas. */
export const imagenetLabels: Derivation = {
	recipe: 1,
	make: async (folder) => `${readLabels(await readFile(join(folder, "imagenet_classes.js"), "utf8")).join("\n")}\n`,
};

const text = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/;
const entry = new RegExp(`(\\d+):\\s*((?:(?:${text.source})\\s*\\+?\\s*)+)`, "g");

/** The texts of a JavaScript object `{ 0: 'a', 1: 'b, ' + 'c' }`, without running it. Throws INVALID_MODEL unless they are 1000 in order. */
export function readLabels(script: string): string[] {
	const labels: string[] = [];
	for (const [, index, texts = ""] of script.matchAll(entry)) {
		if (Number(index) !== labels.length) break;
		const parts = [...texts.matchAll(new RegExp(text, "g"))].map(([, single, double]) => single ?? double ?? "");
		labels.push(parts.join("").replace(/\\(.)/g, "$1"));
	}
	if (labels.length === 1000) return labels;
	throw new InferenceError("INVALID_MODEL", `Expected 1000 labels in order but found ${labels.length}.`);
}
