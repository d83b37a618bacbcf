import type { PictureId } from "@polyinfer/models";
import { headCandidates } from "./inputs/candidates.ts";
import { BLAZEFACE, type Detector, recordedHead, SSD } from "./inputs/recorded-heads.ts";
import { type OpsCase, opsCase } from "./ops-case.ts";
import { ONNXRUNTIME, OPENCV, OPENCV_PYTHON, OWN, PLAIN, TORCHVISION, WASM } from "./peer-ids.ts";

/** Coordinates and scores are rounded by some peers once more or less. */
const tolerance = 1e-5;
const allPeers = [OWN, WASM, OPENCV_PYTHON, TORCHVISION, ONNXRUNTIME, PLAIN];
const suppressors = [OWN, WASM, OPENCV, OPENCV_PYTHON, TORCHVISION, PLAIN];
const otherwise = { [ONNXRUNTIME]: "takes each class above the threshold, not only the best" };

/** From this score on an evaluation looks: this SSD gives nearly every class of every anchor .001. */
const SSD_LEAST = 0.01;
const FACE_LEAST = 0.001;
const told = (score: number): string => `${score}`.slice(1);

/** Detections of a head, at the threshold of an application and at that of an evaluation, `least`. */
function detections(detector: Detector, name: string, picture: PictureId, least: number): OpsCase[] {
	const { id, head, anchors, classes } = detector;
	const size = { op: "detect", head, anchors, classes, keep: 300 } as const;
	const given = { input: recordedHead(detector, picture), peers: allPeers, tolerance };
	const title = `${name} on a picture`;
	return [
		opsCase({
			...given,
			id: `${id}-${picture}`,
			title: `${title}, .25`,
			work: { ...size, confidence: 0.25, iou: 0.45, multiLabel: 0 },
			otherwise,
			must: { [OPENCV_PYTHON]: 5, [PLAIN]: 10 },
		}),
		opsCase({
			...given,
			id: `${id}-${picture}-eval`,
			title: `${title}, ${told(least)}, each class`,
			work: { ...size, confidence: least, iou: 0.6, multiLabel: 1 },
			minSamples: 3,
			must: { [OPENCV_PYTHON]: 50, [PLAIN]: 50 },
		}),
	];
}

/** Non-maximum suppression among what a head says at the threshold of an evaluation. */
function suppression(detector: Detector, name: string, picture: PictureId, least: number): OpsCase {
	const candidates = headCandidates(detector, recordedHead(detector, picture), least, 30_000);
	return opsCase({
		id: `nms-${detector.id}-${picture}`,
		title: `NMS at ${told(least)}, 300 of ${name} on \`${picture}\``,
		work: { op: "nms", iou: 0.6, perClass: 1, keep: 300 },
		input: candidates,
		peers: suppressors,
		minSamples: 3,
		must: { [OPENCV_PYTHON]: 20, [TORCHVISION]: 20 },
	});
}

/** Heads that real detectors gave for real pictures. No YOLO under a licence that allows it is at hand. */
export const RECORDED: readonly OpsCase[] = [
	...detections(SSD, "SSD-MobileNetV2", "astronaut", SSD_LEAST),
	...detections(BLAZEFACE, "BlazeFace", "astronaut", FACE_LEAST),
	suppression(SSD, "SSD-MobileNetV2", "coffee", SSD_LEAST),
	suppression(SSD, "SSD-MobileNetV2", "chelsea", SSD_LEAST),
	suppression(SSD, "SSD-MobileNetV2", "astronaut", SSD_LEAST),
	suppression(BLAZEFACE, "BlazeFace", "astronaut", FACE_LEAST),
];
