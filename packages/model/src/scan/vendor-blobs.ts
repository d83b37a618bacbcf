import { NameList } from "../list-names.ts";
import { nodeLabel, type ScanCheck } from "./scan-check.ts";

/**
 * Operators that carry what a vendor's compiler made, or the path of it: ONNX Runtime's EPContext (QNN, OpenVINO,
 * TensorRT, Vitis AI; https://onnxruntime.ai/docs/execution-providers/EP-Context-Design.html), TF-TRT's and
 * Torch-TensorRT's engines. Any domain: what a file calls its domain proves nothing.
 */
const BLOB_OPERATORS = new Set(["EPContext", "TRTEngineOp", "execute_engine"]);

/** Nodes with a compiled network in them, which only the vendor's runtime can read: `vendor-blob`. */
export function vendorBlobs(): ScanCheck {
	const nodes = new NameList();
	return {
		node(node) {
			if (BLOB_OPERATORS.has(node.operator)) nodes.add(nodeLabel(node));
		},
		*findings() {
			if (nodes.count > 0)
				yield {
					kind: "vendor-blob",
					message: `Nodes that hold a network compiled by a vendor, which cannot be checked: ${nodes}.`,
					refused: true,
				};
		},
	};
}
