import fc from "fast-check";
import { expect, test } from "vitest";
import { PICTURE_CHANNELS, type Picture, type PictureFormat } from "../picture/picture.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import {
	planWarpAffine,
	planWarpPerspective,
	planWarpTensor,
	warpAffine,
	warpPerspective,
	warpTensor,
} from "./index.ts";

const formats = Object.keys(PICTURE_CHANNELS) as PictureFormat[];
const side = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 90 }), fc.constantFrom(1, 300));
const number = fc.oneof(
	fc.double({ min: -3, max: 3, noNaN: true }),
	fc.double({ min: -200, max: 200, noNaN: true }),
	fc.integer({ min: -40, max: 40 }).map((n) => n / 32),
	fc.constantFrom(0, 1, 2.5, -1, 1e6, -1e9, 1e18, 1e300, -1e308, 5e-324),
);
const small = fc.oneof(fc.double({ min: -0.01, max: 0.01, noNaN: true }), fc.constantFrom(0, 0, 1e300));
const near = fc.double({ min: -1.5, max: 1.5, noNaN: true });
const shift = fc.double({ min: -60, max: 60, noNaN: true });
const matrix = fc.oneof(
	fc.tuple(near, near, shift, near, near, shift, small, small, fc.constantFrom(1, 1, -2, 0)),
	fc.tuple(number, number, number, number, number, number, number, number, number),
	fc.tuple(...Array.from({ length: 8 }, () => small), number) as fc.Arbitrary<number[]>,
);
const sampling = fc.record({
	filter: fc.constantFrom("opencv4-bilinear" as const, "opencv4-nearest" as const),
	border: fc.constantFrom("constant" as const, "replicate" as const),
	value: fc.integer({ min: 0, max: 255 }),
});
const shape = fc.record({
	width: side,
	height: side,
	toWidth: side,
	toHeight: side,
	format: fc.constantFrom(...formats),
	gap: fc.constantFrom(0, 1, 7),
});

function pictureOf({
	width,
	height,
	format,
	gap,
}: {
	width: number;
	height: number;
	format: PictureFormat;
	gap: number;
}) {
	const dense = seededPicture(width * 7 + height, width, height, format);
	return gap === 0 ? dense : withGaps(dense, gap);
}

test.each(implementations)("%s gives the reference's bytes for pictures", (implementation) => {
	fc.assert(
		fc.property(shape, matrix, sampling, fc.boolean(), (sizes, numbers, options, isAffine) => {
			const picture = pictureOf(sizes);
			const [warp, matrix] = isAffine ? [warpAffine, numbers.slice(0, 6)] : [warpPerspective, numbers];
			const all = { ...options, matrix, inverse: true, width: sizes.toWidth, height: sizes.toHeight };
			const expected = warp(picture, { ...all, implementation: "reference" });
			expectSame(warp(picture, { ...all, implementation }).data, expected.data);
		}),
		{ numRuns: 500 },
	);
});

