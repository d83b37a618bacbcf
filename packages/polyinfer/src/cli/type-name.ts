import { basename, extname } from "node:path";

/** True for a text that TypeScript takes as the beginning of a type's name. */
export function isTypeName(text: string): boolean {
	return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(text);
}

/** A name for the types of the model in this file: `EfficientnetLite0` of `efficientnet-lite0.onnx`. */
export function typeNameOf(path: string): string {
	const words = basename(path, extname(path)).match(/[A-Za-z0-9]+/g) ?? [];
	const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
	return isTypeName(name) ? name : `Model${name}`;
}
