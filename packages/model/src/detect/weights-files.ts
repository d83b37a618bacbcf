import { type Detector, other } from "./detection.ts";
import { hasMagic } from "./magic.ts";

/** Files that hold weights without the network: pickles and safetensors. */
export const detectWeightsFile: Detector = ({ head }) => {
	const protocol = head[1] ?? 0;
	if (head[0] === 0x80 && protocol >= 2 && protocol <= 5) {
		const isTorch = hasMagic(head, "\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19", 2);
		return isTorch
			? other(
					"pytorch-checkpoint",
					"It is a PyTorch checkpoint (weights without the network); export the model to ONNX.",
				)
			: other(
					"pickle",
					"It is a Python pickle, which is not supported: unpickling runs code. Export the model to ONNX.",
				);
	}
	if (hasMagic(head, '{"', 8) && head.length >= 16) {
		const view = new DataView(head.buffer, head.byteOffset, 8);
		const headerBytes = view.getUint32(0, true);
		if (view.getUint32(4, true) === 0 && headerBytes > 8 && headerBytes <= 100_000_000)
			return other("safetensors", "It is a safetensors file (weights without the network); export the model to ONNX.");
	}
	return undefined;
};
