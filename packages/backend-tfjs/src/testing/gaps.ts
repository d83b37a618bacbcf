import type { Gap } from "@polyinfer/conformance";

/** Function cases that TensorFlow.js does not do in its own models; the ONNX executor computes those on the host. */
export const tfjsGaps: readonly Gap[] = [
	{
		reason: "TensorFlow.js holds 64-bit integers in 32 bits; larger ones are refused",
		formats: ["tfjs"],
		cases: ["int64 passes bit for bit"],
	},
	{
		reason: "TensorFlow.js holds float64 in 32 bits, which would lose half of the digits",
		formats: ["tfjs"],
		cases: ["float64 passes bit for bit", "float64 is cast from and to float32"],
	},
];
