/** A net written by hand. */
export interface HandMadeNet {
	readonly param: string;
	readonly bin: Uint8Array;
}

/** y = x W^T + b for x of 4 numbers, with W[i][j] = i + j / 10 and b = 1, 2, 3: an InnerProduct, blobs `data` and `result`. */
export function denseNet(): HandMadeNet {
	const weights = Float32Array.from({ length: 12 }, (_, i) => Math.floor(i / 4) + (i % 4) / 10);
	const bin = new Uint8Array(4 + 48 + 12);
	bin.set(new Uint8Array(weights.buffer), 4);
	bin.set(new Uint8Array(Float32Array.of(1, 2, 3).buffer), 52);
	const param = "7767517\n2 2\nInput data 0 1 data\nInnerProduct dense 1 1 data result 0=3 1=1 2=12\n";
	return { param, bin };
}
