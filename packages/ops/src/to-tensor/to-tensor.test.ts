import fc from "fast-check";
import { expect, test } from "vitest";
import { letterbox, planLetterbox } from "../letterbox/index.ts";
import { PICTURE_CHANNELS, type PictureFormat } from "../picture/picture.ts";
import { RESIZE_FILTERS } from "../resample/resize-filter.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";

const side = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 90 }));
const format = fc.constantFrom(...(Object.keys(PICTURE_CHANNELS) as PictureFormat[]));

test.each(implementations)("%s gives the reference's bits", (implementation) => {
	fc.assert(
		fc.property(
			fc.record({ width: side, height: side, toWidth: side, toHeight: side, format, gap: fc.constantFrom(0, 1, 7) }),
			fc.record({
				filter: fc.constantFrom(...RESIZE_FILTERS),
				layout: fc.constantFrom("nchw" as const, "nhwc" as const),
				dtype: fc.constantFrom("float32" as const, "uint8" as const),
				swap: fc.boolean(),
			}),
			(size, { filter, layout, dtype, swap }) => {
				const dense = seededPicture(size.width * 7 + size.height, size.width, size.height, size.format);
				const picture = size.gap === 0 ? dense : withGaps(dense, size.gap);
				const order = size.format === "gray" ? undefined : swap ? ("bgr" as const) : ("rgb" as const);
				const numbers =
					dtype === "uint8" ? {} : { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
				const options = {
					...(size.format === "gray" ? {} : numbers),
					...(order === undefined ? {} : { order }),
					width: size.toWidth,
					height: size.toHeight,
					filter,
					layout,
					dtype,
				};
				const expected = letterbox(picture, { ...options, implementation: "reference" }).tensor;
				const actual = letterbox(picture, { ...options, implementation }).tensor;
				expectSame(actual.data, expected.data);
			},
		),
		{ numRuns: 300 },
	);
});

test.each(implementations)("%s says that it runs", (implementation) => {
	const source = { width: 30, height: 20, format: "rgb" } as const;
	expect(planLetterbox({ source, width: 16, height: 16, implementation }).implementation).toBe(implementation);
});
