import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { implementations } from "../testing/implementations.ts";
import { type SeededBoxes, seededBoxes } from "../testing/seeded-boxes.ts";
import { type NmsIndicesOptions, nmsIndices } from "./index.ts";

type List = readonly [seed: number, count: number, scale: number, levels: number, classCount: number];

/** What indices as int32 give: the first 12 hexadecimal digits of their SHA-256. Columns: thresholds 0.3, 0.5 and 0.7. */
const golden: readonly { readonly list: List; readonly [library: string]: unknown }[] = [
	{
		list: [2, 100, 6, 2 ** 24, 3],
		torchvision: ["c1d1f0b76add", "82b20f84452d", "7b108574adad"],
		batched: ["06d46a482139", "8e7cd0d1c4d5", "92101574616c"],
		opencv: ["07f4ee23b491", "25715ef0ddfa", "3b1b443bb32b"],
	},
	{
		list: [3, 900, 20, 64, 5],
		torchvision: ["e3ef37b6389f", "fe1cc5775a4b", "f688be5bf64e"],
		batched: ["f89f0ad9adc6", "9403c49a65e2", "7d982da7f3e4"],
		opencv: ["821307a523c1", "bcfff5e41161", "bcefc8c33971"],
	},
	{
		list: [4, 2000, 40, 2 ** 24, 80],
		torchvision: ["1e9c9270eaaa", "706cfb7f18bf", "b5b32ddd352e"],
		batched: ["427fe865c7a0", "552eaf9e5835", "8a4899eaa73a"],
		opencv: ["35156a1d46e6", "bf26894a92fb", "dced5a892e37"],
	},
	{
		list: [5, 5000, 40, 256, 1],
		torchvision: ["f27b164973de", "8247dcf7dd4e", "3db46f929087"],
		batched: ["f27b164973de", "8247dcf7dd4e", "3db46f929087"],
		opencv: ["18a9d5922f30", "0339496aeaf1", "0a210a6558cb"],
	},
	{
		list: [6, 30000, 100, 2 ** 24, 80],
		torchvision: ["11e7cadd6442", "24515961d343", "a158d0f900ca"],
		batched: ["6360c2db04f2", "b734eefd5dcc", "efa16984e064"],
		opencv: ["f9bd58e1f696", "8cda1e2dfd7f", "e1c415ae4b1b"],
	},
	{
		list: [7, 30000, 12, 2 ** 24, 2],
		torchvision: ["75a85d5d5d0c", "b51e2c0bfeea", "80cadf2dc69e"],
		batched: ["166dffe65b9f", "8ee9b5d1b261", "87763acf9839"],
		opencv: ["f10ac6e5c9eb", "cf2d5256c2bc", "d7c7c56474fa"],
	},
];

/** A library's call in our words. */
const calls: Readonly<Record<string, (boxes: SeededBoxes, options: NmsIndicesOptions) => Int32Array>> = {
	/** torchvision 0.14.1, `nms` on the CPU */
	torchvision: ({ boxes, scores }, options) => nmsIndices({ boxes, scores }, options),
	/** torchvision 0.14.1, `batched_nms` on the CPU; where scores are equal its order is left open, here by index. */
	batched: (boxes, options) => nmsIndices(boxes, options),
	/** OpenCV 5.0.0, `NMSBoxes` of the boxes as float64 above a score of 0.1 */
	opencv: ({ boxes, scores }, options) =>
		nmsIndices({ boxes, scores }, { ...options, arithmetic: "opencv", scoreThreshold: 0.1 }),
};

for (const [library, keep] of Object.entries(calls))
	test(`keeps what ${library} keeps, in its order, up to 30,000 boxes`, () => {
		for (const { list, [library]: hashes } of golden) {
			const boxes = seededBoxes(...list);
			// The longest lists by the fastest implementation only; that all are the same is tested elsewhere.
			for (const implementation of list[1] > 5000 ? implementations.slice(0, 1) : implementations)
				for (const [i, iouThreshold] of [0.3, 0.5, 0.7].entries()) {
					const hash = createHash("sha256").update(keep(boxes, { iouThreshold, implementation }));
					expect(hash.digest("hex").slice(0, 12), `${list}`).toBe((hashes as string[])[i]);
				}
		}
	});
