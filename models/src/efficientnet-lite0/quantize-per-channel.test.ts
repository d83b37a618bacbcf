import fc from "fast-check";
import { expect, test } from "vitest";
import { quantizePerChannel } from "./quantize-per-channel.ts";

test("gives each output channel a scale of its own, with its largest weight at 127", () => {
	const { data, scale } = quantizePerChannel({ shape: [2, 2], data: Float32Array.of(1, -0.25, 100, 25) });
	expect([...data]).toEqual([127, -32, 127, 32]);
	expect(scale[0]).toBeCloseTo(1 / 127, 8);
	expect(scale[1]).toBeCloseTo(100 / 127, 6);
});

test("keeps a channel of zeros, with a scale above 0", () => {
	const { data, scale } = quantizePerChannel({ shape: [1, 2], data: Float32Array.of(0, 0) });
	expect([...data]).toEqual([0, 0]);
	expect(scale[0]).toBe(1);
});

test("is never further than half a step from any weight", () => {
	const weight = fc.float({ min: -1e6, max: 1e6, noNaN: true }).filter((w) => w === 0 || Math.abs(w) > 1e-30);
	fc.assert(
		fc.property(fc.array(weight, { minLength: 1, maxLength: 20 }), (weights) => {
			const { data, scale } = quantizePerChannel({ shape: [1, weights.length], data: Float32Array.from(weights) });
			const step = scale[0] as number;
			for (const [i, w] of weights.entries())
				expect(Math.abs((data[i] as number) * step - w)).toBeLessThanOrEqual(step * 0.50001);
		}),
	);
});
