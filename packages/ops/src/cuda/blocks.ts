import type { CudaLaunch } from "./cuda-device.ts";

/** Blocks of `size` threads, `count` threads or some more, along x; `pictures` of them along y. */
export function blocks(count: number, size: number, pictures = 1): CudaLaunch {
	return { grid: [Math.max(1, Math.ceil(count / size)), pictures, 1], block: [size, 1, 1] };
}
