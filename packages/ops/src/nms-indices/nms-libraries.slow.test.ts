import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { seededBoxes } from "../testing/seeded-boxes.ts";
import { type NmsIndicesOptions, nmsIndices } from "./index.ts";

/** `PYTHON`, or `python3`: the one that has the libraries. */
const python = process.env.PYTHON ?? "python3";

/** Reads `[boxes, scores, threshold]` a line and writes the indices that it keeps. */
const programs = {
	torchvision: `
import sys, json, torch, torchvision
for line in sys.stdin:
    boxes, scores, threshold = json.loads(line)
    boxes = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
    print(json.dumps(torchvision.ops.nms(boxes, torch.tensor(scores, dtype=torch.float32), threshold).tolist()))`,
	opencv: `
import sys, json, cv2
for line in sys.stdin:
    boxes, scores, threshold = json.loads(line)
    rects = [[x, y, r - x, b - y] for x, y, r, b in zip(*[iter(boxes)] * 4)]
    print(json.dumps([int(i) for i in cv2.dnn.NMSBoxes(rects, scores, 0.1, threshold)]))`,
} as const;
const packages = { torchvision: "torchvision", opencv: "cv2" } as const;
const options: Readonly<Record<keyof typeof programs, NmsIndicesOptions>> = {
	torchvision: {},
	opencv: { arithmetic: "opencv", scoreThreshold: 0.1 },
};

/** Whole numbers as well, where many overlaps are the threshold itself, and boxes of no area. */
const lists = Array.from({ length: 200 }, (_, seed) => {
	const { boxes, scores } = seededBoxes(seed + 100, (seed * 7) % 97, 1 + (seed % 9), seed % 3 === 0 ? 8 : 2 ** 20, 1);
	return { boxes: seed % 2 === 0 ? boxes.map(Math.round) : boxes, scores };
});
const thresholds = [0, 0.25, 1 / 3, 0.4, 0.45, 0.5, 0.6, 2 / 3, 0.7, 0.75, 1];

for (const library of ["torchvision", "opencv"] as const) {
	const isHere = spawnSync(python, ["-c", `import ${packages[library]}`]).status === 0;
	describe.skipIf(!isHere)(
		`${library}${isHere ? "" : `: ${python} has no ${packages[library]} (PYTHON names another)`}`,
		() => {
			test("keeps the same boxes in the same order at thresholds that overlaps reach exactly", () => {
				const cases = lists.flatMap((list) => thresholds.map((iouThreshold) => ({ ...list, iouThreshold })));
				const lines = cases.map(({ boxes, scores, iouThreshold }) =>
					JSON.stringify([[...boxes], [...scores], iouThreshold]),
				);
				const run = spawnSync(python, ["-c", programs[library]], { input: lines.join("\n"), maxBuffer: 2 ** 28 });
				const kept = String(run.stdout).trim().split("\n");
				expect(kept, String(run.stderr)).toHaveLength(cases.length);
				for (const [i, { boxes, scores, iouThreshold }] of cases.entries()) {
					const ours = nmsIndices({ boxes, scores }, { ...options[library], iouThreshold });
					expect([...ours], `list ${Math.floor(i / thresholds.length)} at ${iouThreshold}`).toEqual(
						JSON.parse(kept[i] as string),
					);
				}
			}, 120_000);
		},
	);
}
