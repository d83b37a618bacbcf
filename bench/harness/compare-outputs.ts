import type { Equality } from "./result.ts";

/** Compares raw float32 outputs. */
export function compareOutputs(ours: Uint8Array, theirs: Uint8Array, tolerance: number): Equality {
	if (ours.byteLength !== theirs.byteLength || ours.byteLength === 0 || ours.byteLength % 4 !== 0)
		return { difference: null, isEqual: false };
	if (Buffer.compare(ours, theirs) === 0) return { difference: 0, isEqual: true };
	const a = floats(ours);
	const b = floats(theirs);
	let largest = 0;
	let difference = 0;
	for (let i = 0; i < a.length; i++) {
		const [x, y] = [a[i] as number, b[i] as number];
		largest = Math.max(largest, Math.abs(x));
		if (Object.is(x, y)) continue;
		difference = Math.max(difference, Math.abs(x - y));
		if (Number.isNaN(x) || Number.isNaN(y)) return { difference: null, isEqual: false };
	}
	const relative = difference / largest;
	return { difference: relative, isEqual: tolerance > 0 && relative <= tolerance };
}

function floats(bytes: Uint8Array): Float32Array {
	return new Float32Array(bytes.slice().buffer);
}
