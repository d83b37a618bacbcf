import type { Net, NetNode } from "../net.ts";

/** Rows and columns of {@link slowNet}'s matrices. */
export const SLOW_SIZE = 256;

/**
 * `y = relu(... relu(x @ rotate) ... @ rotate)`, `steps` times, float32 `[256,256]`. Each step costs 2 x 256^3
 * operations and moves the columns of `x` (0 and above) one to the right, so the result is known however many steps
 * there are, and a {@link slowFeed} is cheap for the reference.
 */
export function slowNet(steps: number): Net {
	const nodes: NetNode[] = [];
	for (let i = 0; i < steps; i++) {
		nodes.push({ op: "matmul", inputs: [i === 0 ? "x" : `step${i}`, "rotate"], output: `product${i + 1}` });
		nodes.push({ op: "relu", inputs: [`product${i + 1}`], output: i === steps - 1 ? "y" : `step${i + 1}` });
	}
	const rotate = new Float64Array(SLOW_SIZE * SLOW_SIZE);
	for (let row = 0; row < SLOW_SIZE; row++) rotate[row * SLOW_SIZE + ((row + 1) % SLOW_SIZE)] = 1;
	return {
		name: `slow-${steps}`,
		inputs: [{ name: "x", dtype: "float32", shape: [SLOW_SIZE, SLOW_SIZE] }],
		outputs: [{ name: "y", dtype: "float32", shape: [SLOW_SIZE, SLOW_SIZE] }],
		nodes,
		constants: [{ name: "rotate", dtype: "float32", shape: [SLOW_SIZE, SLOW_SIZE], values: rotate }],
	};
}

/** An `x` for {@link slowNet}: one number a row, all others 0. Differs by `seed`. */
export function slowFeed(seed: number): Float32Array {
	const data = new Float32Array(SLOW_SIZE * SLOW_SIZE);
	for (let row = 0; row < SLOW_SIZE; row++) data[row * SLOW_SIZE + ((row * 7 + seed) % SLOW_SIZE)] = row + seed + 1;
	return data;
}

/** What {@link slowNet} makes of {@link slowFeed}. */
export function slowResult(seed: number, steps: number): Float32Array {
	const data = new Float32Array(SLOW_SIZE * SLOW_SIZE);
	for (let row = 0; row < SLOW_SIZE; row++)
		data[row * SLOW_SIZE + ((row * 7 + seed + steps) % SLOW_SIZE)] = row + seed + 1;
	return data;
}
