import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { attribute, buildModel, writeOnnx } from "@polyinfer/model";

/** Writes the models of one operator each that ONNX Runtime is asked for. */
export async function writeModels(folder: string): Promise<void> {
	const argmax = buildModel({
		opset: 17,
		inputs: [{ name: "scores", dtype: "float32", shape: [-1, -1] }],
		outputs: [{ name: "indices", dtype: "int64", shape: [-1] }],
		nodes: [
			{
				operator: "ArgMax",
				inputs: ["scores"],
				outputs: ["indices"],
				attributes: { axis: attribute.int(0), keepdims: attribute.int(0) },
			},
		],
	});
	await writeFile(join(folder, "argmax.onnx"), writeOnnx(argmax));
	const names = ["boxes", "scores", "most", "iou", "least"];
	const nms = buildModel({
		opset: 17,
		inputs: names.map((name) => ({
			name,
			dtype: name === "most" ? "int64" : "float32",
			shape: name === "boxes" ? [1, -1, 4] : name === "scores" ? [1, -1, -1] : [1],
		})),
		outputs: [{ name: "indices", dtype: "int64", shape: [-1, 3] }],
		nodes: [
			{
				operator: "NonMaxSuppression",
				inputs: names,
				outputs: ["indices"],
				attributes: { center_point_box: attribute.int(1) },
			},
		],
	});
	await writeFile(join(folder, "nms.onnx"), writeOnnx(nms));
}
