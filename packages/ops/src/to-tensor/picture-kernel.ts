import type { KernelText } from "../cuda/cuda-ops.ts";
import halves from "../cuda/half.cuh";
import kernel from "./kernel.cu";
import { FILTERS } from "./picture-axes.ts";
import type { PictureTensorWords } from "./picture-tensor-words.ts";

/** A kernel of `kernel.cu`, which is compiled for one filter and one kind of source. */
export interface PictureKernel {
	readonly text: KernelText;
	/** Takes one picture, or several. */
	readonly name: string;
	/** Threads for so many pixels. */
	threads(pixels: number): number;
}

const kinds = Object.entries(FILTERS);

/** Filters that the planes of one frame may have, together: the last is that of all the others. */
const families = [
	{ name: "bilinear", kinds: ["copies", "bilinear"] },
	{ name: "antialias", kinds: ["antialias", "wholeAntialias"] },
	{ name: "pillow", kinds: ["pillow"] },
	{ name: "area", kinds: ["copies", "bilinear", "wholeArea", "area"] },
];

/** The kernel for a plan's words; `channels` of the tensor. */
export function pictureKernel(
	isYuv: boolean,
	{ filter, chromaFilter, lanes }: PictureTensorWords,
	channels: number,
): PictureKernel {
	const names = [filter, chromaFilter].map((one) => kinds.find(([, number]) => number === one)?.[0] as string);
	const made = isYuv ? frameKernel(names) : pixelKernel(names[0] as string, channels);
	const { prefix, name, macro, few } = made;
	return {
		text: {
			name: "to-tensor/kernel.cu",
			source: `#define KERNELS ${macro}\n${kernel}`,
			headers: { "../cuda/half.cuh": halves },
		},
		name: `${prefix}_${name}`,
		threads: (pixels) => (few ? Math.ceil(pixels / 4) : pixels * lanes),
	};
}

function pixelKernel(kind: string, channels: number): Made {
	const name = `${snake(kind)}_${channels}`;
	const few = kind === "copies" || kind === "bilinear";
	return { prefix: "picture", name, macro: `PIXELS(${name}, ${constant(kind)}, ${channels})`, few };
}

function frameKernel(names: readonly string[]): Made {
	const family = families.find(({ kinds }) => names.every((name) => kinds.includes(name))) as (typeof families)[number];
	const { name, kinds } = family;
	return {
		prefix: "frame",
		name,
		macro: `FRAME(${name}, ${kinds.map(constant).join(" | ")})`,
		few: name === "bilinear",
	};
}

interface Made {
	readonly prefix: string;
	readonly name: string;
	/** What makes the kernel. */
	readonly macro: string;
	/** Whether a pixel takes few samples. */
	readonly few: boolean;
}

const snake = (kind: string): string => kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const constant = (kind: string): string => `k${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
