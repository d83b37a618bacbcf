/** What the kinds of the cache are, in the order of the list. */
const TITLES: Readonly<Record<string, string>> = {
	compiled: "compiled models",
	"onnxruntime-tensorrt": "engines and timings of TensorRT in ONNX Runtime",
	timings: "times measured by TensorRT",
	"tensorrt-float16": "models converted to float16",
	mnn: "models converted for MNN",
	ncnn: "models converted for ncnn",
	checks: "comparisons of converted models",
	"cuda-kernels": "compiled kernels for CUDA",
	proof: "proofs that libraries and files do no harm",
	choices: "results of races between backends",
	links: "libraries linked side by side",
	engines: "engine libraries",
};

/** One line on a kind; of one that this release does not know, its own name. */
export function titleOf(kind: string): string {
	return Object.hasOwn(TITLES, kind) ? (TITLES[kind] as string) : kind;
}

/** Known kinds first, in their order; then others by name. */
export function compareKinds(a: string, b: string): number {
	const known = Object.keys(TITLES);
	const place = (kind: string): number => (known.includes(kind) ? known.indexOf(kind) : known.length);
	return place(a) - place(b) || (a < b ? -1 : 1);
}

/** Kinds that are listed and not cleared, and why. */
export const KEPT: Readonly<Record<string, string>> = {
	engines: "engines leave by `polyinfer engines remove <engine>`",
	links: "links take no room, and engines that run look through them",
};
