import fc from "fast-check";
import { expect, test } from "vitest";
import { letterbox } from "../letterbox/index.ts";
import { normalize } from "../normalize/index.ts";
import type { NdarrayView } from "../picture/picture.ts";
import { resize } from "../resize/index.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture } from "../testing/seeded-picture.ts";

const side = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70 }));

/** ndarrays over one block of bytes: of any order of axes, with gaps, every second pixel, flipped either way. */
const views = fc
	.record({
		width: side,
		height: side,
		channels: fc.constantFrom(1, 3, 4),
		order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
		every: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 1, 2)),
		flips: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
	})
	.map(({ width, height, channels, order, every, flips }): NdarrayView => {
		const shape = [height, width, channels];
		const stride = [0, 0, 0];
		let length = 1;
		for (const axis of order) {
			stride[axis] = length * (every[axis] as number);
			length *= (shape[axis] as number) * (every[axis] as number);
		}
		let offset = 0;
		for (const [axis, isFlipped] of flips.entries())
			if (isFlipped) {
				offset += (stride[axis] as number) * ((shape[axis] as number) - 1);
				stride[axis] = -(stride[axis] as number);
			}
		// Not one byte more than the view reads, so that a kernel that reads on meets other memory.
		const reach = stride.reduce((sum, step, axis) => sum + Math.max(step, 0) * ((shape[axis] as number) - 1), offset);
		return { data: seededPicture(width * 31 + height, reach + 1, 1, "gray").data, shape, stride, offset };
	});

test.each(implementations)("%s reads every view of an ndarray as the reference does", (implementation) => {
	const filter = fc.constantFrom("nearest" as const, "opencv-bilinear" as const);
	fc.assert(
		fc.property(views, side, side, filter, (view, width, height, filter) => {
			for (const layout of ["nchw", "nhwc"] as const) {
				const options = { width, height, filter, layout };
				const expected = letterbox(view, { ...options, implementation: "reference" }).tensor;
				expectSame(letterbox(view, { ...options, implementation }).tensor.data, expected.data);
			}
			const expected = resize(view, { width, height, filter, implementation: "reference" });
			expectSame(resize(view, { width, height, filter, implementation }).data, expected.data);
			expectSame(normalize(view, { implementation }).data, normalize(view, { implementation: "reference" }).data);
		}),
		{ numRuns: 400 },
	);
});

test.each([641, 1919])("the last rows and columns of a picture %i pixels wide are right", (width) => {
	for (const implementation of implementations)
		for (const side of [320, 640, 641, 700]) {
			const picture = seededPicture(width, width, 9);
			const options = { width: side, height: 16, filter: "opencv-bilinear" as const };
			const expected = letterbox(picture, { ...options, implementation: "reference" }).tensor;
			expectSame(letterbox(picture, { ...options, implementation }).tensor.data, expected.data);
		}
});

test("1,000 random pictures differ nowhere between native code and WebAssembly", () => {
	let pictures = 0;
	let differences = 0;
	const filter = fc.constantFrom("nearest" as const, "opencv-bilinear" as const);
	fc.assert(
		fc.property(side, side, side, side, filter, fc.integer(), (width, height, toWidth, toHeight, filter, seed) => {
			const picture = seededPicture(seed, width, height);
			const options = { width: toWidth, height: toHeight, filter };
			const { data } = resize(picture, options);
			const other = resize(picture, { ...options, implementation: "wasm" }).data;
			differences += data.reduce((sum, value, i) => sum + (value === other[i] ? 0 : 1), 0);
			pictures++;
		}),
		{ numRuns: 1000 },
	);
	expect([pictures, differences]).toEqual([1000, 0]);
});
