import { type Detector, model, other, type Sample } from "./detection.ts";

/** Wire type of each field of ONNX's `ModelProto`. */
const ONNX_FIELDS = new Map([
	[1, 0],
	[2, 2],
	[3, 2],
	[4, 2],
	[5, 0],
	[6, 2],
	[7, 2],
	[8, 2],
	[14, 2],
	[20, 2],
	[25, 2],
	[26, 2],
]);

/** One field at the start of a protobuf message. */
interface Field {
	readonly field: number;
	readonly wireType: number;
	readonly value: number;
	readonly contentStart: number;
}

/** Formats that are protobuf without any mark: ONNX, SavedModel, TensorFlow's graphs. */
export const detectProtobuf: Detector = (sample) => {
	const fields = [...readFields(sample.head)];
	if (isSavedModel(sample, fields)) return model("savedmodel");
	if (isOnnx(fields)) return model("onnx");
	if (isTensorFlowGraph(sample.head, fields))
		return other("tensorflow-graph", "It is a TensorFlow graph, which is not supported; export a SavedModel or ONNX.");
	return undefined;
};

function isOnnx(fields: readonly Field[]): boolean {
	const known = fields.every(({ field, wireType }) => ONNX_FIELDS.get(field) === wireType);
	const [first] = fields;
	if (!known || first === undefined) return false;
	const version = fields.find(({ field }) => field === 1);
	if (version !== undefined) return version.value >= 1 && version.value < 1000 && fields.length > 1;
	return fields.some(({ field }) => field === 7);
}

/** A schema version, then a `MetaGraphDef` that starts with its `MetaInfoDef`. */
function isSavedModel({ head, name }: Sample, [version, graph]: readonly Field[]): boolean {
	if (version?.field !== 1 || version.wireType !== 0 || version.value !== 1) return false;
	if (graph?.field !== 2 || graph.wireType !== 2) return false;
	return name === "saved_model.pb" || head[graph.contentStart] === 0x0a;
}

/** A `NodeDef` that starts with its name and its operator. */
function isTensorFlowGraph(head: Uint8Array, [node]: readonly Field[]): boolean {
	if (node?.field !== 1 || node.wireType !== 2) return false;
	const [name, operator] = readFields(head.subarray(node.contentStart, node.contentStart + node.value));
	return name?.field === 1 && name.wireType === 2 && operator?.field === 2 && operator.wireType === 2;
}

/** The fields whose start is in `head`; ends at the first one that is broken, which is given with wire type 7. */
function* readFields(head: Uint8Array): Iterable<Field> {
	let at = 0;
	const varint = (): number => {
		let value = 0;
		for (let i = 0; i < 10 && at < head.length; i++) {
			const byte = head[at++] as number;
			value += (byte & 127) * 2 ** (7 * i);
			if (byte < 128) return value;
		}
		return Number.NaN;
	};
	for (let i = 0; i < 1000 && at < head.length; i++) {
		const tag = varint();
		const wireType = Number.isNaN(tag) ? 7 : tag % 8;
		const field = Math.floor(tag / 8);
		let value = 0;
		if (wireType === 0 || wireType === 2) value = varint();
		yield { field, wireType, value, contentStart: at };
		if (wireType === 2) at += value;
		else if (wireType === 1 || wireType === 5) at += wireType === 1 ? 8 : 4;
		else if (wireType !== 0) return;
		if (Number.isNaN(at)) return;
	}
}
