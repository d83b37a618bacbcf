import type { ChosenHost } from "../kernels/implementation.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { keptBytes } from "../nms-indices/kept-bytes.ts";
import type { YoloHead } from "./yolo-head.ts";
import type { FindDetections, YoloRules } from "./yolo-rules.ts";

/** As `kBlock` of the kernel. */
const BLOCK = 1024;

/** `yoloDetectionsReference` by the kernel `yolo_detections`, for outputs with room for `most` detections. */
export function kernelYolo(
	{ host, threads }: ChosenHost,
	head: YoloHead,
	isHalf: boolean,
	rules: YoloRules,
	most: number,
): FindDetections {
	const { anchors, classCount, objectness, channelStep, anchorStep, grid } = head;
	const { overlap, from, maxDetections, maxPerClass } = rules;
	const all = anchors * classCount;
	const maxCandidates = Math.min(rules.maxCandidates, all);
	// Keys are thinned out to the best candidates when they are full: seldom, with room for several times as many.
	const capacity = Math.min(all, 4 * maxCandidates) + Math.max(BLOCK, classCount);
	const room = Math.ceil(Math.max(4 * BLOCK, classCount) / 16) * 16 + 16;
	const block = new PlanBlock()
		.int(anchors, classCount, objectness, channelStep, anchorStep)
		.int(isHalf ? 1 : 0, rules.isMultiLabel ? 1 : 0, rules.perClass ? 0 : 1)
		.float(from, overlap.least, overlap.low)
		.int(maxCandidates, maxDetections, maxPerClass, capacity, room)
		.table(rules.allowed)
		.int(grid === undefined ? 0 : 1)
		.table(grid);
	const update = (bytes: number) => ({ bytes, access: "update" }) as const;
	const plan = host.plan(
		{
			kernel: "yolo_detections",
			block: block.bytes(),
			arrays: [
				{ bytes: head.batch * head.channels * anchors * (isHalf ? 2 : 4), access: "read" },
				update(16 * most),
				update(4 * most),
				update(4 * most),
				update(4 * most),
			],
			rows: 1,
			scratchBytes: 8 * capacity + 8 * room + keptBytes(most),
		},
		threads,
	);
	const call = new Int32Array(1);
	return (data, offset, { boxes, scores, classes, anchors: sources }) => {
		call[0] = offset;
		return plan.run(call, [data, boxes, scores, classes, sources]);
	};
}
