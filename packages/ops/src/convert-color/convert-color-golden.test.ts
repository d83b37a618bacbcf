import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { PictureFormat } from "../picture/picture.ts";
import { seededFrame } from "../testing/seeded-frame.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { convertColor } from "./index.ts";

/** The first 12 hexadecimal digits of the SHA-256 of what OpenCV 5.0.0 (`cv2.cvtColor`) gives for seeded pictures. */
const pixels: readonly (readonly [from: PictureFormat, to: PictureFormat, seed: number, hash: string])[] = [
	["rgb", "bgr", 1, "0e40cd0fc1cd"],
	["rgb", "rgba", 2, "8026fafb4879"],
	["rgb", "bgra", 3, "43b7fcb3af27"],
	["rgb", "gray", 4, "31fa833c53aa"],
	["bgr", "rgb", 10, "7389bc806474"],
	["bgr", "rgba", 12, "0a67d81d228e"],
	["bgr", "bgra", 13, "73ce35530fa1"],
	["bgr", "gray", 14, "0168e6282ccf"],
	["rgba", "rgb", 20, "0576fbea98f3"],
	["rgba", "bgr", 21, "9e5cfb795c82"],
	["rgba", "bgra", 23, "f781ff949410"],
	["rgba", "gray", 24, "c16882913776"],
	["bgra", "rgb", 30, "006bf6a1e1b7"],
	["bgra", "bgr", 31, "22ffdf91a4f6"],
	["bgra", "rgba", 32, "272049eb8a02"],
	["bgra", "gray", 34, "afe151309303"],
	["gray", "rgb", 40, "92c9e4b1b51b"],
	["gray", "bgr", 41, "43852dd7ebe3"],
	["gray", "rgba", 42, "96de777150b6"],
	["gray", "bgra", 43, "f8ccceee0770"],
];

/** The same of `COLOR_YUV2RGB_NV12` and its like: seed, width, height, then as in `columns`. */
const frames: readonly (readonly [seed: number, width: number, height: number, ...string[]])[] = [
	[
		1,
		2,
		2,
		"bc6c4d4b8ac8",
		"37ad0a9df0bd",
		"33a844c20e2c",
		"66678c70aaab",
		"bc6c4d4b8ac8",
		"37ad0a9df0bd",
		"33a844c20e2c",
		"66678c70aaab",
		"ea996116c7df",
	],
	[
		2,
		64,
		48,
		"249530cd67eb",
		"e61d28d25ebe",
		"9f6bf884115a",
		"fe74e6f22366",
		"8115614a5ca8",
		"d300e747af0d",
		"b256f082240d",
		"bba70bcbbf34",
		"ea03cca0cc5e",
	],
	[
		3,
		130,
		34,
		"b780dea85b66",
		"8adc292ed6a5",
		"ca03c45d4b7b",
		"ef75dd248e64",
		"734c459a5dd4",
		"38d8ef885c12",
		"5dfa8d01fbf4",
		"772812a2c528",
		"441a7d8fd3eb",
	],
	[
		4,
		318,
		178,
		"8234ecab4f38",
		"326df052dc6f",
		"9792e80c8189",
		"dcaec2915313",
		"ef491c0b18fe",
		"f751eab7c0aa",
		"862cd5c9b3cf",
		"58e994524580",
		"f25af97539f1",
	],
];
const columns = [
	["nv12", "rgb"],
	["nv12", "bgr"],
	["nv12", "rgba"],
	["nv12", "bgra"],
	["i420", "rgb"],
	["i420", "bgr"],
	["i420", "rgba"],
	["i420", "bgra"],
	["nv12", "gray"],
] as const;

test.each(pixels)("gives OpenCV's bytes from %s to %s", (from, format, seed, hash) => {
	expect(hashOf(convertColor(seededPicture(seed, 37, 19, from), { format }).data)).toBe(hash);
});

test.each(columns.map((column, i) => [...column, i] as const))(
	"gives OpenCV's bytes from %s to %s",
	(from, format, i) => {
		for (const [seed, width, height, ...hashes] of frames)
			expect(hashOf(convertColor(seededFrame(seed, width, height, from), { format }).data), `${width}x${height}`).toBe(
				hashes[i],
			);
	},
);

function hashOf(data: Uint8Array): string {
	return createHash("sha256").update(data).digest("hex").slice(0, 12);
}
