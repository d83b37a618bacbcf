import { halfToNumber, numberToHalf } from "@polyinfer/core";
import { expect, test } from "vitest";
import { type HalfLosses, halfBits } from "./half-bits.ts";

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function halfOf(number: number): { half: number; losses: HalfLosses } {
	const losses = { clamped: 0, raised: 0, subnormal: 0 };
	float[0] = number;
	return { half: halfBits(bits[0] as number, losses), losses };
}

test("every float16 comes back with its own bits", () => {
	for (let half = 0; half < 0x10000; half++) {
		const number = halfToNumber(half);
		if (!Number.isNaN(number)) expect(halfOf(number).half).toBe(half);
	}
});

test("numbers between two float16 go to the nearer one, ties to the even one", () => {
	for (let half = 1; half < 0x7bff; half++) {
		const [low, high] = [halfToNumber(half), halfToNumber(half + 1)];
		const tie = (low + high) / 2;
		float[0] = tie;
		const next = bits[0] as number;
		for (const near of [next - 1, next, next + 1]) {
			const losses = { clamped: 0, raised: 0, subnormal: 0 };
			bits[0] = near;
			const expected = numberToHalf(float[0] as number);
			expect(halfBits(near, losses)).toBe(expected);
			expect(halfBits((near | 0x80000000) >>> 0, losses)).toBe(expected | 0x8000);
		}
	}
});

test("infinities, zeros and NaN stay what they are", () => {
	for (const number of [Infinity, -Infinity, 0, -0]) {
		const { half, losses } = halfOf(number);
		expect(halfToNumber(half)).toBe(number);
		expect(losses).toEqual({ clamped: 0, raised: 0, subnormal: 0 });
	}
	expect(halfToNumber(halfOf(Number.NaN).half)).toBeNaN();
});

test("what is out of range moves to its edge and is counted", () => {
	expect(halfOf(-3.4e38)).toEqual({ half: 0xfbff, losses: { clamped: 1, raised: 0, subnormal: 0 } });
	expect(halfOf(65505)).toEqual({ half: 0x7bff, losses: { clamped: 1, raised: 0, subnormal: 0 } });
	expect(halfOf(1e-12)).toEqual({ half: 1, losses: { clamped: 0, raised: 1, subnormal: 1 } });
	expect(halfOf(-1e-40)).toEqual({ half: 0x8001, losses: { clamped: 0, raised: 1, subnormal: 1 } });
	expect(halfOf(1e-6)).toEqual({ half: 17, losses: { clamped: 0, raised: 0, subnormal: 1 } });
});
