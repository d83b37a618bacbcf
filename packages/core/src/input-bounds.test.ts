import { expect, test } from "vitest";
import { applyBounds, checkBounds, likelyShape, outsideBounds } from "./input-bounds.ts";
import type { ValueInfo } from "./value-info.ts";

const images: ValueInfo = { name: "images", dtype: "float32", shape: [null, 3, null], dimNames: ["n", null, "w"] };

test("a fixed shape and a range are accepted where they fit the model", () => {
	checkBounds({ images: { shape: [1, 3, 640] } }, [images]);
	checkBounds({ images: { shape: { min: [1, 3, 32], opt: [1, 3, 640], max: [8, 3, 960] } } }, [images]);
	checkBounds({ images: { shape: [null, 3, 640] } }, [images]);
});

test.each([
	[{ image: { shape: [1] } }, "no input of the model. Did you mean `images`?"],
	[{ images: { shape: [1, 3] } }, "expected 3 axes but received 2"],
	[{ images: { shape: [1, 4, 1] } }, "axis 1 is 3 in the model but bounded to 4"],
	[{ images: { shape: { min: [2, 3, 1], opt: [1, 3, 1], max: [2, 3, 1] } } }, "axis 0: expected min <= opt <= max"],
	[{ images: { shape: [1.5, 3, 1] } }, "axis 0: 1.5 is no size"],
	[{ images: [1, 3, 1] }, "expected { shape: [...] } or { shape: { min, opt, max } } but received [1,3,1]"],
	[{ images: null }, "but received null"],
	[{ images: { shape: 3 } }, 'but received {"shape":3}'],
	[
		{ images: { shape: { min: [1, 3, 1], opt: [1, 3, 1] } } },
		"expected { shape: [...] } or { shape: { min, opt, max } }",
	],
	[{ images: { shape: { min: [1], opt: [1, 3, 1], max: [1, 3, 1] } } }, "differ in length"],
])("contradicting bounds are INVALID_ARGUMENT: %j", (bounds, message) => {
	expect(() => checkBounds(bounds as never, [images])).toThrow(message);
});

test("a session shows the axes that bounds fix, and leaves ranges free", () => {
	const [shown] = applyBounds([images], { images: { shape: { min: [1, 3, 32], opt: [1, 3, 64], max: [1, 3, 96] } } });
	expect(shown?.shape).toEqual([1, 3, null]);
});

test("a warm-up takes opt, else 1", () => {
	expect(likelyShape(images, { shape: { min: [1, 3, 32], opt: [2, 3, 64], max: [4, 3, 96] } })).toEqual([2, 3, 64]);
	expect(likelyShape(images, undefined)).toEqual([1, 3, 1]);
});

test("a shape outside the bounds is named by its axis", () => {
	const bound = { shape: { min: [1, 3, 32], opt: [1, 3, 64], max: [1, 3, 96] } };
	expect(outsideBounds([1, 3, 64], bound)).toBeUndefined();
	expect(outsideBounds([1, 3, 97], bound)).toBe("axis 2 is bounded to 32..96");
	expect(outsideBounds([2, 3, 64], bound)).toBe("axis 0 is fixed to 1");
});
