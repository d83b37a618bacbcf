import { type Detection, type Detector, other, type Sample } from "./detection.ts";
import { detectMnn } from "./flatbuffers.ts";
import { detectMagic } from "./magic.ts";
import { detectProtobuf } from "./protobuf.ts";
import { detectText } from "./text.ts";
import { detectWeightsFile } from "./weights-files.ts";
import { detectZip } from "./zip.ts";

/** From the surest to the vaguest. */
const detectors: readonly Detector[] = [
	detectMagic,
	detectZip,
	detectWeightsFile,
	detectText,
	detectProtobuf,
	detectMnn,
];

/**
 * Names what a file is by its first bytes. Says nothing of whether the rest is intact. `sample.tail` tells a TorchScript
 * archive from a large checkpoint; `sample.name` decides where bytes alone do not.
 */
export function detectFormat(sample: Sample | Uint8Array): Detection {
	const known = sample instanceof Uint8Array ? { head: sample } : sample;
	if (known.head.length === 0) return other("empty", "It is empty (0 bytes); the download or export did not finish.");
	for (const detect of detectors) {
		const detection = detect(known);
		if (detection !== undefined) return detection;
	}
	const first = Array.from(known.head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
	return other("unknown", `It is of no format that Polyinfer knows; its first bytes are ${first}.`);
}
