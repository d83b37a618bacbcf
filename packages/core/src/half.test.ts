import { expect, test } from "vitest";
import { bfloat16ToNumber, halfToNumber, numberToBfloat16, numberToHalf } from "./half.ts";

test("every binary16 value survives the way to a number and back", () => {
	for (let bits = 0; bits < 65536; bits++) {
		const value = halfToNumber(bits);
		if (Number.isNaN(value)) expect(Number.isNaN(halfToNumber(numberToHalf(value)))).toBe(true);
		else expect(numberToHalf(value)).toBe(bits);
	}
});

test("rounds to the nearest binary16, ties to even", () => {
	for (let bits = 0; bits < 0x7bff; bits++) {
		const [low, high] = [halfToNumber(bits), halfToNumber(bits + 1)];
		const middle = (low + high) / 2;
		expect(numberToHalf(middle)).toBe(bits % 2 === 0 ? bits : bits + 1);
		expect(numberToHalf(middle * (1 + 2 ** -40))).toBe(bits + 1);
		expect(numberToHalf(middle * (1 - 2 ** -40))).toBe(bits);
	}
	expect(numberToHalf(65519.99)).toBe(0x7bff);
	expect(numberToHalf(65520)).toBe(0x7c00);
});

test("every bfloat16 value survives, and ties round to even", () => {
	for (let bits = 0; bits < 65536; bits++) {
		const value = bfloat16ToNumber(bits);
		if (!Number.isNaN(value)) expect(numberToBfloat16(value)).toBe(bits);
	}
	expect(numberToBfloat16(1 + 2 ** -8)).toBe(0x3f80);
	expect(numberToBfloat16(1 + 3 * 2 ** -8)).toBe(0x3f82);
	expect(Number.isNaN(bfloat16ToNumber(numberToBfloat16(Number.NaN)))).toBe(true);
});
