import { InferenceError, type Tensor } from "@polyinfer/core";
import { ID } from "../errors.ts";

/** Throws UNSUPPORTED for strings with NUL in them, which ONNX Runtime's JavaScript libraries would cut. */
export function checkStrings(name: string, feed: Tensor, library: string): void {
	if (feed.dtype !== "string" || !(feed.data as string[]).some((text) => text.includes("\0"))) return;
	throw new InferenceError("UNSUPPORTED", `${library} takes no strings with NUL in them, as in input \`${name}\`.`, {
		backend: ID,
		stage: "run",
	});
}
