import { NameList } from "../list-names.ts";
import { nodeLabel, type ScanCheck } from "./scan-check.ts";

/** Operators that import a Python module which the model names, and call it (ONNX Runtime's training builds and extensions). */
const CODE_OPERATORS = new Set(["PythonOp", "PythonOpGrad", "PyOp", "PyCustomOp"]);

/** Nodes that run code from outside the model: `foreign-code`. */
export function foreignCode(): ScanCheck {
	const nodes = new NameList();
	return {
		node(node) {
			if (node.domain !== "" && CODE_OPERATORS.has(node.operator)) nodes.add(nodeLabel(node));
		},
		*findings() {
			if (nodes.count > 0)
				yield {
					kind: "foreign-code",
					message: `Nodes that run code which the model only names: ${nodes}.`,
					refused: true,
				};
		},
	};
}
