import { expect, test } from "vitest";
import { convertColor } from "../convert-color/index.ts";
import { letterbox } from "../letterbox/index.ts";
import { rejectionOf } from "../testing/error-of.ts";
import { seededFrame } from "../testing/seeded-frame.ts";
import { seededBytes, seededPicture } from "../testing/seeded-picture.ts";
import { readVideoFrame, type VideoFrameLike } from "./read-video-frame.ts";
import type { YuvPicture } from "./yuv-picture.ts";

interface Given {
	readonly format: string | null;
	readonly width: number;
	readonly height: number;
	readonly planes: readonly (readonly [offset: number, stride: number])[];
	readonly bytes: Uint8Array;
	readonly matrix?: string | null;
	readonly fullRange?: boolean | null;
}

/** A `VideoFrame` that takes only the calls of the specification, in their order, and counts them. */
function fakeFrame({ format, width, height, planes, bytes, matrix = null, fullRange = null }: Given) {
	const calls: string[] = [];
	const known = ["I420", "I420A", "I422", "I444", "NV12", "RGBA", "RGBX", "BGRA", "BGRX"].includes(format ?? "");
	const check = (options: { format?: string } | undefined): void => {
		if (!known && options?.format !== "RGBA") throw new DOMException("no format", "NotSupportedError");
		if (options?.format !== undefined && options.format !== "RGBA") throw new TypeError("no such format");
	};
	const frame: VideoFrameLike = {
		format,
		visibleRect: { width, height },
		colorSpace: { matrix, fullRange },
		allocationSize(options) {
			check(options);
			calls.push(`allocationSize ${options?.format ?? "own"}`);
			return bytes.length;
		},
		async copyTo(destination, options) {
			check(options);
			if (destination.byteLength < bytes.length) throw new RangeError("too small");
			calls.push(`copyTo ${options?.format ?? "own"}`);
			destination.set(bytes);
			return planes.map(([offset, stride]) => ({ offset, stride }));
		},
	};
	return { frame, calls };
}

test("gives the planes of NV12 and I420 where the browser put them", async () => {
	for (const [format, name] of [
		["nv12", "NV12"],
		["i420", "I420"],
	] as const) {
		const expected = seededFrame(1, 6, 4, format);
		const planes =
			format === "nv12"
				? ([
						[0, 6],
						[24, 6],
					] as const)
				: ([
						[0, 6],
						[24, 3],
						[30, 3],
					] as const);
		const { frame, calls } = fakeFrame({
			format: name,
			width: 6,
			height: 4,
			planes,
			bytes: expected.data as Uint8Array,
		});
		const picture = await readVideoFrame(frame);
		expect(picture).toMatchObject({ width: 6, height: 4, format });
		expect(calls).toEqual(["allocationSize own", "copyTo own"]);
		const options = { width: 5, height: 5 };
		expect(letterbox(picture, options).tensor.data).toEqual(letterbox(expected, options).tensor.data);
	}
});

test("takes padded rows, planes apart and alpha that is left out", async () => {
	const bytes = seededBytes(2, 200);
	const planes = [
		[8, 16],
		[80, 8],
		[100, 8],
		[120, 16],
	] as const;
	const { frame } = fakeFrame({ format: "I420A", width: 7, height: 4, planes, bytes });
	const picture = await readVideoFrame(frame);
	const expected = {
		data: bytes,
		width: 7,
		height: 4,
		format: "i420" as const,
		planes: planes.slice(0, 3).map(([offset, stride]) => ({ offset, stride })),
	};
	expect(picture).toEqual(expected);
	expect(convertColor(picture, { format: "rgb" })).toEqual(convertColor(expected, { format: "rgb" }));
});

test.each([
	["RGBA", "rgba"],
	["RGBX", "rgba"],
	["BGRA", "bgra"],
	["BGRX", "bgra"],
] as const)("gives %s as %s", async (name, format) => {
	const { data } = seededPicture(3, 5, 2, format);
	const bytes = Uint8Array.of(0, 0, ...data);
	const { frame } = fakeFrame({ format: name, width: 5, height: 2, planes: [[2, 20]], bytes });
	expect(await readVideoFrame(frame)).toEqual({ data, width: 5, height: 2, format, stride: 20 });
});

test.each(["I422", "I444", "I420P10", null])("has %s converted by the browser", async (format) => {
	const { data } = seededPicture(4, 3, 2, "rgba");
	const { frame, calls } = fakeFrame({ format, width: 3, height: 2, planes: [[0, 12]], bytes: data });
	expect(await readVideoFrame(frame)).toEqual({ data, width: 3, height: 2, format: "rgba", stride: 12 });
	expect(calls).toEqual(["allocationSize RGBA", "copyTo RGBA"]);
});

test.each([
	["bt709", false, { matrix: "bt709", range: "limited" }],
	["smpte170m", true, { matrix: "bt601", range: "full" }],
	["bt470bg", null, { matrix: "bt601" }],
	["bt2020-ncl", null, { matrix: "bt2020" }],
	["rgb", null, {}],
	[null, null, {}],
])("a frame whose matrix is %s and whose full range is %s says %o", async (matrix, fullRange, expected) => {
	const { frame } = fakeFrame({
		format: "NV12",
		width: 2,
		height: 2,
		planes: [
			[0, 2],
			[4, 2],
		],
		bytes: new Uint8Array(6),
		matrix,
		fullRange,
	});
	const { data, width, height, format, planes, ...colors } = (await readVideoFrame(frame)) as YuvPicture;
	expect(colors).toEqual(expected);
});

test("copies into the buffer that it is given, again and again", async () => {
	const buffer = new Uint8Array(64);
	for (const seed of [1, 2]) {
		const bytes = seededFrame(seed, 6, 4).data as Uint8Array;
		const { frame } = fakeFrame({
			format: "NV12",
			width: 6,
			height: 4,
			planes: [
				[0, 6],
				[24, 6],
			],
			bytes,
		});
		const picture = await readVideoFrame(frame, buffer);
		expect(picture.data).toBe(buffer);
		expect(buffer.subarray(0, 36)).toEqual(bytes);
	}
});

test("rejects closed frames, short buffers and formats that cannot be had", async () => {
	const given = {
		format: "NV12",
		width: 6,
		height: 4,
		planes: [
			[0, 6],
			[24, 6],
		],
		bytes: new Uint8Array(36),
	} as const;
	const { frame } = fakeFrame(given);
	expect(await rejectionOf(() => readVideoFrame({ ...frame, format: null, visibleRect: null }))).toBe(
		"INVALID_ARGUMENT: Expected an open VideoFrame but received one that was closed.",
	);
	expect(await rejectionOf(() => readVideoFrame(frame, new Uint8Array(35)))).toBe(
		"INVALID_ARGUMENT: Expected a buffer of at least 36 bytes but received 35.",
	);
	expect(await rejectionOf(() => readVideoFrame(frame, new ArrayBuffer(99) as never))).toContain("a Uint8Array");
	expect(await rejectionOf(() => readVideoFrame({} as never))).toContain("a VideoFrame");
	expect(await rejectionOf(() => readVideoFrame(null as never))).toContain("a VideoFrame");
	const refuse = (name: string) => ({
		...frame,
		allocationSize: () => {
			throw new DOMException("not here", name);
		},
	});
	expect(await rejectionOf(() => readVideoFrame(refuse("NotSupportedError")))).toBe(
		"UNSUPPORTED: A VideoFrame of format NV12 could not be copied: not here",
	);
	expect(await rejectionOf(() => readVideoFrame(refuse("InvalidStateError")))).toContain("INVALID_ARGUMENT");
});