test.each(implementations)("%s gives the reference's bits for tensors", (implementation) => {
	const tensors = fc.record({
		layout: fc.constantFrom("nchw" as const, "nhwc" as const),
		dtype: fc.constantFrom("float32" as const, "uint8" as const),
		swap: fc.boolean(),
	});
	fc.assert(
		fc.property(shape, matrix, sampling, tensors, (sizes, numbers, options, { layout, dtype, swap }) => {
			const isGray = sizes.format === "gray";
			const scales =
				dtype === "uint8" || isGray ? {} : { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
			const order = isGray ? {} : { order: swap ? ("bgr" as const) : ("rgb" as const) };
			const all = {
				...options,
				...scales,
				...order,
				layout,
				dtype,
				matrix: numbers,
				inverse: true,
				width: sizes.toWidth,
				height: sizes.toHeight,
			};
			const picture = pictureOf(sizes);
			const expected = warpTensor(picture, { ...all, implementation: "reference" });
			expectSame(warpTensor(picture, { ...all, implementation }).data, expected.data);
		}),
		{ numRuns: 300 },
	);
});

test.each(implementations)("%s reads views of any steps, and no byte beside them", (implementation) => {
	const steps = fc.record({
		channels: fc.constantFrom(1, 3, 4),
		pad: fc.nat(2),
		flipX: fc.boolean(),
		flipY: fc.boolean(),
		isPlanar: fc.boolean(),
		width: fc.integer({ min: 1, max: 40 }),
		height: fc.integer({ min: 1, max: 20 }),
	});
	fc.assert(
		fc.property(
			steps,
			matrix,
			sampling,
			({ channels, pad, flipX, flipY, isPlanar, width, height }, numbers, options) => {
				const [pixel, channel, row] = isPlanar
					? [1, width * height, width]
					: [channels + pad, 1, width * (channels + pad)];
				const last = (height - 1) * row + (width - 1) * pixel + (channels - 1) * channel;
				// The view ends where its memory does.
				const data = seededPicture(7, last + 1, 1, "gray").data;
				const offset = (flipX ? (width - 1) * pixel : 0) + (flipY ? (height - 1) * row : 0);
				const view = {
					data,
					shape: [height, width, channels],
					stride: [flipY ? -row : row, flipX ? -pixel : pixel, channel],
					offset,
				};
				const all = { ...options, matrix: numbers, inverse: true, width: 33, height: 9 };
				const expected = warpPerspective(view, { ...all, implementation: "reference" });
				expectSame(warpPerspective(view, { ...all, implementation }).data, expected.data);
			},
		),
		{ numRuns: 300 },
	);
});

test.each(implementations)("%s shares rows among threads without changing a byte", (implementation) => {
	const picture = seededPicture(3, 300, 200);
	const source = { width: 300, height: 200, format: "rgb" } as const;
	const options = { source, width: 700, height: 650, implementation } as const;
	const input = { picture, matrix: [2, 0.3, 5, -0.2, 3, 9, 1e-4, 2e-4, 1] };
	const alone = planWarpPerspective({ ...options, threads: 1 }).run(input);
	const shared = planWarpPerspective({ ...options, threads: 4 });
	for (let i = 0; i < 3; i++) expectSame(shared.run(input).data, alone.data);
	expect(shared.implementation).toBe(implementation);
});

test("the identity copies pixels, and half a pixel averages them", () => {
	const picture = seededPicture(5, 20, 10);
	const size = { width: 20, height: 10 };
	expect(warpAffine(picture, { ...size, matrix: [1, 0, 0, 0, 1, 0] }).data).toEqual(picture.data);
	expect(warpPerspective(picture, { ...size, matrix: [3, 0, 0, 0, 3, 0, 0, 0, 3] }).data).toEqual(picture.data);
	const gray = { data: Uint8Array.of(10, 20, 60), width: 3, height: 1, format: "gray" as const };
	const half = { width: 3, height: 1, matrix: [1, 0, -0.5, 0, 1, 0], value: 255 };
	expect([...warpAffine(gray, half).data]).toEqual([15, 40, 158]);
	expect([...warpAffine(gray, { ...half, border: "replicate" }).data]).toEqual([15, 40, 60]);
	expect([...warpAffine(gray, { ...half, matrix: [1, 0, 7, 0, 1, 0] }).data]).toEqual([255, 255, 255]);
});

test("the border's colour is in the picture's own order of channels", () => {
	const picture = seededPicture(1, 4, 4, "bgra");
	const options = { width: 2, height: 1, matrix: [1, 0, 50, 0, 1, 0], value: [1, 2, 3, 4] };
	expect([...warpAffine(picture, options).data]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
	const tensor = warpTensor(picture, { ...options, dtype: "uint8", order: "rgb" });
	expect([...(tensor.data as Uint8Array)]).toEqual([3, 3, 2, 2, 1, 1]);
});

test("writes into the output it is given, and nothing beside its rows", () => {
	const picture = seededPicture(1, 30, 20);
	const plan = planWarpAffine({ source: { width: 30, height: 20, format: "rgb" }, width: 11, height: 7 });
	const input = { picture, matrix: new Float64Array([0.5, 0.1, 2, -0.1, 0.5, 3]) };
	const dense = plan.run(input);
	const output: Picture = { data: new Uint8Array(7 * 40).fill(77), width: 11, height: 7, format: "rgb", stride: 40 };
	expect(plan.run(input, output)).toBe(output);
	for (let y = 0; y < 7; y++) {
		expect(output.data.subarray(y * 40, y * 40 + 33)).toEqual(dense.data.subarray(y * 33, y * 33 + 33));
		expect([...output.data.subarray(y * 40 + 33, y * 40 + 40)]).toEqual(new Array(7).fill(77));
	}
	const source = { width: 30, height: 20, format: "rgb" } as const;
	const tensors = planWarpTensor({ source, geometry: "affine", width: 11, height: 7, dtype: "uint8", layout: "nhwc" });
	expectSame(tensors.run(input).data, dense.data);
});

const size = { width: 4, height: 4 };
const singular = "a `matrix` that can be inverted";
test.each([
	[{ ...size, matrix: [1, 0, 0, 0, 1, 0] }, "9 finite numbers"],
	[{ ...size, matrix: [1, 0, 0, 0, Number.NaN, 0, 0, 0, 1] }, "9 finite numbers"],
	[{ ...size, matrix: "no" }, "9 numbers"],
	[size, "9 numbers"],
	[{ ...size, matrix: [1, 2, 3, 2, 4, 6, 0, 0, 1] }, singular],
	[{ ...size, matrix: [0, 0, 0, 0, 0, 0, 0, 0, 0] }, singular],
	[{ ...size, matrix: [1e200, 0, 0, 0, 1e200, 0, 0, 0, 1] }, singular],
	[{ ...size, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], value: [1, 2] }, "one integer from 0 to 255 or 3 for `value`"],
	[{ ...size, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], value: 256 }, "one integer from 0 to 255 or 3 for `value`"],
	[{ ...size, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], filter: "opencv-bilinear" }, "`filter`"],
	[{ ...size, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], border: "wrap" }, "`border`"],
	[{ ...size, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], inverse: 1 }, "`inverse`"],
	[{ width: 0, height: 4, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, "`width`"],
	[{ width: 4, height: -1, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, "`height`"],
	[{ width: 4, height: 2 ** 31, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, "`height`"],
	[{ ...size, matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], fliter: 1 }, "Unknown option `fliter`"],
])("rejects %j with INVALID_ARGUMENT", (options, text) => {
	const message = errorOf(() => warpPerspective(seededPicture(1, 3, 3), options as never));
	expect(message).toContain("INVALID_ARGUMENT");
	expect(message).toContain(text);
});

test("rejects memory that is not there any more", () => {
	const options = { ...size, matrix: [1, 0, 0, 0, 1, 0] };
	const picture = seededPicture(1, 4, 4);
	const output = warpAffine(picture, options);
	const tensor = warpTensor(picture, options);
	structuredClone(output.data, { transfer: [output.data.buffer] });
	structuredClone(tensor.data, { transfer: [(tensor.data as Float32Array<ArrayBuffer>).buffer] });
	expect(errorOf(() => warpAffine(picture, options, output))).toContain("at least 48 bytes");
	expect(errorOf(() => warpTensor(picture, options, tensor))).toContain("INVALID_ARGUMENT");
	structuredClone(picture.data, { transfer: [picture.data.buffer] });
	expect(errorOf(() => warpAffine(picture, options))).toContain("at least 48 bytes");
});
