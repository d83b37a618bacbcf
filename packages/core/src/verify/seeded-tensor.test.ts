import { expect, test } from "vitest";
import { DTYPES, type DType } from "../dtype.ts";
import { type Seed, seededTensor } from "./seeded-tensor.ts";
import { TimeSlice } from "./time-slice.ts";

const DTYPE_NAMES = Object.keys(DTYPES) as DType[];
const make = (dtype: DType, seed: Partial<Seed> = {}, shape: readonly number[] = [500]) =>
	seededTensor(dtype, shape, { seed: 1, input: 0, run: 0, ...seed }, new TimeSlice());

test("the same seed gives the same tensor; another seed, input or run another one", async () => {
	for (const dtype of DTYPE_NAMES) {
		const first = (await make(dtype)).data;
		expect((await make(dtype)).data).toEqual(first);
		for (const seed of [{ seed: 2 }, { input: 1 }, { run: 1 }])
			expect((await make(dtype, seed)).data, `${dtype} ${JSON.stringify(seed)}`).not.toEqual(first);
	}
});

test("the second run differs in a scalar too, whatever the seed", async () => {
	for (const dtype of DTYPE_NAMES)
		for (let seed = 0; seed < 200; seed++) {
			const [a, b] = [await make(dtype, { seed }, []), await make(dtype, { seed, run: 1 }, [])];
			expect(a.data[0], `${dtype}, seed ${seed}`).not.toBe(b.data[0]);
		}
});

test("floats are from -1 to 1 around 0, wide integers are 0 and 1", async () => {
	for (const dtype of ["float16", "bfloat16", "float32", "float64"] as const) {
		const numbers = (await make(dtype)).toNumbers();
		expect(Math.max(...numbers)).toBeGreaterThan(0.95);
		expect(Math.max(...numbers)).toBeLessThanOrEqual(1);
		expect(Math.min(...numbers)).toBeLessThan(-0.95);
		expect(Math.min(...numbers)).toBeGreaterThanOrEqual(-1);
		expect(Math.abs(numbers.reduce((sum, x) => sum + x, 0) / 500)).toBeLessThan(0.1);
	}
	for (const dtype of ["int32", "int64", "uint32", "uint64", "bool"] as const)
		expect([...new Set((await make(dtype)).toNumbers())].sort()).toEqual([0, 1]);
	expect(new Set((await make("uint8")).toNumbers()).size).toBeGreaterThan(200);
	expect(Math.min(...(await make("int8")).toNumbers())).toBeLessThan(-100);
});

test("an empty tensor is made too", async () => {
	expect((await make("float32", {}, [0, 3])).shape).toEqual([0, 3]);
});
